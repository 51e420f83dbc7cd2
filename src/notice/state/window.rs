//! What is stated of the window: its dates, its services, its way back.

use super::Telling;
use crate::notice::facts::{Alternative, ServiceFacts, WayBack, WindowFacts};
use crate::plan::role::Role;
use crate::plan::service::{Service, Severity};
use crate::plan::window::{Status, Window};
use std::cmp::Reverse;

impl Telling<'_> {
    pub(super) fn window_facts(&self) -> WindowFacts {
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
            unaffected: self.unaffected(),
            way_back: way_back(window),
            alternatives: alternatives(window),
        }
    }

    /// The names of the sites whose people alone it affects. Users are told only when they are at one
    /// of them, and know where they are.
    fn sites(&self) -> Vec<String> {
        let (plan, window) = (self.case.plan, self.window);
        let is_bound = self.audience.role == Role::EndUsers && !self.audience.everything;
        if is_bound || window.sites.len() == plan.sites.len() {
            return Vec::new();
        }
        let affected = plan
            .sites
            .iter()
            .filter(|site| window.sites.contains(&site.id));
        affected.map(|site| site.name.clone()).collect()
    }

    /// The services that concern the reader, worst first.
    fn services(&self) -> Vec<ServiceFacts> {
        let touched = self.window.services.iter();
        let ours = touched.filter(|(id, _)| self.group.services.contains(id));
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

    /// Names of the services that the window leaves alone.
    fn unaffected(&self) -> Vec<String> {
        let touched = |service: &&Service| {
            let mut services = self.window.services.iter();
            services.any(|(id, _)| *id == service.id)
        };
        let services = self.case.plan.services.iter();
        let alone = services.filter(|service| !touched(service));
        alone.map(|service| service.name.clone()).collect()
    }
}

fn way_back(window: &Window) -> Option<WayBack> {
    let way_back = WayBack {
        point_of_no_return: window.point_of_no_return,
        minutes: window.way_back,
    };
    (way_back.point_of_no_return.is_some() || way_back.minutes.is_some()).then_some(way_back)
}

fn alternatives(window: &Window) -> Vec<Alternative> {
    let others = window.alternatives.iter();
    others
        .map(|other| Alternative {
            start: other.start,
            end: other.end,
            because: other.because.clone(),
        })
        .collect()
}
