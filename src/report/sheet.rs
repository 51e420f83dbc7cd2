//! The timeline for machines and spreadsheets: JSON and CSV.

use super::leaving::Shared;
use super::row::{Row, moved};
use crate::directory::Group;
use crate::plan::id::Id;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One JSON array, an object per notice.
pub fn json(rows: &[Row]) -> Value {
    rows.iter().map(object).collect()
}

fn object(row: &Row) -> Value {
    let occurrence = row.occurrence;
    let moves: Vec<Value> = occurrence
        .moved
        .iter()
        .map(|(date, closed)| json!({ "date": date, "because": closed.to_string() }))
        .collect();
    let merged: Vec<&str> = occurrence
        .merged
        .iter()
        .map(|milestone| milestone.slug())
        .collect();
    json!({
        "notice": occurrence.notice_id(),
        "milestone": occurrence.milestone.slug(),
        "number": occurrence.ordinal,
        "window": occurrence.window.as_str(),
        "audience": occurrence.audience.as_str(),
        "place": row.place,
        "zone": row.zone,
        "at": row.leaving.at.to_rfc3339(),
        "local": row.civil.format("%Y-%m-%dT%H:%M").to_string(),
        "weekday": row.civil.format("%A").to_string(),
        "latest-useful": occurrence.latest_useful.to_rfc3339(),
        "by-itself": row.leaving.own.format("%Y-%m-%dT%H:%M").to_string(),
        "in-the-mail-of": row.leaving.rides.iter().map(shared).collect::<Vec<_>>(),
        "at-the-moment-of": row.leaving.leads.iter().map(shared).collect::<Vec<_>>(),
        "rule": occurrence.rule,
        "nominal": occurrence.nominal.format("%Y-%m-%dT%H:%M").to_string(),
        "moved": moves,
        "merged": merged,
        "subjects": row.subjects.iter().map(read).collect::<Vec<_>>(),
        "recipients": row.recipients(),
        "groups": row.groups.iter().map(group).collect::<Vec<_>>(),
    })
}

/// A subject, and how many read it.
fn read((subject, people): &(String, usize)) -> Value {
    json!({"subject": subject, "recipients": people})
}

/// Readers who are told it with another notice.
fn shared(shared: &Shared) -> Value {
    json!({
        "notice": shared.with,
        "at": shared.at.to_rfc3339(),
        "local": shared.civil.format("%Y-%m-%dT%H:%M").to_string(),
        "because": shared.because,
        "recipients": shared.readers.len(),
    })
}

/// Readers who get the same words: what tells rows apart that look alike.
fn group(group: &Group) -> Value {
    let ids = |ids: &[Id]| ids.iter().map(Id::to_string).collect::<Vec<_>>();
    json!({
        "departments": ids(&group.departments),
        "services": ids(&group.services),
        "language": group.language,
        "recipients": group.members.len(),
    })
}

/// The ids of all groups of a row, each once, in their order.
fn listed<'g>(ids: impl Iterator<Item = &'g Id>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for id in ids {
        if !names.contains(&id.as_str()) {
            names.push(id.as_str());
        }
    }
    names.join(" ")
}

/// CSV with a heading. Cells that a spreadsheet would take for a formula are written as text.
pub fn csv(rows: &[Row]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heading = [
        "date",
        "weekday",
        "time",
        "zone",
        "audience",
        "place",
        "milestone",
        "window",
        "subjects",
        "recipients",
        "because",
        "moved because",
        "told with",
        "notice",
        "departments",
        "services",
        "languages",
    ];
    let written = writer.write_record(heading);
    written.expect("memory takes every row");
    for row in rows {
        let occurrence = row.occurrence;
        let languages: BTreeSet<&str> = row
            .groups
            .iter()
            .map(|group| group.language.as_str())
            .collect();
        let subjects = row.subjects.iter().map(|(subject, _)| subject.as_str());
        let cells = [
            row.civil.format("%Y-%m-%d").to_string(),
            row.civil.format("%A").to_string(),
            row.civil.format("%H:%M").to_string(),
            row.zone.clone(),
            row.audience.clone(),
            row.place.clone(),
            occurrence.milestone.slug().to_owned(),
            occurrence.window.to_string(),
            subjects.collect::<Vec<_>>().join("; "),
            row.recipients().to_string(),
            row.because(),
            moved(occurrence, row.leaving.own).unwrap_or_default(),
            row.told_with.join("; "),
            occurrence.notice_id(),
            listed(row.groups.iter().flat_map(|group| &group.departments)),
            listed(row.groups.iter().flat_map(|group| &group.services)),
            languages.into_iter().collect::<Vec<_>>().join(" "),
        ];
        let written = writer.write_record(cells.iter().map(|cell| harmless(cell)));
        written.expect("memory takes every row");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("the cells are text")
}

/// A cell that no spreadsheet takes for a formula.
pub(super) fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
