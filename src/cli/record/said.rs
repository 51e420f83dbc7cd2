//! What is said of an event on the command line: lines that people will read, and times.

use crate::calendar::zone::{Instant, Resolved, Zone};
use crate::cli::failure::Failure;
use crate::plan::moment::{self, WrittenMoment};
use chrono::{Days, TimeDelta};

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

/// An instant as a person writes it at night: a time of day means the next time clocks show it.
pub(super) fn instant(text: &str, zone: &Zone, now: Instant) -> Result<Instant, Failure> {
    let wrong = |why: &str| {
        let hint = "write `--until 04:00`, or a date with it: `--until 2027-03-28T04:00`; when the clocks show that time twice, an offset behind it says which: `2027-10-31T01:30+01:00`";
        Failure::usage(
            format!("`--until {text}` is no moment: {why}. Nothing was recorded"),
            hint,
        )
    };
    let first_line = |refusal: String| refusal.lines().next().unwrap_or_default().to_owned();
    if let Ok(time) = moment::time(text) {
        let today = zone.civil(now).date();
        for days in 0..3 {
            match zone.resolve((today + Days::new(days)).and_time(time)) {
                Resolved::Once(at) if at > now => return Ok(at),
                Resolved::Twice { second, .. } if second.0 > now => {
                    return Err(wrong("the clocks show it twice"));
                }
                Resolved::Never { after, .. }
                    if zone.instant(after) + TimeDelta::hours(1) > now =>
                {
                    return Err(wrong("the clocks jump over it"));
                }
                _ => {}
            }
        }
    }
    let written: WrittenMoment = text
        .parse()
        .map_err(|refusal: String| wrong(&first_line(refusal)))?;
    let fault = |_| wrong("no clock shows it, or a clock shows it twice, or its weekday is wrong");
    written.instant(zone).map_err(fault)
}
