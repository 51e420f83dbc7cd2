//! The mails of one reader: what she is told on one day in one, and no more in a week than the plan
//! allows, as far as that can be done without telling anything too late. Pure.

use super::{Because, Ride};
use crate::calendar::zone::Instant;
use crate::plan::milestone::Milestone;
use chrono::{Datelike as _, Days, NaiveDate, TimeDelta};

/// A notice waits for one of another day when so long after it still helps, and nothing it names is
/// over.
const MARGIN: TimeDelta = TimeDelta::days(1);

/// One notice to the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item<'a> {
    /// Its place in the timeline.
    pub place: usize,
    /// When it is told.
    pub moment: Instant,
    /// From when on it can be told: what reports of something, not before that has begun.
    pub earliest: Instant,
    /// Until when it may wait: as long as it helps, and before the next date that it names.
    pub waits_until: Instant,
    /// On which of the reader's days.
    pub day: NaiveDate,
    /// In which language.
    pub language: &'a str,
    /// What it tells, when that has a mail to itself: whoever hears it in several roles hears it in
    /// one.
    pub alone: Option<Alone<'a>>,
    /// Whether the week's budget knows of it.
    pub counts: bool,
    /// How little is lost when it comes later; nothing when it may not.
    pub spare: Option<u8>,
}

/// What has a mail to itself: the notice, its number, and the window or briefing it is about.
pub(super) type Alone<'a> = (Milestone, u32, &'a str);

/// Whether an item may leave at a moment, by its reader's sending hours.
pub(super) type Opens<'f> = &'f dyn Fn(&Item, Instant) -> bool;

/// One mail: its items, the one at whose moment it leaves first, with why each rides.
struct Mail<'i, 'a> {
    carrier: &'i Item<'a>,
    riders: Vec<(&'i Item<'a>, Because)>,
}

impl<'i, 'a> Mail<'i, 'a> {
    fn items(&self) -> Vec<&'i Item<'a>> {
        let riders = self.riders.iter().map(|(item, _)| *item);
        std::iter::once(self.carrier).chain(riders).collect()
    }

    /// How little is lost when all of it comes later.
    fn spare(&self) -> Option<u8> {
        let ranks: Option<Vec<u8>> = self.items().iter().map(|item| item.spare).collect();
        ranks?.into_iter().max()
    }

    fn week(&self) -> NaiveDate {
        monday(self.carrier.day)
    }
}

/// What rides with what, of the notices to one reader, in the order of the riders.
pub(super) fn rides(items: &[Item], budget: usize, opens: Opens) -> Vec<Ride> {
    let mut mails = by_day(items);
    mails.sort_by_key(|mail| (mail.carrier.moment, mail.carrier.place));
    keep_to_budget(&mut mails, budget, opens);
    let mut rides: Vec<Ride> = Vec::new();
    for mail in mails {
        rides.extend(mail.riders.iter().map(|(item, because)| Ride {
            rider: item.place,
            carrier: mail.carrier.place,
            because: *because,
        }));
    }
    rides.sort_unstable();
    rides
}

/// Whether an item may wait for a moment.
fn may_wait(item: &Item, until: Instant, opens: Opens) -> bool {
    let waits = item.moment < until;
    !waits || (item.waits_until - until >= MARGIN && opens(item, until))
}

/// The items of each day in as few mails as can be; each leaves with the first of its items, for
/// which nothing waits. What stands alone shares its mail with nothing but the same at the same moment.
fn by_day<'i, 'a>(items: &'i [Item<'a>]) -> Vec<Mail<'i, 'a>> {
    let (mut alone, mut shared): (Vec<&Item>, Vec<&Item>) =
        items.iter().partition(|item| item.alone.is_some());
    shared.sort_by_key(|item| (item.day, item.language, item.moment, item.place));
    let mut mails: Vec<Mail> = Vec::new();
    let same = |one: &&Item, other: &&Item| (one.day, one.language) == (other.day, other.language);
    for day in shared.chunk_by(same) {
        let mut open = day.to_vec();
        while !open.is_empty() {
            let carrier = open.remove(0);
            let fits = |item: &&Item| item.earliest <= carrier.moment;
            let (riders, left): (Vec<_>, Vec<_>) = open.into_iter().partition(fits);
            let riders = riders.into_iter().map(|item| (item, Because::SameDay));
            mails.push(Mail {
                carrier,
                riders: riders.collect(),
            });
            open = left;
        }
    }
    alone.sort_by_key(|item| (item.moment, item.alone, item.language, item.place));
    let what = |item: &Item<'a>| (item.moment, item.alone, item.language);
    let told = alone.chunk_by(|one, other| what(one) == what(other));
    mails.extend(told.filter_map(|told| {
        let (carrier, riders) = told.split_first()?;
        let riders = riders.iter().map(|item| (*item, Because::SameDay));
        Some(Mail {
            carrier,
            riders: riders.collect(),
        })
    }));
    mails
}

