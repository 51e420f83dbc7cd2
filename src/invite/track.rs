//! The track of an event: what calendars have been told of it so far, so that the next statement
//! is later than all before (RFC 5546 section 2.1.4).
//!
//! A track is kept in the ledger. Takes the event as it is and the stored track, gives the track to
//! store; reads no clock.

use crate::calendar::zone::Instant;
use crate::invite::event::Status;
use crate::invite::uid::{Kind, Uid};
use chrono::SubsecRound as _;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// How far an event has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Its dates may still move.
    Tentative,
    /// Its dates are agreed.
    Confirmed,
    /// It is going on.
    InProcess,
    /// It is over.
    Completed,
    /// It does not take place.
    Cancelled,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 5] = [
        Self::Tentative,
        Self::Confirmed,
        Self::InProcess,
        Self::Completed,
        Self::Cancelled,
    ];

    /// Its name in ledgers.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Tentative => "tentative",
            Self::Confirmed => "confirmed",
            Self::InProcess => "in-process",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The stage of a name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.slug() == slug)
    }

    /// How people's calendars show it.
    pub fn status(self) -> Status {
        match self {
            Self::Tentative => Status::Tentative,
            Self::Confirmed | Self::InProcess | Self::Completed => Status::Confirmed,
            Self::Cancelled => Status::Cancelled,
        }
    }
}

/// An event as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Its name.
    pub uid: Uid,
    /// What it is.
    pub kind: Kind,
    /// Its key in the plan.
    pub key: String,
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// How far it has come.
    pub stage: Stage,
    /// Where; empty for a window.
    pub place: String,
    /// All else that is said of it.
    pub words: String,
}

impl Present {
    /// The fingerprint of what makes earlier statements void when it changes.
    pub fn digest(&self) -> String {
        fingerprint(&[
            &self.start.timestamp().to_string(),
            &self.end.timestamp().to_string(),
            self.stage.slug(),
            &self.place,
        ])
    }

    /// The fingerprint of the rest.
    pub fn wording(&self) -> String {
        fingerprint(&[&self.words])
    }
}

/// Somebody who has an event in her calendar, or had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Invitee {
    /// The number of the last statement that went to her.
    pub sequence: u32,
    /// Whether that one called her off.
    pub gone: bool,
}

/// What calendars have been told of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// Its name.
    pub uid: Uid,
    /// What it is.
    pub kind: Kind,
    /// Its key in the plan.
    pub key: String,
    /// The number of the statement that holds for all.
    pub sequence: u32,
    /// The highest number ever used; single people may have been told more than the others.
    pub highest: u32,
    /// First instant, as last stated.
    pub start: Instant,
    /// First instant after, as last stated.
    pub end: Instant,
    /// How far it had come.
    pub stage: Stage,
    /// [`Present::digest`] as last stated.
    pub digest: String,
    /// [`Present::wording`] as last stated.
    pub wording: String,
    /// When it was first stated.
    pub created: Instant,
    /// When it was last stated anew.
    pub modified: Instant,
    /// Who was called, by address in small letters; empty for a window.
    pub people: BTreeMap<String, Invitee>,
}

impl Track {
    /// The track of an event that is stated for the first time.
    pub fn begun(present: &Present, now: Instant) -> Self {
        let now = now.trunc_subsecs(0);
        Self {
            uid: present.uid.clone(),
            kind: present.kind,
            key: present.key.clone(),
            sequence: 0,
            highest: 0,
            start: present.start,
            end: present.end,
            stage: present.stage,
            digest: present.digest(),
            wording: present.wording(),
            created: now,
            modified: now,
            people: BTreeMap::new(),
        }
    }

    /// The track after the event was looked at again. The number grows when its times, its place or its
    /// stage have changed, and that of a window with its words, too: calendars that take it in from a
    /// file, and machines, ignore what is new under a number they hold. Other words of a briefing make
    /// it newer under the same number, so that nobody is asked for another answer.
    pub fn followed(&self, present: &Present, now: Instant) -> Self {
        self.clone().following(present, now)
    }

    /// The same, of a track that is not needed as it was: there may be very many people in it.
    pub fn following(mut self, present: &Present, now: Instant) -> Self {
        if self.states(present) {
            return self;
        }
        self.modified = self.stamp(present, now);
        (self.sequence, self.highest) = self.numbers(present);
        self.start = present.start;
        self.end = present.end;
        self.stage = present.stage;
        self.digest = present.digest();
        self.wording = present.wording();
        self
    }

