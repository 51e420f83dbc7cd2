//! Harvests: what a walk through a folder brings home.

use std::path::PathBuf;

/// So many places of one file are kept; the rest are counted.
pub const KEPT: usize = 1000;

/// What was found in one folder, in the order of paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Harvest {
    /// How many files were read to their end.
    pub read: usize,
    /// Files in which something was found.
    pub hits: Vec<Hit>,
    /// What was not read, and why.
    pub unread: Vec<Unread>,
}

/// A file in which something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The file.
    pub path: PathBuf,
    /// The first places, by line and column.
    pub places: Vec<Place>,
    /// How many there are.
    pub count: usize,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: u64,
    /// The character in it, from 1.
    pub column: usize,
    /// What stands there.
    pub found: String,
    /// The line, or of a long one what stands around.
    pub text: String,
    /// How many characters of that text stand before it.
    pub before: usize,
    /// Which of what was looked for it is.
    pub target: usize,
}

/// Something that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The file or folder.
    pub path: PathBuf,
    /// Why.
    pub why: Why,
}

/// Why something was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// It holds bytes that no text has.
    Binary,
    /// It points elsewhere.
    Link,
    /// It is a pipe, a socket or a device.
    NotAFile,
    /// It has more bytes than are read of a file.
    TooLarge(u64),
    /// A line of it is longer than is held in memory.
    LongLine,
    /// It could not be opened or read.
    Failed(String),
    /// A line of an ignore file in it is not understood.
    IgnoreFile(String),
}

impl Why {
    /// Whether something may stand there that somebody wrote and nobody looked at.
    pub fn is_gap(&self) -> bool {
        matches!(self, Self::TooLarge(_) | Self::LongLine | Self::Failed(_))
    }
}

impl Harvest {
    /// How many places were found.
    pub fn places(&self) -> usize {
        self.hits.iter().map(|hit| hit.count).sum()
    }

    /// How many files and folders should have been read and could not be.
    pub fn gaps(&self) -> usize {
        self.unread
            .iter()
            .filter(|unread| unread.why.is_gap())
            .count()
    }

    /// The same with what another folder brought.
    pub fn add(&mut self, other: Self) {
        self.read += other.read;
        self.hits.extend(other.hits);
        self.unread.extend(other.unread);
        self.sort();
    }

    /// Puts everything in the order of paths.
    pub fn sort(&mut self) {
        self.hits.sort_by(|one, other| one.path.cmp(&other.path));
        self.unread.sort_by(|one, other| one.path.cmp(&other.path));
    }
}
