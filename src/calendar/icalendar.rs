//! Holidays from an iCalendar file (RFC 5545): all-day events, spans and yearly repetitions.
//!
//! Takes text, gives dates with names. It never guesses: what it does not understand is a fault
//! that names the line, because a holiday read wrongly sends a notice to an empty office.

use crate::calendar::content_line::{Line, fault, unescape, unfold};
use crate::calendar::holiday::{FIRST_YEAR, LAST_YEAR};
use chrono::{Datelike, Days, NaiveDate};

pub use crate::calendar::content_line::IcalendarFault;

const LONGEST_SPAN: u64 = 366;

/// The days of every all-day event of a calendar file, in order.
///
/// Events that repeat every year appear on each of their days from [`FIRST_YEAR`] to [`LAST_YEAR`].
/// Cancelled events are left out.
pub fn from_icalendar(text: &str) -> Result<Vec<(NaiveDate, String)>, IcalendarFault> {
    let lines = unfold(text);
    if !lines.iter().any(|line| line.is("BEGIN", "VCALENDAR")) {
        let message = "this is not a calendar file; export the holidays as iCalendar (.ics)";
        return Err(fault(1, message));
    }
    let mut days = Vec::new();
    let mut event: Option<Event> = None;
    let mut inside = Vec::new();
    for line in &lines {
        let component = line.value.trim().to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" => {
                if component == "VEVENT" {
                    event = Some(Event::begun(line.number));
                }
                inside.push(component);
            }
            "END" => {
                if inside.pop().as_ref() != Some(&component) {
                    return Err(fault(
                        line.number,
                        "this END has no BEGIN; is part of the file missing?",
                    ));
                }
                if component == "VEVENT"
                    && let Some(event) = event.take()
                {
                    days.extend(event.days()?);
                }
            }
            _ if inside.last().is_some_and(|component| component == "VEVENT") => {
                if let Some(event) = &mut event {
                    event.read(line)?;
                }
            }
            _ => {}
        }
    }
    if let Some(open) = inside.last() {
        let last = lines.last().map_or(1, |line| line.number);
        return Err(fault(
            last,
            format!("the file ends inside {open}; is part of it missing?"),
        ));
    }
    days.sort();
    days.dedup();
    Ok(days)
}

#[derive(Default)]
struct Event {
    line: usize,
    start: Option<NaiveDate>,
    end: Option<(usize, NaiveDate)>,
    length: Option<u64>,
    name: String,
    yearly: Option<Yearly>,
    cancelled: bool,
}

/// Every year from the first, or for so many times, or up to a day.
#[derive(Default)]
struct Yearly {
    count: Option<usize>,
    until: Option<NaiveDate>,
}

impl Event {
    fn begun(line: usize) -> Self {
        Self {
            line,
            ..Self::default()
        }
    }

    fn read(&mut self, line: &Line) -> Result<(), IcalendarFault> {
        match line.name.as_str() {
            "DTSTART" => self.start = Some(line.date()?),
            "DTEND" => self.end = Some((line.number, line.date()?)),
            "DURATION" => self.length = Some(length(line)?),
            "SUMMARY" => self.name = unescape(line.value.trim()),
            "STATUS" => self.cancelled = line.is("STATUS", "CANCELLED"),
            "RRULE" => self.yearly = Some(yearly(line)?),
            "RDATE" | "EXDATE" | "EXRULE" | "RECURRENCE-ID" => {
                let message = format!(
                    "{} is not understood here; write each day as an event of its own",
                    line.name
                );
                return Err(fault(line.number, message));
            }
            _ => {}
        }
        Ok(())
    }

    fn days(self) -> Result<Vec<(NaiveDate, String)>, IcalendarFault> {
        if self.cancelled {
            return Ok(Vec::new());
        }
        let start = self
            .start
            .ok_or_else(|| fault(self.line, "this event has no DTSTART, so no day"))?;
        let length = match self.end {
            Some((line, end)) if end < start => {
                return Err(fault(line, "this event ends before it starts"));
            }
            // Some writers give the day itself as its end.
            Some((_, end)) => end
                .signed_duration_since(start)
                .num_days()
                .max(1)
                .unsigned_abs(),
            None => self.length.unwrap_or(1),
        };
        if length > LONGEST_SPAN {
            return Err(fault(
                self.line,
                "this event is longer than a year; is its end right?",
            ));
        }
        let starts = match &self.yearly {
            None => vec![start],
            Some(rule) => rule.starts(start),
        };
        let span = |start: NaiveDate| {
            (0..length).filter_map(move |days| start.checked_add_days(Days::new(days)))
        };
        let days = starts.into_iter().flat_map(span);
        Ok(days.map(|day| (day, self.name.clone())).collect())
    }
}

impl Yearly {
    fn starts(&self, first: NaiveDate) -> Vec<NaiveDate> {
        // 29 February repeats in leap years only (RFC 5545, 3.3.10).
        (first.year()..=LAST_YEAR)
            .filter_map(|year| first.with_year(year))
            .take(self.count.unwrap_or(usize::MAX))
            .take_while(|day| self.until.is_none_or(|until| *day <= until))
            .filter(|day| day.year() >= FIRST_YEAR)
            .collect()
    }
}

