//! `still-provisional`: a date that is still provisional when the notice that should confirm it
//! is due.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::milestone::Milestone;
use crate::plan::window::Status;

/// Reports windows whose confirmation is due within a week while they are still provisional.
pub fn check(case: Case, findings: &mut Findings) {
    for (_, window) in case.plan.windows() {
        if window.status != Status::Provisional || window.start < case.now {
            continue;
        }
        let told = case.timeline.about(&window.id);
        let mut details = told.filter(|occurrence| occurrence.milestone == Milestone::Detail);
        let Some(detail) =
            details.find(|detail| detail.moment - case.now < chrono::TimeDelta::days(7))
        else {
            continue;
        };
        let day = case.plan.zone.civil(detail.moment).date();
        let message = format!(
            "`{}` is still provisional, and the notice that confirms it is told on {day}",
            window.id
        );
        let finding = Diagnostic::new(Code::STILL_PROVISIONAL, message).at(window.start_span, "");
        findings.push(finding.help("write `status: confirmed` once it is; until then the notice says that the date may move"));
    }
}
