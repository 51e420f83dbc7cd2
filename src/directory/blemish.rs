//! Blemishes: values of a row of people that cannot be used, or not as they stand. It judges values
//! and reads nothing.

use crate::diagnostic::hidden::{is_direction, is_hidden};
use crate::diagnostic::{Code, Diagnostic, Level, Span};
use crate::plan::text::overlong;
use std::collections::BTreeMap;

/// A value as people see it, without marks of direction.
pub(super) fn seen(written: &str) -> String {
    written.replace(is_direction, "").trim().to_owned()
}

/// A value on one line and without marks of direction, its line breaks and tabs become spaces, or
/// marks between the entries of a list; and what it had of them.
pub(super) fn one_line(column: &str, written: &str) -> (String, Option<&'static str>) {
    let found = match written {
        text if text.contains(['\r', '\n']) => Some("line break"),
        text if text.contains('\t') => Some("tab"),
        text if text.contains(is_direction) => Some("mark of direction"),
        _ => None,
    };
    let written = seen(written);
    let words = written.split(['\r', '\n', '\t']).map(str::trim);
    let is_list = matches!(found, Some("line break" | "tab")) && column == "services";
    let words = words.map(|words| match is_list {
        true => words.trim_matches([';', ',', '|']).trim(),
        false => words,
    });
    let words: Vec<&str> = words.filter(|words| !words.is_empty()).collect();
    (words.join(if is_list { "; " } else { " " }), found)
}

/// A value with a line break, a tab or a mark of direction in it is used without: its author is told
/// so, and nothing is lost.
pub(super) fn broken(column: &str, what: &str, value: &str, place: Span) -> Diagnostic {
    let message = format!("`{column}` has a {what} in it, and is read as `{value}`");
    let finding = Diagnostic::new(Code::BAD_ROW, message).at(place, "");
    let help = match what {
        "mark of direction" => {
            "nobody sees it; to get rid of this note, type the value again".to_owned()
        }
        what => format!("take the {what} out in the spreadsheet"),
    };
    let finding = finding.help(help);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_between_two_services_parts_them_and_a_tab_in_a_name_is_a_space() {
        for written in [
            "records\tletters",
            "records;\tletters",
            "records\t; letters",
        ] {
            assert_eq!(one_line("services", written).0, "records; letters");
        }
        assert_eq!(
            one_line("services", "records, letters").0,
            "records, letters"
        );
        assert_eq!(one_line("name", "Sam\tOrr").0, "Sam Orr");
    }
}
