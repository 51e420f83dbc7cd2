//! What is stated of money: estimates in the plan's currency.

use super::Telling;
use crate::assessment::{benefit, cost, currency};
use crate::diagnostic::Spanned;
use crate::notice::money::{Amounts, MoneyFacts};
use crate::plan::estimate::Estimate;
use crate::plan::service::Severity;
use crate::plan::window::Window;

impl Telling<'_> {
    /// What all windows cost where the plan does not state it, but says all that it rests on.
    fn worked_out(&self) -> Option<Amounts> {
        let plan = self.case.plan;
        let sum = benefit::worked_out(&cost::windows(plan))?;
        let digits = currency::digits(&plan.case.money.currency);
        Some(Amounts::worked_out([sum.low(), sum.high()], digits))
    }

    /// The money of the whole plan. Of several windows those tell it that weigh something, so that
    /// nobody takes it for the price of an evening without printers, and whichever asks for the decision.
    pub(super) fn money(&self, asks: bool) -> Option<MoneyFacts> {
        let phases = self.case.plan.phases.iter();
        let mut windows = phases.flat_map(|phase| &phase.windows);
        if !asks && !self.weighs(self.window) && windows.any(|window| self.weighs(window)) {
            return None;
        }
        let money = &self.case.plan.case.money;
        let stated = |estimate: &Option<Spanned<Estimate>>| {
            estimate.as_ref().map(|estimate| Amounts {
                low: estimate.value.low.value,
                high: estimate.value.high.value,
            })
        };
        let facts = MoneyFacts {
            currency: money.currency.clone(),
            cost_of_windows: stated(&money.cost_of_windows).or_else(|| self.worked_out()),
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
