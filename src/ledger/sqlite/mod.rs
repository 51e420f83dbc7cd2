//! The ledger in a file: SQLite with a write-ahead log, synced at every commit.
//!
//! Writing needs the [`Lock`]; reading does not, and works while a run sends. The rows are
//! `rows`' business, the file itself is `file`'s.

mod approval;
mod calendar;
mod file;
mod night;
mod owner;
mod rows;
mod scan;

use crate::calendar::zone::Instant;
use crate::invite::{Track, Tracks};
use crate::ledger::approval::{Approval, Approvals, Worded};
use crate::ledger::entry::Entry;
use crate::ledger::error::Error;
use crate::ledger::lock::{self, Lock};
use crate::ledger::state::State;
use crate::ledger::{
    Book, Edition, Event, Judged, Ledger, Logged, Mark, Nudge, Record, TurnedAway, Wanted,
};
use crate::notice::DeliveryId;
use crate::plan::former::Named;
use crate::plan::scan::Scanned;
use rusqlite::{Connection, TransactionBehavior};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// A ledger file opened for reading.
#[derive(Debug)]
pub struct SqliteBook {
    path: PathBuf,
    plan: String,
    connection: Connection,
}

/// A ledger file opened for writing, together with the right to.
#[derive(Debug)]
pub struct SqliteLedger {
    book: SqliteBook,
    facts: HashMap<String, i64>,
    lock: Lock,
}

impl SqliteBook {
    /// Opens the ledger of `plan` at `path` for reading only.
    pub fn open_read_only(path: &Path, plan: &str) -> Result<Self, Error> {
        let connection = file::open_for_reading(path, plan)?;
        Ok(Self {
            path: path.to_owned(),
            plan: plan.to_owned(),
            connection,
        })
    }

    /// Whether anything lies at `path`.
    pub fn is_there(path: &Path) -> bool {
        !file::is_missing(path)
    }

    /// Why whoever runs this may not read the ledger of `plan` at `path`, if that is so.
    pub fn shut(path: &Path, plan: &str) -> Option<Error> {
        let error = file::open_for_reading(path, plan).err()?;
        matches!(error, Error::Shut { .. } | Error::Unfinished { .. }).then_some(error)
    }

    /// Why nothing may leave by what lies at `path`, if more was ever written into the ledger of `plan`
    /// than it holds.
    pub fn behind(path: &Path, plan: &str) -> Result<Option<Error>, Error> {
        // Asked for first: a run that writes meanwhile only adds to the ledger.
        let written = lock::entries_of(path);
        if written == 0 {
            return Ok(None);
        }
        if file::is_missing(path) {
            return Ok(Some(gone(path, written)));
        }
        let known = Self::open_read_only(path, plan)?.entries()?;
        Ok(refuse_behind(path, known, written).err())
    }

    /// How many entries, approvals and events of a night it holds.
    fn entries(&self) -> Result<i64, Error> {
        self.explained(rows::entries(&self.connection))
    }

    /// Other ledgers of `plan` that lie beside `path` under a name of the same ending.
    pub fn others_of(path: &Path, plan: &str) -> Vec<PathBuf> {
        let others = file::siblings(path).into_iter();
        others
            .filter(|other| Self::open_read_only(other, plan).is_ok())
            .collect()
    }

    fn explained<T>(&self, result: rusqlite::Result<T>) -> Result<T, Error> {
        result.map_err(|source| file::explain(&self.path, source))
    }
}

impl SqliteLedger {
    /// Opens the ledger of `plan` at the lock's path; [`Error::Missing`] when there is none,
    /// [`Error::Behind`] when it holds less than was ever written into it.
    pub fn open(mut lock: Lock, plan: &str) -> Result<Self, Error> {
        let path = lock.ledger().to_owned();
        let connection = file::open_for_writing(&path, plan)?;
        let book = SqliteBook {
            path,
            plan: plan.to_owned(),
            connection,
        };
        let known = book.entries()?;
        refuse_behind(&book.path, known, lock.entries())?;
        lock.keep(known);
        Ok(Self {
            book,
            facts: HashMap::new(),
            lock,
        })
    }

