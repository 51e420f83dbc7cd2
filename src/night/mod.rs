//! The night: what becomes of a window once people say what happened, and what is told of it.
//!
//! What comes in: a plan's windows and the events that somebody recorded. What goes out: where each
//! night stands, which event may follow, the notices that are due because of it, and what somebody
//! has to be reminded of. Pure: it never asks the time and writes nothing down.

mod beginning;
pub mod branch;
pub mod course;
#[cfg(test)]
mod law;
pub mod nag;
pub mod nights;
pub mod note;
mod notices;
pub mod review;
mod rhythm;
mod slip;
pub mod stranded;
pub mod usual;

pub use branch::Branch;
pub use course::{Night, Refusal, Stage};
pub use nag::Nag;
pub use nights::Nights;
pub use note::Note;
pub use notices::STILL_NEWS;
pub use review::Review;
pub use stranded::{LastWord, Moved, Stranded};
