//! One line of the book: a step of one delivery, when it was taken and by which run.

use crate::calendar::zone::Instant;
use crate::ledger::planned::Planned;
use crate::ledger::state::Standing;
use crate::notice::DeliveryId;
use std::sync::Arc;

/// One line to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose step it is.
    pub id: DeliveryId,
    /// When it was taken.
    pub at: Instant,
    /// The run that took it.
    pub run: Arc<str>,
    /// The step.
    pub step: Step,
}

/// A step in the life of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The intent to send; from here on the notice may arrive.
    Begun {
        /// All there is to know of the delivery.
        planned: Arc<Planned>,
        /// The fingerprint of the message, see [`crate::ledger::digest::body_digest`].
        body_digest: String,
    },
    /// The channel took it over.
    Accepted {
        /// The channel's words.
        answer: String,
    },
    /// Not this time.
    Deferred {
        /// The channel's words.
        answer: String,
        /// Not before this instant again.
        next_try: Instant,
    },
    /// Never.
    Refused {
        /// The channel's words.
        answer: String,
    },
    /// It may have arrived, and nobody can say.
    InDoubt {
        /// What broke.
        answer: String,
    },
    /// Its moment passed before the channel took it.
    Expired {
        /// All there is to know of the delivery.
        planned: Arc<Planned>,
        /// Why.
        because: String,
    },
    /// It was decided not to send it.
    Skipped {
        /// All there is to know of the delivery.
        planned: Arc<Planned>,
        /// Why.
        because: String,
    },
    /// It may have arrived, and it was decided not to send it again.
    Held {
        /// Why.
        because: String,
    },
}

impl Step {
    /// Where the step leads.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Begun { .. } => Standing::Begun,
            Self::Accepted { .. } => Standing::Accepted,
            Self::Deferred { .. } => Standing::Deferred,
            Self::Refused { .. } => Standing::Refused,
            Self::InDoubt { .. } => Standing::InDoubt,
            Self::Expired { .. } => Standing::Expired,
            Self::Skipped { .. } => Standing::Skipped,
            Self::Held { .. } => Standing::Held,
        }
    }

    /// The channel's words, or the reason; empty for an intent.
    pub fn answer(&self) -> &str {
        match self {
            Self::Begun { .. } => "",
            Self::Accepted { answer }
            | Self::Deferred { answer, .. }
            | Self::Refused { answer }
            | Self::InDoubt { answer } => answer,
            Self::Expired { because, .. }
            | Self::Skipped { because, .. }
            | Self::Held { because } => because,
        }
    }

    /// What the delivery is, for the steps that may be its first.
    pub fn planned(&self) -> Option<&Planned> {
        match self {
            Self::Begun { planned, .. }
            | Self::Expired { planned, .. }
            | Self::Skipped { planned, .. } => Some(planned),
            _ => None,
        }
    }
}
