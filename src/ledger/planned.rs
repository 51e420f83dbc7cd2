//! What is written down before a delivery is begun: all that evidence and later corrections need.

use crate::calendar::useful;
use crate::calendar::zone::Instant;
use crate::ledger::digest::Stated;
use crate::notice::DeliveryId;
use crate::plan::address::Mailbox;
use crate::plan::former::Named;
use crate::plan::milestone::Milestone;

/// One delivery as it was planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Its key.
    pub id: DeliveryId,
    /// The plan it belongs to.
    pub plan: String,
    /// The notice that is told.
    pub notice: String,
    /// The window the notice is about.
    pub window: String,
    /// The moment of the change, as [`crate::plan::milestone::Milestone::slug`] names it.
    pub milestone: String,
    /// The audience the reader belongs to.
    pub audience: String,
    /// The reader's address, its domain a lower-case A-label.
    pub recipient: String,
    /// The reader's name; may be empty.
    pub name: String,
    /// How often the notice has been told in other facts; from 1.
    pub revision: u32,
    /// The Message-ID, with its angle brackets.
    pub message_id: String,
    /// The subject as the reader sees it.
    pub subject: String,
    /// When it was to be told. Kept to the microsecond, as every instant of a ledger.
    pub moment: Instant,
    /// From when on telling it would be useless or wrong.
    pub latest_useful: Instant,
    /// What the notice states.
    pub facts: Stated,
}

impl Planned {
    /// The reader's mailbox.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox::of(&self.recipient)
    }

    /// Whether at `now` telling it is useless or wrong.
    pub fn is_over(&self, now: Instant) -> bool {
        useful::is_over(self.latest_useful, now)
    }

    /// What its window, its audience and its briefing were called when they were first told of.
    pub fn names(&self) -> impl Iterator<Item = (Named, String)> {
        names(&self.window, &self.audience, &self.notice)
    }
}

/// The names of a delivery; a notice that invites is named after its briefing.
pub(super) fn names(
    window: &str,
    audience: &str,
    notice: &str,
) -> impl Iterator<Item = (Named, String)> {
    let briefing = notice.strip_prefix(Milestone::Briefing.slug());
    let briefing = briefing.and_then(|rest| rest.strip_prefix('-'));
    let names = [
        (Named::Window, Some(window)),
        (Named::Audience, Some(audience)),
        (Named::Briefing, briefing),
    ];
    let names = names.map(|(kind, name)| Some((kind, name?.to_owned())));
    names.into_iter().flatten()
}
