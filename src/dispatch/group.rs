//! The entries that are to be written together, and what each adds to the tally once it is durable.

use crate::dispatch::tally::{Kind, Tally};
use crate::ledger::{Entry, Planned};
use crate::notice::DeliveryId;
use std::sync::Arc;

/// So many entries are never left waiting for an intent to share a group with.
const FULL_GROUP: usize = 256;

/// What an entry adds to the tally when it is durable.
pub(super) enum Adds {
    /// Nothing: an intent.
    Nothing,
    /// The end of an attempt of this run; if it cannot be written down, it is in doubt.
    Attempt(Arc<Planned>),
    /// The end of an attempt that the run may still judge otherwise, and counts then.
    Suspicion(Arc<Planned>),
    /// An order that was decided without an attempt.
    Decision(Arc<Planned>),
    /// The end of an attempt that rode with another, which is counted for both.
    Rider,
    /// The same for what was decided without an attempt.
    RiderDecision,
}

/// Entries on their way into the ledger.
#[derive(Default)]
pub(super) struct Group {
    entries: Vec<Entry>,
    adds: Vec<Adds>,
}

impl Group {
    pub fn put(&mut self, entry: Entry, adds: Adds) {
        self.entries.push(entry);
        self.adds.push(adds);
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn is_full(&self) -> bool {
        self.entries.len() >= FULL_GROUP
    }

    /// Counts what is durable now, and gives the deliveries that are settled by it.
    pub fn count(&mut self, tally: &mut Tally) -> Vec<DeliveryId> {
        let mut settled = Vec::new();
        // What rides stands before the mail it rode with.
        let mut rode = false;
        for (entry, adds) in self.entries.drain(..).zip(self.adds.drain(..)) {
            match adds {
                Adds::Nothing | Adds::Suspicion(_) => {}
                Adds::Rider | Adds::RiderDecision => {
                    rode = matches!(adds, Adds::Rider);
                    settled.push(entry.id);
                }
                Adds::Attempt(planned) | Adds::Decision(planned) => {
                    if let Some(kind) = Kind::of(&entry.step) {
                        tally.count(kind, &planned, entry.step.answer());
                        tally.shared += u64::from(rode && kind == Kind::Accepted);
                    }
                    rode = false;
                    settled.push(entry.id);
                }
            }
        }
        settled
    }

    /// After a failed write, keeps how attempts ended, for one more try, and forgets the rest.
    pub fn keep_attempts(&mut self) {
        let noted = self.entries.drain(..).zip(self.adds.drain(..));
        let ended =
            |adds: &Adds| matches!(adds, Adds::Attempt(_) | Adds::Suspicion(_) | Adds::Rider);
        let attempts = noted.filter(|(_, adds)| ended(adds));
        (self.entries, self.adds) = attempts.collect::<Vec<_>>().into_iter().unzip();
    }

    /// What ended and could not be written down is in doubt to the next run, and said so now; gives
    /// which deliveries these are.
    pub fn give_up(&mut self, tally: &mut Tally) -> Vec<DeliveryId> {
        let mut lost = Vec::new();
        for (entry, adds) in self.entries.drain(..).zip(self.adds.drain(..)) {
            if let Adds::Attempt(planned) | Adds::Suspicion(planned) = adds {
                let answer = format!(
                    "{}, and that could not be written down: {}",
                    entry.step.standing().slug(),
                    entry.step.answer()
                );
                tally.count(Kind::InDoubt, &planned, &answer);
                lost.push(entry.id);
            }
        }
        lost
    }
}
