//! Instants in the words of a reader: her zone, her language, a weekday with every date.

use crate::calendar::midnight::said;
use crate::calendar::zone::{Instant, Resolved, Zone};
use crate::compose::locale::Locale;
use crate::compose::pattern::fill;
use crate::compose::words::Words;
use schemars::JsonSchema;
use serde::Serialize;

/// Turns instants into words for one reader.
#[derive(Debug, Clone, Copy)]
pub struct Clock<'a> {
    /// Her language.
    pub locale: &'a Locale,
    /// Her zone.
    pub zone: &'a Zone,
    /// The zone in which the work is done.
    pub event_zone: &'a Zone,
}

/// One instant in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moment {
    /// `Saturday 27 March 2027, 10:00pm`
    pub long: Words,
    /// `Saturday 27 March 2027, 10:00pm (UK time)`; when the clocks where the work is done differ, with
    /// the hour there: `Saturday 27 March 2027, 5:00pm (Eastern Time), there 10pm (German time)`
    pub zoned: Words,
    /// `Sat 27 Mar, 10pm`
    pub short: Words,
    /// The same, with its zone and the hour there when those clocks differ:
    /// `Sat 27 Mar, 5pm (Eastern Time), there 10pm (German time)`
    pub short_zoned: Words,
    /// `Saturday 27 March 2027`
    pub day: Words,
    /// `Sat 27 Mar`
    pub day_short: Words,
    /// `27 March`
    pub date: Words,
    /// `Saturday`
    pub weekday: Words,
    /// `10:00pm`
    pub time: Words,
    /// `10pm`
    pub time_short: Words,
    /// `22:00`, as a planner may have typed it.
    pub hour: Words,
}

/// From one instant to another, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stretch {
    /// The first instant.
    pub start: Moment,
    /// The first instant after.
    pub end: Moment,
    /// `Saturday 27 March 2027, 10:00pm to Sunday 28 March 2027, 2:30am (UK time)`
    pub long: Words,
    /// `Saturday 27 March 2027, 10:00pm to Sun 28 Mar, 2:30am (UK time)`: the year once
    pub whole: Words,
    /// `Sat 27 Mar, 10pm to Sun 28 Mar, 2:30am`
    pub short: Words,
    /// The days only: `Sat 27 Mar` or `Sat 27 Mar to Mon 29 Mar`
    pub days: Words,
    /// `10am to 2pm` within a day, else as `short`
    pub hours: Words,
    /// `3 hours 30 minutes`
    pub length: Words,
    /// `UK time`, with the offset when readers and work are in different zones
    pub zone: Words,
    /// Says that the clocks change meanwhile.
    pub clock_change: Option<Words>,
    /// The same in a few words, to stand behind the length: `clocks go forward`.
    pub clock_change_short: Option<Words>,
    /// The same stretch as people where the work is done read it, when their clocks differ.
    pub site: Option<Words>,
    /// The same in few words: `Sun 6 Jun, 2am to 10am (Eastern Time)`, or the hours alone when both
    /// clocks show the same one day.
    pub site_short: Option<Words>,
}

