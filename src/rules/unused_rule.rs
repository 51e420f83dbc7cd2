//! `unused-rule`: every rule of a plan changes a notice that somebody gets, or will get once its
//! window has a date again.

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
        if rule.change == RuleChange::Skip
            || waits(case, rule)
            || told.any(|told| concerns(case, rule, told))
        {
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
    let dated = case.plan.windows().into_iter();
    let dated = dated.map(|(phase, window)| (&phase.id, &window.id, window.status));
    let undecided = case.plan.undecided.iter();
    let undecided = undecided.map(|window| (&window.phase, &window.id, window.status));
    let mut covered = dated.chain(undecided).filter(|(phase, window, _)| {
        let named = |ids: &[Id], id: &Id| ids.is_empty() || ids.contains(id);
        named(&rule.phases, phase) && named(&rule.windows, window)
    });
    let cancelled = |(_, _, status): (_, _, Status)| status == Status::Cancelled;
    covered.next().is_some_and(cancelled) && covered.all(cancelled)
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
