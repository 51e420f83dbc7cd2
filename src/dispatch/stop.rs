//! Why a run ended before its orders did.

use crate::channel::Unreachable;
use crate::ledger;

/// What cut a run short. Deliveries that were not begun by then stay as they were.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The operator asked for it.
    #[error("stopped as asked; the next run goes on with the rest")]
    Asked,
    /// Nothing is sent that cannot be written down.
    #[error("stopped, because what is sent could no longer be written down: {0}")]
    Ledger(#[source] ledger::Error),
    /// The channel could not be opened.
    #[error("nothing could be sent: {0}")]
    Unreachable(#[source] Unreachable),
    /// The last connection ended, and no other could be opened.
    #[error(
        "stopped, because no further connection could be opened: {0}; the next run goes on with the rest"
    )]
    Cut(#[source] Unreachable),
    /// The server takes nothing before a setting is mended.
    #[error("stopped: {0}. Nobody is given up for it; the next run goes on with them all")]
    Shut(#[source] Unreachable),
    /// The server refuses every message alike.
    #[error(
        "stopped: {times} messages in a row were refused with the same words ({answer}), and {}. \
         The server seems to refuse everybody, or the sender: ask the mail team. Nobody whom it \
         refused in these words is given up; later runs try all of them again",
        others(*.asked)
    )]
    Refusing {
        /// The server's words.
        answer: String,
        /// How often.
        times: usize,
        /// How many others were tried after them, from elsewhere among what is due.
        asked: usize,
    },
    /// The connection breaks at every message.
    #[error(
        "stopped after {times} messages in a row could not be handed over ({answer}); the next \
         run tries again"
    )]
    Breaking {
        /// What broke.
        answer: String,
        /// How often.
        times: usize,
    },
    /// A worker broke down.
    #[error(
        "stopped by a defect of this program; the message that was under way is in doubt, please \
         report what was printed above"
    )]
    Defect,
}

fn others(asked: usize) -> String {
    match asked {
        0 => "there was nothing else to send by which to tell whether others are taken".to_owned(),
        1 => "the only other one was not taken either".to_owned(),
        asked => format!("none of {asked} others was taken either"),
    }
}
