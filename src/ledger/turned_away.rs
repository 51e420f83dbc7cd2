//! A login that the mail server refused: trying it again at every run would lock the account.

use crate::calendar::zone::Instant;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// How long the same login is not tried again.
const REST: TimeDelta = TimeDelta::hours(1);

/// When a login was refused, and which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnedAway {
    /// When.
    pub at: Instant,
    /// The fingerprint of server, account and secret, under the salt of that moment.
    pub account: String,
    /// What was wrong, with the server's words.
    pub words: String,
}

impl TurnedAway {
    /// What makes the fingerprints of one moment unlike those of another.
    pub fn salt(at: Instant) -> String {
        at.timestamp_micros().to_string()
    }

    /// Until when the login is left alone, where it is at some moment.
    pub fn rests(&self, now: Instant) -> Option<Instant> {
        let until = self.at + REST;
        (now < until && self.at - now < REST).then_some(until)
    }
}
