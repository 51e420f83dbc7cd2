//! Who was told and is in no list of the plan any more, in words and for programs.

use crate::belief::Unlisted;
use serde_json::{Value, json};

/// So many are named.
const NAMED: usize = 5;

impl Unlisted {
    /// How many, and in which list they are no longer: a sentence without its full stop.
    pub fn sentence(&self) -> String {
        let list = &self.list;
        match self.people.len() {
            1 => format!("1 who was told is no longer in {list}"),
            people => format!("{people} who were told are no longer in {list}"),
        }
    }

    /// The first of them, by name.
    pub fn names(&self) -> String {
        let people = self.people.values().take(NAMED);
        let named = people.map(|(name, address)| match name.is_empty() {
            true => address.as_str(),
            false => name.as_str(),
        });
        let named: Vec<&str> = named.collect();
        match self.people.len() - named.len() {
            0 => named.join(", "),
            more => format!("{} and {more} more", named.join(", ")),
        }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let people = self.people.values();
        let people = people.map(|(name, address)| json!({"name": name, "address": address}));
        json!({"list": self.list, "people": people.collect::<Vec<_>>()})
    }
}
