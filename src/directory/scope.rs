//! Scope: which services of a window concern which readers.

use super::{Directory, Recipient};
use crate::plan::address::Address;
use crate::plan::audience::Audience;
use crate::plan::role::Role;
use crate::plan::service::Users;
use crate::plan::window::Window;
use crate::plan::{Id, Plan};
use std::collections::{BTreeMap, HashSet};

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
    let heads = match audience.role {
        Role::EndUsers => heads(plan, directory, window),
        Role::Executives | Role::DepartmentHeads | Role::Machine => HashSet::new(),
    };
    let readers = directory.recipients(&audience.id);
    let told_as_head = |index: &usize| heads.contains(&readers[*index].address);
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

/// Those who hear of this window as heads; they need no second notice as users.
fn heads<'a>(plan: &Plan, directory: &'a Directory, window: &Window) -> HashSet<&'a Address> {
    let mut heads = HashSet::new();
    let audiences = plan.audiences.iter();
    for audience in audiences.filter(|audience| audience.role == Role::DepartmentHeads) {
        let readers = directory.recipients(&audience.id);
        for profile in directory.profiles(&audience.id) {
            if scope(plan, audience, &readers[profile[0]], window).is_some() {
                heads.extend(profile.iter().map(|index| &readers[*index].address));
            }
        }
    }
    heads
}

type Scope<'a> = (Vec<&'a Id>, Vec<&'a Id>);

/// The services of the window that concern a reader, and the departments to speak of.
fn scope<'a>(
    plan: &'a Plan,
    audience: &Audience,
    reader: &'a Recipient,
    window: &'a Window,
) -> Option<Scope<'a>> {
    let mut sites = reader.sites.iter();
    let elsewhere = !sites.as_slice().is_empty() && !sites.any(|site| window.sites.contains(site));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;
    use crate::diagnostic::{Findings, Sources};
    use crate::{directory, plan::file};

    /// Who of an audience hears of the one window of a plan.
    fn told(audience: &str, plan: &str) -> Vec<String> {
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let people = sources.add(
            "people.csv",
            "name,email,department,site\n\
             Chidi Tran,c.tran@a.example,wards,north\n\
             Chidi Tran,C.Tran@a.example,wards,south\n\
             Aisha Khan,A.Khan@a.example,wards,north\n",
        );
        let text = format!(
            "plan: move\ntitle: Move\norganisation: Org\ntimezone: Europe/London\n\
             contact: {{team: Team, email: team@a.example}}\n\
             sites: {{north: {{name: North}}, south: {{name: South}}, west: {{name: West}}}}\n\
             {plan}"
        );
        let id = file::text("plan.yaml", text.as_bytes(), &mut sources, &mut findings);
        let written = file::read(id, &sources, &mut findings).unwrap();
        let zones = Zones::bundled();
        let plan = written.mean(&zones, &Default::default(), &mut findings);
        let plan = plan.unwrap_or_else(|| panic!("{findings:#?}"));
        let files = [("people.csv".to_owned(), people)].into();
        let directory = directory::gather(&plan, &zones, &files, &sources, &mut findings);
        let audience = plan.audience(&audience.parse().unwrap()).unwrap();
        let (_, window) = plan.windows()[0];
        let readers = directory.recipients(&audience.id);
        let members = groups(&plan, &directory, audience, window)
            .into_iter()
            .flat_map(|group| group.members);
        members
            .map(|index| readers[index].address.identity())
            .collect()
    }

    fn wards(heads: &str, site: &str) -> String {
        format!(
            "departments:\n  wards: {{name: Wards, head: {{name: Aisha Khan, email: a.khan@a.example}}}}\n\
             services: {{records: {{name: Records, used-by: [wards]}}}}\n\
             audiences:\n  department-heads: {{people: {heads}}}\n  end-users: {{people: {{file: people.csv}}}}\n\
             phases: [{{id: main, name: Main, windows: [{{id: night, start: 2027-06-05 22:00, length: 4h, services: {{records: off}}, sites: [{site}]}}]}}]\n"
        )
    }

    #[test]
    fn a_head_who_hears_nothing_as_head_hears_as_a_user() {
        let heads = wards("departments", "north");
        assert_eq!(told("department-heads", &heads), ["a.khan@a.example"]);
        assert_eq!(told("end-users", &heads), ["c.tran@a.example"]);
        let deputy = "{name: Deputy, email: deputy@a.example, department: wards}";
        let deputies = wards(&format!("[{deputy}]"), "north");
        assert_eq!(told("department-heads", &deputies), ["deputy@a.example"]);
        let users = told("end-users", &deputies);
        assert_eq!(users, ["c.tran@a.example", "a.khan@a.example"]);
    }

    #[test]
    fn somebody_at_two_sites_hears_of_both_and_of_no_third() {
        let users = |site| told("end-users", &wards("departments", site));
        for site in ["north", "south"] {
            assert!(
                users(site).contains(&"c.tran@a.example".to_owned()),
                "{site}"
            );
        }
        assert!(users("west").is_empty());
    }

    #[test]
    fn a_head_of_departments_at_two_sites_hears_of_both() {
        let plan = |site: &str, second: &str| {
            format!(
                "departments:\n  wards: {{name: Wards, site: north, head: {{name: Aisha Khan, email: a.khan@a.example}}}}\n  \
                 labs: {{name: Labs, {second} head: {{name: Aisha Khan, email: a.khan@a.example}}}}\n\
                 services: {{records: {{name: Records, used-by: [wards, labs]}}}}\n\
                 audiences:\n  department-heads: {{people: departments}}\n\
                 phases: [{{id: main, name: Main, windows: [{{id: night, start: 2027-06-05 22:00, length: 4h, services: {{records: off}}, sites: [{site}]}}]}}]\n"
            )
        };
        for site in ["north", "south"] {
            let told = told("department-heads", &plan(site, "site: south,"));
            assert_eq!(told, ["a.khan@a.example"], "{site}");
        }
        assert!(told("department-heads", &plan("west", "site: south,")).is_empty());
        assert_eq!(told("department-heads", &plan("west", "")).len(), 1);
    }
}
