//! The calendars of mails: the window as a file where dates are told, a call where a briefing is.
//!
//! Their stamp is the moment at which the notice is told by plan, never the clock's, so that preview
//! and mail are the same bytes.

use super::Letterhead;
use crate::calendar::zone::Instant;
use crate::channel::mime::Enclosure;
use crate::directory::Recipient;
use crate::invite::briefing::Errand;
use crate::invite::invitation::{self, Words};
use crate::invite::{Downtime, Event, Flaw, Kind, Method, Party, Present, Uid, examine};
use crate::notice::Facts;
use crate::plan::milestone::Milestone;
use crate::timeline::Occurrence;

/// What goes with the mails of one notice.
pub(super) enum Calendar {
    Nothing,
    /// The window, the same for all.
    Window(String),
    /// The briefing, for each reader.
    Briefing(Box<Call>),
}

/// A call to a briefing.
pub(super) struct Call {
    pub(super) present: Present,
    words: Words,
    sequence: u32,
    stamp: Instant,
    asked: usize,
    copy: bool,
}

/// Whether a notice carries the window's file: it tells its dates for good, or tells for one that
/// did.
fn tells_dates(occurrence: &Occurrence) -> bool {
    use Milestone::{Cancelled, Detail, Rescheduled};
    let told = [occurrence.milestone];
    let mut told = told.iter().chain(&occurrence.merged);
    told.any(|milestone| matches!(milestone, Detail | Rescheduled | Cancelled))
}

impl Calendar {
    /// The calendar of a notice; `asked` is how many readers its audience has.
    pub(super) fn of(
        facts: &Facts,
        occurrence: &Occurrence,
        letterhead: &Letterhead,
        asked: usize,
    ) -> Result<Self, Flaw> {
        let (tracks, stamp) = (&letterhead.tracks, occurrence.moment);
        if let Some((present, words)) = invitation::of(facts, tracks) {
            return Ok(Self::Briefing(Box::new(Call {
                sequence: tracks.sequence(&present),
                present,
                words,
                stamp,
                asked,
                copy: letterhead.calendar_copy,
            })));
        }
        if !tells_dates(occurrence) {
            return Ok(Self::Nothing);
        }
        let downtime = Downtime::of(facts);
        let sequence = tracks.sequence(&downtime.present);
        let event = downtime.event(&letterhead.organizer(), sequence, stamp);
        examined(event, Method::Publish, letterhead).map(Self::Window)
    }

    /// Where it stands in the mail.
    pub(super) fn enclosure(&self) -> Option<Enclosure<'_>> {
        match self {
            Self::Nothing => None,
            Self::Window(text) => Some(Enclosure::File(text)),
            Self::Briefing(call) => Some(Enclosure::Scheduling {
                method: Method::Request,
                copy: call.copy,
            }),
        }
    }

    /// The calendar of one reader. Whoever calls is not called.
    pub(super) fn personal(
        &self,
        reader: &Recipient,
        letterhead: &Letterhead,
    ) -> Result<Option<String>, Flaw> {
        let Self::Briefing(call) = self else {
            return Ok(None);
        };
        let organizer = letterhead.organizer();
        let address = reader.address.as_str();
        if organizer.party.address.eq_ignore_ascii_case(address) {
            return Ok(None);
        }
        let party = Party {
            name: reader.name.clone(),
            address: address.to_owned(),
        };
        let errand = Errand {
            address: reader.address.identity(),
            method: Method::Request,
            sequence: call.sequence,
            for_all: false,
        };
        let said = (&call.present, &call.words);
        let event = invitation::event(
            said,
            &errand,
            (&organizer, &party),
            (call.stamp, call.asked),
        );
        examined(event, Method::Request, letterhead).map(Some)
    }
}

/// An event as it leaves, read back before. That of a sample is marked, and has a name of its own:
/// it must not take the place of the real one.
fn examined(mut event: Event, method: Method, letterhead: &Letterhead) -> Result<String, Flaw> {
    if let Some(mark) = &letterhead.mark {
        event.summary.insert_str(0, mark);
        event.uid = Uid::derive(mark, Kind::Window, event.uid.as_str());
    }
    let text = event.alone(Some(method));
    examine(&text).map(|_| text)
}
