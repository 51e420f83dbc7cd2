//! Usual: when something happens on a night of which nobody says when.

use crate::calendar::zone::Instant;
use crate::plan::window::Window;
use chrono::TimeDelta;

/// How long before its end somebody notices that a night takes longer.
const NOTICED: TimeDelta = TimeDelta::minutes(30);
/// How long before its time work begins that begins early.
const EARLY: TimeDelta = TimeDelta::hours(1);
/// How long before its start a night is decided on, when the plan names no moment.
const DECIDED: TimeDelta = TimeDelta::hours(2);

/// When it is decided whether a window starts.
pub fn decided(window: &Window) -> Instant {
    let decisions = window.checkpoints.iter().map(|checkpoint| checkpoint.at);
    let last = decisions.filter(|at| *at < window.start).max();
    last.unwrap_or(window.start - DECIDED)
}

/// When the work of a window begins that begins before its time.
pub fn begun_early(window: &Window) -> Instant {
    window.start - EARLY
}

/// When somebody notices that a window takes longer than to this end.
pub fn noticed(window: &Window, end: Instant) -> Instant {
    (end - NOTICED).max(window.start + TimeDelta::minutes(1))
}

/// When the old system comes back that a window with this end was to replace.
pub fn rolled_back(window: &Window, end: Instant) -> Instant {
    window.point_of_no_return.unwrap_or(end)
}
