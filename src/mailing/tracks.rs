//! Tracks: what calendars are told, kept up to date with a plan and with what is about to leave.

use super::Mailing;
use crate::calendar::zone::Instant;
use crate::invite::{Tracks, downtime};
use crate::ledger::{Error, Ledger};
use crate::plan::Plan;

/// What calendars were told by the ids that things have now, with the plan's windows as they are
/// now. What is gone from the plan may be taken for called off.
pub fn followed(plan: &Plan, stored: &Tracks, gone_is_off: bool, now: Instant) -> Tracks {
    let mut tracks = stored.clone().renamed(plan);
    let windows = downtime::windows(plan, &tracks, gone_is_off);
    tracks.follow(&windows, now);
    tracks
}

/// The same of what a ledger knows; what has changed is durable in it.
pub fn follow(
    plan: &Plan,
    ledger: &mut dyn Ledger,
    gone_is_off: bool,
    now: Instant,
) -> Result<Tracks, Error> {
    let stored = ledger.tracks()?;
    let tracks = followed(plan, &stored, gone_is_off, now);
    keep(&stored, &tracks, ledger)?;
    Ok(tracks)
}

/// Writes down what calendars are about to be told, before anybody is.
pub fn remember(
    stored: &Tracks,
    due: &[Mailing],
    ledger: &mut dyn Ledger,
    now: Instant,
) -> Result<(), Error> {
    let mut tracks = stored.clone();
    for mailing in due {
        mailing.remember(&mut tracks, now);
    }
    keep(stored, &tracks, ledger)
}

fn keep(stored: &Tracks, tracks: &Tracks, ledger: &mut dyn Ledger) -> Result<(), Error> {
    let changed = tracks.since(stored);
    if changed.is_empty() {
        return Ok(());
    }
    ledger.keep(&changed)
}
