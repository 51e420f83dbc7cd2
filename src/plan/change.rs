//! The plan as meant: every invariant holds, nobody checks again.

use super::audience::{self, Audience};
use super::briefing::{self, Briefing};
use super::case::{self, Case};
use super::conflict;
use super::department::{self, Department};
use super::file::Written;
use super::hyper_care;
use super::id::Id;
use super::impact::Impact;
use super::person::{self, Contact, Person};
use super::policy::{self, NoticeRule, Policy, Size};
use super::reading::{Attachments, Known, Reading};
use super::role::Role;
use super::service::{self, EVERYONE, Service, Severity};
use super::site::{self, BoundFreeze, Site};
use super::window::{self, Ground, Phase, Window};
use super::written::PlanFile;
use crate::calendar::Calendar;
use crate::calendar::zone::{Zone, Zones};
use crate::diagnostic::{Code, Diagnostic, Findings, Span, Spanned};

/// A checked plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its id.
    pub id: Id,
    /// What happens, in one line.
    pub title: String,
    /// Who sends the notices.
    pub organisation: String,
    /// The zone of its times.
    pub zone: Zone,
    /// Language of people without one of their own.
    pub language: String,
    /// The page where everything can be read.
    pub link: Option<String>,
    /// The team that answers questions.
    pub contact: Contact,
    /// The named person behind the plan.
    pub owner: Option<Person>,
    /// Who stands in.
    pub deputy: Option<Person>,
    /// The case for the change.
    pub case: Case,
    /// The plan's own calendar, without freezes.
    pub calendar: Calendar,
    /// Freezes, and whom they bind.
    pub freezes: Vec<BoundFreeze>,
    /// Places with a zone or calendar of their own.
    pub sites: Vec<Site>,
    /// Departments.
    pub departments: Vec<Department>,
    /// Services.
    pub services: Vec<Service>,
    /// Audiences, in the order written.
    pub audiences: Vec<Audience>,
    /// People written in the plan.
    pub people: Vec<Person>,
    /// Phases.
    pub phases: Vec<Phase>,
    /// Briefings.
    pub briefings: Vec<Briefing>,
    /// What differs from the default ladder.
    pub rules: Vec<NoticeRule>,
    /// How early people must hear.
    pub policy: Policy,
}

impl Plan {
    /// Every window with its phase, in the order of their start.
    pub fn windows(&self) -> Vec<(&Phase, &Window)> {
        let each = |phase| std::iter::repeat(phase);
        let mut windows: Vec<_> = self
            .phases
            .iter()
            .flat_map(|phase| each(phase).zip(&phase.windows))
            .collect();
        windows.sort_by_key(|(_, window)| (window.start, &window.id));
        windows
    }

    /// A service by id; a checked plan refers to none that is not there.
    pub fn service(&self, id: &Id) -> &Service {
        let found = self.services.iter().find(|service| service.id == *id);
        found.expect("a checked plan refers to services it has")
    }

    /// A department by id.
    pub fn department(&self, id: &Id) -> Option<&Department> {
        self.departments
            .iter()
            .find(|department| department.id == *id)
    }

    /// A site by id.
    pub fn site(&self, id: &Id) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == *id)
    }

    /// Departments whose people use a service that the window touches.
    pub fn departments_touched(&self, window: &Window) -> Vec<&Department> {
        let uses = |department: &&Department| {
            window
                .services
                .iter()
                .any(|(id, _)| self.service(id).used_by(&department.id))
        };
        self.departments.iter().filter(uses).collect()
    }

    /// How much a window weighs.
    pub fn size(&self, window: &Window) -> Size {
        let high = |id: &Id| self.service(id).severity == Severity::High;
        let off = |impact: Impact| impact == Impact::Off;
        let high_off = window
            .services
            .iter()
            .any(|(id, impact)| off(*impact) && high(id));
        let long =
            window.length().num_hours() >= 4 && window.length() > chrono::TimeDelta::hours(4);
        if high_off || long || self.touches_a_quarter(window) {
            Size::Major
        } else if window
            .services
            .iter()
            .any(|(id, impact)| off(*impact) || high(id))
        {
            Size::Significant
        } else {
            Size::Minor
        }
    }

    /// The window that weighs most: the largest change, and of several the longest.
    pub fn main_window(&self) -> Option<&Id> {
        let windows = self.windows().into_iter().map(|(_, window)| window);
        let main =
            windows.min_by_key(|window| (self.size(window), std::cmp::Reverse(window.length())));
        main.map(|window| &window.id)
    }

    fn touches_a_quarter(&self, window: &Window) -> bool {
        let count = |departments: &mut dyn Iterator<Item = &Department>| -> u32 {
            departments.filter_map(|department| department.people).sum()
        };
        let all = count(&mut self.departments.iter());
        let touched = count(&mut self.departments_touched(window).into_iter());
        let stops = window
            .services
            .iter()
            .any(|(_, impact)| *impact == Impact::Off);
        stops && all > 0 && touched * 4 > all
    }
}

/// Makes a plan of what was written. Nothing when it cannot be used; the findings say why.
pub fn read(written: &Written, zones: &Zones, files: &Attachments) -> (Option<Plan>, Findings) {
    let mut reading = Reading {
        zones,
        files,
        known: known(&written.plan),
        refused: &written.refused,
        findings: Findings::default(),
    };
    let plan = assemble(&mut reading, &written.plan, written.span);
    let mut findings = reading.findings;
    if let Some(plan) = &plan {
        findings.extend(conflict::find(plan));
    }
    (plan.filter(|_| !findings.has_errors()), findings)
}

