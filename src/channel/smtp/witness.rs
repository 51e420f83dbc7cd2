//! What the lines to a server know together. Somebody whose messages it takes: asked about her and about
//! one it refuses, it shows whether it refuses everybody; no more than the last one is known. And whether
//! it refused our login.

use std::sync::{Mutex, PoisonError};

/// Somebody to whom a message was taken, and the words by which a login was refused.
#[derive(Debug, Default)]
pub(super) struct Witness {
    taken: Mutex<Option<String>>,
    refused: Mutex<Option<String>>,
}

impl Witness {
    /// Remembers somebody.
    pub(super) fn saw(&self, recipient: &str) {
        let mut seen = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.as_deref() != Some(recipient) {
            *seen = Some(recipient.to_owned());
        }
    }

    /// Somebody else than this one.
    pub(super) fn besides(&self, recipient: &str) -> Option<String> {
        let seen = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone().filter(|seen| seen != recipient)
    }

    /// Remembers that the login was refused, and how.
    pub(super) fn saw_refusal(&self, words: &str) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        *refused = Some(words.to_owned());
    }

    /// How the login was refused, if it was.
    pub(super) fn refusal(&self) -> Option<String> {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.clone()
    }
}
