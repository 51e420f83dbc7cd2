//! The ledger in a file: SQLite with a write-ahead log, synced at every commit.
//!
//! Writing needs the [`Lock`]; reading does not, and works while a run sends. The rows are
//! `rows`' business, the file itself is `file`'s.

mod calendar;
mod file;
mod rows;

use crate::invite::{Track, Tracks};
use crate::ledger::entry::Entry;
use crate::ledger::error::Error;
use crate::ledger::lock::Lock;
use crate::ledger::state::{Standing, State};
use crate::ledger::{Book, Count, Ledger, Logged, Record, Wanted};
use crate::notice::DeliveryId;
use rusqlite::{Connection, TransactionBehavior};
use std::cell::RefCell;
use std::collections::HashMap;
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
    _lock: Lock,
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

    /// Reads the whole file and compares it with itself: pages, order, indexes, references.
    pub fn examine(&self) -> Result<(), Error> {
        file::examine(&self.connection, &self.path, "integrity_check")
    }

    fn told<T>(&self, result: rusqlite::Result<T>) -> Result<T, Error> {
        result.map_err(|source| file::explain(&self.path, source))
    }
}

impl SqliteLedger {
    /// Makes the ledger of `plan` at the lock's path; fails when something lies there already.
    pub fn create(lock: Lock, plan: &str) -> Result<Self, Error> {
        file::create(lock.ledger(), plan)?;
        Self::open(lock, plan)
    }

    /// Opens the ledger of `plan` at the lock's path; [`Error::Missing`] when there is none.
    pub fn open(lock: Lock, plan: &str) -> Result<Self, Error> {
        let path = lock.ledger().to_owned();
        let connection = file::open_for_writing(&path, plan)?;
        Ok(Self {
            book: SqliteBook {
                path,
                plan: plan.to_owned(),
                connection,
            },
            facts: HashMap::new(),
            _lock: lock,
        })
    }

    /// Opens the ledger of `plan`, or makes it where none lies and none is missed: a plan's first
    /// run.
    pub fn open_or_create(lock: Lock, plan: &str) -> Result<Self, Error> {
        if file::is_missing(lock.ledger()) {
            file::create(lock.ledger(), plan)?;
        }
        Self::open(lock, plan)
    }

    /// The same book, for reading.
    pub fn book(&self) -> &SqliteBook {
        &self.book
    }
}

impl Book for SqliteBook {
    fn standings(&self, notice: &str) -> Result<HashMap<DeliveryId, Standing>, Error> {
        self.told(rows::standings(&self.connection, notice))
    }

    fn state(&self, id: &DeliveryId) -> Result<Option<State>, Error> {
        let found = self.told(rows::find(&self.connection, id))?;
        Ok(found.map(|(_, state)| state))
    }

    fn records(&self, wanted: &Wanted, see: &mut dyn FnMut(Record)) -> Result<(), Error> {
        self.told(rows::records(&self.connection, &self.plan, wanted, see))
    }

    fn counts(&self) -> Result<Vec<Count>, Error> {
        self.told(rows::counts(&self.connection))
    }

    fn tracks(&self) -> Result<Tracks, Error> {
        self.told(calendar::tracks(&self.connection))
    }

    fn log(&self, of: Option<&DeliveryId>, see: &mut dyn FnMut(Logged)) -> Result<(), Error> {
        self.told(rows::log(&self.connection, of, see))
    }
}

impl Book for SqliteLedger {
    fn standings(&self, notice: &str) -> Result<HashMap<DeliveryId, Standing>, Error> {
        self.book.standings(notice)
    }

    fn state(&self, id: &DeliveryId) -> Result<Option<State>, Error> {
        self.book.state(id)
    }

    fn records(&self, wanted: &Wanted, see: &mut dyn FnMut(Record)) -> Result<(), Error> {
        self.book.records(wanted, see)
    }

    fn counts(&self) -> Result<Vec<Count>, Error> {
        self.book.counts()
    }

    fn tracks(&self) -> Result<Tracks, Error> {
        self.book.tracks()
    }

    fn log(&self, of: Option<&DeliveryId>, see: &mut dyn FnMut(Logged)) -> Result<(), Error> {
        self.book.log(of, see)
    }
}

impl Ledger for SqliteLedger {
    fn write(&mut self, batch: &[Entry]) -> Result<(), Error> {
        if batch.is_empty() {
            return Ok(());
        }
        let Self { book, facts, .. } = self;
        let known = RefCell::new(facts);
        let explain = |source| file::explain(&book.path, source);
        let written = (|| {
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
                let number = before.map(|(number, _)| number);
                let mut known = known.borrow_mut();
                rows::put(&transaction, &mut known, number, (entry, &state)).map_err(explain)?;
            }
            transaction.commit().map_err(explain)
        })();
        if written.is_err() {
            // Facts that were rolled back have no number any more.
            known.borrow_mut().clear();
        }
        written
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
