//! `thin-margin`: a window has time left when its work takes longer.

use super::{Hours, words};
use crate::assessment::continuity::{forward, margin, minutes, whole};
use crate::diagnostic::{Code, Findings};

/// Reports windows that nine of ten nights leave with less than 15 % of them, or a quarter of an
/// hour.
pub fn check(hours: Hours, findings: &mut Findings) {
    let window = hours.window;
    let (Some(path), Some(first)) = (forward(window), window.continuity.steps.first()) else {
        return;
    };
    let (length, needed) = (minutes(window), whole(path.p90()));
    let wanted = whole(margin(length));
    // Steps that do not fit at all are another rule's.
    if needed > length || path.p90() + margin(length) <= length.into() {
        return;
    }
    let message = format!(
        "`{}` has a margin of {}: nine of ten nights are done after {}, and the window lasts {}",
        window.id,
        words(length - needed),
        words(needed),
        words(length)
    );
    let finding = hours.finding(Code::THIN_MARGIN, message, first.span);
    findings.push(finding.help(format!(
        "a window of this length should have {} left; make it longer, or rehearse until the steps are surer",
        words(wanted)
    )));
}
