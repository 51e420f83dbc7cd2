//! Windows: the agreed intervals in which the change is carried out.

use super::action::{self, Action};
use super::alternative::{self, Alternative};
use super::checkpoint::{self, Checkpoint};
use super::continuity::{self, Continuity};
use super::expense::{self, Expenses};
use super::hyper_care::HyperCare;
use super::id::Id;
use super::impact::Impact;
use super::interval::{self, Interval, WrittenInterval};
use super::length::Lead;
use super::reading::{Reading, optional};
use super::site::Site;
use super::written::WindowFile;
use crate::calendar::Calendar;
use crate::calendar::zone::{Instant, Zone};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use chrono::TimeDelta;

/// Whether dates may still move.
pub use super::written::StatusFile as Status;

/// An agreed interval in which the change is carried out.
#[derive(Debug, Clone)]
pub struct Window {
    /// Its id.
    pub id: Id,
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// How long it is to take by the plan. A night that is recorded to take longer has another end, and
    /// weighs no more for that: whom it concerns is settled when it begins.
    pub agreed: TimeDelta,
    /// Where it happens.
    pub zone: Zone,
    /// Whether its dates may still move.
    pub status: Status,
    /// What it does to which service.
    pub services: Vec<(Id, Impact)>,
    /// Only people of these sites are affected; empty for all.
    pub sites: Vec<Id>,
    /// Last instant at which going back is possible.
    pub point_of_no_return: Option<Instant>,
    /// Minutes that going back and checking take.
    pub way_back: Option<i64>,
    /// What keeps it safe.
    pub continuity: Continuity,
    /// Go/no-go decisions, in order.
    pub checkpoints: Vec<Checkpoint>,
    /// To do before, during and after.
    pub actions: [Vec<Action>; 3],
    /// Other dates that were weighed.
    pub alternatives: Vec<Alternative>,
    /// What it takes besides the work that it stops.
    pub expenses: Expenses,
    /// Why high-severity services share it with others.
    pub together_because: Option<String>,
    /// Extra help after it, for whom no later window with the same help concerns.
    pub hyper_care: Option<HyperCare>,
    /// Where its start is written.
    pub start_span: Span,
    /// Where it is written.
    pub span: Span,
}

/// The surroundings of a window: the plan's calendar and status.
pub struct Ground<'a> {
    /// The plan's calendar; its zone is that of the windows.
    pub calendar: &'a Calendar,
    /// The plan's sites.
    pub sites: &'a [Site],
    /// The plan's status.
    pub status: Status,
}

impl Window {
    /// The calendar by which its days are counted: that of the one site at which it is, or else the plan's.
    pub fn calendar<'c>(&self, of_plan: &'c Calendar, sites: &'c [Site]) -> &'c Calendar {
        let [here] = self.sites.as_slice() else {
            return of_plan;
        };
        let site = sites.iter().find(|site| site.id == *here);
        site.map_or(of_plan, |site| &site.calendar)
    }

    /// A window of which no more is known than its id and the date that it was told to have.
    pub fn bare(id: Id, (start, end): (Instant, Instant), zone: Zone, span: Span) -> Self {
        Self {
            id,
            start,
            end,
            agreed: end - start,
            zone,
            status: Status::Cancelled,
            services: Vec::new(),
            sites: Vec::new(),
            point_of_no_return: None,
            way_back: None,
            continuity: Continuity::default(),
            checkpoints: Vec::new(),
            actions: [const { Vec::new() }; 3],
            alternatives: Vec::new(),
            expenses: Expenses::default(),
            together_because: None,
            hyper_care: None,
            start_span: span,
            span,
        }
    }

    /// Its length.
    pub fn length(&self) -> TimeDelta {
        self.end - self.start
    }

    /// A service that another window touches, too, unless they are at different sites.
    pub fn shares(&self, other: &Self) -> Option<&Id> {
        let apart = !self.sites.is_empty()
            && !other.sites.is_empty()
            && !self.sites.iter().any(|site| other.sites.contains(site));
        let theirs = |id: &Id| other.services.iter().any(|(other, _)| other == id);
        let mut shared = self.services.iter().filter(|(id, _)| theirs(id));
        let (service, _) = shared.next().filter(|_| !apart)?;
        Some(service)
    }

    /// The instant of a lead, counted in a calendar's working days and clock.
    pub fn moment(&self, lead: &Lead, calendar: &Calendar) -> Instant {
        let (start, end) = (self.start, self.end);
        Interval { start, end }.moment(lead, calendar)
    }
}

