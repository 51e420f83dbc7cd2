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
/// called off.
pub fn followed(
    plan: &Plan,
    nights: &Nights,
    stored: &Tracks,
    gone_is_off: bool,
    now: Instant,
) -> Tracks {
    let mut tracks = stored.clone().renamed(plan);
    let mut windows = downtime::windows(plan, &tracks, gone_is_off);
    for window in &mut windows {
        if let Some(night) = nights.of(&window.key) {
            window.end = night.end();
        }
        if nights.is_off(&window.key) {
            window.stage = Stage::Cancelled;
        }
    }
    tracks.follow(&windows, now);
    tracks
}

/// The same of what a ledger knows; what has changed is durable in it.
pub fn follow(
    plan: &Plan,
    nights: &Nights,
    ledger: &mut dyn Ledger,
    now: Instant,
) -> Result<Tracks, Error> {
    let stored = ledger.tracks()?;
    let tracks = followed(plan, nights, &stored, false, now);
    keep(&stored, &tracks, ledger)?;
    Ok(tracks)
}

/// Writes down what calendars are about to be told, before anybody is: the plan's windows as they
/// are now, and what is due.
pub fn remember(
    followed: &Tracks,
    due: &[Mailing],
    ledger: &mut dyn Ledger,
    now: Instant,
) -> Result<(), Error> {
    if due.is_empty() {
        return Ok(());
    }
    let mut tracks = followed.clone();
    for mailing in due {
        mailing.remember(&mut tracks, now);
    }
    keep(&ledger.tracks()?, &tracks, ledger)
}

fn keep(stored: &Tracks, tracks: &Tracks, ledger: &mut dyn Ledger) -> Result<(), Error> {
    let changed = tracks.since(stored);
    if changed.is_empty() {
        return Ok(());
    }
    ledger.keep(&changed)
}
