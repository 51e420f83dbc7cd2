//! Dates and times as a person writes them in a plan.

use super::word::word;
use crate::calendar::zone::{Civil, Instant, Resolved, Zone};
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta, Weekday};

/// A calendar date, optionally with the weekday its author believes it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrittenDate {
    /// The date.
    pub date: NaiveDate,
    claimed: Option<DayName>,
}

/// A wall-clock reading, optionally with an offset from UTC and the weekday its author believes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenMoment {
    /// The reading.
    pub civil: Civil,
    offset_minutes: Option<i32>,
    claimed: Option<DayName>,
}

/// What is wrong with a moment that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MomentFault {
    /// The weekday is another one.
    Weekday {
        /// What was written.
        claimed: Weekday,
        /// What it is.
        is: Weekday,
    },
    /// The clocks jump over it.
    Gap {
        /// The last reading before.
        before: Civil,
        /// The first reading after.
        after: Civil,
    },
    /// The clocks show it twice; the two ways to say which.
    Twice([String; 2]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct DayName(u8);

impl WrittenDate {
    /// The weekday fault, if the author believed another weekday.
    pub fn fault(&self) -> Option<MomentFault> {
        weekday_fault(self.claimed, self.date)
    }
}

impl WrittenMoment {
    /// The instant meant in `zone`, or what is wrong.
    pub fn instant(&self, zone: &Zone) -> Result<Instant, MomentFault> {
        if let Some(fault) = weekday_fault(self.claimed, self.civil.date()) {
            return Err(fault);
        }
        if let Some(minutes) = self.offset_minutes {
            return Ok(self.civil.and_utc() - TimeDelta::minutes(i64::from(minutes)));
        }
        match zone.resolve(self.civil) {
            Resolved::Once(instant) => Ok(instant),
            Resolved::Never { before, after } => Err(MomentFault::Gap { before, after }),
            Resolved::Twice { first, second } => Err(MomentFault::Twice(
                [first.1, second.1].map(|offset| self.with_offset(offset)),
            )),
        }
    }

    fn with_offset(&self, minutes: i32) -> String {
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
        format!(
            "{}{sign}{hours:02}:{rest:02}",
            self.civil.format("%Y-%m-%d %H:%M")
        )
    }
}

fn weekday_fault(claimed: Option<DayName>, date: NaiveDate) -> Option<MomentFault> {
    let claimed = Weekday::try_from(claimed?.0).ok()?;
    let is = date.weekday();
    (claimed != is).then_some(MomentFault::Weekday { claimed, is })
}

const HOW: &str = "write year-month-day and a 24-hour time, such as `2027-03-27 22:00`; a weekday may stand before it, an offset such as `+01:00` behind it";

/// Splits a weekday off the front: `Sat 2027-…` or `Saturday 2027-…`.
fn day_name(text: &str) -> (Option<DayName>, &str) {
    let Some((word, rest)) = text.split_once([' ', ',']) else {
        return (None, text);
    };
    match word.trim_end_matches('.').parse::<Weekday>() {
        Ok(day) => (
            Some(DayName(day.num_days_from_monday() as u8)),
            rest.trim_start(),
        ),
        Err(_) => (None, text),
    }
}

fn date(text: &str, how: &str) -> Result<NaiveDate, String> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return Err(format!("`{text}` is not a date\n{how}"));
    }
    let found = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    let found = found.map_err(|_| format!("there is no day {text} in the calendar\n{how}"))?;
    if (1990..=2150).contains(&found.year()) {
        Ok(found)
    } else {
        Err(format!(
            "the year {} is not one to plan in\n{how}",
            found.year()
        ))
    }
}

