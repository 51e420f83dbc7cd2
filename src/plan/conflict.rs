//! Conflicts between parts of a plan that are each well-formed: order, overlap, freezes.

use super::change::Plan;
use super::id::Id;
use super::phase::Phase;
use super::role::Role;
use super::service::Users;
use super::site::{BoundFreeze, Site};
use super::undecided::Undecided;
use super::window::{Status, Window};
use crate::calendar::{Hardness, freeze, holiday};
use crate::diagnostic::{Code, Diagnostic, Findings};
use chrono::Datelike;

impl Plan {
    /// The window that the plan's decision is about, when there is a decision.
    pub fn decided(&self) -> Option<&Window> {
        match &self.case.decision.as_ref()?.window {
            Some(named) => self.window(named).map(|(_, window)| window),
            None => self.heaviest_window(),
        }
    }

    /// The freezes that bind a window, whatever its date, each once: sites keep those of the plan, too.
    pub fn freezes_on<'a>(&'a self, window: &Window) -> Vec<&'a BoundFreeze> {
        let here = |site: &&Site| window.sites.is_empty() || window.sites.contains(&site.id);
        let of_sites = self.sites.iter().filter(here);
        let of_sites = of_sites.flat_map(|site| &site.freezes);
        let mut binding: Vec<&BoundFreeze> = Vec::new();
        for bound in self.freezes.iter().chain(of_sites) {
            let known = binding.iter().any(|other| other.span == bound.span);
            if !known && touches(self, window, bound) {
                binding.push(bound);
            }
        }
        binding
    }
}

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
    let waits = plan.undecided.iter().any(Undecided::waits);
    if windows.is_empty() && !waits {
        cancelled(plan, &mut findings);
    } else {
        waivers(plan, &mut findings);
        decision(plan, &mut findings);
    }
    briefings(plan, &mut findings);
    findings
}

/// Notes what goes with a plan that is cancelled as a whole.
fn cancelled(plan: &Plan, findings: &mut Findings) {
    let dated = plan.windows().first().map(|(_, window)| window.start_span);
    let undecided = plan.undecided.first().map(|window| window.start_span);
    let Some(place) = dated.or(undecided) else {
        return;
    };
    let message = match plan.briefings.len() {
        0 => "the plan is cancelled: nothing is announced any more".to_owned(),
        1 => "the plan is cancelled: nothing is announced any more, and nobody is invited to its briefing".to_owned(),
        many => format!("the plan is cancelled: nothing is announced any more, and nobody is invited to its {many} briefings"),
    };
    findings.push(Diagnostic::new(Code::CANCELLED_PLAN, message).at(place, ""));
}

/// A decision about a window is taken before it.
fn decision(plan: &Plan, findings: &mut Findings) {
    let Some(decision) = &plan.case.decision else {
        return;
    };
    let Some(window) = plan.decided() else {
        return;
    };
    if window.status == Status::Cancelled || decision.by <= plan.zone.civil(window.start).date() {
        return;
    }
    let message = format!("the decision is due after `{}` has begun", window.id);
    let finding = Diagnostic::new(Code::LATE_DECISION, message)
        .at(decision.by_span, "too late")
        .at(window.start_span, "the window starts here");
    findings
        .push(finding.help("name an earlier day, or name the window it is about with `window: …`"));
}

