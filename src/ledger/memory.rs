//! The ledger that lives in memory: for simulations and tests. Obeys the same law, keeps nothing.

use crate::calendar::zone::Instant;
use crate::invite::{Track, Tracks};
use crate::ledger::approval::{Approval, Approvals, Worded};
use crate::ledger::entry::{Entry, Step};
use crate::ledger::error::Error;
use crate::ledger::mark::Mark;
use crate::ledger::planned::Planned;
use crate::ledger::state::{Standing, State};
use crate::ledger::{Book, Edition, Event, Judged, Ledger, Logged, Nudge, Record, Wanted};
use crate::notice::DeliveryId;
use crate::plan::scan::Scanned;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

/// A ledger without a disk.
#[derive(Debug, Clone, Default)]
pub struct MemoryLedger {
    records: Vec<Record>,
    places: HashMap<DeliveryId, usize>,
    /// The places of each notice's deliveries.
    notices: HashMap<String, Vec<usize>>,
    log: Vec<Logged>,
    events: Vec<Event>,
    approvals: Approvals,
    tracks: Tracks,
    /// By their notices.
    marks: HashMap<String, HashSet<Mark>>,
}

impl MemoryLedger {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// All that another book holds; what is written here is not written there.
    pub fn copy_of(book: &dyn Book) -> Result<Self, Error> {
        let mut copy = Self {
            events: book.events()?,
            approvals: book.approvals()?,
            tracks: book.tracks()?,
            ..Self::default()
        };
        book.marks()?.into_iter().for_each(|mark| copy.set(mark));
        book.records(&Wanted::All, &mut |record| copy.add(record))?;
        book.log(None, &mut |logged| copy.log.push(logged))?;
        Ok(copy)
    }

    /// How many deliveries it knows.
    pub fn number(&self) -> usize {
        self.records.len()
    }

    /// The deliveries it knows but for so many that were first recorded.
    pub fn since(&self, number: usize) -> &[Record] {
        self.records.get(number..).unwrap_or_default()
    }

    fn set(&mut self, mark: Mark) {
        let about = self.marks.entry(mark.notice.clone()).or_default();
        about.insert(mark);
    }

    /// Takes back that a notice is settled: nobody asks any more.
    pub fn unmark(&mut self, notice: &str) {
        self.marks.remove(notice);
    }

    fn add(&mut self, record: Record) {
        let place = self.records.len();
        let notice = record.planned.notice.clone();
        self.notices.entry(notice).or_default().push(place);
        self.places.insert(record.planned.id.clone(), place);
        self.records.push(record);
    }

    /// The deliveries of a notice.
    fn about(&self, notice: &str) -> impl Iterator<Item = &Record> {
        let places = self.notices.get(notice).into_iter().flatten();
        places.map(|place| &self.records[*place])
    }

    fn record(&self, id: &DeliveryId) -> Option<&Record> {
        self.places.get(id).map(|place| &self.records[*place])
    }

    fn put(&mut self, entry: &Entry, state: State) {
        match self.places.get(&entry.id) {
            Some(place) => {
                let record = &mut self.records[*place];
                let was_settled = !record.state.standing.is_open();
                record.state = state;
                note(record, &entry.step);
                if let Some(planned) = entry.step.planned().filter(|_| was_settled) {
                    self.marks.remove(&planned.notice);
                }
            }
            None => {
                let mut record = Record {
                    planned: first(&entry.step).clone(),
                    state,
                    body_digest: String::new(),
                };
                note(&mut record, &entry.step);
                self.add(record);
            }
        }
        self.log.push(Logged {
            seq: self.log.len() as i64 + 1,
            id: entry.id.clone(),
            at: entry.at,
            run: entry.run.to_string(),
            standing: entry.step.standing(),
            answer: entry.step.answer().to_owned(),
        });
    }

    /// The states a batch leads to, one per entry, or why it must not be written.
    fn foresee(&self, batch: &[Entry]) -> Result<Vec<State>, Error> {
        let mut ahead: HashMap<&DeliveryId, State> = HashMap::new();
        let mut states = Vec::with_capacity(batch.len());
        for entry in batch {
            let on_record = self.record(&entry.id).map(|record| &record.state);
            let before = ahead.get(&entry.id).or(on_record);
            let state = State::after(before, entry).map_err(|law| Error::Unlawful {
                path: PathBuf::from("(in memory)"),
                id: entry.id.clone(),
                law,
            })?;
            ahead.insert(&entry.id, state.clone());
            states.push(state);
        }
        Ok(states)
    }
}

