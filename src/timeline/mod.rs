//! When everybody is told: every notice of a plan, dated.
//!
//! What comes in: a plan and its directory. What goes out: the occurrences in order, and findings
//! about dates that no calendar allows. It never asks what time it is: the past is dated as well.

pub mod agenda;
pub mod asking;
pub mod fold;
pub mod nominal;
pub mod occurrence;
mod draft;
mod ladder;

pub use agenda::{Agenda, agenda};
pub use asking::Asking;
pub use occurrence::Occurrence;

use crate::calendar::zone::Instant;
use crate::diagnostic::Findings;
use crate::directory::{self, Directory};
use crate::plan::audience::Audience;
use crate::plan::milestone::Milestone;
use crate::plan::phase::Phase;
use crate::plan::window::{Status, Window};
use crate::plan::{Id, Plan};
use draft::Draft;
use ladder::Ladder;
use std::collections::{BTreeMap, BTreeSet};

/// Every occurrence of a plan, in order of their moments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The occurrences.
    pub occurrences: Vec<Occurrence>,
    windows: BTreeMap<Id, Vec<usize>>,
    /// Whose notices ask for the decision of the plan.
    pub asking: Option<Asking>,
}

/// The start of a window as its night has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// When its work began, if that was before its time.
    pub begun: Option<Instant>,
    /// Until when it helps to hear of it.
    pub useful: Instant,
}

impl Timeline {
    fn new(mut occurrences: Vec<Occurrence>, asking: Option<Asking>) -> Self {
        occurrences.sort_by(|one, other| one.order().cmp(&other.order()));
        let mut windows: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
        for (index, occurrence) in occurrences.iter().enumerate() {
            let window = occurrence.window.clone();
            windows.entry(window).or_default().push(index);
        }
        Self {
            occurrences,
            windows,
            asking,
        }
    }

    /// The same timeline with these notices of the night in it, and no others. What is told at the
    /// start of a window that has one of these `starts` is due, and worth telling, as that says.
    pub fn with_nights(self, told: Vec<Occurrence>, starts: &BTreeMap<Id, Start>) -> Self {
        let mut occurrences = self.occurrences;
        let before = occurrences.len();
        occurrences.retain(|occurrence| !occurrence.milestone.is_of_the_night());
        if told.is_empty() && occurrences.len() == before && starts.is_empty() {
            return Self {
                occurrences,
                windows: self.windows,
                asking: self.asking,
            };
        }
        for occurrence in &mut occurrences {
            let start = starts.get(&occurrence.window);
            if let Some(start) = start.filter(|_| occurrence.milestone == Milestone::Start) {
                let at = start.begun.unwrap_or(occurrence.moment);
                occurrence.moment = at.min(occurrence.moment);
                occurrence.latest_useful = start.useful;
            }
        }
        occurrences.extend(told);
        Self::new(occurrences, self.asking)
    }

    /// The same with their places in the timeline.
    pub fn places_about(&self, window: &Id) -> impl Iterator<Item = (usize, &Occurrence)> {
        let indexes = self.windows.get(window).into_iter().flatten();
        indexes.map(|index| (*index, &self.occurrences[*index]))
    }

    /// The place of one of its occurrences.
    pub fn place(&self, occurrence: &Occurrence) -> Option<usize> {
        let order = occurrence.order();
        let found = self
            .occurrences
            .binary_search_by(|other| other.order().cmp(&order));
        found.ok()
    }

    /// The occurrences about one window, in order.
    pub fn about(&self, window: &Id) -> impl Iterator<Item = &Occurrence> {
        let indexes = self.windows.get(window).into_iter().flatten();
        indexes.map(|index| &self.occurrences[*index])
    }
}

/// Dates every notice of a plan.
pub fn schedule(plan: &Plan, directory: &Directory, findings: &mut Findings) -> Timeline {
    let mut occurrences = Vec::new();
    for (phase, window) in plan.windows() {
        if window.status == Status::Cancelled {
            continue;
        }
        for audience in &plan.audiences {
            for (drafts, places) in dated(plan, directory, (phase, window), audience, findings) {
                let told =
                    |draft: Draft| draft.occurrence(plan, (&window.id, &audience.id), &places);
                occurrences.extend(drafts.into_iter().map(told));
            }
        }
    }
    let mut timeline = Timeline::new(occurrences, None);
    timeline.asking = Asking::of(plan, &timeline);
    timeline
}

/// Dates, and the places they hold for.
type Dated = (Vec<Draft>, Vec<usize>);

/// The dates of a window for an audience. Places in one zone whose
/// calendars agree on every date share them.
fn dated(
    plan: &Plan,
    directory: &Directory,
    (phase, window): (&Phase, &Window),
    audience: &Audience,
    findings: &mut Findings,
) -> Vec<Dated> {
    let groups = directory::groups(plan, directory, audience, window);
    let places: BTreeSet<usize> = groups.iter().map(|group| group.place).collect();
    let mut dated: Vec<Dated> = Vec::new();
    for place in places {
        let here = &directory.places[place];
        let ladder = Ladder {
            plan,
            phase,
            window,
            audience,
            place: here,
            groups: groups.iter().filter(|group| group.place == place).collect(),
        };
        let drafts = ladder.dated(findings);
        let same = |(known, places): &&mut Dated| {
            *known == drafts && directory.places[places[0]].calendar.zone == here.calendar.zone
        };
        match dated.iter_mut().find(same) {
            Some((_, places)) => places.push(place),
            None => dated.push((drafts, vec![place])),
        }
    }
    dated
}
