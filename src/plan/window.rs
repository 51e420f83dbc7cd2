//! Phases and windows: the agreed intervals in which the change is carried out.

use super::hyper_care::{self, HyperCare};
use super::id::Id;
use super::impact::Impact;
use super::length::{Anchor, Lead, Length};
use super::moment::WrittenMoment;
use super::reading::{Reading, optional, texts};
use super::written::{
    ActionFile, AlternativeFile, CheckpointFile, Deadline, PhaseFile, StatusFile, WindowFile,
};
use crate::calendar::Calendar;
use crate::calendar::zone::{Instant, Zone};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use chrono::{Days, NaiveTime, TimeDelta};

/// Whether dates may still move.
pub use super::written::StatusFile as Status;

/// A part of the change.
#[derive(Debug, Clone)]
pub struct Phase {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Phases that must be over before.
    pub after: Vec<Id>,
    /// Its windows.
    pub windows: Vec<Window>,
    /// Extra help after its last window.
    pub hyper_care: Option<HyperCare>,
    /// Where it is written.
    pub span: Span,
}

/// An agreed interval in which the change is carried out.
#[derive(Debug, Clone)]
pub struct Window {
    /// Its id.
    pub id: Id,
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
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
    /// Go/no-go decisions, in order.
    pub checkpoints: Vec<Checkpoint>,
    /// To do before, during and after.
    pub actions: [Vec<Action>; 3],
    /// Other dates that were weighed.
    pub alternatives: Vec<Alternative>,
    /// Why high-severity services share it with others.
    pub together_because: Option<String>,
    /// Where its start is written.
    pub start_span: Span,
    /// Where it is written.
    pub span: Span,
}

/// A go/no-go decision.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// When.
    pub at: Instant,
    /// Who decides.
    pub owner: Option<String>,
    /// What must hold.
    pub criteria: Vec<String>,
}

/// Something to do.
#[derive(Debug, Clone)]
pub struct Action {
    /// What.
    pub text: String,
    /// By when.
    pub by: Option<Instant>,
    /// Who sees to it.
    pub owner: Option<String>,
    /// Audiences or departments it is meant for; all when empty.
    pub meant_for: Vec<Id>,
}

/// Another date that was weighed.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// What speaks for it.
    pub because: Option<String>,
}

/// The surroundings of a window: the plan's calendar and status.
pub struct Ground<'a> {
    /// The plan's calendar; its zone is that of the windows.
    pub calendar: &'a Calendar,
    /// The plan's status.
    pub status: Status,
}

const SHORTEST: i64 = 5;
const LONGEST: i64 = 72 * 60;

impl Window {
    /// Its length.
    pub fn length(&self) -> TimeDelta {
        self.end - self.start
    }

    /// The instant of a lead, counted in a calendar's working days and clock.
    pub fn moment(&self, lead: &Lead, calendar: &Calendar) -> Instant {
        moment([self.start, self.end], lead, calendar)
    }
}

/// The instant of a lead from a start and an end.
///
/// Leads in days keep the wall-clock time of the anchor over a clock change, unless they name one.
pub fn moment([start, end]: [Instant; 2], lead: &Lead, calendar: &Calendar) -> Instant {
    let anchor = if lead.anchor == Anchor::Start {
        start
    } else {
        end
    };
    let civil = calendar.zone.civil(anchor);
    let (date, time) = (civil.date(), lead.time.unwrap_or(civil.time()));
    let day = match (lead.length, lead.before) {
        (Length::Minutes(minutes), true) => return anchor - TimeDelta::minutes(minutes),
        (Length::Minutes(minutes), false) if lead.time.is_none() => {
            return anchor + TimeDelta::minutes(minutes);
        }
        (Length::Minutes(_), false) => Some(date),
        (Length::Days(days), true) => date.checked_sub_days(Days::new(u64::from(days))),
        (Length::Days(days), false) => date.checked_add_days(Days::new(u64::from(days))),
        (Length::WorkingDays(days), true) => Some(calendar.business_days_before(date, days)),
        (Length::WorkingDays(days), false) => Some(calendar.business_days_after(date, days)),
    };
    day.map_or(anchor, |day| calendar.zone.instant(day.and_time(time)))
}

