//! The ground of a coverage: who uses what and who is known, looked up once for all windows.

use super::sheet::Sheet;
use super::{Coverage, Verdict};
use crate::directory::Recipient;
use crate::plan::Id;
use crate::plan::audience::{Audience, Source};
use crate::plan::department::Department;
use crate::plan::person::Person;
use crate::plan::policy::Waivable;
use crate::plan::role::Role;
use crate::plan::service::{Service, Users};
use crate::plan::window::Window;
use crate::rules::Case;
use std::collections::HashMap;

/// What all windows have in common.
pub(super) struct Ground<'a> {
    pub case: Case<'a>,
    /// Which departments use a service, by their place in the plan.
    users: HashMap<&'a Id, Vec<bool>>,
    /// The departments of every reader, by audience.
    readers: Vec<Vec<Vec<usize>>>,
    /// How many end users of each department are known.
    known: Vec<usize>,
}

impl<'a> Ground<'a> {
    pub(super) fn of(case: Case<'a>) -> Self {
        let plan = case.plan;
        let departments = plan.departments.iter().enumerate();
        let places: HashMap<&Id, usize> = departments
            .map(|(place, department)| (&department.id, place))
            .collect();
        let users = plan.services.iter().map(|service| {
            let departments = plan.departments.iter();
            let uses = departments.map(|department| service.used_by(&department.id));
            (&service.id, uses.collect())
        });
        let of = |reader: &Recipient| {
            let departments = reader.departments.iter();
            departments
                .filter_map(|id| places.get(id).copied())
                .collect()
        };
        let readers = plan.audiences.iter().map(|audience| {
            let readers = case.directory.recipients(&audience.id).iter();
            readers.map(of).collect::<Vec<Vec<usize>>>()
        });
        let readers: Vec<_> = readers.collect();
        let mut known = vec![0; plan.departments.len()];
        for (audience, readers) in plan.audiences.iter().zip(&readers) {
            if audience.role == Role::EndUsers {
                readers
                    .iter()
                    .flatten()
                    .for_each(|place| known[*place] += 1);
            }
        }
        Self {
            case,
            users: users.collect(),
            readers,
            known,
        }
    }

    /// Adds what becomes of the people of one window.
    pub(super) fn look(&self, window: &'a Window, coverage: &mut Coverage<'a>) {
        Sheet::of(self, window).write(coverage);
    }

    /// Which departments use a service.
    pub(super) fn users(&self, service: &Id) -> &[bool] {
        &self.users[service]
    }

    /// The departments of a reader of an audience.
    pub(super) fn departments(&self, audience: usize, reader: usize) -> &[usize] {
        &self.readers[audience][reader]
    }

    /// Whether an audience has nobody in it.
    pub(super) fn is_empty(&self, audience: usize) -> bool {
        self.readers[audience].is_empty()
    }

    /// What becomes of a department, by its place, that uses a service and of which nobody is told as
    /// an audience of this role.
    pub(super) fn absent(
        &self,
        window: &'a Window,
        (place, service): (usize, &Service),
        audience: &'a Audience,
    ) -> Verdict<'a> {
        let department = &self.case.plan.departments[place];
        if !stands_at(window, department.site.as_ref()) {
            return Verdict::NotForThem;
        }
        match audience.role {
            Role::Executives | Role::Machine => Verdict::NotForThem,
            Role::DepartmentHeads => self.no_head(window, department, audience),
            Role::EndUsers if self.has_users(place, service) => Verdict::NotForThem,
            Role::EndUsers => self.nobody(window, Some(&department.id)),
        }
    }

    /// What becomes of people of whom nobody is known.
    pub(super) fn nobody(&self, window: &'a Window, department: Option<&Id>) -> Verdict<'a> {
        let policy = &self.case.plan.policy;
        match policy.waiver(Waivable::NobodyToTell, &window.id, department) {
            Some(waiver) => Verdict::Excused(waiver),
            None => Verdict::Nobody,
        }
    }

    fn no_head(
        &self,
        window: &'a Window,
        department: &'a Department,
        audience: &Audience,
    ) -> Verdict<'a> {
        let head: &Person = &department.head;
        let from_departments = matches!(audience.people, Source::Heads);
        if head.email.is_none() && from_departments {
            return Verdict::NoAddress { who: &head.name };
        }
        if !stands_at(window, head.site.as_ref()) {
            return Verdict::NotForThem;
        }
        self.nobody(window, Some(&department.id))
    }

    /// Whether end users of a department are known, or there are none besides its head. Where no
    /// list says who belongs to which department, nor tries to in a column that is not read, it is enough
    /// that the service's users are told in another way.
    fn has_users(&self, place: usize, service: &Service) -> bool {
        let head_alone = self.case.plan.departments[place].headcount() == Some(1);
        let is_lost = self.case.directory.departments_unread;
        let undivided = !is_lost && self.known.iter().all(|known| *known == 0);
        self.known[place] > 0 || head_alone || (undivided && self.reaches(service))
    }

    /// Whether end users hear of a service without belonging to a department that uses it.
    fn reaches(&self, service: &Service) -> bool {
        let Case {
            plan, directory, ..
        } = self.case;
        let audiences = plan.audiences.iter();
        let mut users = audiences.filter(|audience| audience.role == Role::EndUsers);
        let names_it = |reader: &Recipient| reader.services.contains(&service.id);
        service.used_by == Users::Everyone
            || users.clone().all(|audience| audience.everything)
            || users.any(|audience| directory.recipients(&audience.id).iter().any(names_it))
    }
}

fn stands_at(window: &Window, site: Option<&Id>) -> bool {
    window.sites.is_empty() || site.is_none_or(|site| window.sites.contains(site))
}
