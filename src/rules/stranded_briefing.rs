//! `stranded-briefing`: people come to a briefing about a window that takes place. One that is over
//! holds nobody up.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
use crate::plan::Id;
use crate::plan::briefing::Briefing;
use crate::plan::undecided::Undecided;
use crate::plan::window::Status;

const MOVE_OR_CANCEL: &str =
    "move the briefing to another window with `window: …`, or cancel it with `status: cancelled`";

/// Reports briefings still to come of whose windows none takes place, or not yet; of a plan that is
/// cancelled as a whole nothing is said of each.
pub fn check(case: Case, findings: &mut Findings) {
    let windows = case.plan.windows();
    let mut live = windows
        .iter()
        .filter(|(_, window)| window.status != Status::Cancelled);
    let waits = case.plan.undecided.iter().any(Undecided::waits);
    if live.next().is_none() && !waits {
        return;
    }
    let briefings = case.plan.briefings.iter();
    for briefing in briefings.filter(|briefing| briefing.start > case.now) {
        if let Some(finding) = stranded(case, briefing) {
            findings.push(finding);
        }
    }
}

fn stranded(case: Case, briefing: &Briefing) -> Option<Diagnostic> {
    let waiting = |id: &Id| {
        let mut undecided = case.plan.undecided.iter();
        undecided.find(|window| window.id == *id && window.waits())
    };
    // It is read so only when the one without a date stands before the next window.
    let meant = briefing.windows.iter().find_map(waiting);
    if let Some(open) = meant.filter(|_| briefing.names_none) {
        let message = format!(
            "this briefing may have been for `{}`, which has no date any more",
            open.id
        );
        let finding = Diagnostic::new(Code::STRANDED_BRIEFING, message)
            .at(briefing.start_span, "the next window after this")
            .at(open.start_span, "the date is taken back here");
        return Some(finding.help(MOVE_OR_CANCEL));
    }
    let obstacles = briefing.windows.iter();
    let obstacles: Option<Vec<_>> = obstacles.map(|id| obstacle(case, id)).collect();
    let (why, place) = *obstacles?.first()?;
    let message = match briefing.windows.as_slice() {
        [window] => format!("the window `{window}` {why}, but its briefing stands"),
        _ => "none of these windows stands, but their briefing does".to_owned(),
    };
    let finding = Diagnostic::new(Code::STRANDED_BRIEFING, message)
        .at(briefing.start_span, "nobody would be invited")
        .at(place, "the window");
    Some(finding.help(MOVE_OR_CANCEL))
}

/// Why nobody can be briefed for a window, and where that is written.
fn obstacle(case: Case, window: &Id) -> Option<(&'static str, Span)> {
    if let Some((_, window)) = case.plan.window(window) {
        let is_off = window.status == Status::Cancelled;
        return is_off.then_some(("is cancelled", window.start_span));
    }
    let mut undecided = case.plan.undecided.iter();
    let window = undecided.find(|other| other.id == *window)?;
    let why = match window.waits() {
        true => "has no date any more",
        false => "is cancelled",
    };
    Some((why, window.start_span))
}
