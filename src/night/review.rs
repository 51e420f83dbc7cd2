//! Review: what was planned and what became of it, in minutes, for those who look back.

use super::course::{Night, Stage};
use crate::calendar::zone::Instant;
use crate::ledger::Happened;
use serde::Serialize;

/// What was planned for one night and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Review {
    /// Where it stands.
    pub stage: Stage,
    /// The start that was published.
    pub planned_start: Instant,
    /// The end that was published before any extension.
    pub planned_end: Instant,
    /// When somebody said that it started.
    pub actual_start: Option<Instant>,
    /// When somebody said that everything is open, and it stayed so.
    pub actual_end: Option<Instant>,
    /// By how many minutes the published end was put off at last.
    pub extended_minutes: i64,
    /// How many minutes it took beyond the published end: unplanned downtime, which regulators
    /// count apart. Nothing while it goes on.
    pub overrun_minutes: Option<i64>,
}

impl Night {
    /// What was planned and what became of it; nothing when nothing was recorded.
    pub fn review(&self) -> Option<Review> {
        let first = &self.events().first()?.event;
        let (planned_start, planned_end) = first.planned;
        let started = self
            .events()
            .iter()
            .find(|known| matches!(known.event.what, Happened::Started));
        let last = &self.events().last()?.event;
        let is_over = matches!(self.stage(), Stage::Completed | Stage::RolledBack);
        let actual_end = is_over.then_some(last.at);
        let overrun = actual_end.map(|end| (end - planned_end).num_minutes().max(0));
        Some(Review {
            stage: self.stage(),
            planned_start,
            planned_end,
            actual_start: started.map(|known| known.event.at),
            actual_end,
            extended_minutes: (self.end() - planned_end).num_minutes().max(0),
            overrun_minutes: overrun,
        })
    }
}
