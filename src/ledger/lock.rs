//! One writer at a time: a lock beside the ledger that the kernel lets go of when its holder dies.
//!
//! The lock file stays where it is: taking it away would let two runs hold two files of one name. So it
//! also keeps how much was ever written into the ledger, by which a copy that is put back shows. What
//! it says is written after the ledger's own entries are durable: it may lag behind them and never leads.
#![expect(
    clippy::disallowed_methods,
    reason = "door: the lock beside the ledger"
)]

use crate::calendar::zone::Instant;
use crate::ledger::error::Error;
use chrono::TimeDelta;
use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// Longer lock files are not ours.
const LONGEST_NOTE: u64 = 4096;

/// Who holds a ledger.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HeldBy {
    /// The process.
    pub pid: u32,
    /// Since when; nothing when the holder has not said so yet.
    pub since: Option<Instant>,
}

impl std::fmt::Display for HeldBy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(since) = self.since else {
            return formatter.write_str("another run that has just begun");
        };
        write!(formatter, "process {}", self.pid)?;
        write!(
            formatter,
            " since {}",
            since.format("%Y-%m-%d %H:%M:%S UTC")
        )
    }
}

impl HeldBy {
    /// Whether it has been at work for so long at some moment.
    pub fn is_at_it_for(&self, length: TimeDelta, now: Instant) -> bool {
        self.since.is_some_and(|since| now - since >= length)
    }
}

/// What the lock file says.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Note {
    #[serde(flatten)]
    holder: HeldBy,
    /// How many entries the ledger was last known to hold.
    #[serde(default)]
    entries: i64,
}

/// The right to write to one ledger; lasts until it is dropped or the process ends.
#[derive(Debug)]
pub struct Lock {
    ledger: PathBuf,
    file: File,
    note: Note,
}

impl Lock {
    /// Takes the lock of `ledger` for `holder`, or says at once who has it.
    pub fn take(ledger: &Path, holder: &HeldBy) -> Result<Lock, Error> {
        let path = with_ending(ledger, ".lock");
        if path.is_symlink() {
            return Err(Error::Symlink { path });
        }
        let broken = |source| refused(ledger, &path, source);
        let mut file = private(OpenOptions::new().read(true).write(true).create(true))
            .open(&path)
            .map_err(broken)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Held {
                    path: ledger.to_owned(),
                    holder: read_note(&mut file).holder,
                });
            }
            Err(TryLockError::Error(source)) => return Err(broken(source)),
        }
        let note = Note {
            holder: holder.clone(),
            ..read_note(&mut file)
        };
        write_note(&mut file, &note).map_err(broken)?;
        Ok(Lock {
            ledger: ledger.to_owned(),
            file,
            note,
        })
    }

    /// The same for somebody who means the ledger as it lies there, whatever was written before.
    #[must_use]
    pub fn meaning_it(mut self) -> Self {
        self.note.entries = 0;
        self
    }

    /// How many entries the ledger was last known to hold.
    pub fn entries(&self) -> i64 {
        self.note.entries
    }

    /// Keeps how many entries the ledger holds, once they are durable.
    pub fn keep(&mut self, entries: i64) {
        self.note.entries = entries;
        // A number that lags behind is no harm.
        let _ = write_note(&mut self.file, &self.note);
    }

    /// The ledger it is the lock of.
    pub fn ledger(&self) -> &Path {
        &self.ledger
    }
}

impl Drop for Lock {
    /// Lets go of it even where a program that was just being started still shares the file.
    fn drop(&mut self) {
        // What cannot be let go of here goes with the process.
        let _ = self.file.unlock();
    }
}

/// Why a file of a ledger could not be opened or made, as far as that can be seen.
pub(super) fn refused(ledger: &Path, file: &Path, source: io::Error) -> Error {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let path = ledger.to_owned();
    match source.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            let barred = match file.exists() {
                true => file.to_owned(),
                false => std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()),
            };
            Error::ReadOnly {
                path,
                owner: owner(&barred),
                barred,
            }
        }
        ErrorKind::NotFound if !folder.exists() => Error::NoFolder {
            path,
            folder: folder.to_owned(),
        },
        _ => Error::File {
            path: file.to_owned(),
            source,
        },
    }
}

