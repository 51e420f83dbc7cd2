//! The ledger of a command, and what calendars were told by it.

use super::clock;
use super::workspace::Workspace;
use crate::invite::{Track, Tracks, briefing, downtime};
use crate::ledger::{self, HeldBy, Ledger, Lock, SqliteLedger};
use crate::mailing::Mailing;
use std::path::Path;

/// The ledger for writing; made where none lies.
fn writer(workspace: &Workspace, path: &Path) -> Result<SqliteLedger, ledger::Error> {
    let holder = HeldBy {
        pid: std::process::id(),
        host: String::new(),
        since: Some(clock()),
    };
    let lock = Lock::take(path, &holder)?;
    SqliteLedger::open_or_create(lock, workspace.plan.id.as_str())
}

/// The tracks of the plan's windows as they are now; what has changed is durable in the ledger.
pub fn follow(workspace: &Workspace, ledger: &mut dyn Ledger) -> Result<Tracks, ledger::Error> {
    let mut tracks = ledger.tracks()?;
    let changed = tracks.follow(&downtime::windows(&workspace.plan), workspace.now);
    if !changed.is_empty() {
        ledger.keep(&changed)?;
    }
    Ok(tracks)
}

/// The same, with the ledger opened for writing only when something has changed.
pub fn follow_at(workspace: &Workspace, path: &Path) -> Result<Tracks, ledger::Error> {
    let mut tracks = workspace.book(path)?.tracks()?;
    let windows = downtime::windows(&workspace.plan);
    if tracks.follow(&windows, workspace.now).is_empty() {
        return Ok(tracks);
    }
    follow(workspace, &mut writer(workspace, path)?)
}

/// Writes down who is about to be called to which briefing, before anybody is.
pub fn call(
    workspace: &Workspace,
    due: &[Mailing],
    ledger: &mut dyn Ledger,
) -> Result<(), ledger::Error> {
    let mut changed: Vec<Track> = Vec::new();
    for mailing in due {
        let Some(present) = mailing.call() else {
            continue;
        };
        let people = mailing.readers().map(|reader| reader.address.identity());
        let people: Vec<String> = people.collect();
        let known = changed.iter().find(|track| track.uid == present.uid);
        let stored = known.or_else(|| workspace.letterhead.tracks.get(&present.uid));
        let track = briefing::called(stored, present, &people, workspace.now);
        changed.retain(|other| other.uid != track.uid);
        changed.push(track);
    }
    changed.retain(|track| workspace.letterhead.tracks.get(&track.uid) != Some(track));
    if changed.is_empty() {
        return Ok(());
    }
    ledger.keep(&changed)
}
