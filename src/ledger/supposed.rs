//! A supposed book: another one as it would read if more had happened.

use super::{
    Approvals, Book, Edition, Error, Event, Judged, Logged, Mark, Nudge, Planned, Record, Standing,
    State, Wanted, Worded,
};
use crate::calendar::zone::Instant;
use crate::invite::Tracks;
use crate::notice::DeliveryId;
use crate::plan::scan::Scanned;
use std::collections::{HashMap, HashSet};

/// A book, and what is supposed to have happened since. Nothing is written.
pub struct Supposed<'b> {
    book: &'b dyn Book,
    arrived: HashMap<DeliveryId, Record>,
    events: &'b [Event],
}

impl<'b> Supposed<'b> {
    /// A book as if these events had been recorded after all that it has.
    pub fn recorded(book: &'b dyn Book, events: &'b [Event]) -> Self {
        Self {
            book,
            arrived: HashMap::new(),
            events,
        }
    }

    /// A book as if these had been taken over just now.
    pub fn arrived(
        book: &'b dyn Book,
        arrived: impl Iterator<Item = Planned>,
        at: Instant,
    ) -> Self {
        let record = |planned: Planned| {
            let state = State {
                standing: Standing::Accepted,
                at,
                tries: 1,
                next_try: None,
                latest_useful: planned.latest_useful,
                answer: String::new(),
            };
            let record = Record {
                state,
                planned,
                body_digest: String::new(),
            };
            (record.planned.id.clone(), record)
        };
        Self {
            book,
            arrived: arrived.map(record).collect(),
            events: &[],
        }
    }
}

impl Book for Supposed<'_> {
    fn state(&self, id: &DeliveryId) -> Result<Option<State>, Error> {
        match self.arrived.get(id) {
            Some(record) => Ok(Some(record.state.clone())),
            None => self.book.state(id),
        }
    }

    fn states(&self, ids: &[DeliveryId]) -> Result<Vec<Option<State>>, Error> {
        let mut states = self.book.states(ids)?;
        for (id, state) in ids.iter().zip(&mut states) {
            if let Some(record) = self.arrived.get(id) {
                *state = Some(record.state.clone());
            }
        }
        Ok(states)
    }

    fn standings(&self, notice: &str) -> Result<HashMap<DeliveryId, Judged>, Error> {
        let mut standings = self.book.standings(notice)?;
        let arrived = self.arrived.values();
        for record in arrived.filter(|record| record.planned.notice == notice) {
            standings.insert(record.planned.id.clone(), record.state.judged());
        }
        Ok(standings)
    }

    fn records(&self, wanted: &Wanted, see: &mut dyn FnMut(Record)) -> Result<(), Error> {
        self.book.records(wanted, &mut |record| {
            if !self.arrived.contains_key(&record.planned.id) {
                see(record);
            }
        })?;
        let is_wanted = |record: &&Record| match wanted {
            Wanted::All => true,
            Wanted::Notice(notice) => record.planned.notice == *notice,
            Wanted::Recipient(mailbox) => record.planned.mailbox() == *mailbox,
            Wanted::Open => false,
        };
        let mut arrived: Vec<&Record> = self.arrived.values().filter(is_wanted).collect();
        arrived.sort_by_key(|record| (record.planned.moment, &record.planned.id));
        arrived.into_iter().cloned().for_each(see);
        Ok(())
    }

    fn marks(&self) -> Result<HashSet<Mark>, Error> {
        self.book.marks()
    }

    fn approvals(&self) -> Result<Approvals, Error> {
        self.book.approvals()
    }

    fn approved_words(&self, notice: &str, audience: &str) -> Result<Vec<Worded>, Error> {
        self.book.approved_words(notice, audience)
    }

    fn last_entry(&self) -> Result<Option<Instant>, Error> {
        self.book.last_entry()
    }

    fn beginning(&self) -> Result<Option<Instant>, Error> {
        self.book.beginning()
    }

    fn last_moment(&self) -> Result<Option<Instant>, Error> {
        self.book.last_moment()
    }

    fn editions(&self) -> Result<Vec<Edition>, Error> {
        self.book.editions()
    }

    fn nudges(&self) -> Result<Vec<Nudge>, Error> {
        self.book.nudges()
    }

    fn scans(&self) -> Result<Vec<Scanned>, Error> {
        self.book.scans()
    }

    fn tracks(&self) -> Result<Tracks, Error> {
        self.book.tracks()
    }

    fn log(&self, of: Option<&DeliveryId>, see: &mut dyn FnMut(Logged)) -> Result<(), Error> {
        self.book.log(of, see)
    }

    fn events(&self) -> Result<Vec<Event>, Error> {
        let mut events = self.book.events()?;
        events.extend_from_slice(self.events);
        Ok(events)
    }
}
