//! Revenue: what is earned through a service.

use super::demand::Demand;
use super::estimate::Estimate;
use super::money::Share;
use super::reading::Reading;
use super::written::RevenueFile;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use rust_decimal::Decimal;

/// What is earned through a service.
#[derive(Debug, Clone)]
pub struct Revenue {
    /// A year's revenue.
    pub per_year: Estimate,
    /// Hours of a year in which it arises; never nil.
    pub hours_per_year: Decimal,
    /// The share of it that depends on the service.
    pub depends: Estimate<Share>,
    /// The share that comes later all the same.
    pub recovered: Option<Estimate<Share>>,
    /// What is left of it after costs.
    pub margin: Estimate<Share>,
    /// How busy each hour is.
    pub demand: Option<Demand>,
    /// Where it is written.
    pub span: Span,
}

/// Reads what is earned through a service.
pub(super) fn read(reading: &mut Reading, file: &Spanned<RevenueFile>) -> Option<Revenue> {
    let written = &file.value;
    let per_year = reading.required(&written.per_year, "per-year", file.span);
    let hours = reading.required(&written.hours_per_year, "hours-per-year", file.span);
    let depends = reading.required(&written.depends, "depends", file.span);
    let margin = reading.required(&written.margin, "margin", file.span);
    let hours = hours?;
    if hours.value.0 < Decimal::ONE {
        let message = "revenue that arises in no hour of the year";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(hours.span, "");
        reading.report(finding.help("write `8760` where it never stops"));
        return None;
    }
    Some(Revenue {
        per_year: per_year?.value.clone(),
        hours_per_year: hours.value.0,
        depends: depends?.value,
        recovered: written.recovered.as_ref().map(|share| share.value),
        margin: margin?.value,
        demand: written.demand.as_ref().map(|curve| curve.value.clone()),
        span: file.span,
    })
}
