//! Sheet: the columns of a file of people, by which each of its rows is read.

use super::blemish::{broken, flaw, one_line, seen, without_formula};
use super::line::Cell;
use super::row::Row;
use crate::diagnostic::{Code, Diagnostic, FileId, Findings, Level, Span};
use crate::plan::address::Address;
use crate::plan::audience::{COLUMNS, CsvSource};
use crate::plan::decode::did_you_mean;
use crate::plan::heading::{names, plain};
use std::collections::BTreeMap;

/// What happens to a row without a usable address.
pub(super) const LEFT_OUT: &str = "the row is left out";

/// What the first line of a file says of the others.
pub(super) struct Sheet<'a> {
    source: &'a CsvSource,
    /// The file.
    pub(super) file: FileId,
    headers: Vec<String>,
    places: Vec<Span>,
    columns: BTreeMap<&'static str, usize>,
    first_name: Option<(usize, usize)>,
}

impl<'a> Sheet<'a> {
    /// Looks for our columns among the headers, and reports those that are asked for in vain.
    pub(super) fn new(
        source: &'a CsvSource,
        (headers, places): (Vec<String>, Vec<Span>),
        file: FileId,
        findings: &mut Findings,
    ) -> Option<Self> {
        let mut columns = BTreeMap::new();
        for column in COLUMNS {
            let wanted = source.columns.get(column);
            let meant = meant(column, wanted, &headers);
            if let [first, second, ..] = meant[..]
                && decides(column, source)
            {
                let both = [first, second].map(|index| (headers[index].as_str(), places[index]));
                findings.push(doubled(column, both));
            }
            let found = meant.first().copied();
            if let (Some(name), None) = (wanted, found) {
                let message = format!("the file has no column “{name}”");
                let finding = Diagnostic::new(Code::CSV_HEADER, message).at(source.span, "");
                let advice = did_you_mean(name, headers.iter().map(String::as_str));
                findings.push(finding.help(
                    advice.unwrap_or_else(|| format!("its columns are: {}", headers.join(", "))),
                ));
            }
            columns.extend(found.map(|found| (column, found)));
        }
        let at = |name: &str| headers.iter().position(|header| plain(header) == name);
        let first_name = at("firstname")
            .or_else(|| at("givenname"))
            .zip(at("lastname").or_else(|| at("surname")));
        if !columns.contains_key("email") {
            let message = format!("the file {} has no column of mail addresses", source.file);
            let finding = Diagnostic::new(Code::CSV_HEADER, message).at(source.span, "named here");
            let finding = finding.help(format!("its columns are: {}", headers.join(", ")));
            findings.push(finding.help("name the one meant: `columns: {email: …}`"));
            return None;
        }
        let sheet = Self {
            source,
            file,
            headers,
            places,
            columns,
            first_name,
        };
        sheet.check_filter(findings).then_some(sheet)
    }

    /// How many columns there are.
    pub(super) fn columns(&self) -> usize {
        self.headers.len()
    }

    /// Whether nothing in the file is understood as one of our columns.
    pub(super) fn lacks(&self, column: &str) -> bool {
        let in_two = column == "name" && self.first_name.is_some();
        !self.columns.contains_key(column) && !in_two
    }

    /// The columns that mean nothing to us: index, heading, and its place.
    pub(super) fn unread(&self) -> Vec<(usize, &str, Span)> {
        let headings = self.headers.iter().zip(&self.places).enumerate();
        let headings = headings.map(|(index, (name, place))| (index, name.as_str(), *place));
        let parts = self.first_name.map(|(first, last)| [first, last]);
        let is_read = |index: usize, name: &str| {
            let asked_for = |column: &String| plain(column) == plain(name);
            self.columns.values().any(|read| *read == index)
                || parts.is_some_and(|parts| parts.contains(&index))
                || COLUMNS.iter().any(|column| names(column, name))
                || self.source.only.keys().any(asked_for)
        };
        headings
            .filter(|(index, name, _)| !plain(name).is_empty() && !is_read(*index, name))
            .collect()
    }

    fn check_filter(&self, findings: &mut Findings) -> bool {
        let missing: Vec<&String> = self
            .source
            .only
            .keys()
            .filter(|column| self.index(column).is_none())
            .collect();
        for column in &missing {
            let message =
                format!("`where` asks for the column “{column}”, which the file does not have");
            let finding = Diagnostic::new(Code::CSV_HEADER, message).at(self.source.span, "");
            findings.push(finding.help(format!("its columns are: {}", self.headers.join(", "))));
        }
        missing.is_empty()
    }

    fn index(&self, column: &str) -> Option<usize> {
        let ours = self.columns.get(column).copied();
        ours.or_else(|| {
            self.headers
                .iter()
                .position(|header| plain(header) == plain(column))
        })
    }