/// Reads a phase.
pub fn read_phase(
    reading: &mut Reading,
    file: &Spanned<PhaseFile>,
    ground: &Ground,
) -> Option<Phase> {
    let written = &file.value;
    let id = reading.required(&written.id, "id", file.span);
    let name = reading.text(&written.name, "name", file.span);
    let mut after = Vec::new();
    if let Some(ids) = &written.after {
        for id in &ids.value.0 {
            let id = Spanned::new(id.clone(), ids.span);
            if reading.refers(&id, "phase", |known| &known.phases) {
                after.push(id.value);
            }
        }
    }
    if written.windows.is_empty() && !reading.was_refused("windows", file.span) {
        let message = "a phase without windows: nothing happens in it";
        let finding = Diagnostic::new(Code::MISSING_FIELD, message).at(file.span, "");
        reading.report(finding.help("add `windows:` with at least one window"));
    }
    let windows: Vec<Window> = written
        .windows
        .iter()
        .filter_map(|window| read_window(reading, window, ground))
        .collect();
    let help = written.hyper_care.as_ref();
    let help = help.zip(windows.iter().map(|window| window.end).max());
    let hyper_care =
        help.and_then(|(file, end)| hyper_care::read(reading, file, end, ground.calendar));
    Some(Phase {
        id: id?.value.clone(),
        name: name?,
        after,
        windows,
        hyper_care,
        span: file.span,
    })
}

fn read_window(
    reading: &mut Reading,
    file: &Spanned<WindowFile>,
    ground: &Ground,
) -> Option<Window> {
    let written = &file.value;
    let id = reading.required(&written.id, "id", file.span);
    let zone = written.timezone.as_ref().map(|name| reading.zone(name));
    let zone = zone.unwrap_or_else(|| Some(ground.calendar.zone.clone()));
    let mut services = Vec::new();
    for (service, impact) in written.services.iter() {
        if reading.refers(service, "service", |known| &known.services) {
            services.push((service.value.clone(), impact.value));
        }
    }
    if written.services.is_empty() && !reading.was_refused("services", file.span) {
        let message = "the window touches no service: nobody would be told anything";
        let finding = Diagnostic::new(Code::MISSING_FIELD, message).at(file.span, "");
        reading.report(finding.help("add `services: {…: off}`"));
    }
    services.sort_by_key(|(_, impact)| std::cmp::Reverse(*impact));
    let sites = reading.references(&written.sites, "site", |known| &known.sites);
    let start_written = reading.required(&written.start, "start", file.span);
    let (id, zone, start_written) = (id?, zone?, start_written?);
    let either = (&written.end, &written.length);
    let [start, end] = interval(reading, start_written, either, file.span, &zone)?;
    let mut calendar = ground.calendar.clone();
    calendar.zone = zone.clone();
    let span = [start, end];
    let at = |lead: &Option<Spanned<Lead>>| {
        lead.as_ref()
            .map(|lead| moment(span, &lead.value, &calendar))
    };
    let way_back = written.way_back.as_ref().and_then(|file| {
        let takes = reading
            .required(&file.value.takes, "takes", file.span)?
            .value
            .minutes()?;
        let check = file
            .value
            .check
            .as_ref()
            .and_then(|check| check.value.minutes());
        Some(takes + check.unwrap_or(0))
    });
    let checkpoints = written.decisions.iter();
    let mut checkpoints: Vec<_> = checkpoints
        .filter_map(|file| checkpoint(reading, file, span, &calendar))
        .collect();
    checkpoints.sort_by_key(|checkpoint| checkpoint.at);
    let mut actions = |files: &[Spanned<ActionFile>]| -> Vec<Action> {
        files
            .iter()
            .filter_map(|file| action(reading, file, span, &calendar))
            .collect()
    };
    let actions = [
        actions(&written.before),
        actions(&written.during),
        actions(&written.after),
    ];
    late_deadlines(
        reading,
        &written.before,
        &actions[0],
        start_written.span,
        start,
    );
    let alternatives = written.alternatives.iter();
    let alternatives = alternatives
        .filter_map(|file| alternative(reading, file, &zone))
        .collect();
    Some(Window {
        id: id.value.clone(),
        start,
        end,
        point_of_no_return: at(&written.point_of_no_return),
        zone,
        status: written
            .status
            .as_ref()
            .map_or(ground.status, |status| status.value),
        services,
        sites,
        way_back,
        checkpoints,
        actions,
        alternatives,
        together_because: optional(&written.together_because),
        start_span: start_written.span,
        span: file.span,
    })
}

