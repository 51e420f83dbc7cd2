//! Cautions: what `send` refuses as long as nobody says that it is really meant.

use super::failure::Failure;
use super::workspace::Workspace;
use super::{Surroundings, clock};
use crate::ledger::SqliteBook;
use chrono::TimeDelta;
use std::path::{Path, PathBuf};

/// How far `--now` may be from the clock without being a look into the future or the past.
const LOOKING_AWAY: TimeDelta = TimeDelta::days(1);

/// Mails that leave too early cannot be called back, and what is over would be told as if it were
/// still to come: whoever names another moment mostly wants to look.
pub fn refuse_other_moment(
    workspace: &Workspace,
    around: &Surroundings,
    ledger: &Path,
) -> Result<(), Failure> {
    if around.global.now.is_none() {
        return Ok(());
    }
    let (now, clock) = (workspace.now, clock());
    let which = if now - clock > LOOKING_AWAY {
        "more than a day ahead"
    } else if clock - now > LOOKING_AWAY {
        "more than a day back"
    } else if workspace
        .book(ledger)?
        .last_entry()?
        .is_some_and(|last| now < last)
    {
        "before the ledger's last entry"
    } else {
        return Ok(());
    };
    Err(Failure::usage(
        format!(
            "`--now` names a moment {which}, and the mails would really be sent. Nothing was sent"
        ),
        "look with `--dry-run`, write the mails into a folder with `--outbox DIR`, or send them now with `--really`",
    ))
}

/// Whether anybody was ever told anything by the ledger at `path`.
pub fn has_told(workspace: &Workspace, path: &Path) -> Result<bool, Failure> {
    Ok(workspace.book(path)?.last_entry()?.is_some())
}

/// A plan file that was given another name has another ledger, which knows nobody who was told.
pub fn refuse_to_start_over(workspace: &Workspace, path: &Path) -> Result<(), Failure> {
    let mut occurrences = workspace.timeline.occurrences.iter();
    let nothing_past = occurrences.all(|occurrence| occurrence.moment > workspace.now);
    if nothing_past || has_told(workspace, path)? {
        return Ok(());
    }
    let others = SqliteBook::beside(path, workspace.plan.id.as_str());
    let told = |other: &&PathBuf| has_told(workspace, other).unwrap_or(true);
    let Some(other) = others.iter().find(told) else {
        return Ok(());
    };
    let (path, other) = (path.display(), other.display());
    Err(Failure::usage(
        format!(
            "nobody was told by the ledger {path} yet, but {other} is a ledger of this plan: everybody it knows as told would be told again. Nothing was sent"
        ),
        format!(
            "go on with it by `--ledger {other}`, or give it the name {path}; start afresh with `--really`"
        ),
    ))
}
