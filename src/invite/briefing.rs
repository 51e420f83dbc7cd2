//! Invitations to briefings: who is called, moved or called off, and under which number
//! (RFC 5546 sections 3.2.2 and 3.2.5).
//!
//! Takes the stored track and what is wanted now; gives one errand per person and the track to
//! store. It sends nothing and stores nothing.

use crate::calendar::zone::Instant;
use crate::invite::event::Method;
use crate::invite::track::{Invitee, Present, Stage, Track};
use crate::invite::tracks::Tracks;
use crate::invite::uid::{Kind, Uid};
use chrono::SubsecRound as _;
use std::collections::HashSet;

/// What one person is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Her address, in small letters.
    pub address: String,
    /// Called, or called off.
    pub method: Method,
    /// The number of the statement.
    pub sequence: u32,
    /// Whether the briefing is off for everybody; she alone is called off otherwise.
    pub for_all: bool,
}

/// What is to be done, and what is to be stored once it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// One per person who has to hear, in order of address.
    pub errands: Vec<Errand>,
    /// The track to store; nothing when there is nothing to remember.
    pub track: Option<Track>,
}

/// Where the invitations of a briefing go from here.
///
/// `people` are the addresses to be called, the organizer's not among them; `present.stage` says
/// whether it takes place. A briefing that was called off for all is dead: take another name for
/// it, see [`name`].
pub fn next(stored: Option<&Track>, present: &Present, people: &[String], now: Instant) -> Outcome {
    let mut people: Vec<String> = people.iter().map(|who| who.to_lowercase()).collect();
    people.sort_unstable();
    people.dedup();
    let off = present.stage == Stage::Cancelled;
    match stored {
        None if off => Outcome {
            errands: Vec::new(),
            track: None,
        },
        None => step(Track::begun(present, now), present, &people, now),
        // Somebody may not have heard yet that it is off.
        Some(track) if off => call_off(track, present, now),
        Some(track) if track.is_dead() => Outcome {
            errands: Vec::new(),
            track: Some(track.clone()),
        },
        Some(track) => step(track.clone(), present, &people, now),
    }
}

/// The number the next void-making statement bears.
fn higher(track: &mut Track) -> u32 {
    track.highest = track.highest.saturating_add(1);
    track.highest
}

fn call_off(stored: &Track, present: &Present, now: Instant) -> Outcome {
    let mut track = stored.followed(present, now);
    let sequence = track.sequence;
    let mut errands = Vec::new();
    for person in track.people.iter_mut().filter(|person| !person.gone) {
        person.sequence = sequence;
        person.gone = true;
        errands.push(Errand {
            address: person.address.clone(),
            method: Method::Cancel,
            sequence,
            for_all: true,
        });
    }
    errands.sort_by(|one, other| one.address.cmp(&other.address));
    Outcome {
        errands,
        track: Some(track),
    }
}

fn step(stored: Track, present: &Present, people: &[String], now: Instant) -> Outcome {
    let mut track = stored.followed(present, now);
    let is_moved = track.sequence != stored.sequence;
    let is_reworded = track.wording != stored.wording;
    let mut errands = Vec::new();
    let mut known = std::mem::take(&mut track.people);
    // All who are called off in one step hear so under one number.
    let leaves = |person: &Invitee| !person.gone && !people.contains(&person.address);
    let parting = match known.iter().any(leaves) {
        true if is_moved => Some(track.sequence),
        true => Some(higher(&mut track)),
        false => None,
    };
    for person in &mut known {
        let is_wanted = people.contains(&person.address);
        let (method, sequence) = match (person.gone, is_wanted) {
            (true, false) => continue,
            (false, false) => (Method::Cancel, parting.unwrap_or(track.highest)),
            // Moved now, or while she was not told.
            (false, true) if person.sequence < track.sequence => (Method::Request, track.sequence),
            (false, true) if is_reworded => (Method::Request, person.sequence),
            (false, true) => continue,
            (true, true) if is_moved => (Method::Request, track.sequence),
            // What called her off must be older than what calls her back.
            (true, true) => (Method::Request, higher(&mut track)),
        };
        person.gone = method == Method::Cancel;
        person.sequence = sequence;
        errands.push(errand(person, method));
    }
    for address in people {
        if known.iter().any(|person| person.address == *address) {
            continue;
        }
        let person = Invitee {
            address: address.clone(),
            sequence: track.sequence,
            gone: false,
        };
        errands.push(errand(&person, Method::Request));
        known.push(person);
    }
    track.people = known;
    if !errands.is_empty() {
        track.modified = track.modified.max(now.trunc_subsecs(0));
    }
    errands.sort_by(|one, other| one.address.cmp(&other.address));
    Outcome {
        errands,
        track: Some(track),
    }
}

