//! Nominal dates: where a lead alone puts a notice, before any calendar moves it.

use crate::calendar::Calendar;
use crate::calendar::hours;
use crate::calendar::midnight::said;
use crate::calendar::zone::Civil;
use crate::plan::interval::Interval;
use crate::plan::length::{Lead, Length};
use crate::plan::window::Window;

/// Where a lead alone puts a notice on its readers' clocks; leads in days mean the morning, and are
/// counted from the day that the readers are told.
pub fn nominal(lead: &Lead, window: &Window, calendar: &Calendar) -> Civil {
    let days = lead.length.minutes().is_none() || matches!(lead.length, Length::Days(_));
    let time = lead.time.or(days.then(hours::morning));
    let lead = Lead { time, ..*lead };
    let Window { start, end, .. } = *window;
    let zone = &calendar.zone;
    let start = if days {
        zone.instant(said(zone.civil(start)))
    } else {
        start
    };
    zone.civil(Interval { start, end }.moment(&lead, calendar))
}