fn note(record: &mut Record, step: &Step) {
    if let Some(planned) = step.planned() {
        record.planned = planned.clone();
    }
    if let Step::Begun { body_digest, .. } = step {
        record.body_digest.clone_from(body_digest);
    }
}

fn first(step: &Step) -> &Planned {
    step.planned()
        .expect("the law of states lets only a step with its plan come first")
}

impl Book for MemoryLedger {
    fn state(&self, id: &DeliveryId) -> Result<Option<State>, Error> {
        Ok(self.record(id).map(|record| record.state.clone()))
    }

    fn records(&self, wanted: &Wanted, see: &mut dyn FnMut(Record)) -> Result<(), Error> {
        let fits = |record: &&Record| match wanted {
            Wanted::All => true,
            Wanted::Notice(notice) => record.planned.notice == *notice,
            Wanted::Recipient(mailbox) => record.planned.mailbox() == *mailbox,
            Wanted::Open => record.state.standing.is_open(),
        };
        self.records.iter().filter(fits).cloned().for_each(see);
        Ok(())
    }

    fn standings(&self, notice: &str) -> Result<HashMap<DeliveryId, Judged>, Error> {
        let judged = self.about(notice);
        let judged = judged.map(|record| (record.planned.id.clone(), record.state.judged()));
        Ok(judged.collect())
    }

    fn told(&self, notice: &str, audience: &str) -> Result<Option<Instant>, Error> {
        let accepted = self.about(notice).filter(|record| {
            record.state.standing == Standing::Accepted && record.planned.audience == audience
        });
        Ok(accepted.map(|record| record.state.at).min())
    }

    fn marks(&self) -> Result<HashSet<Mark>, Error> {
        Ok(self.marks.values().flatten().cloned().collect())
    }

    fn last_entry(&self) -> Result<Option<Instant>, Error> {
        Ok(self.log.last().map(|logged| logged.at))
    }

    fn beginning(&self) -> Result<Option<Instant>, Error> {
        Ok(self.log.first().map(|logged| logged.at))
    }

    fn last_moment(&self) -> Result<Option<Instant>, Error> {
        self.last_entry()
    }

    /// None: words are kept for whoever approves, and nobody approves what is only played.
    fn approved_words(&self, _: &str, _: &str) -> Result<Vec<Worded>, Error> {
        Ok(Vec::new())
    }

    /// None: it has no file of which one could be older.
    fn editions(&self) -> Result<Vec<Edition>, Error> {
        Ok(Vec::new())
    }

    /// None: no file is searched.
    fn scans(&self) -> Result<Vec<Scanned>, Error> {
        Ok(Vec::new())
    }

    /// None: no owner is written to.
    fn nudges(&self) -> Result<Vec<Nudge>, Error> {
        Ok(Vec::new())
    }

    fn tracks(&self) -> Result<Tracks, Error> {
        Ok(self.tracks.clone())
    }

    fn log(&self, of: Option<&DeliveryId>, see: &mut dyn FnMut(Logged)) -> Result<(), Error> {
        let fits = |logged: &&Logged| of.is_none_or(|id| logged.id == *id);
        self.log.iter().filter(fits).cloned().for_each(see);
        Ok(())
    }

    fn events(&self) -> Result<Vec<Event>, Error> {
        Ok(self.events.clone())
    }

    fn approvals(&self) -> Result<Approvals, Error> {
        Ok(self.approvals.clone())
    }
}

impl Ledger for MemoryLedger {
    fn book(&self) -> &dyn Book {
        self
    }

    fn write(&mut self, batch: &[Entry]) -> Result<(), Error> {
        let states = self.foresee(batch)?;
        for (entry, state) in batch.iter().zip(states) {
            self.put(entry, state);
        }
        Ok(())
    }

    fn note(&mut self, event: &Event) -> Result<(), Error> {
        self.events.push(event.clone());
        Ok(())
    }

    fn approve(&mut self, approval: &Approval) -> Result<(), Error> {
        self.approvals.add(approval);
        Ok(())
    }

    fn keep(&mut self, tracks: &[Track]) -> Result<(), Error> {
        self.tracks.replace(tracks);
        Ok(())
    }

    fn mark(&mut self, marks: &[Mark]) -> Result<(), Error> {
        marks.iter().cloned().for_each(|mark| self.set(mark));
        Ok(())
    }
}
