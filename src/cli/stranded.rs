//! Stranded: what commands say when the plan moves a window whose night is on record.

use super::failure::Failure;
use super::workspace::Workspace;
use crate::belief::Beliefs;
use crate::diagnostic::{Code, Diagnostic};
use crate::night::{Moved, Stage, Stranded};
use crate::plan::former::Named;

/// Refuses to tell people by a plan that has taken a window away from its own night; says in the
/// words of the command what was therefore left undone.
pub fn refuse_stranded(
    workspace: &Workspace,
    beliefs: &Beliefs,
    undone: &str,
) -> Result<(), Failure> {
    let stranded = beliefs.history.nights.stranded(&workspace.plan);
    match stranded.first() {
        Some(night) => Err(Failure::usage(
            format!("{}. {undone}", what(night)),
            way_out(night),
        )),
        None => Ok(()),
    }
}

/// Finds such windows.
pub fn find_stranded(workspace: &mut Workspace, beliefs: &Beliefs) {
    for night in beliefs.history.nights.stranded(&workspace.plan) {
        // What is gone while people were told of it is a finding of its own.
        let mut gone = beliefs.removed.iter();
        if gone.any(|gone| gone.kind == Named::Window && gone.id == night.window.id.as_str()) {
            continue;
        }
        let mut finding = Diagnostic::new(Code::MOVED_NIGHT, what(&night));
        let place = workspace.plan.window(&night.window.id);
        if let Some((_, window)) = place {
            let label = "the plan says otherwise here";
            finding = finding.at(window.start_span, label.to_owned());
        }
        workspace.findings.push(finding.help(way_out(&night)));
    }
    workspace.findings.sort();
}

/// What is on record, and what the plan says.
fn what(night: &Stranded) -> String {
    let window = &night.window;
    let since = window.zone.civil(night.since);
    let since = since.format("%A %-d %B %Y, %H:%M");
    let id = &window.id;
    let on_record = match night.stage {
        Stage::Running => format!("`{id}` is running since {since}"),
        _ => format!("`{id}` is over: it was recorded as completed on {since}"),
    };
    let plan = match night.moved {
        Moved::Elsewhere => "the plan has another start for it",
        Moved::Undecided => "the plan has no date for it",
        Moved::Cancelled => "the plan has called it off",
        Moved::Gone => "it is gone from the plan",
    };
    format!("{on_record}, and {plan}")
}

/// How the plan and the night come together again.
fn way_out(night: &Stranded) -> String {
    let window = &night.window;
    let start = window.zone.civil(window.start).format("%a %Y-%m-%d %H:%M");
    let id = &window.id;
    let back = match night.moved {
        Moved::Cancelled => format!("write `status: confirmed` at `{id}`, and `start: {start}`"),
        _ => format!("write `start: {start}` at `{id}` again"),
    };
    match night.stage {
        Stage::Running => format!(
            "{back}; if it came to nothing, record `rolled-back` first, and if it is done, record `completed` and give a second night a window of its own"
        ),
        _ => format!("{back}, and give a second night a window of its own"),
    }
}
