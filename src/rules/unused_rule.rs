//! `unused-rule`: every rule of a plan changes a notice that somebody gets.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::policy::{NoticeRule, RuleChange};
use crate::timeline::Occurrence;

/// Reports rules that speak of notices nobody gets; one that leaves notices out may do so.
pub fn check(case: Case, findings: &mut Findings) {
    for rule in &case.plan.rules {
        let mut told = case.timeline.occurrences.iter();
        if rule.change == RuleChange::Skip || told.any(|told| concerns(case, rule, told)) {
            continue;
        }
        let notice = rule.milestone.slug();
        let message = format!("this rule changes nothing: nobody gets the notice `{notice}` there");
        let finding = Diagnostic::new(Code::UNUSED_RULE, message).at(rule.span, "");
        findings.push(finding.help("check its audiences, phases and windows"));
    }
}

fn concerns(case: Case, rule: &NoticeRule, told: &Occurrence) -> bool {
    case.plan
        .window(&told.window)
        .is_some_and(|(phase, window)| {
            rule.covers(told.milestone, &told.audience, [&phase.id, &window.id])
        })
}
