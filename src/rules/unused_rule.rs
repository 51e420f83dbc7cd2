//! `unused-rule` and `told-together`: every rule of a plan changes a notice that somebody gets, by
//! itself or told by another of its day, or will get once its window has a date again.

use super::Case;
use super::notice_order::Refused;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::Id;
use crate::plan::policy::{NoticeRule, RuleChange};
use crate::plan::window::Status;
use crate::timeline::Occurrence;

/// Reports rules that speak of notices nobody gets; one that leaves notices out may do so, and what is
/// wrong with a date that was `refused` has been said.
pub fn check(case: Case, refused: &Refused, findings: &mut Findings) {
    for rule in &case.plan.rules {
        if rule.change == RuleChange::Skip || waits(case, rule) || refused.has(rule) {
            continue;
        }
        let told = case.timeline.occurrences.iter();
        let told: Vec<&Occurrence> = told.filter(|told| concerns(case, rule, told)).collect();
        if told.iter().any(|told| told.milestone == rule.milestone) || only_cancelled(case, rule) {
            continue;
        }
        if let Some(other) = told.first() {
            findings.push(together(case, rule, other));
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

/// Whether a notice is the one that a rule speaks of, or tells it too.
fn concerns(case: Case, rule: &NoticeRule, told: &Occurrence) -> bool {
    let tells = told.milestone == rule.milestone || told.merged.contains(&rule.milestone);
    let about = case.plan.window(&told.window).filter(|_| tells);
    about.is_some_and(|(phase, window)| {
        rule.covers(rule.milestone, &told.audience, [&phase.id, &window.id])
    })
}

fn together(case: Case, rule: &NoticeRule, other: &Occurrence) -> Diagnostic {
    let (ours, theirs) = (rule.milestone.slug(), other.milestone.slug());
    let zone = &case.directory.places[other.place()].calendar.zone;
    let day = zone.civil(other.moment).format("%a %-d %b %Y");
    let message = format!(
        "`{ours}` falls on the day of `{theirs}`, {day}, and is told with it: nobody gets it by itself"
    );
    let finding = Diagnostic::new(Code::TOLD_TOGETHER, message).at(rule.change_span, "");
    finding.help(format!("if it should be a mail of its own, name a day further from the start than that of `{theirs}`"))
}
