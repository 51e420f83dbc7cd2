//! Blemishes: values of a row of people that cannot be used, or not as they stand. It judges values
//! and reads nothing.

use crate::diagnostic::hidden::is_hidden;
use crate::diagnostic::{Code, Diagnostic, Level, Span};
use crate::plan::text::overlong;
use std::collections::BTreeMap;

/// A value of several lines is used as one line: its author is told so, and nothing is lost.
pub(super) fn broken(column: &str, value: &str, place: Span) -> Diagnostic {
    let message = format!("the {column} has a line break in it, and is read as `{value}`");
    let finding = Diagnostic::new(Code::BAD_ROW, message).at(place, "");
    let finding = finding.help("take the line break out in the spreadsheet");
    Diagnostic {
        level: Level::Note,
        ..finding
    }
}

/// What no mail could say, with its column and what to do about it.
pub(super) fn flaw(
    values: &BTreeMap<&'static str, String>,
) -> Option<(&'static str, String, &'static str)> {
    let hidden = |(_, value): &(&&str, &String)| value.chars().any(is_hidden);
    if let Some((column, _)) = values.iter().find(hidden) {
        let message = "a hidden character inside a value".to_owned();
        return Some((column, message, "type the value again in the spreadsheet"));
    }
    let message = overlong(values.get("name")?)?;
    Some(("name", message, "shorten it in the spreadsheet"))
}
