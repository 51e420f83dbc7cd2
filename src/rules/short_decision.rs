//! `short-decision`: who is asked for a decision has time to take it.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::role::Role;

/// Working days that a board needs at the least.
const ENOUGH: u32 = 5;

/// Reports a decision that is asked for shortly before it is due, or after.
pub fn check(case: Case, findings: &mut Findings) {
    let plan = case.plan;
    let Some(decision) = &plan.case.decision else {
        return;
    };
    let about = decision.window.as_ref().or(plan.main_window.as_ref());
    let executives = plan.audiences.iter();
    let executives = executives.filter(|audience| audience.role == Role::Executives);
    let executives: Vec<_> = executives.map(|audience| &audience.id).collect();
    let told = about
        .into_iter()
        .flat_map(|window| case.timeline.about(window));
    let mut asked = told.filter(|occurrence| executives.contains(&&occurrence.audience));
    let Some(first) = asked.next() else { return };
    let day = plan.zone.civil(first.moment).date();
    if plan.calendar.business_days_after(day, ENOUGH) <= decision.by {
        return;
    }
    let message = format!(
        "the decision is asked for on {day}, which leaves less than {ENOUGH} working days until {}",
        decision.by
    );
    let finding = Diagnostic::new(Code::SHORT_DECISION, message).at(decision.by_span, "");
    findings.push(
        finding.help("name a later day, or tell the executives earlier with `notices: [{notice: first, audiences: [executives], at: …}]`"),
    );
}
