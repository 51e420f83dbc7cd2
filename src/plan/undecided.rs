//! Undecided windows: their date was taken back, and no new one is known.

use super::action::{self, Action};
use super::hyper_care::HyperCare;
use super::id::Id;
use super::impact::Impact;
use super::interval::clock_length;
use super::reading::Reading;
use super::window::{Ground, Status, services};
use super::written::{StartFile, WindowFile};
use crate::calendar::Calendar;
use crate::calendar::zone::{Instant, Zone};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use chrono::{NaiveDate, NaiveTime};

/// A window whose date was taken back.
#[derive(Debug, Clone)]
pub struct Undecided {
    /// Its id.
    pub id: Id,
    /// The id of its phase.
    pub phase: Id,
    /// The name of its phase.
    pub phase_name: String,
    /// Cancelled when it will not happen at all; otherwise it says nothing.
    pub status: Status,
    /// Whether extra help that is its phase's own would follow it, and not the plan's.
    pub has_phase_help: bool,
    /// What it would do to which service.
    pub services: Vec<(Id, Impact)>,
    /// Only people of these sites are affected; empty for all.
    pub sites: Vec<Id>,
    /// Where it would happen.
    pub zone: Zone,
    /// By when people hear of a new date.
    pub new_date_by: Option<NaiveDate>,
    /// Where that is written.
    pub new_date_by_span: Option<Span>,
    /// To do before, during and after; without deadlines, for these hung on the date.
    pub actions: [Vec<Action>; 3],
    /// Where its start is written.
    pub start_span: Span,
    /// Where it is written.
    pub span: Span,
}

impl Undecided {
    /// Whether the same extra help is to follow it.
    pub fn shares(&self, help: &HyperCare) -> bool {
        help.phase.as_ref() == self.has_phase_help.then_some(&self.phase)
    }

    /// Whether it is still to get a date.
    pub fn waits(&self) -> bool {
        self.status != Status::Cancelled
    }

    /// When people are to have heard of a new date: noon of the promised day, where it would happen.
    pub fn promised(&self) -> Option<Instant> {
        let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
        let day = self.new_date_by?;
        Some(self.zone.instant(day.and_time(noon)))
    }

    /// From when somebody is asked for the date, while the promise can be kept.
    pub fn asked(&self, calendar: &Calendar) -> Option<Instant> {
        Some(calendar.opened_by(self.promised()?))
    }
}

/// Where a window says that its date was taken back, if it does.
pub fn said(file: &WindowFile) -> Option<Span> {
    let start = file.start.as_ref();
    let start = start.filter(|start| start.value == StartFile::Undecided);
    start.map(|start| start.span)
}

/// Reads a window of a phase whose date was taken back at `start_span`.
pub fn read(
    reading: &mut Reading,
    file: &Spanned<WindowFile>,
    start_span: Span,
    ground: &Ground,
    phase: Option<(Id, String)>,
) -> Option<Undecided> {
    let written = &file.value;
    let id = reading.required(&written.id, "id", file.span);
    let zone = written.timezone.as_ref().map(|name| reading.zone(name));
    let zone = zone.unwrap_or_else(|| Some(ground.calendar.zone.clone()));
    let services = services(reading, file);
    let sites = reading.references(&written.sites, "site", |known| &known.sites);
    if let Some(end) = &written.end {
        let message = "a window without a start has no end";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message)
            .at(end.span, "this end")
            .at(start_span, "the date is taken back here");
        let advice = "remove `end`; a `length` may stay for the new date";
        reading.report(finding.help(advice));
    }
    clock_length(reading, &written.length);
    reading.is_empty("new-date-by", file.span);
    let new_date_by = written.new_date_by.as_ref();
    let day = new_date_by.map(|by| reading.date(by));
    let actions = [&written.before, &written.during, &written.after]
        .map(|files| action::read(reading, files, None, ground.calendar));
    let status = written.status.as_ref();
    let (phase, phase_name) = phase?;
    Some(Undecided {
        id: id?.value.clone(),
        phase,
        phase_name,
        status: status.map_or(ground.status, |status| status.value),
        has_phase_help: false,
        services,
        sites,
        zone: zone?,
        new_date_by: day,
        new_date_by_span: new_date_by.map(|by| by.span),
        actions,
        start_span,
        span: file.span,
    })
}