/// Reads `HH:MM` of a 24-hour clock.
pub fn time(text: &str) -> Result<NaiveTime, String> {
    let refusal = || {
        let instead = match of_half_days(text) {
            Some(meant) => format!("write `{}`, of a 24-hour clock", meant.format("%H:%M")),
            None if text == "24:00" => {
                "write `00:00`, and of the next day where a day stands beside it".to_owned()
            }
            None => {
                "write hours and minutes of a 24-hour clock, such as `09:00` or `21:45`".to_owned()
            }
        };
        format!("`{text}` is not a time of day\n{instead}")
    };
    let (hour, minute) = text.split_once(':').ok_or_else(refusal)?;
    let number = |part: &str| {
        let digits =
            (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let minute = minute
        .strip_suffix(":00")
        .filter(|rest| rest.len() == 2)
        .unwrap_or(minute);
    let whole = number(hour).zip(number(minute).filter(|_| minute.len() == 2));
    let whole = whole.and_then(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0));
    whole.ok_or_else(refusal)
}

/// The time that is meant by `10pm`, `10:30 pm` or `12 a.m.`.
fn of_half_days(text: &str) -> Option<NaiveTime> {
    let text = text.to_lowercase().replace(['.', ' '], "");
    let (reading, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(reading), _) => (reading, 0),
        (_, Some(reading)) => (reading, 12),
        _ => return None,
    };
    let (hour, minute) = reading.split_once(':').unwrap_or((reading, "0"));
    let hour: u32 = hour.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    NaiveTime::from_hms_opt(hour % 12 + half, minute.parse().ok()?, 0)
}

/// The clock beside a date: what cannot be read is written anew with its day.
fn time_on(date: NaiveDate, clock: &str) -> Result<NaiveTime, String> {
    let refused = match time(clock) {
        Ok(time) => return Ok(time),
        Err(refused) => refused,
    };
    let not_a_time = |instead: String| format!("`{clock}` is not a time of day\nwrite {instead}");
    if let Some(meant) = of_half_days(clock) {
        return Err(not_a_time(format!(
            "`{date} {}` (a 24-hour clock)",
            meant.format("%H:%M")
        )));
    }
    if let Some(next) = date.succ_opt().filter(|_| clock == "24:00") {
        return Err(not_a_time(format!(
            "`{next} 00:00`: the day begins at that time"
        )));
    }
    let zoned = clock
        .split_once(' ')
        .and_then(|(hour, zone)| Some((time(hour).ok()?, zone)));
    Err(match zoned {
        Some((hour, zone)) => {
            let hour = hour.format("%H:%M");
            format!(
                "`{}` cannot stand behind the time\nwrite `{date} {hour}` alone, which is read on the clocks of the plan's or its site's `timezone`; or name another clock by its offset from UTC, such as `{date} {hour}+01:00`",
                zone.trim()
            )
        }
        None => refused,
    })
}

impl std::str::FromStr for WrittenDate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (claimed, rest) = day_name(text);
        let date = date(rest, "write year-month-day, such as `2027-03-31`")?;
        Ok(Self { date, claimed })
    }
}

impl std::str::FromStr for WrittenMoment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (claimed, rest) = day_name(text);
        let Some((day, clock)) = rest.split_once([' ', 'T']) else {
            let date = date(rest, HOW)?;
            return Err(format!(
                "the time of day is missing\nwrite `{date} 22:00` (a 24-hour clock)"
            ));
        };
        let date = date(day, HOW)?;
        let clock = clock.trim();
        // An offset stands right behind the time; a zone may have such signs in its name.
        let mark = clock.find(['+', '-', 'Z']).unwrap_or(clock.len());
        let is_named = clock[..mark].contains(char::is_alphabetic);
        let mark = if is_named { clock.len() } else { mark };
        let time = time_on(date, clock[..mark].trim())?;
        let offset_minutes = match &clock[mark..] {
            "" => None,
            "Z" => Some(0),
            offset => Some(self::offset(offset)?),
        };
        Ok(Self {
            civil: date.and_time(time),
            offset_minutes,
            claimed,
        })
    }
}

fn offset(text: &str) -> Result<i32, String> {
    let refusal = || format!("`{text}` is not an offset from UTC\nwrite `+01:00`, `-05:00` or `Z`");
    let (sign, rest) = text.split_at(1);
    let time = time(rest).map_err(|_| refusal())?;
    let minutes = i32::try_from((time - NaiveTime::MIN).num_minutes()).map_err(|_| refusal())?;
    if minutes > 14 * 60 {
        return Err(refusal());
    }
    Ok(if sign == "-" { -minutes } else { minutes })
}

