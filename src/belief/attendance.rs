//! Attendance: who is expected at which briefing.

use crate::directory::{Directory, Recipient, concerns};
use crate::notice::event::{Meeting, Ways};
use crate::plan::address::Mailbox;
use crate::plan::audience::Audience;
use crate::plan::briefing::Briefing;
use crate::plan::window::{Status, Window};
use crate::plan::{Id, Plan};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What somebody counts with of briefings, by their ids.
type Sessions = BTreeMap<String, Option<Meeting>>;

/// The mailboxes of those who are expected at a briefing, by its id.
pub(super) type Expected<'a> = HashMap<&'a Id, HashSet<Mailbox>>;

/// The briefings that an audience may count with when it was told of a window.
pub(super) struct Briefings<'a> {
    expected: &'a Expected<'a>,
    /// Those about the window.
    here: Vec<&'a Briefing>,
    /// Those about other windows only, or for other audiences: whoever is expected at one of these
    /// and was told of it here comes all the same.
    elsewhere: Vec<&'a Briefing>,
}

impl<'a> Briefings<'a> {
    pub(super) fn of(
        (plan, expected): (&'a Plan, &'a Expected<'a>),
        audience: &Audience,
        window: &Window,
    ) -> Self {
        let is_here = |briefing: &&Briefing| {
            briefing.audience == audience.id && briefing.is_about(&window.id)
        };
        let (here, elsewhere) = plan.briefings.iter().partition(is_here);
        Self {
            expected,
            here,
            elsewhere,
        }
    }

    /// Some members, by the briefings that take place for them.
    pub(super) fn split(
        &self,
        recipients: &[Recipient],
        members: &[usize],
    ) -> Vec<(Sessions, Vec<usize>)> {
        let mut split: BTreeMap<Sessions, Vec<usize>> = BTreeMap::new();
        for index in members {
            let mailbox = recipients[*index].address.mailbox();
            let is_expected = |briefing: &&&Briefing| {
                let expected = self.expected.get(&briefing.id);
                expected.is_some_and(|expected| expected.contains(&mailbox))
            };
            let elsewhere = self.elsewhere.iter().filter(is_expected);
            let sessions = self.here.iter().chain(elsewhere).map(|briefing| {
                let ways = Ways {
                    place: briefing.place.clone(),
                    join: briefing.join.clone(),
                };
                let session = Meeting {
                    start: briefing.start,
                    end: briefing.end,
                    ways: Some(ways),
                };
                (briefing.id.to_string(), Some(session))
            });
            split.entry(sessions.collect()).or_default().push(*index);
        }
        split.into_iter().collect()
    }
}

/// Whether anybody is expected at a briefing.
pub fn is_attended(plan: &Plan, directory: &Directory, briefing: &Briefing) -> bool {
    plan.audience(&briefing.audience).is_some_and(|audience| {
        let mut readers = directory.recipients(&audience.id).iter();
        readers.any(|reader| comes(plan, audience, reader, briefing))
    })
}

/// Whether a reader is expected at a briefing: one of its windows that take place concerns her.
pub(super) fn comes(
    plan: &Plan,
    audience: &Audience,
    reader: &Recipient,
    briefing: &Briefing,
) -> bool {
    let windows = briefing.windows.iter();
    let windows = windows.filter_map(|id| Some(plan.window(id)?.1));
    let mut held = windows.filter(|window| window.status != Status::Cancelled);
    held.any(|window| concerns(plan, audience, reader, window))
}
