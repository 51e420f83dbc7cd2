//! `half-said`: where one half of a pair is given, so is the other.

use super::Hours;
use crate::assessment::continuity::services;
use crate::diagnostic::{Code, Findings, Span};

/// Reports halves whose other half is missing, so that a check cannot be made.
pub fn check(hours: Hours, findings: &mut Findings) {
    let window = hours.window;
    let continuity = &window.continuity;
    let mut half = |span: Span, said: &str, missing: &str, advice: &str| {
        let message = format!("`{}` has {said}, and nothing says {missing}", window.id);
        let finding = hours.finding(Code::HALF_SAID, message, span);
        findings.push(finding.help(advice));
    };
    if let Some(backup) = &continuity.backup {
        let mut touched = services(hours.plan, window, false);
        if touched.all(|service| service.objectives.rpo.is_none()) {
            let missing = "how much of what was entered may be lost";
            half(
                backup.span,
                "a backup",
                missing,
                "add `objectives: {rpo: …}` to its services",
            );
        }
        if let Some(way_back) = continuity
            .way_back
            .as_ref()
            .filter(|way| way.loses.is_none())
        {
            let missing = "what a late way back loses";
            half(
                way_back.span,
                "a backup and a way back",
                missing,
                "add `loses: …` to `way-back`: what was entered on the new system, and how it is entered again",
            );
        }
    }
    if let Some(way) = continuity
        .fix_forward
        .as_ref()
        .filter(|_| window.point_of_no_return.is_none())
    {
        let missing = "from when on nobody can go back";
        half(
            way.span,
            "a way on (`fix-forward`)",
            missing,
            "add `point-of-no-return: …`",
        );
    }
    if window.way_back.is_some() {
        return;
    }
    let missing = "how long the way back takes";
    let advice = "add `way-back: {takes: …, check: …}`";
    if let Some(span) = continuity.no_return_span.filter(|_| continuity.is_told()) {
        half(span, "a point of no return", missing, advice);
    } else if let Some(rehearsal) = continuity
        .rehearsal
        .as_ref()
        .filter(|held| held.way_back_took.is_some())
    {
        half(rehearsal.span, "a measured way back", missing, advice);
    }
}