/// What is in the way of a ledger that may itself be written: its log, or else the folder.
pub(super) fn barred(ledger: &Path) -> Error {
    let denied = |error: &io::Error| error.kind() == ErrorKind::PermissionDenied;
    let beside = ["-wal", "-shm"].map(|ending| with_ending(ledger, ending));
    let shut = beside.iter().find(|file| {
        let opened = OpenOptions::new().append(true).open(file);
        opened.is_err_and(|error| denied(&error))
    });
    // Of a file that is not there, the folder is in the way.
    let draft = with_ending(ledger, ".new");
    refused(
        ledger,
        shut.unwrap_or(&draft),
        ErrorKind::PermissionDenied.into(),
    )
}

#[cfg(unix)]
fn owner(barred: &Path) -> Option<u32> {
    let found = barred.symlink_metadata().ok()?;
    Some(std::os::unix::fs::MetadataExt::uid(&found))
}

#[cfg(not(unix))]
fn owner(_: &Path) -> Option<u32> {
    None
}

/// `path` with `ending` added to its name.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// A new file is for its owner alone.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// How many entries the ledger was last known to hold, as far as whoever asks may know.
pub(super) fn entries_of(ledger: &Path) -> i64 {
    let file = File::open(with_ending(ledger, ".lock"));
    file.map_or(0, |mut file| read_note(&mut file).entries)
}

fn read_note(file: &mut File) -> Note {
    let mut text = String::new();
    let read = file.take(LONGEST_NOTE).read_to_string(&mut text);
    // Behind its first line there may be the end of a longer one.
    let line = read.ok().and_then(|_| text.lines().next());
    let note = line.and_then(|line| serde_json::from_str(line).ok());
    note.unwrap_or(Note {
        holder: HeldBy {
            pid: 0,
            since: None,
        },
        entries: 0,
    })
}

/// Writes over what is there, so that a run that dies in between leaves the one or the other.
fn write_note(file: &mut File, note: &Note) -> std::io::Result<()> {
    let mut line = serde_json::to_string(note).expect("a note is plain text and numbers");
    line.push('\n');
    file.rewind()?;
    file.write_all(line.as_bytes())?;
    let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
    if file.metadata()?.len() > length {
        file.set_len(length)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder() -> HeldBy {
        HeldBy {
            pid: 4711,
            since: chrono::DateTime::from_timestamp(1_800_000_000, 0),
        }
    }

    #[test]
    fn the_second_is_told_who_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.ledger");
        let first = Lock::take(&path, &holder()).unwrap();
        let second = Lock::take(&path, &HeldBy { pid: 1, ..holder() });
        let message = second.unwrap_err().to_string();
        assert!(
            message.contains("process 4711 since 2027-01-15 08:00:00 UTC"),
            "{message}"
        );
        drop(first);
        Lock::take(&path, &holder()).unwrap();
    }

    #[test]
    fn a_lock_file_full_of_rubbish_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.ledger");
        std::fs::write(with_ending(&path, ".lock"), "x".repeat(9000)).unwrap();
        assert_eq!(Lock::take(&path, &holder()).unwrap().entries(), 0);
    }

    #[test]
    fn how_much_was_written_outlives_every_holder_and_a_longer_note_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.ledger");
        Lock::take(&path, &holder()).unwrap().keep(123_456);
        let short = HeldBy {
            pid: 1,
            since: None,
        };
        let mut lock = Lock::take(&path, &short).unwrap();
        assert_eq!(lock.entries(), 123_456);
        lock.keep(7);
        assert_eq!(entries_of(&path), 7);
        // What a holder of another release leaves there.
        drop(lock);
        let other = serde_json::to_string(&holder()).unwrap();
        std::fs::write(with_ending(&path, ".lock"), other).unwrap();
        assert_eq!(entries_of(&path), 0);
    }

    #[test]
    fn a_note_that_was_written_over_in_part_is_read_to_its_first_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.ledger");
        let left = "{\"pid\":1,\"since\":null,\"entries\":9}\n\"entries\":123456}\n";
        std::fs::write(with_ending(&path, ".lock"), left).unwrap();
        assert_eq!(entries_of(&path), 9);
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_is_never_taken_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.ledger");
        std::os::unix::fs::symlink("/etc/passwd", with_ending(&path, ".lock")).unwrap();
        assert!(matches!(
            Lock::take(&path, &holder()),
            Err(Error::Symlink { .. })
        ));
    }
}
