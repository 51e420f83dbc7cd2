//! Useful: until when telling something helps. The one comparison that says so; it knows nothing of
//! what is told.

use crate::calendar::zone::Instant;

/// Whether at `now` telling is useless or wrong: at the moment from which on it is, and after it.
pub fn is_over(latest_useful: Instant, now: Instant) -> bool {
    now >= latest_useful
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};

    #[test]
    fn at_its_very_moment_it_is_too_late() {
        let until = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert!(!is_over(until, until - TimeDelta::microseconds(1)));
        assert!(is_over(until, until));
        assert!(is_over(until, until + TimeDelta::microseconds(1)));
    }
}
