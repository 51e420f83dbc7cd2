//! Intervals: from a first instant to the first instant after, as a window or an alternative has.

use super::length::{Anchor, Lead, Length};
use super::moment::WrittenMoment;
use super::reading::Reading;
use super::written::Deadline;
use crate::calendar::Calendar;
use crate::calendar::zone::{Instant, Zone};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use chrono::{Days, TimeDelta};

const SHORTEST: i64 = 5;
const LONGEST: i64 = 72 * 60;

/// A stretch of time, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
}

impl Interval {
    /// The instant of a lead, counted in a calendar's working days and clock.
    ///
    /// Leads in days keep the wall-clock time of the anchor over a clock change, unless they name
    /// one.
    pub fn moment(self, lead: &Lead, calendar: &Calendar) -> Instant {
        let anchor = match lead.anchor {
            Anchor::Start => self.start,
            Anchor::End => self.end,
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

    /// The instant of a deadline; one that counts from here is completed first, for its lead may leave
    /// the time of day open.
    pub fn deadline(
        self,
        reading: &mut Reading,
        written: &Spanned<Deadline>,
        calendar: &Calendar,
        complete: fn(Lead, &Calendar) -> Lead,
    ) -> Option<Instant> {
        match written.value {
            Deadline::At(at) => reading.instant(&Spanned::new(at, written.span), &calendar.zone),
            Deadline::Lead(lead) => Some(self.moment(&complete(lead, calendar), calendar)),
        }
    }
}

/// An interval as its author wrote it: a start, and one of end and length.
pub struct WrittenInterval<'a> {
    /// Its start, if there is one.
    pub start: &'a Option<Spanned<WrittenMoment>>,
    /// Its end, if it is given by that.
    pub end: &'a Option<Spanned<WrittenMoment>>,
    /// Its length, if it is given by that.
    pub length: &'a Option<Spanned<Length>>,
    /// The block all of them stand in.
    pub block: Span,
}

/// Reads an interval on a zone's clocks.
pub fn read(reading: &mut Reading, written: &WrittenInterval, zone: &Zone) -> Option<Interval> {
    let start = reading.required(written.start, "start", written.block)?;
    let from = reading.instant(start, zone);
    let by_length = clock_length(reading, written.length);
    let by_end = written
        .end
        .as_ref()
        .and_then(|end| Some((reading.instant(end, zone)?, end.span)));
    if written.end.is_none() && written.length.is_none() {
        report_endless(reading, start.span, written.block);
    }
    let from = from?;
    let by_length = by_length.and_then(|(length, span)| Some((after(from, length, zone)?, span)));
    if let (Some((end, end_span)), Some((other, length_span))) = (by_end, by_length)
        && other != end
    {
        report_contradiction(reading, end - from, [length_span, end_span]);
        return None;
    }
    let (end, span) = by_end.or(by_length)?;
    if end <= from {
        let message = if end == from {
            "the window ends when it starts: it has no length"
        } else {
            "the window ends before it starts"
        };
        let finding = Diagnostic::new(Code::END_BEFORE_START, message)
            .at(span, "this is not later")
            .at(start.span, "than this");
        reading.report(finding.help("a window over midnight ends on the next date"));
        return None;
    }
    report_implausible(reading, end - from, [span, start.span]);
    Some(Interval { start: from, end })
}

/// Where a length ends that begins at an instant. Days and weeks count days of the calendar: they end
/// at the same time of day on a zone's clocks, also when these change in between. Hours and minutes
/// are as long as they are.
fn after(from: Instant, length: Length, zone: &Zone) -> Option<Instant> {
    let Length::Days(days) = length else {
        return Some(from + TimeDelta::minutes(length.minutes()?));
    };
    let civil = zone.civil(from);
    let day = civil.date().checked_add_days(Days::new(u64::from(days)))?;
    Some(zone.instant(day.and_time(civil.time())))
}

/// A length that a window can have, with its place; a finding says when it is none.
pub(super) fn clock_length(
    reading: &mut Reading,
    written: &Option<Spanned<Length>>,
) -> Option<(Length, Span)> {
    let length = written.as_ref()?;
    if length.value.minutes().is_none() {
        let message = "a window is as long as the clock says, not in working days";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(length.span, "");
        reading.report(finding.help("write hours, such as `4h`, or give `end`"));
        return None;
    }
    Some((length.value, length.span))
}

fn report_endless(reading: &mut Reading, start: Span, block: Span) {
    let has_finding = |field| reading.was_refused(field, block) || reading.is_empty(field, block);
    if ["end", "length"].map(has_finding) == [false; 2] {
        let finding = Diagnostic::new(Code::MISSING_FIELD, "neither `end` nor `length` is given");
        let finding = finding.at(start, "when does what begins here end?");
        reading.report(finding.help("add `end: 2027-03-28 02:30` or `length: 4h`"));
    }
}

fn report_contradiction(reading: &mut Reading, lasts: TimeDelta, [length, end]: [Span; 2]) {
    let lasts = Length::Minutes(lasts.num_minutes());
    let message =
        format!("`end` and `length` contradict each other: from start to end it is {lasts}");
    let finding = Diagnostic::new(Code::END_AND_LENGTH, message)
        .at(length, "this length does not fit")
        .at(end, "this end");
    reading.report(finding.help("keep one of the two; the clocks may change in between"));
}

fn report_implausible(reading: &mut Reading, lasts: TimeDelta, [end, start]: [Span; 2]) {
    let minutes = lasts.num_minutes();
    if (SHORTEST..=LONGEST).contains(&minutes) {
        return;
    }
    let lasts = Length::Minutes(minutes);
    let message = format!("the window lasts {lasts}; is that meant?");
    let finding = Diagnostic::new(Code::IMPLAUSIBLE_LENGTH, message)
        .at(end, "")
        .at(start, "it starts here");
    let advice = "check month and year; a move that takes days reads better as several windows";
    reading.report(finding.help(advice));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;

    #[test]
    fn days_and_weeks_end_at_the_same_time_of_day_and_hours_are_hours() {
        let zone = Zones::bundled().get("Europe/London").unwrap();
        let civil = |text: &str| text.parse::<chrono::NaiveDateTime>().unwrap();
        for (start, length, end) in [
            ("2027-03-06T22:00:00", "14 weeks", "2027-06-12T22:00:00"),
            ("2027-03-06T22:00:00", "2352h", "2027-06-12T23:00:00"),
            ("2027-03-27T22:00:00", "1 day", "2027-03-28T22:00:00"),
            ("2027-03-27T22:00:00", "24h", "2027-03-28T23:00:00"),
            ("2027-10-30T22:00:00", "1 day", "2027-10-31T22:00:00"),
            ("2027-10-30T22:00:00", "1 day 2h", "2027-10-31T23:00:00"),
        ] {
            let length: Length = length.parse().unwrap();
            let end = zone.instant(civil(end));
            let after = after(zone.instant(civil(start)), length, &zone);
            assert_eq!(after, Some(end), "{start} {length}");
        }
    }
}
