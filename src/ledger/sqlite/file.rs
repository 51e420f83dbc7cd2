//! The ledger's file: made whole or not at all, opened only when it is what it should be.
#![expect(clippy::disallowed_methods, reason = "door: the ledger's file")]

use crate::ledger::error::Error;
use crate::ledger::lock::{self, private, refused};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, ffi};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The mark of our files in SQLite's header: `fwrn`.
const APPLICATION: i64 = 0x6677_726e;

/// The layout this release writes.
const LAYOUT: i64 = 2;

/// The first bytes of every SQLite database.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// How long another program may keep the file busy.
const PATIENCE: Duration = Duration::from_secs(10);

/// Up to this size the whole file is looked through at every opening.
const CHEAP: u64 = 4 << 20;

/// Whether nothing at all lies there, not even a broken link.
pub(super) fn is_missing(path: &Path) -> bool {
    matches!(path.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound)
}

/// The files that lie beside `path` under a name of the same ending, in order.
pub(super) fn siblings(path: &Path) -> Vec<PathBuf> {
    let mut others: Vec<PathBuf> = match std::fs::read_dir(folder(path)) {
        Ok(entries) => entries
            .flatten()
            .map(|entry| path.with_file_name(entry.file_name()))
            .collect(),
        // Whoever goes on to open the ledger is told why it cannot be.
        Err(_) => Vec::new(),
    };
    let same_ending = |other: &PathBuf| other.extension() == path.extension();
    others.retain(|other| same_ending(other) && other.file_name() != path.file_name());
    others.sort();
    others
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes an empty ledger. It appears under its name only when it is complete, so that a run that
/// dies in the middle leaves nothing that could be taken for a ledger.
pub(super) fn create(path: &Path, plan: &str) -> Result<(), Error> {
    refuse_leftovers(path)?;
    let draft = lock::with_ending(path, ".new");
    let broken = |source| refused(path, &draft, source);
    // The lock is ours, so a draft that lies there was left by a run that died.
    for stale in [draft.clone(), lock::with_ending(&draft, "-journal")] {
        match std::fs::remove_file(stale) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(broken(error)),
            _ => {}
        }
    }
    private(OpenOptions::new().write(true).create_new(true))
        .open(&draft)
        .map_err(broken)?;
    lay_out(&draft, plan).map_err(|source| explain(path, source))?;
    // Unlike a rename, a link never replaces what lies there.
    match std::fs::hard_link(&draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(Error::Exists {
                path: path.to_owned(),
            });
        }
        linked => linked.map_err(broken)?,
    }
    std::fs::remove_file(&draft).map_err(broken)?;
    sync_folder(path).map_err(broken)
}

/// Opens a ledger to write to it.
pub(super) fn open_for_writing(path: &Path, plan: &str) -> Result<Connection, Error> {
    match write_to(path, plan) {
        Err(Error::Database { source, .. }) if needs_to_write(&source) => Err(lock::barred(path)),
        opened => opened,
    }
}

fn write_to(path: &Path, plan: &str) -> Result<Connection, Error> {
    inspect(path, true)?;
    let file = OpenOptions::new().append(true).open(path);
    file.map_err(|source| refused(path, path, source))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let told = |source| explain(path, source);
    let connection = Connection::open_with_flags(path, flags).map_err(told)?;
    connection.busy_timeout(PATIENCE).map_err(told)?;
    check(&connection, path, plan)?;
    let mode: String = connection
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .map_err(told)?;
    if mode != "wal" {
        return Err(Error::Unsafe {
            path: path.to_owned(),
            what: format!("no write-ahead log, only `{mode}`"),
        });
    }
    connection
        .execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216;",
        )
        .and_then(|()| connection.execute_batch(include_str!("later.sql")))
        .map_err(told)?;
    Ok(connection)
}

/// Opens a ledger to look into it, also while a run writes.
pub(super) fn open_for_reading(path: &Path, plan: &str) -> Result<Connection, Error> {
    inspect(path, false)?;
    match connect(path, plan) {
        Err(Error::Database { source, .. }) if needs_to_write(&source) => still(path, plan),
        connected => connected,
    }
}

