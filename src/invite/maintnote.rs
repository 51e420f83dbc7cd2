//! Maintenance notes: a window as machines read it (MAINTNOTE, NANOG BCOP draft 0.1).
//!
//! Gives one event without a method, so that no calendar acts on it. For mailboxes of programs
//! only: people get [`downtime`](crate::invite::downtime).

use crate::calendar::zone::Instant;
use crate::invite::downtime::{self, is_off, summary};
use crate::invite::event::{Event, Extra, Method, Organizer};
use crate::invite::track::{Present, Stage};
use crate::invite::tracks::Tracks;
use crate::invite::uid::Kind;
use crate::notice::Facts;
use crate::plan::Plan;
use crate::plan::former::Named;
use crate::plan::impact::Impact;
use crate::plan::milestone::Milestone;

/// What can be said of the impact, mildest first.
pub const IMPACTS: [&str; 4] = ["NO-IMPACT", "REDUCED-REDUNDANCY", "DEGRADED", "OUTAGE"];

/// What can be said of the progress.
pub const STATUSES: [&str; 5] = [
    "TENTATIVE",
    "CONFIRMED",
    "CANCELLED",
    "IN-PROCESS",
    "COMPLETED",
];

/// Whether a window is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Not now.
    Rests,
    /// It has begun and not ended.
    GoesOn,
}

/// How far the work on a window has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Whether it is worked on.
    pub work: Work,
    /// How often all was open and it was begun again.
    pub reopened: usize,
}

/// What a machine is told of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The window as it is. An end that was put off is its end.
    pub present: Present,
    /// The window's number, from its track.
    pub sequence: u32,
    /// The instant from which this statement is.
    pub stamp: Instant,
    /// The plan, for the name of the maintenance.
    pub plan: String,
    /// What the plan called the window first; the other part of that name, which stays for life.
    pub maintenance: String,
    /// Who runs the services; best a domain.
    pub provider: String,
    /// Whose services they are: a department or an organisation.
    pub account: String,
    /// What happens to which service: its id, its name, the impact.
    pub objects: Vec<(String, String, Impact)>,
    /// Whether the old system is back; there is no status for that, so the summary says it.
    pub rolled_back: bool,
}

impl Note {
    /// What a notice states, for machines, of a window whose work may go on. `tracks` are those of
    /// the ledger; the event of the note, [`Note::present`], is followed there when the note is sent,
    /// since every stage has a number. What it says that was not stated yet is so `since` an instant.
    pub fn of(facts: &Facts, course: Course, known: (&Plan, &Tracks), since: Instant) -> Self {
        let (plan, tracks) = known;
        use Milestone::{Completed, Extended, Holding, Progress, Reopened, RolledBack, Start};
        let window = &facts.window;
        let is_off = is_off(facts);
        let stage = match facts.milestone {
            Start | Progress | Extended | Reopened | Holding => Stage::InProcess,
            Completed | RolledBack => Stage::Completed,
            _ if is_off => Stage::Cancelled,
            _ if course.work == Work::GoesOn => Stage::InProcess,
            _ if window.provisional => Stage::Tentative,
            _ => Stage::Confirmed,
        };
        let event = facts.event.as_ref().filter(|_| is_off);
        let told = event.and_then(|event| event.old_start.zip(event.old_end));
        let (start, end) = told.unwrap_or((window.start, window.end));
        let present = Present {
            uid: tracks.name(plan, Kind::Maintenance, &window.id),
            kind: Kind::Maintenance,
            key: window.id.clone(),
            start,
            end,
            stage,
            place: String::new(),
            words: words(&window.id, known, (facts.milestone == RolledBack, course)),
        };
        let email = facts.contact.email.as_deref();
        let domain = email.and_then(|email| email.rsplit_once('@'));
        let services = window.services.iter();
        let services =
            services.map(|service| (service.id.clone(), service.name.clone(), service.impact));
        Self {
            sequence: tracks.sequence(&present),
            stamp: tracks.stamp(&present, since),
            present,
            plan: facts.plan.clone(),
            maintenance: plan
                .former_ids
                .first_called(Named::Window, &window.id)
                .to_owned(),
            provider: domain
                .map_or(&*facts.organisation, |(_, domain)| domain)
                .to_owned(),
            account: account(facts, plan).to_owned(),
            objects: services.collect(),
            rolled_back: facts.milestone == RolledBack,
        }
    }

