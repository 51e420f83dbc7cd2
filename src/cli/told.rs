//! Told: what commands say when what people were told stands in their way.

use super::failure::Failure;
use super::making::fault;
use super::workspace::Workspace;
use crate::belief::Beliefs;
use crate::belief::reconcile::Removed;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::window::Window;
use crate::round::Trouble;
use std::collections::BTreeSet;

/// Refuses to go on while people count with windows that are gone from the plan; says in the words of
/// the command what was therefore left undone.
pub fn refuse_removed(
    workspace: &Workspace,
    beliefs: &Beliefs,
    undone: &str,
) -> Result<(), Failure> {
    let Some(gone) = beliefs.removed.first() else {
        return Ok(());
    };
    let window = &gone.window;
    let what = format!("{}. {undone}", told_of(workspace, gone));
    let hint = match renamed(workspace, beliefs, gone) {
        Some(now) => format!(
            "if `{}` is the same window, write `renamed-from: {window}` there; {CALLED_OFF}",
            now.id
        ),
        None => {
            format!("{CALLED_OFF}; if it has another id now, write `renamed-from: {window}` there")
        }
    };
    Err(Failure::usage(what, hint))
}

/// What to do about a window that is gone because it will not be.
const CALLED_OFF: &str = "if it is called off, put it back with `status: cancelled` and they will hear of it, or run `forewarn send` with `--assume-cancelled`";

/// The window that one which is gone is probably called now: nobody was told of it, and it has the
/// same start or does the same to the same services.
fn renamed<'w>(workspace: &'w Workspace, beliefs: &Beliefs, gone: &Removed) -> Option<&'w Window> {
    let history = &beliefs.history;
    let windows = workspace.plan.windows().into_iter();
    let windows = windows.map(|(_, window)| window);
    let unknown = windows.filter(|window| !history.is_known(window.id.as_str()));
    let unknown: Vec<&Window> = unknown.collect();
    let claims = history.about(&gone.window);
    let claims = claims.flat_map(|(_, _, heard)| heard.beliefs());
    let told = claims.flat_map(|claim| claim.services.keys().map(String::as_str));
    let told: BTreeSet<&str> = told.collect();
    let is_alike = |window: &Window| {
        let services = window.services.iter().map(|(id, _)| id.as_str());
        let services: BTreeSet<&str> = services.collect();
        !told.is_empty() && services == told
    };
    let at_once = |window: &&&Window| Some(window.start) == gone.start;
    let found = unknown.iter().find(at_once);
    let alike = || unknown.iter().find(|window| is_alike(window));
    found.or_else(alike).copied()
}

/// Finds windows that are gone while people count with them. What is overdue of a window that
/// probably has another id only is no finding of its own.
pub fn find_removed(workspace: &mut Workspace, beliefs: &Beliefs) {
    for gone in &beliefs.removed {
        let now = renamed(workspace, beliefs, gone);
        let finding = removed(workspace, gone, now);
        if let Some(place) = now.map(|window| window.start_span) {
            let is_about =
                |found: &Diagnostic| found.labels.iter().any(|label| label.span == place);
            workspace
                .findings
                .retain(|found| found.code != Code::OVERDUE || !is_about(found));
        }
        workspace.findings.push(finding);
    }
    workspace.findings.sort();
}

fn removed(workspace: &Workspace, gone: &Removed, now: Option<&Window>) -> Diagnostic {
    let finding = Diagnostic::new(Code::REMOVED_WINDOW, told_of(workspace, gone));
    match now {
        Some(now) => finding
            .at(
                now.start_span,
                format!("`{}` is probably the same window", now.id),
            )
            .help(format!(
                "if it is the same, write `renamed-from: {}` beside `id: {}`",
                gone.window, now.id
            ))
            .help(CALLED_OFF),
        None => finding.help(CALLED_OFF).help(format!(
            "if it has another id now, write `renamed-from: {}` there",
            gone.window
        )),
    }
}

/// Who was told of a window that is gone.
fn told_of(workspace: &Workspace, gone: &Removed) -> String {
    let people = match gone.people {
        1 => "1 person was".to_owned(),
        people => format!("{people} people were"),
    };
    let zone = &workspace.plan.zone;
    let when = gone.start.map_or_else(String::new, |start| {
        format!(" on {}", zone.civil(start).format("%A %-d %B %Y at %H:%M"))
    });
    let window = &gone.window;
    format!("the window `{window}` is gone from the plan, but {people} told of it{when}")
}

/// Why a round could not be made, for people.
pub fn unmade(workspace: &Workspace, trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Ledger(error) => error.into(),
        Trouble::Unmade(notice, made) => fault(workspace, &notice, made),
    }
}
