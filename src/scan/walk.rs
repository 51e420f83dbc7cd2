//! The walk through a folder: every file that no ignore file leaves out, line by line, side by side.
//!
//! Links are not followed, so that no circle of them can be walked. A file is never held whole.
#![expect(
    clippy::disallowed_methods,
    reason = "door: the files that are scanned"
)]

use super::harvest::{Harvest, Hit, KEPT, Place, Unread, Why};
use super::sought::Sought;
use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::{BinaryDetection, Searcher, SearcherBuilder, Sink, SinkMatch};
use ignore::{DirEntry, WalkBuilder, WalkState};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The most of a file that is held at once, in bytes: no line may be longer.
const HELD: usize = 4 << 20;

/// Folders in which versions of files are kept, and not the files.
const KEEPERS: [&str; 4] = [".git", ".hg", ".svn", ".jj"];

/// So many characters of a line are kept before what was found, and behind where it begins.
const AROUND: (usize, usize) = (120, 280);

/// How far a walk goes.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Whether ignore files are obeyed.
    pub obeys: bool,
    /// The most bytes that a file may have to be read.
    pub largest: u64,
}

/// A folder that cannot be walked through at all.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be read", path.display())]
pub struct Unreadable {
    /// The folder, or file.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

/// Where a path leads, whatever it is called.
pub fn real(path: &Path) -> Result<PathBuf, Unreadable> {
    std::fs::canonicalize(path).map_err(|source| Unreadable {
        path: path.to_owned(),
        source,
    })
}

/// Looks into every file below a folder, or into one file. Only ignore files in the folder itself count:
/// what is found does not depend on where it lies.
pub fn walk(root: &Path, sought: &Sought, reach: Reach) -> Result<Harvest, Unreadable> {
    real(root)?;
    let matcher = matcher(sought);
    let harvest = Mutex::new(Harvest::default());
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(reach.obeys)
        .hidden(false)
        .parents(false)
        .require_git(false)
        .git_global(false)
        .filter_entry(|entry| !KEEPERS.iter().any(|name| entry.file_name() == *name));
    builder.build_parallel().run(|| {
        let mut reader = Reader::new(matcher.clone(), sought, reach.largest);
        let harvest = &harvest;
        Box::new(move |entry| {
            let news = match entry {
                Ok(entry) => reader.enter(&entry),
                Err(error) => vec![failed(root, &error)],
            };
            let mut harvest = harvest.lock().expect(WHOLE);
            news.into_iter()
                .for_each(|news| take_in(news, &mut harvest));
            WalkState::Continue
        })
    });
    let mut harvest = harvest.into_inner().expect(WHOLE);
    // The walk itself goes by no order.
    harvest.sort();
    Ok(harvest)
}

/// Why what was brought home is whole.
const WHOLE: &str = "nobody who reads a file panics";

fn take_in(news: News, harvest: &mut Harvest) {
    let hit = match news {
        News::Read(hit) => {
            harvest.read += 1;
            hit
        }
        News::Part(hit, unread) => {
            harvest.unread.push(unread);
            hit
        }
    };
    harvest.hits.extend(hit);
}

/// What finds the lines that are looked at.
pub fn matcher(sought: &Sought) -> RegexMatcher {
    let mut builder = RegexMatcherBuilder::new();
    builder.case_insensitive(true).line_terminator(Some(b'\n'));
    builder
        .build(&sought.pattern())
        .expect("a pattern of checked endpoints is sound")
}

/// What became of one entry of a folder.
enum News {
    /// A file was read to its end.
    Read(Option<Hit>),
    /// Something was read in part, or not at all.
    Part(Option<Hit>, Unread),
}

/// What one of those who walk side by side reads with.
struct Reader<'a> {
    matcher: RegexMatcher,
    sought: &'a Sought,
    largest: u64,
    searcher: Searcher,
}

impl<'a> Reader<'a> {
    fn new(matcher: RegexMatcher, sought: &'a Sought, largest: u64) -> Self {
        let mut builder = SearcherBuilder::new();
        builder
            .line_number(true)
            .heap_limit(Some(HELD))
            .binary_detection(BinaryDetection::quit(0));
        Self {
            matcher,
            sought,
            largest,
            searcher: builder.build(),
        }
    }

