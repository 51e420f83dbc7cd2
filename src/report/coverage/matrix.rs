//! The matrix of one window: a row for each department, and for services where they differ.

use crate::plan::Id;
use crate::plan::audience::Audience;
use crate::rules::coverage::{Cell, OTHERS, Verdict};

/// One row.
#[derive(Debug, Clone)]
pub struct Row<'c, 'a> {
    /// The department.
    pub department: &'a str,
    /// The services it speaks of, when others of the department fare differently.
    pub services: Option<String>,
    /// A cell for each audience that has one.
    pub cells: Vec<Option<&'c Cell<'a>>>,
}

/// The audiences that a window concerns, in the order of the plan.
pub fn audiences<'a>(cells: &[Cell<'a>], all: &'a [Audience]) -> Vec<&'a Audience> {
    let concerned = |audience: &&Audience| {
        let mut cells = cells.iter();
        cells.any(|cell| cell.audience.id == audience.id && cell.verdict != Verdict::NotForThem)
    };
    all.iter().filter(concerned).collect()
}

/// The rows of a window's cells, with a column for each of these audiences.
pub fn rows<'c, 'a>(cells: &'c [Cell<'a>], audiences: &[&Audience]) -> Vec<Row<'c, 'a>> {
    let department = |cell: &Cell<'a>| cell.department.map(|department| &department.id);
    let mut rows = Vec::new();
    for cells in cells.chunk_by(|one, other| department(one) == department(other)) {
        let services = cells.chunk_by(|one, other| one.service.id == other.service.id);
        let mut groups: Vec<(Vec<&str>, Vec<Option<&Cell>>)> = Vec::new();
        for cells in services {
            let line: Vec<_> = audiences.iter().map(|who| of(cells, &who.id)).collect();
            let name = cells[0].service.name.as_str();
            match groups.iter_mut().find(|(_, known)| alike(known, &line)) {
                Some((names, _)) => names.push(name),
                None => groups.push((vec![name], line)),
            }
        }
        let differ = groups.len() > 1;
        rows.extend(groups.into_iter().map(|(names, line)| Row {
            department: cells[0].department.map_or(OTHERS, |one| one.name.as_str()),
            services: differ.then(|| names.join(", ")),
            cells: line,
        }));
    }
    rows
}

fn of<'c, 'a>(cells: &'c [Cell<'a>], audience: &Id) -> Option<&'c Cell<'a>> {
    cells.iter().find(|cell| cell.audience.id == *audience)
}

/// Whether two rows say the same.
fn alike<'a>(one: &[Option<&Cell<'a>>], other: &[Option<&Cell<'a>>]) -> bool {
    let verdict = |cell: &Option<&Cell<'a>>| {
        let verdict = cell.map(|cell| cell.verdict);
        verdict.filter(|verdict| *verdict != Verdict::NotForThem)
    };
    one.iter().map(verdict).eq(other.iter().map(verdict))
}
