//! `long-disruption`: even when all goes badly, the work is caught up before harm is done.

use super::{Hours, words};
use crate::assessment::continuity::{disruption, overrun, services};
use crate::diagnostic::{Code, Findings};

/// Reports services whose users are disrupted longer than they can bear.
pub fn check(hours: Hours, findings: &mut Findings) {
    let (plan, window) = (hours.plan, hours.window);
    for service in services(plan, window, true) {
        let Some(mtd) = service.objectives.mtd else {
            continue;
        };
        let wrt = service.objectives.wrt.unwrap_or(0);
        let whole = disruption(window, wrt);
        if whole <= mtd {
            continue;
        }
        let late = match overrun(window) {
            0 => String::new(),
            minutes => format!(", {} late", words(minutes)),
        };
        let message = format!(
            "{} is back at {}{late}, and caught up after {}: {} after the start, and its `mtd` is {}",
            service.name,
            hours.clock(hours.after(whole - wrt)),
            words(wrt),
            words(whole),
            words(mtd)
        );
        let finding = hours.finding(Code::LONG_DISRUPTION, message, service.span);
        findings.push(finding.help(format!(
            "make the window {} shorter, or split it",
            words(whole - mtd)
        )));
    }
}
