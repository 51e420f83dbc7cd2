//! What is said of an event on the command line: lines that people will read, and times.

use crate::calendar::zone::{Instant, Resolved, Zone};
use crate::cli::failure::Failure;
use crate::plan::moment::{self, WrittenMoment};
use chrono::{Days, NaiveDate, TimeDelta};

/// A line that people read on a phone at night.
const LONGEST: usize = 300;

/// A line that people will read: it says something, and is one line.
pub(super) fn line(option: &str, text: Option<&String>) -> Result<Option<String>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let text = text.trim();
    let wrong = |what: &str, hint: &str| {
        Failure::usage(format!("`{option}` {what}. Nothing was recorded"), hint)
    };
    if text.is_empty() {
        return Err(wrong("says nothing", "write a few words, or leave it out"));
    }
    if text.chars().any(char::is_control) {
        return Err(wrong("is more than one line", "write it in one line"));
    }
    if text.chars().count() > LONGEST {
        let hint = "write what people need to know at night, in one or two sentences";
        return Err(wrong("is longer than 300 letters", hint));
    }
    Ok(Some(text.to_owned()))
}

pub(super) fn missing(what: &str, option: &str, example: &str) -> Failure {
    Failure::usage(
        format!("`{what}` needs `{option}`. Nothing was recorded"),
        format!("add it, such as `{option} \"{example}\"`"),
    )
}

/// An instant that lies ahead, as a person writes it at night: a time of day means the next time
/// clocks show it.
pub(super) fn coming(text: &str, zone: &Zone, now: Instant) -> Result<Instant, Failure> {
    let said = Said {
        option: "--until",
        example: "04:00",
        text,
        zone,
    };
    said.instant(now, &|at| at > now, &|day, days| day + Days::new(days))
}

/// How long ago a bare time of day may lie.
const MEANT_TODAY: TimeDelta = TimeDelta::hours(12);

/// An instant that has passed: a time of day means the last time clocks showed it.
pub(super) fn past(text: &str, zone: &Zone, now: Instant) -> Result<Instant, Failure> {
    let said = Said {
        option: "--at",
        example: "01:50",
        text,
        zone,
    };
    let at = said.instant(now, &|at| at <= now, &|day, days| day - Days::new(days))?;
    let is_bare = moment::time(text).is_ok();
    // A time of day that is soon was not meant to be yesterday's.
    if at > now || (is_bare && now - at > MEANT_TODAY) {
        let hint = "leave it out when it happened just now, or write the day: `--at 2027-03-28T01:50`; what is still to come cannot be recorded";
        let text = said.text;
        return Err(Failure::usage(
            format!("`--at {text}` has not come yet. Nothing was recorded"),
            hint,
        ));
    }
    Ok(at)
}

/// A moment as it was said on the command line.
struct Said<'a> {
    option: &'a str,
    example: &'a str,
    text: &'a str,
    zone: &'a Zone,
}

impl Said<'_> {
    /// The instant; of a time of day the one that `fits`, on the first day of those that `other` goes
    /// through.
    fn instant(
        &self,
        now: Instant,
        fits: &dyn Fn(Instant) -> bool,
        other: &dyn Fn(NaiveDate, u64) -> NaiveDate,
    ) -> Result<Instant, Failure> {
        let (zone, day) = (self.zone, self.zone.civil(now).date());
        let first_line = |refusal: String| refusal.lines().next().unwrap_or_default().to_owned();
        if let Ok(time) = moment::time(self.text) {
            for days in 0..3 {
                match zone.resolve(other(day, days).and_time(time)) {
                    Resolved::Once(at) if fits(at) => return Ok(at),
                    Resolved::Twice { first, second } if fits(first.0) || fits(second.0) => {
                        return Err(self.wrong("the clocks show it twice"));
                    }
                    Resolved::Never { after, .. }
                        if fits(zone.instant(after))
                            || fits(zone.instant(after) + TimeDelta::hours(1)) =>
                    {
                        return Err(self.wrong("the clocks jump over it"));
                    }
                    _ => {}
                }
            }
        }
        let written = self.text.parse();
        let written: WrittenMoment =
            written.map_err(|refusal: String| self.wrong(&first_line(refusal)))?;
        let fault = "no clock shows it, or a clock shows it twice, or its weekday is wrong";
        written.instant(zone).map_err(|_| self.wrong(fault))
    }

    fn wrong(&self, why: &str) -> Failure {
        let Self {
            option,
            example,
            text,
            ..
        } = self;
        Failure::usage(
            format!("`{option} {text}` is no moment: {why}. Nothing was recorded"),
            format!(
                "write `{option} {example}`, or a date with it: `{option} 2027-03-28T{example}`; when the clocks show that time twice, an offset behind it says which: `2027-10-31T01:30+01:00`"
            ),
        )
    }
}
