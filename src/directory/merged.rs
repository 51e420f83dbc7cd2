//! Merged: the entries of a list, in which one mailbox is one person.

use super::Recipient;
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
use std::collections::BTreeMap;

/// Recipients without doubles: one mailbox is one person.
#[derive(Default)]
pub(super) struct Merged {
    pub(super) recipients: Vec<Recipient>,
    places: BTreeMap<String, (usize, Span)>,
}

impl Merged {
    /// Adds one entry of a list.
    pub(super) fn add(&mut self, reader: Recipient, span: Span, findings: &mut Findings) {
        let identity = reader.address.identity();
        let Some((index, first)) = self.places.get(&identity) else {
            self.places.insert(identity, (self.recipients.len(), span));
            self.recipients.push(reader);
            return;
        };
        let known = &mut self.recipients[*index];
        for department in reader.departments {
            if !known.departments.contains(&department) {
                known.departments.push(department);
            }
        }
        known.works_also_at(&reader.sites);
        known.services.extend(reader.services);
        known.services.sort();
        known.services.dedup();
        if known.name.is_empty() {
            known.name = reader.name;
        } else if let Some(finding) = two_people(known, (&reader.name, span), *first) {
            return findings.push(finding);
        }
        let message = format!("{} is listed twice and will be told once", known.address);
        let finding = Diagnostic::new(Code::DUPLICATE_PERSON, message).at(span, "again here");
        findings.push(finding.at(*first, "first here"));
    }
}

/// The finding that one address was given to two people, when their names are not one person's.
pub(super) fn two_people(
    known: &Recipient,
    (name, span): (&str, Span),
    first: Span,
) -> Option<Diagnostic> {
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
