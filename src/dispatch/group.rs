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
    /// The end of an attempt of this run, and with how many others in its mail; if it cannot be written
    /// down, it is in doubt.
    Attempt {
        planned: Arc<Planned>,
        riders: usize,
    },
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
        for (entry, adds) in self.entries.drain(..).zip(self.adds.drain(..)) {
            match adds {
                Adds::Nothing | Adds::Suspicion(_) => {}
                Adds::Rider | Adds::RiderDecision => settled.push(entry.id),
                Adds::Attempt { planned, riders } => {
                    let kind = Kind::of(&entry.step);
                    tally.shared += u64::from(riders > 0 && kind == Some(Kind::Accepted));
                    count(tally, &entry, &planned);
                    settled.push(entry.id);
                }
                Adds::Decision(planned) => {
                    count(tally, &entry, &planned);
                    settled.push(entry.id);
                }
            }
        }
        settled
    }

    /// After a failed write, keeps how attempts ended, for one more try, and forgets the rest.
    pub fn keep_attempts(&mut self) {
        let noted = self.entries.drain(..).zip(self.adds.drain(..));
        let ended = |adds: &Adds| {
            matches!(
                adds,
                Adds::Attempt { .. } | Adds::Suspicion(_) | Adds::Rider
            )
        };
        let attempts = noted.filter(|(_, adds)| ended(adds));
        (self.entries, self.adds) = attempts.collect::<Vec<_>>().into_iter().unzip();
    }

    /// What ended and could not be written down is in doubt to the next run, and said so now; gives
    /// which deliveries these are.
    pub fn give_up(&mut self, tally: &mut Tally) -> Vec<DeliveryId> {
        let mut lost = Vec::new();
        for (entry, adds) in self.entries.drain(..).zip(self.adds.drain(..)) {
            if let Adds::Attempt { planned, .. } | Adds::Suspicion(planned) = adds {
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

/// Counts an entry under what became of its order.
fn count(tally: &mut Tally, entry: &Entry, planned: &Planned) {
    if let Some(kind) = Kind::of(&entry.step) {
        tally.count(kind, planned, entry.step.answer());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::order::tests::planned;
    use crate::ledger::Step;

    #[test]
    fn a_mail_that_tells_several_things_is_counted_wherever_its_entries_stand() {
        let mut group = Group::default();
        let mut put = |step: &Step, adds: fn(Arc<Planned>) -> Adds| {
            let planned = Arc::new(planned("a@example.org"));
            let entry = Entry {
                id: planned.id.clone(),
                at: planned.moment,
                run: "run-1".into(),
                step: step.clone(),
            };
            group.put(entry, adds(planned));
        };
        let refused = Step::Refused {
            answer: "550 nobody".into(),
        };
        let accepted = Step::Accepted {
            answer: "250 queued".into(),
        };
        let alone = |planned| Adds::Attempt { planned, riders: 0 };
        let shared = |planned| Adds::Attempt { planned, riders: 1 };
        // A mail of two things was refused, the one that leads stands first; then one of one was taken.
        put(&refused, shared);
        put(&refused, |_| Adds::Rider);
        put(&accepted, alone);
        // The same when the run may judge the refusal otherwise.
        put(&refused, |_| Adds::Rider);
        put(&refused, Adds::Suspicion);
        put(&accepted, alone);
        // And one of two things that was taken.
        put(&accepted, shared);
        put(&accepted, |_| Adds::Rider);
        let mut tally = Tally::default();
        group.count(&mut tally);
        assert_eq!((tally.shared, tally.number(Kind::Accepted)), (1, 3));
    }
}
