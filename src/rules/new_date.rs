//! `new-date-by`: whoever hears that a date is taken back also hears when there will be a new one.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Reports windows without a date for which no new one is promised, or was until a day gone by.
pub fn check(case: Case, findings: &mut Findings) {
    let today = case.plan.zone.civil(case.now).date();
    for window in case.plan.undecided.iter().filter(|window| window.waits()) {
        let Some(day) = window.new_date_by else {
            let message = format!(
                "`{}` has no date, and nothing says when there will be one",
                window.id
            );
            let finding = Diagnostic::new(Code::NEW_DATE_BY, message).at(window.start_span, "");
            findings.push(finding.help("add `new-date-by: …`, the day by which people hear more"));
            continue;
        };
        if day >= today {
            continue;
        }
        let message = format!(
            "a new date for `{}` was promised by {}, and that day is over",
            window.id,
            day.format("%-d %B %Y")
        );
        let place = window.new_date_by_span.unwrap_or(window.start_span);
        let finding = Diagnostic::new(Code::NEW_DATE_BY, message).at(place, "promised here");
        let advice = "set the new `start`, or promise a later day; people wait for one of the two";
        findings.push(finding.help(advice));
    }
}
