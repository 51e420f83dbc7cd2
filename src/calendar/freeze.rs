//! Freezes: stretches of days in which no change may start and no notice is sent.

use crate::calendar::zone::Civil;
use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

/// How much a freeze weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hardness {
    /// A window inside it is an error.
    Hard,
    /// A window inside it is a warning.
    Soft,
}

/// A named stretch of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Freeze {
    /// What people call it: `Financial year end`.
    pub name: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// How much it weighs.
    pub hardness: Hardness,
}

impl Freeze {
    /// Whether a day lies in it.
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }

    /// The first and last day that it shares with a window from `start` up to, not including, `end`.
    pub fn overlap(&self, start: Civil, end: Civil) -> Option<(NaiveDate, NaiveDate)> {
        let ends_at_midnight = end > start && end.time() == NaiveTime::MIN;
        let last = match end.date().pred_opt() {
            Some(eve) if ends_at_midnight => eve,
            _ => end.date(),
        };
        let (first, last) = (self.from.max(start.date()), self.to.min(last));
        (first <= last).then_some((first, last))
    }
}

/// Days in a line: `2027-06-05`, or `2027-06-05 to 2027-06-06`.
pub fn days(from: NaiveDate, to: NaiveDate) -> String {
    match from == to {
        true => format!("{from}"),
        false => format!("{from} to {to}"),
    }
}

/// What makes room for notices for which freezes, or other days off, leave no day.
pub fn way_out<'f>(frozen: impl Iterator<Item = &'f Freeze>) -> String {
    let mut names: Vec<String> = frozen.map(|freeze| format!("“{}”", freeze.name)).collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        return "mend the calendar, its days off or sending hours, or the dates under `notices`"
            .to_owned();
    }
    format!(
        "no notice leaves during a freeze: shorten {}, or give it with `applies-to` to those whom it really concerns",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Civil {
        Civil::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn year_end() -> Freeze {
        Freeze {
            name: "Financial year end".into(),
            from: date("2027-03-31"),
            to: date("2027-04-14"),
            hardness: Hardness::Hard,
        }
    }

    #[test]
    fn both_ends_of_a_freeze_are_frozen() {
        let freeze = year_end();
        assert!(freeze.covers(date("2027-03-31")) && freeze.covers(date("2027-04-14")));
        assert!(!freeze.covers(date("2027-03-30")) && !freeze.covers(date("2027-04-15")));
    }

    #[test]
    fn a_window_that_ends_at_midnight_does_not_touch_the_day_it_ends_on() {
        let overlap = |start, end| year_end().overlap(at(start), at(end));
        assert_eq!(overlap("2027-03-30 22:00", "2027-03-31 00:00"), None);
        assert_eq!(
            overlap("2027-03-30 22:00", "2027-03-31 00:01"),
            Some((date("2027-03-31"), date("2027-03-31")))
        );
        assert_eq!(
            overlap("2027-04-13 22:00", "2027-04-20 06:00"),
            Some((date("2027-04-13"), date("2027-04-14")))
        );
        assert_eq!(overlap("2027-04-15 00:00", "2027-04-15 00:00"), None);
        assert_eq!(overlap("2027-04-13 00:00", "2027-04-12 00:00"), None);
    }
}
