//! Clock: an instant by another clock than the reader's own, or beside one: every hour names its clock.

use crate::calendar::midnight::said;
use crate::calendar::zone::{Instant, Zone};
use crate::compose::moment::{Clock, Moment, times};
use crate::compose::words::Words;

impl Clock<'_> {
    /// An instant as it was told by the clock of a zone; where that shows the same as the reader's own, as
    /// any other.
    pub fn as_told(&self, zone: Option<&Zone>, instant: Instant) -> Moment {
        match zone.filter(|zone| self.is_other(zone, instant)) {
            Some(zone) => self.by(zone).with_zone(instant),
            None => self.moment(instant),
        }
    }

    /// An instant that takes the place of one that was told by the clock of a zone.
    pub fn instead(&self, zone: Option<&Zone>, (told, instant): (Instant, Instant)) -> Moment {
        match zone.filter(|zone| self.is_other(zone, told)) {
            Some(_) => self.with_zone(instant),
            None => self.moment(instant),
        }
    }

    /// Whether the clock of a zone shows another hour.
    pub fn is_other(&self, zone: &Zone, instant: Instant) -> bool {
        zone.offset_minutes(instant) != self.zone.offset_minutes(instant)
    }

    fn by<'z>(&'z self, zone: &'z Zone) -> Clock<'z> {
        Clock {
            zone,
            event_zone: zone,
            ..*self
        }
    }

    /// An instant with the name of the clock behind every hour.
    fn with_zone(&self, instant: Instant) -> Moment {
        let (locale, zone) = (self.locale, self.zone);
        let civil = said(zone.civil(instant));
        let name = locale.zone(zone);
        let zoned = |hour: &str| Words::plain(&locale.zoned(hour, &name));
        let (time, _) = times(locale, zone, instant);
        Moment {
            long: zoned(&locale.moment(&locale.date(civil), &time)),
            short: zoned(&self.short(instant)),
            time: zoned(&time),
            time_short: zoned(&locale.time_short(civil)),
            ..self.moment(instant)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;
    use crate::compose::locale::Locale;

    #[test]
    fn what_was_told_by_another_clock_is_named_with_it_and_so_is_what_takes_its_place() {
        let locale = Locale::read(include_str!("../../templates/en/locale.yaml")).unwrap();
        let zone = |name| Zones::bundled().get(name).unwrap();
        let [berlin, london, paris] = ["Europe/Berlin", "Europe/London", "Europe/Paris"].map(zone);
        let clock = Clock {
            locale: &locale,
            zone: &berlin,
            event_zone: &berlin,
        };
        let at: Instant = "2027-03-06T23:30:00Z".parse().unwrap();
        let told = clock.as_told(Some(&london), at);
        let words = "Saturday 6 March 2027, 11:30pm (UK time)";
        assert_eq!(told.long.as_str(), words);
        assert_eq!(told.short.as_str(), "Sat 6 Mar, 11:30pm (UK time)");
        assert_eq!(told.day.as_str(), "Saturday 6 March 2027");
        let new = clock.instead(Some(&london), (at, at));
        assert_eq!(new.short.as_str(), "Sun 7 Mar, 12:30am (German time)");
        for same in [None, Some(&paris)] {
            assert_eq!(clock.as_told(same, at), clock.moment(at));
            assert_eq!(clock.instead(same, (at, at)), clock.moment(at));
        }
    }
}
