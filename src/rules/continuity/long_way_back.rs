//! `long-way-back`: who turns back at the point of no return is back by the end of the window.

use super::{Hours, words};
use crate::assessment::continuity::latest_decision;
use crate::diagnostic::{Code, Findings};

/// Reports a point of no return after the latest safe decision.
pub fn check(hours: Hours, findings: &mut Findings) {
    let window = hours.window;
    let (Some(at), Some(takes), Some(safe)) = (
        window.point_of_no_return,
        window.way_back,
        latest_decision(window),
    ) else {
        return;
    };
    // One that lies after the end was reported as that.
    if at <= safe || at > window.end {
        return;
    }
    let back = at + (window.end - safe);
    let message = format!(
        "the way back takes {}; decided at {} it ends at {}, after the window's end at {}",
        words(takes),
        hours.clock(at),
        hours.clock(back),
        hours.clock(window.end)
    );
    let span = window.continuity.no_return_span;
    let finding = hours.finding(
        Code::LONG_WAY_BACK,
        message,
        span.unwrap_or(window.start_span),
    );
    let advice = if safe < window.start {
        "make the window longer than its way back, or the way back shorter".to_owned()
    } else {
        format!(
            "decide by {}, the latest safe decision, or make the window longer",
            hours.clock(safe)
        )
    };
    findings.push(finding.help(advice));
}
