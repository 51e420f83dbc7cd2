//! Asked: what somebody has to say of a window before people can be told, and how the nights went.

use super::evidence::moment;
use super::workspace::Workspace;
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::night::{Nag, Review};

/// The exit code that says that something waits for a person.
pub const WAITING: u8 = 4;

/// What somebody has to say now, with the commands that say it; empty when there is nothing.
pub fn asked(workspace: &Workspace, beliefs: &Beliefs) -> String {
    let nags = nags(workspace, beliefs);
    let lines = nags.iter().map(|nag| words(workspace, nag));
    lines.collect()
}

/// The same as it is, without words.
pub fn nags(workspace: &Workspace, beliefs: &Beliefs) -> Vec<Nag> {
    let Beliefs { history, .. } = beliefs;
    let dated = (&workspace.plan, &workspace.timeline);
    let is_known = |window: &str| history.is_known(window);
    history.nights.nags(dated, workspace.now, is_known)
}

fn words(workspace: &Workspace, nag: &Nag) -> String {
    let id = nag.window();
    let at = |instant| moment(workspace, instant);
    let record = format!("forewarn record {} {id}", workspace.path.display());
    match nag {
        Nag::Unsaid {
            end, help_waits, ..
        } => format!(
            "{id} should have ended on {} and nobody has said what became of it{}:\n  {record} completed\n  {record} extended --until TIME --reason TEXT\n  {record} rolled-back --reason TEXT --data-kept TEXT\n",
            at(*end),
            match help_waits {
                true => "; mails that extra help is there wait for that",
                false => "",
            }
        ),
        Nag::Progress { by, .. } => format!(
            "{id} goes on, and word on how it goes is wanted since {}:\n  {record} progress [--late] [--reason TEXT]\n",
            at(*by)
        ),
        Nag::Undated { by, .. } => format!(
            "{id} was to have a new date by {}, and the plan has none: write the new start, or a later `new-date-by`, or `status: cancelled`\n",
            workspace.plan.zone.civil(*by).format("%a %-d %b %Y")
        ),
        Nag::NoDate { by, .. } => format!(
            "{id} came to nothing, and people were promised word of a new date by {}: give it a new start in the plan, or `start: undecided`, or `status: cancelled`\n",
            at(*by)
        ),
    }
}

/// How the nights went of which something was recorded, for people.
pub fn reviews(workspace: &Workspace, beliefs: &Beliefs) -> String {
    let reviews = beliefs.history.nights.reviews();
    let lines = reviews.iter().map(|review| night(workspace, review));
    lines.collect()
}

fn night(workspace: &Workspace, review: &Review) -> String {
    let at = |instant: &Instant| moment(workspace, *instant);
    let said = |at: Option<String>| at.unwrap_or_else(|| "not said".to_owned());
    let mut text = format!(
        "\nThe night of {}{}: {}\n  planned   {} to {}\n",
        review.window,
        match review.is_current {
            true => "",
            false => ", on a date it has no more",
        },
        review.stage.slug(),
        at(&review.planned_start),
        at(&review.planned_end),
    );
    let (start, end) = (review.actual_start.as_ref(), review.actual_end.as_ref());
    // Of a night that did not begin there is nothing to say.
    if start.or(end).is_some() {
        let (start, end) = (said(start.map(at)), said(end.map(at)));
        text.push_str(&format!("  really    {start} to {end}\n"));
    }
    if review.extended_minutes > 0 {
        text.push_str(&format!(
            "  extended  by {} minutes\n",
            review.extended_minutes
        ));
    }
    if let Some(minutes) = review.overrun_minutes {
        text.push_str(&format!(
            "  overrun   {minutes} minutes beyond the published end\n"
        ));
    }
    let mut label = "recorded";
    for recorded in &review.recorded {
        let until = recorded.until.as_ref().map(at);
        let until = until.map_or_else(String::new, |until| format!(" until {until}"));
        let (when, what) = (at(&recorded.at), recorded.what);
        text.push_str(&format!("  {label:<8}  {when}  {what}{until}\n"));
        label = "";
    }
    text
}
