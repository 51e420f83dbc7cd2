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
    /// The server refuses every message alike.
    #[error(
        "stopped after {times} messages in a row were refused with the same words ({answer}); \
         mend the cause; a later run tries those messages again"
    )]
    Refusing {
        /// The server's words.
        answer: String,
        /// How often.
        times: usize,
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
