//! `short-decision`: who is asked for a decision has time to take it.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Working days that a board needs at the least.
const ENOUGH: u32 = 5;

/// Reports a decision that is asked for shortly before it is due, or after.
pub fn check(case: Case, findings: &mut Findings) {
    let plan = case.plan;
    let Some(decision) = &plan.case.decision else {
        return;
    };
    let Some(asking) = &case.timeline.asking else {
        return;
    };
    let (day, by) = (plan.zone.civil(asking.since).date(), decision.by);
    let message = if day > by {
        format!(
            "the executives first hear on {day}, after the decision is due: nobody asks them for it"
        )
    } else if plan.calendar.business_days_after(day, ENOUGH) > by {
        format!(
            "the decision is asked for on {day}, which leaves less than {ENOUGH} working days until {by}"
        )
    } else {
        return;
    };
    let finding = Diagnostic::new(Code::SHORT_DECISION, message).at(decision.by_span, "");
    findings.push(
        finding.help("name a later day, or tell the executives earlier with `notices: [{notice: first, audiences: [executives], at: …}]`"),
    );
}
