//! Rates: what an hour of somebody costs, as stated or by what they earn.

use super::estimate::Estimate;
use super::reading::Reading;
use super::written::{DepartmentFile, SalaryFile};
use crate::diagnostic::{Code, Diagnostic, Spanned};
use rust_decimal::Decimal;

/// The most that an hour of somebody may cost; more is a slip.
const MOST: u32 = 1_000_000;

/// What an hour of somebody costs, all charges included.
#[derive(Debug, Clone)]
pub enum Rate {
    /// As stated.
    PerHour(Spanned<Estimate>),
    /// By what they earn.
    Salary(Spanned<Salary>),
}

/// What somebody earns.
#[derive(Debug, Clone)]
pub struct Salary {
    /// A year's salary.
    pub per_year: Estimate,
    /// What the employer pays on top, as a share of it.
    pub on_cost: Decimal,
    /// Hours worked in a year; never nil.
    pub hours: Decimal,
}

/// Reads what an hour of a department's people costs.
pub(super) fn read(reading: &mut Reading, file: &DepartmentFile) -> Option<Rate> {
    let stated = file.cost_per_hour.as_ref();
    let stated = stated.and_then(|rate| per_hour(reading, rate));
    let salary = file.salary.as_ref();
    if let (Some(rate), Some(salary)) = (&file.cost_per_hour, salary) {
        let message = "what an hour costs is said twice";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message)
            .at(salary.span, "here by a salary")
            .at(rate.span, "here as it is");
        reading.report(finding.help("keep one of `cost-per-hour` and `salary`"));
        return None;
    }
    let earned = salary.and_then(|salary| earned(reading, salary));
    stated.map(Rate::PerHour).or(earned.map(Rate::Salary))
}

/// An hourly rate; a finding says when it cannot be one.
pub(super) fn per_hour(
    reading: &mut Reading,
    rate: &Spanned<Estimate>,
) -> Option<Spanned<Estimate>> {
    if rate.value.high.value > Decimal::from(MOST) {
        let message = "an hour that costs more than a million";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(rate.span, "");
        reading.report(finding.help("write what one hour of one of them costs"));
        return None;
    }
    Some(rate.clone())
}

fn earned(reading: &mut Reading, file: &Spanned<SalaryFile>) -> Option<Spanned<Salary>> {
    let written = &file.value;
    let per_year = reading.required(&written.per_year, "per-year", file.span);
    let on_cost = reading.required(&written.on_cost, "on-cost", file.span);
    let hours = reading.required(&written.hours, "hours", file.span);
    let (per_year, on_cost, hours) = (per_year?, on_cost?, hours?);
    let year = hours.value.0;
    if year.is_zero() || per_year.value.high.value / year.max(Decimal::ONE) > Decimal::from(MOST) {
        let message = "a salary and hours by which no hour can be paid";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(hours.span, "");
        reading.report(finding.help("write the hours worked in a year, such as `1720`"));
        return None;
    }
    let salary = Salary {
        per_year: per_year.value.clone(),
        on_cost: on_cost.value.0,
        hours: year,
    };
    Some(Spanned::new(salary, file.span))
}
