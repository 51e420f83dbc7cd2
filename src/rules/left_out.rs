//! `left-out`: extra help and briefings reach everybody whom a window concerns, or nobody.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
use crate::directory::{concerns, groups};
use crate::plan::audience::Audience;
use crate::plan::briefing::Briefing;
use crate::plan::role::Role;
use crate::plan::window::{Status, Window};

/// Reports readers of a window who get no extra help, and heads who are invited to no briefing,
/// although the plan has both for others.
pub fn check(case: Case, findings: &mut Findings) {
    let windows = case.plan.windows().into_iter().map(|(_, window)| window);
    let live: Vec<&Window> = windows
        .filter(|window| window.status != Status::Cancelled)
        .collect();
    for audience in &case.plan.audiences {
        without_help(case, audience, &live, findings);
        // Where a stranded briefing goes decides who is left out.
        let is_stranded = |found: &Diagnostic| found.code == Code::STRANDED_BRIEFING;
        if audience.role == Role::DepartmentHeads && !findings.iter().any(is_stranded) {
            without_briefing(case, audience, &live, findings);
        }
    }
}

fn without_help(case: Case, audience: &Audience, live: &[&Window], findings: &mut Findings) {
    let helped = live.iter().filter(|window| window.hyper_care.is_some());
    let helped: Vec<&Window> = helped.copied().collect();
    let Some(other) = helped.first() else { return };
    for window in live.iter().filter(|window| window.hyper_care.is_none()) {
        let Some(readers) = outside(case, audience, window, &helped) else {
            continue;
        };
        let message = format!("no extra help follows `{}` for {readers}", window.id);
        let finding = Diagnostic::new(Code::LEFT_OUT, message)
            .at(window.start_span, "no extra help after this")
            .at(other.start_span, "extra help follows this one");
        let advice = "move `hyper-care` out of its phase to the top of the plan, where it is for all, or give this phase its own";
        findings.push(finding.help(advice));
    }
}

fn without_briefing(case: Case, audience: &Audience, live: &[&Window], findings: &mut Findings) {
    let briefings = case.plan.briefings.iter();
    let ours = briefings.filter(|briefing| briefing.audience == audience.id);
    let ours: Vec<&Briefing> = ours.collect();
    let Some(place): Option<Span> = ours.first().map(|briefing| briefing.span) else {
        return;
    };
    let is_briefed = |window: &&&Window| ours.iter().any(|briefing| briefing.is_about(&window.id));
    let briefed: Vec<&Window> = live.iter().filter(is_briefed).copied().collect();
    // A window before the first briefing, such as a pilot's, was meant to do without.
    let could_come = |window: &Window| ours.iter().any(|briefing| briefing.end <= window.start);
    let missing = live.iter().filter(|window| !is_briefed(window));
    for window in missing.filter(|window| could_come(window)) {
        let Some(readers) = outside(case, audience, window, &briefed) else {
            continue;
        };
        let message = format!("no briefing about `{}` invites {readers}", window.id);
        let finding = Diagnostic::new(Code::LEFT_OUT, message)
            .at(window.start_span, "nobody is briefed about this")
            .at(place, "a briefing for the others");
        let advice = "leave `window` out, so that the briefing is about every window after it, or list this one under `windows`";
        findings.push(finding.help(advice));
    }
}

/// Readers of a window whom none of the others concerns, in words.
fn outside(case: Case, audience: &Audience, window: &Window, others: &[&Window]) -> Option<String> {
    let recipients = case.directory.recipients(&audience.id);
    let groups = groups(case.plan, case.directory, audience, window);
    let readers = groups.iter().flat_map(|group| &group.members);
    let alone = readers.filter(|index| {
        let mut others = others.iter();
        !others.any(|other| concerns(case.plan, audience, &recipients[**index], other))
    });
    match alone.count() {
        0 => None,
        1 => Some(format!("1 reader of `{}`", audience.id)),
        many => Some(format!("{many} readers of `{}`", audience.id)),
    }
}
