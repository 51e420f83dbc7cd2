//! One writer at a time: a lock beside the ledger that the kernel lets go of when its holder dies.
//!
//! The lock file stays where it is: taking it away would let two runs hold two files of one name.
#![expect(
    clippy::disallowed_methods,
    reason = "door: the lock beside the ledger"
)]

use crate::calendar::zone::Instant;
use crate::ledger::error::Error;
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

/// The right to write to one ledger; lasts until it is dropped or the process ends.
#[derive(Debug)]
pub struct Lock {
    ledger: PathBuf,
    file: File,
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
                    holder: read_note(&mut file),
                });
            }
            Err(TryLockError::Error(source)) => return Err(broken(source)),
        }
        write_note(&mut file, holder).map_err(broken)?;
        Ok(Lock {
            ledger: ledger.to_owned(),
            file,
        })
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

fn read_note(file: &mut File) -> HeldBy {
    let mut text = String::new();
    let unknown = HeldBy {
        pid: 0,
        since: None,
    };
    match file.take(LONGEST_NOTE).read_to_string(&mut text) {
        Ok(_) => serde_json::from_str(&text).unwrap_or(unknown),
        Err(_) => unknown,
    }
}

fn write_note(file: &mut File, holder: &HeldBy) -> std::io::Result<()> {
    let note = serde_json::to_string(holder).expect("a holder is plain text and numbers");
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(note.as_bytes())
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
        Lock::take(&path, &holder()).unwrap();
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
