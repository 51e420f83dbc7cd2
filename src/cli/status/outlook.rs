//! Outlook: what the next run of `send` would do about each notice of a plan. It only reads.

use super::super::failure::Failure;
use super::super::workspace::Workspace;
use super::untold::Notice;
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::directory::Recipient;
use crate::ledger::Book;
use crate::mailing::Fault;
use crate::plan::address::Mailbox;
use crate::round::{Gate, Round, Trouble};
use crate::timeline::{Occurrence, agenda};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Who was tried to be told of a notice, without an end: their mailboxes.
pub(super) type Tried = HashMap<Notice, HashSet<Mailbox>>;

/// How many readers of each notice the next run would tell, and how many it would let wait for what.
#[derive(Debug, Default)]
pub(super) struct Outlook {
    due: BTreeMap<Notice, u64>,
    held: BTreeMap<Notice, u64>,
    after_hours: BTreeMap<Notice, BTreeMap<Instant, u64>>,
    riding: BTreeMap<Notice, u64>,
}

/// The notice of which no words can be made, so that nothing would leave, and why.
pub(super) type Unworded = (String, Fault);

impl Outlook {
    /// That of a plan by a ledger, of those readers whom nobody `tried` to tell, by notice and mailbox.
    pub(super) fn of(
        (workspace, beliefs): (&Workspace, &Beliefs),
        (book, gate): (&dyn Book, &Gate),
        tried: &Tried,
    ) -> Result<Result<Self, Unworded>, Failure> {
        let within = |reader: &Recipient| workspace.settings.allows(&reader.address);
        let agenda = agenda(&workspace.timeline, &workspace.directory, workspace.now);
        let round = match Round::plan(workspace.office(beliefs), &agenda, (book, gate), &within) {
            Err(Trouble::Unmade(notice, fault)) => return Ok(Err((notice, fault))),
            Err(Trouble::Ledger(error)) => return Err(error.into()),
            Ok(round) => round,
        };
        let mut outlook = Self::default();
        let untried = |notice: &Notice, mailbox: &Mailbox| {
            let tried = tried.get(notice);
            tried.is_none_or(|tried| !tried.contains(mailbox))
        };
        for mailing in &round.due {
            for part in std::iter::once(mailing).chain(&mailing.riders) {
                let notice = named(part.occurrence());
                let mailboxes = part.readers().map(|reader| reader.address.mailbox());
                let number = mailboxes
                    .filter(|mailbox| untried(&notice, mailbox))
                    .count();
                *outlook.due.entry(notice).or_default() += count(number);
            }
        }
        for held in &round.held {
            let sheet = &held.sheet;
            let notice = (sheet.notice.clone(), sheet.audience.clone());
            let mailboxes = sheet.readers.iter();
            let number = mailboxes
                .filter(|mailbox| untried(&notice, mailbox))
                .count();
            *outlook.held.entry(notice).or_default() += count(number);
        }
        for (occurrence, opens, readers) in &round.after_hours {
            let waits = outlook.after_hours.entry(named(occurrence)).or_default();
            *waits.entry(*opens).or_default() += count(*readers);
        }
        for (occurrence, readers) in &round.riding {
            *outlook.riding.entry(named(occurrence)).or_default() += count(*readers);
        }
        Ok(Ok(outlook))
    }

    /// How many would be told.
    pub(super) fn due(&self, notice: &Notice) -> u64 {
        self.due.get(notice).copied().unwrap_or_default()
    }

    /// How many wait for an approval.
    pub(super) fn held(&self, notice: &Notice) -> u64 {
        self.held.get(notice).copied().unwrap_or_default()
    }

    /// How many wait for the mail of a later notice.
    pub(super) fn riding(&self, notice: &Notice) -> u64 {
        self.riding.get(notice).copied().unwrap_or_default()
    }

    /// How many wait for their sending hours, and until when.
    pub(super) fn after_hours(&self, notice: &Notice) -> Vec<(Instant, u64)> {
        let waits = self.after_hours.get(notice).into_iter().flatten();
        waits.map(|(opens, number)| (*opens, *number)).collect()
    }
}

/// A notice's names in the ledger.
fn named(occurrence: &Occurrence) -> Notice {
    (occurrence.notice_id(), occurrence.first.audience.clone())
}

fn count(readers: usize) -> u64 {
    u64::try_from(readers).unwrap_or(u64::MAX)
}
