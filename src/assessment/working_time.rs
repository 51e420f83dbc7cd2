//! Working time: how many hours of a stretch people are paid for, or a shop is busy.
//!
//! A stretch is gone through hour by hour of a zone's clocks, so what an hour weighs and whether it is
//! paid is decided in one place, for one stretch and for the many that a [`Meter`] answers.

use super::meter::Meter;
use crate::calendar::Calendar;
use crate::calendar::zone::{Civil, Instant, Zone};
use crate::plan::demand::Demand;
use crate::plan::department::WorkingHours;
use crate::plan::interval::Interval;
use chrono::{Datelike, NaiveTime, TimeDelta, Timelike};
use rust_decimal::Decimal;
use std::ops::Range;

/// Hours of which some may count more than others, and some not at all.
#[derive(Debug, Clone, Copy)]
pub struct WorkingTime<'a> {
    /// Whose clocks and working days they are.
    pub calendar: &'a Calendar,
    /// The hours that count; all when left out.
    pub hours: Option<WorkingHours>,
    /// How much each counts; as one when left out.
    pub demand: Option<&'a Demand>,
}

impl WorkingTime<'_> {
    /// How many hours of a stretch count, each by its weight.
    pub fn within(&self, stretch: Interval) -> Decimal {
        let zone = &self.calendar.zone;
        counted(passed(zone, self.demand, stretch, |hour| self.paid(hour)))
    }

    /// The same for many stretches within this one.
    pub fn meter(&self, stretch: Interval) -> Meter {
        let zone = &self.calendar.zone;
        Meter::new(passed(zone, self.demand, stretch, |hour| self.paid(hour)))
    }

    /// Which minutes of an hour, or of a part of one, count.
    fn paid(&self, hour: Hour) -> Range<i64> {
        let Some(WorkingHours { hours, week }) = self.hours else {
            return 0..hour.minutes;
        };
        let week = week.unwrap_or(self.calendar.week);
        let date = hour.civil.date();
        if !week.contains(date.weekday()) || self.calendar.is_day_off(date) {
            return 0..0;
        }
        let begins = minute(hour.civil.time());
        let from = begins.max(minute(hours.from()));
        let to = (begins + hour.minutes).min(closing(hours.to()));
        (from - begins)..(to.max(from) - begins)
    }
}

/// An hour of a stretch, or a part of one where it begins or ends in between.
#[derive(Debug, Clone, Copy)]
struct Hour {
    /// What the clock shows at its beginning.
    civil: Civil,
    /// How long it is.
    minutes: i64,
}

/// An hour that was gone through: since when, which minutes of it count, and by how much each.
#[derive(Debug, Clone)]
pub struct Passed {
    /// Its beginning.
    pub begins: Instant,
    /// The minutes that count, from its beginning on.
    pub paid: Range<i64>,
    /// What each of them weighs.
    pub weight: Decimal,
}

/// The hours of a stretch on a zone's clocks, each by how busy it is.
pub fn busy(zone: &Zone, demand: Option<&Demand>, stretch: Interval) -> Decimal {
    counted(passed(zone, demand, stretch, |hour| 0..hour.minutes))
}

/// The same for many stretches within this one.
pub fn busy_meter(zone: &Zone, demand: Option<&Demand>, stretch: Interval) -> Meter {
    Meter::new(passed(zone, demand, stretch, |hour| 0..hour.minutes))
}

/// Goes through a stretch hour by hour.
fn passed(
    zone: &Zone,
    demand: Option<&Demand>,
    stretch: Interval,
    paid: impl Fn(Hour) -> Range<i64>,
) -> impl Iterator<Item = Passed> {
    let mut from = stretch.start;
    std::iter::from_fn(move || {
        let begins = from;
        let civil = (begins < stretch.end).then(|| zone.civil(begins))?;
        from = next_hour(begins, civil).min(stretch.end);
        let minutes = (from - begins).num_minutes();
        Some(Passed {
            begins,
            paid: paid(Hour { civil, minutes }),
            weight: demand.map_or(Decimal::ONE, |demand| demand.at(civil)),
        })
    })
}

/// What counts of all of them, in hours.
fn counted(hours: impl Iterator<Item = Passed>) -> Decimal {
    let minutes = hours.map(|hour| Decimal::from(hour.paid.end - hour.paid.start) * hour.weight);
    in_hours(minutes.sum())
}

/// Weighed minutes in hours; the digits after the point depend on nothing but their number.
pub(super) fn in_hours(minutes: Decimal) -> Decimal {
    minutes.normalize() / Decimal::from(60)
}

fn next_hour(instant: Instant, civil: Civil) -> Instant {
    instant + TimeDelta::minutes(60 - i64::from(civil.minute()))
}

fn minute(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight() / 60)
}

/// The minute at which a day's work ends; 23:59 is how midnight is written.
fn closing(time: NaiveTime) -> i64 {
    let minute = minute(time);
    if minute == 24 * 60 - 1 {
        minute + 1
    } else {
        minute
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;
    use crate::calendar::{SendingHours, WorkingWeek};

    fn hours(from: &str, to: &str, worked: &str) -> String {
        let zone = Zones::bundled().get("Europe/London").unwrap();
        let at = |text: &str| zone.instant(Civil::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap());
        let stretch = Interval {
            start: at(from),
            end: at(to),
        };
        let calendar = Calendar {
            zone: zone.clone(),
            week: WorkingWeek::default(),
            hours: SendingHours::default(),
            holidays: None,
            days_off: [("2027-04-12".parse().unwrap(), String::new())].into(),
            freezes: Vec::new(),
        };
        let (hours, week) = SendingHours::parse(worked).unwrap();
        let time = WorkingTime {
            calendar: &calendar,
            hours: Some(WorkingHours { hours, week }),
            demand: None,
        };
        time.within(stretch).normalize().to_string()
    }

    #[test]
    fn only_paid_hours_of_working_days_count() {
        let office = "08:00-18:00";
        let evening = ("2027-04-09 17:00", "2027-04-09 21:00");
        assert_eq!(hours(evening.0, evening.1, office), "1");
        assert_eq!(hours(evening.0, evening.1, "08:00-17:45 mon-fri"), "0.75");
        assert_eq!(hours(evening.0, evening.1, "08:00-23:59"), "4");
        // Saturday; a day off; across midnight.
        assert_eq!(hours("2027-04-10 08:00", "2027-04-10 12:00", office), "0");
        assert_eq!(
            hours(
                "2027-04-10 08:00",
                "2027-04-10 12:00",
                "08:00-18:00 mon-sat"
            ),
            "4"
        );
        assert_eq!(hours("2027-04-12 08:00", "2027-04-12 12:00", office), "0");
        assert_eq!(
            hours("2027-04-08 16:20", "2027-04-09 08:10", office),
            "1.8333333333333333333333333333"
        );
    }

    #[test]
    fn a_night_in_which_clocks_change_is_as_long_as_it_is() {
        assert_eq!(
            hours(
                "2027-03-27 22:00",
                "2027-03-28 04:00",
                "00:00-23:59 mon-sun"
            ),
            "5"
        );
        assert_eq!(
            hours(
                "2027-10-30 22:00",
                "2027-10-31 04:00",
                "00:00-23:59 mon-sun"
            ),
            "7"
        );
    }
}
