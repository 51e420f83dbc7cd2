//! `far-date`: a window that starts so many years ahead that a digit of its year may be wrong.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::window::{Status, Window};
use chrono::TimeDelta;

/// How far ahead nobody plans a downtime: three years.
const FAR: TimeDelta = TimeDelta::days(3 * 366);

/// Reports windows that start further ahead than anybody plans.
pub fn check(case: Case, findings: &mut Findings) {
    for (_, window) in case.plan.windows() {
        if window.status != Status::Cancelled && window.start - case.now > FAR {
            findings.push(far(window));
        }
    }
}

fn far(window: &Window) -> Diagnostic {
    let start = window.zone.civil(window.start).format("%-d %B %Y");
    let message = format!(
        "`{}` starts on {start}, more than three years from now",
        window.id
    );
    let finding =
        Diagnostic::new(Code::FAR_DATE, message).at(window.start_span, "is this the year?");
    finding
        .help("mend the year; a date that is still open is `start: undecided`, with `new-date-by`")
}
