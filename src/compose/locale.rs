//! How a language writes dates, times, lengths and lists: data from a locale file, no code per
//! language.

use crate::calendar::zone::{Civil, Instant, Zone};
use crate::compose::pattern::fill;
use crate::compose::sums::Sums;
use crate::notice::facts::DateKind;
use crate::plan::risk::Grade;
use chrono::{Datelike as _, TimeDelta, Timelike as _};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A locale file as read.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Locale {
    /// BCP 47 tag for the HTML part.
    pub tag: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    clock: u8,
    am: String,
    pm: String,
    midday: String,
    weekdays: Vec<String>,
    weekdays_short: Vec<String>,
    months: Vec<String>,
    months_short: Vec<String>,
    date: String,
    date_short: String,
    date_bare: String,
    moment: String,
    range: String,
    zoned: String,
    pub(super) there: String,
    offset: String,
    offsets: String,
    clocks_forward: String,
    clocks_back: String,
    clocks_forward_short: String,
    clocks_back_short: String,
    before_clocks_back: String,
    after_clocks_back: String,
    today: String,
    tomorrow: String,
    in_days: String,
    and: String,
    comma: String,
    more: String,
    /// The last thing to do before a service stops or takes nothing in.
    pub save_your_work: String,
    hour: [String; 2],
    minute: [String; 2],
    day: [String; 2],
    /// How sums of money are written.
    pub money: Sums,
    levels: BTreeMap<String, String>,
    dates: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) roles: BTreeMap<String, String>,
    /// Words for the impacts `off`, `read-only` and `slower`, and for several of them, `affected`.
    pub states: BTreeMap<String, String>,
    city: String,
    zones: BTreeMap<String, String>,
}

impl Locale {
    /// Reads a locale file; the message of a failure says what is wrong in it.
    pub fn read(text: &str) -> Result<Self, String> {
        let locale: Self = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
        for (what, list, count) in [
            ("weekdays", &locale.weekdays, 7),
            ("weekdays-short", &locale.weekdays_short, 7),
            ("months", &locale.months, 12),
            ("months-short", &locale.months_short, 12),
        ] {
            if list.len() != count {
                return Err(format!("`{what}` names {} instead of {count}", list.len()));
            }
        }
        for (what, words, names) in [
            ("levels", &locale.levels, &Grade::ALL.map(Grade::slug)[..]),
            ("dates", &locale.dates, &DateKind::ALL.map(DateKind::slug)),
        ] {
            if let Some(missing) = names.iter().find(|name| !words.contains_key(**name)) {
                return Err(format!("`{what}` has no word for `{missing}`"));
            }
        }
        match locale.clock {
            12 | 24 => Ok(locale),
            other => Err(format!("`clock` is 12 or 24, not {other}")),
        }
    }

    /// `Saturday 27 March 2027`.
    pub fn date(&self, civil: Civil) -> String {
        self.dated(&self.date, civil, &self.weekdays, &self.months)
    }

    /// `Sat 27 Mar`.
    pub fn date_short(&self, civil: Civil) -> String {
        self.dated(
            &self.date_short,
            civil,
            &self.weekdays_short,
            &self.months_short,
        )
    }

    /// `27 March`.
    pub fn date_bare(&self, civil: Civil) -> String {
        self.dated(&self.date_bare, civil, &self.weekdays, &self.months)
    }

    /// `Saturday`.
    pub fn weekday(&self, civil: Civil) -> String {
        self.weekdays[civil.weekday().num_days_from_monday() as usize].clone()
    }

    /// `10:00pm`, `12:00 midday`, `22:00`.
    pub fn time(&self, civil: Civil) -> String {
        let minutes = format!("{:02}", civil.minute());
        if self.clock == 24 {
            return format!("{:02}:{minutes}", civil.hour());
        }
        if civil.hour() == 12 && civil.minute() == 0 {
            return format!("12:00 {}", self.midday);
        }
        let (afternoon, hour) = civil.hour12();
        let half = if afternoon { &self.pm } else { &self.am };
        format!("{hour}:{minutes}{half}")
    }

    /// `10pm`, `9:45pm`, `midday`, `22:00`.
    pub fn time_short(&self, civil: Civil) -> String {
        let long = self.time(civil);
        if self.clock == 24 || civil.minute() != 0 {
            return long;
        }
        if civil.hour() == 12 {
            return self.midday.clone();
        }
        long.replacen(":00", "", 1)
    }

    /// A date and a time in one.
    pub fn moment(&self, date: &str, time: &str) -> String {
        fill(&self.moment, &[("date", date), ("time", time)])
    }

    /// From one moment to another.
    pub fn range(&self, start: &str, end: &str) -> String {
        fill(&self.range, &[("start", start), ("end", end)])
    }

    /// A moment or a range with its zone in words.
    pub fn zoned(&self, moment: &str, zone: &str) -> String {
        fill(&self.zoned, &[("moment", moment), ("zone", zone)])
    }

    /// What people call the time of a zone.
    pub fn zone(&self, zone: &Zone) -> String {
        match self.zones.get(zone.name()) {
            Some(name) => name.clone(),
            None => {
                let city = zone.name().rsplit('/').next().unwrap_or(zone.name());
                fill(&self.city, &[("city", &city.replace('_', " "))])
            }
        }
    }

    /// The same with its distance from UTC at the start and at the end.
    pub fn zone_with_offset(&self, zone: &Zone, start: Instant, end: Instant) -> String {
        let (first, last) = (
            offset(zone.offset_minutes(start)),
            offset(zone.offset_minutes(end)),
        );
        let offset = if first == last {
            first
        } else {
            fill(&self.offsets, &[("start", &first), ("end", &last)])
        };
        fill(
            &self.offset,
            &[("zone", &self.zone(zone)), ("offset", &offset)],
        )
    }

