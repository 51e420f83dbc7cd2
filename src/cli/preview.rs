//! `preview`: every mail in a folder, with a page to leaf through them.
#![expect(
    clippy::disallowed_methods,
    reason = "door: writes the preview, opens a browser"
)]

use super::book;
use super::failure::Failure;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::directory::Recipient;
use crate::mailing::{Fault, Mailing, docket};
use crate::report::gallery;
use crate::report::preview::{Frame, Gathering};
use crate::timeline::{Occurrence, agenda};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Write every mail into a folder, with a page to leaf through them.
#[derive(clap::Args)]
pub struct Preview {
    /// The plan
    plan: PathBuf,
    /// The folder; an earlier preview in it is replaced
    #[arg(long, value_name = "DIR", default_value = "preview")]
    out: PathBuf,
    /// Write every reader's mail, not only the first of each message
    #[arg(long)]
    all: bool,
    /// Only what this person will get
    #[arg(long = "for", value_name = "ADDRESS")]
    person: Option<String>,
    /// Open the page in a browser
    #[arg(long)]
    open: bool,
}

const PAGE: &str = "index.html";
const MAILS: &str = "mails";
/// Stands in every page of ours.
const MARK: &str = "<meta name=\"generator\" content=\"forewarn\">";

impl Preview {
    /// Writes the folder and says what is in it.
    pub fn run(&self, around: &Surroundings) -> Done {
        let mut workspace = Workspace::open(&self.plan, around)?;
        let ledger = workspace.settings.ledger(&workspace.path);
        workspace.letterhead.tracks = book::reader(&workspace, &ledger)?.tracks()?;
        mention(&workspace, around);
        let person = self
            .person
            .as_ref()
            .map(|person| workspace.person(person))
            .transpose()?;
        let folder = Folder::prepare(&self.out)?;
        let written = self.write(&workspace, around, person.as_deref(), &folder)?;
        let page = self.out.join(PAGE);
        around.terminal.say(&format!(
            "{} notices, {} messages, {} mails in {}/{MAILS}\nopen {} to leaf through them\n",
            written.notices,
            written.messages,
            written.mails,
            self.out.display(),
            page.display()
        ));
        if self.open {
            browse(&page)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn write(
        &self,
        workspace: &Workspace,
        around: &Surroundings,
        person: Option<&str>,
        folder: &Folder,
    ) -> Result<Written, Failure> {
        let mut gathering = Gathering::new(Frame {
            case: workspace.case(),
            findings: (&workspace.findings, &workspace.sources),
            now: workspace.now,
            zone_release: around.zones.release().to_owned(),
            only_for: person.map(str::to_owned),
        });
        let due = agenda(&workspace.timeline, &workspace.directory, workspace.now).due;
        let mut written = Written::default();
        for occurrence in &workspace.timeline.occurrences {
            let mailings = mailings(workspace, occurrence, person)?;
            if mailings.is_empty() {
                continue;
            }
            gathering.notice(occurrence, due.contains(&occurrence));
            written.notices += 1;
            for mailing in &mailings {
                let readers: Vec<&Recipient> = mailing
                    .readers()
                    .filter(|reader| meant(reader, person))
                    .collect();
                let Some(first) = readers.first() else {
                    continue;
                };
                let shown = if self.all {
                    readers.as_slice()
                } else {
                    std::slice::from_ref(first)
                };
                let mut sample = Vec::new();
                for reader in shown {
                    let mail = mailing
                        .mail(reader, occurrence.moment)
                        .map_err(|error| unmade(mailing, &error))?;
                    folder.write(&mailing.envelope(reader).key, &mail)?;
                    written.mails += 1;
                    if sample.is_empty() {
                        sample = mail;
                    }
                }
                let file = format!("{MAILS}/{}.eml", mailing.envelope(first).key);
                gathering.mailing(mailing, &readers, &sample, Some(file));
                written.messages += 1;
            }
        }
        folder.page(&gallery::page(&gathering.gallery()))?;
        Ok(written)
    }
}

#[derive(Default)]
struct Written {
    notices: usize,
    messages: usize,
    mails: usize,
}

fn meant(reader: &Recipient, person: Option<&str>) -> bool {
    person.is_none_or(|person| reader.address.identity() == person)
}

/// The mailings of an occurrence, one per group; only those with the one person when there is one.
fn mailings<'a>(
    workspace: &'a Workspace,
    occurrence: &'a Occurrence,
    person: Option<&str>,
) -> Result<Vec<Mailing<'a>>, Failure> {
    let readers = workspace.directory.recipients(&occurrence.audience);
    let groups = docket::readers(workspace.case(), occurrence).into_iter();
    let groups = groups.filter(|group| {
        group
            .members
            .iter()
            .any(|index| meant(&readers[*index], person))
    });
    groups
        .map(|group| make(workspace, occurrence, group))
        .collect()
}

