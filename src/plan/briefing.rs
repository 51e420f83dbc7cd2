//! Briefings: meetings in which people are told in person.

use super::id::Id;
use super::person::{self, Person};
use super::phase::Phase;
use super::reading::{Reading, optional, texts};
use super::window::{Status, Window};
use super::written::BriefingFile;
use crate::calendar::zone::{Instant, Zone};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use chrono::TimeDelta;

const USUAL_MINUTES: i64 = 30;

/// A meeting in which an audience is told in person.
#[derive(Debug, Clone)]
pub struct Briefing {
    /// Its id.
    pub id: Id,
    /// For whom.
    pub audience: Id,
    /// For which windows, in the order of their start; never empty. Each reader is invited once,
    /// about the first of them that concerns them.
    pub windows: Vec<Id>,
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// Where to join.
    pub join: Option<String>,
    /// The room.
    pub place: Option<String>,
    /// Who leads it.
    pub host: Option<Person>,
    /// What is talked about.
    pub agenda: Vec<String>,
    /// What to bring.
    pub bring: Vec<String>,
    /// A second session or a recording.
    pub otherwise: Option<String>,
    /// Where its start is written.
    pub start_span: Span,
    /// Where it is written.
    pub span: Span,
}

/// Reads a briefing.
pub fn read(
    reading: &mut Reading,
    file: &Spanned<BriefingFile>,
    zone: &Zone,
    phases: &[Phase],
) -> Option<Briefing> {
    let written = &file.value;
    let id = reading.required(&written.id, "id", file.span);
    let audience = reading.required(&written.audience, "for", file.span);
    let audience = audience.filter(|id| reading.refers(id, "audience", |known| &known.audiences));
    let start_written = reading.required(&written.start, "start", file.span)?;
    let start = reading.instant(start_written, zone)?;
    let minutes = written
        .length
        .as_ref()
        .and_then(|length| length.value.minutes());
    let end = start + TimeDelta::minutes(minutes.unwrap_or(USUAL_MINUTES));
    let windows = windows(reading, file, (start_written.span, end), phases)?;
    let host = written
        .host
        .as_ref()
        .and_then(|host| person::read(reading, host));
    Some(Briefing {
        id: id?.value.clone(),
        audience: audience?.value.clone(),
        windows,
        start,
        end,
        join: written.join.as_ref().map(|link| link.value.0.clone()),
        place: reading.optional_line(&written.place),
        host,
        agenda: texts(&written.agenda),
        bring: texts(&written.bring),
        otherwise: optional(&written.otherwise),
        start_span: start_written.span,
        span: file.span,
    })
}

/// The windows it is for: those it names, or else all that come after it.
fn windows(
    reading: &mut Reading,
    file: &Spanned<BriefingFile>,
    (start_span, end): (Span, Instant),
    phases: &[Phase],
) -> Option<Vec<Id>> {
    let written = &file.value;
    let mut all: Vec<&Window> = phases.iter().flat_map(|phase| &phase.windows).collect();
    all.sort_by_key(|window| (window.start, &window.id));
    // Of a plan that is cancelled as a whole, nothing is said of each briefing.
    let all_cancelled = all.iter().all(|window| is_cancelled(window));
    let live = |window: &&&Window| all_cancelled || !is_cancelled(window);
    let listed = written.windows.iter().flat_map(|ids| {
        let placed = |id: &Id| Spanned::new(id.clone(), ids.span);
        ids.value.0.iter().map(placed)
    });
    let named: Vec<Spanned<Id>> = written.window.iter().cloned().chain(listed).collect();
    if named.is_empty() {
        let after = all.iter().filter(|window| window.start >= end);
        let after: Vec<Id> = after.filter(live).map(|window| window.id.clone()).collect();
        // A window that could not be read may well come after it; it has its own finding.
        if after.is_empty() && all.len() >= reading.known.windows.len() {
            report_last(reading, start_span);
        }
        return (!after.is_empty()).then_some(after);
    }
    let ids = reading.references(&named, "window", |known| &known.windows);
    let named = all.iter().filter(|window| ids.contains(&window.id));
    let named: Vec<&&Window> = named.collect();
    if !named.is_empty() && !named.iter().any(live) {
        let place = written.window.as_ref().map(|id| id.span);
        let place = place.or(written.windows.as_ref().map(|ids| ids.span));
        report_cancelled(reading, place.unwrap_or(file.span), named[0]);
    }
    let named: Vec<Id> = named.into_iter().map(|window| window.id.clone()).collect();
    (!named.is_empty()).then_some(named)
}

fn report_last(reading: &mut Reading, start_span: Span) {
    let message = "no window comes after this briefing";
    let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(start_span, "");
    reading.report(finding.help("mend its date, or name the window with `window: …`"));
}

fn report_cancelled(reading: &mut Reading, place: Span, window: &Window) {
    let message = format!("the window `{}` is cancelled", window.id);
    let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(place, "nobody would be invited");
    let finding = finding.at(window.start_span, "the window that is cancelled");
    reading.report(finding.help("name another window, or remove the briefing"));
}

fn is_cancelled(window: &Window) -> bool {
    window.status == Status::Cancelled
}

impl Briefing {
    /// Whether it is about this window.
    pub fn is_about(&self, window: &Id) -> bool {
        self.windows.contains(window)
    }
}
