//! Memory: what a simulation keeps from one moment to the next, so that it does not read and reckon
//! again what is as it was.

use super::past::Past;
use crate::belief::{Beliefs, History};
use crate::directory::Directory;
use crate::ledger::{Error, MemoryLedger};
use crate::night::Nights;
use crate::plan::Plan;
use crate::timeline::Timeline;
use crate::timeline::fold::Folds;

/// What is kept while the plan is as it is.
#[derive(Default)]
pub(super) struct Memory {
    /// What everybody was told.
    history: Option<History>,
    /// How many deliveries of the ledger it knows.
    known: usize,
    /// What is told in one mail with what, and of which dates.
    folds: Option<(Timeline, Folds)>,
    /// Of which notices nothing is left to be done.
    past: Past,
}

impl Memory {
    /// What everybody was told. Whoever was told and is in no audience any more is taken into the
    /// directory when it is read.
    pub fn history(
        &mut self,
        ledger: &MemoryLedger,
        (plan, directory): (&Plan, &mut Directory),
    ) -> Result<History, Error> {
        if let Some(mut history) = self.history.take() {
            history.grow(ledger, plan, ledger.since(self.known))?;
            return Ok(history);
        }
        let history = History::read(ledger, plan)?;
        history.admit_former(plan, directory);
        Ok(history)
    }

    /// The folds, when they are of these dates.
    pub fn folds(&mut self, timeline: &Timeline) -> Option<Folds> {
        let (of, folds) = self.folds.take()?;
        (of == *timeline).then_some(folds)
    }

    /// Keeps what was believed of these dates when the ledger knew so many deliveries.
    pub fn keep(&mut self, beliefs: Beliefs, timeline: Timeline, known: usize) {
        let (history, folds) = beliefs.into_parts();
        self.history = Some(history);
        self.known = known;
        self.folds = folds.map(|folds| (timeline, folds));
    }

    /// The nights are others now.
    pub fn renew(&mut self, nights: &Nights) {
        if let Some(history) = &mut self.history {
            history.nights = nights.clone();
        }
        self.folds = None;
        self.past = Past::default();
    }

    /// Of which notices nothing is left to be done.
    pub fn past(&mut self) -> Past {
        std::mem::take(&mut self.past)
    }

    /// Keeps of which notices nothing is left to be done.
    pub fn keep_past(&mut self, past: Past) {
        self.past = past;
    }
}
