//! Amendments: what somebody who was called to a briefing is sent when a notice says that it moved
//! or is off (RFC 5546 sections 3.2.2 and 3.2.5). It sends nothing and stores nothing.

use crate::calendar::zone::Instant;
use crate::invite::briefing::Errand;
use crate::invite::event::Method;
use crate::invite::track::{Invitee, Present, Stage, Track};
use std::collections::HashMap;

/// Some of those who were called to a briefing, while they are told how it is now.
#[derive(Debug, Clone)]
pub struct Called {
    people: HashMap<String, Invitee>,
    /// The number of the statement that holds for all.
    sequence: u32,
    /// The next number that is free.
    higher: u32,
    /// Whether it is off for everybody.
    off: bool,
}

impl Called {
    /// Those of a stored track with these addresses, in small letters, as the briefing is now.
    pub fn of(
        stored: &Track,
        present: &Present,
        addresses: impl IntoIterator<Item = String>,
    ) -> Self {
        let (sequence, highest) = stored.numbers(present);
        let people = addresses.into_iter().filter_map(|address| {
            let person = *stored.people.get(&address)?;
            Some((address, person))
        });
        Self {
            people: people.collect(),
            sequence,
            higher: highest.saturating_add(1),
            off: present.stage == Stage::Cancelled,
        }
    }

    /// Those who were told more than what holds for all, or that they are not wanted any more:
    /// whoever of them is called anew needs a number that is higher than the one she has.
    pub fn apart(stored: &Track, present: &Present) -> Self {
        let (sequence, _) = stored.numbers(present);
        let people = stored.people.iter();
        let apart = people.filter(|(_, person)| person.gone || person.sequence > sequence);
        Self::of(stored, present, apart.map(|(address, _)| address.clone()))
    }

    /// Whether none of them was ever called.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// What one person who was called before is sent with a notice that says that the briefing has
    /// moved, or is off, or is off for her alone (not `wanted`); nothing when she was never called.
    /// The same before and after [`heard`] has written it down, since a mail may have to be made
    /// again.
    pub fn again(&self, address: &str, wanted: bool) -> Option<Errand> {
        let person = self.people.get(address)?;
        let (method, sequence) = match (wanted, person.gone) {
            _ if self.off => (Method::Cancel, self.sequence),
            (false, true) => (Method::Cancel, person.sequence),
            (false, false) => (Method::Cancel, self.higher),
            (true, true) if person.sequence >= self.sequence => (Method::Request, self.higher),
            (true, _) => (Method::Request, person.sequence.max(self.sequence)),
        };
        Some(Errand {
            address: address.to_owned(),
            method,
            sequence,
            for_all: self.off,
        })
    }
}

/// The track once people who were called before are sent what [`Called::again`] says.
pub fn heard(stored: Track, present: &Present, errands: &[Errand], now: Instant) -> Track {
    told(stored.following(present, now), errands)
}

