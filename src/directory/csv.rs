//! People from CSV: rows become entries, bad rows become findings, the others are kept.

use super::blemish::{broken, flaw, one_line};
use super::heading::{names, plain};
use super::line::{Cell, Line, cells, lines};
pub use super::row::Row;
use crate::diagnostic::{Code, Diagnostic, FileId, Findings, Sources, Span};
use crate::plan::address::Address;
use crate::plan::audience::{COLUMNS, CsvSource};
use crate::plan::decode::did_you_mean;
use std::collections::BTreeMap;

/// How many lines a value in quotes may run over.
const MOST_LINES: usize = 8;

/// Reads the rows of a file that the source asks for.
///
/// Every line is a row of its own, unless the next lines complete it to exactly the columns of the
/// file: so a quote that is never closed spoils one row and not the rest.
pub fn read(
    source: &CsvSource,
    file: FileId,
    sources: &Sources,
    findings: &mut Findings,
) -> Vec<Row> {
    let text = &sources.get(file).text;
    let mut lines = lines(text).filter(|line| !line.1.trim().is_empty());
    let Some(head) = lines.next() else {
        let message = format!("the file {} is empty", source.file);
        let finding = Diagnostic::new(Code::CSV_HEADER, message).at(source.span, "named here");
        findings.push(
            finding.help(
                "begin it with a line that names the columns, such as `name,email,department`",
            ),
        );
        return Vec::new();
    };
    let delimiter = delimiter(head.1);
    let headers = match cells(head, delimiter) {
        Ok(cells) => cells.into_iter().map(|cell| cell.text.into_owned()),
        Err(why) => {
            let finding = Diagnostic::new(Code::CSV_HEADER, format!("in the first line, {why}"));
            findings.push(finding.at(whole(file, head), "named columns are read from here"));
            return Vec::new();
        }
    };
    let Some(sheet) = Sheet::new(source, headers.collect(), file, findings) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    let mut read_to = 0;
    for line in lines {
        if line.0 < read_to {
            continue;
        }
        let line = match cells(line, delimiter) {
            Err(_) => over_lines(text, line, (delimiter, sheet.headers.len())).unwrap_or(line),
            Ok(_) => line,
        };
        read_to = line.0 + line.1.len();
        match cells(line, delimiter) {
            Ok(cells) => {
                sheet.count(&cells, whole(file, line), findings);
                rows.extend(sheet.row(&cells, whole(file, line), findings));
            }
            Err(why) => {
                let message = format!("this row cannot be read: {why}");
                let finding = Diagnostic::new(Code::BAD_ROW, message);
                let finding = finding.at(whole(file, line), LEFT_OUT);
                findings.push(finding.help(
                    "close the quote on the same line, or write two quotes for one that is meant",
                ));
            }
        }
    }
    rows
}

/// A line with those behind it that complete its last value, when they make a whole row.
fn over_lines<'a>(
    text: &'a str,
    (start, line): Line<'a>,
    (delimiter, columns): (u8, usize),
) -> Option<Line<'a>> {
    let rest = &text[start..];
    let ends = rest.match_indices(['\r', '\n']).map(|(end, _)| end);
    let ends = ends.chain([rest.len()]).filter(|end| *end > line.len());
    let longer = ends.map(|end| (start, &rest[..end])).take(2 * MOST_LINES);
    let mut whole = longer.filter(|row| {
        let cells = cells(*row, delimiter);
        cells.is_ok_and(|cells| cells.len() == columns)
    });
    whole.next()
}

/// The mark between columns: whichever of comma, semicolon and tab the first line has most of.
fn delimiter(first: &str) -> u8 {
    let count = |mark: u8| first.bytes().filter(|byte| *byte == mark).count();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|mark| (count(*mark), *mark == b','))
        .unwrap_or(b',')
}

fn whole(file: FileId, (start, line): Line) -> Span {
    Span::new(file, start, start + line.len())
}

struct Sheet<'a> {
    source: &'a CsvSource,
    file: FileId,
    headers: Vec<String>,
    columns: BTreeMap<&'static str, usize>,
    first_name: Option<(usize, usize)>,
}

impl<'a> Sheet<'a> {
    fn new(
        source: &'a CsvSource,
        headers: Vec<String>,
        file: FileId,
        findings: &mut Findings,
    ) -> Option<Self> {
        let mut columns = BTreeMap::new();
        for column in COLUMNS {
            let wanted = source.columns.get(column);
            let found = match wanted {
                Some(name) => headers
                    .iter()
                    .position(|header| plain(header) == plain(name)),
                None => headers.iter().position(|header| names(column, header)),
            };
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
            columns,
            first_name,
        };
        sheet.check_filter(findings).then_some(sheet)
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

    fn row(&self, cells: &[Cell], span: Span, findings: &mut Findings) -> Option<Row> {
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
                values.insert(*column, value);
                places.insert(*column, place);
            }
        }
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
            let value = self.index(column).map(text).unwrap_or_default();
            words
                .iter()
                .any(|word| word.trim().eq_ignore_ascii_case(value))
        })
    }
}

