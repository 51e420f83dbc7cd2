//! Where a notice moves to when the moment it wants is closed, and why.

use crate::calendar::direction::Direction;
use crate::calendar::zone::{Civil, Instant};
use crate::calendar::{Calendar, Closed, Freeze};
use chrono::{Days, NaiveDate, NaiveTime};

const FARTHEST_MOVE: usize = 60;

/// The moment a notice moved to, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Moved {
    /// The moment itself.
    pub to: Civil,
    /// Empty when nothing moved. First [`Closed::QuietHours`] when the time of day had to change,
    /// then one reason per closed day left behind, in the order they were met.
    pub because: Vec<(NaiveDate, Closed)>,
}

impl Calendar {
    /// The moment at or before `at` when a notice may leave, sixty days back at most.
    ///
    /// The time of day is kept; only when it lies outside the sending hours does it become their
    /// end, on the same day in the evening, on the day before in the early morning.
    pub fn previous_moment(&self, at: Civil) -> Option<Moved> {
        self.moment(at, Direction::Back)
    }

    /// The moment at or after `at` when a notice may leave, sixty days ahead at most; the mirror
    /// image of [`Calendar::previous_moment`].
    pub fn next_moment(&self, at: Civil) -> Option<Moved> {
        self.moment(at, Direction::On)
    }

    /// The freezes that close days on which a notice could have left that was to leave at `at` or before.
    pub fn frozen_before(&self, at: Civil) -> impl Iterator<Item = &Freeze> {
        let last = at.date();
        let first = last - Days::new(FARTHEST_MOVE as u64);
        let freezes = self.freezes.iter();
        freezes.filter(move |freeze| freeze.from <= last && first <= freeze.to)
    }

    /// The same in which no day is frozen.
    pub fn without_freezes(&self) -> Self {
        Self {
            freezes: Vec::new(),
            ..self.clone()
        }
    }

    /// When a notice that is late may leave, if not now: as soon as the sending hours begin again.
    pub fn opens(&self, now: Instant) -> Option<Instant> {
        let here = self.zone.civil(now);
        let moved = self.next_moment(here)?;
        let to = match moved.to.date() > here.date() {
            true => moved.to.date().and_time(self.hours.from()),
            false => moved.to,
        };
        let opens = self.zone.instant(to);
        (!moved.because.is_empty() && opens > now).then_some(opens)
    }

    fn moment(&self, at: Civil, direction: Direction) -> Option<Moved> {
        let (time, day_is_over) = self.nearest_hour(at.time(), direction);
        let mut because = Vec::new();
        if time != at.time() {
            because.push((at.date(), Closed::QuietHours(self.hours)));
        }
        let mut day = at.date();
        for _ in 0..=FARTHEST_MOVE {
            match self.closed(day) {
                Some(reason) => because.push((day, reason)),
                None if day_is_over && day == at.date() => {}
                None => {
                    let to = day.and_time(time);
                    return Some(Moved { to, because });
                }
            }
            day = direction.step(day)?;
        }
        None
    }

