//! How a window is kept safe: its steps, the way back and the way forward, the rehearsal, the backup.
//!
//! What is written is read here; whether it is enough is judged by the rules.

use super::interval::Interval;
use super::length::Length;
use super::reading::{Reading, optional};
use super::written::{
    BackupFile, DurationFile, FixForwardFile, RehearsalFile, StepFile, VerifiedFile, WindowFile,
};
use crate::calendar::Calendar;
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use chrono::{NaiveDate, NaiveTime};

/// How long something takes, in minutes: when all goes well, most likely, and when all goes badly.
pub use super::written::DurationFile as Duration;

/// More than a window may last by any plan; beyond it a step is a slip, and sums stay far from
/// every limit.
const LONGEST: i64 = 30 * 24 * 60;

/// What keeps a window safe, as far as its plan says.
#[derive(Debug, Clone, Default)]
pub struct Continuity {
    /// The steps of the work, one after the other.
    pub steps: Vec<Step>,
    /// What is done when something fails after the point of no return.
    pub fix_forward: Option<FixForward>,
    /// The rehearsal.
    pub rehearsal: Option<Rehearsal>,
    /// The backup it relies on.
    pub backup: Option<Backup>,
    /// Minutes of outage that were agreed in writing, and where.
    pub agreed: Option<(i64, Span)>,
    /// Where the way back is written, and what a late one loses.
    pub way_back: Option<WayBack>,
    /// Where the point of no return is written.
    pub no_return_span: Option<Span>,
}

/// A step of the work.
#[derive(Debug, Clone)]
pub struct Step {
    /// What is done.
    pub text: String,
    /// How long it takes.
    pub lasts: Duration,
    /// Where it is written.
    pub span: Span,
}

/// What is done when something fails after the point of no return.
#[derive(Debug, Clone)]
pub struct FixForward {
    /// Who mends it.
    pub who: Option<String>,
    /// Minutes that it may take.
    pub lasts: Option<i64>,
    /// What people work with meanwhile.
    pub workaround: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// A rehearsal, with what was measured.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// When it was, or will be.
    pub date: Option<NaiveDate>,
    /// Minutes that the work took.
    pub took: Option<i64>,
    /// Minutes that the way back took.
    pub way_back_took: Option<i64>,
    /// Where it is written.
    pub span: Span,
}

/// The backup that a window relies on.
#[derive(Debug, Clone, Copy)]
pub struct Backup {
    /// Since when it is known to be good.
    pub verified: Instant,
    /// Where that is written.
    pub span: Span,
}

/// What is written of the way back beside how long it takes.
#[derive(Debug, Clone)]
pub struct WayBack {
    /// What is lost when it is taken after people have worked on the new system.
    pub loses: Option<String>,
    /// Where it is written.
    pub span: Span,
}

impl Continuity {
    /// Whether the plan says anything of it that goes beyond a point of no return and a way back.
    pub fn is_told(&self) -> bool {
        !self.steps.is_empty()
            || self.fix_forward.is_some()
            || self.rehearsal.is_some()
            || self.backup.is_some()
    }
}

/// Reads what keeps a window safe.
pub fn read(
    reading: &mut Reading,
    written: &WindowFile,
    window: Interval,
    calendar: &Calendar,
) -> Continuity {
    let steps = written.steps.iter();
    let steps = steps.filter_map(|file| step(reading, file)).collect();
    let fix_forward = written.fix_forward.as_ref();
    let rehearsal = written.rehearsal.as_ref();
    let backup = written.backup.as_ref();
    let way_back = written.way_back.as_ref().map(|file| WayBack {
        loses: optional(&file.value.loses),
        span: file.span,
    });
    let agreed = written.agreed.as_ref();
    Continuity {
        steps,
        fix_forward: fix_forward.map(|file| self::fix_forward(reading, file)),
        rehearsal: rehearsal.map(|file| self::rehearsal(reading, file)),
        backup: backup.and_then(|file| self::backup(reading, file, (window, calendar))),
        agreed: agreed.and_then(|file| clock_time(reading, file).zip(Some(file.span))),
        way_back,
        no_return_span: written.point_of_no_return.as_ref().map(|lead| lead.span),
    }
}

fn step(reading: &mut Reading, file: &Spanned<StepFile>) -> Option<Step> {
    let text = reading.line(&file.value.text, "do", file.span);
    let lasts = reading.required(&file.value.lasts, "lasts", file.span)?;
    let DurationFile { pessimistic, .. } = lasts.value;
    if pessimistic > LONGEST {
        let message = "a step of more than 30 days fits in no window";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(lasts.span, "");
        reading.report(finding.help("write the hours and minutes of this step alone"));
        return None;
    }
    Some(Step {
        text: text?,
        lasts: lasts.value,
        span: file.span,
    })
}

fn fix_forward(reading: &mut Reading, file: &Spanned<FixForwardFile>) -> FixForward {
    let written = &file.value;
    FixForward {
        who: reading.optional_line(&written.who),
        lasts: clock_minutes(reading, &written.lasts),
        workaround: optional(&written.workaround),
        span: file.span,
    }
}

fn rehearsal(reading: &mut Reading, file: &Spanned<RehearsalFile>) -> Rehearsal {
    let written = &file.value;
    Rehearsal {
        date: written.date.as_ref().map(|date| reading.date(date)),
        took: clock_minutes(reading, &written.took),
        way_back_took: clock_minutes(reading, &written.way_back_took),
        span: file.span,
    }
}

fn backup(
    reading: &mut Reading,
    file: &Spanned<BackupFile>,
    (window, calendar): (Interval, &Calendar),
) -> Option<Backup> {
    let verified = reading.required(&file.value.verified, "verified", file.span)?;
    let span = verified.span;
    let at = match verified.value {
        VerifiedFile::Day(date) => {
            let date = reading.date(&Spanned::new(date, span));
            calendar.zone.instant(date.and_time(NaiveTime::MIN))
        }
        VerifiedFile::At(moment) => reading.instant(&Spanned::new(moment, span), &calendar.zone)?,
        VerifiedFile::Lead(lead) => window.moment(&lead, calendar),
    };
    Some(Backup { verified: at, span })
}

fn clock_minutes(reading: &mut Reading, length: &Option<Spanned<Length>>) -> Option<i64> {
    length
        .as_ref()
        .and_then(|length| clock_time(reading, length))
}

/// The minutes of a length that cannot be one of working days.
pub(super) fn clock_time(reading: &mut Reading, length: &Spanned<Length>) -> Option<i64> {
    let minutes = length.value.minutes();
    if minutes.is_none() {
        let message = "this is clock time, not working days";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(length.span, "");
        reading.report(finding.help("write hours and minutes, such as `2h 45m`"));
    }
    minutes
}
