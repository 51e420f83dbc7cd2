//! The plan as meant: every invariant holds, nobody checks again.

use super::audience::{self, Audience};
use super::briefing::{self, Briefing, Stage};
use super::case::{self, Case};
use super::conflict;
use super::department::{self, Department};
use super::file::Written;
use super::former::{self, FormerIds, Named};
use super::id::Id;
use super::impact::Impact;
use super::length::{Anchor, Lead, Length};
use super::person::{self, Contact, Person};
use super::phase::{self, Phase};
use super::policy::{self, NoticeRule, Policy, Size};
use super::reading::{Attachments, Known, Reading};
use super::reason::{self, Reason};
use super::scan::{self, Scan};
use super::service::{self, EVERYONE, Service, Services, Severity};
use super::site::{self, BoundFreeze, Site};
use super::undecided::Undecided;
use super::window::Window;
use super::written::PlanFile;
use crate::calendar::Calendar;
use crate::calendar::zone::{Instant, Zone, Zones};
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
use std::cmp::Reverse;
use std::collections::HashMap;

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
    pub services: Services,
    /// Audiences, in the order written.
    pub audiences: Vec<Audience>,
    /// People written in the plan.
    pub people: Vec<Person>,
    /// Phases.
    pub phases: Vec<Phase>,
    /// Windows whose date was taken back; they are in no phase's list.
    pub undecided: Vec<Undecided>,
    /// Why something is no longer what people were told, in the order written.
    pub changes: Vec<Reason>,
    /// What things were called before.
    pub former_ids: FormerIds,
    /// Briefings that take place.
    pub briefings: Vec<Briefing>,
    /// Briefings that were called off.
    pub cancelled_briefings: Vec<Briefing>,
    /// What differs from the default ladder.
    pub rules: Vec<NoticeRule>,
    /// How early people must hear.
    pub policy: Policy,
    /// Where addresses that will change are looked for, and what was found.
    pub scan: Scan,
    /// Where each window stands: its phase, and its place in it.
    places: HashMap<Id, (usize, usize)>,
    /// The places of all windows, the one that ends last first.
    last_first: Vec<(usize, usize)>,
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
        windows.sort_by(|(_, one), (_, other)| {
            // Another id changes no order.
            let [one_name, other_name] =
                [one, other].map(|window| self.first_called(Named::Window, &window.id));
            (one.start, one_name).cmp(&(other.start, other_name))
        });
        windows
    }

    /// Every window, the one that ends last first.
    pub fn windows_last_first(&self) -> impl Iterator<Item = &Window> {
        let places = self.last_first.iter();
        places.map(|(phase, window)| &self.phases[*phase].windows[*window])
    }

    /// A window by id, with its phase.
    pub fn window(&self, id: &Id) -> Option<(&Phase, &Window)> {
        let (phase, window) = *self.places.get(id)?;
        let phase = &self.phases[phase];
        Some((phase, &phase.windows[window]))
    }

    /// What the thing with this former id is called now.
    pub fn now_called(&self, kind: Named, former: &str) -> Option<&Id> {
        self.former_ids.now_called(kind, former)
    }

    /// What the thing with this id was called first.
    pub fn first_called<'a>(&'a self, kind: Named, id: &'a Id) -> &'a str {
        self.former_ids.first_called(kind, id.as_str())
    }

    /// An audience by id.
    pub fn audience(&self, id: &Id) -> Option<&Audience> {
        self.audiences.iter().find(|audience| audience.id == *id)
    }

    /// A service by id; a checked plan refers to none that is not there.
    pub fn service(&self, id: &Id) -> &Service {
        self.services
            .get(id)
            .expect("a checked plan refers to services it has")
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
        let long = window.agreed > chrono::TimeDelta::hours(4);
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

    /// Until when another date than a window's can be asked for: as the policy says, or some days
    /// before the notice that confirms the date.
    pub fn object_by(&self, window: &Window) -> Option<Instant> {
        let days = match self.size(window) {
            Size::Major => 35,
            Size::Significant => 19,
            Size::Minor => 10,
        };
        let usual = Lead {
            length: Length::Days(days),
            before: true,
            anchor: Anchor::Start,
            time: None,
        };
        let lead = self.policy.object_until.unwrap_or(usual);
        let time = lead.time.unwrap_or(self.calendar.hours.to());
        let lead = Lead {
            time: Some(time),
            ..lead
        };
        let by = window.moment(&lead, &self.calendar);
        let civil = self.calendar.previous_moment(self.zone.civil(by))?.to;
        Some(self.zone.instant(civil))
    }

    /// The window that weighs most: the largest change, and of several the longest. None while no
    /// window has a date.
    pub(super) fn heaviest_window(&self) -> Option<&Window> {
        let windows = self.windows().into_iter().map(|(_, window)| window);
        windows.min_by_key(|window| self.weight(window))
    }

    /// Its rank among the windows: the one that weighs most comes first.
    pub fn weight(&self, window: &Window) -> impl Ord + use<> {
        (self.size(window), std::cmp::Reverse(window.length()))
    }

    fn touches_a_quarter(&self, window: &Window) -> bool {
        let count = |departments: &mut dyn Iterator<Item = &Department>| -> u64 {
            let stated = departments.filter_map(|department| department.headcount());
            stated.sum()
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

/// Makes a plan of what was written. Nothing when a part of it could not be understood; one that
/// contradicts itself is given, so that all that is wrong with it is found in one run.
pub fn read(written: &Written, zones: &Zones, files: &Attachments) -> (Option<Plan>, Findings) {
    let mut reading = Reading {
        zones,
        files,
        known: Known::of(&written.plan),
        refused: &written.refused,
        empty: &written.empty,
        findings: Findings::default(),
    };
    let plan = assemble(&mut reading, &written.plan, written.span);
    let mut findings = reading.findings;
    if let Some(plan) = &plan {
        findings.extend(conflict::find(plan));
    }
    (plan.filter(|_| !findings.cut_something_out()), findings)
}

fn assemble(reading: &mut Reading, file: &PlanFile, root: Span) -> Option<Plan> {
    let head = beginning(root);
    language_version(reading, file);
    let id = reading.required(&file.plan, "plan", head);
    let title = reading.line(&file.title, "title", head);
    let organisation = reading.line(&file.organisation, "organisation", head);
    let contact = reading.required(&file.contact, "contact", head);
    let contact = contact.and_then(|file| person::read_contact(reading, file));
    let zone = reading.required(&file.timezone, "timezone", head);
    let zone = zone.and_then(|name| reading.zone(name));
    unique_ids(reading, file);
    // Without a zone no time can be read; UTC lets every other finding be made in the same run.
    let clock = zone.clone().or_else(|| reading.zones.get("UTC"))?;
    let days = site::read_calendar(reading, file.calendar.as_ref(), clock.clone());
    let sites = file.sites.iter();
    let sites = sites.filter_map(|(id, file)| site::read_site(reading, &id.value, file, &days));
    let sites: Vec<Site> = sites.collect();
    let (calendar, freezes) = days;
    let departments = department::read(reading, &file.departments);
    let services = service::read(reading, &file.services);
    let people = each(&file.people, |file| person::read(reading, file));
    let audiences = audience::read(reading, &file.audiences, !file.people.is_empty(), head);
    let (phases, undecided) = phase::read(reading, file, &calendar, &sites, head);
    let stage = Stage::new(&clock, &phases, &undecided);
    let [briefings, cancelled_briefings] = briefing::read(reading, &file.briefings, &stage);
    let changes = each(&file.changes, |file| reason::read(reading, file));
    let former_ids = former::read(reading, file);
    let rules = each(&file.notices, |file| policy::read_rule(reading, file));
    let policy = policy::read(reading, file.policy.as_ref());
    let case = case::read(reading, file);
    let mut named = |file: &Option<_>| person::read_named(reading, file.as_ref()?);
    let (owner, deputy) = (named(&file.owner), named(&file.deputy));
    Some(Plan {
        id: id?.value.clone(),
        title: title?,
        organisation: organisation?,
        zone: zone?,
        language: language(file),
        link: file.link.as_ref().map(|link| link.value.0.clone()),
        contact: contact?,
        owner,
        deputy,
        case,
        calendar,
        freezes,
        sites,
        departments,
        scan: scan::read(reading, file, &services),
        services,
        audiences,
        people,
        places: places(&phases),
        last_first: last_first(&phases, &former_ids),
        phases,
        undecided,
        changes,
        former_ids,
        briefings,
        cancelled_briefings,
        rules,
        policy,
    })
}

/// Where each window stands; of two with one id the first counts.
fn places(phases: &[Phase]) -> HashMap<Id, (usize, usize)> {
    let mut places = HashMap::new();
    for (number, phase) in phases.iter().enumerate() {
        for (place, window) in phase.windows.iter().enumerate() {
            places.entry(window.id.clone()).or_insert((number, place));
        }
    }
    places
}

/// Where each window stands, the one that ends last first. Another id changes no order.
fn last_first(phases: &[Phase], former_ids: &FormerIds) -> Vec<(usize, usize)> {
    let phases = phases.iter().enumerate();
    let mut windows: Vec<_> = phases
        .flat_map(|(number, phase)| {
            let windows = phase.windows.iter().enumerate();
            windows.map(move |(place, window)| ((number, place), window))
        })
        .collect();
    windows.sort_by_key(|(_, window)| {
        let first = former_ids.first_called(Named::Window, window.id.as_str());
        Reverse((window.end, window.start, first))
    });
    windows.into_iter().map(|(place, _)| place).collect()
}

/// Where a block begins: the place of what is missing in it.
fn beginning(block: Span) -> Span {
    Span {
        end: block.start,
        ..block
    }
}

/// What could be read of a list.
fn each<F, T>(files: &[F], read: impl FnMut(&F) -> Option<T>) -> Vec<T> {
    files.iter().filter_map(read).collect()
}

fn language(file: &PlanFile) -> String {
    let tag = file.language.as_ref();
    tag.map_or("en", |tag| tag.value.0.as_str()).to_owned()
}

fn language_version(reading: &mut Reading, file: &PlanFile) {
    let Some(version) = file.forewarn.as_ref().filter(|version| version.value != 1) else {
        return;
    };
    let number = version.value;
    let message = format!("this plan is written in version {number} of the language");
    let finding = Diagnostic::new(Code::LANGUAGE_VERSION, message).at(version.span, "");
    let advice = "this program reads version 1; install the one that made the plan";
    reading.report(finding.help(advice));
}

fn unique_ids(reading: &mut Reading, file: &PlanFile) {
    let windows = file.phases.iter().flat_map(|phase| &phase.value.windows);
    reading.unique(
        "window",
        windows.filter_map(|window| window.value.id.as_ref()),
    );
    let phases = file.phases.iter();
    reading.unique("phase", phases.filter_map(|phase| phase.value.id.as_ref()));
    let briefings = file.briefings.iter();
    reading.unique(
        "briefing",
        briefings.filter_map(|file| file.value.id.as_ref()),
    );
    let mut departments = file.departments.iter();
    if let Some((id, _)) = departments.find(|(id, _)| id.value.as_str() == EVERYONE) {
        let message = format!("`{EVERYONE}` stands for all departments and cannot be one");
        let finding = Diagnostic::new(Code::WRONG_VALUE, message);
        reading.report(finding.at(id.span, "choose another id"));
    }
}
