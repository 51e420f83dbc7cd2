//! The sheet of one window: how many people of which department hear of which service, and when.

use super::ground::Ground;
use super::{Cell, Coverage, Orphan, Verdict};
use crate::directory::groups;
use crate::plan::length::Length;
use crate::plan::policy::Waivable;
use crate::plan::role::Role;
use crate::plan::service::Service;
use crate::plan::window::Window;
use crate::rules::hearing::{Hearing, hearings};

/// Who hears of one window. The row after the last department is for people of none that uses the
/// service, and for those who hear of everything.
pub(super) struct Sheet<'g, 'a> {
    ground: &'g Ground<'a>,
    window: &'a Window,
    services: Vec<&'a Service>,
    wanted: Length,
    /// By audience, department and service.
    slots: Vec<Slot<'a>>,
}

/// The people of one cell.
#[derive(Debug, Clone, Copy, Default)]
struct Slot<'a> {
    people: usize,
    /// Whether some of them are told nothing that informs.
    untold: bool,
    worst: Option<Hearing<'a>>,
}

impl<'a> Slot<'a> {
    fn add(&mut self, hearing: Option<&Hearing<'a>>) {
        self.people += 1;
        self.untold |= hearing.is_none();
        let known = self.worst.iter().chain(hearing).copied();
        self.worst = known.max_by_key(Hearing::weight);
    }
}

impl<'g, 'a> Sheet<'g, 'a> {
    pub(super) fn of(ground: &'g Ground<'a>, window: &'a Window) -> Self {
        let plan = ground.case.plan;
        let services = window.services.iter().map(|(id, _)| plan.service(id));
        let services: Vec<_> = services.collect();
        let rows = plan.departments.len() + 1;
        let cells = plan.audiences.len() * rows * services.len();
        let mut sheet = Self {
            ground,
            window,
            wanted: plan.policy.lead_time(plan.size(window)),
            slots: vec![Slot::default(); cells],
            services,
        };
        for audience in 0..plan.audiences.len() {
            sheet.count(audience);
        }
        sheet
    }

    /// Counts the readers of one audience.
    fn count(&mut self, audience: usize) {
        let (ground, case) = (self.ground, self.ground.case);
        let who = &case.plan.audiences[audience];
        let hearings = hearings(case, self.window, &who.id);
        let apart = matches!(who.role, Role::Executives | Role::Machine);
        for group in groups(case.plan, case.directory, who, self.window) {
            let hearing = hearings.get(&group.place);
            for service in 0..self.services.len() {
                let id = &self.services[service].id;
                if !group.services.contains(id) {
                    continue;
                }
                let users = ground.users(id);
                for member in &group.members {
                    let mut placed = false;
                    for place in ground.departments(audience, *member) {
                        if users[*place] && !apart {
                            self.slot(audience, *place, service).add(hearing);
                            placed = true;
                        }
                    }
                    if !placed {
                        self.slot(audience, users.len(), service).add(hearing);
                    }
                }
            }
        }
    }

    fn index(&self, audience: usize, place: usize, service: usize) -> usize {
        let rows = self.ground.case.plan.departments.len() + 1;
        (audience * rows + place) * self.services.len() + service
    }

    fn slot(&mut self, audience: usize, place: usize, service: usize) -> &mut Slot<'a> {
        let index = self.index(audience, place, service);
        &mut self.slots[index]
    }

    /// Writes the cells and the orphans of the window.
    pub(super) fn write(self, coverage: &mut Coverage<'a>) {
        let plan = self.ground.case.plan;
        let start = coverage.cells.len();
        for place in 0..=plan.departments.len() {
            for (service, what) in self.services.iter().enumerate() {
                for (audience, who) in plan.audiences.iter().enumerate() {
                    let Some(verdict) = self.verdict(audience, place, service) else {
                        continue;
                    };
                    coverage.cells.push(Cell {
                        window: self.window,
                        service: what,
                        department: plan.departments.get(place),
                        audience: who,
                        people: self.slots[self.index(audience, place, service)].people,
                        wanted: self.wanted,
                        verdict,
                    });
                }
            }
        }
        let cells = &coverage.cells[start..];
        let orphans = self.services.iter().filter(|service| {
            let mut users = cells.iter().filter(|cell| cell.service.id == service.id);
            !users.any(|cell| cell.people > 0 && uses(cell.audience.role))
        });
        let orphans = orphans.map(|service| Orphan {
            window: self.window,
            service,
            waiver: (plan.policy).waiver(Waivable::NobodyToTell, &self.window.id, None),
            said: cells
                .iter()
                .any(|cell| cell.service.id == service.id && cell.verdict.is_gap()),
        });
        coverage.orphans.extend(orphans);
    }

    /// What becomes of a cell; nothing when there is no such cell.
    fn verdict(&self, audience: usize, place: usize, service: usize) -> Option<Verdict<'a>> {
        let slot = &self.slots[self.index(audience, place, service)];
        let who = &self.ground.case.plan.audiences[audience];
        if slot.people > 0 {
            return Some(match slot.worst {
                Some(hearing) if !slot.untold => Verdict::Hears(hearing),
                // Executives may be left out on purpose, and hear of nothing minor.
                None if who.role == Role::Executives => Verdict::NotForThem,
                _ => Verdict::Untold,
            });
        }
        let users = self.ground.users(&self.services[service].id);
        if place == users.len() {
            let empty = self.ground.is_empty(audience);
            return empty.then(|| self.ground.nobody(self.window, None));
        }
        users[place].then(|| {
            if self.answers(audience, place, service) {
                self.ground
                    .absent(self.window, (place, self.services[service]), who)
            } else {
                Verdict::NotForThem
            }
        })
    }

    /// Whether an audience has to answer for a department of which nobody is told in its role:
    /// the first of its role does.
    fn answers(&self, audience: usize, place: usize, service: usize) -> bool {
        let audiences = &self.ground.case.plan.audiences;
        let alike = |other: &usize| audiences[*other].role == audiences[audience].role;
        let mut alike = (0..audiences.len()).filter(alike);
        alike.clone().next() == Some(audience)
            && !alike.any(|other| self.slots[self.index(other, place, service)].people > 0)
    }
}

/// Whether readers of this role are told because they use the service: executives and machines
/// hear of every service, whether they use it or not.
fn uses(role: Role) -> bool {
    !matches!(role, Role::Executives | Role::Machine)
}
