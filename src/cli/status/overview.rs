//! Overview: the notices of a plan and its corrections, window by window, with where they stand.

use super::super::evidence;
use super::super::workspace::Workspace;
use super::gone::Gone;
use super::line::Line;
use crate::calendar::zone::Instant;
use crate::plan::former::Named;
use crate::plan::{Id, Plan};
use crate::report::row::name;
use crate::report::table::cut;
use std::collections::HashMap;

/// The window of deliveries as the plan has it now.
pub(super) fn window<'w>(workspace: &'w Workspace, gone: &Gone) -> Option<&'w Id> {
    let plan = &workspace.plan;
    let told = gone.window.as_str();
    let id = plan.now_called(Named::Window, told);
    let id = id.map_or(told, Id::as_str);
    let dated = plan.windows().into_iter().map(|(_, window)| &window.id);
    let undecided = plan.undecided.iter().map(|window| &window.id);
    dated.chain(undecided).find(|known| known.as_str() == id)
}

/// The notices of every window, the corrections and what was told for other dates, with where they stand.
pub(super) fn table(workspace: &Workspace, (lines, others): (&[Line], &[Gone])) -> String {
    let plan = &workspace.plan;
    let width = names(plan);
    let mut about: HashMap<&Id, Vec<(Instant, String)>> = HashMap::new();
    let mut row = |window, at: Instant, (audience, kind): (&str, &str), stands: (u64, String)| {
        let when = plan.zone.civil(at).format("%a %e %b");
        let (planned, stands) = stands;
        let audience = called(plan, audience);
        let line = format!("  {when}  {audience:<width$}  {kind:<20}{planned:>6}  {stands}\n");
        about.entry(window).or_default().push((at, line));
    };
    for line in lines {
        let occurrence = line.occurrence;
        let named = (occurrence.audience.as_str(), name(occurrence.milestone));
        let planned = u64::try_from(line.planned).unwrap_or(u64::MAX);
        let stands = (planned, line.stands(workspace));
        row(&occurrence.window, occurrence.moment, named, stands);
    }
    let is_told = |other: &&Gone| other.superseded.is_none() || other.was_tried();
    for other in others.iter().filter(is_told) {
        let Some(window) = window(workspace, other) else {
            continue;
        };
        let kind = other.milestone.map_or("", name);
        let named = (other.audience.as_str(), kind);
        let stands = (other.number(), other.words(&plan.zone));
        row(window, other.at(), named, stands);
    }
    let mut text = String::new();
    let dated = plan.windows().into_iter().map(|(phase, window)| {
        let start = evidence::moment(workspace, window.start);
        (&phase.name, &window.id, start)
    });
    let undecided = plan.undecided.iter().filter_map(|window| {
        let told = about.contains_key(&window.id);
        told.then(|| (&window.phase_name, &window.id, "no date".to_owned()))
    });
    let undecided: Vec<_> = undecided.collect();
    for (phase, id, start) in dated.chain(undecided) {
        let gap = if text.is_empty() { "" } else { "\n" };
        text.push_str(&format!("{gap}{phase} ({id}): {start}\n"));
        let mut rows = about.remove(id).unwrap_or_default();
        rows.sort_by_key(|(at, _)| *at);
        text.extend(rows.into_iter().map(|(_, row)| row));
    }
    text
}

/// What was told, or is still open, of notices that are no longer in the plan.
pub(super) fn farewell(workspace: &Workspace, gone: &[Gone]) -> String {
    if gone.is_empty() {
        return String::new();
    }
    let plan = &workspace.plan;
    let width = names(plan);
    let line = |gone: &Gone| {
        let civil = plan.zone.civil(gone.moment);
        let when = civil.format("%a %e %b");
        let stands = gone.words(&plan.zone);
        let notice = &gone.notice;
        let audience = called(plan, &gone.audience);
        format!("  {when}  {audience:<width$}  {notice:<26}  {stands}\n")
    };
    let lines: String = gone.iter().map(line).collect();
    format!("\nNo longer in the plan\n{lines}")
}

/// The widest column of audiences.
const WIDEST: usize = 24;

/// How wide the names of a plan's audiences are.
fn names(plan: &Plan) -> usize {
    let names = plan
        .audiences
        .iter()
        .map(|audience| audience.name.chars().count());
    names.max().unwrap_or_default().clamp(16, WIDEST)
}

/// The name of an audience by the id it has or had, as far as its column holds it.
fn called(plan: &Plan, audience: &str) -> String {
    let now = plan.now_called(Named::Audience, audience);
    let id = now.map_or(audience, Id::as_str);
    let mut audiences = plan.audiences.iter();
    let known = audiences.find(|known| known.id.as_str() == id);
    cut(known.map_or(id, |known| &known.name), WIDEST)
}
