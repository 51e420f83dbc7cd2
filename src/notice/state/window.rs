//! What is stated of the window: its dates, its services, its way back.

use super::Telling;
use crate::assessment::advice::weighed::ruled_out;
use crate::assessment::continuity::last_chance;
use crate::notice::facts::{Alternative, ServiceFacts, WayBack, WindowFacts};
use crate::plan::Id;
use crate::plan::alternative;
use crate::plan::department::Department;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use crate::plan::service::{Service, Severity, Users};
use crate::plan::window::{Status, Window};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// So many services that a window leaves alone are named.
const MOST_UNAFFECTED: usize = 12;

impl Telling<'_> {
    pub(super) fn window_facts(&self) -> WindowFacts {
        WindowFacts {
            unaffected: self.unaffected(),
            way_back: way_back(self.window),
            alternatives: self.alternatives(),
            ..self.window_gist()
        }
    }

    /// The same without what is said of other services and other dates, and of the way back.
    pub(super) fn window_gist(&self) -> WindowFacts {
        let window = self.window;
        WindowFacts {
            id: window.id.to_string(),
            phase: self.phase.name.clone(),
            start: window.start,
            end: window.end,
            zone: window.zone.name().to_owned(),
            sites: self.sites(),
            provisional: window.status == Status::Provisional,
            services: self.services(),
            unaffected: Vec::new(),
            way_back: None,
            alternatives: Vec::new(),
        }
    }

    /// The other dates that can still be chosen.
    fn alternatives(&self) -> Vec<Alternative> {
        let others = self.window.alternatives.iter();
        let open = others.filter(|other| self.can_be_chosen(self.window, other));
        open.map(|other| Alternative {
            start: other.start,
            end: other.end,
            because: other.because.clone(),
        })
        .collect()
    }

    /// Whether an alternative is ahead of its readers, and nothing in the plan rules it out.
    pub(super) fn can_be_chosen(&self, window: &Window, other: &alternative::Alternative) -> bool {
        ruled_out(self.case.plan, window, other, self.told()).is_empty()
    }

    /// The names of the sites whose people alone it affects; none when it is about windows at other
    /// sites, too. Users who work at these and nowhere else know where it is.
    fn sites(&self) -> Vec<String> {
        let others = self.shares();
        match others.iter().any(|other| other.sites != self.window.sites) {
            true => Vec::new(),
            false => self.sites_of(self.window),
        }
    }

    /// The names of the sites whose people alone a window affects, likewise.
    pub(super) fn sites_of(&self, window: &Window) -> Vec<String> {
        let plan = self.case.plan;
        let is_user = self.audience.role == Role::EndUsers && !self.audience.everything;
        if (is_user && self.group.at_home) || window.sites.len() == plan.sites.len() {
            return Vec::new();
        }
        let affected = plan
            .sites
            .iter()
            .filter(|site| window.sites.contains(&site.id));
        affected.map(|site| site.name.clone()).collect()
    }

    /// The windows that share its briefing or its extra help.
    fn shares(&self) -> Vec<&Window> {
        let milestone = self.occurrence.milestone;
        let briefing = self.occurrence.briefing.as_ref();
        let mut briefings = self.case.plan.briefings.iter();
        let briefing = briefing.filter(|_| milestone == Milestone::Briefing);
        let briefing = briefing.and_then(|id| briefings.find(|other| other.id == *id));
        let care = self.window.hyper_care.as_ref();
        let care = care.filter(|_| milestone.tells_of_help());
        let shares = |window: &&Window| {
            let theirs = window.hyper_care.as_ref();
            let helped = theirs.zip(care);
            window.status != Status::Cancelled
                && (briefing.is_some_and(|of| of.is_about(&window.id))
                    || helped.is_some_and(|(theirs, ours)| theirs.phase == ours.phase))
        };
        let windows = self.case.plan.phases.iter();
        let windows = windows.flat_map(|phase| &phase.windows);
        windows.filter(shares).collect()
    }

    /// The services that concern the reader, worst first.
    fn services(&self) -> Vec<ServiceFacts> {
        self.touched(self.window, &self.group.services)
    }

    /// What a window does to some services, worst first.
    pub(super) fn touched(&self, window: &Window, services: &[Id]) -> Vec<ServiceFacts> {
        let touched = window.services.iter();
        let ours = touched.filter(|(id, _)| services.contains(id));
        let mut services: Vec<_> = ours
            .map(|(id, impact)| {
                let service = self.case.plan.service(id);
                ServiceFacts {
                    id: id.to_string(),
                    name: service.name.clone(),
                    impact: *impact,
                    high_severity: service.severity == Severity::High,
                    workaround: service.workaround.clone(),
                    contingency: service.contingency.clone(),
                    still_works: service.still_works.clone(),
                }
            })
            .collect();
        services.sort_by_key(|service| (Reverse(service.impact), !service.high_severity));
        services
    }

    /// Names of the services of these readers that no window of the plan touches; none when they are
    /// too many to be read.
    fn unaffected(&self) -> Vec<String> {
        let plan = self.case.plan;
        let windows = plan.windows().into_iter();
        let on = windows.filter(|(_, window)| window.status != Status::Cancelled);
        let touched = on.flat_map(|(_, window)| &window.services);
        let touched: BTreeSet<&Id> = touched.map(|(id, _)| id).collect();
        let services = plan.services.iter();
        let alone = services.filter(|service| !touched.contains(&service.id));
        let alone = alone.filter(|service| self.is_used(service));
        let names = alone.map(|service| service.name.clone());
        let names: Vec<String> = names.take(MOST_UNAFFECTED + 1).collect();
        match names.len() > MOST_UNAFFECTED {
            true => Vec::new(),
            false => names,
        }
    }

    /// Whether all these readers use a service, as far as their departments tell: those that use of this
    /// window what they do.
    fn is_used(&self, service: &Service) -> bool {
        if self.audience.everything || service.used_by == Users::Everyone {
            return true;
        }
        let plan = self.case.plan;
        let own = &self.group.departments;
        if !own.is_empty() {
            return own.iter().any(|id| service.used_by(id));
        }
        let touched = self.window.services.iter();
        let touched: Vec<&Service> = touched.map(|(id, _)| plan.service(id)).collect();
        let likewise = |department: &&Department| {
            let mut touched = touched.iter();
            touched.all(|other| {
                other.used_by(&department.id) == self.group.services.contains(&other.id)
            })
        };
        let mut theirs = plan.departments.iter().filter(likewise).peekable();
        theirs.peek().is_some() && theirs.all(|department| service.used_by(&department.id))
    }
}

fn way_back(window: &Window) -> Option<WayBack> {
    let way_back = WayBack {
        point_of_no_return: window.point_of_no_return,
        last_chance: last_chance(window).filter(|at| *at >= window.start),
        minutes: window.way_back,
    };
    (way_back.point_of_no_return.is_some() || way_back.minutes.is_some()).then_some(way_back)
}
