//! `preview`: every mail in a folder, with a page to leaf through them.

use super::branch;
use super::departures::Departures;
use super::failure::Failure;
use super::folder::{Folder, browse};
use super::kept::Kept;
use super::making::{self, unmade};
use super::obstacle::refuse_removed;
use super::posted::{Posted, Shown, meant};
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::belief::Beliefs;
use crate::directory::Recipient;
use crate::ledger::Book;
use crate::mailing::Mailing;
use crate::night::Branch;
use crate::plan::address::Mailbox;
use crate::report::gallery;
use crate::report::preview::{Frame, Gathering};
use crate::report::table::counted;
use crate::round::{sent, together};
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitCode;

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
    /// A page of its own with every message of a night that turns out otherwise: `overrun:90m`,
    /// `rollback`, `no-go`, `cancelled` or `early`
    #[arg(long, value_name = "BRANCH")]
    branch: Option<Branch>,
    /// The ledger that knows what was told [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl Preview {
    /// Writes the folder and says what is in it.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = Kept::if_readable(self.ledger.as_deref());
        let mut workspace = Workspace::open_with(&self.plan, around, &kept, &[])?;
        let book = workspace.told_before()?;
        let beliefs = workspace.beliefs(&*book, false)?;
        refuse_removed(&workspace, &beliefs, "No preview was written")?;
        mention(&workspace, around);
        let person = self
            .person
            .as_ref()
            .map(|person| workspace.person(person))
            .transpose()?;
        let folder = Folder::prepare(&self.out, self.branch.map(Branch::slug))?;
        let showing = Showing {
            workspace: &workspace,
            kept,
            book: &*book,
            person: person.as_ref(),
            folder: &folder,
        };
        let written = match self.branch {
            Some(branch) => self.write_branch(&showing, around, (branch, &beliefs))?,
            None => self.write(&showing, around, beliefs)?,
        };
        let page = self.out.join(&folder.page);
        let mails = &folder.mails;
        let each = match self.all {
            true => "",
            false => ", the first of each message",
        };
        around.terminal.say(&format!(
            "{}, {}, {}\n{} in {}/{mails}{each}\nopen {} to leaf through them\n",
            counted(written.notices, "notice"),
            counted(written.messages, "message"),
            counted(written.mails, "mail"),
            counted(written.files, "file"),
            self.out.display(),
            page.display()
        ));
        if self.open {
            browse(&page)?;
        }
        for failure in written.unmade.iter().take(SHOWN) {
            around.terminal.complain(&failure.render(&around.terminal));
        }
        let more = written.unmade.len().saturating_sub(SHOWN);
        if more > 0 {
            let line = format!("… and {more} more mails that could not be made\n");
            around.terminal.complain(&line);
        }
        Ok(ExitCode::from(if written.unmade.is_empty() {
            0
        } else {
            3
        }))
    }

    fn write(
        &self,
        showing: &Showing,
        around: &Surroundings,
        beliefs: Beliefs,
    ) -> Result<Written, Failure> {
        let Showing {
            workspace, book, ..
        } = *showing;
        let case = workspace.case();
        let mut gathering = showing.gathering(around);
        let (mut written, mut shown) = (Written::default(), Shown::default());
        let gate = showing.kept.of_outbox(workspace).gate(workspace, book)?;
        let departures = Departures::of(workspace, book, &beliefs);
        let due = departures.each(&gate, &mut |mailing| {
            shown.add(case, mailing);
            if let Some((readers, bytes, file)) = self.show(showing, mailing, &mut written)? {
                let due = mailing.office().case.now == workspace.now;
                gathering.told((mailing, due), &readers, &bytes, file);
            }
            Ok(())
        })?;
        let folds = sent::sent(case, book, (beliefs.folds(case), &due))?;
        let beliefs = beliefs.with_folds(Some(folds));
        let office = workspace.office(&beliefs);
        let posted = Posted::of((workspace, office), showing.person, &shown);
        for place in 0..workspace.timeline.occurrences.len() {
            for mailing in posted.mails(place)? {
                if let Some((readers, bytes, file)) = self.show(showing, &mailing, &mut written)? {
                    gathering.told((&mailing, false), &readers, &bytes, file);
                }
            }
        }
        gathering.date(posted.folds());
        written.notices = gathering.size();
        showing.folder.page(&gallery::page(&gathering.gallery()))?;
        Ok(written)
    }

    /// Writes a page of what would be told if a night turned out otherwise.
    fn write_branch(
        &self,
        showing: &Showing,
        around: &Surroundings,
        (branch, beliefs): (Branch, &Beliefs),
    ) -> Result<Written, Failure> {
        let nights = &beliefs.history.nights;
        let (mut gathering, mut written) = (showing.gathering(around), Written::default());
        branch::each((showing.workspace, nights), branch, &mut |mailings| {
            let is_meant = |mailing: &Mailing| {
                let mut readers = mailing.readers();
                readers.any(|reader| meant(reader, showing.person))
            };
            if !mailings.iter().any(is_meant) {
                return Ok(());
            }
            // Whoever hears it in several roles reads it in one mail.
            let mails = together::foreseen(mailings);
            let mails =
                mails.map_err(|(notice, made)| making::fault(showing.workspace, &notice, made))?;
            let mut begun = None;
            for mail in &mails {
                if begun.replace(mail.occurrence()) != Some(mail.occurrence()) {
                    gathering.notice(mail.occurrence());
                }
                self.add(showing, mail, (&mut gathering, &mut written))?;
            }
            Ok(())
        })?;
        written.notices = gathering.size();
        let mut gallery = gathering.gallery();
        gallery.tell_apart();
        gallery.title = format!("{}: {}", branch.condition(), gallery.title);
        showing.folder.page(&gallery::page(&gallery))?;
        Ok(written)
    }

    /// Writes the mails of some readers, or the first that can be made; gives key and bytes of the
    /// first. One that cannot be made is noted, and the others go on.
    fn mails(
        &self,
        (mailing, readers): (&Mailing, &[&Recipient]),
        folder: &Folder,
        written: &mut Written,
    ) -> Result<Option<(String, Vec<u8>)>, Failure> {
        let mut sample = None;
        for reader in readers {
            match mailing.mail(reader, mailing.moment()) {
                Ok(mail) => {
                    let key = written.name(mailing.file_stem(reader));
                    folder.write(&key, &mail)?;
                    written.files += 1;
                    sample.get_or_insert((key, mail));
                }
                Err(error) => written.unmade.push(unmade(&mailing.notice.id, &error)),
            }
            if !self.all && sample.is_some() {
                break;
            }
        }
        Ok(sample)
    }

    /// Writes the mails of a mailing and shows them with the notice begun last.
    fn add(
        &self,
        showing: &Showing,
        mailing: &Mailing,
        (gathering, written): (&mut Gathering, &mut Written),
    ) -> Result<(), Failure> {
        if let Some((readers, bytes, file)) = self.show(showing, mailing, written)? {
            let readers = readers.iter().filter_map(|place| mailing.reader(*place));
            gathering.mailing(mailing, &readers.collect::<Vec<_>>(), &bytes, file);
        }
        Ok(())
    }

    /// Writes the mails of a mailing; gives the places of its readers who are meant, when there are
    /// any, with the bytes and the file of the first.
    fn show(
        &self,
        showing: &Showing,
        mailing: &Mailing,
        written: &mut Written,
    ) -> Result<Option<Sample>, Failure> {
        let readers = mailing.readers().enumerate();
        let meant = readers.filter(|(_, reader)| meant(reader, showing.person));
        let (places, readers): (Vec<usize>, Vec<&Recipient>) = meant.unzip();
        if readers.is_empty() {
            return Ok(None);
        }
        written.messages += 1;
        written.mails += readers.len();
        let sample = self.mails((mailing, &readers), showing.folder, written)?;
        let (file, bytes) = sample.map_or((None, Vec::new()), |(key, bytes)| {
            (Some(format!("{}/{key}.eml", showing.folder.mails)), bytes)
        });
        Ok(Some((places, bytes, file)))
    }
}

