//! What is stated of money: estimates in words of the plan's currency.

use super::Telling;
use crate::notice::facts::MoneyFacts;
use crate::plan::money::Estimate;
use rust_decimal::Decimal;

impl Telling<'_> {
    pub(super) fn money(&self) -> Option<MoneyFacts> {
        let money = &self.case.plan.case.money;
        let words = |estimate: &Option<Estimate>, unit: &str| {
            estimate
                .as_ref()
                .map(|estimate| format!("{}{unit}", in_words(estimate, &money.currency)))
        };
        let facts = MoneyFacts {
            cost_of_window: words(&money.cost_of_windows, ""),
            cost_of_waiting: words(&money.cost_of_waiting, " a year"),
            benefit: words(&money.benefit_per_year, " a year"),
        };
        let any = [
            &facts.cost_of_window,
            &facts.cost_of_waiting,
            &facts.benefit,
        ]
        .into_iter()
        .any(Option::is_some);
        any.then_some(facts)
    }
}

/// `12,000 to 16,000 GBP`, or one figure when low and high are the same.
fn in_words(estimate: &Estimate, currency: &str) -> String {
    let [low, high] = [&estimate.low, &estimate.high].map(|amount| grouped(amount.value));
    let range = if low == high {
        low
    } else {
        format!("{low} to {high}")
    };
    format!("{range} {currency}").trim_end().to_owned()
}

fn grouped(value: Decimal) -> String {
    let text = value.round_dp(2).normalize().to_string();
    let (whole, cents) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(whole, cents)| (whole, Some(cents)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    cents.map_or(grouped.clone(), |cents| format!("{grouped}.{cents:0<2}"))
}