impl Clock<'_> {
    /// One instant in words.
    pub fn moment(&self, instant: Instant) -> Moment {
        let civil = said(self.zone.civil(instant));
        let locale = self.locale;
        let date = locale.date(civil);
        let (time, _) = times(locale, self.zone, instant);
        let long = locale.moment(&date, &time);
        let short = self.short(instant);
        let zoned = |moment: &str| locale.zoned(moment, &locale.zone(self.zone));
        let there = self.abroad(instant).then(|| self.there_at(instant));
        let beside = |moment: &str| {
            let there = there.as_ref();
            there.map(|there| {
                fill(
                    &locale.there,
                    &[("moment", &zoned(moment)), ("there", there)],
                )
            })
        };
        Moment {
            zoned: Words::plain(&beside(&long).unwrap_or_else(|| zoned(&long))),
            short_zoned: Words::plain(&beside(&short).unwrap_or_else(|| short.clone())),
            long: Words::plain(&long),
            short: Words::plain(&short),
            day: Words::plain(&date),
            day_short: Words::plain(&locale.date_short(civil)),
            date: Words::plain(&locale.date_bare(civil)),
            weekday: Words::plain(&locale.weekday(civil)),
            time: Words::plain(&time),
            time_short: Words::plain(&locale.time_short(civil)),
            hour: Words::plain(&civil.format("%H:%M").to_string()),
        }
    }

    /// `Sat 27 Mar, 10pm`.
    pub fn short(&self, instant: Instant) -> String {
        let civil = said(self.zone.civil(instant));
        let (_, time) = times(self.locale, self.zone, instant);
        self.locale.moment(&self.locale.date_short(civil), &time)
    }

    /// A stretch with its year said once.
    fn whole(&self, start: Instant, end: Instant) -> String {
        let locale = self.locale;
        let (from, to) = (said(self.zone.civil(start)), said(self.zone.civil(end)));
        let [first, last] = [start, end].map(|instant| times(locale, self.zone, instant).0);
        let first = locale.moment(&locale.date(from), &first);
        let last = if from.date() == to.date() {
            last
        } else {
            locale.moment(&locale.date_short(to), &last)
        };
        locale.range(&first, &last)
    }

    /// A stretch of time in words.
    pub fn stretch(&self, start: Instant, end: Instant) -> Stretch {
        let locale = self.locale;
        let abroad = self.abroad(start) || self.abroad(end);
        let zone = |zone: &Zone| {
            if abroad {
                locale.zone_with_offset(zone, start, end)
            } else {
                locale.zone(zone)
            }
        };
        let here = zone(self.zone);
        let (long, short) = range(locale, self.zone, start, end);
        let (from, to) = (said(self.zone.civil(start)), said(self.zone.civil(end)));
        let (first, last) = (locale.date_short(from), locale.date_short(to));
        let (days, hours) = if from.date() == to.date() {
            let hours = locale.range(&locale.time_short(from), &locale.time_short(to));
            (first, hours)
        } else {
            (locale.range(&first, &last), short.clone())
        };
        let site = abroad.then(|| {
            let (long, _) = range(locale, self.event_zone, start, end);
            Words::plain(&locale.zoned(&long, &zone(self.event_zone)))
        });
        let site_short = abroad.then(|| Words::plain(&self.there(start, end)));
        let change = self.zone.clock_change(start, end);
        Stretch {
            start: self.moment(start),
            end: self.moment(end),
            long: Words::plain(&locale.zoned(&long, &here)),
            whole: Words::plain(&locale.zoned(&self.whole(start, end), &locale.zone(self.zone))),
            short: Words::plain(&short),
            days: Words::plain(&days),
            hours: Words::plain(&hours),
            length: Words::plain(&locale.length(end - start)),
            zone: Words::plain(&here),
            clock_change_short: change
                .map(|(_, minutes)| Words::plain(locale.clock_change_short(minutes))),
            clock_change: change.map(|(_, minutes)| Words::plain(&locale.clock_change(minutes))),
            site,
            site_short,
        }
    }

    /// How many of the reader's days lie between two instants.
    pub fn days_between(&self, from: Instant, to: Instant) -> i64 {
        let day = |instant| said(self.zone.civil(instant)).date();
        (day(to) - day(from)).num_days()
    }

    /// A stretch by the clock where the work is done, without the day when it is the reader's own.
    fn there(&self, start: Instant, end: Instant) -> String {
        let (locale, zone) = (self.locale, self.event_zone);
        let day = |zone: &Zone, instant| said(zone.civil(instant)).date();
        let today = day(zone, start);
        let mut days = [day(zone, end), day(self.zone, start), day(self.zone, end)].into_iter();
        let hours = if days.all(|day| day == today) {
            let hour = |instant| times(locale, zone, instant).1;
            locale.range(&hour(start), &hour(end))
        } else {
            range(locale, zone, start, end).1
        };
        locale.zoned(&hours, &locale.zone(zone))
    }

    /// An instant by the clock where the work is done, without the day when it is the reader's own.
    fn there_at(&self, instant: Instant) -> String {
        let [here, there] = [self.zone, self.event_zone].map(|zone| said(zone.civil(instant)));
        let (_, hour) = times(self.locale, self.event_zone, instant);
        let moment = if here.date() == there.date() {
            hour
        } else {
            self.locale.moment(&self.locale.date_short(there), &hour)
        };
        self.locale
            .zoned(&moment, &self.locale.zone(self.event_zone))
    }

    fn abroad(&self, instant: Instant) -> bool {
        self.zone.offset_minutes(instant) != self.event_zone.offset_minutes(instant)
    }
}

/// A time as people read it, long and short; when the clocks show it twice, which of the two it is.
pub(super) fn times(locale: &Locale, zone: &Zone, instant: Instant) -> (String, String) {
    let civil = zone.civil(instant);
    let read = said(civil);
    let (long, short) = (locale.time(read), locale.time_short(read));
    match zone.resolve(civil) {
        Resolved::Twice { second, .. } => {
            let after = instant >= second.0;
            let which = |time: String| locale.before_or_after_change(&time, after);
            (which(long), which(short))
        }
        Resolved::Once(_) | Resolved::Never { .. } => (long, short),
    }
}

