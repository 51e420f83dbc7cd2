//! A template engine's complaint as a finding in the template's own text.

use crate::diagnostic::{Code, Diagnostic, FileId, Span};
use std::collections::BTreeMap;
use tera::ErrorKind;

/// A file that a template came from.
#[derive(Clone)]
pub struct File {
    /// Its place among what was read.
    pub id: FileId,
    /// Its name for people: where it lies, or its path among the built-in ones.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

/// Every file by the path under which templates know it.
pub type Files = BTreeMap<String, File>;

/// What people know a template by.
pub fn name<'f>(path: &'f str, files: &'f Files) -> &'f str {
    files.get(path).map_or(path, |file| &file.name)
}

/// The finding for an error, placed in the template it speaks of.
pub fn finding(code: Code, template: &str, error: &tera::Error, files: &Files) -> Diagnostic {
    let (message, place) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => (
            report.message().to_owned(),
            files.get(report.filename()).map(|file| {
                let range = &report.span().range;
                Span::new(file.id, range.start, range.end)
            }),
        ),
        ErrorKind::CircularInclude { include_chain, .. } => (
            format!(
                "these templates include each other: {}",
                include_chain.join(" → ")
            ),
            None,
        ),
        ErrorKind::MissingParent { parent, .. } => (
            format!("there is no template `{parent}`"),
            quoted(template, parent, files),
        ),
        ErrorKind::Msg(report) => {
            let line = report.lines().next().unwrap_or(report);
            let said = line.trim_start_matches("error: ").to_owned();
            let name = said.split('`').nth(1).unwrap_or_default().to_owned();
            let place = quoted(template, &name, files);
            (said, place)
        }
        other => (other.to_string(), None),
    };
    let start = files.get(template).map(|file| Span::new(file.id, 0, 0));
    let finding = Diagnostic::new(code, format!("{}: {message}", name(template, files)));
    match place.or(start) {
        Some(span) => finding.at(span, "here"),
        None => finding,
    }
}

/// Where a template first says a name.
fn quoted(template: &str, name: &str, files: &Files) -> Option<Span> {
    let file = files.get(template)?;
    let at = (!name.is_empty()).then(|| file.text.find(name)).flatten()?;
    Some(Span::new(file.id, at, at + name.len()))
}
