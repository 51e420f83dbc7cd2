//! Promise: what `check` says of a new date that is promised by a day gone by, before anybody heard of it.

use super::workspace::Workspace;
use crate::belief::Beliefs;
use crate::diagnostic::{Code, Diagnostic, Level};

/// Finds promises that were over before anybody heard of them: no mail names them, so people who wait
/// for a date hear of none.
pub fn find_overdue(workspace: &mut Workspace, beliefs: &Beliefs) {
    let today = workspace.plan.zone.civil(workspace.now).date();
    let history = &beliefs.history;
    let findings = &mut workspace.findings;
    for window in workspace.plan.undecided.iter().filter(|open| open.waits()) {
        let (Some(day), Some(by)) = (window.new_date_by, window.promised()) else {
            continue;
        };
        let id = window.id.as_str();
        if day >= today || !history.is_known(id) || history.was_promised(id, by) {
            continue;
        }
        let place = window.new_date_by_span.unwrap_or(window.start_span);
        let is_about = |found: &Diagnostic| {
            let mut labels = found.labels.iter();
            found.code == Code::NEW_DATE_BY && labels.any(|label| label.span == place)
        };
        findings.retain(|found| !is_about(found));
        let message = format!(
            "a new date for `{id}` is promised by {}, and that day was over before anybody heard of it",
            day.format("%-d %B %Y")
        );
        let mut finding = Diagnostic::new(Code::NEW_DATE_BY, message).at(place, "promised here");
        finding.level = Level::Error;
        let advice = "set the new `start`, or promise a later day; until then no mail names one";
        findings.push(finding.help(advice));
    }
    findings.sort();
}
