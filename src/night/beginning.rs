//! Beginning: when the work of a night began, for how long that is news, whether it goes on, and how
//! those hear of that whom nothing tells of a start.

use super::course::{Night, Stage, is_well_before, lead, stage};
use crate::calendar::zone::Instant;
use crate::directory::Directory;
use crate::ledger::{Event, Happened};
use crate::plan::Plan;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use crate::timeline::{Occurrence, Start, Timeline};
use std::collections::BTreeMap;

impl Night {
    /// When the work began, if it has gone on since and began before its time.
    pub fn began_early(&self) -> Option<Instant> {
        let runs = self.has_begun();
        self.early_start().filter(|_| runs).map(|start| start.at)
    }

    /// The same, when that was so long before its time that it is news to whoever read when it starts.
    pub fn began_well_before(&self) -> Option<Instant> {
        let is_news = self.early_start().is_some_and(is_well_before);
        self.began_early().filter(|_| is_news)
    }

    /// Whether somebody said that its work goes on, which was never open again since it began.
    pub fn has_begun(&self) -> bool {
        self.stage() == Stage::Running && !self.was_over()
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

    /// Whether it goes on at a moment, as far as anybody knows, although its end has come.
    pub fn outlasts(&self, now: Instant) -> bool {
        let runs = matches!(self.stage(), Stage::Ahead | Stage::Go | Stage::Running);
        runs && self.end() <= now
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

/// The notices of a start to audiences whose ladder has none, such as executives: for whomever a night
/// begins to concern while it goes on, as the latest of those that tell all, told as of what began.
pub(super) fn for_newcomers(
    (plan, directory): (&Plan, &Directory),
    timeline: &Timeline,
    nights: &BTreeMap<String, Night>,
    now: Instant,
) -> Vec<Occurrence> {
    let mut told = Vec::new();
    for (window, night) in nights {
        let Some(start) = night.start(now) else {
            continue;
        };
        let about: Vec<&Occurrence> = timeline.about(night.window()).collect();
        for (index, latest) in about.iter().enumerate() {
            let mut others = about
                .iter()
                .enumerate()
                .filter(|(_, other)| other.shares_readers(latest));
            let is_last = others
                .clone()
                .all(|(at, other)| at <= index || !other.milestone.informs());
            let has_start = others.any(|(_, other)| other.milestone == Milestone::Start);
            let audience = plan.audience(&latest.audience);
            let is_read = audience.is_some_and(|audience| audience.role != Role::Machine);
            if !latest.milestone.informs() || !is_last || has_start || !is_read {
                continue;
            }
            let moment = start.begun.unwrap_or(night.planned().0);
            let zone = &directory.places[latest.place()].calendar.zone;
            told.push(Occurrence {
                milestone: Milestone::Start,
                rule: format!("because `{window}` goes on"),
                nominal: zone.civil(moment),
                moment,
                latest_useful: start.useful,
                moved: Vec::new(),
                merged: Vec::new(),
                words: Milestone::Start,
                opens: false,
                ..Occurrence::clone(latest)
            });
        }
    }
    told
}
