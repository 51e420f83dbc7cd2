//! Occurrence → Notice: the facts that one group of readers is told at one moment.

mod case;
mod dates;
mod money;
mod people;
mod steps;
mod window;

pub use steps::session;

use super::facts::{ContactFacts, Facts, Notice};
use crate::calendar::zone::{Instant, Zone};
use crate::directory::{Group, Place};
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
    notice(case, (occurrence, group), revision, |telling| {
        telling.facts()
    })
}

/// States what a group of readers is told about a window that the plan may know otherwise.
pub fn state_about(case: Case, subject: Subject, occurrence: &Occurrence, group: &Group) -> Notice {
    notice_about(case, subject, (occurrence, group), |telling| {
        telling.facts()
    })
}

fn notice_about(
    case: Case,
    subject: Subject,
    (occurrence, group): (&Occurrence, &Group),
    facts: impl Fn(&Telling) -> Facts,
) -> Notice {
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
        facts: facts(&telling),
    }
}

/// The gist of what [`state`] states: who is told what kind of notice about which services and when,
/// what is asked of them, and until when there is extra help. The rest is missing.
pub fn gist(case: Case, occurrence: &Occurrence, group: &Group, revision: u32) -> Notice {
    notice(case, (occurrence, group), revision, |telling| {
        telling.gist()
    })
}

fn notice(
    case: Case,
    (occurrence, group): (&Occurrence, &Group),
    revision: u32,
    facts: impl Fn(&Telling) -> Facts,
) -> Notice {
    let window = case.plan.window(&occurrence.window);
    let (phase, window) = window.expect("an occurrence is about a window of its plan");
    let subject = Subject {
        phase,
        window,
        revision,
    };
    notice_about(case, subject, (occurrence, group), facts)
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
    let moment = occurrence.moment;
    let late = moment < case.now && !occurrence.is_over(case.now);
    if late { case.now } else { moment }
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
    /// All that is stated.
    fn facts(&self) -> Facts {
        let role = self.audience.role;
        let executives = role == Role::Executives;
        let story = &self.case.plan.case;
        let gist = self.gist();
        let asks = gist.decision.is_some();
        let next = self.next(asks);
        Facts {
            window: self.window_facts(),
            department: self.department(),
            why: story.why.clone(),
            benefit: self.benefit(),
            reassurance: story.reassurance.clone(),
            case_studies: self.case_studies(),
            questions: self.questions(),
            money: executives.then(|| self.money(asks)).flatten(),
            risks: if executives { self.risks() } else { Vec::new() },
            covered: self.covered(asks),
            second_dates: self.second_dates(asks),
            decision_elsewhere: self.decision_elsewhere().filter(|_| executives),
            decision_comes: self.decision_comes().filter(|_| executives),
            checkpoints: if role == Role::EndUsers {
                Vec::new()
            } else {
                self.checkpoints()
            },
            contact: self.contact(),
            object_by: self.object_by().filter(|_| role == Role::DepartmentHeads),
            dates: if role == Role::EndUsers {
                Vec::new()
            } else {
                self.dates()
            },
            next: next.map(|next| next.moment),
            next_milestone: next.map(|next| next.words),
            sessions: self.sessions(),
            hyper_care: self.hyper_care(),
            short_notice: self.short_notice(),
            link: self.case.plan.link.clone(),
            ..gist
        }
    }

    /// See [`gist`].
    fn gist(&self) -> Facts {
        let (plan, role) = (self.case.plan, self.audience.role);
        Facts {
            plan: plan.id.to_string(),
            title: plan.title.clone(),
            organisation: plan.organisation.clone(),
            audience: self.audience.id.to_string(),
            role,
            everything: self.audience.everything,
            milestone: self.occurrence.words,
            opens: self.occurrence.opens,
            first_word: false,
            again: false,
            relisted: false,
            zone: self.place().calendar.zone.name().to_owned(),
            ordinal: self.occurrence.ordinal,
            of: self.occurrence.of,
            moment: self.told(),
            window: self.window_gist(),
            department: None,
            why: None,
            benefit: None,
            reassurance: Vec::new(),
            case_studies: Vec::new(),
            questions: Vec::new(),
            money: None,
            risks: Vec::new(),
            decision: self.decision().filter(|_| role == Role::Executives),
            covered: Vec::new(),
            second_dates: Vec::new(),
            decides_all: self.decides_all(),
            decision_elsewhere: None,
            decision_comes: None,
            checkpoints: Vec::new(),
            actions: self.actions(),
            contact: ContactFacts::default(),
            object_by: None,
            dates: Vec::new(),
            next: None,
            next_milestone: None,
            briefing: self.briefing(),
            sessions: Vec::new(),
            hyper_care: self.help_until(),
            short_notice: None,
            event: None,
            link: None,
        }
    }

    /// Where its readers are.
    fn place(&self) -> &Place {
        &self.case.directory.places[self.occurrence.place()]
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
        self.group.is_meant(&self.audience.id, ids)
    }
}
