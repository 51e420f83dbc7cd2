//! `long-outage`: a window keeps what was promised of its length.

use super::{Hours, words};
use crate::assessment::continuity::{minutes, services, tightest};
use crate::diagnostic::{Code, Findings, Level};

/// Reports a window longer than the agreed outage, or than a service may be away; as a warning when
/// that was agreed in writing.
pub fn check(hours: Hours, findings: &mut Findings) {
    let (plan, window) = (hours.plan, hours.window);
    let length = minutes(window);
    if let Some((agreed, span)) = window
        .continuity
        .agreed
        .filter(|(agreed, _)| length > *agreed)
    {
        let message = format!(
            "`{}` lasts {}, and {} were agreed",
            window.id,
            words(length),
            words(agreed)
        );
        let finding = hours.finding(Code::LONG_OUTAGE, message, span);
        findings.push(finding.help("make the window shorter, or agree on a longer outage"));
        return;
    }
    let Some((rto, service)) = tightest(services(plan, window, true), |limits| limits.rto) else {
        return;
    };
    if length <= rto {
        return;
    }
    let (id, name) = (&window.id, &service.name);
    let (length, rto) = (words(length), words(rto));
    let message = format!("`{id}` takes {name} away for {length}, and its `rto` is {rto}");
    let mut finding = hours.finding(Code::LONG_OUTAGE, message, service.span);
    if window.continuity.agreed.is_some() {
        finding.level = Level::Warning;
        findings.push(finding.help("it was agreed in writing; see that its users know"));
        return;
    }
    findings.push(finding.help(format!(
        "make the window shorter, or write `agreed: …` at the window once its users agreed to {length} in writing"
    )));
}
