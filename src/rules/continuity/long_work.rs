//! `long-work`: the steps of a window fit into it.

use super::{Hours, words};
use crate::assessment::continuity::{forward, minutes, whole};
use crate::diagnostic::{Code, Findings, Level};

/// Reports steps that do not fit in nine of ten nights; in nineteen of twenty, as a warning.
pub fn check(hours: Hours, findings: &mut Findings) {
    let window = hours.window;
    let (Some(path), Some(first)) = (forward(window), window.continuity.steps.first()) else {
        return;
    };
    let length = minutes(window);
    let [likely, p90, p95] = [path.expected, path.p90(), path.p95()].map(whole);
    let (nights, needed, level) = if p90 > length {
        ("nine of ten nights", p90, Level::Error)
    } else if p95 > length {
        ("nineteen of twenty nights", p95, Level::Warning)
    } else {
        return;
    };
    let message = format!(
        "the steps of `{}` take {} on average and up to {} in {nights}; the window lasts {}",
        window.id,
        words(likely),
        words(needed),
        words(length)
    );
    let mut finding = hours.finding(Code::LONG_WORK, message, first.span);
    finding.level = level;
    findings.push(finding.help(format!(
        "make the window {} longer, split it, or rehearse until the steps are shorter",
        words(needed - length)
    )));
}
