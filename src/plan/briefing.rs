//! Briefings: meetings in which people are told in person.

use super::id::Id;
use super::person::{self, Person};
use super::phase::Phase;
use super::reading::{Reading, optional, texts};
use super::window::Status;
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
    /// For which window.
    pub window: Id,
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
    let windows = phases.iter().flat_map(|phase| &phase.windows);
    let window = match &written.window {
        Some(id) => {
            let mut named = windows.clone().filter(|window| window.id == id.value);
            if named.any(|window| window.status == Status::Cancelled) {
                let message = format!("the window `{}` is cancelled", id.value);
                let finding = Diagnostic::new(Code::WRONG_VALUE, message);
                let finding = finding.at(id.span, "nobody would be invited");
                reading.report(finding.help("name another window, or remove the briefing"));
            }
            reading
                .refers(id, "window", |known| &known.windows)
                .then(|| id.value.clone())?
        }
        None => match windows
            .clone()
            .filter(|window| window.start >= end && window.status != Status::Cancelled)
            .min_by_key(|window| window.start)
        {
            Some(window) => window.id.clone(),
            // A window that could not be read may well come after it; it has its own finding.
            None if windows.count() < reading.known.windows.len() => return None,
            None => {
                let message = "no window comes after this briefing";
                let finding =
                    Diagnostic::new(Code::WRONG_VALUE, message).at(start_written.span, "");
                reading.report(finding.help("mend its date, or name the window with `window: …`"));
                return None;
            }
        },
    };
    let host = written
        .host
        .as_ref()
        .and_then(|host| person::read(reading, host));
    Some(Briefing {
        id: id?.value.clone(),
        audience: audience?.value.clone(),
        window,
        start,
        end,
        join: written.join.as_ref().map(|link| link.value.0.clone()),
        place: reading.optional_line(&written.place),
        host,
        agenda: texts(&written.agenda),
        bring: texts(&written.bring),
        otherwise: optional(&written.otherwise),
        span: file.span,
    })
}
