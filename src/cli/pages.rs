//! Pages: one mail of a simulation for all who read the same, in a folder, with a page to leaf through them.

use super::Surroundings;
use super::failure::Failure;
use super::folder::Folder;
use super::making;
use super::workspace::Workspace;
use crate::calendar::zone::Instant;
use crate::directory::Recipient;
use crate::mailing::Mailing;
use crate::plan::address::Mailbox;
use crate::report::gallery;
use crate::report::preview::{Frame, Gathering};
use std::path::{Path, PathBuf};

/// The page of the mails that are played, and one of each for all who read the same.
pub struct Pages<'a> {
    path: PathBuf,
    folder: Folder,
    gathering: Gathering<'a>,
    person: Option<&'a Mailbox>,
    failure: Option<Failure>,
}

impl<'a> Pages<'a> {
    /// Prepares a folder.
    pub fn open(
        path: &Path,
        workspace: &'a Workspace,
        around: &Surroundings,
        person: Option<&'a Mailbox>,
    ) -> Result<Self, Failure> {
        let frame = Frame {
            case: workspace.case(),
            findings: (&workspace.findings, &workspace.sources),
            now: workspace.now,
            zone_release: around.zones.release().to_owned(),
            only_for: person.map(Mailbox::to_string),
        };
        Ok(Self {
            path: path.to_owned(),
            folder: Folder::prepare(path, None)?,
            gathering: Gathering::new(frame),
            person,
            failure: None,
        })
    }

    /// Writes the first mail of each mailing, and shows it.
    pub fn show(&mut self, at: Instant, due: &[Mailing]) {
        for mailing in due {
            let is_meant = |reader: &&Recipient| {
                self.person
                    .is_none_or(|person| reader.address.mailbox() == *person)
            };
            let readers: Vec<&Recipient> = mailing.readers().filter(is_meant).collect();
            let Some(first) = readers.first().filter(|_| self.failure.is_none()) else {
                continue;
            };
            let key = mailing.file_stem(first);
            let mail = match mailing.mail(first, at) {
                Ok(mail) => mail,
                Err(error) => {
                    self.failure = Some(making::unmade(&mailing.notice.id, &error));
                    return;
                }
            };
            self.failure = self.folder.write(&key, &mail).err();
            let file = format!("{}/{key}.eml", self.folder.mails);
            self.gathering.notice(mailing.occurrence());
            self.gathering.mailing(mailing, &readers, &mail, Some(file));
        }
    }

    /// Leaves nothing behind of what could not be played to the end.
    pub fn take_back(self) -> Result<(), Failure> {
        self.folder.take_back()
    }

    /// Writes the page.
    pub fn close(self) -> Result<PathBuf, Failure> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let mut gallery = self.gathering.gallery();
        // A window that is moved twice is corrected twice by a notice of one name.
        gallery.tell_apart();
        self.folder.page(&gallery::page(&gallery))?;
        Ok(self.path.join(&self.folder.page))
    }
}
