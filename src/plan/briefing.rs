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
    /// For which windows, in the order of their start, those without a date last; never empty.
    /// Each reader is invited once, about the first of them that concerns them.
    pub windows: Vec<Id>,
    /// Whether it names none of them: they are those that come after it.
    pub names_none: bool,
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

/// The windows that briefings may be for, and the clock they go by.
pub struct Stage<'a> {
    zone: &'a Zone,
    dated: Vec<&'a Window>,
    undecided: &'a [Undecided],
}

impl<'a> Stage<'a> {
    /// Of the windows of all phases.
    pub fn new(zone: &'a Zone, phases: &'a [Phase], undecided: &'a [Undecided]) -> Self {
        let mut dated: Vec<_> = phases.iter().flat_map(|phase| &phase.windows).collect();
        dated.sort_by_key(|window| (window.start, &window.id));
        Self {
            zone,
            dated,
            undecided,
        }
    }

    /// Whether the plan is cancelled as a whole: then nothing is said of each briefing.
    fn is_cancelled(&self) -> bool {
        let mut dated = self.dated.iter();
        dated.all(|window| window.status == Status::Cancelled) && self.waiting().is_none()
    }

    /// The windows that take place and begin after `end`, in order.
    fn after(&self, end: Instant) -> Vec<&'a Window> {
        let all = self.is_cancelled();
        let held = |window: &&&Window| all || window.status != Status::Cancelled;
        let after = self.dated.iter().filter(|window| window.start >= end);
        after.filter(held).copied().collect()
    }

    /// The first window that waits for a date.
    fn waiting(&self) -> Option<&'a Undecided> {
        self.undecided.iter().find(|window| window.waits())
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
    let named = named(written);
    let windows = match (named.is_empty(), held) {
        (false, _) => known(reading, &named, stage)?,
        (true, true) => next(reading, (begins.span, end), stage)?,
        (true, false) => called_off(reading, (begins.span, end), stage)?,
    };
    let host = written.host.as_ref();
    let host = host.and_then(|host| person::read(reading, host));
    Some(Briefing {
        id: id?.value.clone(),
        audience: audience?.value.clone(),
        windows,
        names_none: named.is_empty(),
        start,
        end,
        join: written.join.as_ref().map(|link| link.value.0.clone()),
        place: reading.optional_line(&written.place),
        host,
        agenda: texts(&written.agenda),
        bring: texts(&written.bring),
        otherwise: optional(&written.otherwise),
        start_span: begins.span,
        span: file.span,
    })
}

/// The windows it says it is for, each with its place.
fn named(written: &BriefingFile) -> Vec<Spanned<Id>> {
    let listed = written.windows.iter().flat_map(|ids| {
        let placed = |id: &Id| Spanned::new(id.clone(), ids.span);
        ids.value.0.iter().map(placed)
    });
    written.window.iter().cloned().chain(listed).collect()
}

/// Of the windows it names those that there are.
fn known(reading: &mut Reading, named: &[Spanned<Id>], stage: &Stage) -> Option<Vec<Id>> {
    let ids = reading.references(named, "window", |known| &known.windows);
    let dated = stage.dated.iter().map(|window| &window.id);
    let undecided = stage.undecided.iter().map(|window| &window.id);
    let all = dated.chain(undecided).filter(|id| ids.contains(id));
    let all: Vec<Id> = all.cloned().collect();
    (!all.is_empty()).then_some(all)
}

/// The windows a briefing that names none is for: all that come after it, and one that stands before
/// the next of them in the plan and has no date, for that may have been meant.
fn next(reading: &mut Reading, (span, end): (Span, Instant), stage: &Stage) -> Option<Vec<Id>> {
    let after = stage.after(end);
    let next = after.first();
    let waiting = stage.waiting();
    let waiting = waiting.filter(|open| next.is_none_or(|next| open.span < next.span));
    let ids = after.iter().map(|window| &window.id);
    let ids: Vec<Id> = ids.chain(waiting.map(|open| &open.id)).cloned().collect();
    match ids.is_empty() {
        true => called_off(reading, (span, end), stage),
        false => Some(ids),
    }
}

/// The windows that a briefing was for which was called off: as if all still took place.
fn called_off(
    reading: &mut Reading,
    (span, end): (Span, Instant),
    stage: &Stage,
) -> Option<Vec<Id>> {
    let dated = stage.dated.iter().filter(|window| window.start >= end);
    let mut ids: Vec<Id> = dated.map(|window| window.id.clone()).collect();
    if ids.is_empty() {
        let undecided = stage.undecided.iter();
        ids.extend(undecided.map(|window| window.id.clone()));
    }
    if ids.is_empty() {
        report_windowless(reading, span, stage);
    }
    (!ids.is_empty()).then_some(ids)
}

fn report_windowless(reading: &mut Reading, span: Span, stage: &Stage) {
    // A window that could not be read may well come after it; it has its own finding.
    let read = stage.dated.len() + stage.undecided.len();
    let mut refused = reading.refused.iter();
    let cut = refused.any(|refused| matches!(refused.field.as_str(), "windows" | "phases"));
    if cut || read < reading.known.written_windows {
        return;
    }
    let message = "no window comes after this briefing";
    let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(span, "");
    reading.report(finding.help("mend its date, or name the window with `window: …`"));
}

impl Briefing {
    /// Whether it is about this window.
    pub fn is_about(&self, window: &Id) -> bool {
        self.windows.contains(window)
    }
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
    fn a_briefing_keeps_its_window_when_that_has_no_date_or_is_cancelled() {
        let named = "window: cutover, start: 2027-03-02 10:00";
        for cutover in [
            DATED,
            OPEN,
            CANCELLED,
            "start: undecided, status: cancelled",
        ] {
            let (plan, codes) = read(cutover, named);
            assert_eq!(codes, [], "{cutover}");
            assert_eq!(plan.unwrap().briefings[0].windows[0].as_str(), "cutover");
            let (plan, codes) = read(cutover, &format!("{named}, status: cancelled"));
            assert_eq!(codes, [], "{cutover}");
            let plan = plan.unwrap();
            assert!(plan.briefings.is_empty());
            assert_eq!(plan.cancelled_briefings[0].windows[0].as_str(), "cutover");
        }
    }

    #[test]
    fn a_briefing_that_names_no_window_may_have_been_for_one_without_a_date() {
        let windows = |start: &str| {
            let (plan, codes) = read(OPEN, &format!("start: {start} 10:00"));
            assert_eq!(codes, []);
            let windows = plan.unwrap().briefings[0].windows.clone();
            windows.iter().map(|id| id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(windows("2027-03-02"), ["rest", "cutover"]);
        assert_eq!(windows("2027-02-02"), ["pilot", "rest"]);
    }

    #[test]
    fn a_briefing_called_off_is_for_the_window_it_was_for() {
        for (cutover, window) in [(DATED, "cutover"), (CANCELLED, "cutover")] {
            let (plan, codes) = read(cutover, "start: 2027-03-02 10:00, status: cancelled");
            assert_eq!(codes, []);
            assert_eq!(
                plan.unwrap().cancelled_briefings[0].windows[0].as_str(),
                window
            );
        }
    }
}
