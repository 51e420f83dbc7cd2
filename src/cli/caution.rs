//! Cautions: what `send`, `approve` and `record` refuse as long as nobody says that it is really meant.

use super::failure::Failure;
use super::workspace::Workspace;
use super::{Surroundings, clock};
use crate::calendar::zone::Instant;
use crate::ledger::edition::superseded;
use crate::ledger::{self, Book, SqliteBook};
use crate::plan::content::Difference;
use chrono::TimeDelta;
use std::path::{Path, PathBuf};

/// How far `--now` may be from the clock without being a look into the future or the past.
const LOOKING_AWAY: TimeDelta = TimeDelta::days(1);

/// How many values of an older file are shown, and how many letters of each.
const NAMED: usize = 5;
const LONGEST: usize = 60;

/// What to do about an older file.
const WAY_OUT: &str = "if it came from a backup, put the newer file back; if it is meant, approve it with `forewarn approve PLAN --by NAME --really`, or send it with `forewarn send PLAN --really`, once";

/// How far the clock may be behind the last entry: it is set right by small steps, and by machines
/// that do not quite agree.
const SMALL_STEP: TimeDelta = TimeDelta::minutes(5);

/// Mails that leave too early cannot be called back, and what is over would be told as if it were
/// still to come: whoever names another moment mostly wants to look, and a clock that is behind what
/// the ledger knows is wrong.
pub fn refuse_other_moment(workspace: &Workspace, around: &Surroundings) -> Result<(), Failure> {
    let (now, clock) = (workspace.now, clock());
    let last = workspace.told_before()?.last_moment()?;
    if around.global.now.is_none() {
        return refuse_clock(workspace, last);
    }
    let which = if now - clock > LOOKING_AWAY {
        "a moment more than a day ahead".to_owned()
    } else if clock - now > LOOKING_AWAY {
        "a moment more than a day back".to_owned()
    } else if let Some(last) = last.filter(|last| now + SMALL_STEP < *last) {
        format!(
            "{}, but the last entry of the ledger is of {}",
            moment(workspace, now),
            moment(workspace, last)
        )
    } else {
        return Ok(());
    };
    Err(Failure::usage(
        format!("`--now` names {which}, and the mails would really be sent. Nothing was sent"),
        "look with `--dry-run`, write the mails into a folder with `--outbox DIR`, or send them now with `--really`",
    ))
}

/// Refuses to write the mails of a day into a folder that has seen a later one: what is due on both
/// days would be told once, and nobody could tell which of its mails belong together.
pub fn refuse_earlier_day(
    workspace: &Workspace,
    around: &Surroundings,
    called: &str,
) -> Result<(), Failure> {
    let now = workspace.now;
    let last = workspace.told_before()?.last_moment()?;
    let Some(last) = last.filter(|last| now + SMALL_STEP < *last) else {
        return Ok(());
    };
    if around.global.now.is_none() {
        return refuse_clock(workspace, Some(last));
    }
    let seen = workspace.plan.zone.civil(last).format("%-d %B %Y, %H:%M");
    Err(Failure::usage(
        format!("this {called} has already seen {seen}. Nothing was written"),
        "take a new one to see an earlier day, or mix the days with `--really`",
    ))
}

/// Refuses to work by a clock that shows an earlier time than the ledger has seen already.
fn refuse_clock(workspace: &Workspace, last: Option<Instant>) -> Result<(), Failure> {
    let now = workspace.now;
    let Some(last) = last.filter(|last| now + SMALL_STEP < *last) else {
        return Ok(());
    };
    Err(Failure::World {
        what: format!(
            "the clock shows {}, but the last entry of the ledger is of {}. Nothing was done",
            moment(workspace, now),
            moment(workspace, last)
        ),
        hint: "set the clock of this machine right; if it is right, the ledger was written with another `--now`: go on from here with `forewarn send --really`, once".to_owned(),
    })
}

/// The same for commands that write down when something was said, write mails into a folder, or only
/// look.
pub fn refuse_early_clock(
    workspace: &Workspace,
    around: &Surroundings,
    book: &dyn Book,
) -> Result<(), Failure> {
    match around.global.now {
        Some(_) => Ok(()),
        None => refuse_clock(workspace, book.last_moment()?),
    }
}

