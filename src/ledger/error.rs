//! What can go wrong with a ledger, in words that say what to do.

use crate::ledger::lock::HeldBy;
use crate::ledger::state::Unlawful;
use crate::notice::DeliveryId;
use std::path::PathBuf;

/// The ledger cannot be used. Nothing is sent without it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another run is writing.
    #[error("the ledger {} is in use by {holder}; this run leaves the work to it", .path.display())]
    Held {
        /// The ledger.
        path: PathBuf,
        /// Who.
        holder: HeldBy,
    },
    /// There is none.
    #[error("there is no ledger at {}", .path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// There is one already.
    #[error("a ledger lies at {} already; it is left as it is", .path.display())]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// The ledger itself is gone, its write-ahead log is not.
    #[error(
        "the ledger {} is gone but {} is still there, which holds its latest entries; \
         put the ledger back from a backup, or move that file away to start afresh \
         (everybody will then be told again)", .path.display(), .leftover.display()
    )]
    Leftover {
        /// The ledger.
        path: PathBuf,
        /// What is left of it.
        leftover: PathBuf,
    },
    /// More was written into it than it holds.
    #[error(
        "the ledger {} is older than its last run: it knows {known} of {written} entries, and everybody \
         who was told since this copy was made would be told again. Nothing was done", .path.display()
    )]
    Behind {
        /// The ledger.
        path: PathBuf,
        /// How many entries it holds.
        known: i64,
        /// How many were written.
        written: i64,
    },
    /// It is gone, and was written into.
    #[error(
        "there is no ledger {} any more, into which {written} entries were written: everybody would be \
         told again. Nothing was done", .path.display()
    )]
    Gone {
        /// Where it was.
        path: PathBuf,
        /// How many entries were written.
        written: i64,
    },
    /// The path is a symbolic link.
    #[error(
        "{} is a symbolic link; name the file itself, so that nobody can swap the ledger", .path.display()
    )]
    Symlink {
        /// The link.
        path: PathBuf,
    },
    /// The path is something else than a file.
    #[error("{} is not a file; name a file for the ledger", .path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// Others may write to it.
    #[error(
        "the ledger {} can be changed by other users; run `chmod 600` on it and check `status` \
         before sending", .path.display()
    )]
    Exposed {
        /// The ledger.
        path: PathBuf,
    },
    /// The file is no ledger.
    #[error(
        "{} is not a ledger ({why}); put the right file there, or name another one", .path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: String,
    },
    /// Written by a newer release.
    #[error(
        "the ledger {} was written by a newer release (layout {found}, this one knows {known}); \
         use that release", .path.display()
    )]
    Newer {
        /// The ledger.
        path: PathBuf,
        /// Its layout.
        found: i64,
        /// The newest layout known here.
        known: i64,
    },
    /// Written by an older release, from before the first that was given out.
    #[error(
        "the ledger {} is of an early layout ({found}, this release knows {known}) and cannot be \
         continued; finish its plan with the release that wrote it", .path.display()
    )]
    Older {
        /// The ledger.
        path: PathBuf,
        /// Its layout.
        found: i64,
        /// The layout known here.
        known: i64,
    },
    /// It belongs to another plan.
    #[error(
        "the ledger {} belongs to the plan `{found}`, not to `{wanted}`; every plan needs its own \
         ledger", .path.display()
    )]
    OtherPlan {
        /// The ledger.
        path: PathBuf,
        /// Whose it is.
        found: String,
        /// Whose it was to be.
        wanted: String,
    },
    /// It is damaged.
    #[error(
        "the ledger {} is damaged ({what})", .path.display()
    )]
    Corrupt {
        /// The ledger.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// Its place cannot hold a safe ledger.
    #[error(
        "the ledger {} lies where entries cannot be kept safely ({what}); move it to a local disk", .path.display()
    )]
    Unsafe {
        /// The ledger.
        path: PathBuf,
        /// What is missing.
        what: String,
    },
    /// The disk is full.
    #[error("no room is left for the ledger {}; free some space and run again", .path.display())]
    Full {
        /// The ledger.
        path: PathBuf,
    },
    /// Somebody else keeps it locked.
    #[error(
        "the ledger {} was kept busy by another program, perhaps a backup; run again when it is done", .path.display()
    )]
    Busy {
        /// The ledger.
        path: PathBuf,
    },
    /// Whoever runs this may not read it.
    #[error(
        "the ledger {} may not be read by you; whoever sends owns it and can let a group look: \
         `chgrp GROUP` and `chmod 640` on it, once", .path.display()
    )]
    Shut {
        /// The ledger.
        path: PathBuf,
    },
    /// Its latest entries stand beside it, where whoever runs this cannot look at them.
    #[error(
        "the latest entries of the ledger {} cannot be read by you: a run is at work on it, or one did \
         not end as it should; try again in a minute, or let whoever sends run `forewarn send`", .path.display()
    )]
    Unfinished {
        /// The ledger.
        path: PathBuf,
    },
    /// Whoever runs this may not write it.
    #[error(
        "the ledger {} cannot be written: {} may not be changed by you{}", .path.display(),
        .barred.display(), owned(*.owner)
    )]
    ReadOnly {
        /// The ledger.
        path: PathBuf,
        /// The file or folder that is in the way.
        barred: PathBuf,
        /// The number of the user whose it is, where files have one.
        owner: Option<u32>,
    },
    /// The folder it is to lie in is not there.
    #[error("the ledger {} cannot be made: there is no folder {}", .path.display(), .folder.display())]
    NoFolder {
        /// The ledger.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// A file could not be opened or made.
    #[error("{} cannot be used: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The database said no.
    #[error("the ledger {} cannot be used: {source}", .path.display())]
    Database {
        /// The ledger.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// An entry that must not be written.
    #[error("the entry for {id} does not fit into the ledger {}: {law}", .path.display())]
    Unlawful {
        /// The ledger.
        path: PathBuf,
        /// The delivery.
        id: DeliveryId,
        /// The law it breaks.
        law: Unlawful,
    },
}

/// `, and belongs to the user with the number 1000`.
fn owned(owner: Option<u32>) -> String {
    let words = |owner| format!(", and belongs to the user with the number {owner}");
    owner.map_or_else(String::new, words)
}