    /// Opens the ledger of `plan`, or makes it where none lies and none is missed: a plan's first
    /// run.
    pub fn open_or_create(lock: Lock, plan: &str) -> Result<Self, Error> {
        if file::is_missing(lock.ledger()) {
            if lock.entries() > 0 {
                return Err(gone(lock.ledger(), lock.entries()));
            }
            file::create(lock.ledger(), plan)?;
        }
        Self::open(lock, plan)
    }

    /// Keeps beside the ledger how much it holds, now that it is durable.
    fn written(&mut self) -> Result<(), Error> {
        let entries = self.book.entries()?;
        self.lock.keep(entries);
        Ok(())
    }

    /// Writes down that mails leave from now on, unless that was written down before, and returns when
    /// it is durable.
    pub fn begin(&mut self, at: Instant) -> Result<(), Error> {
        let written = owner::begin(&self.book.connection, at);
        self.book.explained(written)
    }

    /// Keeps what the plan's file says from now on, and returns when it is durable.
    pub fn publish(&mut self, edition: &Edition) -> Result<(), Error> {
        let written = owner::put_edition(&self.book.connection, edition);
        self.book.explained(written)
    }

    /// Keeps what scans have found, all or none, and returns when it is durable.
    pub fn keep_scans(&mut self, scans: &[Scanned]) -> Result<(), Error> {
        let told = |source| file::explain(&self.book.path, source);
        let transaction = self.book.connection.transaction().map_err(told)?;
        for scanned in scans {
            scan::put(&transaction, scanned).map_err(told)?;
        }
        transaction.commit().map_err(told)
    }

    /// The login that was refused last, if one was.
    pub fn turned_away(&self) -> Result<Option<TurnedAway>, Error> {
        self.book
            .explained(owner::turned_away(&self.book.connection))
    }

    /// Keeps that a login was refused, and returns when it is durable.
    pub fn turn_away(&mut self, refused: &TurnedAway) -> Result<(), Error> {
        let written = owner::put_turned_away(&self.book.connection, refused);
        self.book.explained(written)
    }

    /// Keeps a mail to the owner, or where it stands now, and returns when it is durable.
    pub fn nudge(&mut self, nudge: &Nudge) -> Result<(), Error> {
        let written = owner::put_nudge(&self.book.connection, nudge);
        self.book.explained(written)
    }
}

impl Book for SqliteBook {
    fn standings(&self, notice: &str) -> Result<HashMap<DeliveryId, Judged>, Error> {
        self.explained(rows::standings(&self.connection, notice))
    }

    fn told(&self, notice: &str, audience: &str) -> Result<Option<Instant>, Error> {
        self.explained(rows::told(&self.connection, notice, audience))
    }

    fn state(&self, id: &DeliveryId) -> Result<Option<State>, Error> {
        let found = self.explained(rows::find(&self.connection, id))?;
        Ok(found.map(|(_, state)| state))
    }

    fn records(&self, wanted: &Wanted, see: &mut dyn FnMut(Record)) -> Result<(), Error> {
        self.explained(rows::records(&self.connection, &self.plan, wanted, see))
    }

    fn names(&self) -> Result<Vec<(Named, String)>, Error> {
        self.explained(rows::names(&self.connection))
    }

    fn marks(&self) -> Result<HashSet<Mark>, Error> {
        self.explained(rows::marks(&self.connection))
    }

    fn approvals(&self) -> Result<Approvals, Error> {
        self.explained(approval::approvals(&self.connection))
    }

    fn last_entry(&self) -> Result<Option<Instant>, Error> {
        self.explained(rows::last_entry(&self.connection))
    }

    fn beginning(&self) -> Result<Option<Instant>, Error> {
        self.explained(owner::beginning(&self.connection))
    }

    fn last_told(&self) -> Result<Option<String>, Error> {
        self.explained(rows::last_told(&self.connection))
    }

    fn approved_words(&self, notice: &str, audience: &str) -> Result<Vec<Worded>, Error> {
        self.explained(approval::words(&self.connection, (notice, audience)))
    }

    fn last_moment(&self) -> Result<Option<Instant>, Error> {
        self.explained(owner::last_moment(&self.connection))
    }

    fn editions(&self) -> Result<Vec<Edition>, Error> {
        self.explained(owner::editions(&self.connection))
    }

    fn nudges(&self) -> Result<Vec<Nudge>, Error> {
        self.explained(owner::nudges(&self.connection))
    }

