//! `feed`: the calendars people subscribe to, one per audience, written where a web server serves them.
#![expect(
    clippy::disallowed_methods,
    reason = "door: writes the calendars into a folder"
)]

use super::book::follow_at;
use super::caution::refuse_older;
use super::failure::Failure;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::invite::{Feed, Tracks, examine};
use crate::ledger::{self, SqliteBook};
use crate::plan::audience::Audience;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write the calendars people subscribe to: one for each audience, with the windows that touch it.
///
/// Only files that change are written, each whole or not at all, so it can run from cron and into
/// the folder of a web server. The ledger remembers how often a window has moved, because calendars
/// ignore an event whose number has not grown.
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

impl FeedFiles {
    /// Writes the calendars that have changed.
    pub fn run(&self, around: &Surroundings) -> Done {
        let workspace = Workspace::open(&self.plan, around)?;
        mention(&workspace, around);
        let path = self.ledger.clone();
        let path = path.unwrap_or_else(|| workspace.settings.ledger(&workspace.path));
        refuse_to_start_over(&workspace, &path)?;
        refuse_older(&workspace, &*workspace.book(&path)?)?;
        let tracks = match follow_at(&workspace, &path) {
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
        let calendars = self.calendars(&workspace, &tracks)?;
        fs::create_dir_all(&self.out).map_err(|error| failed(&self.out, &error))?;
        let mut answer = String::new();
        for (path, text) in &calendars {
            let written = put(&self.out, path, text).map_err(|error| failed(path, &error))?;
            if written {
                answer.push_str(&format!("{} is written\n", path.display()));
            }
        }
        if answer.is_empty() && around.terminal.watched {
            answer.push_str("nothing has changed\n");
        }
        around.terminal.say(&answer);
        Ok(ExitCode::SUCCESS)
    }

    /// Every calendar with its place; none is written unless all are sound.
    fn calendars(
        &self,
        workspace: &Workspace,
        tracks: &Tracks,
    ) -> Result<Vec<(PathBuf, String)>, Failure> {
        let organizer = workspace.letterhead.organizer();
        let calendar = |audience: &Audience| {
            let path = self.out.join(format!("{}.ics", audience.id));
            let text = Feed::of(workspace.case(), audience, tracks, &organizer).write();
            examine(&text).map_err(|flaw| Failure::World {
                what: format!("{} would not be readable: {flaw}", path.display()),
                hint: "mend that text in the plan".to_owned(),
            })?;
            Ok((path, text))
        };
        workspace.plan.audiences.iter().map(calendar).collect()
    }
}

/// A ledger begun beside that of the same plan would let `send` tell everybody again.
fn refuse_to_start_over(workspace: &Workspace, path: &Path) -> Result<(), Failure> {
    if SqliteBook::is_there(path) {
        return Ok(());
    }
    let others = SqliteBook::beside(path, workspace.plan.id.as_str());
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

/// Writes a file unless it says the same already: a hidden one is finished and forced to disk before
/// it gets the name. Says whether it did.
fn put(folder: &Path, path: &Path, text: &str) -> io::Result<bool> {
    if fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        return Ok(false);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let hidden = folder.join(format!(".{name}.part"));
    match fs::remove_file(&hidden) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&hidden)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
        })
        .and_then(|()| fs::rename(&hidden, path));
    if let Err(error) = written {
        // What is left would only confuse; that it cannot be removed changes nothing.
        let _ = fs::remove_file(&hidden);
        return Err(error);
    }
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(true)
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::World {
        what: format!("{} cannot be written: {error}", path.display()),
        hint: "check the folder and the space on its disk, or name another with `--out`".to_owned(),
    }
}
