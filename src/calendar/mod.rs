//! When people work: zones, working days, sending hours, holidays and freezes.
//!
//! What comes in: texts and dates of a plan, and the zone data that `load` found. What goes out:
//! a [`Calendar`], which says whether a day is closed and to which moment a notice moves. It never
//! asks what time it is and never reads a file, `load` excepted.

mod business_day;
pub mod closed;
pub mod content_line;
mod direction;
pub mod freeze;
pub mod holiday;
pub mod hours;
pub mod icalendar;
pub mod load;
pub mod midnight;
pub mod moved;
pub mod place;
pub mod release;
#[cfg(test)]
mod sample;
pub mod useful;
pub mod week;
pub mod zone;

pub use closed::Closed;
pub use freeze::{Freeze, Hardness};
pub use holiday::Holidays;
pub use hours::SendingHours;
pub use moved::Moved;
pub use week::WorkingWeek;

use crate::calendar::zone::Zone;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// The working days and sending hours of one group of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Where they are.
    pub zone: Zone,
    /// The days on which they work.
    pub week: WorkingWeek,
    /// The hours in which they may be written to.
    pub hours: SendingHours,
    /// The public holidays they keep.
    pub holidays: Option<Holidays>,
    /// The organisation's own days off, by name; a name may be empty.
    pub days_off: BTreeMap<NaiveDate, String>,
    /// The freezes that concern them; hard and soft ones close a day alike.
    pub freezes: Vec<Freeze>,
}

impl Calendar {
    /// Whether people work on this day; a freeze does not keep them from working.
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        self.week.contains(date.weekday()) && !self.is_day_off(date)
    }

    /// Whether a day is a public holiday or one of the organisation's own days off.
    pub fn is_day_off(&self, date: NaiveDate) -> bool {
        self.days_off.contains_key(&date) || self.holiday(date).is_some()
    }

    /// Why no notice leaves on this day, if none does.
    pub fn closed(&self, date: NaiveDate) -> Option<Closed> {
        let freeze = || self.freezes.iter().find(|freeze| freeze.covers(date));
        if !self.week.contains(date.weekday()) {
            Some(Closed::Weekend(date.weekday()))
        } else if let Some(name) = self.holiday(date) {
            Some(Closed::Holiday(name.to_owned()))
        } else if let Some(name) = self.days_off.get(&date) {
            Some(Closed::DayOff(name.clone()))
        } else {
            freeze().map(|freeze| Closed::Freeze(freeze.name.clone()))
        }
    }

    fn holiday(&self, date: NaiveDate) -> Option<&str> {
        self.holidays.as_ref()?.on(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::sample::{date, england};

    #[test]
    fn a_day_is_closed_for_the_plainest_reason() {
        let mut calendar = england();
        for day in ["2027-03-26", "2027-05-12", "2027-05-15"] {
            calendar.days_off.insert(date(day), "Founder's day".into());
        }
        calendar.freezes.push(Freeze {
            name: "Exams".into(),
            from: date("2027-03-01"),
            to: date("2027-05-31"),
            hardness: Hardness::Soft,
        });
        let reason = |day: &str| calendar.closed(date(day)).map(|reason| reason.to_string());
        assert_eq!(reason("2027-05-15").unwrap(), "Saturday");
        assert_eq!(reason("2027-03-26").unwrap(), "Good Friday");
        assert_eq!(reason("2027-05-12").unwrap(), "Founder's day");
        assert_eq!(reason("2027-05-13").unwrap(), "freeze: Exams");
        assert_eq!(reason("2027-06-01"), None);
        assert!(calendar.is_business_day(date("2027-05-13")));
        assert!(!calendar.is_business_day(date("2027-05-12")));
    }
}
