//! The calendars of mails: the window as a file where dates are told or taken back, a call where a
//! briefing is or was, a note for machines.
//!
//! Their stamp is when the event was first stated as it is: approved, sent, shown to subscribers or
//! recorded. So it is the same for all readers, in every mail and in the feed, and the mail that leaves is
//! the one that was approved, byte for byte.

use super::session::Session;
use super::{Letterhead, Office};
use crate::belief::Correction;
use crate::calendar::zone::Instant;
use crate::channel::mime::{Call, Enclosure};
use crate::directory::Recipient;
use crate::invite::downtime::is_off;
use crate::invite::maintnote::{Course, Note, Work};
use crate::invite::{Downtime, Event, Flaw, Kind, Method, Present, Tracks, Uid, examine};
use crate::ledger::Happened;
use crate::night::{Night, Stage};
use crate::notice::event::Change;
use crate::notice::{Facts, Role};
use crate::plan::address::Mailbox;
use crate::plan::milestone::Milestone;
use crate::timeline::Occurrence;

/// A window as a file.
#[derive(Debug, Clone)]
pub(super) struct WindowFile {
    uid: Uid,
    /// How many services it names.
    services: usize,
    text: String,
}

impl WindowFile {
    /// Of several files, one for each window, as a calendar takes no more: that which names most of its
    /// services.
    pub(super) fn one_each<'f>(files: impl Iterator<Item = &'f Self>) -> Vec<String> {
        let mut each: Vec<&Self> = Vec::new();
        for file in files {
            match each.iter_mut().find(|known| known.uid == file.uid) {
                Some(known) if known.services < file.services => *known = file,
                Some(_) => {}
                None => each.push(file),
            }
        }
        each.into_iter().map(|file| file.text.clone()).collect()
    }
}

/// What goes with the mails of one notice.
#[derive(Default)]
pub(super) struct Calendar {
    /// The window, the same for all.
    file: Option<WindowFile>,
    /// Under which name and number readers were told that the window does not concern them.
    parted: Option<(Uid, u32)>,
    /// Since when what is new in it is so.
    since: Instant,
    /// The briefings, for each reader.
    sessions: Vec<Session>,
    /// The window for machines, and nothing else.
    note: Option<(Present, String)>,
}

/// Since when what a notice tells is so: since the plan says so or it was recorded; that work begins,
/// since it does.
fn since(office: Office, occurrence: &Occurrence) -> Instant {
    let (nights, revised) = (&office.beliefs.history.nights, office.letterhead.revised);
    let since = nights.since(occurrence.window.as_str(), revised);
    match occurrence.milestone {
        Milestone::Start => since.max(occurrence.moment),
        milestone if milestone.is_of_the_night() => since.max(occurrence.moment),
        _ => since,
    }
}

/// Whether a notice carries the window's file: it tells its dates for good or takes them back, in words
/// of its own or of the details, or tells for one that does, or tells what was recorded that makes calendars wrong; and where it gives
/// back what its readers were told to drop.
fn tells_dates(office: Office, facts: &Facts, occurrence: &Occurrence) -> bool {
    let told = [occurrence.milestone];
    let mut told = told.iter().chain(&occurrence.merged);
    facts.again
        || facts.milestone == Milestone::Detail
        || told.any(|milestone| *milestone == Milestone::Detail || milestone.corrects())
        || moves_calendars(office, facts, occurrence)
}

/// How far the work of a night has come.
fn course(night: Option<&Night>) -> Course {
    let events = night.into_iter().flat_map(Night::events);
    let reopened = events.filter(|known| matches!(known.event.what, Happened::Reopened { .. }));
    Course {
        work: match night.map(Night::stage) {
            Some(Stage::Running) => Work::GoesOn,
            _ => Work::Rests,
        },
        reopened: reopened.count(),
    }
}

/// Whether a notice of the night tells an end or a decision other than calendars have.
fn moves_calendars(office: Office, facts: &Facts, occurrence: &Occurrence) -> bool {
    let nights = &office.beliefs.history.nights;
    match facts.milestone {
        Milestone::Extended => true,
        Milestone::Reopened => facts.event.as_ref().is_some_and(|event| event.has_new_date),
        Milestone::GoNoGo if is_off(facts) => true,
        Milestone::GoNoGo => {
            let revived = nights.revived_by(occurrence.window.as_str(), facts.role);
            revived.is_some_and(|notice| notice == occurrence.notice_id())
        }
        _ => false,
    }
}

impl Calendar {
    /// The calendar of a notice.
    pub(super) fn of(
        office: Office,
        facts: &Facts,
        occurrence: &Occurrence,
        correction: Option<&Correction>,
    ) -> Result<Self, Flaw> {
        let since = since(office, occurrence);
        if facts.role == Role::Machine {
            return Self::noted(office, facts, since);
        }
        if let Some(session) = Session::called(office, facts, occurrence) {
            let lost = Session::lost(office, facts, occurrence);
            return Ok(Self {
                sessions: std::iter::once(session).chain(lost).collect(),
                since,
                ..Self::default()
            });
        }
        let mut calendar = Self {
            since,
            ..Self::default()
        };
        if tells_dates(office, facts, occurrence) {
            calendar.publish(office, facts)?;
        }
        if let Some(correction) = correction {
            calendar.sessions = Session::put_right(office, facts, correction);
        }
        Ok(calendar)
    }

