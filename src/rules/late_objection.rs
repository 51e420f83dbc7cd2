//! `late-objection`: department heads hear of a window before the time to ask for another date is
//! over.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
use crate::plan::role::Role;
use crate::plan::window::{Status, Window};

/// Reports a written `object-until` that lies before the heads' first notice: that notice could
/// not say a word of it.
pub fn check(case: Case, findings: &mut Findings) {
    let policy = &case.plan.policy;
    let Some(place) = policy.object_until.and(policy.object_until_span) else {
        return;
    };
    for (_, window) in case.plan.windows() {
        if window.status != Status::Cancelled {
            let late = late(case, window, place);
            late.into_iter().for_each(|finding| findings.push(finding));
        }
    }
}

fn late(case: Case, window: &Window, place: Span) -> Option<Diagnostic> {
    let plan = case.plan;
    let heads = |id| {
        let audience = plan.audience(id);
        audience.is_some_and(|audience| audience.role == Role::DepartmentHeads)
    };
    let mut told = case.timeline.about(&window.id);
    let first = told.find(|told| heads(&told.audience) && told.milestone.informs())?;
    let by = plan.object_by(window)?;
    if by > first.moment {
        return None;
    }
    let [by, first] = [by, first.moment].map(|at| plan.zone.civil(at).date());
    let message = format!(
        "heads may ask for another date than that of `{}` until {by}, but first hear of it on {first}",
        window.id
    );
    let finding = Diagnostic::new(Code::LATE_OBJECTION, message)
        .at(place, "too early: no notice would mention it")
        .at(window.start_span, "for this window");
    Some(finding.help("name a later day, or tell the heads earlier with `notices: [{notice: first, audiences: [department-heads], at: …}]`"))
}
