//! `old-backup`: what a window could lose is no more than was agreed.

use super::{Hours, words};
use crate::assessment::continuity::{services, tightest};
use crate::diagnostic::{Code, Findings};

/// Reports a backup that is older at the start than data may be lost, or that comes after it.
pub fn check(hours: Hours, findings: &mut Findings) {
    let (plan, window) = (hours.plan, hours.window);
    let Some(backup) = window.continuity.backup else {
        return;
    };
    let age = (window.start - backup.verified).num_minutes();
    let verified = hours.clock(backup.verified);
    if age < 0 {
        let message = format!(
            "the backup is verified at {verified}, after the start at {}",
            hours.clock(window.start)
        );
        let finding = hours.finding(Code::OLD_BACKUP, message, backup.span);
        findings.push(finding.help("verify it before the start"));
        return;
    }
    let tightest = tightest(services(plan, window, false), |limits| limits.rpo);
    let Some((rpo, service)) = tightest.filter(|(rpo, _)| age > *rpo) else {
        return;
    };
    let message = format!(
        "the last backup is verified at {verified}, {} before the start, and the `rpo` of {} is {}",
        words(age),
        service.name,
        words(rpo)
    );
    let finding = hours.finding(Code::OLD_BACKUP, message, backup.span);
    let finding = finding.at(service.span, "its limit");
    findings.push(finding.help(format!(
        "verify one at most {} before the start",
        words(rpo)
    )));
}
