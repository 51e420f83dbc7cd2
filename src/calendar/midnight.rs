//! Midnight: two days claim it, so nobody is told of it.

use crate::calendar::zone::Civil;
use chrono::{TimeDelta, Timelike as _};

/// A moment as people are told it: midnight is the last minute of the day before.
pub fn said(civil: Civil) -> Civil {
    if civil.hour() == 0 && civil.minute() == 0 {
        civil - TimeDelta::minutes(1)
    } else {
        civil
    }
}
