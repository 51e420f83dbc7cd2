//! Slip: what somebody would record and can hardly mean. It refuses nothing; whoever records it is
//! asked.

use super::course::Night;
use crate::calendar::zone::Instant;
use chrono::TimeDelta;

/// How much longer a night takes at once, unless it was to be longer itself.
const MOST_AT_ONCE: TimeDelta = TimeDelta::hours(12);

/// How much before its time work begins, unless another day is meant.
const MOST_AHEAD: TimeDelta = TimeDelta::hours(6);

impl Night {
    /// Whether an end lies so far ahead that it is more likely a slip of the pen.
    pub fn is_out_of_proportion(&self, until: Instant, now: Instant) -> bool {
        let (start, end) = self.planned();
        until - self.end().max(now) > (end - start).max(MOST_AT_ONCE)
    }

    /// Whether its start lies so far ahead that work which begins now is more likely another's.
    pub fn is_far_ahead(&self, now: Instant) -> bool {
        self.planned().0 - now > MOST_AHEAD
    }
}
