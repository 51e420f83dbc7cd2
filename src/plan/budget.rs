//! The budget: what downtime costs and the change brings, as far as the plan states it itself.

use super::estimate::Estimate;
use super::money::{Amount, Share};
use super::number::Multiple;
use super::reading::Reading;
use super::written::{MoneyFile, OutagesFile, PlanFile, YearFile};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use rust_decimal::Decimal;

/// The most years over which a change is judged.
const LONGEST: u32 = 30;

/// The most that an hour of an outage may cost.
const DEAREST: u32 = 1_000_000_000;

/// What downtime costs and the change brings, in the plan's currency.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    /// Its currency; empty when the plan names none.
    pub currency: String,
    /// What all windows together cost.
    pub cost_of_windows: Option<Spanned<Estimate>>,
    /// What waiting costs, per year.
    pub cost_of_waiting: Option<Spanned<Estimate>>,
    /// What the change brings, per year.
    pub benefit_per_year: Option<Spanned<Estimate>>,
    /// What it brings year by year.
    pub years: Vec<Year>,
    /// What the change itself costs, besides its windows.
    pub investment: Option<Spanned<Estimate>>,
    /// What an hour beyond the planned end costs.
    pub overrun_per_hour: Option<Spanned<Estimate>>,
    /// The rate at which later money is discounted.
    pub discount_rate: Option<Spanned<Share>>,
    /// Over how many years the change is judged.
    pub horizon: Option<Spanned<u32>>,
    /// The share of the lost work that is done later, where a department does not say it.
    pub catches_up: Option<Spanned<Estimate<Share>>>,
    /// What an hour of catching up costs, as a multiple, where a department does not say it.
    pub overtime: Option<Spanned<Estimate<Multiple>>>,
}

/// What the change brings in one year.
#[derive(Debug, Clone)]
pub struct Year {
    /// What is no longer spent.
    pub savings: Option<Estimate>,
    /// What outages cost less.
    pub avoided: Option<Avoided>,
    /// Margin that is new.
    pub new_margin: Option<Estimate>,
    /// What running the new costs.
    pub run_cost: Option<Estimate>,
    /// Where it is written.
    pub span: Span,
}

/// What outages cost less.
#[derive(Debug, Clone)]
pub enum Avoided {
    /// As stated.
    Stated(Estimate),
    /// By how many there are.
    Outages {
        /// As it is: how often, and hours of each.
        before: (Decimal, Decimal),
        /// After the change.
        after: (Decimal, Decimal),
        /// What an hour costs.
        per_hour: Estimate,
    },
}

/// Reads what the plan states of money.
pub(super) fn read(reading: &mut Reading, file: &PlanFile) -> Budget {
    let amounts = amounts(file);
    let currency = file.currency.as_ref();
    let currency = currency.map(|currency| currency.value.0.clone());
    same_currency(reading, currency.as_deref(), &amounts);
    let mut named = amounts.iter();
    let named = named.find_map(|(amount, _)| amount.currency.clone());
    let currency = currency.or(named).unwrap_or_default();
    let Some(written) = &file.money else {
        return Budget {
            currency,
            ..Budget::default()
        };
    };
    let written = &written.value;
    contradictions(reading, written);
    let years = written.years.iter();
    let years = years.filter_map(|file| year(reading, file)).collect();
    Budget {
        currency,
        cost_of_windows: written.cost_of_windows.clone(),
        cost_of_waiting: written.cost_of_waiting.clone(),
        benefit_per_year: written.benefit_per_year.clone(),
        years,
        investment: written.investment.clone(),
        overrun_per_hour: written.overrun_per_hour.clone(),
        discount_rate: written.discount_rate,
        horizon: written.horizon_years,
        catches_up: written.catches_up,
        overtime: written.overtime,
    }
}

fn contradictions(reading: &mut Reading, written: &MoneyFile) {
    if let (Some(flat), Some(first)) = (&written.benefit_per_year, written.years.first()) {
        let message = "what the change brings is said twice";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message)
            .at(flat.span, "here for every year")
            .at(first.span, "here year by year");
        reading.report(finding.help("keep one of `benefit-per-year` and `years`"));
    }
    let years = written.years.len();
    let most = LONGEST as usize;
    let Some(horizon) = &written.horizon_years else {
        if let Some(late) = written.years.get(most) {
            let message = format!("a change is judged over {LONGEST} years at most");
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(late.span, "one too many");
            reading.report(finding.help("leave the years after it out"));
        }
        return;
    };
    let message = if !(1..=LONGEST).contains(&horizon.value) {
        format!(
            "a change is judged over 1 to {LONGEST} years, not {}",
            horizon.value
        )
    } else if years > 0 && years != horizon.value as usize {
        format!(
            "the change is judged over {} years, but {years} are written",
            horizon.value
        )
    } else {
        return;
    };
    let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(horizon.span, "");
    reading.report(finding.help("with `years`, leave `horizon-years` out or count them"));
}

