//! How fast messages may leave: so many a minute, evenly spread. Pure.

use crate::calendar::zone::Instant;
use chrono::TimeDelta;
use std::num::{NonZeroU32, NonZeroUsize};

/// Those of a minute.
const NANOSECONDS: i64 = 60_000_000_000;

/// Hands out the instants at which messages may leave.
#[derive(Debug, Clone)]
pub struct Pace {
    gap: TimeDelta,
    ahead: TimeDelta,
    last: Option<Instant>,
}

impl Pace {
    /// At most `per_minute` messages a minute, for `lines` that ask in turn.
    pub fn new(per_minute: NonZeroU32, lines: NonZeroUsize) -> Self {
        let gap = TimeDelta::nanoseconds(NANOSECONDS / i64::from(per_minute.get()));
        let lines = i32::try_from(lines.get()).unwrap_or(i32::MAX);
        Self {
            gap,
            ahead: gap * lines.saturating_add(1),
            last: None,
        }
    }

    /// When the next message may leave; every answer is taken.
    pub fn next(&mut self, now: Instant) -> Instant {
        let slot = match self.last {
            // Further ahead than all lines together can be: the clock was put back.
            Some(last) if last - now > self.ahead => now,
            Some(last) => now.max(last + self.gap),
            None => now,
        };
        self.last = Some(slot);
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    fn now() -> Instant {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn pace(per_minute: u32, lines: usize) -> Pace {
        let lines = NonZeroUsize::new(lines).unwrap();
        Pace::new(NonZeroU32::new(per_minute).unwrap(), lines)
    }

    #[test]
    fn the_first_leaves_at_once_and_the_next_after_the_gap() {
        let mut pace = pace(30, 1);
        assert_eq!(pace.next(now()), now());
        assert_eq!(pace.next(now()), now() + TimeDelta::seconds(2));
    }

    #[test]
    fn time_that_was_not_used_is_not_saved_up() {
        let mut pace = pace(30, 1);
        pace.next(now());
        let later = now() + TimeDelta::minutes(10);
        assert_eq!(pace.next(later), later);
        assert_eq!(pace.next(later), later + TimeDelta::seconds(2));
    }

    #[test]
    fn a_clock_that_is_put_back_does_not_stop_the_run() {
        let mut pace = pace(30, 4);
        pace.next(now());
        let earlier = now() - TimeDelta::hours(1);
        assert_eq!(pace.next(earlier), earlier);
    }

    proptest! {
        #[test]
        fn no_minute_holds_more_than_allowed(per_minute in 1_u32..2000, lines in 1_usize..30) {
            let mut pace = pace(per_minute, lines);
            let mut clock = now();
            let mut slots = Vec::new();
            for _ in 0..per_minute + 1 {
                // A line asks, then waits for its slot.
                let slot = pace.next(clock);
                slots.push(slot);
                clock = clock.max(slot);
            }
            let span = slots[slots.len() - 1] - slots[0];
            prop_assert!(span >= TimeDelta::minutes(1) - TimeDelta::milliseconds(1), "{}", span);
        }
    }
}