    /// Reports a row whose values do not stand under the columns of the first line.
    fn count(&self, cells: &[Cell], row: Span, findings: &mut Findings) {
        let filled = cells.iter().rposition(|cell| !cell.text.is_empty());
        let (filled, columns) = (filled.map_or(0, |last| last + 1), self.headers.len());
        if filled == 0 || (filled <= columns && columns <= cells.len()) {
            return;
        }
        let counted = if filled > columns {
            filled
        } else {
            cells.len()
        };
        let values = if counted == 1 { "value" } else { "values" };
        let message = format!("this row has {counted} {values}, the first line {columns}");
        let finding = Diagnostic::new(Code::BAD_ROW, message);
        let finding = finding.at(row, "some may stand in the wrong column");
        findings.push(finding.help("put a value that holds the separator in quotes, and leave a place for values that are empty"));
    }

    /// The row of these values, if it is asked for and can be told something.
    pub(super) fn row(&self, cells: &[Cell], span: Span, findings: &mut Findings) -> Option<Row> {
        self.count(cells, span, findings);
        let text = |index: usize| cells.get(index).map_or("", |cell| cell.text.as_ref());
        if cells.iter().all(|cell| cell.text.is_empty()) || !self.asked_for(&text) {
            return None;
        }
        let (mut values, mut places) = (BTreeMap::new(), BTreeMap::new());
        for (column, index) in &self.columns {
            if let Some(cell) = cells.get(*index).filter(|cell| !cell.text.is_empty()) {
                let place = Span::new(self.file, cell.start, cell.end);
                let (value, found) = one_line(column, &cell.text);
                if let Some(what) = found {
                    findings.push(broken(column, what, &value, place));
                }
                if !value.is_empty() {
                    values.insert(*column, value);
                    places.insert(*column, place);
                }
            }
        }
        let place = places.get("name").copied().unwrap_or(span);
        let formula = without_formula(&mut values, place);
        formula
            .into_iter()
            .for_each(|finding| findings.push(finding));
        if let (None, Some((first, last))) = (values.get("name"), self.first_name) {
            let [first, last] = [first, last].map(|index| one_line("name", text(index)).0);
            let name = format!("{first} {last}").trim().to_owned();
            values.extend((!name.is_empty()).then_some(("name", name)));
        }
        if let Some((column, message, help)) = flaw(&values) {
            let place = places.get(column).copied().unwrap_or(span);
            let finding = Diagnostic::new(Code::BAD_ROW, message).at(place, LEFT_OUT);
            findings.push(finding.help(help));
            return None;
        }
        let Some(email) = values.remove("email") else {
            let message = "this row has no mail address";
            findings.push(Diagnostic::new(Code::BAD_ROW, message).at(span, LEFT_OUT));
            return None;
        };
        match email.parse::<Address>() {
            Ok(address) => Some(Row {
                values,
                address,
                span,
                places,
            }),
            Err(refusal) => {
                let (message, help) = refusal.split_once('\n').unwrap_or((&refusal, ""));
                let place = places.get("email").copied().unwrap_or(span);
                let finding = Diagnostic::new(Code::BAD_ROW, message).at(place, LEFT_OUT);
                findings.push(finding.help(help));
                None
            }
        }
    }

    fn asked_for<'c>(&self, text: &impl Fn(usize) -> &'c str) -> bool {
        self.source.only.iter().all(|(column, words)| {
            let value = seen(self.index(column).map(text).unwrap_or_default());
            words
                .iter()
                .any(|word| word.trim().eq_ignore_ascii_case(&value))
        })
    }
}

/// The columns of a file that a column of ours may be: those with the name that the plan gives, or with
/// our own, or else with another word for it.
fn meant(column: &str, wanted: Option<&String>, headers: &[String]) -> Vec<usize> {
    let name = plain(wanted.map_or(column, String::as_str));
    let these = |is_such: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let headers = headers.iter().enumerate();
        let such = headers.filter(|(_, header)| is_such(header));
        such.map(|(index, _)| index).collect()
    };
    let exact = these(&|header| plain(header) == name);
    match exact.is_empty() && wanted.is_none() {
        true => these(&|header| names(column, header)),
        false => exact,
    }
}

/// Whether it makes a difference which of two columns is read.
fn decides(column: &str, source: &CsvSource) -> bool {
    match column {
        "phone" => false,
        "role" => source.only.keys().any(|asked| plain(asked) == column),
        _ => true,
    }
}

/// The finding about a second column for the same.
fn doubled(column: &str, [first, second]: [(&str, Span); 2]) -> Diagnostic {
    let message = format!(
        "two columns are understood as `{column}`, “{}” and “{}”; the first one is read",
        first.0, second.0
    );
    let finding = Diagnostic::new(Code::CSV_HEADER, message)
        .at(second.1, "not read")
        .at(first.1, "read");
    let finding = match plain(first.0) == plain(second.0) {
        true => finding.help("take one of them out, or give it another name"),
        false => finding.help(format!(
            "take one of them out, or say in the plan which one is meant: `columns: {{{column}: …}}`"
        )),
    };
    Diagnostic {
        level: Level::Warning,
        ..finding
    }
}
