//! `same-alternative`: another date that was weighed is another date.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::window::Status;

/// Reports alternatives that begin and end when their window does.
pub fn check(case: Case, findings: &mut Findings) {
    let windows = case.plan.windows().into_iter().map(|(_, window)| window);
    for window in windows.filter(|window| window.status != Status::Cancelled) {
        let own = (window.start, window.end);
        let others = window.alternatives.iter();
        for same in others.filter(|other| (other.start, other.end) == own) {
            let message = format!("this alternative to `{}` is its own date", window.id);
            let finding = Diagnostic::new(Code::SAME_ALTERNATIVE, message)
                .at(same.span, "weighed against itself")
                .at(window.start_span, "the window starts here");
            let advice = "name the date that was weighed, or remove this alternative; after a window has moved, its old date may be one";
            findings.push(finding.help(advice));
        }
    }
}