type EndOrLength<'a> = (
    &'a Option<Spanned<WrittenMoment>>,
    &'a Option<Spanned<Length>>,
);

/// Start and end of a window that gives one of end and length.
fn interval(
    reading: &mut Reading,
    start: &Spanned<WrittenMoment>,
    (end, length): EndOrLength,
    inside: Span,
    zone: &Zone,
) -> Option<[Instant; 2]> {
    let from = reading.instant(start, zone);
    let by_length = length.as_ref().and_then(|length| {
        let minutes = length.value.minutes();
        if minutes.is_none() {
            let message = "a window is as long as the clock says, not in working days";
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(length.span, "");
            reading.report(finding.help("write hours, such as `4h`, or give `end`"));
        }
        minutes.map(|minutes| (TimeDelta::minutes(minutes), length.span))
    });
    let by_end = end
        .as_ref()
        .and_then(|end| Some((reading.instant(end, zone)?, end.span)));
    let refused = ["end", "length"].map(|field| reading.was_refused(field, inside));
    if end.is_none() && length.is_none() && refused == [false; 2] {
        let finding = Diagnostic::new(Code::MISSING_FIELD, "neither `end` nor `length` is given");
        let finding = finding.at(start.span, "when does what begins here end?");
        reading.report(finding.help("add `end: 2027-03-28 02:30` or `length: 4h`"));
    }
    let from = from?;
    if let (Some((to, end_span)), Some((length, length_span))) = (by_end, by_length)
        && from + length != to
    {
        let minutes = Length::Minutes((to - from).num_minutes());
        let message =
            format!("`end` and `length` contradict each other: from start to end it is {minutes}");
        let finding = Diagnostic::new(Code::END_AND_LENGTH, message)
            .at(length_span, "this length does not fit")
            .at(end_span, "this end");
        reading.report(finding.help("keep one of the two; the clocks may change in between"));
        return None;
    }
    let (to, span) = by_end.or_else(|| by_length.map(|(length, span)| (from + length, span)))?;
    if to <= from {
        let finding = Diagnostic::new(Code::END_BEFORE_START, "the window ends before it starts")
            .at(span, "this is not later")
            .at(start.span, "than this");
        reading.report(finding.help("a window over midnight ends on the next date"));
        return None;
    }
    let minutes = (to - from).num_minutes();
    if !(SHORTEST..=LONGEST).contains(&minutes) {
        let message = format!(
            "the window lasts {}; is that meant?",
            Length::Minutes(minutes)
        );
        let finding = Diagnostic::new(Code::IMPLAUSIBLE_LENGTH, message)
            .at(span, "")
            .at(start.span, "it starts here");
        reading.report(
            finding.help(
                "check month and year; a move that takes days reads better as several windows",
            ),
        );
    }
    Some([from, to])
}

