//! Findings for machines.

use super::{Diagnostic, Findings, Sources};
use serde_json::{Value, json};

/// All findings as one JSON array.
pub fn array(findings: &Findings, sources: &Sources) -> Value {
    findings
        .iter()
        .map(|finding| one(finding, sources))
        .collect()
}

/// One finding: code, level, message, places with line and column from 1, help.
pub fn one(finding: &Diagnostic, sources: &Sources) -> Value {
    let places: Vec<Value> = finding
        .labels
        .iter()
        .map(|label| {
            let (line, column) = sources.position(label.span);
            let file = &sources.get(label.span.file).name;
            json!({ "file": file, "line": line, "column": column, "text": label.text })
        })
        .collect();
    json!({
        "code": finding.code.slug(),
        "level": finding.level,
        "message": finding.message,
        "places": places,
        "help": finding.help,
    })
}
