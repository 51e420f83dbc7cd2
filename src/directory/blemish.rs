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

/// Advice for a cell in which several departments or sites stand, where one belongs.
pub(super) fn several(
    kind: &str,
    written: &str,
    is_known: impl Fn(&str) -> bool,
) -> Option<String> {
    let parts = written.split([';', ',', '|', '/', '&', '+']).map(str::trim);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let is_list = parts.len() > 1 && parts.into_iter().any(is_known);
    is_list.then(|| {
        format!("give this person one row for each {kind}, with the same address: she is told once, of all of them")
    })
}

/// What stands behind a comma after a whole name, and is no given name.
const TITLES: [&str; 16] = [
    "bsc", "dds", "dr", "esq", "ii", "iii", "iv", "jr", "ma", "mba", "md", "msc", "phd", "prof",
    "rn", "sr",
];

/// A name that is written as lists sort it, family name first, in the order in which people are
/// greeted; nothing when it is no such name.
pub(super) fn turned(name: &str) -> Option<String> {
    let (family, given) = name.split_once(',')?;
    let (family, given) = (family.trim(), given.trim());
    let is_mark = |letter| matches!(letter, ' ' | '.' | '\'' | '’' | '-' | '\u{300}'..='\u{36f}');
    let is_name = |part: &str| {
        // A family name may begin with `van der`; what ends in a small word is no name.
        let last = part.split(' ').next_back().unwrap_or_default();
        let letters = part
            .chars()
            .all(|letter| letter.is_alphabetic() || is_mark(letter));
        letters && last.starts_with(|letter: char| letter.is_alphabetic() && !letter.is_lowercase())
    };
    let title = given.to_lowercase().replace('.', "");
    let is_turned = is_name(family) && is_name(given) && !TITLES.contains(&title.as_str());
    is_turned.then(|| format!("{given} {family}"))
}

/// Whether a value is what a spreadsheet works out, or says where it cannot, and not what it shows.
fn is_formula(value: &str) -> bool {
    let is_fault = value.starts_with('#') && value.ends_with(['!', '?']);
    value.starts_with('=') || is_fault || value == "#N/A"
}

/// Takes a name away that is a formula: nobody is greeted by one.
pub(super) fn without_formula(
    values: &mut BTreeMap<&'static str, String>,
    place: Span,
) -> Option<Diagnostic> {
    values.get("name").filter(|name| is_formula(name))?;
    values.remove("name");
    let message = "a formula of a spreadsheet stands where a name belongs, and is left out";
    let finding = Diagnostic::new(Code::BAD_ROW, message).at(place, "");
    let finding = finding.help("write the name; until then mails greet this person without one");
    Some(Diagnostic {
        level: Level::Note,
        ..finding
    })
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

    #[test]
    fn a_name_as_lists_sort_it_is_turned_and_what_is_no_name_is_not() {
        for (written, said) in [
            ("Novák, Tomáš", "Tomáš Novák"),
            ("van der Berg, Jan-Piet", "Jan-Piet van der Berg"),
            ("O'Neill , Mary Anne", "Mary Anne O'Neill"),
        ] {
            assert_eq!(turned(written).as_deref(), Some(said));
        }
        for written in [
            "Tomáš Novák",
            "Sam Okoro, MD",
            "Sam Okoro, Ph.D.",
            "Ward 3, Night",
            "Night team, North",
            "Okoro,",
            "Okoro, Sam, Wards",
        ] {
            assert_eq!(turned(written), None, "{written}");
        }
    }

    #[test]
    fn what_a_spreadsheet_works_out_is_nobodys_name() {
        for (value, is) in [
            ("=HYPERLINK(\"x\")", true),
            ("#NAME?", true),
            ("#REF!", true),
            ("#N/A", true),
            ("#1 Desk", false),
            ("Tomáš = Tom", false),
        ] {
            assert_eq!(is_formula(value), is, "{value}");
        }
    }
}
