//! A template engine's complaint as a finding in the template's own text.

use crate::diagnostic::{Code, Diagnostic, FileId, Span};
use std::collections::BTreeMap;
use tera::ErrorKind;

/// Which file a template came from, and its text.
pub type Files = BTreeMap<String, (FileId, String)>;

/// The finding for an error, placed in the template it speaks of.
pub fn finding(code: Code, template: &str, error: &tera::Error, files: &Files) -> Diagnostic {
    let (message, place) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => (
            report.message().to_owned(),
            files.get(report.filename()).map(|(file, _)| {
                let range = &report.span().range;
                Span::new(*file, range.start, range.end)
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
    let start = files.get(template).map(|(file, _)| Span::new(*file, 0, 0));
    let finding = Diagnostic::new(code, format!("{template}: {message}"));
    match place.or(start) {
        Some(span) => finding.at(span, "here"),
        None => finding,
    }
}

/// Where a template first says a name.
fn quoted(template: &str, name: &str, files: &Files) -> Option<Span> {
    let (file, text) = files.get(template)?;
    let at = (!name.is_empty()).then(|| text.find(name)).flatten()?;
    Some(Span::new(*file, at, at + name.len()))
}
