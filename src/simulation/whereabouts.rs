//! In which zone the readers of mails are, looked up once for each audience.

use super::manuscript::Version;
use crate::calendar::zone::Zone;
use crate::plan::Id;
use std::collections::HashMap;

/// In which zone readers are.
pub(super) struct Whereabouts<'v> {
    version: &'v Version,
    /// The places of the readers of an audience, by address.
    places: HashMap<Id, HashMap<String, usize>>,
}

impl<'v> Whereabouts<'v> {
    pub fn of(version: &'v Version) -> Self {
        Self {
            version,
            places: HashMap::new(),
        }
    }

    /// The zone of a reader, by her audience as it is called now and her address.
    pub fn zone(&mut self, audience: &Id, reader: &str) -> Zone {
        let Version {
            plan, directory, ..
        } = self.version;
        let members = || {
            let readers = directory.recipients(audience).iter();
            let places = readers.map(|reader| (reader.address.to_string(), reader.place));
            places.collect()
        };
        let places = self.places.entry(audience.clone());
        let place = places.or_insert_with(members).get(reader);
        let place = place.and_then(|place| directory.places.get(*place));
        place
            .map_or(&plan.zone, |place| &place.calendar.zone)
            .clone()
    }
}