/// The track once people are called by notices of the plan, as
/// [`invitation::of`](crate::invite::invitation::of) words them. Whoever was called
/// before and has not heard of a move since still has to: [`next`] will say so.
pub fn called(stored: Option<&Track>, present: &Present, people: &[String], now: Instant) -> Track {
    let mut track = match stored {
        Some(track) => Track {
            wording: track.wording.clone(),
            ..track.followed(present, now)
        },
        None => Track::begun(present, now),
    };
    let known = track.people.iter().map(|person| person.address.clone());
    let mut known: HashSet<String> = known.collect();
    for address in people.iter().map(|address| address.to_lowercase()) {
        if known.insert(address.clone()) {
            track.people.push(Invitee {
                address,
                sequence: track.sequence,
                gone: false,
            });
        }
    }
    track
}

fn errand(person: &Invitee, method: Method) -> Errand {
    Errand {
        address: person.address.clone(),
        method,
        sequence: person.sequence,
        for_all: false,
    }
}

/// The name under which a briefing can be spoken of: the one it has in calendars, or its own, or,
/// when that one is dead, the next.
pub fn name(plan: &str, briefing: &str, tracks: &Tracks) -> Uid {
    let known = tracks.about(Kind::Briefing, briefing);
    if let Some(track) = known.filter(|track| !track.is_dead()) {
        return track.uid.clone();
    }
    let names = (1_u32..).map(|life| match life {
        1 => Uid::derive(plan, Kind::Briefing, briefing),
        life => Uid::derive(plan, Kind::Briefing, &format!("{briefing}\u{1f}{life}")),
    });
    let mut living = names.filter(|uid| !tracks.get(uid).is_some_and(Track::is_dead));
    living.next().expect("there is always another name")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, TimeZone as _, Utc};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn at(minute: i64) -> Instant {
        Utc.with_ymd_and_hms(2027, 3, 1, 9, 0, 0).unwrap() + TimeDelta::minutes(minute)
    }

    fn briefing(start: i64, words: u8, off: bool) -> Present {
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
            place: "Room 1".to_owned(),
            words: words.to_string(),
        }
    }

    fn people(names: &[&str]) -> Vec<String> {
        names
            .iter()
            .map(|name| format!("{name}@w.example"))
            .collect()
    }

    fn told(outcome: &Outcome) -> Vec<String> {
        let errands = outcome.errands.iter();
        let said = errands.map(|errand| {
            let who = errand.address.trim_end_matches("@w.example");
            let all = if errand.for_all { " all" } else { "" };
            format!("{who} {} {}{all}", errand.method.name(), errand.sequence)
        });
        said.collect()
    }

    #[test]
    fn whoever_missed_a_move_is_told_of_it_later() {
        let one = next(None, &briefing(0, 0, false), &people(&["a"]), at(0));
        let moved = briefing(60, 0, false);
        let track = called(one.track.as_ref(), &moved, &people(&["b"]), at(1));
        let both = people(&["a", "b"]);
        let two = next(Some(&track), &moved, &both, at(2));
        assert_eq!(told(&two), ["a REQUEST 1"]);
        assert!(
            next(two.track.as_ref(), &moved, &both, at(3))
                .errands
                .is_empty()
        );
    }

    #[test]
    fn a_briefing_lives_as_its_people_come_and_go() {
        let mut track = None;
        for (minute, (start, words, off), called, said) in [
            (0, (0, 0, false), "ab", "a REQUEST 0, b REQUEST 0"),
            (1, (0, 0, false), "ba", ""),
            (2, (0, 0, false), "abc", "c REQUEST 0"),
            (3, (0, 0, false), "ac", "b CANCEL 1"),
            (4, (0, 1, false), "ac", "a REQUEST 0, c REQUEST 0"),
            (5, (60, 1, false), "ac", "a REQUEST 2, c REQUEST 2"),
            (6, (60, 1, false), "abc", "b REQUEST 3"),
            (
                7,
                (60, 1, true),
                "a",
                "a CANCEL 4 all, b CANCEL 4 all, c CANCEL 4 all",
            ),
            (8, (60, 1, false), "a", ""),
        ] {
            let names: Vec<String> = called.chars().map(String::from).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let present = briefing(start, words, off);
            let outcome = next(track.as_ref(), &present, &people(&names), at(minute));
            assert_eq!(told(&outcome).join(", "), said, "{minute}");
            track = outcome.track;
        }
    }

    #[test]
    fn a_briefing_called_off_before_anybody_was_called_needs_no_word() {
        let outcome = next(None, &briefing(0, 0, true), &people(&["a"]), at(0));
        assert_eq!(
            outcome,
            Outcome {
                errands: Vec::new(),
                track: None
            }
        );
    }

    #[test]
    fn a_revived_briefing_has_a_new_name() {
        let first = name("ehr-2026", "dept-heads-1", &Tracks::default());
        let one = next(None, &briefing(0, 0, false), &people(&["a"]), at(0));
        let off = next(one.track.as_ref(), &briefing(0, 0, true), &[], at(1));
        let tracks = Tracks::new(off.track.into_iter().collect());
        let second = name("ehr-2026", "dept-heads-1", &tracks);
        assert_ne!(first, second);
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
            self.0
                .insert(errand.address.clone(), (errand.sequence, stamp, shown));
        }
    }

    proptest! {
        #[test]
        fn every_calendar_shows_what_is_true_after_every_step(
            steps in proptest::collection::vec((0_i64..3, 0_u8..3, prop::bool::weighted(0.05), 0_u8..32), 1..24),
        ) {
            let mut track: Option<Track> = None;
            let mut diary = Diary::default();
            for (minute, (start, words, off, mask)) in steps.into_iter().enumerate() {
                let now = at(minute as i64);
                let present = briefing(start, words, off);
                let names = ["a", "b", "c", "d", "e"].into_iter().enumerate();
                let called: Vec<&str> = names.filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, name)| name).collect();
                let called = people(&called);
                let dead = track.as_ref().is_some_and(Track::is_dead);
                let outcome = next(track.as_ref(), &present, &called, now);
                for errand in &outcome.errands {
                    prop_assert!(!dead);
                    diary.take(errand, &present, now);
                }
                if let (Some(before), Some(after)) = (&track, &outcome.track) {
                    prop_assert!(after.sequence >= before.sequence && after.highest >= before.highest);
                    prop_assert!(after.uid == before.uid);
                    prop_assert!(before.digest == after.digest || after.sequence > before.sequence);
                }
                track = outcome.track;
                if dead { continue; }
                for (address, (_, _, shown)) in &diary.0 {
                    let wanted = !off && called.contains(address);
                    prop_assert_eq!(shown.as_ref(), wanted.then_some(&present));
                }
                for address in called.iter().filter(|_| !off) {
                    prop_assert!(diary.0.contains_key(address));
                }
            }
        }
    }
}
