//! Lengths (`3h 30m`, `10 working days`) and leads (`3 working days before start`).

use super::moment::time;
use super::word::word;
use chrono::NaiveTime;

/// How long something lasts, in the unit its author chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Length {
    /// Clock time.
    Minutes(i64),
    /// Calendar days; a week is seven. With hours beside them, days are hours, too: 24 each.
    Days(u32),
    /// Days the calendar counts.
    WorkingDays(u32),
}

/// What a lead is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The window's first instant.
    Start,
    /// The window's last instant.
    End,
}

/// A moment relative to a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lead {
    /// How far away.
    pub length: Length,
    /// Before or after the anchor.
    pub before: bool,
    /// From what.
    pub anchor: Anchor,
    /// At which time of day, for leads in days.
    pub time: Option<NaiveTime>,
}

const HOW: &str =
    "write a number and a unit, such as `4h`, `90m`, `3h 30m`, `2 weeks` or `10 working days`";

/// Ten years; beyond them a length is a slip, and dates would leave every calendar.
const LONGEST_DAYS: i64 = 3_660;

impl std::str::FromStr for Length {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let lower = text.to_lowercase().replace(" and ", " ");
        let refusal = || format!("`{text}` is not a length of time\n{HOW}");
        let (mut minutes, mut days, mut working) = (0_i64, 0_u32, None);
        let mut rest = lower.trim();
        if rest.is_empty() {
            return Err(refusal());
        }
        while !rest.is_empty() {
            let digits = rest
                .find(|letter: char| !letter.is_ascii_digit())
                .unwrap_or(rest.len());
            let number: u32 = rest[..digits].parse().map_err(|_| refusal())?;
            rest = rest[digits..].trim_start();
            let letters = if rest.starts_with("working") || rest.starts_with("business") {
                rest.find("day")
                    .map(|day| day + rest[day..].find(' ').unwrap_or(rest.len() - day))
            } else {
                rest.find(|letter: char| !letter.is_ascii_alphabetic())
            };
            let unit = &rest[..letters.unwrap_or(rest.len())];
            rest = rest[unit.len()..].trim_start();
            match unit {
                "m" | "min" | "mins" | "minute" | "minutes" => minutes += i64::from(number),
                "h" | "hr" | "hrs" | "hour" | "hours" => minutes += i64::from(number) * 60,
                "d" | "day" | "days" => days = days.saturating_add(number),
                "w" | "week" | "weeks" => days = days.saturating_add(number.saturating_mul(7)),
                "working day" | "working days" | "business day" | "business days" => {
                    working = Some(number);
                }
                _ => return Err(refusal()),
            }
        }
        let clock_days = minutes / (24 * 60) + i64::from(days);
        if clock_days > LONGEST_DAYS || i64::from(working.unwrap_or(0)) > LONGEST_DAYS {
            return Err(format!(
                "`{text}` is longer than ten years\nwrite a shorter length of time"
            ));
        }
        match (minutes, days, working) {
            (_, _, Some(_)) if minutes > 0 || days > 0 => Err(format!(
                "`{text}` mixes working days with other units\nwrite one of them"
            )),
            (_, _, Some(working)) => Ok(Self::WorkingDays(working)),
            (0, days, None) if days > 0 => Ok(Self::Days(days)),
            (minutes, days, None) => Ok(Self::Minutes(minutes + i64::from(days) * 24 * 60)),
        }
    }
}

impl Length {
    /// Roughly how many days of the calendar it takes.
    pub fn about_days(self) -> i64 {
        match self {
            Self::Minutes(minutes) => minutes / (24 * 60),
            Self::Days(days) => i64::from(days),
            Self::WorkingDays(days) => i64::from(days) * 7 / 5,
        }
    }

    /// Clock minutes, for lengths that are not counted in working days.
    pub fn minutes(self) -> Option<i64> {
        match self {
            Self::Minutes(minutes) => Some(minutes),
            Self::Days(days) => Some(i64::from(days) * 24 * 60),
            Self::WorkingDays(_) => None,
        }
    }
}

impl std::fmt::Display for Length {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plural = |count: i64, unit: &str| match count {
            1 => format!("1 {unit}"),
            _ => format!("{count} {unit}s"),
        };
        match *self {
            Self::Minutes(minutes) if minutes % 60 == 0 && minutes > 0 => {
                formatter.write_str(&plural(minutes / 60, "hour"))
            }
            Self::Minutes(minutes) if minutes > 60 => {
                write!(
                    formatter,
                    "{} {}",
                    plural(minutes / 60, "hour"),
                    plural(minutes % 60, "minute")
                )
            }
            Self::Minutes(minutes) => formatter.write_str(&plural(minutes, "minute")),
            Self::Days(days) => formatter.write_str(&plural(i64::from(days), "day")),
            Self::WorkingDays(days) => formatter.write_str(&plural(i64::from(days), "working day")),
        }
    }
}

