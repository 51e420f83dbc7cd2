//! A meter: how many weighed hours of any stretch count, read off sums that were added up once.
//!
//! Going through a stretch takes time for each of its hours; a meter takes the same short time for any.
//! Sums are whole numbers of millionths, which is as fine as a demand curve is written, so nothing is
//! rounded and what it says is what going through the stretch says.

use super::working_time::{Passed, in_hours};
use crate::calendar::zone::Instant;
use crate::plan::interval::Interval;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::ops::Range;

/// Digits after the point of a weight.
const DIGITS: u32 = 6;

/// Sums over the hours of a stretch.
#[derive(Debug)]
pub struct Meter {
    hours: Vec<Reading>,
}

/// What was counted up to an hour, and what it adds.
#[derive(Debug)]
struct Reading {
    begins: Instant,
    before: i64,
    paid: Range<i64>,
    weight: i64,
}

/// What counts of a stretch, in millionths of a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Counted(i64);

impl Meter {
    /// Adds up hours that follow each other.
    pub(super) fn new(hours: impl Iterator<Item = Passed>) -> Self {
        let mut before = 0;
        let hours = hours.map(|hour| {
            let millionths = hour.weight * Decimal::from(10_i64.pow(DIGITS));
            let reading = Reading {
                begins: hour.begins,
                before,
                paid: hour.paid,
                weight: millionths.to_i64().unwrap_or_default(),
            };
            before += (reading.paid.end - reading.paid.start) * reading.weight;
            reading
        });
        Self {
            hours: hours.collect(),
        }
    }

    /// What counts of a stretch within the one that was added up.
    pub fn within(&self, stretch: Interval) -> Counted {
        Counted(self.up_to(stretch.end) - self.up_to(stretch.start))
    }

    fn up_to(&self, instant: Instant) -> i64 {
        let after = self.hours.partition_point(|hour| hour.begins <= instant);
        let Some(hour) = after.checked_sub(1).map(|place| &self.hours[place]) else {
            return 0;
        };
        let minutes = (instant - hour.begins).num_minutes();
        let counted = (minutes.min(hour.paid.end) - hour.paid.start).max(0);
        hour.before + counted * hour.weight
    }
}

impl Counted {
    /// In hours.
    pub fn hours(self) -> Decimal {
        in_hours(Decimal::new(self.0, DIGITS))
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
