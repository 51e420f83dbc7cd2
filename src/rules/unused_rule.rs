//! `unused-rule`: every rule of a plan changes a notice that somebody gets, or will get once its
//! window has a date again.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::policy::{NoticeRule, RuleChange};
use crate::timeline::Occurrence;

/// Reports rules that speak of notices nobody gets; one that leaves notices out may do so.
pub fn check(case: Case, findings: &mut Findings) {
    for rule in &case.plan.rules {
        let mut told = case.timeline.occurrences.iter();
        if rule.change == RuleChange::Skip
            || waits(case, rule)
            || told.any(|told| concerns(case, rule, told))
        {
            continue;
        }
        let notice = rule.milestone.slug();
        let message = format!("this rule changes nothing: nobody gets the notice `{notice}` there");
        let finding = Diagnostic::new(Code::UNUSED_RULE, message).at(rule.span, "");
        findings.push(finding.help("check its audiences, phases and windows"));
    }
}

/// Whether the rule may come to speak of a window that has no date yet.
fn waits(case: Case, rule: &NoticeRule) -> bool {
    let mut open = case.plan.undecided.iter().filter(|window| window.waits());
    open.any(|window| {
        let mut audiences = case.plan.audiences.iter();
        let here = [&window.phase, &window.id];
        audiences.any(|audience| rule.covers(rule.milestone, &audience.id, here))
    })
}

fn concerns(case: Case, rule: &NoticeRule, told: &Occurrence) -> bool {
    case.plan
        .window(&told.window)
        .is_some_and(|(phase, window)| {
            rule.covers(told.milestone, &told.audience, [&phase.id, &window.id])
        })
}
