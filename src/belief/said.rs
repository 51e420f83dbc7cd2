//! Said: the part of a notice's facts that can become false, as the ledger keeps it.

use super::claim::{Span, When};
use super::listed::Listed;
use crate::calendar::zone::Instant;
use crate::notice::event::{Change, Deadline, EventState, Hearsay, Meeting};
use crate::plan::impact::Impact;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use serde::Deserialize;

/// The part of a notice's facts that can become false, as the ledger keeps it.
#[derive(Deserialize)]
pub(super) struct Said {
    pub(super) milestone: Milestone,
    pub(super) role: Role,
    pub(super) zone: Option<String>,
    pub(super) department: Option<SaidDepartment>,
    pub(super) window: SaidWindow,
    #[serde(default)]
    pub(super) actions: SaidActions,
    pub(super) object_by: Option<Instant>,
    pub(super) decision: Option<SaidDecision>,
    pub(super) briefing: Option<SaidBriefing>,
    pub(super) event: Option<SaidEvent>,
}

#[derive(Deserialize)]
pub(super) struct SaidDepartment {
    id: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    led_by_another: bool,
}

impl SaidDepartment {
    /// What the reader is said to lead: the first by its id, and all by their names.
    pub(super) fn led(self) -> impl Iterator<Item = String> {
        let all = std::iter::once(self.id).chain(self.names);
        all.filter(move |_| !self.led_by_another)
    }
}

#[derive(Deserialize)]
pub(super) struct SaidWindow {
    pub(super) start: Instant,
    pub(super) end: Instant,
    pub(super) provisional: bool,
    pub(super) services: Vec<SaidService>,
}

#[derive(Deserialize)]
pub(super) struct SaidService {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) impact: Impact,
}

#[derive(Default, Deserialize)]
pub(super) struct SaidActions {
    pub(super) before: Vec<SaidAction>,
    pub(super) after: Vec<SaidAction>,
}

impl SaidActions {
    /// The steps that are named, before the start and after the end.
    pub(super) fn named(
        self,
        listed: Listed,
        names_first: bool,
    ) -> (Vec<SaidAction>, Vec<SaidAction>) {
        let Self { before, after } = self;
        match listed {
            Listed::All => (before, after),
            Listed::Before => (before, Vec::new()),
            Listed::Nothing => {
                let mut before = before.into_iter().filter(|_| names_first);
                let first = before
                    .by_ref()
                    .min_by_key(|step| (step.by.is_none(), step.by));
                (first.into_iter().collect(), Vec::new())
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct SaidAction {
    pub(super) text: String,
    pub(super) by: Option<Instant>,
}

#[derive(Deserialize)]
pub(super) struct SaidDecision {
    pub(super) by: Option<Instant>,
}

#[derive(Deserialize)]
pub(super) struct SaidBriefing {
    pub(super) id: String,
    pub(super) start: Instant,
    pub(super) end: Instant,
    pub(super) place: Option<String>,
    pub(super) join: Option<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct SaidEvent {
    pub(super) state: Option<EventState>,
    pub(super) old_start: Option<Instant>,
    pub(super) old_end: Option<Instant>,
    pub(super) last: Option<Span>,
    pub(super) new_date_by: Option<Instant>,
    #[serde(default)]
    pub(super) has_new_date: bool,
    #[serde(default)]
    pub(super) is_unexpected: bool,
    #[serde(default)]
    pub(super) changes: Vec<Change>,
    #[serde(default)]
    pub(super) hearsay: Vec<Hearsay>,
    pub(super) reason: Option<String>,
}

impl SaidEvent {
    /// When the window is by it.
    pub(super) fn when(&self, milestone: Milestone, window: &SaidWindow) -> When {
        match milestone {
            Milestone::Cancelled => When::Cancelled,
            Milestone::Released | Milestone::Unlisted => When::Elsewhere,
            Milestone::GoNoGo if self.state == Some(EventState::NoGo) => {
                When::Undecided { promised: None }
            }
            Milestone::Rescheduled if !self.has_new_date => When::Undecided {
                promised: self.new_date_by,
            },
            _ => When::Dated {
                start: window.start,
                end: window.end,
                provisional: window.provisional,
            },
        }
    }

    /// The start and end that it names of a window that is on no date.
    pub(super) fn last(
        &self,
        milestone: Milestone,
        (when, window): (When, &SaidWindow),
    ) -> Option<Span> {
        match milestone {
            _ if when.span().is_some() => None,
            Milestone::GoNoGo => Some((window.start, window.end)),
            _ => self.old_start.zip(self.old_end).or(self.last),
        }
    }

    /// What it says to be otherwise than its readers were told or may have been told.
    fn differences(&self) -> impl Iterator<Item = &Change> {
        let hearsay = self.hearsay.iter().filter_map(Hearsay::detail);
        self.changes.iter().chain(hearsay)
    }

    /// The deadlines that it says to be otherwise, as they are; none when there is nothing to do any more.
    pub(super) fn deadlines(&self) -> impl Iterator<Item = (Deadline, Option<Instant>)> {
        self.differences().filter_map(|change| match change {
            Change::Deadline { of, new, .. } => Some((of.clone(), *new)),
            _ => None,
        })
    }

    /// The briefings that it speaks of, as they are.
    pub(super) fn briefings(&self) -> impl Iterator<Item = (String, Option<Meeting>)> {
        self.differences().filter_map(|change| match change {
            Change::Briefing { id, new, .. } => Some((id.clone(), new.clone())),
            Change::Uninvited { id, .. } => Some((id.clone(), None)),
            _ => None,
        })
    }
}
