//! Invitations to briefings: who is called, moved or called off, and under which number
//! (RFC 5546 sections 3.2.2 and 3.2.5).
//!
//! Takes the stored track and what is wanted now; gives one errand per person and the track to
//! store. It sends nothing and stores nothing.

use crate::calendar::zone::Instant;
use crate::invite::event::{Alarm, Attendee, Busy, Event, Method, Organizer, Party, Status};
use crate::invite::track::{Invitee, Present, Stage, Track, Tracks};
use crate::invite::uid::{Kind, Uid};
use chrono::SubsecRound as _;

/// Above so many people nobody is asked for an answer: the organizer's mailbox would overflow.
pub const ANSWERS_LIMIT: usize = 60;

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
        Some(track) if track.is_dead() => Outcome {
            errands: Vec::new(),
            track: Some(track.clone()),
        },
        Some(track) if off => call_off(track, present, now),
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
            (false, true) if is_moved => (Method::Request, track.sequence),
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

fn errand(person: &Invitee, method: Method) -> Errand {
    Errand {
        address: person.address.clone(),
        method,
        sequence: person.sequence,
        for_all: false,
    }
}

/// The name under which a briefing can be spoken of: its own, or, when that one is dead, the next.
pub fn name(plan: &str, briefing: &str, tracks: &Tracks) -> Uid {
    let names = (1_u32..).map(|life| match life {
        1 => Uid::derive(plan, Kind::Briefing, briefing),
        life => Uid::derive(plan, Kind::Briefing, &format!("{briefing}\u{1f}{life}")),
    });
    let mut living = names.filter(|uid| !tracks.get(uid).is_some_and(Track::is_dead));
    living.next().expect("there is always another name")
}

/// What an invitation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What it is about, in one line.
    pub summary: String,
    /// Where, or how to join.
    pub location: Option<String>,
    /// Purpose, agenda, what to bring.
    pub description: Option<String>,
}

/// The event of an errand, for the one person it is for.
///
/// `asked` is how many are called altogether.
pub fn event(
    (present, words): (&Present, &Words),
    errand: &Errand,
    (organizer, reader): (&Organizer, &Party),
    (stamp, asked): (Instant, usize),
) -> Event {
    let calls = errand.method == Method::Request;
    Event {
        uid: present.uid.clone(),
        stamp,
        created: None,
        sequence: errand.sequence,
        start: present.start,
        end: present.end,
        summary: words.summary.clone(),
        location: words.location.clone(),
        description: words.description.clone(),
        status: match (calls, errand.for_all) {
            (true, _) => Some(present.stage.status()),
            (false, true) => Some(Status::Cancelled),
            (false, false) => None,
        },
        busy: Some(if calls { Busy::Taken } else { Busy::Released }),
        category: None,
        link: None,
        organizer: organizer.clone(),
        attendee: Some(Attendee {
            party: reader.clone(),
            answers: asked <= ANSWERS_LIMIT,
        }),
        extras: Vec::new(),
        alarm: calls.then(|| Alarm {
            before: "PT15M",
            text: "Briefing in 15 minutes".to_owned(),
        }),
    }
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
    fn a_briefing_lives_as_its_people_come_and_go() {
        let one = next(None, &briefing(0, 0, false), &people(&["a", "b"]), at(0));
        assert_eq!(told(&one), ["a REQUEST 0", "b REQUEST 0"]);
        let again = next(
            one.track.as_ref(),
            &briefing(0, 0, false),
            &people(&["b", "a"]),
            at(1),
        );
        assert!(again.errands.is_empty());
        assert_eq!(again.track, one.track);
        let added = next(
            one.track.as_ref(),
            &briefing(0, 0, false),
            &people(&["a", "b", "c"]),
            at(2),
        );
        assert_eq!(told(&added), ["c REQUEST 0"]);
        let removed = next(
            added.track.as_ref(),
            &briefing(0, 0, false),
            &people(&["a", "c"]),
            at(3),
        );
        assert_eq!(told(&removed), ["b CANCEL 1"]);
        let fixed = next(
            removed.track.as_ref(),
            &briefing(0, 1, false),
            &people(&["a", "c"]),
            at(4),
        );
        assert_eq!(told(&fixed), ["a REQUEST 0", "c REQUEST 0"]);
        let moved = next(
            fixed.track.as_ref(),
            &briefing(60, 1, false),
            &people(&["a", "c"]),
            at(5),
        );
        assert_eq!(told(&moved), ["a REQUEST 2", "c REQUEST 2"]);
        let back = next(
            moved.track.as_ref(),
            &briefing(60, 1, false),
            &people(&["a", "b", "c"]),
            at(6),
        );
        assert_eq!(told(&back), ["b REQUEST 3"]);
        let off = next(
            back.track.as_ref(),
            &briefing(60, 1, true),
            &people(&["a"]),
            at(7),
        );
        assert_eq!(
            told(&off),
            ["a CANCEL 4 all", "b CANCEL 4 all", "c CANCEL 4 all"]
        );
        let dead = next(
            off.track.as_ref(),
            &briefing(60, 1, false),
            &people(&["a"]),
            at(8),
        );
        assert!(dead.errands.is_empty());
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

    #[test]
    fn nobody_is_asked_for_an_answer_when_more_than_sixty_are_called() {
        let party = |name: &str| Party {
            name: name.to_owned(),
            address: format!("{name}@w.example"),
        };
        let organizer = Organizer {
            party: party("org"),
            sent_by: None,
        };
        let words = Words {
            summary: "Briefing".to_owned(),
            location: None,
            description: None,
        };
        let errand = &next(None, &briefing(0, 0, false), &people(&["a"]), at(0)).errands[0];
        let answers = |asked| {
            let present = briefing(0, 0, false);
            let event = event(
                (&present, &words),
                errand,
                (&organizer, &party("a")),
                (at(0), asked),
            );
            event.attendee.unwrap().answers
        };
        assert!(answers(60) && !answers(61));
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
