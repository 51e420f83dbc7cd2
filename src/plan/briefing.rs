//! Briefings: meetings in which people are told in person.

use super::id::Id;
use super::person::{self, Person};
use super::phase::Phase;
use super::reading::{Reading, optional, texts};
use super::undecided::Undecided;
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

/// The windows that briefings may be for, and the clock they go by.
pub struct Stage<'a> {
    zone: &'a Zone,
    dated: Vec<&'a Window>,
    undecided: &'a [Undecided],
}

impl<'a> Stage<'a> {
    /// Of the windows of all phases.
    pub fn new(zone: &'a Zone, phases: &'a [Phase], undecided: &'a [Undecided]) -> Self {
        Self {
            zone,
            dated: phases.iter().flat_map(|phase| &phase.windows).collect(),
            undecided,
        }
    }

    /// The first window that begins after `end`.
    fn next(&self, end: Instant) -> Option<&'a Window> {
        let after = self
            .dated
            .iter()
            .filter(|window| window.start >= end && window.status != Status::Cancelled);
        after.min_by_key(|window| window.start).copied()
    }

    /// The first window that waits for a date.
    fn waiting(&self) -> Option<&'a Undecided> {
        self.undecided.iter().find(|window| window.waits())
    }

    /// Why nobody can be briefed for a window, and where that is written.
    fn obstacle(&self, window: &Id) -> Option<(&'static str, Span)> {
        let mut undecided = self.undecided.iter();
        if let Some(window) = undecided.find(|other| other.id == *window) {
            let why = if window.waits() {
                "has no date any more"
            } else {
                "is cancelled"
            };
            return Some((why, window.start_span));
        }
        let cancelled = |other: &&&Window| other.id == *window && other.status == Status::Cancelled;
        let window = self.dated.iter().find(cancelled)?;
        Some(("is cancelled", window.start_span))
    }
}

/// Reads all briefings: those that take place, and those that were called off.
pub fn read(
    reading: &mut Reading,
    files: &[Spanned<BriefingFile>],
    stage: &Stage,
) -> [Vec<Briefing>; 2] {
    let mut briefings = [Vec::new(), Vec::new()];
    for file in files {
        let cancelled = file.value.status.is_some();
        briefings[usize::from(cancelled)].extend(one(reading, file, stage));
    }
    briefings
}