fn order(plan: &Plan, findings: &mut Findings) {
    for (place, phase) in plan.phases.iter().enumerate() {
        let before = plan.phases.iter().enumerate();
        let before = before.filter(|(_, other)| phase.after.contains(&other.id));
        for (other_place, before) in before {
            let (Some(done), Some(next)) = (before.last(), phase.first()) else {
                continue;
            };
            if before.id == phase.id {
                let message = format!("the phase `{}` comes after itself", phase.id);
                let finding = Diagnostic::new(Code::CIRCULAR, message).at(phase.span, "");
                findings.push(
                    finding.help("name the phase that must be over before, or remove `after`"),
                );
            } else if before.after.contains(&phase.id) {
                // Said once for the two.
                if other_place < place {
                    continue;
                }
                let message = format!(
                    "the phases `{}` and `{}` each come after the other",
                    phase.id, before.id
                );
                let finding = Diagnostic::new(Code::CIRCULAR, message)
                    .at(phase.span, "comes after the other")
                    .at(before.span, "and so does this");
                findings.push(finding.help("remove one `after`"));
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
            let Some(service) = window.shares(later) else {
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
    for bound in plan.freezes_on(window) {
        let civil = |instant| window.zone.civil(instant);
        let Some((from, to)) = bound.freeze.overlap(civil(window.start), civil(window.end)) else {
            continue;
        };
        let (code, verb) = match bound.freeze.hardness {
            Hardness::Hard => (Code::HARD_FREEZE, "falls into"),
            Hardness::Soft => (Code::SOFT_FREEZE, "touches"),
        };
        let freeze = &bound.freeze;
        let message = format!(
            "the window `{}` {verb} the freeze “{}” ({}); they share {}",
            window.id,
            freeze.name,
            freeze::days(freeze.from, freeze.to),
            freeze::days(from, to)
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
        let window = plan.window(&waiver.window);
        let cancelled = window.is_some_and(|(_, window)| window.status == Status::Cancelled);
        if cancelled {
            let message = format!(
                "the window `{}` is cancelled; its waiver does nothing",
                waiver.window
            );
            findings.push(Diagnostic::new(Code::UNUSED_WAIVER, message).at(waiver.span, ""));
        }
    }
}

fn briefings(plan: &Plan, findings: &mut Findings) {
    for briefing in &plan.briefings {
        let audience = plan.audience(&briefing.audience);
        if audience.is_some_and(|audience| audience.role == Role::Machine) {
            let message = format!(
                "machines come to no briefing, but `{}` is theirs",
                briefing.id
            );
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(briefing.span, "");
            findings.push(finding.help("name an audience of people under `for`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::calendar::zone::Zones;
    use crate::diagnostic::{Code, Findings, Sources};
    use crate::plan::file;

    fn codes(plan: &str) -> Vec<Code> {
        found(plan).iter().map(|finding| finding.code).collect()
    }

    fn found(plan: &str) -> Findings {
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let id = file::text("plan.yaml", plan.as_bytes(), &mut sources, &mut findings);
        let written = file::read(id, &sources, &mut findings).unwrap();
        written.mean(&Zones::bundled(), &Default::default(), &mut findings);
        findings
    }

    fn at_sites(window: &str) -> String {
        format!(
            "plan: core-banking
title: Core banking moves
organisation: Rheinbrück Bank
timezone: Europe/Berlin
contact: {{team: Programme, email: core@rheinbrueck.example}}
sites:
  frankfurt: {{name: Frankfurt}}
  singapore:
    name: Singapore
    calendar:
      freezes: [{{name: Audit, from: 2027-06-01, to: 2027-06-10}}]
services: {{accounts: {{name: Accounts, used-by: [everyone]}}}}
phases:
  - id: main
    name: Main
    windows:
      - {{id: night, start: 2027-06-05 22:00, length: 4h, services: {{accounts: off}}, sites: {window}}}
"
        )
    }

    #[test]
    fn a_freeze_of_one_site_leaves_windows_at_other_sites_alone() {
        assert_eq!(codes(&at_sites("[frankfurt]")), []);
        assert_eq!(codes(&at_sites("[singapore]")), [Code::HARD_FREEZE]);
        assert_eq!(codes(&at_sites("[]")), [Code::HARD_FREEZE]);
    }

    #[test]
    fn a_freeze_of_the_whole_plan_is_found_once_at_a_site_that_keeps_it_too() {
        let everywhere = |window: &str| {
            let plan = at_sites(window);
            let freeze = "calendar: {freezes: [{name: Close, from: 2027-06-05, to: 2027-06-05}]}";
            plan.replace("\nsites:\n", &format!("\n{freeze}\nsites:\n"))
        };
        assert_eq!(codes(&everywhere("[frankfurt]")), [Code::HARD_FREEZE]);
        assert_eq!(codes(&everywhere("[singapore]")).len(), 2);
    }

    #[test]
    fn a_window_in_a_freeze_names_the_freeze_and_what_they_share() {
        let findings = found(&at_sites("[singapore]"));
        let messages: Vec<&str> = findings
            .iter()
            .map(|found| found.message.as_str())
            .collect();
        assert_eq!(
            messages,
            [
                "the window `night` falls into the freeze “Audit” (2027-06-01 to 2027-06-10); they share 2027-06-05 to 2027-06-06"
            ]
        );
    }
}
