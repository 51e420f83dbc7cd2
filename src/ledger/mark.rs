//! A mark in the ledger: of whom a notice was for, everybody is settled. It saves the next run from
//! looking at each of them again, and never stands for readers it was not made for.

use crate::plan::address::Mailbox;
use sha2::{Digest as _, Sha256};

/// Says that everybody on a roll is settled for a notice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The notice.
    pub notice: String,
    /// Its audience.
    pub audience: String,
    /// The fingerprint of the roll, see [`Roll`].
    pub roll: String,
}

/// Takes the fingerprint of a list of readers; one more reader, or one less, is another list.
pub struct Roll(Sha256);

impl Default for Roll {
    fn default() -> Self {
        Self::new()
    }
}

impl Roll {
    /// An empty list of readers.
    pub fn new() -> Self {
        Self(Sha256::new_with_prefix("forewarn-roll-v1\n"))
    }

    /// Adds the mailbox of a reader, and the number of the telling she is to get.
    pub fn add(&mut self, mailbox: &Mailbox, revision: u32) {
        self.0.update(mailbox.as_str().as_bytes());
        // No mailbox has a line break in it.
        self.0.update(format!("\n{revision}\n"));
    }

    /// The fingerprint.
    pub fn fingerprint(self) -> String {
        let digest = self.0.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roll(revision: u32, mailboxes: &[&str]) -> String {
        let mut roll = Roll::new();
        mailboxes
            .iter()
            .for_each(|mailbox| roll.add(&Mailbox::of(mailbox), revision));
        roll.fingerprint()
    }

    #[test]
    fn one_reader_more_or_another_revision_is_another_roll() {
        let two = roll(1, &["a@b.example", "c@b.example"]);
        assert_eq!(two, roll(1, &["a@b.example", "c@b.example"]));
        for other in [
            roll(1, &["a@b.example"]),
            roll(1, &["a@b.examplec@b.example"]),
            roll(2, &["a@b.example", "c@b.example"]),
        ] {
            assert_ne!(two, other);
        }
    }
}