fn year(reading: &mut Reading, file: &Spanned<YearFile>) -> Option<Year> {
    let written = &file.value;
    let value = |estimate: &Option<Spanned<Estimate>>| {
        let estimate = estimate.as_ref();
        estimate.map(|estimate| estimate.value.clone())
    };
    Some(Year {
        savings: value(&written.savings),
        avoided: avoided(reading, file)?,
        new_margin: value(&written.new_margin),
        run_cost: value(&written.run_cost),
        span: file.span,
    })
}

/// What outages cost less in a year, if it says so; nothing at all where that cannot be understood.
fn avoided(reading: &mut Reading, file: &Spanned<YearFile>) -> Option<Option<Avoided>> {
    let written = &file.value;
    let counted = [&written.outages_before, &written.outages_after];
    let any = counted.iter().any(|outages| outages.is_some());
    let any = any || written.outage_per_hour.is_some();
    match (&written.avoided_outage, any) {
        (None, false) => return Some(None),
        (Some(sum), false) => return Some(Some(Avoided::Stated(sum.value.clone()))),
        (Some(sum), true) => {
            let message = "what outages cost less is said twice";
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(sum.span, "");
            let advice = "keep `avoided-outage`, or the outages before and after";
            reading.report(finding.help(advice));
            return None;
        }
        (None, true) => {}
    }
    let before = reading.required(&written.outages_before, "outages-before", file.span);
    let before = before.and_then(|file| outages(reading, file));
    let after = reading.required(&written.outages_after, "outages-after", file.span);
    let after = after.and_then(|file| outages(reading, file));
    let per_hour = reading.required(&written.outage_per_hour, "outage-per-hour", file.span)?;
    if per_hour.value.high.value > Decimal::from(DEAREST) {
        let message = "an hour of an outage that costs more than a thousand million";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(per_hour.span, "");
        reading.report(finding.help("write what one hour costs"));
        return None;
    }
    Some(Some(Avoided::Outages {
        before: before?,
        after: after?,
        per_hour: per_hour.value.clone(),
    }))
}

fn outages(reading: &mut Reading, file: &Spanned<OutagesFile>) -> Option<(Decimal, Decimal)> {
    let often = reading.required(&file.value.per_year, "per-year", file.span);
    let hours = reading.required(&file.value.hours, "hours", file.span);
    Some((often?.value.0, hours?.value.0))
}

/// Every amount of the plan, with its place.
fn amounts(file: &PlanFile) -> Vec<(Amount, Span)> {
    let mut found: Vec<&Spanned<Estimate>> = Vec::new();
    for (_, department) in file.departments.iter() {
        let department = &department.value;
        found.extend(&department.cost_per_hour);
        let salary = department.salary.as_ref();
        found.extend(salary.and_then(|salary| salary.value.per_year.as_ref()));
    }
    for (_, service) in file.services.iter() {
        let (revenue, contract) = (&service.value.revenue, &service.value.contract);
        let revenue = revenue.as_ref();
        found.extend(revenue.and_then(|revenue| revenue.value.per_year.as_ref()));
        let contract = contract.as_ref();
        found.extend(contract.and_then(|contract| contract.value.fee.as_ref()));
    }
    for window in file.phases.iter().flat_map(|phase| &phase.value.windows) {
        let window = &window.value;
        let crew = window.crew.iter();
        found.extend(crew.filter_map(|crew| crew.value.cost_per_hour.as_ref()));
        let bought = window.purchases.iter();
        found.extend(bought.filter_map(|bought| bought.value.cost.as_ref()));
        let lost = window.intangibles.iter();
        found.extend(lost.filter_map(|lost| lost.value.cost.as_ref()));
    }
    let money = file.money.as_ref();
    found.extend(money.into_iter().flat_map(|money| money.value.amounts()));
    let risks = file.risks.iter();
    found.extend(risks.filter_map(|risk| risk.value.exposure.as_ref()));
    let three = found.into_iter().flat_map(|estimate| {
        let Estimate { low, likely, high } = &estimate.value;
        [low, likely, high].map(|amount| (amount.clone(), estimate.span))
    });
    three.collect()
}

fn same_currency(reading: &mut Reading, plan: Option<&str>, amounts: &[(Amount, Span)]) {
    let mut first = plan.map(|code| (code.to_owned(), None));
    for (amount, span) in amounts {
        let Some(code) = &amount.currency else {
            continue;
        };
        match &first {
            None => first = Some((code.clone(), Some(*span))),
            Some((other, _)) if other == code => {}
            Some((other, place)) => {
                let message = format!("amounts in {code} and in {other} cannot be added up");
                let mut finding = Diagnostic::new(Code::MIXED_CURRENCIES, message)
                    .at(*span, format!("{code} here"));
                if let Some(place) = place {
                    finding = finding.at(*place, format!("{other} here"));
                }
                reading.report(finding.help("write all amounts in one currency"));
            }
        }
    }
}