fn one(reading: &mut Reading, file: &Spanned<BriefingFile>, stage: &Stage) -> Option<Briefing> {
    let written = &file.value;
    let id = reading.required(&written.id, "id", file.span);
    let audience = reading.required(&written.audience, "for", file.span);
    let audience = audience.filter(|id| reading.refers(id, "audience", |known| &known.audiences));
    let begins = reading.required(&written.start, "start", file.span)?;
    let start = reading.instant(begins, stage.zone)?;
    let length = written.length.as_ref();
    let minutes = length.and_then(|length| length.value.minutes());
    let end = start + TimeDelta::minutes(minutes.unwrap_or(USUAL_MINUTES));
    // A status that could not be read has its own finding.
    let held = written.status.is_none() && !reading.was_refused("status", file.span);
    let window = match &written.window {
        Some(id) => {
            let known = reading.refers(id, "window", |known| &known.windows);
            if held {
                report_stranded(reading, id, stage);
            }
            known.then(|| id.value.clone())?
        }
        None if held => next(reading, (begins.span, end), stage)?,
        None => called_off(reading, (begins.span, end), stage)?,
    };
    let host = written.host.as_ref();
    let host = host.and_then(|host| person::read(reading, host));
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

/// Reports a briefing that takes place for a window that does not, or not yet.
fn report_stranded(reading: &mut Reading, window: &Spanned<Id>, stage: &Stage) {
    let Some((why, place)) = stage.obstacle(&window.value) else {
        return;
    };
    let message = format!(
        "the window `{}` {why}, but its briefing stands",
        window.value
    );
    let finding = Diagnostic::new(Code::STRANDED_BRIEFING, message)
        .at(window.span, "nobody would be invited")
        .at(place, "the window");
    reading.report(finding.help(MOVE_OR_CANCEL));
}

const MOVE_OR_CANCEL: &str =
    "move the briefing to another window with `window: …`, or cancel it with `status: cancelled`";

/// The window a briefing without one is for: the next one after it.
fn next(reading: &mut Reading, (span, end): (Span, Instant), stage: &Stage) -> Option<Id> {
    let next = stage.next(end);
    // What stands before it in the plan and has no date may have been meant.
    let waiting = stage.waiting();
    let waiting = waiting.filter(|open| next.is_none_or(|next| open.span < next.span));
    if let Some(open) = waiting {
        let message = format!(
            "this briefing may have been for `{}`, which has no date any more",
            open.id
        );
        let finding = Diagnostic::new(Code::STRANDED_BRIEFING, message)
            .at(span, "the next window after this")
            .at(open.start_span, "the date is taken back here");
        reading.report(finding.help(MOVE_OR_CANCEL));
        return None;
    }
    if next.is_none() {
        report_windowless(reading, span, stage);
    }
    next.map(|window| window.id.clone())
}

/// The window that a briefing was for which was called off: as if both still took place.
fn called_off(reading: &mut Reading, (span, end): (Span, Instant), stage: &Stage) -> Option<Id> {
    let dated = stage.dated.iter().filter(|window| window.start >= end);
    let dated = dated.min_by_key(|window| window.start);
    let dated = dated.map(|window| &window.id);
    let window = dated.or_else(|| stage.undecided.first().map(|window| &window.id));
    if window.is_none() {
        report_windowless(reading, span, stage);
    }
    window.cloned()
}

fn report_windowless(reading: &mut Reading, span: Span, stage: &Stage) {
    // A window that could not be read may well come after it; it has its own finding.
    if stage.dated.len() + stage.undecided.len() < reading.known.windows.len() {
        return;
    }
    let message = "no window comes after this briefing";
    let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(span, "");
    reading.report(finding.help("mend its date, or name the window with `window: …`"));
}

#[cfg(test)]
mod tests {
    use crate::calendar::zone::Zones;
    use crate::diagnostic::{Code, Findings, Sources};
    use crate::plan::{Plan, file};

    /// A plan with a pilot, a cutover and one briefing.
    fn read(cutover: &str, briefing: &str) -> (Option<Plan>, Vec<Code>) {
        let text = format!(
            "plan: records-move
title: Patient records move
organisation: St Brannock Hospitals
timezone: Europe/London
contact: {{team: IT Change Team, email: change@stbrannock.example}}
services: {{records: {{name: Records, used-by: [everyone]}}}}
phases:
  - id: main
    name: Main
    windows:
      - {{id: pilot, start: 2027-02-20 22:00, length: 3h, services: {{records: off}}}}
      - {{id: cutover, {cutover}, services: {{records: off}}}}
      - {{id: rest, start: 2027-04-20 22:00, length: 3h, services: {{records: off}}}}
briefings: [{{id: talk, for: end-users, {briefing}}}]
"
        );
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let id = file::text("plan.yaml", text.as_bytes(), &mut sources, &mut findings);
        let written = file::read(id, &sources, &mut findings).unwrap();
        let plan = written.mean(&Zones::bundled(), &Default::default(), &mut findings);
        let codes = findings.iter().map(|finding| finding.code).collect();
        (plan, codes)
    }

    const DATED: &str = "start: 2027-03-20 22:00, length: 3h";
    const CANCELLED: &str = "start: 2027-03-20 22:00, length: 3h, status: cancelled";
    const OPEN: &str = "start: undecided";

    #[test]
    fn a_briefing_of_a_window_that_has_no_date_or_is_cancelled_is_to_be_moved_or_cancelled() {
        let named = "window: cutover, start: 2027-03-02 10:00";
        assert_eq!(read(DATED, named).1, []);
        for cutover in [OPEN, CANCELLED, "start: undecided, status: cancelled"] {
            assert_eq!(
                read(cutover, named).1,
                [Code::STRANDED_BRIEFING],
                "{cutover}"
            );
            let (plan, codes) = read(cutover, &format!("{named}, status: cancelled"));
            assert_eq!(codes, [], "{cutover}");
            let plan = plan.unwrap();
            assert!(plan.briefings.is_empty());
            assert_eq!(plan.cancelled_briefings[0].window.as_str(), "cutover");
        }
    }

    #[test]
    fn a_briefing_that_names_no_window_is_never_given_to_a_later_one() {
        let (_, codes) = read(OPEN, "start: 2027-03-02 10:00");
        assert_eq!(codes, [Code::STRANDED_BRIEFING]);
        let (plan, codes) = read(OPEN, "start: 2027-02-02 10:00");
        assert_eq!(codes, []);
        assert_eq!(plan.unwrap().briefings[0].window.as_str(), "pilot");
    }

    #[test]
    fn a_briefing_called_off_is_for_the_window_it_was_for() {
        for (cutover, window) in [(DATED, "cutover"), (CANCELLED, "cutover")] {
            let (plan, codes) = read(cutover, "start: 2027-03-02 10:00, status: cancelled");
            assert_eq!(codes, []);
            assert_eq!(plan.unwrap().cancelled_briefings[0].window.as_str(), window);
        }
    }
}
