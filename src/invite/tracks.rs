//! The tracks of a plan: which event has which, whatever the plan calls it now. Reads no clock.

use crate::calendar::zone::Instant;
use crate::invite::track::{Present, Track};
use crate::invite::uid::{Kind, Uid};
use crate::plan::Plan;
use crate::plan::former::Named;
use std::borrow::Cow;

/// The tracks of a plan, by name; empty where no ledger is at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tracks(Vec<Track>);

impl Tracks {
    /// The tracks of a ledger.
    pub fn new(mut tracks: Vec<Track>) -> Self {
        tracks.sort_by(|one, other| one.uid.cmp(&other.uid));
        Self(tracks)
    }

    /// One of them.
    pub fn get(&self, uid: &Uid) -> Option<&Track> {
        let place = self.0.binary_search_by(|track| track.uid.cmp(uid));
        place.ok().map(|place| &self.0[place])
    }

    /// The same tracks by the keys that things have now: an event keeps its name for life, whatever
    /// the plan calls it.
    pub fn renamed(mut self, plan: &Plan) -> Self {
        for track in &mut self.0 {
            if let Some(key) = plan.now_called(named(track.kind), &track.key) {
                track.key = key.to_string();
            }
        }
        self
    }

    /// The track of something by its key in the plan; of several, one under whose name something
    /// can still be said, and of those the one that calendars have had for longest.
    pub fn about(&self, kind: Kind, key: &str) -> Option<&Track> {
        let tracks = self.0.iter();
        let ours = tracks.filter(|track| track.kind == kind && track.key == key);
        ours.min_by_key(|track| (track.is_dead(), track.created))
    }

    /// The track of an event; of one that was not followed yet, the track that it begins now.
    pub fn of(&self, present: &Present, now: Instant) -> Cow<'_, Track> {
        let known = self.get(&present.uid);
        known.map_or_else(|| Cow::Owned(Track::begun(present, now)), Cow::Borrowed)
    }

    /// The track under whose name a briefing was called off last, by its key in the plan.
    pub fn called_off(&self, key: &str) -> Option<&Track> {
        let tracks = self.0.iter();
        let dead = tracks.filter(|track| track.is_dead() && track.key == key);
        dead.max_by_key(|track| (track.modified, track.created))
    }

    /// The name under which something can be spoken of, by its key in the plan: the one that stands in
    /// calendars already, or else one made of what the plan called it first, or, when that one is dead,
    /// the next.
    pub fn name(&self, plan: &Plan, kind: Kind, key: &str) -> Uid {
        let known = self.about(kind, key);
        if let Some(track) = known.filter(|track| !track.is_dead()) {
            return track.uid.clone();
        }
        let first = plan.former_ids.first_called(named(kind), key);
        let names = (1_u32..).map(|life| match life {
            1 => Uid::derive(plan.id.as_str(), kind, first),
            life => Uid::derive(plan.id.as_str(), kind, &format!("{first}\u{1f}{life}")),
        });
        let mut living = names.filter(|uid| !self.get(uid).is_some_and(Track::is_dead));
        living.next().expect("there is always another name")
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Track> {
        self.0.iter()
    }

    /// The tracks of which a ledger with the tracks `stored` does not know.
    pub fn since(&self, stored: &Self) -> Vec<Track> {
        let tracks = self.0.iter();
        let new = tracks.filter(|track| stored.get(&track.uid) != Some(track));
        new.cloned().collect()
    }

    /// The number under which an event is to be stated as it is now, whether that has been stored
    /// already or not: so preview and mail agree.
    pub fn sequence(&self, present: &Present) -> u32 {
        let track = self.get(&present.uid);
        track.map_or(0, |track| track.numbers(present).0)
    }

    /// Since when an event is stated as it is now, the same for all who are told so; when nobody was
    /// yet, since it is so.
    pub fn stamp(&self, present: &Present, since: Instant) -> Instant {
        let track = self.get(&present.uid);
        track.map_or(since, |track| track.stamp(present, since))
    }

    /// Follows events; gives those tracks that have changed and have to be stored.
    pub fn follow(&mut self, events: &[Present], now: Instant) -> Vec<Track> {
        let mut changed = Vec::new();
        for present in events {
            let before = self.get(&present.uid);
            let track = before.map_or_else(
                || Track::begun(present, now),
                |track| track.followed(present, now),
            );
            if before != Some(&track) {
                changed.push(track);
            }
        }
        self.replace(&changed);
        changed
    }

    /// Takes one out, to [`put`](Self::put) it back as it is then: there may be very many people in it.
    pub fn take(&mut self, uid: &Uid) -> Option<Track> {
        let place = self.0.binary_search_by(|track| track.uid.cmp(uid));
        place.ok().map(|place| self.0.remove(place))
    }

    /// Puts one in the place of that of the same event.
    pub fn put(&mut self, track: Track) {
        let place = self.0.binary_search_by(|other| other.uid.cmp(&track.uid));
        match place {
            Ok(place) => self.0[place] = track,
            Err(place) => self.0.insert(place, track),
        }
    }

    /// Puts tracks in the place of those of the same events.
    pub fn replace(&mut self, changed: &[Track]) {
        self.0
            .retain(|track| changed.iter().all(|other| other.uid != track.uid));
        self.0.extend_from_slice(changed);
        self.0.sort_by(|one, other| one.uid.cmp(&other.uid));
    }
}

