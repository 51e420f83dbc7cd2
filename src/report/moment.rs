//! Moments as whoever sends reads them: `Sat 6 Mar 2027, 20:00`.

use crate::calendar::zone::{Instant, Zone};

/// A moment on a zone's clocks.
pub(super) fn moment(zone: &Zone, instant: Instant) -> String {
    let civil = zone.civil(instant);
    civil.format("%a %-d %b %Y, %H:%M").to_string()
}
