//! Counting in business days, which are what `3 working days before` means.

use crate::calendar::Calendar;
use crate::calendar::direction::Direction;
use crate::calendar::zone::Instant;
use chrono::{Datelike, NaiveDate};

impl Calendar {
    /// The `n`th business day before a date. With `n` = 0: the date itself, or the last business
    /// day before it.
    pub fn business_days_before(&self, date: NaiveDate, n: u32) -> NaiveDate {
        self.business_day(date, n, Direction::Back)
    }

    /// The `n`th business day after a date. With `n` = 0: the date itself, or the next business
    /// day after it.
    pub fn business_days_after(&self, date: NaiveDate, n: u32) -> NaiveDate {
        self.business_day(date, n, Direction::On)
    }

    /// The last time up to an instant at which people begin to work: in the morning of its day, or of
    /// the last business day before.
    pub fn opened_by(&self, instant: Instant) -> Instant {
        let day = self.zone.civil(instant).date();
        let opens = |day: NaiveDate| {
            let day = self.business_days_before(day, 0);
            self.zone.instant(day.and_time(self.hours.from()))
        };
        let before = || day.pred_opt().map_or(instant, opens);
        Some(opens(day))
            .filter(|at| *at < instant)
            .unwrap_or_else(before)
    }

    fn business_day(&self, date: NaiveDate, n: u32, direction: Direction) -> NaiveDate {
        if n == 0 && self.is_business_day(date) {
            return date;
        }
        let (mut day, mut left) = (date, n.max(1));
        let per_week = u32::try_from(self.week.days().count()).unwrap_or(7);
        // Whole weeks at a time, always leaving at least one day for the walk to end on; a leap
        // beyond the end of the calendar therefore means that the day itself lies beyond it.
        while left > per_week {
            let weeks = (left - 1) / per_week;
            let Some(next) = direction.leap(day, weeks) else {
                return direction.end();
            };
            left -= weeks * per_week - self.missing_between(day, next);
            day = next;
        }
        while left > 0 {
            // Only the end of the calendar itself stops the walk early: a week is never empty.
            let Some(next) = direction.step(day) else {
                return day;
            };
            day = next;
            left -= u32::from(self.is_business_day(day));
        }
        day
    }

    /// How many days of the working week between two days, the second included and the first not,
    /// are holidays or days off.
    fn missing_between(&self, left_behind: NaiveDate, reached: NaiveDate) -> u32 {
        let (low, high) = if reached < left_behind {
            (Some(reached), left_behind.pred_opt())
        } else {
            (left_behind.succ_opt(), Some(reached))
        };
        let (Some(low), Some(high)) = (low, high) else {
            return 0;
        };
        if low > high {
            return 0;
        }
        let works = |day: &NaiveDate| self.week.contains(day.weekday());
        let holidays = self.holidays.iter().flat_map(|all| all.between(low, high));
        let days_off = self.days_off.range(low..=high).map(|(day, _)| *day);
        let days_off = days_off.filter(|day| self.holiday(*day).is_none());
        let missing = holidays.chain(days_off).filter(works).count();
        u32::try_from(missing).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::sample::{any_calendar, date, day, england};
    use proptest::prelude::*;

    #[test]
    fn three_working_days_before_a_saturday_is_its_wednesday() {
        let england = england();
        let saturday = date("2027-03-20");
        assert_eq!(
            england.business_days_before(saturday, 3),
            date("2027-03-17")
        );
        assert_eq!(
            england.business_days_before(saturday, 1),
            date("2027-03-19")
        );
        assert_eq!(
            england.business_days_before(saturday, 0),
            date("2027-03-19")
        );
        assert_eq!(england.business_days_after(saturday, 0), date("2027-03-22"));
        assert_eq!(england.business_days_after(saturday, 1), date("2027-03-22"));
        let thursday = date("2027-03-25");
        assert_eq!(england.business_days_after(thursday, 0), thursday);
        assert_eq!(england.business_days_after(thursday, 1), date("2027-03-30"));
    }

    #[test]
    fn the_ends_of_all_time_are_no_trap() {
        let england = england();
        for n in [9, u32::MAX] {
            assert_eq!(
                england.business_days_after(NaiveDate::MAX, n),
                NaiveDate::MAX
            );
            assert_eq!(
                england.business_days_before(NaiveDate::MIN, n),
                NaiveDate::MIN
            );
        }
    }

    #[test]
    fn people_begin_to_work_on_the_last_morning_before_it_is_too_late() {
        let england = england();
        let at = |text: &str| england.zone.instant(text.parse().unwrap());
        for (by, opens) in [
            ("2027-03-17T12:00:00", "2027-03-17T08:00:00"),
            ("2027-03-17T08:00:00", "2027-03-16T08:00:00"),
            ("2027-03-20T12:00:00", "2027-03-19T08:00:00"),
            ("2027-03-22T07:00:00", "2027-03-19T08:00:00"),
        ] {
            assert_eq!(england.opened_by(at(by)), at(opens), "{by}");
        }
    }

    proptest! {
        #[test]
        fn business_days_are_what_counting_on_fingers_gives(
            calendar in any_calendar(), start in 0u64..400, n in 0u32..90
        ) {
            let works = |day: &NaiveDate| calendar.is_business_day(*day);
            let start = day(start);
            let skip = usize::from(n > 0 || !works(&start));
            let nth = (n.max(1) - 1) as usize;
            let before = std::iter::successors(Some(start), |day| day.pred_opt());
            let after = start.iter_days();
            prop_assert_eq!(
                Some(calendar.business_days_before(start, n)),
                before.skip(skip).filter(works).nth(nth)
            );
            prop_assert_eq!(
                Some(calendar.business_days_after(start, n)),
                after.skip(skip).filter(works).nth(nth)
            );
        }
    }
}
