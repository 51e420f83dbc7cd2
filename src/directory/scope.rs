//! Scope: which services of a window concern which readers.

use super::{Directory, Group, Recipient};
use crate::plan::address::Address;
use crate::plan::audience::Audience;
use crate::plan::impact::Impact;
use crate::plan::role::Role;
use crate::plan::service::{Severity, Users};
use crate::plan::undecided::Undecided;
use crate::plan::window::{Status, Window};
use crate::plan::{Id, Plan};
use std::collections::{BTreeMap, HashSet};

/// What a group has in common, as it lies in the plan and the directory.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Common<'a> {
    place: usize,
    language: &'a str,
    services: Vec<&'a Id>,
    departments: Vec<&'a Id>,
    leads: bool,
    help_after: Option<&'a Id>,
    at_home: bool,
    help_away: Vec<&'a Id>,
    invited: Vec<&'a Id>,
    briefed: BTreeMap<&'a Id, Vec<&'a Id>>,
}

impl Common<'_> {
    fn group(self, mut members: Vec<usize>) -> Group {
        let owned = |ids: Vec<&Id>| ids.into_iter().cloned().collect::<Vec<Id>>();
        let briefed = self.briefed.into_iter();
        let briefed = briefed.map(|(window, services)| (window.clone(), owned(services)));
        members.sort_unstable();
        Group {
            place: self.place,
            language: self.language.to_owned(),
            services: owned(self.services),
            departments: owned(self.departments),
            leads: self.leads,
            help_after: self.help_after.cloned(),
            at_home: self.at_home,
            help_away: owned(self.help_away),
            invited: owned(self.invited),
            briefed: briefed.collect(),
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
    let sharing = Sharing::of(plan, audience, window);
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
        let invited = sharing.invited(reader);
        let help_after = sharing.help_after(reader);
        let common = Common {
            place: reader.place,
            language: &reader.language,
            services,
            departments,
            leads: reader.leads,
            help_after,
            at_home: reader.works_only_at(&window.sites),
            help_away: reader.away_from(plan, help_after),
            briefed: sharing.briefed(reader, &invited),
            invited,
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

/// The windows that share their extra help or a briefing with one of them: what is shared is told
/// each reader once.
struct Sharing<'a> {
    plan: &'a Plan,
    audience: &'a Audience,
    window: &'a Window,
    /// Windows with the same help that are still to get a date.
    open: Vec<&'a Undecided>,
    /// The audience's briefings about this window, each with the earlier windows it is about.
    briefings: Vec<(&'a Id, Vec<&'a Window>)>,
}

impl<'a> Sharing<'a> {
    fn of(plan: &'a Plan, audience: &'a Audience, window: &'a Window) -> Self {
        let open = window.hyper_care.iter().flat_map(|care| {
            let undecided = plan.undecided.iter();
            undecided.filter(|other| other.waits() && other.shares(care))
        });
        let briefings = plan.briefings.iter();
        let ours = briefings
            .filter(|briefing| briefing.audience == audience.id && briefing.is_about(&window.id));
        let earlier = |ids: &'a [Id]| {
            let before = ids.iter().take_while(|id| **id != window.id);
            let windows = before.filter_map(|id| Some(plan.window(id)?.1));
            windows
                .filter(|other| other.status != Status::Cancelled)
                .collect()
        };
        let briefings = ours.map(|briefing| (&briefing.id, earlier(&briefing.windows)));
        Self {
            plan,
            audience,
            window,
            open: open.collect(),
            briefings: briefings.collect(),
        }
    }

    fn concerns(&self, reader: &'a Recipient, window: &'a Window) -> bool {
        window.id == self.window.id || concerns(self.plan, self.audience, reader, window)
    }

    fn help_after(&self, reader: &'a Recipient) -> Option<&'a Id> {
        let last = self.last_with_help(reader)?;
        let mut open = self.open.iter();
        let waits = open.any(|other| {
            self.may_follow(other, last) && awaits(self.plan, self.audience, reader, other)
        });
        (!waits).then_some(&last.id)
    }

    /// Of this window and the later ones with the same help the last one that concerns a reader.
    fn last_with_help(&self, reader: &'a Recipient) -> Option<&'a Window> {
        let ours = self.window.hyper_care.as_ref()?;
        let shares = |other: &Window| {
            let theirs = other.hyper_care.as_ref();
            theirs.is_some_and(|theirs| theirs.phase == ours.phase)
        };
        let mut later = self.plan.windows_last_first();
        // Whoever asks is concerned by this window: none before it is looked at.
        later.find(|other| {
            other.id == self.window.id || shares(other) && self.concerns(reader, other)
        })
    }

    /// Whether a window without a date may come after another: not when its phase stands before.
    fn may_follow(&self, open: &Undecided, last: &Window) -> bool {
        let place = |id: &Id| self.plan.phases.iter().position(|phase| phase.id == *id);
        let phase = self.plan.window(&last.id).map(|(phase, _)| &phase.id);
        place(&open.phase) >= phase.and_then(place)
    }

    fn invited(&self, reader: &'a Recipient) -> Vec<&'a Id> {
        let first = |earlier: &[&'a Window]| {
            let mut earlier = earlier.iter();
            !earlier.any(|window| self.concerns(reader, window))
        };
        let briefings = self.briefings.iter();
        let here = briefings.filter(|(_, earlier)| first(earlier));
        here.map(|(id, _)| *id).collect()
    }

    /// The windows that briefings to which a reader is invited are about, each with its services that
    /// concern her.
    fn briefed(&self, reader: &Recipient, invited: &[&Id]) -> BTreeMap<&'a Id, Vec<&'a Id>> {
        let briefings = self.plan.briefings.iter();
        let theirs = briefings.filter(|briefing| invited.contains(&&briefing.id));
        let windows = theirs.flat_map(|briefing| &briefing.windows);
        let windows = windows.filter_map(|id| Some(self.plan.window(id)?.1));
        let windows = windows.filter(|window| window.status != Status::Cancelled);
        let touched = windows.map(|window| {
            let reach = (window.services.as_slice(), window.sites.as_slice());
            (&window.id, touched(self.plan, self.audience, reader, reach))
        });
        touched
            .filter(|(_, services)| !services.is_empty())
            .collect()
    }
}

/// Whether a window concerns a reader, as a member of this audience.
pub fn concerns(plan: &Plan, audience: &Audience, reader: &Recipient, window: &Window) -> bool {
    scope(plan, audience, reader, window).is_some()
}

/// Whether a window touches a service of high severity that concerns a reader, as a member of this
/// audience.
pub fn is_grave(plan: &Plan, audience: &Audience, reader: &Recipient, window: &Window) -> bool {
    let reach = (window.services.as_slice(), window.sites.as_slice());
    let mut touched = touched(plan, audience, reader, reach).into_iter();
    touched.any(|id| plan.service(id).severity == Severity::High)
}

/// Whether a window without a date will concern a reader, as a member of this audience.
pub fn awaits(plan: &Plan, audience: &Audience, reader: &Recipient, open: &Undecided) -> bool {
    !awaited(plan, audience, reader, open).is_empty()
}

/// The services by which a window without a date will concern a reader, as a member of this audience.
pub fn awaited<'a>(
    plan: &Plan,
    audience: &Audience,
    reader: &Recipient,
    open: &'a Undecided,
) -> Vec<&'a Id> {
    let reach = (open.services.as_slice(), open.sites.as_slice());
    touched(plan, audience, reader, reach)
}

/// What a window does to which service, and at which sites; at all when it names none.
type Reach<'a> = (&'a [(Id, Impact)], &'a [Id]);

/// The services that concern a reader, of those that are touched.
fn touched<'a>(
    plan: &Plan,
    audience: &Audience,
    reader: &Recipient,
    (services, sites): Reach<'a>,
) -> Vec<&'a Id> {
    let elsewhere =
        !reader.sites.is_empty() && !reader.sites.iter().any(|site| sites.contains(site));
    if !sites.is_empty() && elsewhere && !audience.everything {
        return Vec::new();
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
    let touched = services.iter().map(|(id, _)| id);
    touched.filter(|id| uses(id)).collect()
}

type Scope<'a> = (Vec<&'a Id>, Vec<&'a Id>);

/// The services of the window that concern a reader, and the departments to speak of.
fn scope<'a>(
    plan: &'a Plan,
    audience: &Audience,
    reader: &'a Recipient,
    window: &'a Window,
) -> Option<Scope<'a>> {
    let services = touched(plan, audience, reader, (&window.services, &window.sites));
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
            .map(|index| readers[index].address.mailbox().to_string())
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
