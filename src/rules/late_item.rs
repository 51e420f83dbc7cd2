//! `late-deadline`: what must be ready before a window is due before its start.

use super::Case;
use crate::assessment::readiness::{before, deadline};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::window::Status;

/// Reports items of the readiness list that are due only after a start that waits for them.
pub fn check(case: Case, findings: &mut Findings) {
    let plan = case.plan;
    for (_, window) in plan.windows() {
        if window.status == Status::Cancelled || window.end <= case.now {
            continue;
        }
        for item in before(plan, case.directory, window, case.now) {
            let readiness = item.readiness;
            if deadline(plan, readiness.due.as_ref(), window) <= window.start {
                continue;
            }
            let message = format!(
                "`{}` has to be ready before `{}`, and is due only after its start",
                readiness.item, window.id
            );
            let finding = Diagnostic::new(Code::LATE_DEADLINE, message)
                .at(readiness.due_span, "too late")
                .at(window.start_span, "the window starts here");
            findings.push(
                finding
                    .help("name a moment before the start, such as `5 working days before start`"),
            );
        }
    }
}
