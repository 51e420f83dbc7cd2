//! Conflicts between parts of a plan that are each well-formed: order, overlap, freezes.

use super::change::Plan;
use super::id::Id;
use super::phase::Phase;
use super::service::Users;
use super::site::BoundFreeze;
use super::window::{Status, Window};
use crate::calendar::{Hardness, holiday};
use crate::diagnostic::{Code, Diagnostic, Findings};
use chrono::Datelike;

/// Everything in the plan that contradicts itself.
pub fn find(plan: &Plan) -> Findings {
    let mut findings = Findings::default();
    let windows: Vec<_> = plan
        .windows()
        .into_iter()
        .filter(|(_, window)| window.status != Status::Cancelled)
        .collect();
    order(plan, &mut findings);
    overlaps(plan, &windows, &mut findings);
    for (_, window) in &windows {
        freezes(plan, window, &mut findings);
        calendar_end(plan, window, &mut findings);
    }
    waivers(plan, &mut findings);
    findings
}

fn order(plan: &Plan, findings: &mut Findings) {
    let last = |phase: &Phase| {
        phase
            .windows
            .iter()
            .max_by_key(|window| window.end)
            .cloned()
    };
    let first = |phase: &Phase| {
        phase
            .windows
            .iter()
            .min_by_key(|window| window.start)
            .cloned()
    };
    for phase in &plan.phases {
        for before in plan
            .phases
            .iter()
            .filter(|other| phase.after.contains(&other.id))
        {
            let (Some(done), Some(next)) = (last(before), first(phase)) else {
                continue;
            };
            if before.after.contains(&phase.id) || before.id == phase.id {
                let message = format!(
                    "the phases `{}` and `{}` each come after the other",
                    phase.id, before.id
                );
                findings.push(Diagnostic::new(Code::CIRCULAR, message).at(phase.span, ""));
            } else if next.start < done.end {
                let message = format!(
                    "`{}` comes after `{}`, but starts before that is over",
                    phase.id, before.id
                );
                let finding = Diagnostic::new(Code::PHASE_ORDER, message)
                    .at(next.start_span, "starts here")
                    .at(done.start_span, "the window that must be over before");
                findings.push(finding.help("move one of the two windows, or remove `after`"));
            }
        }
    }
}

fn overlaps(plan: &Plan, windows: &[(&Phase, &Window)], findings: &mut Findings) {
    for (index, (_, window)) in windows.iter().enumerate() {
        for (_, later) in windows[index + 1..]
            .iter()
            .take_while(|(_, later)| later.start < window.end)
        {
            let shared = window
                .services
                .iter()
                .find(|(id, _)| later.services.iter().any(|(other, _)| other == id));
            let apart = !window.sites.is_empty()
                && !later.sites.is_empty()
                && !window.sites.iter().any(|site| later.sites.contains(site));
            let Some((service, _)) = shared.filter(|_| !apart) else {
                continue;
            };
            let name = &plan.service(service).name;
            let message = format!(
                "the windows `{}` and `{}` overlap on {name}",
                window.id, later.id
            );
            let finding = Diagnostic::new(Code::OVERLAP, message)
                .at(later.start_span, "starts while the other still lasts")
                .at(window.start_span, "the other window");
            findings.push(finding.help("move one of them, or name different `sites`"));
        }
    }
}

fn freezes(plan: &Plan, window: &Window, findings: &mut Findings) {
    for bound in plan
        .freezes
        .iter()
        .chain(plan.sites.iter().flat_map(|site| &site.freezes))
    {
        if !touches(plan, window, bound) {
            continue;
        }
        let civil = |instant| window.zone.civil(instant);
        let Some((from, to)) = bound.freeze.overlap(civil(window.start), civil(window.end)) else {
            continue;
        };
        let (code, verb) = match bound.freeze.hardness {
            Hardness::Hard => (Code::HARD_FREEZE, "falls into"),
            Hardness::Soft => (Code::SOFT_FREEZE, "touches"),
        };
        let days = if from == to {
            format!("on {from}")
        } else {
            format!("from {from} to {to}")
        };
        let message = format!(
            "the window `{}` {verb} the freeze “{}” {days}",
            window.id, bound.freeze.name
        );
        let finding = Diagnostic::new(code, message)
            .at(window.start_span, "this window")
            .at(bound.span, "this freeze");
        findings.push(finding.help("move the window, or change whom the freeze applies to"));
    }
}

fn touches(plan: &Plan, window: &Window, bound: &BoundFreeze) -> bool {
    let everybody = |(id, _): &(Id, _)| plan.service(id).used_by == Users::Everyone;
    let departments = plan.departments_touched(window);
    bound.binds(departments.iter().map(|department| &department.id))
        || bound
            .applies_to
            .iter()
            .any(|id| plan.department(id).is_some())
            && window.services.iter().any(everybody)
}

fn calendar_end(plan: &Plan, window: &Window, findings: &mut Findings) {
    let calendars = plan
        .sites
        .iter()
        .map(|site| &site.calendar)
        .chain([&plan.calendar]);
    let year = window.zone.civil(window.end).year();
    let ended = calendars.filter_map(|calendar| calendar.holidays.as_ref());
    let Some(short) = ended
        .filter(|holidays| holidays.last_year() < year)
        .map(|holidays| holidays.last_year())
        .min()
    else {
        return;
    };
    let message = format!(
        "public holidays are known to {short} only; the days before this window may hold unknown ones"
    );
    let finding = Diagnostic::new(Code::CALENDAR_ENDS, message).at(window.start_span, "");
    findings.push(finding.help(format!(
        "list them under `days-off`; the data inside covers {} to {}",
        holiday::FIRST_YEAR,
        holiday::LAST_YEAR
    )));
}

fn waivers(plan: &Plan, findings: &mut Findings) {
    for waiver in &plan.policy.waivers {
        let cancelled = plan
            .windows()
            .iter()
            .any(|(_, window)| window.id == waiver.window && window.status == Status::Cancelled);
        if cancelled {
            let message = format!(
                "the window `{}` is cancelled; its waiver does nothing",
                waiver.window
            );
            findings.push(Diagnostic::new(Code::UNUSED_WAIVER, message).at(waiver.span, ""));
        }
    }
}