word!(
    WrittenDate,
    "Date",
    "a date such as `2027-03-31`",
    r"^([A-Za-z]+\.?,? )?\d{4}-\d{2}-\d{2}$"
);
word!(
    WrittenMoment,
    "Moment",
    "a date and time such as `2027-03-27 22:00`",
    r"^([A-Za-z]+\.?,? )?\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}(:00)?( ?(Z|[+-]\d{1,2}:\d{2}))?$"
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;

    fn moment(text: &str) -> WrittenMoment {
        text.parse().unwrap()
    }

    #[test]
    fn a_moment_is_read_with_weekday_seconds_and_offset() {
        let london = Zones::bundled().get("Europe/London").unwrap();
        for text in [
            "2027-03-27 22:00",
            "Sat 2027-03-27 22:00",
            "Saturday 2027-03-27T22:00:00",
            "2027-03-28 00:00+02:00",
        ] {
            let instant = moment(text).instant(&london).unwrap();
            assert_eq!(instant.to_rfc3339(), "2027-03-27T22:00:00+00:00", "{text}");
        }
    }

    #[test]
    fn a_wrong_weekday_is_a_fault() {
        let london = Zones::bundled().get("Europe/London").unwrap();
        let fault = moment("Sun 2027-03-27 22:00").instant(&london).unwrap_err();
        assert_eq!(
            fault,
            MomentFault::Weekday {
                claimed: Weekday::Sun,
                is: Weekday::Sat
            }
        );
    }

    #[test]
    fn a_time_shown_twice_is_offered_both_ways() {
        let london = Zones::bundled().get("Europe/London").unwrap();
        let fault = moment("2027-10-31 01:30").instant(&london).unwrap_err();
        let ways = ["2027-10-31 01:30+01:00", "2027-10-31 01:30+00:00"].map(str::to_owned);
        assert_eq!(fault, MomentFault::Twice(ways.clone()));
        assert!(ways.iter().all(|way| moment(way).instant(&london).is_ok()));
    }

    #[test]
    fn what_is_nearly_a_moment_is_refused_with_the_text_to_write() {
        for (text, instead) in [
            ("2027-03-06 10pm", "`2027-03-06 22:00`"),
            ("Sat 2027-03-06 10.30 pm", "such as"),
            ("2027-03-06 10:30 p.m.", "`2027-03-06 22:30`"),
            ("2027-03-06 12am", "`2027-03-06 00:00`"),
            ("Sat 2027-03-06 24:00", "`2027-03-07 00:00`"),
            ("2027-03-06 22:00 CET", "`2027-03-06 22:00+01:00`"),
            ("2027-03-06 22:00 Europe/Zurich", "`2027-03-06 22:00` alone"),
        ] {
            let refusal = text.parse::<WrittenMoment>().unwrap_err();
            let (_, help) = refusal.split_once("\nwrite ").unwrap();
            assert!(help.contains(instead), "{text}: {refusal}");
            for proposed in refusal.split('`').filter(|part| part.starts_with("2027")) {
                assert!(proposed.parse::<WrittenMoment>().is_ok(), "{proposed}");
            }
        }
        for (text, instead) in [
            ("10pm", "`22:00`"),
            ("9:15 AM", "`09:15`"),
            ("24:00", "`00:00`"),
        ] {
            let refusal = time(text).unwrap_err();
            assert!(refusal.contains(instead), "{text}: {refusal}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused_with_an_example() {
        for text in [
            "27/03/2027 22:00",
            "2027-03-27",
            "2027-02-30 10:00",
            "2027-03-27 10pm",
            "2027-03-27 25:00",
            "tomorrow",
        ] {
            let refusal = text.parse::<WrittenMoment>().unwrap_err();
            assert!(refusal.contains("\nwrite"), "{text}: {refusal}");
        }
    }
}