/// Whether even a look into the database failed because nothing may be written beside it.
fn needs_to_write(source: &rusqlite::Error) -> bool {
    let code = source.sqlite_error_code();
    matches!(code, Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

fn connect(path: &Path, plan: &str) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    look(Connection::open_with_flags(path, flags), path, plan)
}

/// Opens a ledger on which nobody is at work, where nothing can be written beside it: the file then
/// holds everything, and may be read as one that does not change (SQLite, `immutable`).
fn still(path: &Path, plan: &str) -> Result<Connection, Error> {
    refuse_unread_log(path)?;
    let whole = std::path::absolute(path).map_err(|source| Error::File {
        path: path.to_owned(),
        source,
    })?;
    // In such a name everything but the plainest letters is written as its bytes.
    let written = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' => {
            char::from(*byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    let bytes = whole.as_os_str().as_encoded_bytes().iter();
    let name = format!(
        "file:{}?immutable=1",
        bytes.map(written).collect::<String>()
    );
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let opened = Connection::open_with_flags(name, flags);
    let connection = look(opened, path, plan)?;
    // Somebody may have come to work on it meanwhile.
    refuse_unread_log(path)?;
    Ok(connection)
}

fn refuse_unread_log(path: &Path) -> Result<(), Error> {
    match lock::with_ending(path, "-wal").symlink_metadata() {
        Ok(log) if log.len() > 0 => Err(Error::Unfinished {
            path: path.to_owned(),
        }),
        _ => Ok(()),
    }
}

fn look(
    opened: rusqlite::Result<Connection>,
    path: &Path,
    plan: &str,
) -> Result<Connection, Error> {
    let told = |source| explain(path, source);
    let connection = opened.map_err(told)?;
    connection.busy_timeout(PATIENCE).map_err(told)?;
    check(&connection, path, plan)?;
    Ok(connection)
}

/// Runs one of SQLite's own checks.
pub(super) fn examine(connection: &Connection, path: &Path, pragma: &str) -> Result<(), Error> {
    let found: String = connection
        .query_row(&format!("PRAGMA {pragma}(1)"), [], |row| row.get(0))
        .map_err(|source| explain(path, source))?;
    if found == "ok" {
        return Ok(());
    }
    Err(Error::Corrupt {
        path: path.to_owned(),
        what: found.replace('\n', " "),
    })
}

/// Turns the database's word into ours.
pub(super) fn explain(path: &Path, source: rusqlite::Error) -> Error {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::Full { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy { path },
        Some(ErrorCode::DatabaseCorrupt) => Error::Corrupt {
            path,
            what: source.to_string(),
        },
        Some(ErrorCode::SystemIoFailure) if is_cut_off(&source) => Error::Corrupt {
            path,
            what: "its end is missing".to_owned(),
        },
        None if is_unreadable(&source) => Error::Corrupt {
            path,
            what: "an entry in it cannot be read".to_owned(),
        },
        Some(ErrorCode::NotADatabase) => Error::Foreign {
            path,
            why: "not a database".to_owned(),
        },
        _ => Error::Database { path, source },
    }
}

/// Whether a page was asked for that should be there by the file's own word.
fn is_cut_off(source: &rusqlite::Error) -> bool {
    let failure = source.sqlite_error();
    failure.is_some_and(|failure| failure.extended_code == ffi::SQLITE_IOERR_SHORT_READ)
}

/// Whether a row holds what no release has written.
fn is_unreadable(source: &rusqlite::Error) -> bool {
    use rusqlite::Error::{
        FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error,
    };
    matches!(
        source,
        FromSqlConversionFailure(..)
            | IntegralValueOutOfRange(..)
            | InvalidColumnType(..)
            | Utf8Error(..)
    )
}

fn refuse_leftovers(path: &Path) -> Result<(), Error> {
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists {
            path: path.to_owned(),
        });
    }
    let leftover = lock::with_ending(path, "-wal");
    match leftover.symlink_metadata() {
        Ok(found) if found.len() > 0 => Err(Error::Leftover {
            path: path.to_owned(),
            leftover,
        }),
        _ => Ok(()),
    }
}

fn lay_out(draft: &Path, plan: &str) -> rusqlite::Result<()> {
    let mut connection = Connection::open_with_flags(draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch("PRAGMA synchronous = FULL;")?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(include_str!("layout.sql"))?;
    transaction.execute("INSERT INTO meta VALUES ('plan', ?1)", [plan])?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", LAYOUT)?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        File::open(folder(path))?.sync_all()?;
    }
    Ok(())
}

/// Looks at the file from outside, before the database touches it.
fn inspect(path: &Path, for_writing: bool) -> Result<(), Error> {
    let owned = || path.to_owned();
    let unread = |source: std::io::Error| match source.kind() {
        ErrorKind::PermissionDenied => Error::Shut { path: owned() },
        _ => Error::File {
            path: owned(),
            source,
        },
    };
    let found = match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(Error::Missing { path: owned() });
        }
        found => found.map_err(unread)?,
    };
    if found.is_symlink() {
        return Err(Error::Symlink { path: owned() });
    }
    if !found.is_file() {
        return Err(Error::NotAFile { path: owned() });
    }
    if for_writing && others_may_write(&found) {
        return Err(Error::Exposed { path: owned() });
    }
    let foreign = |why: &str| Error::Foreign {
        path: owned(),
        why: why.to_owned(),
    };
    let mut magic = Vec::new();
    File::open(path)
        .and_then(|file| file.take(16).read_to_end(&mut magic))
        .map_err(unread)?;
    match magic.as_slice() {
        [] => Err(foreign("an empty file")),
        bytes if bytes == MAGIC => Ok(()),
        _ => Err(foreign("not a database")),
    }
}

#[cfg(unix)]
fn others_may_write(found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    found.permissions().mode() & 0o022 != 0
}

#[cfg(not(unix))]
fn others_may_write(_: &std::fs::Metadata) -> bool {
    false
}

/// Looks at the file from inside: is it ours, of this layout, of this plan, and whole?
fn check(connection: &Connection, path: &Path, plan: &str) -> Result<(), Error> {
    let told = |source| explain(path, source);
    let number = |pragma: &str| -> Result<i64, Error> {
        connection
            .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
            .map_err(told)
    };
    let foreign = |why: &str| Error::Foreign {
        path: path.to_owned(),
        why: why.to_owned(),
    };
    if number("application_id")? != APPLICATION {
        return Err(foreign("the database of another program"));
    }
    let found = number("user_version")?;
    if found > LAYOUT {
        return Err(Error::Newer {
            path: path.to_owned(),
            found,
            known: LAYOUT,
        });
    }
    if found < LAYOUT {
        return Err(Error::Older {
            path: path.to_owned(),
            found,
            known: LAYOUT,
        });
    }
    if number("page_count")? * number("page_size")? <= CHEAP as i64 {
        examine(connection, path, "quick_check")?;
    }
    let owner: Option<String> = connection
        .query_row("SELECT value FROM meta WHERE key = 'plan'", [], |row| {
            row.get(0)
        })
        .optional()
        .map_err(told)?;
    match owner {
        Some(owner) if owner == plan => Ok(()),
        Some(found) => Err(Error::OtherPlan {
            path: path.to_owned(),
            found,
            wanted: plan.to_owned(),
        }),
        None => Err(foreign("a ledger without a plan")),
    }
}
