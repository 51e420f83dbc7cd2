//! Folder: where mails and a page to leaf through them are written. Touches nothing but its own.
#![expect(
    clippy::disallowed_methods,
    reason = "door: writes pages and mails, opens a browser"
)]

use super::failure::Failure;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PAGE: &str = "index.html";
const MAILS: &str = "mails";
/// What the pages and folders of branches begin with.
const CONDITION: &str = "if-";
/// Stands in a page that is not written yet.
const UNFINISHED: &str = "<p>This preview is not finished.</p>";
/// Stands in a page that names only those of branches.
const CONDITIONS: &str = "<title>Nights that turn out otherwise</title>";
/// Stands in every page of ours.
const MARK: &str = "<meta name=\"generator\" content=\"forewarn\">";

/// The folder of a preview: the page and the mails.
pub struct Folder {
    path: PathBuf,
    was: Was,
    /// The name of its page.
    pub page: String,
    /// The name of the folder of its mails.
    pub mails: String,
}

/// What lay where a folder was prepared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Was {
    Absent,
    Empty,
    Marked,
}

impl Folder {
    /// Makes the folder, or empties the preview that lies in it. Never touches anything else: what
    /// is emptied has our mark, and that is set before the first mail is written. What is shown only
    /// on a `condition` has a page of its own.
    pub fn prepare(path: &Path, condition: Option<&str>) -> Result<Self, Failure> {
        let (page, mails) = match condition {
            Some(condition) => (
                format!("{CONDITION}{condition}.html"),
                format!("{CONDITION}{condition}"),
            ),
            None => (PAGE.to_owned(), MAILS.to_owned()),
        };
        let was = match is_marked(path) {
            true => Was::Marked,
            false if path.exists() => Was::Empty,
            false => Was::Absent,
        };
        let folder = Self {
            path: path.to_owned(),
            was,
            page,
            mails,
        };
        let mails = path.join(&folder.mails);
        if was != Was::Marked && !is_empty(path) || mails.is_symlink() {
            return Err(Failure::usage(
                format!(
                    "the folder {} holds something that is no preview",
                    path.display()
                ),
                "name another folder with `--out`",
            ));
        }
        std::fs::create_dir_all(path).map_err(|error| failed(path, &error))?;
        if was != Was::Marked {
            mark(&path.join(PAGE))?;
        }
        std::fs::create_dir_all(&mails).map_err(|error| failed(&mails, &error))?;
        empty(&mails)?;
        Ok(folder)
    }

    /// Takes back what was written; of a preview that lay there, only the mark is left.
    pub fn take_back(self) -> Result<(), Failure> {
        let (mails, index) = (self.path.join(&self.mails), self.path.join(PAGE));
        empty(&mails)?;
        if self.was == Was::Marked {
            return mark(&index);
        }
        std::fs::remove_dir(&mails).map_err(|error| failed(&mails, &error))?;
        std::fs::remove_file(&index).map_err(|error| failed(&index, &error))?;
        match self.was {
            Was::Absent => {
                std::fs::remove_dir(&self.path).map_err(|error| failed(&self.path, &error))
            }
            _ => Ok(()),
        }
    }

    /// Writes a mail.
    pub fn write(&self, key: &str, mail: &[u8]) -> Result<(), Failure> {
        let path = self.path.join(&self.mails).join(format!("{key}.eml"));
        std::fs::write(&path, mail).map_err(|error| failed(&path, &error))
    }

    /// Writes the page.
    pub fn page(&self, page: &str) -> Result<(), Failure> {
        let path = self.path.join(&self.page);
        std::fs::write(&path, page).map_err(|error| failed(&path, &error))?;
        match self.page == PAGE {
            true => Ok(()),
            false => self.name_conditions(),
        }
    }

    /// Names the pages of branches where the page of the whole preview would be, unless that is there.
    fn name_conditions(&self) -> Result<(), Failure> {
        let index = self.path.join(PAGE);
        let known = std::fs::read_to_string(&index).unwrap_or_default();
        if !known.contains(UNFINISHED) && !known.contains(CONDITIONS) {
            return Ok(());
        }
        let entries = std::fs::read_dir(&self.path).map_err(|error| failed(&self.path, &error))?;
        let names = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut pages: Vec<String> = names
            .filter(|name| name.starts_with(CONDITION) && name.ends_with(".html"))
            .collect();
        pages.sort_unstable();
        let lines = pages
            .iter()
            .map(|page| format!("<li><a href=\"{page}\">{page}</a></li>\n"));
        let lines: String = lines.collect();
        let page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n{MARK}\n{CONDITIONS}\n<ul>\n{lines}</ul>\n</html>\n"
        );
        std::fs::write(&index, page).map_err(|error| failed(&index, &error))
    }
}

/// Marks a folder as ours, with a page that is not written yet.
fn mark(index: &Path) -> Result<(), Failure> {
    let unfinished = format!("{MARK}\n{UNFINISHED}\n");
    std::fs::write(index, unfinished).map_err(|error| failed(index, &error))
}

/// Removes the mails of a folder.
fn empty(mails: &Path) -> Result<(), Failure> {
    let entries = std::fs::read_dir(mails).map_err(|error| failed(mails, &error))?;
    for entry in entries.flatten() {
        let old = entry.path();
        if old.extension().is_some_and(|ending| ending == "eml") {
            std::fs::remove_file(&old).map_err(|error| failed(&old, &error))?;
        }
    }
    Ok(())
}

/// Whether a folder holds a preview of ours, be it half-written.
fn is_marked(path: &Path) -> bool {
    let page = std::fs::read_to_string(path.join(PAGE));
    page.is_ok_and(|page| page.contains(MARK))
}

/// Whether a folder is not there yet, or holds nothing.
fn is_empty(path: &Path) -> bool {
    match std::fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !path.exists(),
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::World {
        what: format!("{} cannot be written: {error}", path.display()),
        hint: "check the folder and the space on its disk, or name another with `--out`".to_owned(),
    }
}

/// Opens the page with the program the desktop has for it.
pub fn browse(page: &Path) -> Result<(), Failure> {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    // What a browser mutters is no word of ours.
    let mut browser = Command::new(program);
    browser.stdout(Stdio::null()).stderr(Stdio::null());
    let started = browser.arg(page).spawn();
    started.map(drop).map_err(|error| Failure::World {
        what: format!("no browser could be opened with {program}: {error}"),
        hint: format!("open {} by hand", page.display()),
    })
}
