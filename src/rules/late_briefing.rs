//! `late-briefing`: a briefing comes early enough to act on, and its invitation early enough to
//! come.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::window::Status;
use chrono::TimeDelta;

/// Reports briefings within a week of their window.
pub fn check(case: Case, findings: &mut Findings) {
    for briefing in &case.plan.briefings {
        let windows = briefing.windows.iter();
        let mut windows = windows.filter_map(|id| Some(case.plan.window(id)?.1));
        let Some(window) = windows.find(|window| window.status != Status::Cancelled) else {
            continue;
        };
        if window.start - briefing.start >= TimeDelta::days(7) {
            continue;
        }
        let message = if briefing.start >= window.start {
            format!(
                "the briefing `{}` comes after the start of its window",
                briefing.id
            )
        } else {
            format!(
                "the briefing `{}` comes less than a week before its window: little time to act",
                briefing.id
            )
        };
        let finding = Diagnostic::new(Code::LATE_BRIEFING, message)
            .at(briefing.span, "")
            .at(window.start_span, "the window starts here");
        findings.push(finding.help("hold it one to three weeks before the window"));
    }
}
