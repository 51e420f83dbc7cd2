//! Readdressed: people who are let go under one address while somebody of their name, who was told
//! nothing yet, has come under another. One mailbox is one person, so only the plan's author knows
//! whether these two are.

use super::correction::Correction;
use super::history::History;
use crate::plan::address::Mailbox;
use crate::rules::Case;
use std::collections::BTreeSet;

/// Somebody who may have another address now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Readdressed {
    /// Her name, as it stands in the plan.
    pub name: String,
    /// The address that is told that it gets no further messages.
    pub old: String,
    /// The address that has come.
    pub new: String,
}

/// Everybody of whom that may be so: both are in one audience, and nobody was told of the window at
/// the new address.
pub fn find(case: Case, history: &History, corrections: &[Correction]) -> Vec<Readdressed> {
    let mut found = BTreeSet::new();
    let released = corrections
        .iter()
        .filter(|correction| correction.kind.milestone().lets_go());
    for correction in released {
        let audience = &correction.occurrence.audience;
        let readers = case.directory.recipients(audience);
        let window = correction.occurrence.window.as_str();
        let told = |mailbox: &Mailbox| history.heard(window, audience.as_str(), mailbox).is_some();
        for index in &correction.group.members {
            let gone = &readers[*index];
            let name = known_by(&gone.name);
            let new = readers.iter().find(|reader| {
                let alike = !name.is_empty() && known_by(&reader.name) == name;
                alike && reader.address != gone.address && !told(&reader.address.mailbox())
            });
            if let Some(new) = new {
                found.insert(Readdressed {
                    name: new.name.clone(),
                    old: gone.address.to_string(),
                    new: new.address.to_string(),
                });
            }
        }
    }
    found.into_iter().collect()
}

/// A name as people compare names.
pub(super) fn known_by(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
