//! A plan file: bytes → text → what was written → what is meant.

use super::change::{self, Plan};
use super::decode::{self, EmptyField, Refused};
use super::reading::Attachments;
use super::written::{PeopleSource, PlanFile};
use super::{torn, yaml};
use crate::calendar::zone::Zones;
use crate::diagnostic::{Code, Diagnostic, FileId, Findings, Sources, Span, Spanned};
use std::collections::HashSet;

/// A plan as written, with the place of the whole.
#[derive(Debug)]
pub struct Written {
    /// What was written.
    pub plan: PlanFile,
    /// From its first byte to its last.
    pub span: Span,
    /// Fields that are there, but could not be read.
    pub refused: Vec<Refused>,
    /// Fields that are there without a value.
    pub empty: Vec<EmptyField>,
}

/// Makes text of bytes, with a finding when they are not UTF-8.
///
/// A byte order mark is dropped; line ends of any kind stay as they are.
pub fn text(name: &str, bytes: &[u8], sources: &mut Sources, findings: &mut Findings) -> FileId {
    let wide = match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        _ => None,
    };
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => sources.add(name, text),
        Err(error) => {
            let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
            let place = if wide.is_some() { 0 } else { good.len() };
            let file = sources.add(name, if wide.is_some() { String::new() } else { good });
            let message = match wide {
                Some(wide) => format!("the file is saved as {wide}"),
                None => format!(
                    "the file is not UTF-8: the byte 0x{:02X} cannot stand here",
                    bytes[error.valid_up_to()]
                ),
            };
            let finding =
                Diagnostic::new(Code::ENCODING, message).at(Span::new(file, place, place), "");
            findings.push(finding.help("save it as “UTF-8” from your editor or spreadsheet"));
            file
        }
    }
}

/// The finding about a file that is larger than any that is read.
pub fn too_large(name: &str, place: Span) -> Diagnostic {
    let megabytes = yaml::MAX_BYTES >> 20;
    let named = if name.is_empty() {
        "the file".to_owned()
    } else {
        format!("the file `{name}`")
    };
    let message = format!("{named} is larger than {megabytes} MB");
    let finding = Diagnostic::new(Code::FILE_TOO_LARGE, message).at(place, "");
    finding.help("keep people in CSV files and name them under `audiences`")
}

/// Reads what was written. Nothing when the file is no YAML; the findings say why.
pub fn read(file: FileId, sources: &Sources, findings: &mut Findings) -> Option<Written> {
    if findings
        .iter()
        .any(|finding| matches!(finding.code, Code::ENCODING | Code::FILE_TOO_LARGE))
    {
        return None;
    }
    let text = &sources.get(file).text;
    let root = yaml::tree(file, text, findings);
    let Some(root) = root.filter(|root| !root.is_nothing()) else {
        if !findings.has_errors() {
            let finding = Diagnostic::new(Code::SYNTAX, "the file is empty");
            let finding = finding.at(Span::new(file, 0, 0), "");
            findings
                .push(finding.help("`forewarn init` writes a small complete plan to start from"));
        }
        return None;
    };
    if !matches!(root.kind, yaml::Kind::Fields(_)) {
        let found = match root.kind {
            yaml::Kind::List(_) => "a list",
            _ => "a text",
        };
        let message = format!("a plan is a block of fields, but this file is {found}");
        let finding = Diagnostic::new(Code::WRONG_TYPE, message).at(root.span, "");
        findings.push(finding.help(
            "write `plan: …`, `title: …` and so on, each on a line of its own, as `forewarn init` does",
        ));
        return None;
    }
    torn::find(&root, text, findings);
    let (plan, refused) = decode::decode_noting(&root, findings)?;
    Some(Written {
        plan,
        span: root.span,
        refused,
        empty: decode::empty_fields(&root),
    })
}

/// Where a finding points at.
fn place(finding: &Diagnostic) -> Option<Span> {
    finding.labels.first().map(|label| label.span)
}

impl Written {
    /// The holiday files the plan names; people's files are the directory's business.
    pub fn holiday_files(&self) -> Vec<Spanned<String>> {
        let sites = self
            .plan
            .sites
            .iter()
            .filter_map(|(_, site)| site.value.calendar.as_ref());
        let calendars = self.plan.calendar.iter().chain(sites);
        let files =
            calendars.filter_map(|calendar| calendar.value.holidays.as_ref()?.value.file.as_ref());
        files.map(|file| file.clone().map(|name| name.0)).collect()
    }

    /// The files of people the plan names.
    pub fn people_files(&self) -> Vec<Spanned<String>> {
        let sources = self
            .plan
            .audiences
            .iter()
            .filter_map(|(_, audience)| audience.value.people.as_ref());
        let files = sources.filter_map(|source| match &source.value {
            PeopleSource::File(file) => file.file.as_ref(),
            _ => None,
        });
        files.map(|file| file.clone().map(|name| name.0)).collect()
    }

    /// Makes a plan of it. Nothing when a part of it could not be understood. With errors among the
    /// findings it is for finding more of them, and for nothing else.
    pub fn mean(
        &self,
        zones: &Zones,
        files: &Attachments,
        findings: &mut Findings,
    ) -> Option<Plan> {
        let (plan, mut found) = change::read(self, zones, files);
        // What stands without the brackets of its list has the advice for both.
        let bare = findings
            .iter()
            .filter(|found| found.code == Code::WRONG_TYPE);
        let bare: HashSet<Span> = bare.filter_map(place).collect();
        let is_said = |place: Span| bare.contains(&place);
        found.retain(|found| found.code != Code::UNKNOWN_ID || !place(found).is_some_and(is_said));
        findings.extend(found);
        plan.filter(|_| !findings.cut_something_out())
    }
}