/// While a week holds too many mails, the one that matters least rides with the next one.
fn keep_to_budget(mails: &mut Vec<Mail>, budget: usize, opens: Opens) {
    let mut weeks: Vec<NaiveDate> = mails.iter().map(Mail::week).collect();
    weeks.dedup();
    for week in weeks {
        loop {
            let here = |mail: &Mail| mail.carrier.counts && mail.week() == week;
            if mails.iter().filter(|mail| here(mail)).count() <= budget {
                break;
            }
            let spared = mails.iter().enumerate().filter(|(_, mail)| here(mail));
            let spared = spared.filter_map(|(at, mail)| {
                let next = next(mails, at, opens)?;
                let wait = mails[next].carrier.moment - mail.carrier.moment;
                Some(((mail.spare()?, wait), at, next))
            });
            let Some((_, at, next)) = spared.min() else {
                break;
            };
            let riders = mails[at]
                .items()
                .into_iter()
                .map(|item| (item, Because::Budget));
            mails[next].riders.extend(riders);
            mails.remove(at);
        }
    }
}

/// The next mail with which another may leave: of a later day of the same or the following week.
fn next(mails: &[Mail], at: usize, opens: Opens) -> Option<usize> {
    let mail = &mails[at];
    let mut later = mails.iter().enumerate().skip(at + 1);
    let (place, next) = later.find(|(_, next)| {
        let Item {
            alone,
            language,
            day,
            ..
        } = next.carrier;
        alone.is_none() && *language == mail.carrier.language && *day > mail.carrier.day
    })?;
    let last = mail.week().checked_add_days(Days::new(7))?;
    let moment = next.carrier.moment;
    let items = mail.items();
    let fits = items.iter().all(|item| may_wait(item, moment, opens));
    (fits && next.week() <= last && mail.carrier.alone.is_none()).then_some(place)
}

