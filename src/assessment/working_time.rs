//! Working time: how many hours of a stretch people are paid for, or a shop is busy.

use crate::calendar::Calendar;
use crate::calendar::zone::{Civil, Instant, Zone};
use crate::plan::demand::Demand;
use crate::plan::department::WorkingHours;
use crate::plan::interval::Interval;
use chrono::{Datelike, NaiveTime, TimeDelta, Timelike};
use rust_decimal::Decimal;

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
        let minutes = |civil, minutes| self.paid(civil, minutes);
        walk(&self.calendar.zone, self.demand, stretch, minutes)
    }

    /// How many of the minutes from a civil time on count; they lie within one hour.
    fn paid(&self, civil: Civil, minutes: i64) -> i64 {
        let Some(WorkingHours { hours, week }) = self.hours else {
            return minutes;
        };
        let week = week.unwrap_or(self.calendar.week);
        let date = civil.date();
        if !week.contains(date.weekday()) || self.calendar.is_day_off(date) {
            return 0;
        }
        let begins = minute(civil.time());
        let from = begins.max(minute(hours.from()));
        let to = (begins + minutes).min(closing(hours.to()));
        (to - from).max(0)
    }
}

/// The hours of a stretch on a zone's clocks, each by how busy it is.
pub fn busy(zone: &Zone, demand: Option<&Demand>, stretch: Interval) -> Decimal {
    walk(zone, demand, stretch, |_, minutes| minutes)
}

/// Goes through a stretch hour by hour, and adds up what counts of each.
fn walk(
    zone: &Zone,
    demand: Option<&Demand>,
    stretch: Interval,
    counts: impl Fn(Civil, i64) -> i64,
) -> Decimal {
    let mut from = stretch.start;
    let mut counted = Decimal::ZERO;
    while from < stretch.end {
        let civil = zone.civil(from);
        let to = next_hour(from, civil).min(stretch.end);
        let minutes = counts(civil, (to - from).num_minutes());
        let weight = demand.map_or(Decimal::ONE, |demand| demand.at(civil));
        counted += Decimal::from(minutes) * weight;
        from = to;
    }
    counted / Decimal::from(60)
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