/// Readers by their places, with the bytes and the file of the first one's mail.
type Sample = (Vec<usize>, Vec<u8>, Option<String>);

/// What is shown, and where.
struct Showing<'a> {
    workspace: &'a Workspace,
    kept: Kept<'a>,
    book: &'a dyn Book,
    person: Option<&'a Mailbox>,
    folder: &'a Folder,
}

impl<'a> Showing<'a> {
    fn gathering(&self, around: &Surroundings) -> Gathering<'a> {
        Gathering::new(Frame {
            case: self.workspace.case(),
            findings: (&self.workspace.findings, &self.workspace.sources),
            now: self.workspace.now,
            zone_release: around.zones.release().to_owned(),
            only_for: self.person.map(Mailbox::to_string),
        })
    }
}

/// So many mails that cannot be made are named.
const SHOWN: usize = 5;

#[derive(Default)]
struct Written {
    notices: usize,
    messages: usize,
    /// How many leave.
    mails: usize,
    /// How many of them were written.
    files: usize,
    unmade: Vec<Failure>,
    names: HashMap<String, usize>,
}

impl Written {
    /// The name of a mail's file. A night that may go several ways has several mails of one name.
    fn name(&mut self, key: String) -> String {
        let number = self.names.entry(key.clone()).or_default();
        *number += 1;
        match *number {
            1 => key,
            number => format!("{key}-{number}"),
        }
    }
}