fn known(file: &PlanFile) -> Known {
    let ids = |id: &Spanned<Id>| id.value.to_string();
    let windows = file.phases.iter().flat_map(|phase| &phase.value.windows);
    let roles: std::collections::BTreeSet<String> =
        Role::ALL.map(|role| role.slug().to_owned()).into();
    let audiences = file.audiences.iter().map(|(id, _)| ids(id));
    Known {
        departments: file.departments.iter().map(|(id, _)| ids(id)).collect(),
        services: file.services.iter().map(|(id, _)| ids(id)).collect(),
        sites: file.sites.iter().map(|(id, _)| ids(id)).collect(),
        audiences: audiences.chain(roles.iter().cloned()).collect(),
        phases: file
            .phases
            .iter()
            .filter_map(|phase| phase.value.id.as_ref())
            .map(ids)
            .collect(),
        windows: windows
            .filter_map(|window| window.value.id.as_ref())
            .map(ids)
            .collect(),
        roles,
    }
}

fn assemble(reading: &mut Reading, file: &PlanFile, root: Span) -> Option<Plan> {
    let head = Span {
        end: root.start,
        ..root
    };
    if let Some(version) = file.forewarn.as_ref().filter(|version| version.value != 1) {
        let message = format!(
            "this plan is written in version {} of the language",
            version.value
        );
        let finding = Diagnostic::new(Code::LANGUAGE_VERSION, message).at(version.span, "");
        reading.report(
            finding.help("this program reads version 1; install the one that made the plan"),
        );
    }
    let id = reading.required(&file.plan, "plan", head);
    let title = reading.text(&file.title, "title", head);
    let organisation = reading.text(&file.organisation, "organisation", head);
    let contact = reading.required(&file.contact, "contact", head);
    let contact = contact.and_then(|file| person::read_contact(reading, file));
    let zone = reading.required(&file.timezone, "timezone", head);
    let zone = zone.and_then(|name| reading.zone(name));
    unique_ids(reading, file);
    // Without a zone no time can be read; UTC lets every other finding be made in the same run.
    let clock = zone.clone().or_else(|| reading.zones.get("UTC"))?;
    let days = site::read_calendar(reading, file.calendar.as_ref(), clock.clone());
    let sites = file
        .sites
        .iter()
        .filter_map(|(id, file)| site::read_site(reading, &id.value, file, &days));
    let sites = sites.collect();
    let departments = department::read(reading, &file.departments);
    let services = service::read(reading, &file.services);
    let people = file
        .people
        .iter()
        .filter_map(|file| person::read(reading, file))
        .collect();
    let audiences = audience::read(reading, &file.audiences, !file.people.is_empty(), head);
    let phases = phases(reading, file, &days.0, head);
    let briefings = file.briefings.iter();
    let briefings = briefings
        .filter_map(|file| briefing::read(reading, file, &clock, &phases))
        .collect();
    let rules = file
        .notices
        .iter()
        .filter_map(|file| policy::read_rule(reading, file))
        .collect();
    let policy = policy::read(reading, file.policy.as_ref());
    let case = case::read(reading, file);
    let owner = file
        .owner
        .as_ref()
        .and_then(|file| person::read(reading, file));
    let deputy = file
        .deputy
        .as_ref()
        .and_then(|file| person::read(reading, file));
    let (calendar, freezes) = days;
    Some(Plan {
        id: id?.value.clone(),
        title: title?,
        organisation: organisation?,
        zone: zone?,
        language: file
            .language
            .as_ref()
            .map_or("en", |tag| tag.value.0.as_str())
            .to_owned(),
        link: file.link.as_ref().map(|link| link.value.0.clone()),
        contact: contact?,
        owner,
        deputy,
        case,
        calendar,
        freezes,
        sites,
        departments,
        services,
        audiences,
        people,
        phases,
        briefings,
        rules,
        policy,
    })
}

fn phases(reading: &mut Reading, file: &PlanFile, calendar: &Calendar, head: Span) -> Vec<Phase> {
    let ground = Ground {
        calendar,
        status: window::status(&file.status),
    };
    let phases = file.phases.iter();
    let mut phases: Vec<Phase> = phases
        .filter_map(|phase| window::read_phase(reading, phase, &ground))
        .collect();
    if file.phases.is_empty() && !reading.was_refused("phases", head) {
        let finding = Diagnostic::new(
            Code::MISSING_FIELD,
            "the plan has no phases: nothing happens in it",
        );
        reading.report(
            finding
                .at(head, "")
                .help("add `phases:` with at least one phase and window"),
        );
    }
    let last = phases
        .iter_mut()
        .max_by_key(|phase| phase.windows.iter().map(|window| window.end).max());
    if let (Some(written), Some(last)) = (&file.hyper_care, last) {
        let end = last.windows.iter().map(|window| window.end).max();
        let help = end.and_then(|end| hyper_care::read(reading, written, end, calendar));
        last.hyper_care = last.hyper_care.take().or(help);
    }
    phases
}

fn unique_ids(reading: &mut Reading, file: &PlanFile) {
    let windows = file.phases.iter().flat_map(|phase| &phase.value.windows);
    reading.unique(
        "window",
        windows.filter_map(|window| window.value.id.as_ref()),
    );
    reading.unique(
        "phase",
        file.phases
            .iter()
            .filter_map(|phase| phase.value.id.as_ref()),
    );
    reading.unique(
        "briefing",
        file.briefings
            .iter()
            .filter_map(|file| file.value.id.as_ref()),
    );
    let reserved = file
        .departments
        .iter()
        .find(|(id, _)| id.value.as_str() == EVERYONE);
    if let Some((id, _)) = reserved {
        let message = format!("`{EVERYONE}` stands for all departments and cannot be one");
        reading
            .report(Diagnostic::new(Code::WRONG_VALUE, message).at(id.span, "choose another id"));
    }
}
