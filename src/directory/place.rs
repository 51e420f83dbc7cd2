//! Where readers are: a zone and a calendar that several of them share.

use crate::calendar::Calendar;
use crate::calendar::zone::Zone;
use crate::plan::{Id, Plan};

/// A zone and a calendar, freezes included, that readers share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name for people: the site's, or the zone's.
    pub name: String,
    /// When its readers may be written to.
    pub calendar: Calendar,
}

/// Finds or makes the place of a reader.
pub(super) fn place(plan: &Plan, reader: &Whereabouts, places: &mut Vec<Place>) -> usize {
    let site = reader.site.and_then(|id| plan.site(id));
    let mut calendar = site.map_or(&plan.calendar, |site| &site.calendar).clone();
    if let Some(zone) = reader.zone {
        calendar.zone = zone.clone();
    }
    let freezes = site.map_or(&plan.freezes, |site| &site.freezes);
    let among = || reader.departments.iter().chain([reader.audience]);
    let binding = freezes.iter().filter(|bound| bound.binds(among()));
    calendar.freezes = binding.map(|bound| bound.freeze.clone()).collect();
    let name = site.map_or_else(|| calendar.zone.name().to_owned(), |site| site.name.clone());
    let same = |other: &Place| other.calendar == calendar;
    places.iter().position(same).unwrap_or_else(|| {
        places.push(Place { name, calendar });
        places.len() - 1
    })
}

/// What decides a reader's place.
pub(super) struct Whereabouts<'a> {
    /// Their audience.
    pub audience: &'a Id,
    /// Their departments.
    pub departments: &'a [Id],
    /// Their site.
    pub site: Option<&'a Id>,
    /// A zone of their own.
    pub zone: Option<&'a Zone>,
}
