//! `nobody-to-tell`: every service a window touches has users who are told.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::directory::groups;
use crate::plan::Id;
use crate::plan::department::Department;
use crate::plan::role::Role;
use crate::plan::window::{Status, Window};
use std::collections::BTreeSet;

/// Reports services that stop without anybody who uses them being told, and departments whose
/// heads are not.
///
/// Says nothing while people are missing for a reason that is reported already.
pub fn check(case: Case, findings: &mut Findings) {
    let unread = [Code::CSV_HEADER, Code::NO_ADDRESS];
    if findings.iter().any(|found| unread.contains(&found.code)) {
        return;
    }
    for (_, window) in case.plan.windows() {
        if window.status == Status::Cancelled {
            continue;
        }
        let told = Told::of(case, window);
        services(case, window, &told, findings);
        heads(case, window, &told, findings);
    }
}

/// What the readers of a window's notices use and belong to.
#[derive(Default)]
struct Told {
    services: BTreeSet<Id>,
    departments: BTreeSet<Id>,
}

impl Told {
    fn of(case: Case, window: &Window) -> Self {
        let mut told = Self::default();
        for audience in &case.plan.audiences {
            for group in groups(case.plan, case.directory, audience, window) {
                // Executives and machines hear of every service, whether they use it or not.
                if !matches!(audience.role, Role::Executives | Role::Machine) {
                    told.services.extend(group.services);
                }
                told.departments.extend(group.departments);
            }
        }
        told
    }
}

fn services(case: Case, window: &Window, told: &Told, findings: &mut Findings) {
    let touched = window.services.iter().map(|(id, _)| id);
    for id in touched.filter(|id| !told.services.contains(id)) {
        let service = case.plan.service(id);
        let (name, window_id) = (&service.name, &window.id);
        let message = format!("nobody who uses {name} is told about `{window_id}`");
        let finding = Diagnostic::new(Code::NOBODY_TO_TELL, message)
            .at(service.span, "who uses this?")
            .at(window.start_span, "the window that touches it");
        let advice =
            "name departments under `used-by`, and check that the audiences hold their people";
        findings.push(finding.help(advice));
    }
}

fn heads(case: Case, window: &Window, told: &Told, findings: &mut Findings) {
    let mut audiences = case.plan.audiences.iter();
    if !audiences.any(|audience| audience.role == Role::DepartmentHeads) {
        return;
    }
    let here = |site: &Option<Id>| {
        let site = site.as_ref();
        window.sites.is_empty() || site.is_none_or(|site| window.sites.contains(site))
    };
    let expected = |department: &&Department| {
        let head = &department.head;
        head.email.is_some() && here(&department.site) && here(&head.site)
    };
    let touched = case.plan.departments_touched(window).into_iter();
    for department in touched.filter(expected) {
        if told.departments.contains(&department.id) {
            continue;
        }
        let (name, window_id) = (&department.name, &window.id);
        let message = format!("the head of {name} is not told about `{window_id}`");
        let finding = Diagnostic::new(Code::NOBODY_TO_TELL, message).at(department.span, "");
        findings.push(finding.help("check the audience `department-heads`"));
    }
}
