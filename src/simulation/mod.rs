//! A simulation: every cron run of some months played on a ledger in memory, with what may happen.
//!
//! What comes in: a plan as written, what people were told before, and turns, which are edits of the
//! plan or events of a night. What goes out: a story, every mail anyone would get and why, and who
//! would be left believing what is not so. Pure: it sends nothing, asks no clock and keeps nothing.

mod edit;
mod grammar;
mod happening;
mod manuscript;
mod memory;
mod past;
mod pending;
mod player;
mod run;
mod session;
pub mod story;
pub mod summary;
mod teller;
pub mod turn;
mod whereabouts;

pub use manuscript::Manuscript;
pub use player::{Before, Simulation, Witness};
pub use story::{Cause, Ending, Mails, Reader, Scene, Story};
pub use summary::Summary;
pub use turn::{Turn, WhatIf};

use crate::diagnostic::{Findings, Sources};
use crate::ledger;
use crate::night::{Night, Refusal};
use crate::plan::window::Window;
use crate::round::Trouble;

/// What cannot be played, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
}

impl Refused {
    /// A refusal and advice.
    pub fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
        }
    }

    /// The same of a turn, as it was written.
    fn of(self, turn: &Turn) -> Self {
        let what = format!("`{}`: {}", turn.text, self.what);
        Self { what, ..self }
    }
}

/// Why a simulation cannot go on.
#[derive(Debug)]
pub enum Stop {
    /// A turn cannot be what it says.
    Refused(Refused),
    /// A turn makes a plan that has errors.
    Invalid(Box<Invalid>),
    /// An event cannot have happened on the night as it stands.
    Unlawful(Box<Unlawful>),
    /// A round could not be made.
    Trouble(Trouble),
}

/// A turn, and the errors of the plan that it leads to.
#[derive(Debug)]
pub struct Invalid {
    /// The turn, as it was written.
    pub turn: String,
    /// What is wrong with the plan.
    pub findings: Findings,
    /// The texts they point into.
    pub sources: Sources,
}

/// An event that cannot have happened.
#[derive(Debug)]
pub struct Unlawful {
    /// The turn, as it was written.
    pub turn: String,
    /// Whether it said no time of day, and no usual one is on that day.
    pub is_untimed: bool,
    /// Its window.
    pub window: Window,
    /// The night as it stands.
    pub night: Night,
    /// Why not.
    pub why: Refusal,
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<ledger::Error> for Stop {
    fn from(error: ledger::Error) -> Self {
        Self::Trouble(error.into())
    }
}