fn yearly(line: &Line) -> Result<Yearly, IcalendarFault> {
    let not_understood = |part: &str| {
        fault(
            line.number,
            format!(
                "the repetition “{part}” is not understood; only FREQ=YEARLY on the same day is, \
                 so write each day as an event of its own"
            ),
        )
    };
    let mut rule = Yearly::default();
    let mut every_year = false;
    for part in line.value.trim().split(';').filter(|part| !part.is_empty()) {
        let upper = part.to_ascii_uppercase();
        let (key, value) = upper.split_once('=').unwrap_or((&upper, ""));
        match (key, value) {
            ("FREQ", "YEARLY") => every_year = true,
            ("INTERVAL", "1") | ("WKST", _) => {}
            ("COUNT", value) => {
                rule.count = Some(value.parse().map_err(|_| not_understood(part))?);
            }
            ("UNTIL", value) => {
                let date = NaiveDate::parse_from_str(value.get(..8).unwrap_or(value), "%Y%m%d");
                rule.until = Some(date.map_err(|_| not_understood(part))?);
            }
            _ => return Err(not_understood(part)),
        }
    }
    if every_year {
        Ok(rule)
    } else {
        Err(not_understood(line.value.trim()))
    }
}

/// `P1D` or `P2W`.
fn length(line: &Line) -> Result<u64, IcalendarFault> {
    let value = line.value.trim().to_ascii_uppercase();
    let number = |unit: char| {
        let number = value.strip_prefix('P')?.strip_suffix(unit)?;
        number.parse::<u32>().ok().map(u64::from)
    };
    number('D')
        .or_else(|| number('W').map(|weeks| weeks * 7))
        .filter(|days| *days > 0)
        .ok_or_else(|| {
            let message = format!("“{value}” is not a number of days; write it as P1D");
            fault(line.number, message)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn calendar(event: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    }

    fn read(event: &str) -> Vec<String> {
        let days = from_icalendar(&calendar(event)).unwrap();
        let said = days.into_iter().map(|(day, name)| format!("{day} {name}"));
        said.collect()
    }

    fn fault_in(event: &str) -> (usize, String) {
        let fault = from_icalendar(&calendar(event)).unwrap_err();
        (fault.line, fault.message)
    }

    #[test]
    fn an_all_day_event_is_one_day_and_a_span_ends_before_its_end() {
        assert_eq!(
            read("DTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas Day"),
            ["2026-12-25 Christmas Day"]
        );
        assert_eq!(
            read("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\nSUMMARY:Christmas"),
            ["2026-12-25 Christmas", "2026-12-26 Christmas"]
        );
        assert_eq!(read("DTSTART:20261231\nDURATION:P2D\nSUMMARY:x").len(), 2);
    }

    #[test]
    fn names_are_unfolded_and_unescaped() {
        assert_eq!(
            read(
                "DTSTART:20270101\r\nSUMMARY;LANGUAGE=\"en:x\":New Year\\, bank\r\n  holi\r\n\tday\\nhere"
            ),
            ["2027-01-01 New Year, bank holiday here"]
        );
    }

    #[test]
    fn yearly_events_fill_the_years_of_the_data() {
        let days = read("DTSTART:19900501\nRRULE:FREQ=YEARLY;INTERVAL=1\nSUMMARY:May Day");
        assert_eq!(days.len(), 16);
        assert_eq!(days.first().unwrap(), "2025-05-01 May Day");
        assert_eq!(days.last().unwrap(), "2040-05-01 May Day");
        assert_eq!(read("DTSTART:20260501\nRRULE:FREQ=YEARLY;COUNT=3").len(), 3);
        let until = "DTSTART:20260501\nRRULE:FREQ=YEARLY;UNTIL=20280501T000000Z";
        assert_eq!(read(until).len(), 3);
        assert_eq!(read("DTSTART:20240229\nRRULE:FREQ=YEARLY").len(), 4);
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_line() {
        let (line, message) = fault_in("SUMMARY:x\nDTSTART:20261225T090000Z");
        assert_eq!(line, 5);
        assert!(message.contains("all-day event"), "{message}");
        assert!(
            fault_in("RRULE:FREQ=YEARLY;BYDAY=1MO;BYMONTH=5")
                .1
                .contains("“BYDAY=1MO”")
        );
        assert!(fault_in("RRULE:FREQ=WEEKLY").1.contains("“FREQ=WEEKLY”"));
        assert!(fault_in("EXDATE:20261225").1.contains("event of its own"));
        assert!(fault_in("DTSTART:2026-12-25").1.contains("20261225"));
        assert!(fault_in("SUMMARY:x").1.contains("no DTSTART"));
        assert!(
            fault_in("DTSTART:20261225\nDTEND:20261224")
                .1
                .contains("before it starts")
        );
        assert!(
            fault_in("DTSTART:00010101\nDTEND:99991231")
                .1
                .contains("longer than a year")
        );
        assert!(
            fault_in("DTSTART:20261225\nDURATION:PT5H")
                .1
                .contains("P1D")
        );
        assert_eq!(from_icalendar("date,name\n").unwrap_err().line, 1);
        let cut = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225";
        assert!(
            from_icalendar(cut)
                .unwrap_err()
                .message
                .contains("ends inside VEVENT")
        );
    }

    #[test]
    fn cancelled_events_and_alarms_do_not_count() {
        assert_eq!(read("DTSTART:20261225\nSTATUS:CANCELLED"), [""; 0]);
        let alarm = "DTSTART:20261225\nSUMMARY:a\nBEGIN:VALARM\nDURATION:PT5M\nEND:VALARM";
        assert_eq!(read(alarm), ["2026-12-25 a"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(lines in "((BEGIN|END|DTSTART|DTEND|RRULE|SUMMARY|DURATION)[:;]\\PC{0,20}\n){0,12}") {
            let _ = from_icalendar(&lines);
            let _ = from_icalendar(&calendar(&lines));
        }
    }
}
