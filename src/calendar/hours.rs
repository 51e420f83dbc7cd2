//! Sending hours: the span of a working day in which notices may leave.

use crate::calendar::week::{WeekFault, WorkingWeek};
use chrono::NaiveTime;

/// From when until when notices may leave; both ends count, and the end comes after the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SendingHours {
    from: NaiveTime,
    to: NaiveTime,
}

impl Default for SendingHours {
    /// 08:00-16:30.
    fn default() -> Self {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        Self {
            from: opening(),
            to: at(16, 30),
        }
    }
}

impl SendingHours {
    /// The span, or nothing when it ends before it starts.
    pub fn new(from: NaiveTime, to: NaiveTime) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// The earliest time.
    pub fn from(self) -> NaiveTime {
        self.from
    }

    /// The latest time.
    pub fn to(self) -> NaiveTime {
        self.to
    }

    /// Whether a notice may leave at this time.
    pub fn contains(self, time: NaiveTime) -> bool {
        self.from <= time && time <= self.to
    }

    /// Reads `08:00-16:30`, with or without days as in `08:00-16:30 mon-fri`.
    pub fn parse(text: &str) -> Result<(Self, Option<WorkingWeek>), HoursFault> {
        let (mut hours, mut week) = (None, None);
        let tight = tighten(&text.to_lowercase());
        for word in tight.split_whitespace() {
            let repeated = if word.starts_with(|first: char| first.is_ascii_digit()) {
                hours.replace(span(word)?).is_some()
            } else {
                week.replace(word.parse()?).is_some()
            };
            if repeated {
                return Err(HoursFault::Twice(word.to_owned()));
            }
        }
        match hours {
            Some(hours) => Ok((hours, week)),
            None => Err(HoursFault::Missing),
        }
    }
}

impl std::fmt::Display for SendingHours {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [from, to] = [self.from, self.to].map(|time| time.format("%H:%M"));
        write!(formatter, "{from}-{to}")
    }
}

/// The time of day at which offices open and help begins, unless something says otherwise.
pub fn opening() -> NaiveTime {
    NaiveTime::from_hms_opt(8, 0, 0).expect("eight o'clock exists")
}

/// The time of day at which people are told and decide, unless something says otherwise.
pub fn morning() -> NaiveTime {
    NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock exists")
}

/// A text that names no sending hours; says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursFault {
    /// There is no span of hours.
    #[error("the hours are missing; write them as 08:00-16:30, or 08:00-16:30 mon-fri")]
    Missing,
    /// A word that should be a span of hours is none.
    #[error("“{0}” is not a span of hours; write it as 08:00-16:30")]
    Span(String),
    /// Midnight as an end.
    #[error("a day's last minute is 23:59; write {0}-23:59 for “until midnight”")]
    Midnight(String),
    /// The end is not after the start.
    #[error("“{0}” does not end after it starts; write the earlier time first, as in 08:00-16:30")]
    Backwards(String),
    /// Two spans of hours, or two lists of days.
    #[error(
        "“{0}” is one too many; write one span of hours and one of days, as in 08:00-16:30 mon-fri"
    )]
    Twice(String),
    /// The days are not days.
    #[error(transparent)]
    Week(#[from] WeekFault),
}

fn span(word: &str) -> Result<SendingHours, HoursFault> {
    let wrong = || HoursFault::Span(word.to_owned());
    let time = |text| NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| wrong());
    let (from, to) = word.split_once('-').ok_or_else(wrong)?;
    if to == "24:00" {
        return Err(HoursFault::Midnight(from.to_owned()));
    }
    SendingHours::new(time(from)?, time(to)?).ok_or_else(|| HoursFault::Backwards(word.to_owned()))
}

/// Joins what spaces around dashes and commas tear apart; a dash of any length is a dash.
fn tighten(text: &str) -> String {
    let join = |text: &str, marks: &[char], mark: &str| {
        let parts: Vec<&str> = text.split(marks).map(str::trim).collect();
        parts.join(mark)
    };
    join(&join(text, &['-', '–', '—'], "-"), &[','], ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        match SendingHours::parse(text) {
            Ok((hours, None)) => Ok(hours.to_string()),
            Ok((hours, Some(week))) => Ok(format!("{hours} {week}")),
            Err(fault) => Err(fault.to_string()),
        }
    }

    #[test]
    fn hours_are_read_with_and_without_days() {
        assert_eq!(read("08:00-16:30"), Ok("08:00-16:30".into()));
        assert_eq!(
            read("08:00-16:30 mon-fri"),
            Ok("08:00-16:30 mon-fri".into())
        );
        assert_eq!(
            read("8:00 – 16:30  Sun – Thu"),
            Ok("08:00-16:30 sun-thu".into())
        );
        assert_eq!(
            read("mon, tue, thu 09:15-12:00"),
            Ok("09:15-12:00 mon,tue,thu".into())
        );
        let default = SendingHours::default();
        assert_eq!(
            SendingHours::parse(&default.to_string()),
            Ok((default, None))
        );
    }

    #[test]
    fn a_fault_says_what_to_write() {
        let fault = |text| read(text).unwrap_err();
        assert_eq!(
            fault("9am-5pm"),
            "“9am-5pm” is not a span of hours; write it as 08:00-16:30"
        );
        assert!(fault("08:00").contains("write it as"));
        assert!(fault("mon-fri").starts_with("the hours are missing"));
        assert!(fault("").starts_with("the hours are missing"));
        assert!(fault("16:30-08:00").contains("earlier time first"));
        assert!(fault("08:00-24:00").contains("08:00-23:59"));
        assert!(fault("08:00-12:00 13:00-17:00").contains("one too many"));
        assert!(fault("08:00-16:30 mod-fri").contains("“mod” is not a day"));
        assert!(fault("08:00-16:30:00").contains("not a span"));
    }

    #[test]
    fn both_ends_count() {
        let hours = SendingHours::default();
        assert!(hours.contains(hours.from()) && hours.contains(hours.to()));
    }
}
