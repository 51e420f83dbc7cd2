//! The time. Asked by `cli` alone, which lends it to `dispatch`: a long run needs it again.
#![expect(clippy::disallowed_methods, reason = "door: the clock")]

use crate::calendar::zone::Instant;

/// The present instant.
pub fn now() -> Instant {
    chrono::Utc::now()
}
