//! Merged: the entries of a list, in which one mailbox is one person.

use super::Recipient;
use crate::calendar::zone::Zone;
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
use crate::plan::address::Mailbox;
use std::collections::BTreeMap;

/// One entry of a list: somebody whose place is still to be found.
pub(super) struct Entry {
    /// Who it is.
    pub reader: Recipient,
    /// The zone that the entry names.
    pub zone: Option<Zone>,
    /// Where it stands.
    pub span: Span,
}

/// Entries without doubles: one mailbox is one person.
#[derive(Default)]
pub(super) struct Merged {
    pub(super) entries: Vec<Entry>,
    places: BTreeMap<Mailbox, usize>,
}

impl Merged {
    /// Adds a head, who may lead several departments.
    pub(super) fn head(&mut self, entry: Entry, findings: &mut Findings) {
        if let Some((_, Some(two_people))) = self.merge(entry) {
            findings.push(two_people);
        }
    }

    /// Adds one entry of a list, in which everybody should stand once.
    pub(super) fn add(&mut self, entry: Entry, findings: &mut Findings) {
        let span = entry.span;
        let Some((index, two_people)) = self.merge(entry) else {
            return;
        };
        let Entry {
            reader,
            span: first,
            ..
        } = &self.entries[index];
        let message = format!("{} is listed twice and will be told once", reader.address);
        let twice = || Diagnostic::new(Code::DUPLICATE_PERSON, message).at(span, "again here");
        findings.push(two_people.unwrap_or_else(|| twice().at(*first, "first here")));
    }

    /// The entry of the same mailbox, if there was one, with the finding when it is of another person.
    fn merge(&mut self, entry: Entry) -> Option<(usize, Option<Diagnostic>)> {
        let mailbox = entry.reader.address.mailbox();
        let Some(&index) = self.places.get(&mailbox) else {
            self.places.insert(mailbox, self.entries.len());
            self.entries.push(entry);
            return None;
        };
        let Entry { reader, zone, span } = entry;
        let Entry {
            reader: known,
            zone: known_zone,
            span: first,
        } = &mut self.entries[index];
        for department in reader.departments {
            if !known.departments.contains(&department) {
                known.departments.push(department);
            }
        }
        known.works_also_at(&reader.sites);
        known.services.extend(reader.services);
        known.services.sort();
        known.services.dedup();
        *known_zone = known_zone.take().or(zone);
        if known.name.is_empty() {
            known.name = reader.name;
            return Some((index, None));
        }
        Some((index, two_people(known, (&reader.name, span), *first)))
    }
}

/// The finding that one address was given to two people, when their names are not one person's.
fn two_people(known: &Recipient, (name, span): (&str, Span), first: Span) -> Option<Diagnostic> {
    if one_person(&known.name, name) {
        return None;
    }
    let message = format!(
        "{} and {name} have the same address, {}: only {} will be told",
        known.name, known.address, known.name
    );
    let finding = Diagnostic::new(Code::SHARED_ADDRESS, message).at(span, "the second person");
    let finding = finding.at(first, "the first person");
    Some(
        finding.help(
            "one of the two addresses is wrong; if both are one person, write the name alike",
        ),
    )
}

/// Whether two ways to write a name may be one person's: the same last word, and first words that begin
/// alike. Whoever has no name may be anybody.
fn one_person(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Option<(String, char)> {
        let name = name.to_lowercase();
        let mut words = name.split([' ', ',', '.']).filter(|word| !word.is_empty());
        let first = words.next()?;
        let last = words.next_back().unwrap_or(first);
        Some((last.to_owned(), first.chars().next()?))
    };
    match (words(one), words(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_and_capitals_make_no_second_person() {
        for (one, other) in [
            ("Maria Osei", "M. Osei"),
            ("Chidi Tran", "CHIDI TRAN"),
            ("Maria Osei", ""),
            ("Maria Anna Osei", "Maria Osei"),
        ] {
            assert!(one_person(one, other), "{one} and {other}");
        }
        for (one, other) in [
            ("Arjun Mehta", "Louise Bouchard"),
            ("Anna Tran", "Chidi Tran"),
        ] {
            assert!(!one_person(one, other), "{one} and {other}");
        }
    }
}
