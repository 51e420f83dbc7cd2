//! `far-date`: a window so far ahead that its year is probably a slip.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::window::Status;
use chrono::TimeDelta;

/// What one wrong digit of the year adds: ten years.
const FAR: TimeDelta = TimeDelta::days(10 * 365);

/// Warns of windows that start a decade from now.
pub fn check(case: Case, findings: &mut Findings) {
    for (_, window) in case.plan.windows() {
        if window.status == Status::Cancelled || window.start - case.now < FAR {
            continue;
        }
        let day = window.zone.civil(window.start).format("%-d %B %Y");
        let message = format!(
            "`{}` starts on {day}, some ten years from now, or more",
            window.id
        );
        let finding = Diagnostic::new(Code::FAR_DATE, message).at(window.start_span, "");
        findings.push(finding.help("check the year; if it is meant, there is nothing to do"));
    }
}
