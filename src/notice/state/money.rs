//! What is stated of money: estimates in the plan's currency.

use super::Telling;
use crate::notice::money::{Amounts, MoneyFacts};
use crate::plan::money::Estimate;
use crate::plan::service::Severity;
use crate::plan::window::Window;

impl Telling<'_> {
    /// The money of the whole plan. Of several windows those tell it that weigh something, so that
    /// nobody takes it for the price of an evening without printers.
    pub(super) fn money(&self) -> Option<MoneyFacts> {
        let windows = self.case.plan.windows();
        let weighty = windows.iter().any(|(_, window)| self.weighs(window));
        if weighty && !self.weighs(self.window) {
            return None;
        }
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

    /// Whether a window touches a service of high severity.
    fn weighs(&self, window: &Window) -> bool {
        let mut touched = window.services.iter();
        touched.any(|(id, _)| self.case.plan.service(id).severity == Severity::High)
    }
}
