//! Stranded: a night that goes on, or is done, on a date that the plan has taken from its window.
//! Whoever were told by such a plan would hear that nothing happens while it does.

use super::course::{Night, Stage};
use super::nights::Nights;
use crate::calendar::zone::Instant;
use crate::ledger::Event;
use crate::plan::Plan;
use crate::plan::former::Named;
use crate::plan::window::{Status, Window};

/// A night on a date that the plan has taken from its window.
#[derive(Debug, Clone)]
pub struct Stranded {
    /// The window, with the date on which its night is on record.
    pub window: Window,
    /// Where it stands: running, or completed.
    pub stage: Stage,
    /// Since when.
    pub since: Instant,
    /// What the plan says instead.
    pub moved: Moved,
}

/// What a plan says of a window whose night is on record for another date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// It has another start.
    Elsewhere,
    /// It has no date.
    Undecided,
    /// It is called off.
    Cancelled,
    /// It is not there.
    Gone,
}

impl Nights {
    /// The nights that go on, or are done, on a date that the plan has taken from their windows. A
    /// window whose night is done may leave the plan.
    pub fn stranded(&self, plan: &Plan) -> Vec<Stranded> {
        let begun = self.past().iter().filter_map(|night| {
            let since = match night.stage {
                Stage::Running => night.actual_start,
                Stage::Completed => night.actual_end,
                _ => return None,
            };
            let first = || night.recorded.first().map(|event| event.at);
            let since = since.or_else(first)?;
            let planned = (night.planned_start, night.planned_end);
            let (window, moved) = now(plan, &night.window, planned)?;
            let is_told = moved == Moved::Gone && night.stage == Stage::Completed;
            (!is_told).then_some(Stranded {
                window,
                stage: night.stage,
                since,
                moved,
            })
        });
        begun.collect()
    }
}

/// The last that was recorded of a window that is gone from the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastWord {
    /// Where its night stands by it.
    pub stage: Stage,
    /// When it happened.
    pub at: Instant,
    /// The notice, by its id, that tells it when its night is over.
    pub notice: String,
}

impl Nights {
    /// The last that was recorded of a window that is gone from the plan.
    pub fn last_word(&self, window: &str) -> Option<LastWord> {
        let nights = self.past().iter().filter(|night| night.window == window);
        let said = nights.flat_map(|night| {
            let said = night.recorded.iter();
            said.map(move |recorded| (night.stage, recorded))
        });
        let (stage, last) = said.clone().max_by_key(|(_, recorded)| recorded.at)?;
        let alike = said.filter(|(_, recorded)| recorded.what == last.what);
        Some(LastWord {
            stage,
            at: last.at,
            notice: format!("{window}-{}-{}", last.what, alike.count()),
        })
    }
}

impl Stranded {
    /// Its night, by all that was ever recorded.
    pub fn night(&self, plan: &Plan, recorded: Vec<Event>) -> Night {
        let id = &self.window.id;
        let mut events = recorded;
        events.retain(|event| {
            let now_called = plan.now_called(Named::Window, &event.window);
            now_called.map_or(event.window == id.as_str(), |now| now == id)
        });
        Night::of(&self.window, &events)
    }
}

/// A window by its id as its night was planned, and what the plan says of it now.
fn now(plan: &Plan, id: &str, planned: (Instant, Instant)) -> Option<(Window, Moved)> {
    let windows = plan.windows();
    let mut dated = windows.into_iter().map(|(_, window)| window);
    if let Some(window) = dated.find(|window| window.id.as_str() == id) {
        let moved = match window.status {
            Status::Cancelled => Moved::Cancelled,
            _ => Moved::Elsewhere,
        };
        let mut window = window.clone();
        (window.start, window.end) = planned;
        return Some((window, moved));
    }
    let mut undecided = plan.undecided.iter();
    let undecided = undecided.find(|window| window.id.as_str() == id);
    let moved = match undecided {
        Some(window) if !window.waits() => Moved::Cancelled,
        Some(_) => Moved::Undecided,
        None => Moved::Gone,
    };
    let zone = undecided.map_or(&plan.zone, |window| &window.zone);
    let span = plan.phases.first()?.span;
    let window = Window::bare(id.parse().ok()?, planned, zone.clone(), span);
    Some((window, moved))
}
