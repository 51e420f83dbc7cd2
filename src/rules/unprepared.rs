//! `unprepared`: nobody is left without a high-severity service unless there is something to do
//! instead, a department head knows, and the notice came a month ahead.

use super::Case;
use super::coverage::{Cell, Coverage, Verdict};
use super::hearing::Timing;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::impact::Impact;
use crate::plan::role::Role;
use crate::plan::service::{Service, Severity};
use crate::plan::window::Window;
use std::collections::BTreeSet;

/// How many days ahead people hear of it at the latest, whatever the policy says.
const MONTH: i64 = 30;

/// Reports windows that take a high-severity service away from people who are not prepared.
pub fn check(case: Case, coverage: &Coverage, findings: &mut Findings) {
    let mut without = BTreeSet::new();
    for cells in coverage.windows() {
        let window = cells[0].window;
        for (id, impact) in &window.services {
            let service = case.plan.service(id);
            if *impact != Impact::Off || service.severity != Severity::High {
                continue;
            }
            if service.workaround.is_none()
                && service.contingency.is_none()
                && without.insert(&service.id)
            {
                findings.push(nothing_instead(window, service));
            }
            let users = cells.iter().filter(|cell| cell.service.id == service.id);
            let users: Vec<&Cell> = users.collect();
            findings.extend(headless(window, service, &users));
            findings.extend(hurried(window, service, &users));
        }
    }
}

fn nothing_instead(window: &Window, service: &Service) -> Diagnostic {
    let message = format!(
        "`{}` takes {} away, and nothing says what people do without it",
        window.id, service.name
    );
    let finding = Diagnostic::new(Code::UNPREPARED, message)
        .at(service.span, "severity: high")
        .at(window.start_span, "the window that takes it away");
    finding.help("add `workaround: …`, what people do meanwhile, or `contingency: …`, what they do when it stays away longer")
}

/// Departments that use it, and no audience for their heads.
fn headless(window: &Window, service: &Service, cells: &[&Cell]) -> Findings {
    let mut findings = Findings::default();
    let heads = |cell: &&&Cell| cell.audience.role == Role::DepartmentHeads;
    let used = cells.iter().any(|cell| cell.department.is_some());
    if !used || cells.iter().any(|cell| heads(&cell)) {
        return findings;
    }
    let message = format!(
        "`{}` takes {} away, and no department head is told",
        window.id, service.name
    );
    let finding = Diagnostic::new(Code::UNPREPARED, message)
        .at(service.span, "severity: high")
        .at(window.start_span, "the window that takes it away");
    findings.push(finding.help("add `department-heads: {people: departments}` to the audiences"));
    findings
}

/// People who hear in time for a short policy, and still less than a month ahead.
fn hurried(window: &Window, service: &Service, cells: &[&Cell]) -> Findings {
    let mut findings = Findings::default();
    let ahead = cells.iter().filter_map(|cell| match cell.verdict {
        Verdict::Hears(hearing) if hearing.timing == Timing::InTime => {
            Some((hearing.ahead, cell.audience))
        }
        _ => None,
    });
    let least = ahead.min_by_key(|(days, _)| *days);
    let Some((days, audience)) = least.filter(|(days, _)| *days < MONTH) else {
        return findings;
    };
    let message = format!(
        "{} hear only {days} days ahead that `{}` takes {} away",
        audience.name, window.id, service.name
    );
    let finding = Diagnostic::new(Code::UNPREPARED, message)
        .at(window.start_span, "")
        .at(service.span, "severity: high");
    findings.push(finding.help(format!("tell them at least {MONTH} days before the start, or let a named person allow the short notice by a waiver of `lead-time` and a policy that asks for more")));
    findings
}
