//! Nobody: steps that are meant for people who are not told what to do about their window.

use super::reads_steps;
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Span};
use crate::directory::{Group, groups};
use crate::plan::Id;
use crate::plan::action::Action;
use crate::plan::audience::Audience;
use crate::plan::window::{Status, Window};
use crate::rules::Case;

/// So many of those who could be meant are named.
const NAMED: usize = 3;

/// Reports steps whose `for` names only people whom no mail tells what to do.
pub(super) fn check(case: Case, findings: &mut Findings) {
    for (_, window) in case.plan.windows() {
        let steps = window.actions.iter().flatten();
        let steps = steps.filter_map(|step| Some((step, step.meant_span?)));
        let steps: Vec<(&Action, Span)> = steps.collect();
        if window.status == Status::Cancelled || window.start <= case.now || steps.is_empty() {
            continue;
        }
        let audiences = case.plan.audiences.iter();
        let audiences = audiences.filter(|audience| reads_steps(audience.role));
        let readers: Vec<(&Audience, Group)> = audiences
            .flat_map(|audience| {
                let groups = groups(case.plan, case.directory, audience, window);
                groups.into_iter().map(move |group| (audience, group))
            })
            .collect();
        for (step, place) in steps {
            let mut meant = readers.iter();
            let is_read =
                meant.any(|(audience, group)| group.is_meant(&audience.id, &step.meant_for));
            // Where nobody is told at all, that has its own finding.
            if !is_read && !readers.is_empty() {
                findings.push(finding(case, window, (step, place), &readers));
            }
        }
    }
}

fn finding(
    case: Case,
    window: &Window,
    (step, place): (&Action, Span),
    readers: &[(&Audience, Group)],
) -> Diagnostic {
    let reasons: Vec<String> = step
        .meant_for
        .iter()
        .map(|id| reason(case, window, id))
        .collect();
    let message = format!(
        "no mail says that this is to be done: {}",
        reasons.join(", ")
    );
    let mut told: Vec<&str> = Vec::new();
    let departments = readers.iter().flat_map(|(_, group)| &group.departments);
    for id in departments.chain(readers.iter().map(|(audience, _)| &audience.id)) {
        if !told.contains(&id.as_str()) && told.len() < NAMED {
            told.push(id.as_str());
        }
    }
    let finding = Diagnostic::new(Code::UNTOLD_STEP, message)
        .at(place, "nobody of them")
        .at(window.start_span, format!("is told what to do about `{}`", window.id))
        .help(format!(
            "name somebody who is, such as `for: [{}]`, leave `for` out to tell all of them, or ask for it in another way",
            told.join(", ")
        ));
    // A plan that runs goes on: its other notices are worth more than this one line.
    let mut about = case.timeline.about(&window.id);
    let is_running = about.any(|notice| notice.moment <= case.now);
    match is_running || case.plan.reason(&window.id).is_some() {
        true => Diagnostic {
            level: Level::Warning,
            ..finding
        },
        false => finding,
    }
}

/// Why nobody of those whom an id names is told what to do.
fn reason(case: Case, window: &Window, id: &Id) -> String {
    let plan = case.plan;
    if let Some(audience) = plan.audience(id).filter(|one| !reads_steps(one.role)) {
        return format!("{} are told no steps", audience.name);
    }
    let audience = plan.audience(id).map(|one| one.name.clone());
    let departments = plan.departments.iter();
    let mut department = departments.filter(|one| one.id == *id);
    let name = audience.or_else(|| department.next().map(|one| one.name.clone()));
    match name {
        Some(name) => format!("nobody of {name} hears of `{}`", window.id),
        None => format!("`{}` does not touch `{id}`", window.id),
    }
}
