//! Carrying orders out: intent, act, settle, for every delivery, on several lines at once.
//!
//! In come orders, as many as there are, made one by one as they are needed; out comes a tally.
//! A message is ended only when its intent is durable in the ledger, and what the channel answered is
//! written down with the next group. Dispatch decides nothing about words or dates, and prints
//! nothing.

pub mod breaker;
mod clerk;
mod desk;
mod group;
pub mod message;
pub mod order;
pub mod pace;
mod refusal;
pub mod retry;
pub mod stop;
pub mod tally;
pub mod triage;
mod worker;

pub use message::foresee;
pub use order::{Order, Outgoing};
pub use stop::Stop;
pub use tally::{Kind, Sample, Tally};
pub use triage::{Circumstances, Verdict};

use crate::calendar::zone::Instant;
use crate::channel::Channel;
use crate::ledger::Ledger;
use std::num::NonZeroU32;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// What to do with a delivery of an earlier run of which nobody can say whether it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Doubt {
    /// Send it again under the same Message-ID, a few times: a lost notice is worse than a second
    /// copy.
    #[default]
    Resend,
    /// Leave it, and say so once.
    Hold,
}

/// How a run is to be carried out.
pub struct Dispatch<'a> {
    /// The run's name in the ledger, such as its start and process id.
    pub run: &'a str,
    /// What to do about deliveries in doubt.
    pub doubt: Doubt,
    /// At most so many messages a minute; nothing means as fast as the channel takes them.
    pub per_minute: Option<NonZeroU32>,
    /// At most so many messages in this run; nothing means all that are ordered.
    pub limit: Option<usize>,
    /// The time.
    pub now: &'a (dyn Fn() -> Instant + Sync),
    /// Waits; only used to keep the pace.
    pub sleep: &'a (dyn Fn(Duration) + Sync),
    /// Becomes true when the operator wants the run to end: what is under way is finished.
    pub stop: &'a AtomicBool,
    /// Is shown the tally after every group that was written.
    pub progress: &'a dyn Fn(&Tally),
}

impl Dispatch<'_> {
    /// Carries out `orders` and says what became of them.
    ///
    /// The calling thread keeps the ledger; `channel.width()` further threads keep one line each.
    /// Whatever cuts the run short stands in [`Tally::stopped`]; deliveries that were not begun by
    /// then stay as they were.
    pub fn carry_out<'o>(
        &self,
        orders: impl Iterator<Item = Order<'o>>,
        ledger: &mut dyn Ledger,
        channel: &dyn Channel,
    ) -> Tally {
        clerk::Clerk::new(self, ledger, channel, orders).run()
    }
}