    fn scans(&self) -> Result<Vec<Scanned>, Error> {
        self.explained(scan::all(&self.connection))
    }

    fn tracks(&self) -> Result<Tracks, Error> {
        self.explained(calendar::tracks(&self.connection))
    }

    fn log(&self, of: Option<&DeliveryId>, see: &mut dyn FnMut(Logged)) -> Result<(), Error> {
        self.explained(rows::log(&self.connection, of, see))
    }

    fn events(&self) -> Result<Vec<Event>, Error> {
        self.explained(night::all(&self.connection))
    }
}

impl Ledger for SqliteLedger {
    fn book(&self) -> &dyn Book {
        &self.book
    }

    fn write(&mut self, batch: &[Entry]) -> Result<(), Error> {
        if batch.is_empty() {
            return Ok(());
        }
        let written = write_all(&mut self.book, &mut self.facts, batch);
        if written.is_err() {
            // Facts that were rolled back have no number any more.
            self.facts.clear();
        }
        written?;
        self.written()
    }

    fn note(&mut self, event: &Event) -> Result<(), Error> {
        self.book
            .explained(night::put(&self.book.connection, event))?;
        self.written()
    }

    fn approve(&mut self, approval: &Approval) -> Result<(), Error> {
        let told = |source| file::explain(&self.book.path, source);
        let transaction = self.book.connection.transaction().map_err(told)?;
        approval::put(&transaction, approval).map_err(told)?;
        transaction.commit().map_err(told)?;
        self.written()
    }

    fn keep(&mut self, tracks: &[Track]) -> Result<(), Error> {
        if tracks.is_empty() {
            return Ok(());
        }
        let book = &mut self.book;
        let explain = |source| file::explain(&book.path, source);
        let transaction = book
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(explain)?;
        for track in tracks {
            calendar::put(&transaction, track).map_err(explain)?;
        }
        transaction.commit().map_err(explain)
    }

    fn mark(&mut self, marks: &[Mark]) -> Result<(), Error> {
        if marks.is_empty() {
            return Ok(());
        }
        let told = |source| file::explain(&self.book.path, source);
        let transaction = self.book.connection.transaction().map_err(told)?;
        for mark in marks {
            rows::mark(&transaction, mark).map_err(told)?;
        }
        transaction.commit().map_err(told)
    }
}

/// Writes all of a batch or nothing of it; `facts` are the numbers of those that are known.
fn write_all(
    book: &mut SqliteBook,
    facts: &mut HashMap<String, i64>,
    batch: &[Entry],
) -> Result<(), Error> {
    let explain = |source| file::explain(&book.path, source);
    let transaction = book
        .connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(explain)?;
    for entry in batch {
        check_plan(&book.path, &book.plan, entry)?;
        let before = rows::find(&transaction, &entry.id).map_err(explain)?;
        let state = State::after(before.as_ref().map(|(_, state)| state), entry);
        let state = state.map_err(|law| Error::Unlawful {
            path: book.path.clone(),
            id: entry.id.clone(),
            law,
        })?;
        let again = before
            .as_ref()
            .is_some_and(|(_, state)| !state.standing.is_open());
        if let Some(planned) = entry.step.planned().filter(|_| again) {
            rows::unmark(&transaction, &planned.notice).map_err(explain)?;
        }
        let number = before.map(|(number, _)| number);
        rows::put(&transaction, facts, number, (entry, &state)).map_err(explain)?;
    }
    transaction.commit().map_err(explain)
}

/// Refuses a ledger that holds less than was written into it: a copy that was put back.
fn refuse_behind(path: &Path, known: i64, written: i64) -> Result<(), Error> {
    match known < written {
        true => Err(Error::Behind {
            path: path.to_owned(),
            known,
            written,
        }),
        false => Ok(()),
    }
}

fn gone(path: &Path, written: i64) -> Error {
    Error::Gone {
        path: path.to_owned(),
        written,
    }
}

fn check_plan(path: &Path, plan: &str, entry: &Entry) -> Result<(), Error> {
    match entry.step.planned() {
        Some(planned) if planned.plan != plan => Err(Error::OtherPlan {
            path: path.to_owned(),
            found: plan.to_owned(),
            wanted: planned.plan.clone(),
        }),
        _ => Ok(()),
    }
}
