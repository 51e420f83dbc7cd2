//! Scope: which services of a window concern which readers.

use super::{Directory, Recipient};
use crate::plan::address::Address;
use crate::plan::audience::Audience;
use crate::plan::role::Role;
use crate::plan::service::Users;
use crate::plan::window::Window;
use crate::plan::{Id, Plan};
use std::collections::BTreeMap;

/// Readers of one audience who share everything that decides what a notice says to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Where they are, among the directory's places.
    pub place: usize,
    /// Their language.
    pub language: String,
    /// The services of the window that concern them, worst first; never empty.
    pub services: Vec<Id>,
    /// The departments the notice speaks of.
    pub departments: Vec<Id>,
    /// Indexes into the audience's recipients, in their order.
    pub members: Vec<usize>,
}

impl Group {
    /// Whether the same message serves both.
    pub fn speaks_like(&self, other: &Self) -> bool {
        self.place == other.place
            && self.language == other.language
            && self.services == other.services
            && self.departments == other.departments
    }
}

/// What a group has in common, as it lies in the plan and the directory.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Common<'a> {
    place: usize,
    language: &'a str,
    services: Vec<&'a Id>,
    departments: Vec<&'a Id>,
}

impl Common<'_> {
    fn group(self, mut members: Vec<usize>) -> Group {
        let owned = |ids: Vec<&Id>| ids.into_iter().cloned().collect();
        members.sort_unstable();
        Group {
            place: self.place,
            language: self.language.to_owned(),
            services: owned(self.services),
            departments: owned(self.departments),
            members,
        }
    }
}

/// The readers of an audience whom a window concerns, in groups.
pub fn groups(
    plan: &Plan,
    directory: &Directory,
    audience: &Audience,
    window: &Window,
) -> Vec<Group> {
    let heads = heads(plan, window);
    let readers = directory.recipients(&audience.id);
    let told_as_head = |index: &usize| {
        let identity = readers[*index].address.identity();
        audience.role == Role::EndUsers && heads.contains(&identity)
    };
    let mut groups: BTreeMap<Common, Vec<usize>> = BTreeMap::new();
    for profile in directory.profiles(&audience.id) {
        let reader = &readers[profile[0]];
        let Some((services, departments)) = scope(plan, audience, reader, window) else {
            continue;
        };
        let common = Common {
            place: reader.place,
            language: &reader.language,
            services,
            departments,
        };
        let members = profile.iter().copied().filter(|index| !told_as_head(index));
        groups.entry(common).or_default().extend(members);
    }
    let told = groups
        .into_iter()
        .filter(|(_, members)| !members.is_empty());
    told.map(|(common, members)| common.group(members))
        .collect()
}

/// Heads who hear of this window as heads; they need no second notice as users.
fn heads(plan: &Plan, window: &Window) -> Vec<String> {
    let mut audiences = plan.audiences.iter();
    if !audiences.any(|audience| audience.role == Role::DepartmentHeads) {
        return Vec::new();
    }
    let departments = plan.departments_touched(window).into_iter();
    let addresses = departments.filter_map(|department| department.head.email.as_ref());
    addresses.map(Address::identity).collect()
}

type Scope<'a> = (Vec<&'a Id>, Vec<&'a Id>);

/// The services of the window that concern a reader, and the departments to speak of.
fn scope<'a>(
    plan: &'a Plan,
    audience: &Audience,
    reader: &'a Recipient,
    window: &'a Window,
) -> Option<Scope<'a>> {
    let elsewhere = reader
        .site
        .as_ref()
        .is_some_and(|site| !window.sites.contains(site));
    if !window.sites.is_empty() && elsewhere && !audience.everything {
        return None;
    }
    let uses = |id: &Id| {
        let service = plan.service(id);
        audience.everything
            || reader.services.contains(id)
            || service.used_by == Users::Everyone
            || reader
                .departments
                .iter()
                .any(|department| service.used_by(department))
    };
    let touched = window.services.iter().map(|(id, _)| id);
    let services: Vec<&Id> = touched.filter(|id| uses(id)).collect();
    if services.is_empty() {
        return None;
    }
    let concerned = |department: &&Id| {
        let mut services = services.iter();
        services.any(|id| plan.service(id).used_by(department))
    };
    let named = |department: &&Id| {
        audience.role == Role::DepartmentHeads || spoken_of(plan, window, department)
    };
    let departments = reader.departments.iter();
    let departments = departments.filter(concerned).filter(named).collect();
    Some((services, departments))
}

/// Whether anything in the plan is meant for one department alone.
fn spoken_of(plan: &Plan, window: &Window, department: &Id) -> bool {
    let actions = window.actions.iter().flatten();
    let actions = actions.flat_map(|action| &action.meant_for);
    let questions = plan.case.questions.iter();
    let questions = questions.flat_map(|question| &question.meant_for);
    actions.chain(questions).any(|id| id == department)
}
