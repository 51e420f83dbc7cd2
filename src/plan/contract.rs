//! Contracts that give back a part of their fee when a service was away too long.

use super::estimate::Estimate;
use super::reading::Reading;
use super::written::ContractFile;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use rust_decimal::Decimal;

/// A contract that gives back a part of its fee.
#[derive(Debug, Clone)]
pub struct Contract {
    /// The fee of a month.
    pub fee: Estimate,
    /// Whether announced downtime counts against the availability.
    pub counts_planned: bool,
    /// Availability of a month in percent, and the share of the fee that is given back below it.
    pub credits: Vec<(Decimal, Decimal)>,
    /// Where it is written.
    pub span: Span,
}

/// Reads a contract.
pub(super) fn read(reading: &mut Reading, file: &Spanned<ContractFile>) -> Option<Contract> {
    let written = &file.value;
    let fee = reading.required(&written.fee, "fee", file.span);
    let counts = reading.required(&written.counts_planned, "counts-planned", file.span);
    if written.credits.is_empty() && !reading.was_refused("credits", file.span) {
        let message = "a contract that gives nothing back";
        let finding = Diagnostic::new(Code::MISSING_FIELD, message).at(file.span, "in this block");
        reading.report(finding.help("add `credits: [{below: 99.9%, credit: 10%}]`"));
    }
    let credits = written.credits.iter().filter_map(|credit| {
        let below = reading.required(&credit.value.below, "below", credit.span);
        let back = reading.required(&credit.value.credit, "credit", credit.span);
        Some((below?.value.0 * Decimal::ONE_HUNDRED, back?.value.0))
    });
    let credits = credits.collect();
    Some(Contract {
        fee: fee?.value.clone(),
        counts_planned: counts?.value,
        credits,
        span: file.span,
    })
}
