//! Note: what somebody said of how a night goes. When something else is recorded before it leaves, it
//! leaves with that.

use super::course::{Night, Numbered, Stage, stage, tells};
use super::nights::Nights;
use crate::calendar::zone::Instant;
use crate::ledger::Happened;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use crate::timeline::Occurrence;

/// What somebody said of how a night goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note<'a> {
    /// When.
    pub at: Instant,
    /// One line.
    pub words: &'a str,
    /// Whether it was said after what the notice that it leaves with tells.
    pub is_later: bool,
}

impl Nights {
    /// What a notice of a night may have to say for others that did not leave, in the order in which it
    /// was said.
    pub fn notes(&self, occurrence: &Occurrence) -> Vec<Note<'_>> {
        let night = self.of(occurrence.window.as_str());
        let role = self.role(occurrence.audience.as_str());
        let notes = night
            .zip(role)
            .map(|(night, role)| night.notes(occurrence, role));
        notes.unwrap_or_default()
    }
}

impl Night {
    fn notes(&self, occurrence: &Occurrence, role: Role) -> Vec<Note<'_>> {
        let events = self.events();
        let place = match occurrence.milestone {
            Milestone::Holding => {
                let before = |known: &Numbered| known.event.at <= occurrence.moment;
                Some(events.partition_point(before))
            }
            Milestone::Progress | Milestone::Extended | Milestone::Reopened => {
                let notice = occurrence.notice_id();
                let mut events = events.iter();
                events.position(|known| self.notice(known) == notice)
            }
            _ => None,
        };
        let Some(place) = place else {
            return Vec::new();
        };
        let mut notes = self.notes_before(place, role);
        // What is said with a new end is said of it.
        if matches!(
            occurrence.milestone,
            Milestone::Extended | Milestone::Reopened
        ) {
            let later = events[place + 1..].iter().map(|known| &known.event);
            let later = later.take_while(|event| {
                matches!(
                    event.what,
                    Happened::Progress { .. } | Happened::Extended { .. }
                )
            });
            let later = later.filter(|event| tells(&event.what, role));
            notes.extend(later.filter_map(|event| {
                Some(Note {
                    at: event.at,
                    words: said(&event.what)?,
                    is_later: true,
                })
            }));
        }
        notes
    }

    /// What was said of how it goes before one of its events, since it began or was closed again.
    pub fn notes_before(&self, place: usize, role: Role) -> Vec<Note<'_>> {
        let before = self.events()[..place].iter().map(|known| &known.event);
        let before = before
            .rev()
            .take_while(|event| stage(&event.what) == Stage::Running);
        let goes = |what: &Happened| matches!(what, Happened::Progress { .. });
        let before = before.filter(|event| goes(&event.what) && tells(&event.what, role));
        let notes = before.filter_map(|event| {
            Some(Note {
                at: event.at,
                words: said(&event.what)?,
                is_later: false,
            })
        });
        let mut notes: Vec<Note> = notes.collect();
        notes.reverse();
        notes
    }
}

/// What was said with an event that lets a night go on.
fn said(what: &Happened) -> Option<&str> {
    match what {
        Happened::Progress { note, .. } => note.as_deref(),
        Happened::Extended { reason, .. } => Some(reason),
        _ => None,
    }
}
