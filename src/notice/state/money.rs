//! What is stated of money: estimates in the plan's currency.

use super::Telling;
use crate::notice::facts::{Amounts, MoneyFacts};
use crate::plan::money::Estimate;

impl Telling<'_> {
    pub(super) fn money(&self) -> Option<MoneyFacts> {
        let money = &self.case.plan.case.money;
        let stated = |estimate: &Option<Estimate>| {
            estimate.as_ref().map(|estimate| Amounts {
                low: estimate.low.value,
                high: estimate.high.value,
            })
        };
        let facts = MoneyFacts {
            currency: money.currency.clone(),
            cost_of_windows: stated(&money.cost_of_windows),
            cost_of_waiting: stated(&money.cost_of_waiting),
            benefit: stated(&money.benefit_per_year),
        };
        let said = [facts.cost_of_windows, facts.cost_of_waiting, facts.benefit];
        said.iter().any(Option::is_some).then_some(facts)
    }
}
