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
        }
        let message = format!("{} is listed twice and will be told once", known.address);
        let finding = Diagnostic::new(Code::DUPLICATE_PERSON, message).at(span, "again here");
        findings.push(finding.at(*first, "first here"));
    }
}
