//! `feed`: the calendars people subscribe to, one per audience, written where a web server serves them.
#![expect(
    clippy::disallowed_methods,
    reason = "door: writes the calendars into a folder"
)]

use super::asked::WAITING;
use super::book::{follow_now, tracks};
use super::caution::refuse_older;
use super::failure::Failure;
use super::kept::Kept;
use super::obstacle::refuse_removed;
use super::published::{self, waiting};
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::belief::Beliefs;
use crate::channel::whole_file;
use crate::invite::{Feed, Tracks, examine};
use crate::ledger::{self, Approvals, SqliteBook};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write the calendars people subscribe to: one for each audience, with the windows that touch it.
///
/// Only files that change are written, each whole or not at all, so it can run from cron and into
/// the folder of a web server. The ledger remembers how often a window has moved, because calendars
/// ignore an event whose number has not grown. A calendar that says something nobody has approved yet
/// stays as it is, and the exit code is 4.
#[derive(clap::Args)]
pub struct FeedFiles {
    /// The plan
    plan: PathBuf,
    /// The folder for the calendars, `AUDIENCE.ics` each
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The ledger [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

/// The windows as calendars may state them.
struct StatedBy<'t> {
    /// As they are, with what was recorded of their nights.
    record: &'t Tracks,
    /// As they can be approved.
    plan: &'t Tracks,
}

impl FeedFiles {
    /// Writes the calendars that have changed.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = Kept::or_begun(self.ledger.as_deref());
        let workspace = Workspace::open_with(&self.plan, around, &kept, &[])?;
        mention(&workspace, around);
        refuse_second_ledger(&workspace)?;
        let book = workspace.told_before()?;
        refuse_older(&workspace, &*book)?;
        // Calendars would keep it, and get the same under another name.
        let history = workspace.history(&*book)?;
        let beliefs = Beliefs::of(workspace.case(), history, false);
        refuse_removed(&workspace, &beliefs, "Nothing was written")?;
        let followed = match follow_now(&workspace, &beliefs.history.nights) {
            Err(ledger::Error::Held { path, holder }) => {
                let message = format!(
                    "{} is in use by {holder}; a later run writes the calendars\n",
                    path.display()
                );
                around.terminal.complain(&message);
                return Ok(ExitCode::SUCCESS);
            }
            followed => followed?,
        };
        let book = workspace.told_before()?;
        let nights = published::nights(&workspace, &beliefs.history.nights);
        let written = tracks(&workspace, &nights, &*book, false)?;
        let stated = StatedBy {
            record: &followed,
            plan: &written,
        };
        let approvals = book.approvals()?;
        let (calendars, waiting) = self.calendars(&workspace, &stated, &approvals)?;
        fs::create_dir_all(&self.out).map_err(|error| failed(&self.out, &error))?;
        let mut answer = String::new();
        for (path, text) in &calendars {
            let written = put(path, text).map_err(|error| failed(path, &error))?;
            if written {
                answer.push_str(&format!("{} is written\n", path.display()));
            }
        }
        if answer.is_empty() && waiting.is_empty() && around.terminal.watched {
            answer.push_str("nothing has changed\n");
        }
        around.terminal.say(&answer);
        if waiting.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        let [diff, approve] = ["diff", "approve"].map(|verb| workspace.command(verb));
        let advice = format!("help: look with `{diff}`, then `{approve} --by NAME`\n");
        around.terminal.complain(&(waiting + &advice));
        Ok(ExitCode::from(WAITING))
    }

    /// Every calendar that may be seen, with its place, and in words why the others stay as they are;
    /// none is written unless all are sound. They tell what was recorded; approved is what the plan says.
    fn calendars(
        &self,
        workspace: &Workspace,
        stated: &StatedBy,
        approvals: &Approvals,
    ) -> Result<(Vec<(PathBuf, String)>, String), Failure> {
        let mut kept = String::new();
        let mut shown = Vec::new();
        let organizer = workspace.letterhead.organizer();
        for audience in &workspace.plan.audiences {
            let path = self.out.join(format!("{}.ics", audience.id));
            let text = Feed::of(workspace.case(), audience, stated.record, &organizer).write();
            examine(&text).map_err(|flaw| Failure::World {
                what: format!("{} would not be readable: {flaw}", path.display()),
                hint: "mend that text in the plan".to_owned(),
            })?;
            let waiting = waiting(workspace, (audience, stated.plan), approvals);
            if waiting.is_empty() {
                shown.push((path, text));
            } else {
                kept.push_str(&format!(
                    "{} stays as it is: nobody has approved what it would say of {}\n",
                    path.display(),
                    waiting.join(", ")
                ));
            }
        }
        Ok((shown, kept))
    }
}

/// A ledger begun beside that of the same plan would let `send` tell everybody again.
fn refuse_second_ledger(workspace: &Workspace) -> Result<(), Failure> {
    let path = &workspace.ledger;
    if SqliteBook::is_there(path) {
        return Ok(());
    }
    let others = SqliteBook::others_of(path, workspace.plan.id.as_str());
    let Some(other) = others.first() else {
        return Ok(());
    };
    let (path, other) = (path.display(), other.display());
    Err(Failure::usage(
        format!(
            "there is no ledger {path} yet, but {other} is a ledger of this plan. Nothing was written"
        ),
        format!("go on with it by `--ledger {other}`, or give it the name {path}"),
    ))
}

/// Writes a file unless it says the same already. Says whether it did.
fn put(path: &Path, text: &str) -> io::Result<bool> {
    if fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        return Ok(false);
    }
    whole_file::write(path, text.as_bytes())?;
    Ok(true)
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::World {
        what: format!("{} cannot be written: {error}", path.display()),
        hint: "check the folder and the space on its disk, or name another with `--out`".to_owned(),
    }
}
