//! What calendars are told while a simulation is played, kept as `send` keeps it.

use crate::calendar::zone::Instant;
use crate::invite::{Tracks, downtime};
use crate::ledger::{Error, Ledger};
use crate::mailing::Mailing;
use crate::plan::Plan;

/// What calendars were told by a ledger, and the plan's windows as they are now.
pub(super) fn follow(plan: &Plan, ledger: &mut dyn Ledger, now: Instant) -> Result<Tracks, Error> {
    let stored = ledger.tracks()?;
    let mut tracks = stored.clone().renamed(plan);
    let windows = downtime::windows(plan, &tracks, false);
    tracks.follow(&windows, now);
    let changed = tracks.since(&stored);
    if !changed.is_empty() {
        ledger.keep(&changed)?;
    }
    Ok(tracks)
}

/// The tracks once everybody is told what is due.
pub(super) fn remembered(stored: &Tracks, due: &[Mailing], now: Instant) -> Tracks {
    let mut tracks = stored.clone();
    for mailing in due {
        mailing.remember(&mut tracks, now);
    }
    tracks
}
