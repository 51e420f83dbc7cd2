//! Sharing: readers who hear the same notices, so that their folds are reckoned once. Whoever is in
//! several audiences is one reader, by her mailbox.

use super::mails::{Item, rides};
use super::{Ride, spare, stands_alone};
use crate::calendar::zone::Instant;
use crate::directory::{Directory, Group, groups};
use crate::plan::address::Mailbox;
use crate::plan::audience::Audience;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use crate::plan::{Id, Plan};
use crate::timeline::agenda::opens;
use crate::timeline::{Occurrence, Timeline};
use chrono::NaiveTime;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

/// Of whom nothing is known.
const NOBODY: u32 = u32::MAX;

/// One member of one audience, both by their places.
pub(super) type Seat = (u32, u32);

/// The profiles one reader has, in the order of her audiences, and the seats of the first reader who
/// has them all.
struct Sharers {
    numbers: HashMap<Vec<u32>, u32>,
    first: Vec<Vec<Seat>>,
}

/// What rides for readers who hear the same.
pub(super) struct Shared {
    pub sharing: Vec<Vec<Ride>>,
    /// The audiences, as seats have them.
    pub audiences: Vec<Id>,
    /// Which of those who hear the same a reader is, by her audience and place in it.
    pub readers: Vec<Vec<u32>>,
    /// All seats of those who have several, by each of them.
    pub several: HashMap<Seat, Arc<[Seat]>>,
}

/// The folds of a plan.
pub(super) fn folds(plan: &Plan, directory: &Directory, timeline: &Timeline) -> Shared {
    let audiences = plan.audiences.iter();
    let audiences: Vec<&Audience> = audiences
        .filter(|audience| audience.role != Role::Machine)
        .collect();
    let profiles = profiles(&audiences, directory);
    let mut sharers = Sharers {
        numbers: HashMap::new(),
        first: Vec::new(),
    };
    let met = in_several(&audiences, directory);
    let readers = number((&met, &profiles), &mut sharers);
    let mut heard: Vec<Vec<(usize, &str)>> = vec![Vec::new(); sharers.first.len()];
    for (_, window) in plan.windows() {
        for (at, audience) in (0_u32..).zip(&audiences) {
            let groups = groups(plan, directory, audience, window);
            let told = occurrences(timeline, &window.id, &audience.id);
            for (seats, heard) in sharers.first.iter().zip(&mut heard) {
                let mine = seats.iter().find(|seat| seat.0 == at);
                let group = mine.and_then(|seat| group_of(&groups, seat.1 as usize));
                let Some(group) = group else { continue };
                let language = &directory.recipients(&audience.id)[group.members[0]].language;
                let mine = told.iter().filter(|(_, occurrence)| {
                    occurrence.places.contains(&group.place) && occurrence.is_for(group)
                });
                heard.extend(mine.map(|(place, _)| (*place, language.as_str())));
            }
        }
    }
    let budget = usize::try_from(plan.policy.mails_per_week).unwrap_or(usize::MAX);
    let opens_then =
        |item: &Item, moment| opens(&timeline.occurrences[item.place], directory, moment).is_none();
    let sharing = heard.into_iter().map(|mut heard| {
        heard.sort_unstable();
        rides(
            &items(&heard, (plan, directory), timeline),
            budget,
            &opens_then,
        )
    });
    let several = met.into_iter().flat_map(|seats| {
        let all: Arc<[Seat]> = seats.as_slice().into();
        seats.into_iter().map(move |seat| (seat, Arc::clone(&all)))
    });
    Shared {
        sharing: sharing.collect(),
        audiences: audiences
            .iter()
            .map(|audience| audience.id.clone())
            .collect(),
        readers,
        several: several.collect(),
    }
}

/// The profile of each reader of each audience, numbered through.
fn profiles(audiences: &[&Audience], directory: &Directory) -> Vec<Vec<u32>> {
    let mut next = 0_u32;
    let of = |audience: &&Audience| {
        let mut numbers = vec![NOBODY; directory.recipients(&audience.id).len()];
        for profile in directory.profiles(&audience.id) {
            for index in profile {
                numbers[*index] = next;
            }
            next += 1;
        }
        numbers
    };
    audiences.iter().map(of).collect()
}

/// For each reader of each audience, with whom she shares everything.
fn number((met, profiles): (&[Vec<Seat>], &[Vec<u32>]), sharers: &mut Sharers) -> Vec<Vec<u32>> {
    let blank = |numbers: &Vec<u32>| vec![NOBODY; numbers.len()];
    let mut readers: Vec<Vec<u32>> = profiles.iter().map(blank).collect();
    for seats in met {
        let number = sharers.number(seats, profiles);
        for (audience, index) in seats {
            readers[*audience as usize][*index as usize] = number;
        }
    }
    for (audience, numbers) in (0_u32..).zip(&mut readers) {
        for (index, number) in (0_u32..).zip(numbers.iter_mut()) {
            if *number == NOBODY {
                *number = sharers.number(&[(audience, index)], profiles);
            }
        }
    }
    readers
}

