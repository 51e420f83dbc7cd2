//! A briefing in the mails of one notice: called for all its readers, or put right for those of them
//! who were called before.

use super::{Letterhead, Office};
use crate::belief::{Correction, Kind as Corrects, is_attended};
use crate::calendar::zone::Instant;
use crate::directory::Recipient;
use crate::invite::amendment::{self, Called};
use crate::invite::briefing::{self, Errand};
use crate::invite::invitation::{self, Words};
use crate::invite::{Event, Kind, Method, Party, Present, Stage, Tracks};
use crate::notice::Facts;
use crate::notice::event::{Change, EventFacts};
use crate::notice::state::session;
use crate::plan::address::Mailbox;
use crate::timeline::Occurrence;
use std::collections::{BTreeSet, HashMap};

/// A briefing in the mails of one notice.
pub(super) struct Session {
    present: Present,
    words: Words,
    told: Told,
    /// Since when what is new in it is so.
    since: Instant,
    asked: usize,
    pub(super) copy: bool,
}

/// To whom it is told.
enum Told {
    /// All readers are called, under this number, but for those who have another.
    All(u32, Option<Box<Called>>),
    /// Those who were called before hear what has changed; they are wanted, or not any more.
    Called(Box<Called>, bool),
    /// Those of whom nobody can say whether they heard that it is off, under the name that is dead since,
    /// hear so again.
    Lost(HashMap<Mailbox, u32>),
}

impl Session {
    /// The briefing a notice calls its readers to; nothing when it calls to none.
    pub(super) fn called(office: Office, facts: &Facts, occurrence: &Occurrence) -> Option<Self> {
        let letterhead = office.letterhead;
        let (present, words) = invitation::of(facts, (office.case.plan, &letterhead.tracks))?;
        let readers = office.case.directory.recipients(&occurrence.audience);
        let track = letterhead.tracks.get(&present.uid);
        let apart = track.map(|track| Called::apart(track, &present));
        let apart = apart.filter(|apart| !apart.is_empty());
        Some(Self {
            told: Told::All(letterhead.tracks.sequence(&present), apart.map(Box::new)),
            present,
            words,
            since: letterhead.revised,
            asked: readers.len(),
            copy: letterhead.calendar_copy,
        })
    }

    /// The same briefing as it was called off before, for those of its readers who may not have heard
    /// that: they would have it in their calendars beside the one to which they are called.
    pub(super) fn lost(office: Office, facts: &Facts, occurrence: &Occurrence) -> Option<Self> {
        let (letterhead, audience) = (office.letterhead, &occurrence.audience);
        let briefing = facts.briefing.as_ref()?;
        let track = letterhead.tracks.called_off(&briefing.id)?;
        let history = &office.beliefs.history;
        let readers = office.case.directory.recipients(audience);
        let lost = readers.iter().filter_map(|reader| {
            let mailbox = reader.address.mailbox();
            let person = track
                .people
                .get(mailbox.as_str())
                .filter(|person| person.gone)?;
            let counts = history.may_count_with(&briefing.id, audience.as_str(), &mailbox);
            counts.then_some((mailbox, person.sequence))
        });
        let lost: HashMap<Mailbox, u32> = lost.collect();
        let (present, words) = invitation::off(facts, track);
        (!lost.is_empty()).then_some(Self {
            told: Told::Lost(lost),
            present,
            words,
            since: track.modified,
            asked: readers.len(),
            copy: letterhead.calendar_copy,
        })
    }

    /// The briefings that are no longer as some readers of a correction were called to them.
    pub(super) fn put_right(office: Office, facts: &Facts, correction: &Correction) -> Vec<Self> {
        let found = no_longer_so(facts, correction).into_iter();
        found
            .filter_map(|id| Self::of(office, facts, (correction, id)))
            .collect()
    }

    fn of(office: Office, facts: &Facts, (correction, id): (&Correction, &str)) -> Option<Self> {
        let (plan, letterhead) = (office.case.plan, office.letterhead);
        let audience = &correction.occurrence.audience;
        let readers = office.case.directory.recipients(audience);
        let track = letterhead.tracks.about(Kind::Briefing, id)?;
        let members = correction.group.members.iter();
        let mailboxes = members.map(|index| readers[*index].address.mailbox().to_string());
        let was_called = |mailbox: String| track.people.contains_key(&mailbox);
        if !mailboxes.clone().any(was_called) {
            return None;
        }
        let mut briefings = plan.briefings.iter();
        let now = briefings.find(|briefing| briefing.id.as_str() == id);
        let ((present, words), wanted) = match now {
            None => (invitation::off(facts, track), false),
            // It was called off for good, and what takes place now has another name.
            Some(_) if track.is_dead() => return None,
            // Nobody is left who would come.
            Some(now) if !is_attended(plan, office.case.directory, now) => {
                (invitation::off(facts, track), false)
            }
            Some(now) => {
                let invited = !correction.truth.without.contains(id);
                let wanted = invited && correction.kind != Corrects::Unlisted;
                let known = (plan, &letterhead.tracks);
                let said = invitation::session(facts, &session(now), known);
                (said, wanted)
            }
        };
        // It is about another window now, and as it was.
        let holds = wanted && correction.truth.when.span().is_none();
        (!holds).then(|| Self {
            told: Told::Called(Box::new(Called::of(track, &present, mailboxes)), wanted),
            present,
            words,
            since: letterhead.revised,
            asked: readers.len(),
            copy: letterhead.calendar_copy,
        })
    }

