//! People from CSV: rows become entries, bad rows become findings, the others are kept.

use super::line::{Line, cells, lines};
pub use super::row::Row;
use super::sheet::{LEFT_OUT, Sheet};
use super::turned::Turned;
use crate::diagnostic::{Code, Diagnostic, FileId, Findings, Sources, Span};
use crate::plan::audience::CsvSource;

/// How many lines a value in quotes may run over.
const MOST_LINES: usize = 8;

/// By how many rows it is judged what a column holds.
const MOST_SAMPLED: usize = 100;

/// The rows of a file that a source asks for, read one by one: of a long file only one is in memory.
///
/// Every line is a row of its own, unless the next lines complete it to exactly the columns of the
/// file: so a quote that is never closed spoils one row and not the rest.
pub struct Rows<'a> {
    sheet: Sheet<'a>,
    text: &'a str,
    delimiter: u8,
    read_to: usize,
    turned: Turned,
}

impl<'a> Rows<'a> {
    /// The rows of a file whose first line can be read.
    pub fn open(
        source: &'a CsvSource,
        file: FileId,
        sources: &'a Sources,
        findings: &mut Findings,
    ) -> Option<Self> {
        let text = &sources.get(file).text;
        let Some(head) = filled(text, 0).next() else {
            let message = format!("the file {} is empty", source.file);
            let finding = Diagnostic::new(Code::CSV_HEADER, message).at(source.span, "named here");
            findings.push(finding.help(
                "begin it with a line that names the columns, such as `name,email,department`",
            ));
            return None;
        };
        let delimiter = delimiter(head.1);
        let headers = match cells(head, delimiter) {
            Ok(cells) => cells.into_iter().map(|cell| {
                let place = Span::new(file, cell.start, cell.end);
                (cell.text.into_owned(), place)
            }),
            Err(why) => {
                let message = format!("in the first line, {why}");
                let finding = Diagnostic::new(Code::CSV_HEADER, message);
                findings.push(finding.at(whole(file, head), "named columns are read from here"));
                return None;
            }
        };
        let sheet = Sheet::new(source, headers.unzip(), file, findings)?;
        Some(Self {
            sheet,
            text,
            delimiter,
            read_to: head.0 + head.1.len(),
            turned: Turned::default(),
        })
    }

    /// The next row that can be read.
    pub fn next(&mut self, findings: &mut Findings) -> Option<Row> {
        while let Some(line) = filled(self.text, self.read_to).next() {
            let columns = self.sheet.columns();
            let line = match cells(line, self.delimiter) {
                Err(_) => over_lines(self.text, line, (self.delimiter, columns)).unwrap_or(line),
                Ok(_) => line,
            };
            self.read_to = line.0 + line.1.len();
            if let Some(mut row) = self.row(line, findings) {
                self.turned.turn(&mut row);
                return Some(row);
            }
        }
        let turned = std::mem::take(&mut self.turned).finding();
        turned
            .into_iter()
            .for_each(|finding| findings.push(finding));
        None
    }

    /// What the first line says of the columns.
    pub(super) fn sheet(&self) -> &Sheet<'a> {
        &self.sheet
    }

    /// Whether something known stands in a column, by the rows that come next.
    pub(super) fn holds(&self, column: usize, known: impl Fn(&str) -> bool) -> bool {
        let mut next = filled(self.text, self.read_to).take(MOST_SAMPLED);
        next.any(|line| {
            let cells = cells(line, self.delimiter).unwrap_or_default();
            cells.get(column).is_some_and(|cell| known(&cell.text))
        })
    }

    fn row(&self, line: Line<'_>, findings: &mut Findings) -> Option<Row> {
        let span = whole(self.sheet.file, line);
        match cells(line, self.delimiter) {
            Ok(cells) => self.sheet.row(&cells, span, findings),
            Err(why) => {
                let message = format!("this row cannot be read: {why}");
                let finding = Diagnostic::new(Code::BAD_ROW, message).at(span, LEFT_OUT);
                findings.push(finding.help(
                    "close the quote on the same line, or write two quotes for one that is meant",
                ));
                None
            }
        }
    }
}

/// The lines of a text from a place on that are not blank.
fn filled(text: &str, from: usize) -> impl Iterator<Item = Line<'_>> {
    let rest = lines(&text[from..]).map(move |(start, line)| (from + start, line));
    rest.filter(|(_, line)| !line.trim().is_empty())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Level;
    use std::collections::BTreeMap;

    fn rows(text: &str, source: &CsvSource) -> (Vec<Row>, Findings) {
        let mut sources = Sources::default();
        let mut findings = Findings::default();
        let file = sources.add("people.csv", text);
        let mut rows = Vec::new();
        if let Some(mut file) = Rows::open(source, file, &sources, &mut findings) {
            rows.extend(std::iter::from_fn(|| file.next(&mut findings)));
        }
        (rows, findings)
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
        assert_eq!(names, ["Aisha Khan", "Bob \"B\" Lee", "Eve \"E\" Fox"]);
        assert_eq!(findings.iter().count(), 3);
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
    fn a_mark_of_direction_around_a_name_is_dropped_and_its_person_is_kept() {
        let text = "name,email,role\n\u{200f}משה\u{200f},m@example.org,\u{200e}nurse\nDov,\u{200e}d@example.org,nurse\n";
        let mut source = source();
        source.only.insert("role".into(), vec!["nurse".into()]);
        let (rows, findings) = rows(text, &source);
        let names: Vec<&str> = rows.iter().map(|row| row.values["name"].as_str()).collect();
        assert_eq!(names, ["משה", "Dov"]);
        assert_eq!(rows[1].address.as_str(), "d@example.org");
        assert!(findings.iter().all(|finding| finding.level == Level::Note));
        let said = findings.iter().next().unwrap();
        assert!(
            said.message.ends_with("is read as `משה`"),
            "{}",
            said.message
        );
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
