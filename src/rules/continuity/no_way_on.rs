//! `no-way-on`: after the point of no return somebody can mend what fails.

use super::Hours;
use crate::diagnostic::{Code, Findings};

/// Reports a point of no return after which nobody knows what to do.
pub fn check(hours: Hours, findings: &mut Findings) {
    let window = hours.window;
    let continuity = &window.continuity;
    let (Some(at), Some(span)) = (window.point_of_no_return, continuity.no_return_span) else {
        return;
    };
    let (missing, span) = match &continuity.fix_forward {
        None if continuity.is_told() => (
            vec!["who mends it, how long that may take and what people work with meanwhile"],
            span,
        ),
        None => return,
        Some(way) => {
            let parts = [
                (way.who.is_none(), "who mends it (`who`)"),
                (way.lasts.is_none(), "how long that may take (`lasts`)"),
                (
                    way.workaround.is_none(),
                    "what people work with meanwhile (`workaround`)",
                ),
            ];
            let missing = parts.into_iter().filter(|(is_missing, _)| *is_missing);
            (missing.map(|(_, words)| words).collect(), way.span)
        }
    };
    if missing.is_empty() {
        return;
    }
    let message = format!(
        "nobody can go back after {}, and nothing says {}",
        hours.clock(at),
        missing.join(", nor ")
    );
    let finding = hours.finding(Code::NO_WAY_ON, message, span);
    findings.push(finding.help("add `fix-forward: {who: …, lasts: …, workaround: …}`"));
}