    /// Looks at one entry.
    fn enter(&mut self, entry: &DirEntry) -> Vec<News> {
        let path = shown(entry.path());
        let error = entry.error().map(|error| {
            let why = Why::IgnoreFile(words(error));
            let path = path.clone();
            News::Part(None, Unread { path, why })
        });
        let kind = match entry.depth() {
            // Whoever names a link means what it points to.
            0 => std::fs::metadata(entry.path())
                .ok()
                .map(|found| found.file_type()),
            _ => entry.file_type(),
        };
        let why = match kind {
            Some(kind) if kind.is_dir() => return error.into_iter().collect(),
            Some(kind) if kind.is_symlink() => Some(Why::Link),
            Some(kind) if kind.is_file() => None,
            _ => Some(Why::NotAFile),
        };
        let news = match why {
            Some(why) => News::Part(None, Unread { path, why }),
            None => self.read(entry.path(), path),
        };
        error.into_iter().chain([news]).collect()
    }

    fn read(&mut self, file: &Path, path: PathBuf) -> News {
        let mut finder = Finder {
            sought: self.sought,
            places: Vec::new(),
            count: 0,
            is_binary: false,
        };
        let read = self.look(file, &mut finder);
        let hit = (finder.count > 0).then(|| Hit {
            path: path.clone(),
            places: finder.places,
            count: finder.count,
        });
        match read {
            Ok(()) if finder.is_binary => News::Part(
                hit,
                Unread {
                    path,
                    why: Why::Binary,
                },
            ),
            Ok(()) => News::Read(hit),
            Err(why) => News::Part(hit, Unread { path, why }),
        }
    }

    fn look(&mut self, file: &Path, finder: &mut Finder) -> Result<(), Why> {
        let failed = |error: io::Error| match error.to_string() {
            // The searcher has no other sign for it.
            told if told.contains("allocation limit") => Why::LongLine,
            told => Why::Failed(told),
        };
        let opened = File::open(file).map_err(failed)?;
        let size = opened.metadata().map_err(failed)?.len();
        if size > self.largest {
            return Err(Why::TooLarge(size));
        }
        // A file that grows while it is read has an end, too.
        let text = opened.take(self.largest);
        let read = self.searcher.search_reader(&self.matcher, text, finder);
        read.map_err(failed)
    }
}

/// Takes the lines that may name something, and looks closer.
struct Finder<'a> {
    sought: &'a Sought,
    places: Vec<Place>,
    count: usize,
    is_binary: bool,
}

impl Sink for &mut Finder<'_> {
    type Error = io::Error;

    fn matched(&mut self, _: &Searcher, matched: &SinkMatch<'_>) -> Result<bool, io::Error> {
        let line = decoded(matched.bytes());
        let line = line.trim_end_matches(['\r', '\n']);
        let number = matched.line_number().unwrap_or_default();
        for spot in self.sought.spots(line) {
            self.count += 1;
            if self.places.len() < KEPT {
                let (before, behind) = line.split_at(spot.at.start);
                let column = before.chars().count();
                let cut = column.saturating_sub(AROUND.0);
                let around = before
                    .chars()
                    .skip(cut)
                    .chain(behind.chars().take(AROUND.1));
                self.places.push(Place {
                    line: number,
                    column: column + 1,
                    found: line[spot.at].to_owned(),
                    text: around.collect(),
                    before: column - cut,
                    target: spot.target,
                });
            }
        }
        Ok(true)
    }

    fn binary_data(&mut self, _: &Searcher, _: u64) -> Result<bool, io::Error> {
        self.is_binary = true;
        Ok(false)
    }
}

/// A line as text: UTF-8, or else Latin-1, in which every byte is a letter.
fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// A path as it is shown: `./` in front says nothing.
fn shown(path: &Path) -> PathBuf {
    let inner = path.strip_prefix("./").unwrap_or(path);
    inner.to_owned()
}

fn failed(root: &Path, error: &ignore::Error) -> News {
    let path = shown(place(error).unwrap_or(root));
    let why = Why::Failed(words(error));
    News::Part(None, Unread { path, why })
}

/// Where an error arose.
fn place(error: &ignore::Error) -> Option<&Path> {
    use ignore::Error::{Loop, Partial, WithDepth, WithLineNumber, WithPath};
    match error {
        WithPath { path, .. } | Loop { child: path, .. } => Some(path),
        WithDepth { err, .. } | WithLineNumber { err, .. } => place(err),
        Partial(errors) => errors.first().and_then(place),
        _ => None,
    }
}

/// What it was, without the place.
fn words(error: &ignore::Error) -> String {
    use ignore::Error::{Partial, WithDepth, WithPath};
    match error {
        WithPath { err, .. } | WithDepth { err, .. } => words(err),
        Partial(errors) => errors.first().map(words).unwrap_or_default(),
        error => error.to_string(),
    }
}
