//! Directions in time: back and on, by days and weeks. Stops at the ends of the calendar.

use chrono::{Days, NaiveDate};

/// Towards earlier or later days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Earlier.
    Back,
    /// Later.
    On,
}

impl Direction {
    /// The next day in this direction.
    pub(super) fn step(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Back => day.pred_opt(),
            Self::On => day.succ_opt(),
        }
    }

    /// The same weekday, so many weeks farther in this direction.
    pub(super) fn leap(self, day: NaiveDate, weeks: u32) -> Option<NaiveDate> {
        let days = Days::new(u64::from(weeks) * 7);
        match self {
            Self::Back => day.checked_sub_days(days),
            Self::On => day.checked_add_days(days),
        }
    }

    /// The last day there is in this direction.
    pub(super) fn end(self) -> NaiveDate {
        match self {
            Self::Back => NaiveDate::MIN,
            Self::On => NaiveDate::MAX,
        }
    }
}
