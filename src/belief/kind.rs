//! Kind: what a correction takes back, by what was told and what is true.

use super::change::changes;
use super::claim::{Claim, When};
use crate::calendar::zone::Instant;
use crate::plan::milestone::Milestone;
use chrono::TimeDelta;

/// What a correction takes back; the order is by weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// The date holds, something else does not.
    Changed,
    /// There is another date.
    Rescheduled,
    /// The date is taken back, and there is no other yet.
    Postponed,
    /// It no longer concerns these people.
    Released,
    /// These people are in no list any more; what they were told may hold.
    Unlisted,
    /// It will not happen.
    Cancelled,
}

impl Kind {
    /// What has to be told to somebody who believes `told`; nothing when it is true enough.
    pub fn of(told: &Claim, truth: &Claim, now: Instant) -> Option<Self> {
        use When::{Cancelled, Dated, Elsewhere, Undecided};
        match (told.when, truth.when) {
            (Cancelled, Cancelled | Elsewhere) | (Elsewhere, Elsewhere | Cancelled) => None,
            // Whoever it does not concern is told of it as one hears it first, in her turn.
            (Elsewhere, Undecided { .. } | Dated { .. }) => None,
            (_, Cancelled) => Some(Self::Cancelled),
            (_, Elsewhere) => Some(Self::Released),
            (Undecided { promised: old }, Undecided { promised: new }) => {
                let is_news = new.is_none() || [old, new].iter().any(|by| kept(*by, now).is_some());
                (old != new && is_news).then_some(Self::Postponed)
            }
            (_, Undecided { .. }) => Some(Self::Postponed),
            (Undecided { .. } | Cancelled, Dated { .. }) => Some(Self::Rescheduled),
            (Dated { start: old, .. }, Dated { start: new, .. }) if old != new => {
                Some(Self::Rescheduled)
            }
            (Dated { .. }, Dated { .. }) => {
                (!changes(told, truth, now).is_empty()).then_some(Self::Changed)
            }
        }
    }

    /// Its name in machine-readable output.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Rescheduled => "rescheduled",
            Self::Postponed => "postponed",
            Self::Released => "released",
            Self::Unlisted => "unlisted",
            Self::Cancelled => "cancelled",
        }
    }

    /// The notice that tells it.
    pub fn milestone(self) -> Milestone {
        match self {
            Self::Changed => Milestone::Changed,
            Self::Rescheduled | Self::Postponed => Milestone::Rescheduled,
            Self::Released => Milestone::Released,
            Self::Unlisted => Milestone::Unlisted,
            Self::Cancelled => Milestone::Cancelled,
        }
    }
}

/// A promise of a new date, for noon of a day, as long as that day is not over.
pub fn kept(promised: Option<Instant>, now: Instant) -> Option<Instant> {
    promised.filter(|noon| now < *noon + TimeDelta::hours(12))
}
