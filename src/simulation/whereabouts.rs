//! In which zone the readers of mails are, looked up once for each audience.

use super::manuscript::Version;
use crate::calendar::zone::Zone;
use crate::ledger::Planned;
use crate::plan::Id;
use std::collections::HashMap;

/// In which zone readers are.
pub(super) struct Whereabouts<'v> {
    version: &'v Version,
    /// The places of the readers of an audience, by address.
    places: HashMap<String, HashMap<String, usize>>,
}

impl<'v> Whereabouts<'v> {
    pub fn of(version: &'v Version) -> Self {
        Self {
            version,
            places: HashMap::new(),
        }
    }

    pub fn zone(&mut self, planned: &Planned) -> Zone {
        let Version {
            plan, directory, ..
        } = self.version;
        let audience = || -> HashMap<String, usize> {
            let Ok(id) = planned.audience.parse::<Id>() else {
                return HashMap::new();
            };
            let readers = directory.recipients(&id).iter();
            let places = readers.map(|reader| (reader.address.to_string(), reader.place));
            places.collect()
        };
        let places = self.places.entry(planned.audience.clone());
        let place = places.or_insert_with(audience).get(&planned.recipient);
        let place = place.and_then(|place| directory.places.get(*place));
        place
            .map_or(&plan.zone, |place| &place.calendar.zone)
            .clone()
    }
}