    fn publish(&mut self, office: Office, facts: &Facts) -> Result<(), Flaw> {
        let letterhead = office.letterhead;
        let known = (office.case.plan, &letterhead.tracks);
        let Some(downtime) = Downtime::of(facts, known) else {
            return Ok(());
        };
        let uid = &downtime.present.uid;
        let track = letterhead.tracks.get(uid);
        let stated = track.map(|track| (track.sequence, track.modified));
        let (mut number, mut stamp) = stated.unwrap_or((0, self.since));
        if facts.milestone.lets_go() {
            // The window is as it was, and only these people have to drop it.
            number = number.saturating_add(1);
            stamp = stamp.max(self.since);
            self.parted = Some((uid.clone(), number));
        }
        let event = downtime.event(&letterhead.organizer(), number, stamp);
        let text = examined(event, Some(Method::Publish), letterhead)?;
        self.file = Some(WindowFile {
            uid: uid.clone(),
            services: downtime.effects.len(),
            text,
        });
        Ok(())
    }

    fn noted(office: Office, facts: &Facts, since: Instant) -> Result<Self, Flaw> {
        let letterhead = office.letterhead;
        let night = office.beliefs.history.nights.of(&facts.window.id);
        let known = (office.case.plan, &letterhead.tracks);
        let note = Note::of(facts, course(night), known, since);
        // With a method, a calendar might act on it.
        let text = examined(note.event(&letterhead.organizer()), None, letterhead)?;
        Ok(Self {
            note: Some((note.present, text)),
            since,
            ..Self::default()
        })
    }

    /// The window as a file.
    pub(super) fn file(&self) -> Option<&WindowFile> {
        self.file.as_ref()
    }

    /// Has a notice say of briefings what is taken out of calendars and that it does not say yet.
    pub(super) fn put_into_words(&self, facts: &mut Facts, correction: Option<&Correction>) {
        if let Some(briefing) = &mut facts.briefing {
            briefing.replaces = self.sessions.iter().any(Session::is_of_the_lost);
        }
        let Some((event, correction)) = facts.event.as_mut().zip(correction) else {
            return;
        };
        let sessions = self.sessions.iter();
        let taken = sessions.filter_map(|session| session.taken_out(correction));
        let is_unsaid = |change: &Change| {
            let mut said = event.differences().filter_map(Change::briefing);
            change
                .briefing()
                .is_some_and(|id| said.all(|said| said != id))
        };
        let unsaid: Vec<Change> = taken.filter(is_unsaid).collect();
        event.changes.extend(unsaid);
    }

    /// Whether it calls each reader, or takes a call back. One notice of a mail can do that.
    pub(super) fn calls(&self) -> bool {
        !self.sessions.is_empty()
    }

    /// How many briefings it calls to or puts right.
    pub(super) fn sessions(&self) -> usize {
        self.sessions.len()
    }

    /// Whether it says of briefings all that another says.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let mut others = other.sessions.iter();
        others.all(|other| self.sessions.iter().any(|own| own.says_same(other)))
    }

    /// Where it stands in the mail, with the files of all that the mail tells.
    pub(super) fn enclosure<'c>(&'c self, files: &'c [String]) -> Option<Enclosure<'c>> {
        match (&self.note, self.sessions.as_slice()) {
            (Some((_, note)), _) => Some(Enclosure::Machine(note)),
            (None, [first, further @ ..]) => Some(Enclosure::Scheduling {
                copy: first.copy,
                several: !further.is_empty(),
                files,
            }),
            (None, []) => (!files.is_empty()).then_some(Enclosure::Files(files)),
        }
    }

    /// What one reader is called to. Whoever calls is not called.
    pub(super) fn personal(
        &self,
        reader: &Recipient,
        letterhead: &Letterhead,
    ) -> Result<Vec<Call>, Flaw> {
        let sessions = self.sessions.iter();
        let events = sessions.filter_map(|session| session.event(reader, letterhead));
        let calls = events.map(|(event, method)| {
            let text = examined(event, Some(method), letterhead)?;
            Ok(Call { method, text })
        });
        calls.collect()
    }

    /// Takes down in the tracks what it says, once all its readers, by their mailboxes, are told.
    pub(super) fn remember(&self, tracks: &mut Tracks, readers: &[Mailbox]) {
        if let Some((present, _)) = &self.note {
            tracks.follow(std::slice::from_ref(present), self.since);
        }
        for session in &self.sessions {
            session.remember(tracks, readers);
        }
        if let Some((uid, number)) = &self.parted
            && let Some(track) = tracks.get(uid)
        {
            tracks.put(track.parted(*number, self.since));
        }
    }
}

/// An event as it leaves, read back before. That of a sample is marked, and has a name of its own:
/// it must not take the place of the real one.
fn examined(
    mut event: Event,
    method: Option<Method>,
    letterhead: &Letterhead,
) -> Result<String, Flaw> {
    if let Some(mark) = &letterhead.mark {
        event.summary.insert_str(0, mark);
        event.uid = Uid::derive(mark, Kind::Window, event.uid.as_str());
    }
    let text = event.alone(method);
    examine(&text).map(|_| text)
}