impl Sharers {
    fn number(&mut self, seats: &[Seat], profiles: &[Vec<u32>]) -> u32 {
        let profile = |seat: &Seat| profiles[seat.0 as usize][seat.1 as usize];
        let key: Vec<u32> = seats.iter().map(profile).collect();
        if let Some(known) = self.numbers.get(&key) {
            return *known;
        }
        let number = u32::try_from(self.first.len()).unwrap_or(NOBODY);
        self.first.push(seats.to_vec());
        self.numbers.insert(key, number);
        number
    }
}

/// The seats of readers who are in several audiences.
fn in_several(audiences: &[&Audience], directory: &Directory) -> Vec<Vec<Seat>> {
    if audiences.len() < 2 {
        return Vec::new();
    }
    let mailbox = |seat: Seat| {
        let readers = directory.recipients(&audiences[seat.0 as usize].id);
        readers[seat.1 as usize].address.mailbox()
    };
    let mut seats: Vec<(u64, Seat)> = Vec::new();
    for (at, audience) in (0_u32..).zip(audiences) {
        for (index, reader) in (0_u32..).zip(directory.recipients(&audience.id)) {
            let mut hasher = DefaultHasher::new();
            reader.address.mailbox().hash(&mut hasher);
            seats.push((hasher.finish(), (at, index)));
        }
    }
    seats.sort_unstable();
    let met = seats.chunk_by(|one, other| one.0 == other.0);
    let met = met.filter(|seats| seats.len() > 1).flat_map(|seats| {
        // Two mailboxes might have one fingerprint.
        let mut people: BTreeMap<Mailbox, Vec<Seat>> = BTreeMap::new();
        for (_, seat) in seats {
            people.entry(mailbox(*seat)).or_default().push(*seat);
        }
        people.into_values()
    });
    met.filter(|seats| seats.len() > 1).collect()
}

/// The occurrences about a window for an audience, with their places in the timeline.
fn occurrences<'t>(
    timeline: &'t Timeline,
    window: &Id,
    audience: &Id,
) -> Vec<(usize, &'t Occurrence)> {
    let about = timeline.places_about(window);
    let ours = about.filter(|(_, occurrence)| occurrence.audience == *audience);
    ours.collect()
}

fn group_of(groups: &[Group], reader: usize) -> Option<&Group> {
    let mut groups = groups.iter();
    groups.find(|group| group.members.binary_search(&reader).is_ok())
}

/// What a reader hears, with what decides how it is folded.
fn items<'a>(
    heard: &[(usize, &'a str)],
    (plan, directory): (&Plan, &Directory),
    timeline: &'a Timeline,
) -> Vec<Item<'a>> {
    let mut informed: BTreeSet<(&Id, &Id)> = BTreeSet::new();
    let mut helped: BTreeMap<(&Id, &Id), Instant> = BTreeMap::new();
    let items = heard.iter().map(|(place, language)| {
        let occurrence = &timeline.occurrences[*place];
        let zone = &directory.places[occurrence.place()].calendar.zone;
        let (moment, milestone) = (occurrence.moment, occurrence.milestone);
        let about = (&occurrence.window, &occurrence.audience);
        let is_known = informed.contains(&about);
        if milestone.informs() {
            informed.insert(about);
        }
        if milestone == Milestone::HyperCareOpen {
            helped.insert(about, moment);
        }
        let begun = helped.get(&about).copied();
        let by_the_window = matches!(milestone, Milestone::Start | Milestone::HyperCareOpen)
            || milestone.is_of_the_night();
        let spare = spare(occurrence).filter(|_| is_known || milestone.tells_of_help());
        let ends = spare.and_then(|_| next_date(plan, occurrence));
        Item {
            place: *place,
            moment,
            earliest: match milestone.tells_of_help() {
                true => begun.unwrap_or(moment),
                false => Instant::MIN_UTC,
            },
            waits_until: ends.map_or(occurrence.latest_useful, |ends| {
                ends.min(occurrence.latest_useful)
            }),
            day: zone.civil(moment).date(),
            language,
            alone: stands_alone(milestone).then(|| {
                let about = occurrence.briefing.as_ref().unwrap_or(&occurrence.window);
                (milestone, occurrence.ordinal, about.as_str())
            }),
            counts: !by_the_window,
            spare,
        }
    });
    items.collect()
}

/// The next date after a notice that it may name: something to be done, decided or attended by then.
fn next_date(plan: &Plan, occurrence: &Occurrence) -> Option<Instant> {
    let (_, window) = plan.window(&occurrence.window)?;
    let actions = window.actions.iter().flatten();
    let actions = actions.filter_map(|action| action.by);
    let checkpoints = window.checkpoints.iter().map(|checkpoint| checkpoint.at);
    let briefings = plan.briefings.iter();
    let briefings = briefings
        .filter(|briefing| briefing.audience == occurrence.audience)
        .filter(|briefing| briefing.is_about(&window.id));
    let decision = plan.case.decision.as_ref();
    let decision = decision.map(|decision| plan.zone.instant(decision.by.and_time(NaiveTime::MIN)));
    let dates = actions
        .chain(checkpoints)
        .chain(briefings.map(|briefing| briefing.start))
        .chain(decision)
        .chain(plan.object_by(window));
    dates.filter(|date| *date > occurrence.moment).min()
}
