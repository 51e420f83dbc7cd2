//! The scale: where a moment stands on the line of days.

use super::Stretch;
use crate::calendar::zone::Civil;
use chrono::{Days, NaiveDate, NaiveTime};

/// Where the days begin.
pub(super) const LEFT: f64 = 270.0;
/// Where they end.
pub(super) const RIGHT: f64 = 1_100.0;

/// Days on a line.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    pub days: Stretch,
}

impl Scale {
    /// The width of a day.
    pub(super) fn day(self) -> f64 {
        (RIGHT - LEFT) / self.days.length() as f64
    }

    /// Where a moment stands; at an edge when it is beyond.
    pub(super) fn at(self, civil: Civil) -> f64 {
        let minutes = (civil - self.days.first.and_time(NaiveTime::MIN)).num_minutes();
        (LEFT + minutes as f64 / 1_440.0 * self.day()).clamp(LEFT, RIGHT)
    }

    /// Where a day begins.
    pub(super) fn morning(self, day: NaiveDate) -> f64 {
        self.at(day.and_time(NaiveTime::MIN))
    }

    /// Where a day ends.
    pub(super) fn evening(self, day: NaiveDate) -> f64 {
        self.morning(day.checked_add_days(Days::new(1)).unwrap_or(day))
    }

    /// Its middle.
    pub(super) fn noon(self, day: NaiveDate) -> f64 {
        f64::midpoint(self.morning(day), self.evening(day))
    }
}