fn checkpoint(
    reading: &mut Reading,
    file: &Spanned<CheckpointFile>,
    window: [Instant; 2],
    calendar: &Calendar,
) -> Option<Checkpoint> {
    let lead = reading.required(&file.value.at, "at", file.span)?.value;
    let at = moment(window, &in_office_hours(lead), calendar);
    let (owner, criteria) = (optional(&file.value.owner), texts(&file.value.criteria));
    Some(Checkpoint {
        at,
        owner,
        criteria,
    })
}

/// People decide by day: a lead in days without a time of day means nine in the morning.
fn in_office_hours(lead: Lead) -> Lead {
    let days = !matches!(lead.length, Length::Minutes(_));
    let time = lead
        .time
        .or_else(|| NaiveTime::from_hms_opt(9, 0, 0).filter(|_| days));
    Lead { time, ..lead }
}

fn action(
    reading: &mut Reading,
    file: &Spanned<ActionFile>,
    window: [Instant; 2],
    calendar: &Calendar,
) -> Option<Action> {
    let written = &file.value;
    if written.text.is_none() && !reading.was_refused("do", file.span) {
        let finding = Diagnostic::new(Code::MISSING_FIELD, "the field `do` is missing");
        reading.report(
            finding
                .at(file.span, "what is to be done?")
                .help("add `do: …`"),
        );
    }
    let by = written.by.as_ref().and_then(|by| match by.value {
        Deadline::At(at) => reading.instant(&Spanned::new(at, by.span), &calendar.zone),
        Deadline::Lead(lead) => {
            let lead = Lead {
                time: lead.time.or(days_end(&lead, calendar)),
                ..lead
            };
            Some(moment(window, &lead, calendar))
        }
    });
    let meant_for: Vec<Id> = written
        .audiences
        .iter()
        .map(|id| id.value.clone())
        .collect();
    for id in &written.audiences {
        let named = id.value.as_str();
        let known = &reading.known;
        if !known.audiences.contains(named) && !known.departments.contains(named) {
            reading.refers(id, "department or audience", |known| &known.departments);
        }
    }
    let owner = optional(&written.owner);
    Some(Action {
        text: written.text.clone()?.0,
        by,
        owner,
        meant_for,
    })
}

/// A deadline in days without a time of day lasts until people go home.
fn days_end(lead: &Lead, calendar: &Calendar) -> Option<NaiveTime> {
    (!matches!(lead.length, Length::Minutes(_))).then(|| calendar.hours.to())
}

fn late_deadlines(
    reading: &mut Reading,
    written: &[Spanned<ActionFile>],
    actions: &[Action],
    start_span: Span,
    start: Instant,
) {
    let late = |action: &&Action| action.by.is_some_and(|by| by > start);
    for action in actions.iter().filter(late) {
        let text = |file: &&Spanned<ActionFile>| {
            file.value
                .text
                .as_ref()
                .is_some_and(|text| text.0 == action.text)
        };
        let by = written
            .iter()
            .find(text)
            .and_then(|file| file.value.by.as_ref());
        let span = by.map_or(start_span, |by| by.span);
        let message =
            "this has to be done before the window, but its deadline lies after the start";
        let finding = Diagnostic::new(Code::LATE_DEADLINE, message)
            .at(span, "too late")
            .at(start_span, "the window starts here");
        reading.report(finding.help("name an earlier deadline, or move it to `during` or `after`"));
    }
}

fn alternative(
    reading: &mut Reading,
    file: &Spanned<AlternativeFile>,
    zone: &Zone,
) -> Option<Alternative> {
    let written = &file.value;
    let start = reading.required(&written.start, "start", file.span)?;
    let either = (&written.end, &written.length);
    let [start, end] = interval(reading, start, either, file.span, zone)?;
    Some(Alternative {
        start,
        end,
        because: optional(&written.because),
    })
}

/// The status a plan without one has: its dates may still move.
pub fn status(written: &Option<Spanned<StatusFile>>) -> Status {
    written
        .as_ref()
        .map_or(Status::Provisional, |status| status.value)
}
