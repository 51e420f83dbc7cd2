//! Somebody whose messages the server takes: asked about her and about one it refuses, it shows
//! whether it refuses everybody. Shared by all lines; knows no more than the last one.

use std::sync::{Mutex, PoisonError};

/// Somebody to whom a message was taken.
#[derive(Debug, Default)]
pub(super) struct Witness(Mutex<Option<String>>);

impl Witness {
    /// Remembers somebody.
    pub(super) fn saw(&self, recipient: &str) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.as_deref() != Some(recipient) {
            *seen = Some(recipient.to_owned());
        }
    }

    /// Somebody else than this one.
    pub(super) fn besides(&self, recipient: &str) -> Option<String> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone().filter(|seen| seen != recipient)
    }
}
