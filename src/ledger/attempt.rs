//! A delivery that was begun and is not settled: a value that must be used up.

use crate::calendar::zone::Instant;
use crate::ledger::entry::{Entry, Step};
use crate::ledger::planned::Planned;
use crate::notice::DeliveryId;
use std::sync::Arc;

/// A begun delivery. Dropping it unsettled leaves the delivery in doubt.
#[derive(Debug)]
#[must_use = "a delivery that is begun must be settled, or the next run finds it in doubt"]
pub struct Attempt {
    id: DeliveryId,
    run: Arc<str>,
}

impl Attempt {
    /// The entry of intent, to be written before anything leaves, and the attempt it opens.
    pub fn begin(
        planned: Arc<Planned>,
        body_digest: String,
        at: Instant,
        run: &Arc<str>,
    ) -> (Entry, Attempt) {
        let attempt = Attempt {
            id: planned.id.clone(),
            run: Arc::clone(run),
        };
        let step = Step::Begun {
            planned,
            body_digest,
        };
        (attempt.entry(step, at), attempt)
    }

    /// The entry that says what became of it.
    pub fn settle(self, step: Step, at: Instant) -> Entry {
        self.entry(step, at)
    }

    /// Gives the attempt up because its intent was never written.
    pub fn abandon(self) {}

    fn entry(&self, step: Step, at: Instant) -> Entry {
        Entry {
            id: self.id.clone(),
            at,
            run: Arc::clone(&self.run),
            step,
        }
    }
}
