//! `nobody-to-tell`: every service a window touches has users who are told.

use super::Case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::directory::groups;
use crate::plan::role::Role;
use crate::plan::window::{Status, Window};
use crate::plan::{Id, Plan};
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
    let plan = case.plan;
    let heads_are_told = plan
        .audiences
        .iter()
        .any(|audience| audience.role == Role::DepartmentHeads);
    for (_, window) in plan.windows() {
        if window.status == Status::Cancelled {
            continue;
        }
        let (mut services, mut departments) = (BTreeSet::new(), BTreeSet::new());
        for audience in &plan.audiences {
            let groups = groups(plan, case.directory, audience, window);
            let users = audience.role != Role::Executives;
            services.extend(
                groups
                    .iter()
                    .filter(|_| users)
                    .flat_map(|group| group.services.clone()),
            );
            departments.extend(groups.into_iter().flat_map(|group| group.departments));
        }
        for (id, _) in window
            .services
            .iter()
            .filter(|(id, _)| !services.contains(id))
        {
            let service = plan.service(id);
            let message = format!(
                "nobody who uses {} is told about `{}`",
                service.name, window.id
            );
            let finding = Diagnostic::new(Code::NOBODY_TO_TELL, message)
                .at(service.span, "who uses this?")
                .at(window.start_span, "the window that touches it");
            findings.push(finding.help(
                "name departments under `used-by`, and check that the audiences hold their people",
            ));
        }
        if heads_are_told {
            heads(plan, window, &departments, findings);
        }
    }
}

/// Reports departments that a window touches whose heads are not among those told.
fn heads(plan: &Plan, window: &Window, told: &BTreeSet<Id>, findings: &mut Findings) {
    let touched = plan.departments_touched(window).into_iter();
    let here = |site: &Option<Id>| {
        window.sites.is_empty() || site.as_ref().is_none_or(|site| window.sites.contains(site))
    };
    for department in touched.filter(|department| here(&department.site)) {
        let reachable = department.head.email.is_some();
        let elsewhere = department
            .head
            .site
            .as_ref()
            .is_some_and(|site| !here(&Some(site.clone())));
        if reachable && !elsewhere && !told.contains(&department.id) {
            let message = format!(
                "the head of {} is not told about `{}`",
                department.name, window.id
            );
            let finding = Diagnostic::new(Code::NOBODY_TO_TELL, message).at(department.span, "");
            findings.push(finding.help("check the audience `department-heads`"));
        }
    }
}
