//! Beginning: when the work of a night began, for how long that is news, and whether it goes on.

use super::course::{Night, Stage, lead, stage};
use crate::calendar::zone::Instant;
use crate::ledger::{Event, Happened};
use crate::timeline::Start;

impl Night {
    /// When the work began, if it has gone on since and began before its time.
    pub fn began_early(&self) -> Option<Instant> {
        let runs = self.stage() == Stage::Running && !self.was_over();
        self.early_start().filter(|_| runs).map(|start| start.at)
    }

    /// Whether its work goes on, as far as anybody knows, and is to go on after a moment.
    pub fn goes_on(&self, now: Instant) -> bool {
        let runs = match self.stage() {
            Stage::Running => true,
            Stage::Ahead | Stage::Go => self.planned().0 <= now,
            Stage::NoGo | Stage::Completed | Stage::RolledBack => false,
        };
        runs && now < self.end()
    }

    /// Since when it is closed, while it goes on.
    pub fn since(&self) -> Instant {
        let closes =
            |event: &Event| matches!(event.what, Happened::Started | Happened::Reopened { .. });
        let mut events = self.events().iter().rev().map(|known| &known.event);
        let closed = events.find(|event| closes(event));
        closed.map_or(self.planned().0, |event| event.at)
    }

    /// The start of its work, if that was before its time.
    pub(super) fn early_start(&self) -> Option<&Event> {
        let mut events = self.events().iter().map(|known| &known.event);
        events.find(|event| lead(event).is_some())
    }

    /// Whether all was open again once, whatever came of that.
    pub(super) fn was_over(&self) -> bool {
        let mut events = self.events().iter().map(|known| stage(&known.event.what));
        events.any(|stage| matches!(stage, Stage::Completed | Stage::RolledBack))
    }

    /// How its start is told at a moment, when that is not as it was planned. While it goes on that
    /// helps whoever it begins to concern.
    pub(super) fn start(&self, now: Instant) -> Option<Start> {
        let (planned, begun) = (self.planned().0, self.began_early());
        let useful = if self.goes_on(now) {
            self.end()
        } else {
            planned
        };
        (planned <= now || begun.is_some()).then_some(Start { begun, useful })
    }
}
