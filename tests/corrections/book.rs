//! A ledger that keeps marks as the one on disk does, and whose run may die in the middle.

use forewarn::invite::{Track, Tracks};
use forewarn::ledger::{
    Approval, Approvals, Book, Entry, Error, Event, Ledger, Logged, Mark, MemoryLedger, Record,
    State, Step, Wanted,
};
use forewarn::notice::DeliveryId;
use std::collections::HashSet;
use std::path::PathBuf;

#[derive(Clone, Default)]
pub struct Mortal {
    ledger: MemoryLedger,
    marks: HashSet<Mark>,
    /// How many more groups are written before the run dies.
    pub left: Option<u32>,
}

impl Book for Mortal {
    fn state(&self, id: &DeliveryId) -> Result<Option<State>, Error> {
        self.ledger.state(id)
    }

    fn records(&self, wanted: &Wanted, see: &mut dyn FnMut(Record)) -> Result<(), Error> {
        self.ledger.records(wanted, see)
    }

    fn marks(&self) -> Result<HashSet<Mark>, Error> {
        Ok(self.marks.clone())
    }

    fn approvals(&self) -> Result<Approvals, Error> {
        self.ledger.approvals()
    }

    fn tracks(&self) -> Result<Tracks, Error> {
        self.ledger.tracks()
    }

    fn log(&self, of: Option<&DeliveryId>, see: &mut dyn FnMut(Logged)) -> Result<(), Error> {
        self.ledger.log(of, see)
    }

    fn events(&self) -> Result<Vec<Event>, Error> {
        self.ledger.events()
    }
}

impl Ledger for Mortal {
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
        self.ledger.write(batch)?;
        for entry in batch {
            if let Step::Begun { planned, .. } = &entry.step {
                self.marks.retain(|mark| mark.notice != planned.notice);
            }
        }
        Ok(())
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
        self.marks.extend(marks.iter().cloned());
        Ok(())
    }
}
