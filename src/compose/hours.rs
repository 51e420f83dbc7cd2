//! Hours of help in words, with the clock that they are meant by where the reader's shows others.

use crate::calendar::zone::{Instant, Zone};
use crate::compose::locale::Locale;
use crate::compose::moment::Clock;
use crate::compose::words::Words;
use chrono::{NaiveDate, NaiveTime};

/// All day is the same on every clock.
const ALL_DAY: [&str; 4] = ["00:00-24:00", "00:00-00:00", "00:00-23:59", "24/7"];

/// Hours as people write them in a plan, with `07:00-21:00` in the reader's language. Whose they are
/// is said where her clock shows others at one of these moments.
pub(super) fn hours(
    text: &str,
    zone: Option<&Zone>,
    (clock, moments): (Clock<'_>, &[Instant]),
) -> Words {
    let said = spoken(text, clock.locale);
    let differs = |zone: &&Zone| {
        let shows = |zone: &Zone, instant: &Instant| zone.offset_minutes(*instant);
        let mut moments = moments.iter();
        moments.any(|instant| shows(zone, instant) != shows(clock.zone, instant))
    };
    match zone.filter(differs) {
        Some(zone) if names_hours(text) && !names_clock(text) => {
            Words::line(&clock.locale.zoned(&said, &clock.locale.zone(zone)))
        }
        _ => Words::line(&said),
    }
}

fn spoken(text: &str, locale: &Locale) -> String {
    let spoken = |word: &str| {
        let (from, to) = word.split_once(['-', '–'])?;
        let time = |part: &str| NaiveTime::parse_from_str(part, "%H:%M").ok();
        if word.starts_with("00:00") {
            return None;
        }
        let (from, to) = (time(from)?, time(to)?);
        let last_minute = NaiveTime::from_hms_opt(23, 59, 0)?;
        let to = if to == NaiveTime::MIN {
            last_minute
        } else {
            to
        };
        let [from, to] = [from, to].map(|time| locale.time_short(NaiveDate::MIN.and_time(time)));
        Some(locale.range(&from, &to))
    };
    let words = text
        .split(' ')
        .map(|word| spoken(word).unwrap_or_else(|| word.to_owned()));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a text says at what hours, be it `07:00-21:00` or `7am to 9pm`.
fn names_hours(text: &str) -> bool {
    let text = text.replace('–', "-").to_lowercase();
    let text = ALL_DAY.iter().fold(text, |text, day| text.replace(day, ""));
    let words = text.split(|sign: char| !sign.is_alphanumeric() && !matches!(sign, ':' | '.'));
    let mut words = words.map(|word| word.trim_matches(['.', ':'])).peekable();
    while let Some(word) = words.next() {
        let halves = [word.strip_suffix("am"), word.strip_suffix("pm")];
        let is_half = halves.into_iter().flatten().any(is_number);
        let (is_am, is_bare) = (
            words.peek().is_some_and(|next| is_half_day(next)),
            is_number(word),
        );
        if is_half || (is_bare && is_am) || NaiveTime::parse_from_str(word, "%H:%M").is_ok() {
            return true;
        }
    }
    false
}

fn is_number(word: &str) -> bool {
    let mut signs = word.chars();
    signs.next().is_some_and(|first| first.is_ascii_digit())
        && signs.all(|sign| sign.is_ascii_digit() || matches!(sign, ':' | '.'))
}

fn is_half_day(word: &str) -> bool {
    matches!(word, "am" | "pm" | "a.m" | "p.m")
}

/// Whether a text says by whose clock: `UTC`, `GMT+1`, `CET`, `New York time`.
fn names_clock(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_short = |word: &&str| {
        word.starts_with("UTC")
            || word.starts_with("GMT")
            || (3..=4).contains(&word.len())
                && word.ends_with('T')
                && word.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let is_named = |pair: &[&str]| {
        pair[1].eq_ignore_ascii_case("time") && pair[0].starts_with(char::is_uppercase)
    };
    words.iter().any(is_short) || words.windows(2).any(is_named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;
    use chrono::{TimeZone as _, Utc};

    fn said(text: &str, of: &str, readers: &str) -> String {
        let zones = Zones::bundled();
        let locale = Locale::read(include_str!("../../templates/en/locale.yaml")).unwrap();
        let [of, readers] = [of, readers].map(|name| zones.get(name).unwrap());
        let clock = Clock {
            locale: &locale,
            zone: &readers,
            event_zone: &readers,
        };
        let moments = [Utc.with_ymd_and_hms(2027, 6, 1, 9, 0, 0).unwrap()];
        let words = hours(text, Some(&of), (clock, &moments));
        words.as_str().to_owned()
    }

    #[test]
    fn hours_of_another_clock_say_whose_they_are() {
        let (berlin, singapore) = ("Europe/Berlin", "Asia/Singapore");
        for (text, there) in [
            ("07:00-20:00", "7am to 8pm (German time)"),
            (
                "07:00-20:00 on working days",
                "7am to 8pm on working days (German time)",
            ),
            ("7am to 8 p.m.", "7am to 8 p.m. (German time)"),
            ("from 7:30", "from 7:30 (German time)"),
        ] {
            assert_eq!(said(text, berlin, singapore), there);
            let own = there.trim_end_matches(" (German time)");
            assert_eq!(said(text, berlin, "Europe/Paris"), own);
        }
    }

    #[test]
    fn hours_that_are_the_same_everywhere_or_name_their_clock_stay_as_they_are() {
        for text in [
            "day and night",
            "24 hours",
            "24/7",
            "00:00-24:00",
            "7am to 8pm CET",
            "7am to 8pm UTC+1",
            "7am to 8pm, Berlin time",
        ] {
            let said = said(text, "Europe/Berlin", "Asia/Singapore");
            assert!(!said.contains("German time"), "{said}");
        }
    }
}
