//! The calendar of notices: a row for each.

use super::Exported;
use super::table::{Cell, Table};
use crate::report::row::{moved, name};

/// The sheet.
pub(super) fn table(exported: &Exported) -> Table {
    let rows = exported.rows.iter().map(|row| {
        let occurrence = row.occurrence;
        let subjects = row.subjects.iter().map(|(subject, _)| subject.as_str());
        vec![
            Cell::Moment(row.civil),
            Cell::text(row.civil.format("%A").to_string()),
            Cell::text(&row.zone),
            Cell::text(&row.audience),
            Cell::text(&row.place),
            Cell::text(name(occurrence.milestone)),
            Cell::text(occurrence.window.as_str()),
            Cell::text(subjects.collect::<Vec<_>>().join("; ")),
            Cell::Count(row.recipients()),
            Cell::text(&occurrence.rule),
            Cell::text(moved(occurrence, row.leaving.own).unwrap_or_default()),
            Cell::text(row.told_with.join("; ")),
            Cell::text(occurrence.notice_id()),
        ]
    });
    Table {
        name: "Calendar",
        columns: &[
            ("Date", 17),
            ("Weekday", 11),
            ("Zone", 18),
            ("Audience", 18),
            ("Place", 18),
            ("Notice", 20),
            ("Window", 20),
            ("Subjects", 50),
            ("People", 8),
            ("Trigger", 28),
            ("Moved because", 34),
            ("Told with", 30),
            ("Message", 30),
        ],
        rows: rows.collect(),
    }
}
