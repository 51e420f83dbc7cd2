//! The story of a simulation: what happened and who got which mail, in order.

use crate::calendar::zone::{Instant, Zone};
use crate::night::{Nag, Stage};
use crate::plan::Id;
use crate::plan::address::Mailbox;
use crate::plan::milestone::Milestone;
use std::collections::BTreeSet;

/// What was played, from its beginning to its end.
#[derive(Debug, Clone)]
pub struct Story {
    /// Its first moment.
    pub from: Instant,
    /// Its last.
    pub to: Instant,
    /// Whether a ledger said what people were told before; otherwise all was told by plan.
    pub begins_with_ledger: bool,
    /// What happened, in order.
    pub scenes: Vec<Scene>,
    /// What is left at the end.
    pub ending: Ending,
    /// How often `send` would have had something to look at.
    pub runs: usize,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Scene {
    /// A turn.
    Turned(Turned),
    /// Mails that say the same.
    Mailed(Mails),
}

/// A turn that happened, and how its window and briefings stand after it.
#[derive(Debug, Clone)]
pub struct Turned {
    /// When.
    pub at: Instant,
    /// The turn, without its date.
    pub words: String,
    /// The window; nothing of a turn about a briefing alone.
    pub window: Option<Standing>,
    /// The briefings that it has changed: that one, or those that went with the window.
    pub briefings: Vec<Meeting>,
    /// What is not quite right about the plan since.
    pub warnings: Vec<String>,
}

/// How a window stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its id.
    pub id: Id,
    /// Start and end by then; nothing when it has no date.
    pub dates: Option<(Instant, Instant)>,
    /// Whether it is called off.
    pub is_cancelled: bool,
    /// Where its night stands.
    pub stage: Stage,
}

/// How a briefing stands.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Its id.
    pub id: Id,
    /// Start and end; nothing when it is called off.
    pub dates: Option<(Instant, Instant)>,
    /// The windows it is about.
    pub windows: Vec<Id>,
}

/// Mails of one moment that say the same.
#[derive(Debug, Clone)]
pub struct Mails {
    /// When they leave.
    pub at: Instant,
    /// The notice they tell.
    pub notice: String,
    /// The notices that they tell with it.
    pub with: Vec<String>,
    /// The number of its telling.
    pub revision: u32,
    /// The window it is about, as it is called now.
    pub window: String,
    /// The audience, by its id now.
    pub audience: Id,
    /// Its name.
    pub audience_name: String,
    /// Which notice it is, and in which words, unless it is the first.
    pub milestone: Milestone,
    /// The subject.
    pub subject: String,
    /// Why they leave.
    pub cause: Cause,
    /// The zone of their readers.
    pub zone: Zone,
    /// Who gets one.
    pub readers: Vec<Reader>,
}

/// Who gets a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Her name; may be empty.
    pub name: String,
    /// Her address.
    pub address: String,
    /// The Message-ID of her mail.
    pub message_id: String,
}

/// Why a mail leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// Its day has come.
    Plan,
    /// Of a turn: in its words, without its date.
    Turn(String),
    /// Nobody has said what became of a night.
    Silence,
    /// The plan says something else than the ledger shows people to have been told.
    Difference,
}

/// What is left at the end.
#[derive(Debug, Clone, Default)]
pub struct Ending {
    /// Who believes something that is not so: window and mailbox.
    pub mistaken: BTreeSet<(String, Mailbox)>,
    /// What somebody has to say by then.
    pub nags: Vec<Nag>,
    /// How many notices lie after it.
    pub later: usize,
}
