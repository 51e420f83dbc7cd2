//! What happened, or how the plan moved, in words.

use super::lines;
use crate::compose::moment::{Clock, Moment};
use crate::compose::words::Words;
use crate::notice::facts::EventFacts;
use schemars::JsonSchema;
use serde::Serialize;

/// What happened; every field absent when nothing did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EventView {
    /// `go` or `no-go`; `on-time` or `late`.
    pub state: Option<String>,
    /// Who decided.
    pub decided_by: Option<Words>,
    /// Why, in one line.
    pub reason: Option<Words>,
    /// The start that was told before.
    pub old_start: Option<Moment>,
    /// The end that was told before.
    pub old_end: Option<Moment>,
    /// When the next word comes.
    pub next_update: Option<Moment>,
    /// Open again since.
    pub since: Option<Moment>,
    /// What was kept and what has to be entered again.
    pub data_kept: Option<Words>,
    /// By when a new date will be named.
    pub new_date_by: Option<Moment>,
    /// Whether the window's times are a new date.
    pub has_new_date: bool,
    /// What an hour more costs.
    pub cost_per_hour: Option<Words>,
    /// Actions to undo, or that still stand.
    pub actions: Vec<Words>,
}

impl EventView {
    pub(super) fn of(event: Option<&EventFacts>, clock: Clock<'_>) -> Self {
        let nothing = EventFacts::default();
        let event = event.unwrap_or(&nothing);
        let line = |text: &Option<String>| text.as_deref().map(Words::sentence);
        let moment = |at: Option<crate::calendar::zone::Instant>| at.map(|at| clock.moment(at));
        Self {
            state: event
                .state
                .clone()
                .filter(|state| ["go", "no-go", "on-time", "late"].contains(&state.as_str())),
            decided_by: event.decided_by.as_deref().map(Words::plain),
            reason: line(&event.reason),
            old_start: moment(event.old_start),
            old_end: moment(event.old_end),
            next_update: moment(event.next_update),
            since: moment(event.since),
            data_kept: line(&event.data_kept),
            new_date_by: moment(event.new_date_by),
            has_new_date: event.has_new_date,
            cost_per_hour: event.cost_per_hour.as_deref().map(Words::line),
            actions: lines(&event.actions),
        }
    }
}
