//! Unread: columns of a file of people that mean nothing to us, where one that is needed is missing.

use super::csv::Rows;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::plan::Plan;
use crate::plan::audience::{Audience, CsvSource, Source};
use crate::plan::role::Role;

/// What is not read although it may be needed.
pub(super) struct Unread {
    /// The finding.
    pub(super) finding: Diagnostic,
    /// Whether departments of the plan stand in such a column.
    pub(super) holds_departments: bool,
}

/// Columns that nobody understands, in a file in which none is the department or the name.
pub(super) fn find(plan: &Plan, source: &CsvSource, rows: &Rows) -> Option<Unread> {
    let sheet = rows.sheet();
    let readers = readers(plan, source);
    let needs_department = readers.iter().any(|audience| !audience.everything);
    let needs_name = readers.iter().any(|one| one.role != Role::Machine);
    let no_department = needs_department && sheet.lacks("department") && sheet.lacks("services");
    let no_name = needs_name && sheet.lacks("name");
    let unread = sheet.unread();
    let (_, _, first) = *unread.first()?;
    let missing = match (no_department, no_name) {
        (true, true) => "department or name",
        (true, false) => "department",
        (false, true) => "name",
        (false, false) => return None,
    };
    let departments = plan.departments.iter();
    let departments = departments.flat_map(|one| [one.id.as_str(), one.name.as_str()]);
    let departments: Vec<String> = departments.map(str::to_lowercase).collect();
    let is_department = |value: &str| departments.contains(&value.trim().to_lowercase());
    let mut columns = unread.iter();
    let holder = columns.find(|(index, ..)| no_department && rows.holds(*index, is_department));
    let headings: Vec<String> = unread.iter().map(|(_, name, _)| quoted(name)).collect();
    let message = format!(
        "no column is understood as {missing}; not read: {}",
        headings.join(", ")
    );
    let finding = Diagnostic::new(Code::CSV_HEADER, message);
    let finding = match holder {
        Some((_, _, place)) => finding.at(*place, "departments stand here"),
        None => finding.at(first, "not read"),
    };
    let department = holder.map_or("…", |(_, name, _)| name);
    let columns = [
        no_department.then(|| format!("department: {}", in_yaml(department))),
        no_name.then(|| "name: …".to_owned()),
    ];
    let columns: Vec<String> = columns.into_iter().flatten().collect();
    let finding = finding.help(format!(
        "say in the plan, beside `file`, which ones are meant: `columns: {{{}}}`",
        columns.join(", ")
    ));
    Some(Unread {
        finding: Diagnostic {
            level: Level::Warning,
            ..finding
        },
        holds_departments: holder.is_some(),
    })
}

/// The audiences whose people come from a file, read in the same way.
fn readers<'p>(plan: &'p Plan, source: &CsvSource) -> Vec<&'p Audience> {
    let is_such = |audience: &&Audience| match &audience.people {
        Source::File(other) => other.file == source.file && other.columns == source.columns,
        Source::Heads | Source::Plan | Source::List(_) => false,
    };
    plan.audiences.iter().filter(is_such).collect()
}

fn quoted(heading: &str) -> String {
    format!("“{heading}”")
}

/// A heading as a value of a block of fields.
fn in_yaml(heading: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || " -_.…".contains(sign);
    match heading.chars().all(plain) && !heading.starts_with('-') {
        true => heading.to_owned(),
        false => format!("'{}'", heading.replace('\'', "''")),
    }
}
