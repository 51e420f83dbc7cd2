//! One order to the dispatch: a message to deliver, or a notice that is deliberately not told.

use crate::calendar::zone::Instant;
use crate::channel::Envelope;
use crate::ledger::Planned;
use std::sync::Arc;

/// Makes the bytes of one message, given the instant of submission, which is its `Date`.
///
/// Runs on a worker's thread, right before the message leaves. `Err` says in one line why this
/// message cannot be made; the others go on.
pub type Make<'o> = Box<dyn FnOnce(Instant) -> Result<Vec<u8>, String> + Send + 'o>;

/// One order.
pub enum Order<'o> {
    /// Deliver this.
    Deliver(Outgoing<'o>),
    /// Write down that this is not told, and why.
    Skip {
        /// What would have been delivered.
        planned: Arc<Planned>,
        /// Why it is not.
        because: String,
    },
}

impl Order<'_> {
    /// The delivery that leads.
    pub(super) fn lead(&self) -> &Arc<Planned> {
        match self {
            Self::Deliver(Outgoing { planned, .. }) | Self::Skip { planned, .. } => planned,
        }
    }

    /// The delivery that leads, and those that ride with it.
    pub fn deliveries(&self) -> impl Iterator<Item = &Arc<Planned>> {
        let riders = match self {
            Self::Deliver(outgoing) => outgoing.riders.as_slice(),
            Self::Skip { .. } => &[],
        };
        std::iter::once(self.lead()).chain(riders)
    }
}

/// One message to one recipient.
pub struct Outgoing<'o> {
    /// What it is; its `id` is what keeps it from being sent twice.
    pub planned: Arc<Planned>,
    /// What is told by the same message: it goes when that goes, and whatever becomes of one becomes
    /// of all.
    pub riders: Vec<Arc<Planned>>,
    /// Who it is from and to.
    pub envelope: Envelope,
    /// Its bytes, when they are needed.
    pub message: Make<'o>,
}

impl Outgoing<'_> {
    /// From when on telling some of it would be useless or wrong.
    pub fn latest_useful(&self) -> Instant {
        latest_useful(&self.planned, &self.riders)
    }
}

/// From when on some of what one message tells would be useless or wrong.
pub(super) fn latest_useful(lead: &Planned, riders: &[Arc<Planned>]) -> Instant {
    let riders = riders.iter().map(|rider| rider.latest_useful);
    riders.fold(lead.latest_useful, Instant::min)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::ledger::Stated;
    use crate::notice::{DeliveryId, Telling};
    use crate::plan::address::Mailbox;
    use chrono::{DateTime, TimeDelta};

    /// A reminder to `recipient`, for tests.
    pub fn planned(recipient: &str) -> Planned {
        let moment = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let told = Telling {
            notice: "reminder-7",
            audience: "end-users",
            revision: 1,
        };
        Planned {
            id: DeliveryId::of("ehr-2027", told, &Mailbox::of(recipient)),
            plan: "ehr-2027".into(),
            notice: "reminder-7".into(),
            window: "cutover".into(),
            milestone: "reminder-7".into(),
            audience: "end-users".into(),
            recipient: recipient.into(),
            name: "A. Reader".into(),
            revision: 1,
            message_id: format!("<{recipient}>"),
            subject: "Patient records are off on Saturday night".into(),
            moment,
            latest_useful: moment + TimeDelta::days(1),
            facts: Stated::of(&serde_json::json!({})),
        }
    }
}
