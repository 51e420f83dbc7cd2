//! Content: what a plan's file says, value by value, whatever its layout and remarks. Two files of
//! the same content mean the same; what differs between two can be named.

use super::yaml::{self, Kind, Node};
use crate::diagnostic::{FileId, Findings};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The fields by which an item of a list is told from the others, best first.
const NAMES: [&str; 4] = ["id", "window", "email", "name"];

/// What a plan's file says: every value by where it stands, such as `phases.main.windows.night.start`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content(BTreeMap<String, String>);

/// One value that two contents do not share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<'a> {
    /// Where it stands.
    pub place: &'a str,
    /// What the first says; nothing when it says nothing there.
    pub first: Option<&'a str>,
    /// What the second says.
    pub second: Option<&'a str>,
}

impl Content {
    /// What a text says; nothing when it is no YAML.
    pub fn of(text: &str) -> Self {
        let tree = yaml::tree(FileId::from_index(0), text, &mut Findings::default());
        let mut content = Self::default();
        if let Some(root) = tree {
            content.add(String::new(), &root);
        }
        content
    }

    /// The values that the other does not share, in order of place.
    pub fn differences<'a>(&'a self, other: &'a Self) -> Vec<Difference<'a>> {
        let places: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let both = places.into_iter().map(|place| Difference {
            place,
            first: self.0.get(place).map(String::as_str),
            second: other.0.get(place).map(String::as_str),
        });
        both.filter(|both| both.first != both.second).collect()
    }

    fn add(&mut self, place: String, node: &Node) {
        match &node.kind {
            Kind::Scalar { text, .. } => {
                self.0.insert(place, text.trim().to_owned());
            }
            Kind::Fields(fields) => {
                for (key, value) in fields {
                    self.add(below(&place, key.text().unwrap_or_default()), value);
                }
            }
            Kind::List(items) => self.list(&place, items),
        }
    }

    /// A list of words is one value; of other items each has its place, by its name if it has one.
    fn list(&mut self, place: &str, items: &[Node]) {
        let words: Option<Vec<&str>> = items.iter().map(Node::text).collect();
        if let Some(words) = words {
            self.0.insert(place.to_owned(), words.join(", "));
            return;
        }
        let mut seen = BTreeSet::new();
        for (number, item) in (1..).zip(items) {
            let mut names = NAMES.iter().filter_map(|name| item.field(name)?.text());
            let name = names.next().map(str::to_owned);
            let fresh = name.filter(|name| seen.insert(name.clone()));
            let name = fresh.unwrap_or_else(|| number.to_string());
            self.add(below(place, &name), item);
        }
    }
}

fn below(place: &str, name: &str) -> String {
    match place {
        "" => name.to_owned(),
        place => format!("{place}.{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_remarks_and_the_order_of_fields_say_nothing() {
        let one = Content::of(
            "title: Move\nphases:\n  - id: main\n    windows: [{id: night, start: x}]\n",
        );
        let two = Content::of(
            "# A remark.\nphases: [{windows: [{start: x, id: night}], id: main}]\ntitle: \"Move\"\n",
        );
        assert_eq!(one, two);
        assert_eq!(one.differences(&two), []);
    }

    #[test]
    fn what_differs_is_named_by_its_place() {
        let one = Content::of("phases: [{id: main, windows: [{id: night, start: x}]}]\n");
        let two =
            Content::of("phases: [{id: main, windows: [{id: night, start: y}]}]\nlink: [a, b]\n");
        let found = one.differences(&two);
        assert_eq!(found[0].place, "link");
        assert_eq!((found[0].first, found[0].second), (None, Some("a, b")));
        assert_eq!(found[1].place, "phases.main.windows.night.start");
        assert_eq!((found[1].first, found[1].second), (Some("x"), Some("y")));
    }

    #[test]
    fn what_is_no_yaml_says_nothing() {
        assert_eq!(Content::of("a: [\n"), Content::default());
    }
}