    /// The time of day to use, and whether it lies on another day than the one asked for.
    fn nearest_hour(&self, time: NaiveTime, direction: Direction) -> (NaiveTime, bool) {
        let hours = self.hours;
        match direction {
            _ if hours.contains(time) => (time, false),
            Direction::Back => (hours.to(), time < hours.from()),
            Direction::On => (hours.from(), time > hours.to()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::freeze::{Freeze, Hardness};
    use crate::calendar::sample::{any_calendar, any_moment, at, date, england};
    use chrono::Days;
    use proptest::prelude::*;

    fn back(calendar: &Calendar, moment: &str) -> (String, Vec<String>) {
        said(calendar.previous_moment(at(moment)).unwrap())
    }

    fn on(calendar: &Calendar, moment: &str) -> (String, Vec<String>) {
        said(calendar.next_moment(at(moment)).unwrap())
    }

    fn said(moved: Moved) -> (String, Vec<String>) {
        let reasons = moved.because.iter().map(|(_, reason)| reason.to_string());
        (
            moved.to.format("%a %m-%d %H:%M").to_string(),
            reasons.collect(),
        )
    }

    #[test]
    fn notices_before_an_awkward_easter_go_out_on_the_days_a_person_would_choose() {
        let england = england();
        for (offset, sent) in [
            (90, "2026-12-24"),
            (60, "2027-01-26"),
            (30, "2027-02-25"),
            (14, "2027-03-12"),
            (7, "2027-03-19"),
            (3, "2027-03-24"),
            (1, "2027-03-25"),
        ] {
            let wanted = at("2027-03-27 09:00") - Days::new(offset);
            let moved = england.previous_moment(wanted).unwrap();
            assert_eq!(
                moved.to,
                at(&format!("{sent} 09:00")),
                "{offset} days before"
            );
        }
    }

    #[test]
    fn a_notice_keeps_its_time_of_day_when_it_changes_its_day() {
        let (to, because) = back(&england(), "2027-03-27 09:00");
        assert_eq!(to, "Thu 03-25 09:00");
        assert_eq!(because, ["Saturday", "Good Friday"]);
        let (to, because) = on(&england(), "2027-03-26 09:00");
        assert_eq!(to, "Tue 03-30 09:00");
        assert_eq!(
            because,
            ["Good Friday", "Saturday", "Sunday", "Easter Monday"]
        );
        let (to, because) = back(&england(), "2027-03-25 09:00");
        assert_eq!((to.as_str(), because.len()), ("Thu 03-25 09:00", 0));
    }

    #[test]
    fn a_notice_at_night_moves_to_the_nearest_bound() {
        let quiet = "outside sending hours 08:00-16:30".to_owned();
        let only = std::slice::from_ref(&quiet);
        let (to, because) = back(&england(), "2027-03-23 22:00");
        assert_eq!((to.as_str(), because.as_slice()), ("Tue 03-23 16:30", only));
        let (to, because) = back(&england(), "2027-03-23 06:00");
        assert_eq!((to.as_str(), because.as_slice()), ("Mon 03-22 16:30", only));
        let (to, because) = on(&england(), "2027-03-23 22:00");
        assert_eq!((to.as_str(), because.as_slice()), ("Wed 03-24 08:00", only));
        let (to, because) = on(&england(), "2027-03-23 06:00");
        assert_eq!((to.as_str(), because.as_slice()), ("Tue 03-23 08:00", only));
        let (to, because) = back(&england(), "2027-03-22 06:00");
        assert_eq!(to, "Fri 03-19 16:30");
        assert_eq!(because, [&quiet, "Sunday", "Saturday"]);
        let (to, because) = back(&england(), "2027-03-20 22:00");
        assert_eq!(to, "Fri 03-19 16:30");
        assert_eq!(because, [&quiet, "Saturday"]);
    }

    #[test]
    fn a_freeze_closes_a_day_to_notices_but_people_still_work() {
        let mut calendar = england();
        calendar.freezes.push(Freeze {
            name: "Exams".into(),
            from: date("2027-05-10"),
            to: date("2027-05-11"),
            hardness: Hardness::Soft,
        });
        assert!(calendar.is_business_day(date("2027-05-10")));
        let (to, because) = back(&calendar, "2027-05-11 10:00");
        assert_eq!(to, "Fri 05-07 10:00");
        assert_eq!(
            because,
            ["freeze: Exams", "freeze: Exams", "Sunday", "Saturday"]
        );
    }

    #[test]
    fn sixty_days_without_a_legal_moment_are_none() {
        let mut calendar = england();
        calendar.freezes.push(Freeze {
            name: "Merger".into(),
            from: date("2027-01-01"),
            to: date("2027-12-31"),
            hardness: Hardness::Hard,
        });
        assert_eq!(calendar.previous_moment(at("2027-06-01 09:00")), None);
        assert_eq!(calendar.next_moment(at("2027-06-01 09:00")), None);
        assert!(calendar.previous_moment(at("2027-02-01 09:00")).is_some());
    }

    #[test]
    fn the_end_of_all_time_is_no_trap() {
        let end = NaiveDate::MAX.and_hms_opt(23, 0, 0).unwrap();
        assert_eq!(england().next_moment(end), None);
    }

    proptest! {
        #[test]
        fn a_notice_never_lands_on_a_closed_day_or_outside_the_hours(
            calendar in any_calendar(), wanted in any_moment()
        ) {
            let back = calendar.previous_moment(wanted);
            let on = calendar.next_moment(wanted);
            for moved in back.iter().chain(&on) {
                prop_assert!(calendar.closed(moved.to.date()).is_none());
                prop_assert!(calendar.hours.contains(moved.to.time()));
                prop_assert_eq!(moved.because.is_empty(), moved.to == wanted);
            }
            prop_assert!(back.is_none_or(|moved| moved.to <= wanted));
            prop_assert!(on.is_none_or(|moved| moved.to >= wanted));
        }

        #[test]
        fn moving_twice_is_moving_once(calendar in any_calendar(), wanted in any_moment()) {
            if let Some(Moved { to, .. }) = calendar.previous_moment(wanted) {
                let again = Moved { to, because: Vec::new() };
                prop_assert_eq!(calendar.previous_moment(to), Some(again.clone()));
                prop_assert_eq!(calendar.next_moment(to), Some(again));
            }
        }

        #[test]
        fn every_day_skipped_was_closed_or_over(
            calendar in any_calendar(), wanted in any_moment()
        ) {
            if let Some(moved) = calendar.previous_moment(wanted) {
                let mut day = wanted.date();
                while day > moved.to.date() {
                    let over = day == wanted.date() && wanted.time() < calendar.hours.from();
                    prop_assert!(over || calendar.closed(day).is_some());
                    day = day.pred_opt().unwrap();
                }
            }
        }
    }
}
