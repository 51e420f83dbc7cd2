//! The book of deliveries: what was begun, what became of it, and what each person was told.
//!
//! In come entries, each a step of one delivery; out come states and records. An entry
//! that [`Ledger::write`] returned for is on the disk, and a delivery that was accepted can never
//! be begun again: [`State::after`] is the law, and every implementation asks it. The ledger never
//! sends, never reads the time, and never forgets an entry.

pub mod approval;
pub mod attempt;
pub mod digest;
pub mod edition;
pub mod entry;
pub mod error;
pub mod lock;
pub mod mark;
pub mod memory;
pub mod night;
pub mod nudge;
pub mod planned;
pub mod sqlite;
pub mod state;
pub mod supposed;
pub mod turned_away;

pub use approval::{Approval, Approvals, Sheet, Worded};
pub use attempt::Attempt;
pub use digest::Stated;
pub use edition::{Edition, Occasion};
pub use entry::{Entry, Step};
pub use error::Error;
pub use lock::{HeldBy, Lock};
pub use mark::{Mark, Roll};
pub use memory::MemoryLedger;
pub use night::{Event, Happened};
pub use nudge::{Awaited, Nudge, Wait};
pub use planned::Planned;
pub use sqlite::{SqliteBook, SqliteLedger};
pub use state::{Judged, Standing, State};
pub use supposed::Supposed;
pub use turned_away::TurnedAway;

use crate::calendar::zone::Instant;
use crate::invite::{Track, Tracks};
use crate::notice::DeliveryId;
use crate::plan::address::Mailbox;
use crate::plan::former::Named;
use crate::plan::scan::Scanned;
use std::collections::{HashMap, HashSet};

/// The book as a reader sees it.
pub trait Book {
    /// Where a delivery stands; nothing when it was never heard of.
    fn state(&self, id: &DeliveryId) -> Result<Option<State>, Error>;

    /// Where several deliveries stand, in the order asked.
    fn states(&self, ids: &[DeliveryId]) -> Result<Vec<Option<State>>, Error> {
        ids.iter().map(|id| self.state(id)).collect()
    }

    /// The deliveries of one notice, and where they stand.
    fn standings(&self, notice: &str) -> Result<HashMap<DeliveryId, Judged>, Error> {
        let mut standings = HashMap::new();
        self.records(&Wanted::Notice(notice.to_owned()), &mut |record| {
            standings.insert(record.planned.id, record.state.judged());
        })?;
        Ok(standings)
    }

    /// When somebody of an audience was first told by a notice, if anybody was: the earliest moment at
    /// which a delivery was taken over.
    fn told(&self, notice: &str, audience: &str) -> Result<Option<Instant>, Error> {
        let mut told: Option<Instant> = None;
        self.records(&Wanted::Notice(notice.to_owned()), &mut |record| {
            let accepted = record.state.standing == Standing::Accepted;
            if accepted && record.planned.audience == audience {
                let at = record.state.at;
                told = Some(told.map_or(at, |first| first.min(at)));
            }
        })?;
        Ok(told)
    }

    /// How many tries of a delivery, wherever it stands, have left it in doubt: those whose answer was
    /// not seen, and those whose run ended in the middle. While there is one, it may have arrived.
    fn doubtful_tries(&self, id: &DeliveryId) -> Result<u32, Error> {
        let (mut doubts, mut open) = (0, false);
        self.log(Some(id), &mut |logged| {
            let begins = logged.standing == Standing::Begun;
            let ends_in_doubt = matches!(logged.standing, Standing::InDoubt | Standing::Held);
            doubts += u32::from(open && (begins || ends_in_doubt));
            open = begins;
        })?;
        Ok(doubts + u32::from(open))
    }

    /// Shows every delivery that is `wanted`, in the order in which they were first recorded.
    fn records(&self, wanted: &Wanted, see: &mut dyn FnMut(Record)) -> Result<(), Error>;