/// The track once people who were called before are sent errands.
pub fn told(mut track: Track, errands: &[Errand]) -> Track {
    for errand in errands {
        if let Some(person) = track.people.get_mut(&errand.address) {
            person.sequence = errand.sequence;
            person.gone = errand.method == Method::Cancel;
        }
        track.highest = track.highest.max(errand.sequence);
    }
    track
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invite::briefing::called;
    use crate::invite::uid::{Kind, Uid};
    use chrono::{TimeDelta, TimeZone as _, Utc};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn at(minute: i64) -> Instant {
        Utc.with_ymd_and_hms(2027, 3, 1, 9, 0, 0).unwrap() + TimeDelta::minutes(minute)
    }

    fn session(start: i64, off: bool) -> Present {
        Present {
            uid: Uid::derive("ehr-2026", Kind::Briefing, "dept-heads-1"),
            kind: Kind::Briefing,
            key: "dept-heads-1".to_owned(),
            start: at(10_000 + start),
            end: at(10_030 + start),
            stage: if off {
                Stage::Cancelled
            } else {
                Stage::Confirmed
            },
            place: String::new(),
            words: String::new(),
        }
    }

    fn again(track: &Track, present: &Present, who: &str, wanted: bool) -> Option<Errand> {
        Called::of(track, present, [who.to_owned()]).again(who, wanted)
    }

    #[test]
    fn a_change_told_person_by_person_is_the_same_mail_when_it_is_made_again() {
        let both = ["a", "b"].map(|who| format!("{who}@w.example"));
        let mut track = called(None, &session(0, false), &both, at(0));
        for (minute, (start, off), who, wanted, said) in [
            (1, (60, false), "a", true, "a REQUEST 1"),
            (2, (60, false), "b", true, "b REQUEST 1"),
            (3, (60, false), "b", false, "b CANCEL 2"),
            (4, (60, false), "b", true, "b REQUEST 3"),
            (5, (60, true), "a", false, "a CANCEL 4 all"),
            (6, (60, true), "b", false, "b CANCEL 4 all"),
        ] {
            let present = session(start, off);
            let address = format!("{who}@w.example");
            let errand = again(&track, &present, &address, wanted).unwrap();
            let heard_of = std::slice::from_ref(&errand);
            track = heard(track, &present, heard_of, at(minute));
            let all = if errand.for_all { " all" } else { "" };
            let (method, number) = (errand.method.name(), errand.sequence);
            assert_eq!(format!("{who} {method} {number}{all}"), said);
            assert_eq!(again(&track, &present, &address, wanted), Some(errand));
            assert_eq!(again(&track, &present, "c@w.example", wanted), None);
        }
    }

    /// What a person's calendar holds: the latest statement, by number and then by stamp.
    #[derive(Default)]
    struct Diary(BTreeMap<String, (u32, Instant, Option<Present>)>);

    impl Diary {
        fn take(&mut self, errand: &Errand, present: &Present, stamp: Instant) {
            let known = self.0.get(&errand.address);
            let is_later = known
                .is_none_or(|(sequence, held, _)| (errand.sequence, stamp) > (*sequence, *held));
            assert!(is_later, "{errand:?} would be ignored");
            if let (Method::Cancel, Some((sequence, ..))) = (errand.method, known) {
                assert!(errand.sequence > *sequence);
            }
            let shown = (errand.method == Method::Request).then(|| present.clone());
            let address = errand.address.clone();
            self.0.insert(address, (errand.sequence, stamp, shown));
        }

        /// Whose calendars do not show what is true, with whether they are wanted there.
        fn unlike(&self, present: &Present, wanted: &[String]) -> Vec<(String, bool)> {
            let people = self.0.iter().map(|(address, (.., shown))| {
                let is_wanted = present.stage != Stage::Cancelled && wanted.contains(address);
                let is_true = shown.as_ref() == is_wanted.then_some(present);
                (address.clone(), is_wanted, is_true)
            });
            let unlike = people.filter(|(.., is_true)| !is_true);
            unlike
                .map(|(address, wanted, _)| (address, wanted))
                .collect()
        }
    }

    proptest! {
        #[test]
        fn every_calendar_shows_what_is_true_after_every_step(
            steps in proptest::collection::vec((0_i64..3, prop::bool::weighted(0.05), 0_u8..32), 1..24),
        ) {
            let mut stored: Option<Track> = None;
            let mut diary = Diary::default();
            for (minute, (start, off, mask)) in (0..).zip(steps) {
                let (now, present) = (at(minute), session(start, off));
                let names = ["a", "b", "c", "d", "e"].into_iter().enumerate();
                let wanted = names.filter(|(bit, _)| mask >> bit & 1 == 1);
                let wanted: Vec<String> = wanted.map(|(_, who)| format!("{who}@w.example")).collect();
                if let Some(track) = stored.take() {
                    let before = track.clone();
                    let unlike = diary.unlike(&present, &wanted);
                    let told = unlike.iter().map(|(who, wanted)| again(&track, &present, who, *wanted).unwrap());
                    let told: Vec<Errand> = told.collect();
                    let track = heard(track, &present, &told, now);
                    for errand in &told {
                        diary.take(errand, &present, now);
                    }
                    prop_assert!(track.sequence >= before.sequence && track.highest >= before.highest);
                    prop_assert!(before.digest == track.digest || track.sequence > before.sequence);
                    stored = Some(track);
                }
                if off {
                    prop_assert_eq!(diary.unlike(&present, &wanted), []);
                    break;
                }
                let fresh = wanted.iter().filter(|who| !diary.0.contains_key(*who));
                let fresh: Vec<String> = fresh.cloned().collect();
                let track = called(stored.take(), &present, &fresh, now);
                for address in fresh {
                    let (method, sequence) = (Method::Request, track.sequence);
                    let errand = Errand { address, method, sequence, for_all: false };
                    diary.take(&errand, &present, now);
                }
                prop_assert_eq!(diary.unlike(&present, &wanted), []);
                stored = Some(track);
            }
        }
    }
}
