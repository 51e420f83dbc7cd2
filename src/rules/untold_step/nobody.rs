//! Nobody: steps that are meant for people of whom some, or all, are not told what to do about their
//! window.

use crate::diagnostic::{Code, Diagnostic, Findings, Level, Span};
use crate::directory::{Group, groups};
use crate::plan::Id;
use crate::plan::action::Action;
use crate::plan::audience::Audience;
use crate::plan::window::{Status, Window};
use crate::rules::Case;

/// So many of those who could be meant are named.
const NAMED: usize = 3;

/// Reports steps whose `for` names people whom no mail tells what to do.
pub(super) fn check(case: Case, findings: &mut Findings) {
    for (_, window) in case.plan.windows() {
        let steps = window.actions.iter().flatten();
        let steps = steps.filter_map(|step| Some((step, step.meant_span?)));
        let steps: Vec<(&Action, Span)> = steps.collect();
        if window.status == Status::Cancelled || window.start <= case.now || steps.is_empty() {
            continue;
        }
        let readers = readers(case, window);
        // Where nobody is told at all, that has its own finding.
        if readers.is_empty() {
            continue;
        }
        for (step, place) in steps {
            let meant = step.meant_for.iter();
            let (read, mut unread): (Vec<&Id>, Vec<&Id>) =
                meant.partition(|id| is_named(id, &readers));
            if read.is_empty() && !unread.is_empty() {
                findings.push(nobody(case, window, (place, &unread), &readers));
                continue;
            }
            // One text may be written for several windows, each with people of its own.
            unread.retain(|id| !is_read_anywhere(case, id));
            if !unread.is_empty() {
                findings.push(not_all(case, window, (place, &unread)));
            }
        }
    }
}

/// Those who are told what to do about a window, with their audiences.
fn readers<'a>(case: Case<'a>, window: &Window) -> Vec<(&'a Audience, Group)> {
    let audiences = case.plan.audiences.iter();
    let audiences = audiences.filter(|audience| audience.role.reads_steps());
    let readers = audiences.flat_map(|audience| {
        let groups = groups(case.plan, case.directory, audience, window);
        groups.into_iter().map(move |group| (audience, group))
    });
    readers.collect()
}

/// Whether an id names any of these readers.
fn is_named(id: &Id, readers: &[(&Audience, Group)]) -> bool {
    let mut readers = readers.iter();
    readers.any(|(audience, group)| group.is_meant(&audience.id, std::slice::from_ref(id)))
}

/// Whether an id names anybody who is told what to do about any window.
fn is_read_anywhere(case: Case, id: &Id) -> bool {
    let mut windows = case.plan.windows().into_iter();
    windows.any(|(_, window)| is_named(id, &readers(case, window)))
}

/// The finding that some of those who are meant are not told; the others are.
fn not_all(case: Case, window: &Window, (place, unread): (Span, &[&Id])) -> Diagnostic {
    let reasons = reasons(case, window, unread);
    let message = format!("no mail says to all of these that this is to be done: {reasons}");
    let finding = Diagnostic::new(Code::UNTOLD_STEP, message)
        .at(place, "some of these are not told to do it");
    let advice = "take out whoever is not told, and ask them in another way";
    Diagnostic {
        level: Level::Warning,
        ..finding.help(advice)
    }
}

fn reasons(case: Case, window: &Window, unread: &[&Id]) -> String {
    let reasons = unread.iter().map(|id| reason(case, window, id));
    reasons.collect::<Vec<String>>().join(", ")
}

/// The finding that nobody of those who are meant is told.
fn nobody(
    case: Case,
    window: &Window,
    (place, unread): (Span, &[&Id]),
    readers: &[(&Audience, Group)],
) -> Diagnostic {
    let reasons = reasons(case, window, unread);
    let message = format!("no mail says that this is to be done: {reasons}");
    let mut told: Vec<&str> = Vec::new();
    let departments = readers.iter().flat_map(|(_, group)| &group.departments);
    for id in departments.chain(readers.iter().map(|(audience, _)| &audience.id)) {
        if !told.contains(&id.as_str()) && told.len() < NAMED {
            told.push(id.as_str());
        }
    }
    let finding = Diagnostic::new(Code::UNTOLD_STEP, message)
        .at(place, "none of these is told to do it")
        .at(window.start_span, format!("what is to be done about `{}` is told to others", window.id))
        .help(format!(
            "name somebody who is told, such as `for: [{}]`, leave `for` out to tell all of them, or ask for it in another way",
            told.join(", ")
        ));
    // A plan that runs goes on: its other notices are worth more than this one line.
    let mut about = case.timeline.about(&window.id);
    let is_running = about.any(|notice| notice.moment <= case.now);
    match is_running || !case.plan.reasons(&window.id).is_empty() {
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
    if let Some(audience) = plan.audience(id).filter(|one| !one.role.reads_steps()) {
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
