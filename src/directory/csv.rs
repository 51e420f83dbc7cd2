//! People from CSV: rows become entries, bad rows become findings, the others are kept.

use crate::diagnostic::{Code, Diagnostic, FileId, Findings, Sources, Span};
use crate::plan::address::Address;
use crate::plan::audience::{COLUMNS, CsvSource};
use crate::plan::decode::did_you_mean;
use crate::plan::yaml::is_hidden;
use std::collections::BTreeMap;

/// One row, as the file has it, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Values by our column names; columns that are empty are absent.
    pub values: BTreeMap<&'static str, String>,
    /// The checked address.
    pub address: Address,
    /// Where the row stands.
    pub span: Span,
}

/// Other headings under which spreadsheets keep our columns, in small letters without marks.
const ALIASES: [(&str, &[&str]); 9] = [
    (
        "name",
        &[
            "fullname",
            "displayname",
            "person",
            "employee",
            "nameofperson",
        ],
    ),
    (
        "email",
        &[
            "mail",
            "emailaddress",
            "mailaddress",
            "address",
            "smtp",
            "workemail",
        ],
    ),
    (
        "department",
        &["dept", "division", "unit", "team", "departmentid"],
    ),
    ("role", &["function", "position", "jobrole"]),
    ("site", &["location", "building", "campus", "office"]),
    ("timezone", &["zone", "tz"]),
    ("language", &["lang", "locale", "preferredlanguage"]),
    ("services", &["service", "applications", "systems"]),
    ("phone", &["telephone", "tel", "mobile", "phonenumber"]),
];

/// Reads the rows of a file that the source asks for.
pub fn read(
    source: &CsvSource,
    file: FileId,
    sources: &Sources,
    findings: &mut Findings,
) -> Vec<Row> {
    let text = &sources.get(file).text;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            findings.push(Diagnostic::new(Code::CSV_HEADER, error.to_string()).at(source.span, ""));
            return Vec::new();
        }
    };
    let Some(sheet) = Sheet::new(source, &headers, file, findings) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => rows.extend(sheet.row(&record, text, start, findings)),
            Err(error) => {
                let message = format!("this row cannot be read: {error}");
                let finding = Diagnostic::new(Code::BAD_ROW, message);
                findings.push(finding.at(line_at(file, text, start), "left out"));
            }
        }
    }
    rows
}

/// The mark between columns: whichever of comma, semicolon and tab the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: u8| first.bytes().filter(|byte| *byte == mark).count();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|mark| (count(*mark), *mark == b','))
        .unwrap_or(b',')
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
        headers: &csv::StringRecord,
        file: FileId,
        findings: &mut Findings,
    ) -> Option<Self> {
        let headers: Vec<String> = headers.iter().map(str::to_owned).collect();
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

    fn row(
        &self,
        record: &csv::StringRecord,
        text: &str,
        start: usize,
        findings: &mut Findings,
    ) -> Option<Row> {
        if record.iter().all(str::is_empty) || !self.asked_for(record) {
            return None;
        }
        let mut values = BTreeMap::new();
        for (column, index) in &self.columns {
            let value = record.get(*index).unwrap_or_default();
            if !value.is_empty() {
                values.insert(*column, value.to_owned());
            }
        }
        if let (None, Some((first, last))) = (values.get("name"), self.first_name) {
            let part = |index: usize| record.get(index).unwrap_or_default();
            let name = format!("{} {}", part(first), part(last)).trim().to_owned();
            values.extend((!name.is_empty()).then_some(("name", name)));
        }
        let span = line_at(self.file, text, start);
        let refuse = |message: String, help: Option<&str>| {
            let finding = Diagnostic::new(Code::BAD_ROW, message).at(span, "left out");
            help.into_iter().fold(finding, Diagnostic::help)
        };
        if values.values().any(|value| {
            value
                .chars()
                .any(|letter| is_hidden(letter) || letter == '\n')
        }) {
            let message = "a line break or a hidden character inside a value".to_owned();
            findings.push(refuse(
                message,
                Some("type the value again in the spreadsheet"),
            ));
            return None;
        }
        let Some(email) = values.remove("email") else {
            findings.push(refuse("this row has no mail address".to_owned(), None));
            return None;
        };
        match email.parse::<Address>() {
            Ok(address) => Some(Row {
                values,
                address,
                span,
            }),
            Err(refusal) => {
                let (message, help) = refusal.split_once('\n').unwrap_or((&refusal, ""));
                findings.push(refuse(message.to_owned(), Some(help)));
                None
            }
        }
    }

    fn asked_for(&self, record: &csv::StringRecord) -> bool {
        self.source.only.iter().all(|(column, words)| {
            let value = self
                .index(column)
                .and_then(|index| record.get(index))
                .unwrap_or_default();
            words
                .iter()
                .any(|word| word.trim().eq_ignore_ascii_case(value))
        })
    }
}

/// Whether a heading of a spreadsheet means one of our columns.
fn names(column: &str, header: &str) -> bool {
    let header = plain(header);
    let aliases = ALIASES.iter().find(|(ours, _)| *ours == column);
    header == column || aliases.is_some_and(|(_, aliases)| aliases.contains(&header.as_str()))
}

/// A heading in small letters without spaces and marks: `E-Mail` is `email`.
fn plain(header: &str) -> String {
    header
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn line_at(file: FileId, text: &str, start: usize) -> Span {
    let rest = text.get(start..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    let line = rest[blank..].lines().next().unwrap_or_default();
    Span::new(file, start + blank, start + blank + line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