/// Makes a mailing; a failure points into the template that is at fault.
pub fn make<'a>(
    workspace: &'a Workspace,
    occurrence: &'a Occurrence,
    group: crate::directory::Group,
) -> Result<Mailing<'a>, Failure> {
    let made = Mailing::make(
        workspace.case(),
        occurrence,
        group,
        &workspace.templates,
        &workspace.letterhead,
    );
    made.map_err(|fault| self::fault(workspace, occurrence, fault))
}

/// Why a mailing could not be made, for people.
pub fn fault(workspace: &Workspace, occurrence: &Occurrence, fault: Fault) -> Failure {
    match fault {
        Fault::Words(found) => Failure::Findings(Box::new((found, workspace.sources.clone()))),
        Fault::Mime(error) => Failure::World {
            what: format!(
                "the notice {} cannot become a mail: {error}",
                occurrence.notice_id()
            ),
            hint: "mend the text of the plan or the template it comes from".to_owned(),
        },
    }
}

fn unmade(mailing: &Mailing, error: &crate::channel::mime::MimeError) -> Failure {
    Failure::World {
        what: format!(
            "the notice {} cannot become a mail: {error}",
            mailing.notice.id
        ),
        hint: "mend the reader's name where it comes from".to_owned(),
    }
}

/// The folder of a preview: the page and the mails.
struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder, or empties the preview that lies in it. Never touches anything else.
    fn prepare(path: &Path) -> Result<Self, Failure> {
        let folder = Self {
            path: path.to_owned(),
        };
        let mails = path.join(MAILS);
        if !ours(path) {
            return Err(Failure::usage(
                format!(
                    "the folder {} holds something that is no preview",
                    path.display()
                ),
                "name another folder with `--out`",
            ));
        }
        std::fs::create_dir_all(&mails).map_err(|error| failed(&mails, &error))?;
        let entries = std::fs::read_dir(&mails).map_err(|error| failed(&mails, &error))?;
        for entry in entries.flatten() {
            let old = entry.path();
            if old.extension().is_some_and(|ending| ending == "eml") {
                std::fs::remove_file(&old).map_err(|error| failed(&old, &error))?;
            }
        }
        Ok(folder)
    }

    fn write(&self, key: &str, mail: &[u8]) -> Result<(), Failure> {
        let path = self.path.join(MAILS).join(format!("{key}.eml"));
        std::fs::write(&path, mail).map_err(|error| failed(&path, &error))
    }

    fn page(&self, page: &str) -> Result<(), Failure> {
        let path = self.path.join(PAGE);
        std::fs::write(&path, page).map_err(|error| failed(&path, &error))
    }
}

/// Whether a folder is not there yet, is empty, or holds nothing but a preview, be it half-written.
fn ours(path: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(path) else {
        return !path.exists();
    };
    let page = std::fs::read_to_string(path.join(PAGE));
    let marked = page.is_ok_and(|page| page.contains(MARK));
    let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    marked || names.iter().all(|name| name == MAILS)
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::World {
        what: format!("{} cannot be written: {error}", path.display()),
        hint: "check the folder and the space on its disk, or name another with `--out`".to_owned(),
    }
}

/// Opens the page with the program the desktop has for it.
fn browse(page: &Path) -> Result<(), Failure> {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let started = Command::new(program).arg(page).spawn();
    started.map(drop).map_err(|error| Failure::World {
        what: format!("no browser could be opened with {program}: {error}"),
        hint: format!("open {} by hand", page.display()),
    })
}
