//! Obstacle: what commands say when what people were told stands in their way.

use super::failure::Failure;
use super::making::fault;
use super::workspace::Workspace;
use crate::belief::{Beliefs, Readdressed, Removed};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::former::Named;
use crate::round::Trouble;

/// Refuses to go on while people count with what is gone from the plan; says in the words of the command
/// what was therefore left undone.
pub fn refuse_removed(
    workspace: &Workspace,
    beliefs: &Beliefs,
    undone: &str,
) -> Result<(), Failure> {
    let Some(gone) = beliefs.removed.first() else {
        return Ok(());
    };
    let Removed { kind, id, now, .. } = gone;
    let what = format!("{}. {undone}", told_of(workspace, gone));
    let otherwise = otherwise(gone);
    let hint = match now {
        Some(now) => format!(
            "if `{}` is the same {}, write `renamed-from: {id}` there; {otherwise}",
            now.id,
            kind.word()
        ),
        None => {
            format!("{otherwise}; if it has another id now, write `renamed-from: {id}` there")
        }
    };
    Err(Failure::usage(what, hint))
}

/// What to do about something that is gone and has no other id.
fn otherwise(gone: &Removed) -> String {
    match gone.kind {
        Named::Service => format!("if it is another one, leave `{}` under `services`", gone.id),
        Named::Audience | Named::Department => {
            "without it they would be told everything once more".to_owned()
        }
        Named::Window if gone.is_over => format!(
            "otherwise put `{}` back as it was, so that everybody who was told of it hears what became of it",
            gone.id
        ),
        Named::Window | Named::Briefing => "if it is called off, put it back with `status: cancelled` and they will hear of it, or run `forewarn send` with `--assume-cancelled`".to_owned(),
    }
}

/// Finds what is gone while people count with it. What is overdue of a window that probably has
/// another id only is no finding of its own, nor is what an audience was not told that has another.
pub fn find_removed(workspace: &mut Workspace, beliefs: &Beliefs) {
    for gone in &beliefs.removed {
        let finding = removed(workspace, gone);
        if let Some(now) = &gone.now {
            let is_about =
                |found: &Diagnostic| found.labels.iter().any(|label| label.span == now.place);
            let is_audience = gone.kind == Named::Audience;
            workspace
                .findings
                .retain(|found| found.code != Code::OVERDUE || !(is_audience || is_about(found)));
        }
        workspace.findings.push(finding);
    }
    workspace.findings.sort();
}

fn removed(workspace: &Workspace, gone: &Removed) -> Diagnostic {
    let code = match gone.kind {
        Named::Window => Code::REMOVED_WINDOW,
        Named::Briefing => Code::REMOVED_BRIEFING,
        Named::Service | Named::Audience | Named::Department => Code::OTHER_ID,
    };
    let Removed { kind, id, now, .. } = gone;
    let finding = Diagnostic::new(code, told_of(workspace, gone));
    match now {
        Some(now) => finding
            .at(
                now.place,
                format!("`{}` is probably the same {}", now.id, kind.word()),
            )
            .help(format!(
                "if it is the same, write `renamed-from: {id}` beside {}",
                match kind {
                    Named::Window | Named::Briefing => format!("`id: {}`", now.id),
                    _ => format!("the name of `{}`", now.id),
                }
            ))
            .help(otherwise(gone)),
        None => finding.help(otherwise(gone)).help(format!(
            "if it has another id now, write `renamed-from: {id}` there"
        )),
    }
}

/// Finds people who may have another address now.
pub fn find_readdressed(workspace: &mut Workspace, beliefs: &Beliefs) {
    for person in &beliefs.readdressed {
        let finding = Diagnostic::new(Code::NEW_ADDRESS, question(person));
        let help = format!(
            "if so, and {} is still read, keep it in the list, too; otherwise there is nothing to do",
            person.old
        );
        workspace.findings.push(finding.help(help));
    }
}

/// Asks whether two addresses are one person's.
pub fn question(person: &Readdressed) -> String {
    let Readdressed { name, old, new } = person;
    format!(
        "is {new} the new address of {name}? {old} will be told that it gets no further messages"
    )
}

/// Who was told of something that is gone.
fn told_of(workspace: &Workspace, gone: &Removed) -> String {
    let people = match gone.people {
        1 => "1 person was".to_owned(),
        people => format!("{people} people were"),
    };
    let zone = &workspace.plan.zone;
    let when = gone.start.map_or_else(String::new, |start| {
        format!(
            "; it was to start on {}",
            zone.civil(start).format("%A %-d %B %Y at %H:%M")
        )
    });
    let told = match gone.kind {
        Named::Window => format!("told of it{when}"),
        Named::Briefing => format!("invited to it{when}"),
        Named::Service => "told that it will be affected".to_owned(),
        Named::Audience | Named::Department => "told as its members".to_owned(),
    };
    let (word, id) = (gone.kind.word(), &gone.id);
    format!("the {word} `{id}` is gone from the plan, but {people} {told}")
}

/// Why a round could not be made, for people.
pub fn unmade(workspace: &Workspace, trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Ledger(error) => error.into(),
        Trouble::Unmade(notice, made) => fault(workspace, &notice, made),
    }
}
