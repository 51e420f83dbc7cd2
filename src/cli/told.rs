//! Told: what commands say when what people were told stands in their way.

use super::failure::Failure;
use super::making::fault;
use super::workspace::Workspace;
use crate::belief::Beliefs;
use crate::round::Trouble;

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
    let people = match gone.people {
        1 => "1 person was".to_owned(),
        people => format!("{people} people were"),
    };
    let zone = &workspace.plan.zone;
    let when = gone.start.map_or_else(String::new, |start| {
        format!(" on {}", zone.civil(start).format("%A %-d %B %Y at %H:%M"))
    });
    let window = &gone.window;
    let what = format!(
        "the window `{window}` is gone from the plan, but {people} told of it{when}. {undone}"
    );
    let hint = format!(
        "if it is called off, put it back with `status: cancelled` and they will hear of it, or run `forewarn send` with `--assume-cancelled`; if it has another id now, write `renamed-from: {window}` there"
    );
    Err(Failure::usage(what, hint))
}

/// Why a round could not be made, for people.
pub fn unmade(workspace: &Workspace, trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Ledger(error) => error.into(),
        Trouble::Unmade(notice, made) => fault(workspace, &notice, made),
    }
}