fn range(locale: &Locale, zone: &Zone, start: Instant, end: Instant) -> (String, String) {
    let (from, to) = (said(zone.civil(start)), said(zone.civil(end)));
    let (first, first_short) = times(locale, zone, start);
    let (last, last_short) = times(locale, zone, end);
    let long = locale.moment(&locale.date(from), &first);
    let short = locale.moment(&locale.date_short(from), &first_short);
    if from.date() == to.date() {
        return (
            locale.range(&long, &last),
            locale.range(&short, &last_short),
        );
    }
    (
        locale.range(&long, &locale.moment(&locale.date(to), &last)),
        locale.range(&short, &locale.moment(&locale.date_short(to), &last_short)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::{Civil, Zones};

    fn told(reader: &str, event: &str, start: &str, end: &str) -> Stretch {
        let zones = Zones::bundled();
        let (zone, event_zone) = (zones.get(reader).unwrap(), zones.get(event).unwrap());
        let locale = Locale::read(include_str!("../../templates/en/locale.yaml")).unwrap();
        let at = |text| event_zone.instant(Civil::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap());
        let clock = Clock {
            locale: &locale,
            zone: &zone,
            event_zone: &event_zone,
        };
        clock.stretch(at(start), at(end))
    }

    #[test]
    fn a_night_over_the_clock_change_is_said_whole() {
        let night = told(
            "Europe/London",
            "Europe/London",
            "2027-03-27T22:00",
            "2027-03-28T02:30",
        );
        assert_eq!(
            night.long.as_str(),
            "Saturday 27 March 2027, 10:00pm to Sunday 28 March 2027, 2:30am (UK time)"
        );
        assert_eq!(
            night.short.as_str(),
            "Sat 27 Mar, 10pm to Sun 28 Mar, 2:30am"
        );
        assert_eq!(night.length.as_str(), "3 hours 30 minutes");
        assert_eq!(
            night.clock_change.unwrap().as_str(),
            "Clocks go forward by 1 hour during this time."
        );
        assert_eq!(
            night.clock_change_short.unwrap().as_str(),
            "clocks go forward"
        );
        assert_eq!(night.site, None);
    }

    #[test]
    fn a_time_that_clocks_show_twice_says_which_of_the_two_it_is() {
        let zones = Zones::bundled();
        let zone = zones.get("America/New_York").unwrap();
        let locale = Locale::read(include_str!("../../templates/en/locale.yaml")).unwrap();
        let clock = Clock {
            locale: &locale,
            zone: &zone,
            event_zone: &zone,
        };
        for (instant, said) in [
            ("2027-11-07T05:30:00Z", "1:30am before the clocks go back"),
            ("2027-11-07T06:30:00Z", "1:30am after the clocks go back"),
        ] {
            let start = "2027-11-07T02:00:00Z".parse().unwrap();
            let night = clock.stretch(start, instant.parse().unwrap());
            assert!(night.end.long.as_str().ends_with(said));
            assert!(night.short.as_str().ends_with(said));
            assert!(night.long.as_str().contains(said));
        }
    }

    #[test]
    fn midnight_is_the_last_minute_of_the_day_before() {
        let day = told(
            "Europe/London",
            "Europe/London",
            "2027-03-20T12:00",
            "2027-03-21T00:00",
        );
        assert_eq!(
            day.long.as_str(),
            "Saturday 20 March 2027, 12:00 midday to 11:59pm (UK time)"
        );
        assert_eq!(day.hours.as_str(), "midday to 11:59pm");
    }

    #[test]
    fn a_reader_elsewhere_reads_her_own_clock_first_and_the_sites_beside_it() {
        let night = told(
            "America/New_York",
            "Europe/Berlin",
            "2027-03-13T22:00",
            "2027-03-14T10:00",
        );
        assert_eq!(
            night.long.as_str(),
            "Saturday 13 March 2027, 4:00pm to Sunday 14 March 2027, 5:00am (Eastern Time, UTC-5, then UTC-4)"
        );
        assert_eq!(
            night.site.unwrap().as_str(),
            "Saturday 13 March 2027, 10:00pm to Sunday 14 March 2027, 10:00am (German time, UTC+1)"
        );
    }

    #[test]
    fn in_few_words_the_day_there_is_named_only_when_it_is_another_one() {
        let short = |start, end| {
            let told = told("Europe/Berlin", "America/New_York", start, end);
            told.site_short.unwrap().as_str().to_owned()
        };
        assert_eq!(
            short("2027-06-06T02:00", "2027-06-06T10:00"),
            "2am to 10am (Eastern Time)"
        );
        assert_eq!(
            short("2027-06-06T16:00", "2027-06-06T22:00"),
            "Sun 6 Jun, 4pm to 10pm (Eastern Time)"
        );
    }

    #[test]
    fn a_moment_names_the_clock_there_when_it_shows_another_hour() {
        let zoned = |reader, start| told(reader, "Europe/Berlin", start, start).start;
        let abroad = zoned("Asia/Singapore", "2027-06-06T12:00");
        assert_eq!(
            abroad.zoned.as_str(),
            "Sunday 6 June 2027, 6:00pm (Singapore time), there midday (German time)"
        );
        let other_day = zoned("America/New_York", "2027-06-06T02:00");
        assert_eq!(
            other_day.short_zoned.as_str(),
            "Sat 5 Jun, 8pm (Eastern Time), there Sun 6 Jun, 2am (German time)"
        );
        let at_home = zoned("Europe/Paris", "2027-06-06T02:00");
        assert_eq!(at_home.short_zoned.as_str(), "Sun 6 Jun, 2am");
    }

    #[test]
    fn a_zone_with_the_same_clock_is_not_elsewhere() {
        let night = told(
            "Europe/Paris",
            "Europe/Berlin",
            "2027-03-13T22:00",
            "2027-03-14T02:00",
        );
        assert_eq!((night.zone.as_str(), night.site), ("French time", None));
    }
}