    /// The briefing as readers of a correction were told of it, when that takes it out of their
    /// calendars.
    pub(super) fn taken_out(&self, correction: &Correction) -> Option<Change> {
        let is_off = self.present.stage == Stage::Cancelled;
        let stays = match &self.told {
            Told::All(..) | Told::Lost(_) => true,
            Told::Called(_, wanted) => *wanted && !is_off,
        };
        let id = self.present.key.clone();
        let mut told = correction.told.iter();
        let old = told.find_map(|told| told.briefings.get(&id)?.clone());
        let old = old.filter(|_| !stays)?;
        Some(match is_off {
            true => Change::Briefing { id, old, new: None },
            false => Change::Uninvited { id, old: old.start },
        })
    }

    /// Whether it takes an older entry of the same briefing out of calendars.
    pub(super) fn is_of_the_lost(&self) -> bool {
        matches!(self.told, Told::Lost(_))
    }

    /// Whether a calendar that takes the one needs the other no more: both put the same right.
    pub(super) fn says_same(&self, other: &Self) -> bool {
        let (Told::Called(_, wanted), Told::Called(_, others)) = (&self.told, &other.told) else {
            return false;
        };
        let [own, its] = [&self.present, &other.present];
        wanted == others && own.uid == its.uid && own.digest() == its.digest()
    }

    /// Its event for one reader, and what that asks; whoever calls is not called.
    pub(super) fn event(
        &self,
        reader: &Recipient,
        letterhead: &Letterhead,
    ) -> Option<(Event, Method)> {
        let organizer = letterhead.organizer();
        let address = reader.address.as_str();
        if organizer.party.address.eq_ignore_ascii_case(address) {
            return None;
        }
        let party = Party {
            name: reader.name.clone(),
            address: address.to_owned(),
        };
        let errand = self.errand(&reader.address.mailbox())?;
        let event = invitation::event(
            (&self.present, &self.words),
            &errand,
            (&organizer, &party),
            (self.stamp(&errand, &letterhead.tracks), self.asked),
        );
        Some((event, errand.method))
    }

    /// Since when it is as an errand states it: for all at once, or for her alone, later.
    fn stamp(&self, errand: &Errand, tracks: &Tracks) -> Instant {
        let stamp = tracks.stamp(&self.present, self.since);
        match errand.sequence == tracks.sequence(&self.present) {
            true => stamp,
            false => stamp.max(self.since),
        }
    }

    fn errand(&self, mailbox: &Mailbox) -> Option<Errand> {
        match &self.told {
            Told::All(sequence, apart) => {
                let apart = apart.as_ref();
                let again = apart.and_then(|apart| apart.again(mailbox.as_str(), true));
                Some(again.unwrap_or_else(|| Errand {
                    address: mailbox.to_string(),
                    method: Method::Request,
                    sequence: *sequence,
                    for_all: false,
                }))
            }
            Told::Called(called, wanted) => called.again(mailbox.as_str(), *wanted),
            Told::Lost(lost) => lost.get(mailbox).map(|sequence| Errand {
                address: mailbox.to_string(),
                method: Method::Cancel,
                sequence: *sequence,
                for_all: true,
            }),
        }
    }

    /// Takes down in its track that readers, by their mailboxes, are told.
    pub(super) fn remember(&self, tracks: &mut Tracks, readers: &[Mailbox]) {
        let stored = tracks.take(&self.present.uid);
        let track = match &self.told {
            Told::All(..) => {
                let people = stored.as_ref().map(|track| &track.people);
                let is_gone = |mailbox: &&Mailbox| {
                    let person = people.and_then(|people| people.get(mailbox.as_str()));
                    person.is_some_and(|person| person.gone)
                };
                let again = readers.iter().filter(is_gone);
                let again = again.filter_map(|mailbox| self.errand(mailbox));
                let again: Vec<Errand> = again.collect();
                let called: Vec<String> = readers.iter().map(Mailbox::to_string).collect();
                let track = briefing::called(stored, &self.present, &called, self.since);
                Some(amendment::told(track, &again))
            }
            Told::Called(..) => {
                let errands = readers.iter().filter_map(|mailbox| self.errand(mailbox));
                let errands: Vec<Errand> = errands.collect();
                stored.map(|stored| amendment::heard(stored, &self.present, &errands, self.since))
            }
            // It says nothing new.
            Told::Lost(_) => stored,
        };
        if let Some(track) = track {
            tracks.put(track);
        }
    }
}

/// The briefings that are no longer as the readers of a correction were told: those it lists, and,
/// when the window has no date for them any more, all to which they were to come and that no mail
/// has taken out of their calendars.
fn no_longer_so<'a>(facts: &'a Facts, correction: &'a Correction) -> BTreeSet<&'a str> {
    let listed = facts.event.iter().flat_map(EventFacts::differences);
    let listed = listed.filter_map(Change::briefing);
    let is_dateless = correction.truth.when.span().is_none();
    let told = correction.told.iter().filter(|_| is_dateless);
    let told = told.flat_map(|claim| &claim.briefings);
    let told = told.filter_map(|(id, session)| {
        let session = session.as_ref()?;
        (session.start > facts.moment).then_some(id.as_str())
    });
    listed.chain(told).collect()
}