    fn states(&self, present: &Present) -> bool {
        self.digest == present.digest() && self.wording == present.wording()
    }

    /// Since when the event is stated as it is now; when that was not stated yet, since it is so.
    pub fn stamp(&self, present: &Present, since: Instant) -> Instant {
        match self.states(present) {
            true => self.modified,
            false => self.later(since),
        }
    }

    /// An instant, when nothing was stated after it: no statement is older than one before it.
    pub fn later(&self, since: Instant) -> Instant {
        self.modified.max(since.trunc_subsecs(0))
    }

    /// The number of the statement that holds for all, and the highest ever used, once the event
    /// was looked at again.
    pub fn numbers(&self, present: &Present) -> (u32, u32) {
        let is_same = match self.kind {
            Kind::Briefing => self.digest == present.digest(),
            Kind::Window | Kind::Maintenance => self.states(present),
        };
        if is_same {
            return (self.sequence, self.highest);
        }
        let next = self.highest.saturating_add(1);
        (next, next)
    }

    /// The event called off, at the time that was told.
    pub fn called_off(&self) -> Present {
        Present {
            uid: self.uid.clone(),
            kind: self.kind,
            key: self.key.clone(),
            start: self.start,
            end: self.end,
            stage: Stage::Cancelled,
            place: String::new(),
            words: String::new(),
        }
    }

    /// The track after some people were told, under the number `stated` and since some instant, that it
    /// does not concern them any more: whatever is said to them later has to be later than that.
    pub fn parted(&self, stated: u32, since: Instant) -> Self {
        let sequence = self.sequence.max(stated.saturating_add(1));
        Self {
            sequence,
            highest: self.highest.max(sequence),
            modified: self.later(since),
            ..self.clone()
        }
    }

    /// Whether nothing more can be said under its name: it was called off for all.
    pub fn is_dead(&self) -> bool {
        self.kind == Kind::Briefing && self.stage == Stage::Cancelled
    }
}

fn fingerprint(parts: &[&str]) -> String {
    let hash = Sha256::digest(parts.join("\u{1f}").as_bytes());
    hash.iter()
        .take(10)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone as _, Utc};

    fn at(hour: u32) -> Instant {
        Utc.with_ymd_and_hms(2027, 3, 27, hour, 0, 0).unwrap()
    }

    fn present() -> Present {
        Present {
            uid: Uid::derive("ehr-2026", Kind::Window, "cutover"),
            kind: Kind::Window,
            key: "cutover".to_owned(),
            start: at(20),
            end: at(23),
            stage: Stage::Confirmed,
            place: String::new(),
            words: "Records off".to_owned(),
        }
    }

    #[test]
    fn whatever_is_new_of_a_window_has_a_higher_number_and_other_words_of_a_briefing_only_a_newer_stamp()
     {
        for (kind, numbers) in [
            (Kind::Window, [1, 2]),
            (Kind::Maintenance, [1, 2]),
            (Kind::Briefing, [0, 1]),
        ] {
            let present = Present { kind, ..present() };
            let first = Track::begun(&present, at(1));
            let reworded = Present {
                words: "Patient records off".to_owned(),
                ..present
            };
            let second = first.followed(&reworded, at(2));
            assert_eq!((second.sequence, second.modified), (numbers[0], at(2)));
            let moved = Present {
                start: at(21),
                ..reworded
            };
            let third = second.followed(&moved, at(3));
            assert_eq!((third.sequence, third.modified), (numbers[1], at(3)));
            assert_eq!(third.created, at(1));
            assert_eq!(third.followed(&moved, at(4)), third);
        }
    }

    #[test]
    fn a_window_moved_back_is_stated_anew() {
        let first = Track::begun(&present(), at(1));
        let moved = Present {
            end: at(22),
            ..present()
        };
        let back = first.followed(&moved, at(2)).followed(&present(), at(3));
        assert_eq!(back.sequence, 2);
    }

    #[test]
    fn a_clock_that_goes_back_does_not_make_a_statement_older() {
        let first = Track::begun(&present(), at(5));
        let moved = Present {
            stage: Stage::Cancelled,
            ..present()
        };
        assert_eq!(first.followed(&moved, at(2)).modified, at(5));
    }
}
