//! Overview: the notices of a plan and its corrections, window by window, with where they stand.

use super::super::evidence;
use super::super::workspace::Workspace;
use super::line::{Gone, Line};
use crate::calendar::zone::Instant;
use crate::ledger::Standing;
use crate::plan::former::Named;
use crate::plan::{Id, Plan};
use crate::report::row::name;
use crate::report::table::cut;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// How many deliveries stand where.
pub(super) type Standings = BTreeMap<Standing, u64>;

/// `148 sent`, `2 refused`.
pub(super) fn said(standings: &Standings) -> Vec<String> {
    let words = |(standing, number): (&Standing, &u64)| match standing {
        Standing::Accepted => format!("{number} sent"),
        Standing::Begun => format!("{number} begun, in doubt"),
        other => format!("{number} {}", other.slug()),
    };
    standings.iter().map(words).collect()
}

pub(super) fn standings_json(standings: &Standings) -> Value {
    let standings = standings.iter();
    let fields = standings.map(|(standing, number)| (standing.slug().to_owned(), json!(number)));
    Value::Object(fields.collect())
}

/// The window of a correction as the plan has it now.
pub(super) fn window<'w>(workspace: &'w Workspace, correction: &Gone) -> Option<&'w Id> {
    let plan = &workspace.plan;
    let told = correction.window.as_str();
    let id = plan.now_called(Named::Window, told);
    let id = id.map_or(told, Id::as_str);
    let dated = plan.windows().into_iter().map(|(_, window)| &window.id);
    let undecided = plan.undecided.iter().map(|window| &window.id);
    dated.chain(undecided).find(|known| known.as_str() == id)
}

/// The notices of every window and the corrections, with where they stand.
pub(super) fn table(workspace: &Workspace, (lines, corrections): (&[Line], &[Gone])) -> String {
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
    for correction in corrections {
        let Some(window) = window(workspace, correction) else {
            continue;
        };
        let kind = correction.milestone.map_or("", name);
        let named = (correction.audience.as_str(), kind);
        let stands = (correction.number(), correction.stands());
        row(window, correction.moment, named, stands);
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
        let stands = gone.stands();
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
