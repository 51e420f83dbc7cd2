//! What clerk and workers share: errands one way, requests the other, and when to stop.

use crate::calendar::zone::Instant;
use crate::channel::Unreachable;
use crate::dispatch::order::Outgoing;
use crate::dispatch::pace::Pace;
use crate::ledger::{Attempt, Entry, Planned};
use crate::notice::Receipt;
use chrono::TimeDelta;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A worker that waits for its turn looks up this often whether the run is over.
const GLANCE: TimeDelta = TimeDelta::milliseconds(200);

/// A message on its way, for the `tries`th time.
pub(super) struct Errand<'o> {
    pub outgoing: Outgoing<'o>,
    pub tries: u32,
}

/// What a worker asks of the clerk. Every errand ends with one of the others.
pub(super) enum Request<'o> {
    /// Write the intent down, and tell `worker` when it is durable.
    Begin { worker: usize, entries: Vec<Entry> },
    /// Write down what became of it.
    Settle(Box<Settled>),
    /// The message could not be made.
    Unmade {
        planned: Vec<Arc<Planned>>,
        because: String,
    },
    /// Its moment passed while it waited for its turn; nothing was begun.
    Late(Errand<'o>),
    /// Its moment passed while the channel kept it waiting; it was begun, and is no message yet.
    Overtaken { attempts: Attempts, at: Instant },
    /// Somebody else must go: this worker could open no line.
    Returned(Errand<'o>, Unreachable),
    /// The run is over; nothing was begun.
    Dropped(Vec<Arc<Planned>>),
    /// The worker broke down in the middle of it.
    Lost,
}

/// How an attempt ended.
pub(super) struct Settled {
    pub worker: usize,
    pub attempts: Attempts,
    pub receipt: Receipt,
    /// Why the line takes nothing at all, when the receipt is about that.
    pub shut: Option<Unreachable>,
    pub at: Instant,
    pub tries: u32,
}

/// What one message was begun for: the delivery that leads, and those that ride with it.
pub(super) type Attempts = Vec<(Attempt, Arc<Planned>)>;

/// Where errands lie.
pub(super) struct Desk<'a, 'o> {
    pub errands: Mutex<Receiver<Errand<'o>>>,
    pub pace: Option<Mutex<Pace>>,
    pub run: Arc<str>,
    /// Set by the clerk.
    pub halted: AtomicBool,
    /// Set by the operator.
    pub stop: &'a AtomicBool,
    pub now: &'a (dyn Fn() -> Instant + Sync),
    pub sleep: &'a (dyn Fn(Duration) + Sync),
}

impl<'o> Desk<'_, 'o> {
    /// The next errand; waits for it. Nothing when there will be none.
    pub fn next(&self) -> Option<Errand<'o>> {
        let errands = self.errands.lock();
        // A worker that died while it waited took no errand with it.
        let errands = errands.unwrap_or_else(PoisonError::into_inner);
        errands.recv().ok()
    }

    /// Whether nothing new may be begun.
    pub fn is_over(&self) -> bool {
        self.halted.load(Ordering::Relaxed) || self.stop.load(Ordering::Relaxed)
    }

    /// Waits for the turn of the next message. False when the run ended meanwhile.
    pub fn wait_for_turn(&self) -> bool {
        let Some(pace) = &self.pace else {
            return !self.is_over();
        };
        let now = (self.now)();
        let slot = pace
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next(now);
        // Counted down, not looked up: a clock that is put back must not prolong it.
        let mut left = slot - now;
        while left > TimeDelta::zero() && !self.is_over() {
            let nap = left.min(GLANCE);
            (self.sleep)(nap.to_std().expect("a nap is not negative"));
            left -= nap;
        }
        !self.is_over()
    }
}
