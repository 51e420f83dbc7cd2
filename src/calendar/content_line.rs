//! Content lines of an iCalendar file (RFC 5545, 3.1): unfolded, taken apart, with their numbers.

use chrono::NaiveDate;

/// A line of a calendar file that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct IcalendarFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there, and what to do.
    pub message: String,
}

/// One unfolded line: `NAME;PARAMETERS:VALUE`.
pub struct Line {
    /// Where it begins, from 1.
    pub number: usize,
    /// Its name, in capitals.
    pub name: String,
    /// Its parameters, as written.
    pub parameters: String,
    /// Its value, as written.
    pub value: String,
}

impl Line {
    fn read(number: usize, text: &str) -> Self {
        // A colon inside a quoted parameter does not end the parameters.
        let mut quoted = false;
        let colon = text.find(|mark| {
            quoted ^= mark == '"';
            mark == ':' && !quoted
        });
        let (head, value) = match colon {
            Some(colon) => (&text[..colon], &text[colon + 1..]),
            None => (text, ""),
        };
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        Self {
            number,
            name: name.trim().to_ascii_uppercase(),
            parameters: parameters.to_owned(),
            value: value.to_owned(),
        }
    }

    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.name == name && self.value.trim().eq_ignore_ascii_case(value)
    }

    /// A DATE; a date with a time of day is no holiday.
    pub(super) fn date(&self) -> Result<NaiveDate, IcalendarFault> {
        let value = self.value.trim();
        let digits = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
        let date = NaiveDate::parse_from_str(value, "%Y%m%d").ok();
        date.filter(|_| digits).ok_or_else(|| {
            let what = if value.contains('T') || self.parameters.to_ascii_uppercase().contains("TZID") {
                "an event with a time of day is not a holiday; make it an all-day event or remove it"
            } else {
                "this is not a date; write it as 20261225"
            };
            fault(self.number, format!("“{value}”: {what}"))
        })
    }
}

/// Lines that begin with a space or tab continue the line before (RFC 5545, 3.1).
pub fn unfold(text: &str) -> Vec<Line> {
    let mut whole: Vec<(usize, String)> = Vec::new();
    let text = text.trim_start_matches('\u{feff}');
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), whole.last_mut()) {
            (Some(rest), Some((_, before))) => before.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => whole.push((index + 1, line.to_owned())),
        }
    }
    whole
        .into_iter()
        .map(|(number, line)| Line::read(number, &line))
        .collect()
}

/// Text without its backslashes (RFC 5545, 3.3.11), on one line and without control characters.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut marks = text.chars();
    while let Some(mark) = marks.next() {
        match mark {
            '\\' => match marks.next() {
                Some('n' | 'N') => plain.push(' '),
                Some(other) => plain.push(other),
                None => {}
            },
            mark if mark.is_control() => plain.push(' '),
            mark => plain.push(mark),
        }
    }
    plain
}

pub(super) fn fault(line: usize, message: impl Into<String>) -> IcalendarFault {
    IcalendarFault {
        line,
        message: message.into(),
    }
}
