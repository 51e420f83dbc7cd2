//! `stranded-briefing`: people come to a briefing about a window that takes place. One that is over
//! holds nobody up.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
use crate::plan::briefing::Briefing;
use crate::plan::undecided::Undecided;
use crate::plan::window::Status;
use crate::plan::{Id, Plan};

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
    // It is read so only when the one without a date stands before the next window.
    let meant = waiting(case.plan, briefing);
    let may_be_meant = |open: &&Undecided| {
        let start = case.told.date(&open.id);
        briefing.names_none && start.is_none_or(|start| start >= briefing.end)
    };
    if let Some(open) = meant.filter(may_be_meant) {
        let message = format!(
            "this briefing may have been for `{}`, which has no date any more",
            open.id
        );
        let finding = Diagnostic::new(Code::STRANDED_BRIEFING, message)
            .at(briefing.start_span, "the next window after this")
            .at(open.start_span, "the date is taken back here");
        return Some(finding.help(say_which(briefing, open)));
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

/// The first window without a date that a briefing is about.
pub fn waiting<'p>(plan: &'p Plan, briefing: &Briefing) -> Option<&'p Undecided> {
    briefing.windows.iter().find_map(|id| {
        let mut undecided = plan.undecided.iter();
        undecided.find(|window| window.id == *id && window.waits())
    })
}

/// What to write of a briefing that may have been for a window without a date.
fn say_which(briefing: &Briefing, open: &Undecided) -> String {
    let others = briefing.windows.iter().filter(|id| **id != open.id);
    let others: Vec<&str> = others.map(Id::as_str).collect();
    let others = match others.as_slice() {
        [] => return MOVE_OR_CANCEL.to_owned(),
        [one] => format!("window: {one}"),
        all => format!("windows: [{}]", all.join(", ")),
    };
    format!(
        "write `{others}` when it is about what comes after it; otherwise cancel it with `status: cancelled`"
    )
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
