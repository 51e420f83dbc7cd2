//! Untold: the readers whom a ledger does not show to have got a notice, by what that means. Whoever
//! joined later did not miss it. It only reads.

use super::super::workspace::Workspace;
use super::stands::Starts;
use crate::belief::{Beliefs, History, Turn};
use crate::ledger::{Book, Error, Record, Standing, Wanted};
use crate::mailing::docket::readers;
use crate::plan::address::Mailbox;
use crate::plan::milestone::Milestone;
use crate::timeline::Occurrence;
use std::collections::{BTreeMap, HashSet};

/// Who did not get a notice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Untold {
    /// Were told all it says by something else since.
    pub later: u64,
    /// Knew of the window then, and were to be told.
    pub missed: u64,
    /// Knew nothing of the window then.
    pub never: u64,
    /// How many of these the ledger has as skipped.
    pub skipped: u64,
    /// Have to be put right first.
    pub corrected: u64,
    /// Are not told by what was recorded of the night, or not yet.
    pub at_night: u64,
    /// Are to be told on a later day.
    pub ahead: u64,
    /// Are for the next run to tell, or to keep for a later one.
    pub ready: u64,
}

/// A notice to an audience, by the names in the ledger.
pub type Notice = (String, String);

/// The readers of these notices who did not get them.
pub fn untold(
    workspace: &Workspace,
    (book, beliefs): (&dyn Book, &Beliefs),
    asked: &[Notice],
) -> Result<BTreeMap<Notice, Untold>, Error> {
    let mut known: BTreeMap<Notice, Known> = asked
        .iter()
        .map(|notice| (notice.clone(), Known::default()))
        .collect();
    if known.is_empty() {
        return Ok(BTreeMap::new());
    }
    read(workspace, book, &mut known)?;
    let mut found: BTreeMap<Notice, Untold> = BTreeMap::new();
    for occurrence in &workspace.timeline.occurrences {
        let notice = (occurrence.notice_id(), occurrence.first.audience.clone());
        let Some(known) = known.get(&notice) else {
            continue;
        };
        let untold = found.entry(notice).or_default();
        let turn = Turn::of(workspace.case(), occurrence);
        let people = workspace.directory.recipients(&occurrence.audience);
        let groups = readers(workspace.case(), occurrence);
        for index in groups.iter().flat_map(|group| &group.members) {
            let reader = &people[*index];
            let mailbox = reader.address.mailbox();
            let hears = beliefs.concerns(occurrence, &mailbox);
            if known.told.contains(&mailbox)
                || !hears
                || !workspace.settings.allows(&reader.address)
            {
                continue;
            }
            let is_skipped = known.skipped.contains(&mailbox);
            let is_over = occurrence.is_over(workspace.now);
            if is_skipped || is_over {
                untold.count(&beliefs.history, (occurrence, &mailbox), is_skipped);
            } else if occurrence.moment > workspace.now {
                let is_covered = beliefs.manner(occurrence, &mailbox, turn).is_covered;
                untold.later += u64::from(is_covered);
                untold.ahead += u64::from(!is_covered);
            } else {
                untold.wait(beliefs, (occurrence, turn), &mailbox);
            }
        }
    }
    Ok(found)
}

/// Reads who stands in a ledger with some notices.
fn read(
    workspace: &Workspace,
    book: &dyn Book,
    known: &mut BTreeMap<Notice, Known>,
) -> Result<(), Error> {
    let mut starts = Starts::of(&workspace.plan);
    book.records(&Wanted::All, &mut |Record { planned, state, .. }| {
        // Whoever was told for another date was not told for this one.
        if starts.superseded(&planned).is_some() {
            return;
        }
        let mailbox = planned.mailbox();
        let Some(known) = known.get_mut(&(planned.notice, planned.audience)) else {
            return;
        };
        if state.standing == Standing::Skipped {
            known.skipped.insert(mailbox);
        } else {
            known.told.insert(mailbox);
        }
    })
}

/// Who stands in the ledger with a notice.
#[derive(Default)]
struct Known {
    told: HashSet<Mailbox>,
    skipped: HashSet<Mailbox>,
}

impl Untold {
    fn count(
        &mut self,
        history: &History,
        (occurrence, mailbox): (&Occurrence, &Mailbox),
        is_skipped: bool,
    ) {
        let (window, audience) = (occurrence.window.as_str(), occurrence.audience.as_str());
        let heard = history.heard(window, audience, mailbox);
        let informed = heard.and_then(|heard| heard.informed);
        let is_told = informed.is_some_and(|at| at >= occurrence.moment);
        let first = heard.and_then(|heard| heard.first);
        let knew = first.is_some_and(|at| !occurrence.is_over(at));
        let is_told = occurrence.milestone.informs() && is_told;
        if is_told || is_overtaken(history, occurrence, mailbox) {
            self.later += 1;
        } else if !knew {
            self.never += 1;
        } else if is_skipped {
            // The ledger says why.
            return;
        } else {
            self.missed += 1;
        }
        self.skipped += u64::from(is_skipped);
    }

    /// Counts somebody who may still be told.
    fn wait(
        &mut self,
        beliefs: &Beliefs,
        (occurrence, turn): (&Occurrence, Turn),
        mailbox: &Mailbox,
    ) {
        let manner = beliefs.manner(occurrence, mailbox, turn);
        let about = (occurrence.window.as_str(), occurrence.audience.as_str());
        if manner.is_withheld && beliefs.correction(about, mailbox).is_some() {
            self.corrected += 1;
        } else if manner.is_covered {
            self.later += 1;
        } else if manner.is_withheld {
            self.at_night += 1;
        } else {
            self.ready += 1;
        }
    }

    /// How many of those whom the ledger does not know they are.
    pub fn unknown(&self) -> u64 {
        self.later + self.missed + self.never - self.skipped
    }

    /// `2 told by another notice`, `1 missed`; of a notice whose moment lies ahead `2 told already`.
    pub fn words(&self, is_ahead: bool) -> Vec<String> {
        let told = match is_ahead {
            true => "told already",
            false => "told by another notice",
        };
        let all = [
            (self.later, told),
            (self.missed, "missed"),
            (self.never, "not told"),
        ];
        let some = all.into_iter().filter(|(number, _)| *number > 0);
        some.map(|(number, words)| format!("{number} {words}"))
            .collect()
    }
}

/// Whether what a notice says of a night is said by a later one: something else was recorded since, or a
/// mailbox heard how it goes instead of that it starts.
fn is_overtaken(history: &History, occurrence: &Occurrence, mailbox: &Mailbox) -> bool {
    let (window, moment) = (occurrence.window.as_str(), occurrence.moment);
    if occurrence.milestone == Milestone::Start {
        return history
            .noted(window, mailbox)
            .is_some_and(|at| at >= moment);
    }
    let night = history.nights.of(window);
    let night = night.filter(|_| occurrence.milestone.is_of_the_night());
    night.is_some_and(|night| {
        let mut events = night.events().iter();
        events.any(|known| known.event.at > moment)
    })
}