impl std::str::FromStr for Lead {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let lower = text.to_lowercase();
        let refusal = || {
            format!(
                "`{text}` does not say when\nwrite a length, `before` or `after`, and `start` or `end`, such as `3 working days before start`, `30m before start`, `1 day after end at 09:00` or `at start`"
            )
        };
        let (words, clock) = match lower
            .rsplit_once(" at ")
            .or_else(|| lower.rsplit_once(", "))
        {
            Some((words, clock)) if clock.starts_with(|first: char| first.is_ascii_digit()) => {
                (words.trim(), Some(time(clock.trim())?))
            }
            _ => (lower.trim(), None),
        };
        let anchor = match words.rsplit(' ').next() {
            Some("start") => Anchor::Start,
            Some("end") => Anchor::End,
            _ => return Err(refusal()),
        };
        let words = words
            .rsplit_once(' ')
            .map_or("", |(front, _)| front)
            .trim_end_matches(" the");
        if words == "at" {
            return Ok(Self {
                length: Length::Minutes(0),
                before: false,
                anchor,
                time: clock,
            });
        }
        let (length, direction) = words.rsplit_once(' ').ok_or_else(refusal)?;
        let before = match direction {
            "before" => true,
            "after" => false,
            _ => return Err(refusal()),
        };
        let length: Length = length.parse()?;
        if clock.is_some() && matches!(length, Length::Minutes(_)) {
            return Err(format!(
                "`{text}` counts in hours or minutes and names a time of day\nkeep one of the two"
            ));
        }
        Ok(Self {
            length,
            before,
            anchor,
            time: clock,
        })
    }
}

impl std::fmt::Display for Lead {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let anchor = match self.anchor {
            Anchor::Start => "start",
            Anchor::End => "end",
        };
        if self.length == Length::Minutes(0) && self.time.is_none() {
            return write!(formatter, "at {anchor}");
        }
        let direction = if self.before { "before" } else { "after" };
        write!(formatter, "{} {direction} {anchor}", self.length)?;
        self.time.map_or(Ok(()), |time| {
            write!(formatter, " at {}", time.format("%H:%M"))
        })
    }
}

word!(
    Length,
    "Length",
    "a length such as `4h`, `3h 30m`, `2 weeks` or `10 working days`",
    r"^\d+ ?[A-Za-z]+( [A-Za-z]+)?( ?(and )?\d+ ?[A-Za-z]+)*$"
);
word!(
    Lead,
    "Lead",
    "a moment such as `3 working days before start` or `at end`",
    r"(before|after|at) (the )?(start|end)"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_the_way_people_write_them() {
        for (text, length) in [
            ("4h", Length::Minutes(240)),
            ("90m", Length::Minutes(90)),
            ("3h 30m", Length::Minutes(210)),
            ("3h30m", Length::Minutes(210)),
            ("3 hours and 30 minutes", Length::Minutes(210)),
            ("2 weeks", Length::Days(14)),
            ("10 working days", Length::WorkingDays(10)),
            ("1 working day", Length::WorkingDays(1)),
        ] {
            assert_eq!(text.parse(), Ok(length), "{text}");
            assert_eq!(length.to_string().parse(), Ok(length), "{length}");
        }
        for text in [
            "",
            "4",
            "h",
            "four hours",
            "-4h",
            "2 working days 3h",
            "99999999999h",
            "400000 weeks",
            "3661 working days",
            "87864h",
        ] {
            assert!(text.parse::<Length>().is_err(), "{text}");
        }
    }

    #[test]
    fn leads_are_read_and_said_back() {
        for text in [
            "90 days before start",
            "3 working days before start",
            "at end",
            "30 minutes before start",
            "1 day after end at 09:00",
        ] {
            let lead: Lead = text.parse().unwrap();
            assert_eq!(lead.to_string(), text);
        }
        assert_eq!(
            "30m before start".parse::<Lead>().unwrap().length,
            Length::Minutes(30)
        );
        for text in [
            "before start",
            "3 days",
            "3 days before lunch",
            "2h before start at 09:00",
        ] {
            assert!(text.parse::<Lead>().unwrap_err().contains('\n'), "{text}");
        }
    }
}
