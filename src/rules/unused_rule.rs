//! `unused-rule`: every rule of a plan changes a notice that somebody gets.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::Id;
use crate::plan::policy::{NoticeRule, RuleChange};
use crate::plan::window::Status;
use crate::timeline::Occurrence;

/// Reports rules that speak of notices nobody gets; one that leaves notices out may do so.
pub fn check(case: Case, findings: &mut Findings) {
    for rule in &case.plan.rules {
        let mut told = case.timeline.occurrences.iter();
        if rule.change == RuleChange::Skip || told.any(|told| concerns(case, rule, told)) {
            continue;
        }
        if only_cancelled(case, rule) {
            continue;
        }
        let notice = rule.milestone.slug();
        let message = format!("this rule changes nothing: nobody gets the notice `{notice}` there");
        let finding = Diagnostic::new(Code::UNUSED_RULE, message).at(rule.span, "");
        findings.push(finding.help("check its audiences, phases and windows"));
    }
}

/// Whether every window a rule speaks of is cancelled: then the cancellation did it, not the rule.
fn only_cancelled(case: Case, rule: &NoticeRule) -> bool {
    let windows = case.plan.windows().into_iter();
    let mut covered = windows.filter(|(phase, window)| {
        let named = |ids: &[Id], id: &Id| ids.is_empty() || ids.contains(id);
        named(&rule.phases, &phase.id) && named(&rule.windows, &window.id)
    });
    let first = covered.next();
    first.is_some_and(|(_, window)| window.status == Status::Cancelled)
        && covered.all(|(_, window)| window.status == Status::Cancelled)
}

fn concerns(case: Case, rule: &NoticeRule, told: &Occurrence) -> bool {
    case.plan
        .window(&told.window)
        .is_some_and(|(phase, window)| {
            rule.covers(told.milestone, &told.audience, [&phase.id, &window.id])
        })
}