/// Reads a window that has a date.
pub fn read(reading: &mut Reading, file: &Spanned<WindowFile>, ground: &Ground) -> Option<Window> {
    let written = &file.value;
    let id = reading.required(&written.id, "id", file.span);
    let zone = written.timezone.as_ref().map(|name| reading.zone(name));
    let zone = zone.unwrap_or_else(|| Some(ground.calendar.zone.clone()));
    let services = services(reading, file);
    let sites = reading.references(&written.sites, "site", |known| &known.sites);
    let start = reading.required(&written.start, "start", file.span);
    if let Some(by) = &written.new_date_by {
        report_overtaken(reading, by.span, start.map(|start| start.span));
    }
    let (id, zone, start) = (id?, zone?, start?);
    let begins = start.value.moment();
    let begins = begins.map(|moment| Spanned::new(moment, start.span));
    let interval = WrittenInterval {
        start: &begins,
        end: &written.end,
        length: &written.length,
        block: file.span,
    };
    let interval = interval::read(reading, &interval, &zone)?;
    let mut calendar = ground.calendar.clone();
    calendar.zone = zone.clone();
    let way_back = way_back(reading, written);
    let continuity = continuity::read(reading, written, interval, &calendar);
    let checkpoints = checkpoint::read(reading, &written.decisions, interval, &calendar);
    let actions = [&written.before, &written.during, &written.after]
        .map(|files| action::read(reading, files, Some(interval), &calendar));
    let begins = (interval.start, start.span);
    action::report_late(reading, &actions[0], begins);
    action::report_early(reading, &written.after, (interval, start.span), &calendar);
    let alternatives = written.alternatives.iter();
    let alternatives = alternatives.filter_map(|file| alternative::read(reading, file, &zone));
    let alternatives = alternatives.collect();
    let expenses = expense::read(reading, written);
    let point_of_no_return = no_return(reading, written, (interval, start.span), &calendar);
    let status = written.status.as_ref();
    Some(Window {
        id: id.value.clone(),
        start: interval.start,
        end: interval.end,
        agreed: interval.end - interval.start,
        status: status.map_or(ground.status, |status| status.value),
        services,
        sites,
        point_of_no_return,
        way_back,
        continuity,
        checkpoints,
        actions,
        alternatives,
        expenses,
        zone,
        together_because: optional(&written.together_because),
        hyper_care: None,
        start_span: start.span,
        span: file.span,
    })
}

/// What the window does to which service, worst first.
pub(super) fn services(reading: &mut Reading, file: &Spanned<WindowFile>) -> Vec<(Id, Impact)> {
    let written = &file.value.services;
    let mut services = Vec::new();
    for (service, impact) in written.iter() {
        if reading.refers(service, "service", |known| &known.services) {
            services.push((service.value.clone(), impact.value));
        }
    }
    // A service whose value was refused may be none of the plan's, either.
    let refused = reading.refused.iter();
    let (from, to) = (file.span.start, file.span.end);
    let refused = refused.filter(|entry| {
        let inside = (from..to).contains(&entry.at.start);
        inside && entry.at.file == file.span.file && entry.of == "services"
    });
    for entry in refused {
        if let Ok(id) = entry.field.parse::<Id>() {
            let id = Spanned::new(id, entry.at);
            reading.refers(&id, "service", |known| &known.services);
        }
    }
    if written.is_empty() && !reading.was_refused("services", file.span) {
        let message = "the window touches no service: nobody would be told anything";
        let finding = Diagnostic::new(Code::MISSING_FIELD, message).at(file.span, "");
        reading.report(finding.help("add `services: {…: off}`"));
    }
    services.sort_by_key(|(_, impact)| std::cmp::Reverse(*impact));
    services
}

/// The last instant at which going back is possible; one after the window is reported.
fn no_return(
    reading: &mut Reading,
    file: &WindowFile,
    (window, start_span): (Interval, Span),
    calendar: &Calendar,
) -> Option<Instant> {
    let written = file.point_of_no_return.as_ref()?;
    let at = window.deadline(reading, written, calendar, |lead, _| lead)?;
    if at > window.end {
        let message = "the point of no return lies after the end of its window";
        let finding = Diagnostic::new(Code::LATE_RETURN, message)
            .at(written.span, "too late")
            .at(start_span, "the window starts here");
        reading.report(finding.help("name a moment inside the window, such as `2h after start`"));
    }
    Some(at)
}

/// Reports the promise of a new date at a window that has one.
fn report_overtaken(reading: &mut Reading, promise: Span, start: Option<Span>) {
    let message = "a new date is promised, but this window has a date";
    let mut finding = Diagnostic::new(Code::NEW_DATE_BY, message).at(promise, "not needed");
    if let Some(start) = start {
        finding = finding.at(start, "the date");
    }
    reading.report(finding.help("remove `new-date-by`; it belongs to `start: undecided`"));
}

/// Minutes that going back and checking take.
fn way_back(reading: &mut Reading, written: &WindowFile) -> Option<i64> {
    let file = written.way_back.as_ref()?;
    let takes = reading.required(&file.value.takes, "takes", file.span)?;
    let check = file.value.check.as_ref();
    let check = check.and_then(|check| continuity::clock_time(reading, check));
    Some(continuity::clock_time(reading, takes)? + check.unwrap_or(0))
}

/// The status a plan without one has: its dates may still move.
pub fn status(written: &Option<Spanned<Status>>) -> Status {
    let written = written.as_ref();
    written.map_or(Status::Provisional, |status| status.value)
}
