//! The ledger of a command, and what calendars were told by it.

use super::clock;
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::calendar::zone::Instant;
use crate::invite::Tracks;
use crate::ledger::edition::superseded;
use crate::ledger::{self, Book, Edition, HeldBy, Ledger, Lock, Occasion, SqliteLedger};
use crate::mailing::{Mailing, tracks};
use crate::night::Nights;
use chrono::TimeDelta;
use std::path::Path;
use std::time::Duration;

/// How often a command that a person waits for asks whether another run is done with the ledger.
const PATIENCE: u32 = 40;

/// How long it waits in between.
const PAUSE: Duration = Duration::from_millis(250);

/// How long a run may be at work before others that find it so say it where nobody watches.
const LONG: TimeDelta = TimeDelta::hours(1);

/// The workspace's ledger for writing; made where none lies. One that was put back from a copy counts
/// only for somebody who really means it.
pub fn writer(workspace: &Workspace, really: bool) -> Result<SqliteLedger, ledger::Error> {
    let holder = HeldBy {
        pid: std::process::id(),
        since: Some(clock()),
    };
    let mut lock = Lock::take(&workspace.ledger, &holder)?;
    if really {
        lock = lock.meaning_it();
    }
    SqliteLedger::open_or_create(lock, workspace.plan.id.as_str())
}

/// The same for a command that a person waits for: as soon as a run that sends is done with it.
pub fn writer_in_turn(workspace: &Workspace, really: bool) -> Result<SqliteLedger, ledger::Error> {
    let mut tries = 0;
    loop {
        match writer(workspace, really) {
            Err(ledger::Error::Held { .. }) if tries < PATIENCE => {
                tries += 1;
                std::thread::sleep(PAUSE);
            }
            opened => return opened,
        }
    }
}

/// Leaves the work to the run that holds the ledger. Cron hears of it only when that takes long.
pub fn leave_to(holder: &HeldBy, path: &Path, terminal: &Terminal) {
    if terminal.watched || holder.is_at_it_for(LONG, clock()) {
        let path = path.display();
        terminal.complain(&format!(
            "{path} is in use by {holder}; this run leaves the work to it\n"
        ));
    }
}

/// Since when the plan says what it says: a plan that was never changed since its first notice is due,
/// whoever looks at it when; a changed one since it was first approved or sent by as it is, by a book.
/// What nobody approved or sent by yet it says since now.
pub fn revised(workspace: &Workspace, book: &dyn Book) -> Result<Instant, ledger::Error> {
    let editions = book.editions()?;
    let is_current = |edition: &&Edition| edition.content == workspace.content;
    if editions.iter().all(|edition| is_current(&edition)) {
        return Ok(workspace.begins());
    }
    let current = editions.iter().rev().take_while(is_current).last();
    Ok(current.map_or(workspace.now, |edition| edition.at))
}

/// What calendars were told by a ledger, and the plan's windows as they are now, by what was recorded
/// of their nights.
pub fn tracks(
    workspace: &Workspace,
    nights: &Nights,
    book: &dyn Book,
    gone_is_off: bool,
) -> Result<Tracks, ledger::Error> {
    let (plan, stored) = (&workspace.plan, book.tracks()?);
    let since = revised(workspace, book)?;
    Ok(tracks::followed(
        plan,
        nights,
        &stored,
        (gone_is_off, since),
    ))
}

/// The same for those who look at calendars now: what they see is so at the latest since now. What has
/// changed is durable in the ledger, which is opened for writing only then.
pub fn follow_now(workspace: &Workspace, nights: &Nights) -> Result<Tracks, ledger::Error> {
    let followed = |book: &dyn Book| -> Result<Tracks, ledger::Error> {
        let since = revised(workspace, book)?.min(workspace.now);
        let stored = book.tracks()?;
        Ok(tracks::followed(
            &workspace.plan,
            nights,
            &stored,
            (false, since),
        ))
    };
    let book = workspace.told_before()?;
    let tracks = followed(&*book)?;
    if tracks.since(&book.tracks()?).is_empty() {
        return Ok(tracks);
    }
    let mut ledger = writer(workspace, false)?;
    let tracks = followed(ledger.book())?;
    tracks::keep(&tracks, &mut ledger)?;
    Ok(tracks)
}

/// Writes down what the plan's file says, unless that was written down last.
pub fn publish(
    workspace: &Workspace,
    because: Occasion,
    ledger: &mut SqliteLedger,
) -> Result<(), ledger::Error> {
    ledger.publish(&Edition {
        at: workspace.now,
        because,
        content: workspace.content.clone(),
    })
}

/// Writes down that somebody means this plan and this moment, so that later runs go on from them.
pub fn mean_it(workspace: &Workspace, ledger: &mut SqliteLedger) -> Result<(), ledger::Error> {
    let last = ledger.book().last_moment()?;
    let is_earlier = last.is_some_and(|last| workspace.now < last);
    let is_older = superseded(&ledger.book().editions()?, &workspace.content).is_some();
    if !is_earlier && !is_older {
        return Ok(());
    }
    publish(workspace, Occasion::Really, ledger)
}

/// Writes down what calendars are about to be told, before anybody is.
pub fn remember(
    workspace: &Workspace,
    due: &[Mailing],
    ledger: &mut dyn Ledger,
) -> Result<(), ledger::Error> {
    tracks::remember(&workspace.letterhead.tracks, due, ledger)
}
