//! `nobody-to-tell`: every service a window touches has users who are told, every department that
//! uses it has end users, and every such department's head is told.

use super::coverage::{Cell, Coverage, NAMED, Orphan, Verdict, names};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::plan::role::Role;
use std::collections::HashSet;

/// Reports services that stop without anybody who uses them being told, departments of which
/// nobody is, and departments whose heads are not.
///
/// Says nothing while people are missing for a reason that is reported already.
pub fn check(coverage: &Coverage, findings: &mut Findings) {
    let unread = [Code::CSV_HEADER, Code::NO_ADDRESS];
    let mut found = findings.iter();
    if found.any(|one| one.level == Level::Error && unread.contains(&one.code)) {
        return;
    }
    let empty: Vec<_> = findings
        .iter()
        .filter(|found| found.code == Code::NOBODY_TO_TELL)
        .filter_map(|found| found.labels.first().map(|label| label.span))
        .collect();
    let orphans = coverage.orphans.iter();
    let orphaned_services: HashSet<_> = orphans
        .clone()
        .map(|orphan| (&orphan.window.id, &orphan.service.id))
        .collect();
    for orphan in orphans.filter(|orphan| orphan.waiver.is_none()) {
        findings.push(orphaned(orphan));
    }
    for cells in coverage.windows() {
        let mut alone: Vec<Vec<&Cell>> = Vec::new();
        let missing = cells.iter().filter(|cell| {
            cell.verdict == Verdict::Nobody
                && !empty.contains(&cell.audience.span)
                && !orphaned_services.contains(&(&cell.window.id, &cell.service.id))
        });
        for cell in missing {
            let same = |cells: &&mut Vec<&Cell>| cells[0].audience.id == cell.audience.id;
            match alone.iter_mut().find(same) {
                Some(cells) => cells.push(cell),
                None => alone.push(vec![cell]),
            }
        }
        for cells in alone {
            findings.push(lonely(&cells));
        }
    }
}

fn orphaned(orphan: &Orphan) -> Diagnostic {
    let (name, window) = (&orphan.service.name, &orphan.window.id);
    let message = format!("nobody who uses {name} is told about `{window}`");
    let finding = Diagnostic::new(Code::NOBODY_TO_TELL, message)
        .at(orphan.service.span, "who uses this?")
        .at(orphan.window.start_span, "the window that touches it");
    finding.help("name departments under `used-by`, and check that the audiences hold their people")
}

/// Departments of which an audience should hold somebody and holds nobody.
fn lonely(cells: &[&Cell]) -> Diagnostic {
    let cell = cells[0];
    let (window, audience) = (&cell.window.id, cell.audience);
    let mut departments: Vec<_> = cells.iter().filter_map(|cell| cell.department).collect();
    departments.dedup_by_key(|department| &department.id);
    let name = match departments.as_slice() {
        [department] => department.name.clone(),
        several => format!("{} departments", several.len()),
    };
    let heads = audience.role == Role::DepartmentHeads;
    let message = match (heads, departments.len()) {
        (true, 1) => format!("the head of {name} is not told about `{window}`"),
        (true, _) => format!("the heads of {name} are not told about `{window}`"),
        (false, _) => format!("no end user of {name} is known to be told about `{window}`"),
    };
    let places = departments.iter().take(1);
    let finding = places.fold(
        Diagnostic::new(Code::NOBODY_TO_TELL, message),
        |finding, department| finding.at(department.span, ""),
    );
    let finding = finding.at(cell.window.start_span, "the window that concerns them");
    let finding = finding.help(names(cells));
    if heads {
        return finding.help(format!("check the audience `{}`", audience.id));
    }
    let ids: Vec<&str> = departments.iter().map(|one| one.id.as_str()).collect();
    let ids = match ids.len() {
        0..=NAMED => ids.join(", "),
        _ => "…".to_owned(),
    };
    finding
        .help(format!("list their people in the audience `{}`, or write `people: 1` at a department that is its head alone", audience.id))
        .help(format!("if it is right that nobody is, let a named person say so: `policy: {{waivers: [{{window: {window}, rule: nobody-to-tell, departments: [{ids}], by: …, because: …}}]}}`"))
}