/// Refuses a plan's file that says what an earlier one said, when another was sent or approved
/// since: it may come from a backup, and would tell people dates that are over.
pub fn refuse_older(workspace: &Workspace, book: &dyn Book) -> Result<(), Failure> {
    let Some((older, differences)) = older(workspace, book)? else {
        return Ok(());
    };
    Err(Failure::usage(
        format!("{older}. Nothing was done\n{differences}"),
        WAY_OUT,
    ))
}

/// Warns of such a file whoever only looks; gives whether it is one.
pub fn warn_of_older(
    workspace: &Workspace,
    book: &dyn Book,
    around: &Surroundings,
) -> Result<bool, Failure> {
    let Some((older, differences)) = older(workspace, book)? else {
        return Ok(false);
    };
    let refused = "`send`, `approve` and `record` refuse it";
    let warning = format!("warning: {older}; {refused}\n{differences}\n  = help: {WAY_OUT}\n");
    around.terminal.complain(&around.terminal.fold(&warning));
    Ok(true)
}

/// That the file says what an earlier one said, and what it says otherwise than the last.
fn older(
    workspace: &Workspace,
    book: &dyn Book,
) -> Result<Option<(String, String)>, ledger::Error> {
    let editions = book.editions()?;
    let content = &workspace.content;
    let Some((_, until)) = superseded(&editions, content) else {
        return Ok(None);
    };
    let last = editions.last().map(|last| &last.content);
    let differences = last.map_or_else(Vec::new, |last| last.differences(content));
    let words = format!(
        "{} is older than what was sent or approved last: it says what it said until {}",
        workspace.path.display(),
        moment(workspace, until)
    );
    Ok(Some((words, in_words(&differences))))
}

/// What an older file says otherwise: the first few values.
fn in_words(differences: &[Difference]) -> String {
    let mut text = String::new();
    for difference in differences.iter().take(NAMED) {
        let said = |said: Option<&str>| match said {
            Some(said) => short(said),
            None => "nothing".to_owned(),
        };
        let (last, old) = (said(difference.first), said(difference.second));
        text.push_str(&format!(
            "  {}\n    last said  {last}\n    says now   {old}\n",
            difference.place
        ));
    }
    let more = differences.len().saturating_sub(NAMED);
    if more > 0 {
        text.push_str(&format!("  and {more} more\n"));
    }
    text.truncate(text.trim_end().len());
    text
}

/// The beginning of a value, in one line.
fn short(said: &str) -> String {
    let words: Vec<&str> = said.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn moment(workspace: &Workspace, instant: Instant) -> String {
    let zone = &workspace.plan.zone;
    let civil = zone.civil(instant).format("%A %-d %B %Y, %H:%M");
    format!("{civil} ({})", zone.abbreviation(instant))
}

/// Whether anything was ever written into the ledger at `path`.
fn has_entries(workspace: &Workspace, path: &Path) -> Result<bool, Failure> {
    Ok(workspace.book(path)?.last_entry()?.is_some())
}

/// Whether the plan has begun by its ledger: mails left, or would have if the server had
/// been there.
pub fn has_begun(workspace: &Workspace) -> Result<bool, Failure> {
    Ok(workspace.told_before()?.beginning()?.is_some())
}

/// A plan file that was given another name has another ledger, which knows nobody who was told.
pub fn refuse_to_start_over(workspace: &Workspace, undone: &str) -> Result<(), Failure> {
    let path = &workspace.ledger;
    let mut occurrences = workspace.timeline.occurrences.iter();
    let nothing_past = occurrences.all(|occurrence| occurrence.moment > workspace.now);
    if nothing_past || has_entries(workspace, path)? {
        return Ok(());
    }
    let others = SqliteBook::others_of(path, workspace.plan.id.as_str());
    let told = |other: &&PathBuf| has_entries(workspace, other).unwrap_or(true);
    let Some(other) = others.iter().find(told) else {
        return Ok(());
    };
    let (path, other) = (path.display(), other.display());
    Err(Failure::usage(
        format!(
            "nobody was told by the ledger {path} yet, but {other} is a ledger of this plan: everybody it knows as told would be told again. {undone}"
        ),
        format!(
            "go on with it by `--ledger {other}`, or give it the name {path}; start afresh with `--really`"
        ),
    ))
}