    /// What the windows, audiences and briefings of deliveries were called when they were first told of,
    /// oldest first.
    fn names(&self) -> Result<Vec<(Named, String)>, Error> {
        let mut names = Vec::new();
        self.records(&Wanted::All, &mut |record| {
            for name in record.planned.names() {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        })?;
        Ok(names)
    }

    /// The marks that were set and still hold.
    fn marks(&self) -> Result<HashSet<Mark>, Error>;

    /// What was approved so far.
    fn approvals(&self) -> Result<Approvals, Error>;

    /// The words in which a notice to an audience was approved, each with the mailboxes of those it
    /// was for, the latest first; a book may keep none.
    fn approved_words(&self, notice: &str, audience: &str) -> Result<Vec<Worded>, Error>;

    /// When the entry was written that was written last; nothing when there is none.
    fn last_entry(&self) -> Result<Option<Instant>, Error> {
        let mut last = None;
        self.log(None, &mut |logged| last = Some(logged.at))?;
        Ok(last)
    }

    /// Since when mails leave by this book, or would if the server had been there: a plan that has
    /// begun goes on.
    fn beginning(&self) -> Result<Option<Instant>, Error>;

    /// The address of whoever was told something last, if anybody was.
    fn last_told(&self) -> Result<Option<String>, Error> {
        let mut last: Option<(Instant, String)> = None;
        self.records(&Wanted::All, &mut |record| {
            let at = record.state.at;
            let is_later = last.as_ref().is_none_or(|(known, _)| *known <= at);
            if record.state.standing == Standing::Accepted && is_later {
                last = Some((at, record.planned.recipient));
            }
        })?;
        Ok(last.map(|(_, recipient)| recipient))
    }

    /// When the book was last at work: its last entry, or an earlier moment if somebody said since
    /// that it is meant.
    fn last_moment(&self) -> Result<Option<Instant>, Error>;

    /// What the plan's file said whenever something was sent or approved by it, in order; a book may
    /// keep none.
    fn editions(&self) -> Result<Vec<Edition>, Error>;

    /// What the owner was told to wait for a word, in order; a book may keep none.
    fn nudges(&self) -> Result<Vec<Nudge>, Error>;

    /// Every scan on record, in order; a book may keep none.
    fn scans(&self) -> Result<Vec<Scanned>, Error>;

    /// What calendars were told of the plan's events.
    fn tracks(&self) -> Result<Tracks, Error>;

    /// Shows every entry, or those of one delivery, in the order in which they were written.
    fn log(&self, of: Option<&DeliveryId>, see: &mut dyn FnMut(Logged)) -> Result<(), Error>;

    /// What happened on the nights of the windows, in the order in which it was recorded.
    fn events(&self) -> Result<Vec<Event>, Error>;
}

/// The book in the hands of its one writer.
pub trait Ledger {
    /// All that was written so far.
    fn book(&self) -> &dyn Book;

    /// Writes a batch of entries, all or none, and returns when they are durable.
    ///
    /// An entry that the law of states forbids fails the whole batch.
    fn write(&mut self, batch: &[Entry]) -> Result<(), Error>;

    /// Writes down what happened on a night, and returns when it is durable.
    fn note(&mut self, event: &Event) -> Result<(), Error>;

    /// Writes down that notices may leave, and returns when it is durable.
    fn approve(&mut self, approval: &Approval) -> Result<(), Error>;

    /// Keeps what calendars are told from now on, all or none, and returns when it is durable.
    ///
    /// Each track replaces the one of the same event; its numbers never fall.
    fn keep(&mut self, tracks: &[Track]) -> Result<(), Error>;

    /// Keeps marks, until a delivery of their notice that was settled is begun again, and returns when
    /// they are durable.
    fn mark(&mut self, marks: &[Mark]) -> Result<(), Error>;
}

/// Which deliveries a reader asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Every one.
    All,
    /// Those of one notice, all revisions.
    Notice(String),
    /// Those to one mailbox.
    Recipient(Mailbox),
    /// Those that are not settled for good: begun, in doubt, held or deferred.
    Open,
}

/// One delivery, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What was planned.
    pub planned: Planned,
    /// Where it stands.
    pub state: State,
    /// The digest of the message as it was last begun; empty when it never was.
    pub body_digest: String,
}

/// One entry, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Its place in the book, from 1.
    pub seq: i64,
    /// Whose step it is.
    pub id: DeliveryId,
    /// When it was written.
    pub at: Instant,
    /// Which run wrote it.
    pub run: String,
    /// Where it led.
    pub standing: Standing,
    /// The server's words, or the reason.
    pub answer: String,
}