/// As what a plan calls something that stands in calendars.
fn named(kind: Kind) -> Named {
    match kind {
        Kind::Window | Kind::Maintenance => Named::Window,
        Kind::Briefing => Named::Briefing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;
    use crate::diagnostic::{Findings, Sources};
    use crate::invite::track::Stage;
    use crate::plan::file;
    use chrono::{TimeDelta, TimeZone as _, Utc};
    use proptest::prelude::*;

    fn at(hour: u32) -> Instant {
        Utc.with_ymd_and_hms(2027, 3, 27, hour, 0, 0).unwrap()
    }

    /// A plan with a briefing that was called `heads` first.
    fn plan() -> Plan {
        let text = "plan: ehr-2026
title: Patient records move
organisation: St Brannock Hospitals
timezone: Europe/London
contact: {team: IT Change Team, email: change@stbrannock.example}
services: {records: {name: Records, used-by: [everyone]}}
audiences: {department-heads: {people: [{name: A, email: a@w.example}]}}
phases:
  - id: main
    name: Main
    windows: [{id: cutover, start: 2027-03-27 20:00, length: 3h, services: {records: off}}]
briefings: [{id: chiefs, renamed-from: heads, for: department-heads, start: 2027-03-09 10:30}]
";
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let file = sources.add("plan.yaml", text);
        let written = file::read(file, &sources, &mut findings).unwrap();
        let plan = written.mean(&Zones::bundled(), &Default::default(), &mut findings);
        plan.unwrap_or_else(|| panic!("{findings:?}"))
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

    proptest! {
        #[test]
        fn the_number_of_a_window_grows_exactly_when_anything_has_changed(
            steps in proptest::collection::vec((0_u32..3, 0_usize..5, 0_u8..2), 1..20),
        ) {
            let mut tracks = Tracks::default();
            for (minute, (hour, stage, words)) in steps.into_iter().enumerate() {
                let event = Present {
                    start: at(hour),
                    stage: Stage::ALL[stage],
                    words: words.to_string(),
                    ..present()
                };
                let before = tracks.get(&event.uid).cloned();
                let foreseen = tracks.sequence(&event);
                let now = at(4) + TimeDelta::minutes(minute as i64);
                let stored = tracks.follow(std::slice::from_ref(&event), now);
                let after = tracks.get(&event.uid).unwrap();
                prop_assert_eq!(after.sequence, foreseen);
                prop_assert_eq!(after.digest.clone(), event.digest());
                let Some(before) = before else { continue };
                let is_newer = before.digest != after.digest || before.wording != after.wording;
                prop_assert_eq!(after.sequence > before.sequence, is_newer);
                prop_assert_eq!(after.modified > before.modified, is_newer);
                prop_assert_eq!(stored.len(), usize::from(is_newer));
            }
        }
    }

    #[test]
    fn of_two_names_of_one_window_the_one_that_calendars_got_first_is_used() {
        let begun = |key: &str, minute| {
            let uid = Uid::derive("ehr-2026", Kind::Window, key);
            Track::begun(&Present { uid, ..present() }, at(minute))
        };
        let mut first = begun("cutover", 1);
        let second = begun("big-night", 2);
        for modified in [1, 3] {
            first.modified = at(modified);
            let tracks = Tracks::new(vec![second.clone(), first.clone()]);
            let uid = tracks.name(&plan(), Kind::Window, "cutover");
            assert_eq!(uid, first.uid, "{modified}");
        }
    }

    #[test]
    fn a_revived_briefing_has_a_new_name_whatever_it_is_called_by_then() {
        let named = |tracks: &Tracks| tracks.name(&plan(), Kind::Briefing, "chiefs");
        let first = named(&Tracks::default());
        assert_eq!(first, Uid::derive("ehr-2026", Kind::Briefing, "heads"));
        let off = Present {
            uid: first.clone(),
            kind: Kind::Briefing,
            key: "chiefs".to_owned(),
            stage: Stage::Cancelled,
            ..present()
        };
        let second = named(&Tracks::new(vec![Track::begun(&off, at(1))]));
        assert_ne!(second, first);
        let off = Present {
            uid: second.clone(),
            ..off
        };
        let third = named(&Tracks::new(vec![Track::begun(&off, at(2))]));
        assert_eq!(third, first, "nothing of that name was called off");
    }

    #[test]
    fn the_number_is_foreseen_before_it_is_stored() {
        let mut tracks = Tracks::default();
        assert_eq!(tracks.sequence(&present()), 0);
        assert_eq!(tracks.follow(&[present()], at(1)).len(), 1);
        let moved = Present {
            end: present().end + TimeDelta::hours(1),
            ..present()
        };
        assert_eq!(tracks.sequence(&moved), 1);
        assert_eq!(tracks.follow(std::slice::from_ref(&moved), at(2)).len(), 1);
        assert_eq!(tracks.sequence(&moved), 1);
        assert!(tracks.follow(&[moved], at(3)).is_empty());
    }
}
