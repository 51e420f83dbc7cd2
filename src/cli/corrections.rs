//! Corrections: what `check` says of them before they leave: steps for which their readers have no time left,
//! and changes for which the plan gives no reason.

use super::workspace::Workspace;
use crate::belief::change::changes;
use crate::belief::{Beliefs, Correction};
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::notice::event::{Change, Deadline};
use crate::plan::Id;
use crate::plan::address::Mailbox;
use std::collections::{BTreeMap, BTreeSet};

/// The mailboxes of those who hear something, by what they hear of.
type Readers<K> = BTreeMap<K, BTreeSet<Mailbox>>;

/// Finds steps that people put off to a time which is too late by now, and changes that are told
/// without a reason, although others were told with one.
pub fn find_flaws(workspace: &mut Workspace, beliefs: &Beliefs) {
    let (mut hurried, mut unexplained) = (Readers::new(), Readers::new());
    for correction in &beliefs.corrections {
        let readers = || readers(workspace, correction);
        for step in overdue(correction) {
            let people: &mut BTreeSet<_> = hurried.entry(step).or_default();
            people.extend(readers());
        }
        if let Some(reason) = correction.unexplained(&workspace.plan) {
            let key = (correction.window.id.clone(), reason.span);
            let people: &mut BTreeSet<_> = unexplained.entry(key).or_default();
            people.extend(readers());
        }
    }
    let hurried = hurried.iter();
    let mut found: Vec<Diagnostic> = hurried
        .filter_map(|(step, people)| overdue_step(workspace, step, people.len()))
        .collect();
    let unexplained = unexplained.iter();
    found.extend(unexplained.map(|(key, people)| no_reason(key, people.len())));
    found
        .into_iter()
        .for_each(|each| workspace.findings.push(each));
    workspace.findings.sort();
}

fn readers(workspace: &Workspace, correction: &Correction) -> Vec<Mailbox> {
    let readers = workspace
        .directory
        .recipients(&correction.occurrence.audience);
    let members = correction.group.members.iter();
    members
        .map(|index| readers[*index].address.mailbox())
        .collect()
}

/// The steps that a correction asks for at once, each with its window and the time that has passed.
fn overdue(correction: &Correction) -> impl Iterator<Item = (Id, String, Instant)> {
    let now = correction.now;
    let told = correction.told.iter();
    let changes = told.flat_map(move |told| changes(told, &correction.truth, now));
    changes.filter_map(move |change| match change {
        Change::Deadline {
            of: Deadline::Action(step),
            new: Some(by),
            ..
        } if by <= now => Some((correction.window.id.clone(), step, by)),
        _ => None,
    })
}

fn overdue_step(
    workspace: &Workspace,
    (window, step, by): &(Id, String, Instant),
    people: usize,
) -> Option<Diagnostic> {
    let (_, window) = workspace.plan.window(window)?;
    let mut steps = window.actions[0].iter();
    let written = steps.find(|action| action.text == *step && action.by == Some(*by))?;
    let due = window.zone.civil(*by).format("%a %-d %b %Y, %-H:%M");
    let who = match people {
        1 => "1 person counts".to_owned(),
        people => format!("{people} people count"),
    };
    let message = format!("this was due on {due}, and {who} with a later time");
    let finding = Diagnostic::new(Code::OVERDUE_STEP, message)
        .at(written.by_span, "over already")
        .at(window.start_span, "before this start");
    let advice = "they are told to do it at once; name a later deadline, or leave the step out if there is no time for it";
    Some(finding.help(advice))
}

fn no_reason((window, place): &(Id, Span), people: usize) -> Diagnostic {
    let who = match people {
        1 => "1 person is".to_owned(),
        people => format!("{people} people are"),
    };
    let message =
        format!("no reason is given why `{window}` is not as it was told, and {who} to hear of it");
    let finding = Diagnostic::new(Code::NO_REASON, message);
    let finding = finding.at(*place, "this one is of an earlier change");
    finding.help("add a line to `changes` with the day of this change and why")
}
