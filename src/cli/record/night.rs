//! The night of which something is recorded: the window's own by the plan, or the one that is on
//! record when the plan has moved its window away from it.

use crate::cli::failure::Failure;
use crate::cli::workspace::Workspace;
use crate::ledger::{Event, Happened};
use crate::night::{Night, Nights, Stranded};
use crate::plan::decode::did_you_mean;
use crate::plan::window::{Status, Window};

/// The night on record for a window that the plan has moved meanwhile.
pub(super) fn stranded(workspace: &Workspace, nights: &Nights, named: &str) -> Option<Stranded> {
    let mut stranded = nights.stranded(&workspace.plan).into_iter();
    stranded.rfind(|night| night.window.id.as_str() == named)
}

/// Its night by the plan, or the one on record.
pub(super) fn night(
    workspace: &Workspace,
    (window, stranded): (&Window, Option<&Stranded>),
    recorded: Vec<Event>,
) -> Option<Night> {
    let plan = &workspace.plan;
    match stranded {
        Some(stranded) => Some(stranded.night(plan, recorded)),
        None => Nights::read(recorded, plan).of(window.id.as_str()).cloned(),
    }
}

/// An end that lies very far ahead, or a start very long before its time, is mostly a slip of the pen.
pub(super) fn refuse_out_of_proportion(night: &Night, event: &Event) -> Result<(), Failure> {
    if event.what == Happened::Started && night.is_far_ahead(event.at) {
        let (start, _) = night.planned();
        let start = night.zone().civil(start).format("%A %-d %B %Y, %H:%M");
        return Err(Failure::usage(
            format!("the work is to start on {start}, which is far ahead. Nothing was recorded"),
            "if it goes on already, record it with `--really`",
        ));
    }
    let until = event.what.until();
    let far = until.filter(|until| night.is_out_of_proportion(*until, event.at));
    let Some(until) = far else { return Ok(()) };
    let until = night.zone().civil(until).format("%A %-d %B %Y, %H:%M");
    Err(Failure::usage(
        format!(
            "`--until` names {until}, which is far beyond the end as it stands. Nothing was recorded"
        ),
        "name another end, or record it with `--really` if that is what you mean",
    ))
}

/// What is said of an event while nobody can be told of it by the plan as it is; nothing when they
/// can.
pub(super) fn untold(stranded: Option<&Stranded>, what: &Happened) -> Option<String> {
    let stranded = stranded?;
    Some(match what {
        Happened::RolledBack { .. } => {
            "The next `forewarn send` tells people what the plan says now.\n".to_owned()
        }
        _ => format!(
            "Nobody is told while the plan says something else of `{}`: `forewarn check` says what to do.\n",
            stranded.window.id
        ),
    })
}

/// The window, which has to be one of the plan's that has a date.
pub(super) fn window<'w>(workspace: &'w Workspace, named: &str) -> Result<&'w Window, Failure> {
    let plan = &workspace.plan;
    let mut undecided = plan.undecided.iter();
    if undecided.any(|window| window.id.as_str() == named) {
        return Err(Failure::usage(
            format!("the window `{named}` has no date, so nothing can happen in it"),
            "give it a start in the plan first",
        ));
    }
    let windows = plan.windows();
    let found = windows
        .iter()
        .find(|(_, window)| window.id.as_str() == named);
    let Some((_, window)) = found else {
        let known = windows.iter().map(|(_, window)| window.id.as_str());
        let all: Vec<&str> = known.clone().collect();
        let advice = did_you_mean(named, known);
        return Err(Failure::usage(
            format!("the plan has no window `{named}`"),
            advice.unwrap_or_else(|| format!("its windows are: {}", all.join(", "))),
        ));
    };
    if window.status == Status::Cancelled {
        return Err(Failure::usage(
            format!("the window `{named}` is called off in the plan"),
            "remove its `status: cancelled` if it takes place after all",
        ));
    }
    Ok(window)
}
