//! Told: of which windows a ledger shows an audience to have heard, and when; and which audiences cannot
//! hear, because nobody of them may be written to. It reads no ledger.

use crate::calendar::zone::Instant;
use crate::plan::Id;
use std::collections::{BTreeSet, HashMap};

/// When audiences were first told of windows; empty while nothing was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    heard: HashMap<Id, Vec<(Id, Instant)>>,
    /// When windows that have no date any more were to start, as told last.
    dates: HashMap<Id, Instant>,
    /// Audiences of which nobody may be written to.
    pub kept_back: BTreeSet<Id>,
}

impl Told {
    /// Notes that somebody of an audience was told of a window.
    pub fn note(&mut self, window: &Id, audience: &Id, at: Instant) {
        let audiences = self.heard.entry(window.clone()).or_default();
        audiences.push((audience.clone(), at));
    }

    /// Notes when a window that has no date any more was to start.
    pub fn note_date(&mut self, window: &Id, start: Instant) {
        self.dates.insert(window.clone(), start);
    }

    /// When a window that has no date any more was to start, if anybody was told.
    pub fn date(&self, window: &Id) -> Option<Instant> {
        self.dates.get(window).copied()
    }

    /// When an audience was first told of a window, if it was.
    pub fn of(&self, window: &Id, audience: &Id) -> Option<Instant> {
        let audiences = self.heard.get(window)?.iter();
        let moments = audiences.filter(|(id, _)| id == audience);
        moments.map(|(_, at)| *at).min()
    }
}
