//! Overrun: what an hour beyond the planned end costs, and what is to be expected of it.

use super::line::Kind;
use super::three_point::ThreePoint;
use super::{labour, takings};
use crate::diagnostic::Span;
use crate::plan::Plan;
use crate::plan::expense::Overrun as Risk;
use crate::plan::interval::Interval;
use crate::plan::window::Window;
use chrono::TimeDelta;
use rust_decimal::Decimal;

/// What an hour more costs, and how likely that is.
#[derive(Debug, Clone, Default)]
pub struct Overrun {
    /// What an hour costs, if anything that costs by the hour is known.
    pub per_hour: Option<ThreePoint>,
    /// Where the plan states that itself.
    pub stated: Option<Span>,
    /// How likely, and by how much, if the plan says it.
    pub risk: Option<Risk>,
}

impl Overrun {
    /// What it is for a window at some date: what the plan states, or what the hours that follow cost
    /// in work, margin and crew. Purchases and credits are not paid by the hour.
    pub fn of(plan: &Plan, window: &Window, stretch: Interval) -> Self {
        let risk = window.expenses.overrun;
        if let Some(stated) = &plan.case.money.overrun_per_hour {
            return Self {
                per_hour: Some(ThreePoint::from(&stated.value)),
                stated: Some(stated.span),
                risk,
            };
        }
        let minutes = risk.map_or(60, |risk| risk.minutes);
        let after = Interval {
            start: stretch.end,
            end: stretch.end + TimeDelta::minutes(minutes),
        };
        let hours = Decimal::from(minutes) / Decimal::from(60);
        let labour = labour::of(plan, window, after);
        let labour = labour.into_iter().flat_map(|labour| labour.lines);
        let earned = takings::of(plan, window, after);
        let earned = earned.into_iter().flat_map(|takings| takings.lines);
        let margin = earned.filter(|line| line.kind == Kind::LostMargin);
        let timed = labour.chain(margin).map(|line| line.amount);
        let timed = timed.map(|amount| amount.map(|figure| figure / hours));
        let crew = window.expenses.crew.iter();
        let crew = crew.map(|crew| ThreePoint::from(&crew.people) * ThreePoint::from(&crew.rate));
        let known: Vec<ThreePoint> = timed.chain(crew).collect();
        Self {
            per_hour: (!known.is_empty()).then(|| known.into_iter().sum()),
            stated: None,
            risk,
        }
    }

    /// What is to be expected of it: how likely, times how long, times what an hour costs.
    pub fn expected(&self) -> Option<ThreePoint> {
        let Risk {
            chance, minutes, ..
        } = self.risk?;
        let hours = Decimal::from(minutes) / Decimal::from(60);
        Some(self.per_hour? * (chance * hours))
    }
}
