//! Departments, each with a named head.

use super::demand::Demand;
use super::estimate::Estimate;
use super::id::Id;
use super::money::Share;
use super::number::{Multiple, People};
use super::person::{self, Person};
use super::rate::{self, Rate};
use super::reading::{Reading, texts};
use super::written::{DepartmentFile, Entries};
use crate::calendar::{SendingHours, WorkingWeek};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use rust_decimal::prelude::ToPrimitive;

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
    pub people: Option<Spanned<Estimate<People>>>,
    /// What an hour of one of them costs.
    pub rate: Option<Rate>,
    /// The share of its work that stops without its services.
    pub stops: Option<Spanned<Estimate<Share>>>,
    /// The share of the lost work that is done later.
    pub catches_up: Option<Spanned<Estimate<Share>>>,
    /// What an hour of catching up costs, as a multiple of an hour.
    pub overtime: Option<Spanned<Estimate<Multiple>>>,
    /// Hours for which its people are paid; all hours when left out.
    pub working_hours: Option<Spanned<WorkingHours>>,
    /// How many of its people are at work in each hour.
    pub demand: Option<Spanned<Demand>>,
    /// What worries it.
    pub concerns: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// Hours for which people are paid.
#[derive(Debug, Clone, Copy)]
pub struct WorkingHours {
    /// The hours of a day.
    pub hours: SendingHours,
    /// The days of a week; those of the calendar when left out.
    pub week: Option<WorkingWeek>,
}

impl Department {
    /// How many people it has, most likely, when that is known.
    pub fn headcount(&self) -> Option<u64> {
        let people = self.people.as_ref()?.value.likely.0;
        people.round().to_u64()
    }
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
        people: written.people,
        rate: rate::read(reading, written),
        stops: written.stops,
        catches_up: written.catches_up,
        overtime: written.overtime,
        working_hours: working_hours(reading, written),
        demand: written.demand.clone(),
        concerns: texts(&written.concerns),
        span: id.span,
    })
}

fn working_hours(reading: &mut Reading, file: &DepartmentFile) -> Option<Spanned<WorkingHours>> {
    let written = file.working_hours.as_ref()?;
    match SendingHours::parse(&written.value.0) {
        Ok((hours, week)) => Some(Spanned::new(WorkingHours { hours, week }, written.span)),
        Err(fault) => {
            let finding = Diagnostic::new(Code::WRONG_VALUE, fault.to_string());
            reading.report(finding.at(written.span, ""));
            None
        }
    }
}