/// What happens to a row without a usable address.
const LEFT_OUT: &str = "the row is left out";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Level;

    fn rows(text: &str, source: &CsvSource) -> (Vec<Row>, Findings) {
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let file = sources.add("people.csv", text);
        (read(source, file, &sources, &mut findings), findings)
    }

    fn source() -> CsvSource {
        let mut sources = Sources::default();
        let span = Span::new(sources.add("plan.yaml", "people.csv"), 0, 10);
        CsvSource {
            file: "people.csv".into(),
            span,
            only: BTreeMap::new(),
            columns: BTreeMap::new(),
        }
    }

    #[test]
    fn headings_of_spreadsheets_are_understood() {
        let (rows, findings) = rows(
            "Full Name;E-Mail;Dept\r\nAisha Khan;a.khan@wards.example.org;wards\r\n",
            &source(),
        );
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(rows[0].values["name"], "Aisha Khan");
        assert_eq!(rows[0].values["department"], "wards");
        assert_eq!(rows[0].address.as_str(), "a.khan@wards.example.org");
    }

    #[test]
    fn a_bad_row_is_reported_by_line_and_the_others_are_kept() {
        let text = "name,email\nA,a@example.org\nB,nobody\n\nC,c@example.org\n\"D\u{202e}\",d@example.org\n,\n";
        let (rows, findings) = rows(text, &source());
        assert_eq!(rows.len(), 2);
        let mut sources = Sources::default();
        sources.add("people.csv", text);
        let lines: Vec<usize> = findings
            .iter()
            .map(|finding| sources.position(finding.labels[0].span).0)
            .collect();
        assert_eq!(lines, [3, 6]);
    }

    #[test]
    fn only_the_rows_asked_for_are_read() {
        let mut source = source();
        source.only.insert("role".into(), vec!["Executive".into()]);
        let (rows, _) = rows(
            "email,role\na@example.org,executive\nb@example.org,nurse\n",
            &source,
        );
        assert_eq!(rows.len(), 1);
    }

    #[test]
    fn a_quote_that_is_never_closed_spoils_its_own_row_only() {
        let mut text = "name,email\n".to_owned();
        for row in 1..=50 {
            let quote = if row == 5 { "\"" } else { "" };
            text.push_str(&format!("{quote}Person {row},p{row}@example.org\n"));
        }
        let (rows, findings) = rows(&text, &source());
        assert_eq!(rows.len(), 49);
        let mut sources = Sources::default();
        sources.add("people.csv", text.as_str());
        let lines: Vec<usize> = findings
            .iter()
            .map(|finding| sources.position(finding.labels[0].span).0)
            .collect();
        assert_eq!(lines, [6]);
    }

    #[test]
    fn quoted_values_are_read_as_spreadsheets_write_them() {
        let text = "name,email\r\n \"Khan, Aisha\" , a@example.org \r\n\"Bob \"\"B\"\" Lee\",b@example.org\rEve \"E\" Fox,\"e@example.org\"\n\"a\"b,c@example.org\nx\",d@example.org\n";
        let (rows, findings) = rows(text, &source());
        let names: Vec<&str> = rows.iter().map(|row| row.values["name"].as_str()).collect();
        assert_eq!(names, ["Khan, Aisha", "Bob \"B\" Lee", "Eve \"E\" Fox"]);
        assert_eq!(findings.iter().count(), 2);
        let place = rows[0].place("name");
        assert_eq!(
            &text[place.start as usize..place.end as usize],
            "\"Khan, Aisha\""
        );
    }

    #[test]
    fn a_line_break_inside_quotes_is_a_space_and_said_to_be_one() {
        let text = "name,email\r\n\"Aisha\r\nKhan\",a@example.org\nB,b@example.org\n\"C,c@example.org\n\"D\",d@example.org\n";
        let (rows, findings) = rows(text, &source());
        let names: Vec<&str> = rows.iter().map(|row| row.values["name"].as_str()).collect();
        assert_eq!(names, ["Aisha Khan", "B", "D"]);
        let levels: Vec<Level> = findings.iter().map(|finding| finding.level).collect();
        assert_eq!(levels, [Level::Note, Level::Warning]);
        let said = findings.iter().next().unwrap();
        assert!(said.message.ends_with("is read as `Aisha Khan`"));
        assert_eq!(said.labels[0].span.start, 12);
    }

    #[test]
    fn values_that_stand_under_no_column_are_reported_and_the_row_is_kept() {
        let text = "name,email,department\nKhan, Aisha,a@example.org,wards\nB,b@example.org\nC,c@example.org,,\n";
        let (rows, findings) = rows(text, &source());
        let messages: Vec<&str> = findings
            .iter()
            .map(|found| found.message.as_str())
            .collect();
        assert_eq!(messages[0], "this row has 4 values, the first line 3");
        assert!(messages[1].contains("Aisha"), "{messages:?}");
        assert_eq!(messages[2], "this row has 2 values, the first line 3");
        assert_eq!((messages.len(), rows.len()), (3, 2));
    }

    #[test]
    fn a_wrong_value_is_pointed_at_where_it_stands() {
        let text = "name;email\nA;nobody\n";
        let (_, findings) = rows(text, &source());
        let place = findings.iter().next().unwrap().labels[0].span;
        assert_eq!(&text[place.start as usize..place.end as usize], "nobody");
    }
}
