//! Scope: which services of a window concern which readers.

use super::{Directory, Recipient};
use crate::plan::audience::Audience;
use crate::plan::role::Role;
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
        let key = |group: &Self| {
            let Self {
                place,
                language,
                services,
                departments,
                ..
            } = group.clone();
            (place, language, services, departments)
        };
        key(self) == key(other)
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
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for profile in directory.profiles(&audience.id) {
        let reader = &directory.recipients(&audience.id)[profile[0]];
        let Some((services, departments)) = scope(plan, audience, reader, window) else {
            continue;
        };
        let key = (
            reader.place,
            reader.language.as_str(),
            services,
            departments,
        );
        let told_as_head = |index: &usize| {
            let address = &directory.recipients(&audience.id)[*index].address;
            audience.role == Role::EndUsers && heads.contains(&address.identity())
        };
        let members = profile.iter().copied().filter(|index| !told_as_head(index));
        groups.entry(key).or_default().extend(members);
    }
    let owned = |ids: Vec<&Id>| ids.into_iter().cloned().collect();
    let groups = groups
        .into_iter()
        .filter(|(_, members)| !members.is_empty());
    groups
        .map(|((place, language, services, departments), mut members)| {
            members.sort_unstable();
            let (services, departments) = (owned(services), owned(departments));
            Group {
                place,
                language: language.to_owned(),
                services,
                departments,
                members,
            }
        })
        .collect()
}

/// Heads who hear of this window as heads; they need no second notice as users.
fn heads(plan: &Plan, window: &Window) -> Vec<String> {
    let told = plan
        .audiences
        .iter()
        .any(|audience| audience.role == Role::DepartmentHeads);
    let departments = plan.departments_touched(window);
    let heads = departments
        .iter()
        .filter(|_| told)
        .filter_map(|department| department.head.email.as_ref());
    heads.map(crate::plan::address::Address::identity).collect()
}

/// Place, language, services and departments.
type Key<'a> = (usize, &'a str, Vec<&'a Id>, Vec<&'a Id>);

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
            || service.used_by == crate::plan::service::Users::Everyone
            || reader
                .departments
                .iter()
                .any(|department| service.used_by(department))
    };
    let services: Vec<&Id> = window
        .services
        .iter()
        .map(|(id, _)| id)
        .filter(|id| uses(id))
        .collect();
    let touched = |department: &&Id| {
        services
            .iter()
            .any(|id| plan.service(id).used_by(department))
    };
    let named = |department: &&Id| {
        audience.role == Role::DepartmentHeads || spoken_of(plan, window, department)
    };
    let departments = reader
        .departments
        .iter()
        .filter(touched)
        .filter(named)
        .collect();
    (!services.is_empty()).then_some((services, departments))
}

/// Whether anything in the plan is meant for one department alone.
fn spoken_of(plan: &Plan, window: &Window, department: &Id) -> bool {
    let actions = window
        .actions
        .iter()
        .flatten()
        .flat_map(|action| &action.meant_for);
    let questions = plan
        .case
        .questions
        .iter()
        .flat_map(|question| &question.meant_for);
    actions.chain(questions).any(|id| id == department)
}
