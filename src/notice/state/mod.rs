//! Occurrence → Notice: the facts that one group of readers is told at one moment.

mod case;
mod dates;
mod money;
mod people;
mod steps;
mod window;

pub use steps::session;

use super::facts::{Facts, Notice};
use crate::calendar::zone::{Instant, Zone};
use crate::directory::Group;
use crate::plan::audience::Audience;
use crate::plan::phase::Phase;
use crate::plan::role::Role;
use crate::plan::window::Window;
use crate::plan::{Id, Plan};
use crate::rules::Case;
use crate::timeline::Occurrence;
use chrono::{NaiveDate, NaiveTime};

/// The revision of facts that have not been told otherwise before.
pub const FIRST_REVISION: u32 = 1;

/// What a notice is about, and how often it was told.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The phase.
    pub phase: &'a Phase,
    /// The window.
    pub window: &'a Window,
    /// The number of this telling, from 1.
    pub revision: u32,
}

/// States what a group of readers is told at an occurrence of the plan.
pub fn state(case: Case, occurrence: &Occurrence, group: &Group, revision: u32) -> Notice {
    let window = case.plan.window(&occurrence.window);
    let (phase, window) = window.expect("an occurrence is about a window of its plan");
    let subject = Subject {
        phase,
        window,
        revision,
    };
    state_about(case, subject, occurrence, group)
}

/// States what a group of readers is told about a window that the plan may know otherwise.
pub fn state_about(case: Case, subject: Subject, occurrence: &Occurrence, group: &Group) -> Notice {
    let audience = case.plan.audience(&occurrence.audience);
    let audience = audience.expect("an occurrence is for an audience of its plan");
    let place = &case.directory.places[occurrence.place()];
    let Subject {
        phase,
        window,
        revision,
    } = subject;
    let telling = Telling {
        case,
        phase,
        window,
        audience,
        occurrence,
        group,
    };
    Notice {
        id: occurrence.notice_id(),
        first: occurrence.first.clone(),
        revision,
        locale: group.language.clone(),
        zone: place.calendar.zone.clone(),
        event_zone: zone_of_work(case.plan, window),
        facts: telling.facts(),
    }
}

/// The clock where the work is done: the window's own, or that of its only site when the window has
/// none of its own.
fn zone_of_work(plan: &Plan, window: &Window) -> Zone {
    let mut sites = plan.sites.iter();
    let site = match window.sites.as_slice() {
        [only] => sites.find(|site| site.id == *only),
        _ => None,
    };
    match site {
        Some(site) if window.zone == plan.zone => site.calendar.zone.clone(),
        _ => window.zone.clone(),
    }
}

/// Whether a notice asks its readers for a decision.
pub fn asks(case: Case, occurrence: &Occurrence) -> bool {
    let audience = case.plan.audience(&occurrence.audience);
    audience.is_some_and(|audience| audience.role == Role::Executives)
        && case::asked(case, occurrence).is_some()
}

/// When a notice is told: at its moment, or now when it is late and still worth telling. What lies
/// behind its readers by then is not said.
fn told(case: Case, occurrence: &Occurrence) -> Instant {
    let Occurrence {
        moment,
        latest_useful,
        ..
    } = occurrence;
    let late = *moment < case.now && case.now < *latest_useful;
    if late { case.now } else { *moment }
}

/// A day as an instant that every clock of a notice's readers shows on that day: its late evening.
fn evening(case: Case, occurrence: &Occurrence, date: NaiveDate) -> Instant {
    let evening = NaiveTime::from_hms_opt(23, 0, 0).unwrap_or_default();
    let place = &case.directory.places[occurrence.place()];
    place.calendar.zone.instant(date.and_time(evening))
}

/// What the facts of one notice are drawn from.
struct Telling<'a> {
    case: Case<'a>,
    phase: &'a Phase,
    window: &'a Window,
    audience: &'a Audience,
    occurrence: &'a Occurrence,
    group: &'a Group,
}

impl Telling<'_> {
    fn facts(&self) -> Facts {
        let plan = self.case.plan;
        let role = self.audience.role;
        let executives = role == Role::Executives;
        let story = &plan.case;
        let next = self.next();
        Facts {
            plan: plan.id.to_string(),
            title: plan.title.clone(),
            organisation: plan.organisation.clone(),
            audience: self.audience.id.to_string(),
            role,
            everything: self.audience.everything,
            milestone: self.occurrence.milestone,
            first_word: false,
            again: false,
            ordinal: self.occurrence.ordinal,
            of: self.occurrence.of,
            moment: self.told(),
            window: self.window_facts(),
            department: self.department(),
            why: story.why.clone(),
            benefit: self.benefit(),
            reassurance: story.reassurance.clone(),
            case_studies: self.case_studies(),
            questions: self.questions(),
            money: self.money().filter(|_| executives),
            risks: if executives { self.risks() } else { Vec::new() },
            decision: self.decision().filter(|_| executives),
            decision_elsewhere: self.decision_elsewhere().filter(|_| executives),
            decision_comes: self.decision_comes().filter(|_| executives),
            checkpoints: if role == Role::EndUsers {
                Vec::new()
            } else {
                self.checkpoints()
            },
            actions: self.actions(),
            contact: self.contact(),
            object_by: self.object_by().filter(|_| role == Role::DepartmentHeads),
            dates: if role == Role::EndUsers {
                Vec::new()
            } else {
                self.dates()
            },
            next: next.map(|next| next.moment),
            next_milestone: next.map(|next| next.milestone),
            briefing: self.briefing(),
            sessions: self.sessions(),
            hyper_care: self.hyper_care(),
            short_notice: self.short_notice(),
            event: None,
            link: plan.link.clone(),
        }
    }

    /// Whether an instant is still to come when the notice is told.
    fn ahead(&self, instant: Instant) -> bool {
        instant > self.told()
    }

    /// See [`evening`].
    fn day(&self, date: NaiveDate) -> Instant {
        evening(self.case, self.occurrence, date)
    }

    /// See [`told`].
    fn told(&self) -> Instant {
        told(self.case, self.occurrence)
    }

    /// Whether something written for these audiences or departments is for these readers.
    fn meant(&self, ids: &[Id]) -> bool {
        let Group {
            departments,
            services,
            ..
        } = self.group;
        let ours =
            |id: &Id| *id == self.audience.id || departments.contains(id) || services.contains(id);
        ids.is_empty() || ids.iter().any(ours)
    }
}
