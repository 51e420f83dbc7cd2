//! Asked: what somebody has to say of a night before people can be told, and how the nights went.

use super::evidence::moment;
use super::workspace::Workspace;
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::night::{Nag, Review};
use serde_json::{Value, json};

/// The exit code that says that something waits for a person.
pub const WAITING: u8 = 4;

/// What somebody has to say now, with the commands that say it; empty when there is nothing.
pub fn asked(workspace: &Workspace, beliefs: &Beliefs) -> String {
    let history = &beliefs.history;
    let is_known = |window: &str| history.is_known(window);
    let nags = history
        .nights
        .nags(&workspace.plan, workspace.now, is_known);
    let lines = nags.iter().map(|nag| words(workspace, nag));
    lines.collect()
}

fn words(workspace: &Workspace, nag: &Nag) -> String {
    let id = nag.window();
    let at = |instant| moment(workspace, instant);
    let record = format!("forewarn record {} {id}", workspace.path.display());
    match nag {
        Nag::Unsaid { end, .. } => format!(
            "{id} should have ended on {} and nobody has said what became of it:\n  {record} completed\n  {record} extended --until TIME --reason TEXT\n  {record} rolled-back --reason TEXT --data-kept TEXT\n",
            at(*end)
        ),
        Nag::Promised { by, .. } => format!(
            "{id}: people were promised word for {} and wait for it:\n  {record} progress [--late] [--reason TEXT]\n",
            at(*by)
        ),
        Nag::NoDate { by, .. } => format!(
            "{id} came to nothing, and people were promised word of a new date by {}: give it a new start in the plan, or `start: undecided`, or `status: cancelled`\n",
            at(*by)
        ),
    }
}

/// How the nights went of which something was recorded, for people.
pub fn reviews(workspace: &Workspace, beliefs: &Beliefs) -> String {
    let reviewed = reviewed(beliefs);
    let line = |(window, review): &(String, Review)| {
        let at = |instant: &Instant| moment(workspace, *instant);
        let Review {
            planned_start,
            planned_end,
            actual_start,
            actual_end,
            ..
        } = review;
        let said = |at: Option<String>| at.unwrap_or_else(|| "not said".to_owned());
        let mut text = format!(
            "\nThe night of {window}: {}\n  planned   {} to {}\n  really    {} to {}\n",
            review.stage.slug(),
            at(planned_start),
            at(planned_end),
            said(actual_start.as_ref().map(at)),
            said(actual_end.as_ref().map(at)),
        );
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
        text
    };
    reviewed.iter().map(line).collect()
}

/// The same for programs: one value for each night.
pub fn reviews_json(beliefs: &Beliefs) -> Vec<Value> {
    let reviewed = reviewed(beliefs).into_iter();
    reviewed
        .map(|(window, review)| json!({"window": window, "night": review}))
        .collect()
}

fn reviewed(beliefs: &Beliefs) -> Vec<(String, Review)> {
    let nights = beliefs.history.nights.all();
    let reviewed = nights.filter_map(|night| Some((night.window().to_string(), night.review()?)));
    reviewed.collect()
}
