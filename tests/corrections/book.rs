//! A ledger whose run may die in the middle.

use forewarn::invite::Track;
use forewarn::ledger::{Approval, Book, Entry, Error, Event, Ledger, Mark, MemoryLedger};
use std::path::PathBuf;

#[derive(Clone, Default)]
pub struct Mortal {
    ledger: MemoryLedger,
    /// How many more groups are written before the run dies.
    pub left: Option<u32>,
}

impl Ledger for Mortal {
    fn book(&self) -> &dyn Book {
        &self.ledger
    }

    fn write(&mut self, batch: &[Entry]) -> Result<(), Error> {
        match &mut self.left {
            Some(0) => {
                return Err(Error::Missing {
                    path: PathBuf::from("(it died)"),
                });
            }
            Some(left) => *left -= 1,
            None => {}
        }
        self.ledger.write(batch)
    }

    fn note(&mut self, event: &Event) -> Result<(), Error> {
        self.ledger.note(event)
    }

    fn approve(&mut self, approval: &Approval) -> Result<(), Error> {
        self.ledger.approve(approval)
    }

    fn keep(&mut self, tracks: &[Track]) -> Result<(), Error> {
        self.ledger.keep(tracks)
    }

    fn mark(&mut self, marks: &[Mark]) -> Result<(), Error> {
        self.ledger.mark(marks)
    }
}