fn monday(day: NaiveDate) -> NaiveDate {
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const BUDGET: usize = 3;

    fn item(place: usize, hour: i64, useful: i64, spare: Option<u8>) -> Item<'static> {
        let start = DateTime::from_timestamp(1_798_761_600, 0).unwrap();
        let moment = start + TimeDelta::hours(hour);
        Item {
            place,
            moment,
            earliest: moment,
            waits_until: moment + TimeDelta::hours(useful),
            day: moment.date_naive(),
            language: "en",
            alone: None,
            counts: true,
            spare,
        }
    }

    fn items() -> impl Strategy<Value = Vec<Item<'static>>> {
        let one = (0..500_i64, 1..200_i64, prop::option::of(0..6_u8), 0..8_u8);
        let one = (one, 0..12_i64);
        prop::collection::vec(one, 0..24).prop_map(|found| {
            let mut found = found;
            found.sort_unstable();
            let items = found.into_iter().enumerate();
            let made = items.map(|(place, ((hour, useful, spare, kind), before))| {
                let item = item(place, hour, useful, spare);
                Item {
                    alone: (kind == 0).then_some((Milestone::Start, 1, "night")),
                    counts: kind != 1,
                    language: if kind == 2 { "cy" } else { "en" },
                    earliest: item.moment - TimeDelta::hours(before),
                    ..item
                }
            });
            made.collect()
        })
    }

    /// The moments of the mails, by day and language, without those that hold only what stands alone.
    fn days(items: &[Item], rides: &[Ride]) -> BTreeMap<(NaiveDate, String), Vec<usize>> {
        let mut days: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for item in items.iter().filter(|item| item.alone.is_none()) {
            if rides.iter().all(|ride| ride.rider != item.place) {
                let key = (item.day, item.language.to_owned());
                days.entry(key).or_default().push(item.place);
            }
        }
        days
    }

    proptest! {
        #[test]
        fn nobody_gets_two_mails_on_one_day_outside_the_night(items in items()) {
            let rides = rides(&items, BUDGET, &|_, _| true);
            for places in days(&items, &rides).values() {
                for pair in places.windows(2) {
                    let [one, other] = [&items[pair[0]], &items[pair[1]]];
                    prop_assert!(other.earliest > one.moment, "{other:?} could go with {one:?}");
                }
            }
        }

        #[test]
        fn a_fold_delays_nothing_of_its_day_and_nothing_past_a_date_it_names(items in items()) {
            for ride in rides(&items, BUDGET, &|_, _| true) {
                let [rider, carrier] = [&items[ride.rider], &items[ride.carrier]];
                prop_assert!(rider.alone == carrier.alone && rider.language == carrier.language);
                prop_assert!(rider.alone.is_none() || rider.moment == carrier.moment);
                if ride.because == Because::Budget {
                    prop_assert!(rider.spare.is_some() && rider.moment < carrier.moment);
                    prop_assert!(rider.waits_until - carrier.moment >= MARGIN);
                    prop_assert!(carrier.day - rider.day <= TimeDelta::days(13));
                } else {
                    prop_assert_eq!(rider.day, carrier.day);
                    prop_assert!(rider.earliest <= carrier.moment && carrier.moment <= rider.moment);
                }
            }
        }

        #[test]
        fn nothing_rides_with_what_rides(items in items()) {
            let rides = rides(&items, BUDGET, &|_, _| true);
            for ride in &rides {
                prop_assert!(rides.iter().all(|other| other.rider != ride.carrier));
            }
            prop_assert!(rides.windows(2).all(|pair| pair[0].rider < pair[1].rider));
        }

        #[test]
        fn a_week_over_its_budget_holds_nothing_that_could_wait(items in items()) {
            let rides = rides(&items, BUDGET, &|_, _| true);
            let alone = |place: usize| rides.iter().all(|ride| ride.rider != place && ride.carrier != place);
            let mut weeks: BTreeMap<NaiveDate, Vec<&Item>> = BTreeMap::new();
            for item in items.iter().filter(|item| item.counts) {
                if rides.iter().all(|ride| ride.rider != item.place) {
                    weeks.entry(monday(item.day)).or_default().push(item);
                }
            }
            for mails in weeks.values().filter(|mails| mails.len() > BUDGET) {
                for pair in mails.windows(2) {
                    let [one, other] = [pair[0], pair[1]];
                    let shares = one.alone.is_none() && other.alone.is_none() && one.language == other.language && one.day < other.day;
                    let waits = one.spare.is_some() && one.waits_until - other.moment >= MARGIN;
                    let between = items.iter().any(|item| item.place > one.place && item.place < other.place);
                    prop_assert!(!(shares && waits && alone(one.place) && !between), "{one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn what_stands_alone_shares_a_mail_with_nothing_but_the_same_in_another_role() {
        let night = |place, hour, milestone| Item {
            alone: Some((milestone, 1, "night")),
            ..item(place, hour, 1, None)
        };
        let items = [
            night(0, 5, Milestone::Start),
            night(1, 5, Milestone::Start),
            night(2, 5, Milestone::Extended),
            night(3, 6, Milestone::Start),
            item(4, 5, 1, None),
        ];
        let wanted = Ride {
            rider: 1,
            carrier: 0,
            because: Because::SameDay,
        };
        assert_eq!(rides(&items, BUDGET, &|_, _| true), [wanted]);
    }

    #[test]
    fn a_reminder_over_the_budget_rides_with_the_next_mail() {
        let week = [(0, None), (24, Some(4)), (48, None), (72, None)];
        let items = week.into_iter().enumerate();
        let items: Vec<_> = items
            .map(|(place, (hour, spare))| item(place, 72 + hour, 100, spare))
            .collect();
        let found = rides(&items, BUDGET, &|_, _| true);
        let wanted = Ride {
            rider: 1,
            carrier: 2,
            because: Because::Budget,
        };
        assert_eq!(found, [wanted]);
        assert_eq!(rides(&items, 4, &|_, _| true), []);
    }
}
