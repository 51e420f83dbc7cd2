//! The time. Held by `dispatch`, which needs it again in a long run, and by `cli`.
#![expect(clippy::disallowed_methods, reason = "door: the clock")]

use crate::calendar::zone::Instant;

/// The present instant.
pub fn now() -> Instant {
    chrono::Utc::now()
}