    /// The calendar object.
    ///
    /// Without a method, unless the receiving program asks for one: a calendar might act on it.
    pub fn write(&self, organizer: &Organizer, method: Option<Method>) -> String {
        self.event(organizer).alone(method)
    }

    /// The same as an event.
    pub fn event(&self, organizer: &Organizer) -> Event {
        let Present {
            uid, start, end, ..
        } = &self.present;
        Event {
            uid: uid.clone(),
            stamp: self.stamp,
            created: None,
            sequence: self.sequence,
            start: *start,
            end: *end,
            summary: self.summary(),
            location: None,
            description: None,
            status: Some(self.present.stage.status()),
            busy: None,
            category: None,
            link: None,
            organizer: organizer.clone(),
            attendee: None,
            extras: self.extras(),
            alarm: None,
        }
    }

    fn summary(&self) -> String {
        let services = self.objects.iter();
        let services: Vec<_> = services
            .map(|(_, name, impact)| (name.as_str(), *impact))
            .collect();
        let words = summary(&services);
        match self.rolled_back {
            true => format!("Rolled back: {words}"),
            false => words,
        }
    }

    fn extras(&self) -> Vec<Extra> {
        let plain = |name, value: &str| Extra {
            name,
            parameters: Vec::new(),
            value: value.to_owned(),
        };
        let worst = self.objects.iter().map(|(.., impact)| impact).max();
        let mut extras = vec![
            plain("X-MAINTNOTE-PROVIDER", &self.provider),
            plain("X-MAINTNOTE-ACCOUNT", &self.account),
            // One only: readers of several take the wrong one, or none.
            plain(
                "X-MAINTNOTE-MAINTENANCE-ID",
                &format!("{}/{}", self.plan, self.maintenance),
            ),
        ];
        extras.extend(self.objects.iter().map(|(id, _, impact)| Extra {
            name: "X-MAINTNOTE-OBJECT-ID",
            parameters: vec![(
                "X-MAINTNOTE-OBJECT-IMPACT",
                self::impact(*impact).to_owned(),
            )],
            value: id.clone(),
        }));
        let worst = worst.map_or("NO-IMPACT", |worst| impact(*worst));
        extras.push(plain("X-MAINTNOTE-IMPACT", worst));
        extras.push(plain("X-MAINTNOTE-STATUS", status(self.present.stage)));
        extras
    }
}

/// What the notes of a window say beside its times and its stage, the same for all who get one: each
/// change of it is another statement. So is an all-clear after one that was taken back.
fn words(
    id: &str,
    (plan, tracks): (&Plan, &Tracks),
    (rolled_back, course): (bool, Course),
) -> String {
    let windows = plan.windows().into_iter();
    let mut windows = windows.filter(|(_, window)| window.id.as_str() == id);
    let said = windows.next();
    let said = said.map(|(_, window)| downtime::present(plan, window, tracks).words);
    let accounts = plan.audiences.iter();
    let accounts = accounts.filter_map(|audience| audience.account.clone());
    let course = format!("{rolled_back} {}", course.reopened);
    let words: Vec<String> = said.into_iter().chain(accounts).chain([course]).collect();
    words.join("\u{1e}")
}

/// Whose services they are to the readers of a notice: what the plan says of their audience, or else
/// their department.
fn account<'a>(facts: &'a Facts, plan: &'a Plan) -> &'a str {
    let mut audiences = plan.audiences.iter();
    let audience = audiences.find(|audience| audience.id.as_str() == facts.audience);
    let department = facts.department.as_ref();
    let department = department.map_or(&facts.audience, |department| &department.id);
    let account = audience.and_then(|audience| audience.account.as_ref());
    account.unwrap_or(department)
}

/// The word of an impact.
pub fn impact(impact: Impact) -> &'static str {
    match impact {
        Impact::Slower | Impact::ReadOnly => "DEGRADED",
        Impact::Off => "OUTAGE",
    }
}

/// The word of a stage.
pub fn status(stage: Stage) -> &'static str {
    match stage {
        Stage::Tentative => "TENTATIVE",
        Stage::Confirmed => "CONFIRMED",
        Stage::InProcess => "IN-PROCESS",
        Stage::Completed => "COMPLETED",
        Stage::Cancelled => "CANCELLED",
    }
}
