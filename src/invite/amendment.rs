//! Amendments: what somebody who was called to a briefing is sent when a notice says that it moved
//! or is off (RFC 5546 sections 3.2.2 and 3.2.5). It sends nothing and stores nothing.

use crate::calendar::zone::Instant;
use crate::invite::briefing::Errand;
use crate::invite::event::Method;
use crate::invite::track::{Invitee, Present, Stage, Track};
use std::collections::HashMap;

/// Those who were called to a briefing, while they are told how it is now.
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
    /// Those of a stored track, as the briefing is now.
    pub fn of(stored: &Track, present: &Present) -> Self {
        let track = stored.followed(present, stored.modified);
        let people = track.people.into_iter();
        Self {
            people: people
                .map(|person| (person.address.clone(), person))
                .collect(),
            sequence: track.sequence,
            higher: track.highest.saturating_add(1),
            off: present.stage == Stage::Cancelled,
        }
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
            address: person.address.clone(),
            method,
            sequence,
            for_all: self.off,
        })
    }
}

/// The track once people who were called before are sent what [`Called::again`] says.
pub fn heard(stored: &Track, present: &Present, errands: &[Errand], now: Instant) -> Track {
    let mut track = stored.followed(present, now);
    let told = errands
        .iter()
        .map(|errand| (errand.address.as_str(), errand));
    let told: HashMap<&str, &Errand> = told.collect();
    for person in &mut track.people {
        if let Some(errand) = told.get(person.address.as_str()) {
            person.sequence = errand.sequence;
            person.gone = errand.method == Method::Cancel;
        }
    }
    let numbers = errands.iter().map(|errand| errand.sequence);
    track.highest = numbers.fold(track.highest, u32::max);
    track
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invite::briefing::next;
    use crate::invite::uid::{Kind, Uid};
    use chrono::{TimeDelta, TimeZone as _, Utc};

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

    #[test]
    fn a_change_told_person_by_person_is_the_same_mail_when_it_is_made_again() {
        let both = ["a", "b"].map(|who| format!("{who}@w.example"));
        let mut track = next(None, &session(0, false), &both, at(0)).track.unwrap();
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
            let again = |track: &Track, who: &str| Called::of(track, &present).again(who, wanted);
            let errand = again(&track, &address).unwrap();
            let heard_of = std::slice::from_ref(&errand);
            track = heard(&track, &present, heard_of, at(minute));
            let all = if errand.for_all { " all" } else { "" };
            let (method, number) = (errand.method.name(), errand.sequence);
            assert_eq!(format!("{who} {method} {number}{all}"), said);
            assert_eq!(again(&track, &address), Some(errand));
            assert_eq!(again(&track, "c@w.example"), None);
        }
    }
}
