//! Invitations to briefings: who was called (RFC 5546 section 3.2.2).
//!
//! Takes the stored track and who is called now; gives the track to store. It sends nothing and
//! stores nothing.

use crate::calendar::zone::Instant;
use crate::invite::event::Method;
use crate::invite::track::{Invitee, Present, Track};

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

/// The track once people are called by notices of the plan, as
/// [`invitation::of`](crate::invite::invitation::of) words them. Whoever was called
/// before and has not heard of a move since still has to be told of it by an
/// [amendment](crate::invite::amendment).
pub fn called(stored: Option<Track>, present: &Present, people: &[String], now: Instant) -> Track {
    let mut track = match stored {
        Some(track) => Track {
            wording: track.wording.clone(),
            ..track.following(present, now)
        },
        None => Track::begun(present, now),
    };
    let sequence = track.sequence;
    for address in people {
        let person = track.people.entry(address.to_lowercase());
        person.or_insert(Invitee {
            sequence,
            gone: false,
        });
    }
    track
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invite::track::Stage;
    use crate::invite::uid::{Kind, Uid};
    use chrono::{TimeDelta, TimeZone as _, Utc};

    fn at(minute: i64) -> Instant {
        Utc.with_ymd_and_hms(2027, 3, 1, 9, 0, 0).unwrap() + TimeDelta::minutes(minute)
    }

    fn briefing(start: i64, stage: Stage) -> Present {
        Present {
            uid: Uid::derive("ehr-2026", Kind::Briefing, "dept-heads-1"),
            kind: Kind::Briefing,
            key: "dept-heads-1".to_owned(),
            start: at(10_000 + start),
            end: at(10_030 + start),
            stage,
            place: "Room 1".to_owned(),
            words: String::new(),
        }
    }

    #[test]
    fn whoever_is_called_again_keeps_the_number_she_heard_last() {
        let [a, b] = ["A@w.example", "b@w.example"].map(str::to_owned);
        let first = briefing(0, Stage::Confirmed);
        let track = called(None, &first, std::slice::from_ref(&a), at(0));
        let moved = briefing(60, Stage::Confirmed);
        let track = called(Some(track), &moved, &[a, b], at(1));
        let numbers = track.people.iter();
        let numbers: Vec<_> = numbers
            .map(|(who, held)| (who.as_str(), held.sequence))
            .collect();
        assert_eq!(numbers, [("a@w.example", 0), ("b@w.example", 1)]);
    }
}
