//! Departments, each with a named head.

use super::id::Id;
use super::money::{Amount, Share};
use super::person::{self, Person};
use super::reading::{Reading, texts};
use super::written::{DepartmentFile, Entries};
use crate::diagnostic::{Span, Spanned};

/// A department.
#[derive(Debug, Clone)]
pub struct Department {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Who leads it and is told for it.
    pub head: Person,
    /// Who stands in for the head.
    pub deputy: Option<Person>,
    /// The site it is at.
    pub site: Option<Id>,
    /// How many people it has.
    pub people: Option<u32>,
    /// What an hour of one of them costs.
    pub cost_per_hour: Option<Amount>,
    /// The share of its work that stops without its services.
    pub stops: Option<Share>,
    /// What worries it.
    pub concerns: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// Reads all departments.
pub fn read(reading: &mut Reading, written: &Entries<DepartmentFile>) -> Vec<Department> {
    written
        .iter()
        .filter_map(|(id, file)| one(reading, id, file))
        .collect()
}

fn one(
    reading: &mut Reading,
    id: &Spanned<Id>,
    file: &Spanned<DepartmentFile>,
) -> Option<Department> {
    let written = &file.value;
    let name = reading.line(&written.name, "name", file.span);
    let head = reading.required(&written.head, "head", file.span);
    let head = head.and_then(|head| person::read(reading, head));
    let deputy = written
        .deputy
        .as_ref()
        .and_then(|deputy| person::read(reading, deputy));
    let site = written.site.as_ref();
    let site = site.filter(|id| reading.refers(id, "site", |known| &known.sites));
    Some(Department {
        id: id.value.clone(),
        name: name?,
        head: head?,
        deputy,
        site: site.map(|id| id.value.clone()),
        people: written.people.as_ref().map(|people| people.value),
        cost_per_hour: written
            .cost_per_hour
            .as_ref()
            .map(|rate| rate.value.clone()),
        stops: written.stops.as_ref().map(|share| share.value),
        concerns: texts(&written.concerns),
        span: id.span,
    })
}
