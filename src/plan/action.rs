//! Actions: what people have to do before, during and after a window, and by when.

use super::id::Id;
use super::interval::Interval;
use super::length::{Lead, Length};
use super::reading::{MEANT, Reading};
use super::written::{ActionFile, Deadline};
use crate::calendar::Calendar;
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use chrono::NaiveTime;

/// Something to do.
#[derive(Debug, Clone)]
pub struct Action {
    /// What.
    pub text: String,
    /// By when.
    pub by: Option<Instant>,
    /// Where that is written; the whole entry when it is not.
    pub by_span: Span,
    /// Who sees to it.
    pub owner: Option<String>,
    /// Audiences, departments or users of services it is meant for; all when empty.
    pub meant_for: Vec<Id>,
    /// Where they are named, if they are.
    pub meant_span: Option<Span>,
}

/// Reads the actions of a window that belong before, during or after it. Of a window without a date
/// no deadline is known.
pub fn read(
    reading: &mut Reading,
    files: &[Spanned<ActionFile>],
    window: Option<Interval>,
    calendar: &Calendar,
) -> Vec<Action> {
    let actions = files.iter();
    actions
        .filter_map(|file| action(reading, file, window, calendar))
        .collect()
}

fn action(
    reading: &mut Reading,
    file: &Spanned<ActionFile>,
    window: Option<Interval>,
    calendar: &Calendar,
) -> Option<Action> {
    let written = &file.value;
    let has_finding = |reading: &mut Reading| {
        reading.was_refused("do", file.span) || reading.is_empty("do", file.span)
    };
    if written.text.is_none() && !has_finding(reading) {
        let finding = Diagnostic::new(Code::MISSING_FIELD, "the field `do` is missing");
        let finding = finding.at(file.span, "what is to be done?");
        reading.report(finding.help("add `do: …`"));
    }
    let by = written.by.as_ref();
    let by_span = by.map_or(file.span, |by| by.span);
    let by = by.zip(window);
    let by = by.and_then(|(by, window)| window.deadline(reading, by, calendar, until_evening));
    let meant_for = reading.references(&written.audiences, MEANT, |known| &known.readers);
    let named = written.audiences.first().zip(written.audiences.last());
    let meant_span = named.map(|(first, last)| Span {
        end: last.span.end,
        ..first.span
    });
    Some(Action {
        text: written.text.clone()?.0,
        by,
        by_span,
        owner: reading.optional_line(&written.owner),
        meant_for,
        meant_span,
    })
}

/// A deadline in days without a time of day lasts until people go home.
fn until_evening(lead: Lead, calendar: &Calendar) -> Lead {
    let days = !matches!(lead.length, Length::Minutes(_));
    let days_end: Option<NaiveTime> = days.then(|| calendar.hours.to());
    let time = lead.time.or(days_end);
    Lead { time, ..lead }
}

/// Reports deadlines of things to do after a window that lie before its end.
pub fn report_early(
    reading: &mut Reading,
    after: &[Spanned<ActionFile>],
    (window, start_span): (Interval, Span),
    calendar: &Calendar,
) {
    for by in after.iter().filter_map(|file| file.value.by.as_ref()) {
        let at = match by.value {
            // One that cannot be read has its finding already.
            Deadline::At(at) => at.instant(&calendar.zone).ok(),
            Deadline::Lead(lead) => Some(window.moment(&until_evening(lead, calendar), calendar)),
        };
        if at.is_none_or(|at| at > window.end) {
            continue;
        }
        let message = "this is to be done after the window, but its deadline is not after the end";
        let finding = Diagnostic::new(Code::EARLY_DEADLINE, message)
            .at(by.span, "too early")
            .at(start_span, "the window starts here");
        reading.report(finding.help("name a later deadline, or move it to `before` or `during`"));
    }
}

/// Reports deadlines of things to do before a window that lie after its start.
pub fn report_late(reading: &mut Reading, before: &[Action], (start, start_span): (Instant, Span)) {
    let late = |action: &&Action| action.by.is_some_and(|by| by > start);
    for action in before.iter().filter(late) {
        let message =
            "this has to be done before the window, but its deadline lies after the start";
        let finding = Diagnostic::new(Code::LATE_DEADLINE, message)
            .at(action.by_span, "too late")
            .at(start_span, "the window starts here");
        reading.report(finding.help("name an earlier deadline, or move it to `during` or `after`"));
    }
}
