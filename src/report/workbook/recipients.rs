//! The recipients: a row for each person in each audience.

use super::Exported;
use super::table::{Cell, Table};
use crate::calendar::zone::Civil;
use crate::plan::id::Id;
use std::collections::BTreeMap;

/// The sheet.
pub(super) fn table(exported: &Exported) -> Table {
    let case = exported.case;
    let told = told(exported);
    let mut rows = Vec::new();
    for audience in &case.plan.audiences {
        let readers = case.directory.recipients(&audience.id).iter().enumerate();
        for (member, reader) in readers {
            let place = &case.directory.places[reader.place];
            let heard = told.get(&(&audience.id, member));
            rows.push(vec![
                Cell::text(&audience.name),
                Cell::text(&reader.name),
                Cell::text(reader.address.as_str()),
                Cell::text(names(&reader.departments, |id| {
                    case.plan
                        .department(id)
                        .map(|department| department.name.as_str())
                })),
                Cell::text(names(&reader.sites, |id| {
                    case.plan.site(id).map(|site| site.name.as_str())
                })),
                Cell::text(place.calendar.zone.name()),
                Cell::text(&reader.language),
                Cell::Count(heard.map_or(0, |(notices, ..)| *notices)),
                Cell::of(heard, |(_, first, _)| Cell::Day(first.date())),
                Cell::of(heard, |(.., last)| Cell::Day(last.date())),
            ]);
        }
    }
    Table {
        name: "Recipients",
        columns: &[
            ("Audience", 20),
            ("Name", 26),
            ("E-mail", 36),
            ("Departments", 30),
            ("Sites", 18),
            ("Zone", 18),
            ("Language", 10),
            ("Notices", 9),
            ("First notice", 13),
            ("Last notice", 13),
        ],
        rows,
    }
}

/// How many notices each reader is told, and when the first and the last leave.
fn told<'a>(exported: &Exported<'a>) -> BTreeMap<(&'a Id, usize), (usize, Civil, Civil)> {
    let mut told: BTreeMap<_, (usize, Civil, Civil)> = BTreeMap::new();
    for row in exported.rows {
        for member in row.groups.iter().flat_map(|group| &group.members) {
            let key = (&row.occurrence.audience, *member);
            let (notices, first, last) = told.entry(key).or_insert((0, row.civil, row.civil));
            *notices += 1;
            *first = (*first).min(row.civil);
            *last = (*last).max(row.civil);
        }
    }
    told
}

fn names<'a>(ids: &'a [Id], name: impl Fn(&'a Id) -> Option<&'a str>) -> String {
    let names = ids.iter().map(|id| name(id).unwrap_or(id.as_str()));
    names.collect::<Vec<_>>().join(", ")
}