    /// `3 hours 30 minutes`; from two days on in days and hours.
    pub fn length(&self, length: TimeDelta) -> String {
        let minutes = (length.num_seconds().max(0) + 59) / 60;
        let (mut hours, minutes) = (minutes / 60, minutes % 60);
        let mut parts = Vec::new();
        if hours >= 48 {
            parts.push(counted(hours / 24, &self.day));
            hours %= 24;
        }
        if hours > 0 {
            parts.push(counted(hours, &self.hour));
        }
        if minutes > 0 || parts.is_empty() {
            parts.push(counted(minutes, &self.minute));
        }
        parts.join(" ")
    }

    /// One sentence about a clock change of so many minutes.
    pub fn clock_change(&self, minutes: i32) -> String {
        let length = self.length(TimeDelta::minutes(i64::from(minutes.abs())));
        let sentence = if minutes > 0 {
            &self.clocks_forward
        } else {
            &self.clocks_back
        };
        fill(sentence, &[("length", &length)])
    }

    /// The same in a few words, to stand behind a length.
    pub fn clock_change_short(&self, minutes: i32) -> &str {
        if minutes > 0 {
            &self.clocks_forward_short
        } else {
            &self.clocks_back_short
        }
    }

    /// A time that the clocks show twice, and which of the two it is.
    pub fn before_or_after_change(&self, time: &str, after: bool) -> String {
        let words = if after {
            &self.after_clocks_back
        } else {
            &self.before_clocks_back
        };
        fill(words, &[("time", time)])
    }

    /// `Today`, `Tomorrow`, `In 7 days`; nothing for the past.
    pub fn countdown(&self, days: i64) -> Option<String> {
        match days {
            0 => Some(self.today.clone()),
            1 => Some(self.tomorrow.clone()),
            2.. => Some(fill(&self.in_days, &[("count", &days.to_string())])),
            _ => None,
        }
    }

    /// `Patient records, Orders and Labels`.
    pub fn list(&self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [list @ .., last] => fill(
                &self.and,
                &[("list", &list.join(&self.comma)), ("last", last)],
            ),
        }
    }

    /// `Patient records + 2 more`.
    pub fn more(&self, first: &str, count: usize) -> String {
        fill(
            &self.more,
            &[("first", first), ("count", &count.to_string())],
        )
    }

    /// How serious a risk is, as executives are told.
    pub fn level(&self, level: Grade) -> &str {
        &self.levels[level.slug()]
    }

    /// What happens at a date ahead.
    pub fn date_kind(&self, kind: DateKind) -> &str {
        &self.dates[kind.slug()]
    }

    fn dated(&self, pattern: &str, civil: Civil, weekdays: &[String], months: &[String]) -> String {
        fill(
            pattern,
            &[
                (
                    "weekday",
                    &weekdays[civil.weekday().num_days_from_monday() as usize],
                ),
                ("day", &civil.day().to_string()),
                ("month", &months[civil.month0() as usize]),
                ("year", &civil.year().to_string()),
            ],
        )
    }
}

fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    match minutes {
        0 => format!("UTC{sign}{hours}"),
        _ => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

fn counted(count: i64, [one, many]: &[String; 2]) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;

    fn english() -> Locale {
        Locale::read(include_str!("../../templates/en/locale.yaml")).unwrap()
    }

    fn at(text: &str) -> Civil {
        Civil::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
    }

    #[test]
    fn a_time_is_never_noon_or_a_twelve_that_could_be_either() {
        let english = english();
        assert_eq!(english.time(at("2027-03-27T22:00")), "10:00pm");
        assert_eq!(english.time_short(at("2027-03-27T22:00")), "10pm");
        assert_eq!(english.time_short(at("2027-03-27T21:45")), "9:45pm");
        assert_eq!(english.time(at("2027-03-27T12:00")), "12:00 midday");
        assert_eq!(english.time_short(at("2027-03-27T12:00")), "midday");
        assert_eq!(english.time(at("2027-03-27T12:30")), "12:30pm");
    }

    #[test]
    fn lengths_are_words() {
        let english = english();
        for (minutes, words) in [
            (210, "3 hours 30 minutes"),
            (60, "1 hour"),
            (1, "1 minute"),
            (3240, "2 days 6 hours"),
            (0, "0 minutes"),
        ] {
            assert_eq!(english.length(TimeDelta::minutes(minutes)), words);
        }
        assert_eq!(english.length(TimeDelta::seconds(61)), "2 minutes");
    }

    #[test]
    fn a_locale_without_a_word_for_a_date_or_a_level_is_refused() {
        let text = include_str!("../../templates/en/locale.yaml");
        for gone in ["  object-by:", "  very-high:"] {
            let lines = text.lines().filter(|line| !line.starts_with(gone));
            let text = lines.collect::<Vec<_>>().join("\n");
            let wrong = Locale::read(&text).unwrap_err();
            assert!(wrong.contains("has no word for"), "{wrong}");
        }
    }

    #[test]
    fn a_zone_is_said_as_people_say_it() {
        let zones = Zones::bundled();
        let english = english();
        for (zone, words) in [
            ("Europe/London", "UK time"),
            ("America/New_York", "Eastern Time"),
            ("Asia/Singapore", "Singapore time"),
            ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ] {
            assert_eq!(english.zone(&zones.get(zone).unwrap()), words);
        }
    }

    #[test]
    fn offsets_have_halves_and_signs() {
        assert_eq!(offset(330), "UTC+5:30");
        assert_eq!(offset(-240), "UTC-4");
        assert_eq!(offset(0), "UTC+0");
    }
}
