//! Tracks: what calendars are told, kept up to date with a plan, with what was recorded of its nights,
//! and with what is about to leave.

use super::Mailing;
use crate::calendar::zone::Instant;
use crate::invite::{Stage, Tracks, downtime};
use crate::ledger::{Error, Ledger};
use crate::night::Nights;
use crate::plan::Plan;

/// What calendars were told by the ids that things have now, with the plan's windows as they are
/// now: off by decision, or with the end that was recorded. What is gone from the plan may be taken for
/// called off. What is new is so since the plan says so, or since it was recorded.
pub fn followed(
    plan: &Plan,
    nights: &Nights,
    stored: &Tracks,
    (gone_is_off, revised): (bool, Instant),
) -> Tracks {
    let mut tracks = stored.clone().renamed(plan);
    for mut window in downtime::windows(plan, &tracks, gone_is_off) {
        if let Some(night) = nights.of(&window.key) {
            window.end = night.end();
        }
        if nights.is_off(&window.key) {
            window.stage = Stage::Cancelled;
        }
        let since = nights.since(&window.key, revised);
        tracks.follow(&[window], since);
    }
    tracks
}

/// What has changed is durable in a ledger.
pub fn keep(tracks: &Tracks, ledger: &mut dyn Ledger) -> Result<(), Error> {
    let changed = tracks.since(&ledger.book().tracks()?);
    if changed.is_empty() {
        return Ok(());
    }
    ledger.keep(&changed)
}

/// Writes down what calendars are about to be told, before anybody is: the plan's windows as they
/// are now, and what is due.
pub fn remember(followed: &Tracks, due: &[Mailing], ledger: &mut dyn Ledger) -> Result<(), Error> {
    if due.is_empty() {
        return Ok(());
    }
    let mut tracks = followed.clone();
    for mailing in due {
        mailing.remember(&mut tracks);
    }
    keep(&tracks, ledger)
}
