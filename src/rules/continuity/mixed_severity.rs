//! `mixed-severity`: what people depend on most moves by itself, or somebody says why not.

use super::Hours;
use crate::assessment::continuity::services;
use crate::diagnostic::{Code, Findings};
use crate::plan::service::{Service, Severity};

/// Reports windows in which services of high severity and others move together without a reason.
pub fn check(hours: Hours, findings: &mut Findings) {
    let (plan, window) = (hours.plan, hours.window);
    let all: Vec<&Service> = services(plan, window, false).collect();
    let (high, others): (Vec<&Service>, Vec<&Service>) = all
        .into_iter()
        .partition(|service| service.severity == Severity::High);
    let (Some(high), Some(other)) = (high.first(), others.first()) else {
        return;
    };
    if window.together_because.is_some() {
        return;
    }
    let message = format!(
        "`{}` touches {}, whose severity is high, and {}, whose severity is not: what goes wrong with one holds up the other",
        window.id, high.name, other.name
    );
    let finding = hours.finding(Code::MIXED_SEVERITY, message, high.span);
    let finding = finding.at(other.span, "not high");
    findings.push(
        finding.help("give them windows of their own, or say why not: `together-because: …`"),
    );
}
