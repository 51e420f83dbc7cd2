//! What became of a run's orders, in numbers and a few examples.

use crate::dispatch::stop::Stop;
use crate::ledger::{Planned, Step};
use crate::notice::DeliveryId;

/// How many examples of each kind are kept.
pub const SAMPLES: usize = 5;

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Taken over by the channel in this run.
    Accepted,
    /// Not taken this time.
    Deferred,
    /// Its next try is not due yet.
    Waiting,
    /// Refused.
    Refused,
    /// It may have arrived, or its answer could not be written down.
    InDoubt,
    /// In doubt, and from this run on not sent again.
    Held,
    /// Not taken before its moment had passed.
    Expired,
    /// Not sent, by decision.
    Skipped,
    /// Nothing to do: settled by an earlier run, or named twice.
    Already,
    /// The message could not be made.
    Unmade,
    /// Due, and left to a later run: this one had reached its limit.
    Beyond,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 11] = [
        Self::Accepted,
        Self::Deferred,
        Self::Waiting,
        Self::Refused,
        Self::InDoubt,
        Self::Held,
        Self::Expired,
        Self::Skipped,
        Self::Already,
        Self::Unmade,
        Self::Beyond,
    ];

    /// Where a step that was just written leads; nothing for an intent.
    pub fn of(step: &Step) -> Option<Self> {
        match step {
            Step::Begun { .. } => None,
            Step::Accepted { .. } => Some(Self::Accepted),
            Step::Deferred { .. } => Some(Self::Deferred),
            Step::Refused { .. } => Some(Self::Refused),
            Step::InDoubt { .. } => Some(Self::InDoubt),
            Step::Expired { .. } => Some(Self::Expired),
            Step::Skipped { .. } => Some(Self::Skipped),
            Step::Held { .. } => Some(Self::Held),
        }
    }

    /// Whether somebody should look at it.
    pub fn is_trouble(self) -> bool {
        matches!(
            self,
            Self::Deferred
                | Self::Refused
                | Self::InDoubt
                | Self::Held
                | Self::Expired
                | Self::Unmade
        )
    }
}

/// One example.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Sample {
    /// What became of it.
    pub kind: Kind,
    /// The delivery.
    pub id: DeliveryId,
    /// The notice.
    pub notice: String,
    /// Who was to be told.
    pub recipient: String,
    /// The channel's words, or the reason.
    pub answer: String,
}

/// What became of a run's orders.
#[derive(Debug, Default)]
pub struct Tally {
    numbers: [u64; Kind::ALL.len()],
    samples: Vec<Sample>,
    /// How many accepted mails told their readers several things.
    pub shared: u64,
    /// Why the run ended before its orders did.
    pub stopped: Option<Stop>,
}

impl Tally {
    /// How many orders ended so.
    pub fn number(&self, kind: Kind) -> u64 {
        self.numbers[kind as usize]
    }

    /// This and what became of a second list of orders in the same run.
    pub fn and(mut self, later: Self) -> Self {
        for (number, more) in self.numbers.iter_mut().zip(later.numbers) {
            *number += more;
        }
        for sample in later.samples {
            self.keep(sample);
        }
        self.shared += later.shared;
        self.stopped = later.stopped;
        self
    }

    /// How many orders were seen to.
    pub fn total(&self) -> u64 {
        self.numbers.iter().sum()
    }

    /// How many orders were tried: what a limit counts.
    pub fn tried(&self) -> u64 {
        let tried = [
            Kind::Accepted,
            Kind::Deferred,
            Kind::Refused,
            Kind::InDoubt,
            Kind::Unmade,
        ];
        tried.map(|kind| self.number(kind)).iter().sum()
    }

    /// Of so many orders, those that a run which was cut short never came to: how many it would have
    /// seen to, and how many its limit would have kept back.
    pub fn unseen(&self, orders: u64, limit: Option<u64>) -> (u64, u64) {
        if self.stopped.is_none() {
            return (0, 0);
        }
        let unseen = orders.saturating_sub(self.total());
        let room = limit.unwrap_or(u64::MAX).saturating_sub(self.tried());
        (unseen.min(room), unseen.saturating_sub(room))
    }

    /// The first few of each kind that somebody should look at.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Whether all that was ordered is told or deliberately not told.
    pub fn is_clean(&self) -> bool {
        let trouble = Kind::ALL.into_iter().filter(|kind| kind.is_trouble());
        self.stopped.is_none() && trouble.map(|kind| self.number(kind)).sum::<u64>() == 0
    }

    pub(super) fn count(&mut self, kind: Kind, planned: &Planned, answer: &str) {
        self.numbers[kind as usize] += 1;
        if kind.is_trouble() {
            self.keep(Sample {
                kind,
                id: planned.id.clone(),
                notice: planned.notice.clone(),
                recipient: planned.recipient.clone(),
                answer: answer.to_owned(),
            });
        }
    }

    fn keep(&mut self, sample: Sample) {
        let alike = self
            .samples
            .iter()
            .filter(|known| known.kind == sample.kind);
        if alike.count() < SAMPLES {
            self.samples.push(sample);
        }
    }
}
