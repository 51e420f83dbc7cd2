//! Approvals: which named person let which notices leave, by their content.

use crate::calendar::zone::Instant;
use crate::plan::address::Mailbox;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A named person's word that notices may leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Who.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Only notices due up to here; nothing means all.
    pub until: Option<Instant>,
    /// What may leave.
    pub sheets: Vec<Sheet>,
}

/// One message as it was approved, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sheet {
    /// Its notice.
    pub notice: String,
    /// The audience.
    pub audience: String,
    /// The window it is about.
    pub window: String,
    /// The fingerprint of its words.
    pub content: String,
    /// Its subject, for people.
    pub subject: String,
    /// Its words, for people: the subject, an empty line, the text.
    pub words: String,
    /// The mailboxes of its readers.
    pub readers: Vec<Mailbox>,
}

/// The words in which a message was approved, and the mailboxes of those it was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// The words.
    pub words: String,
    /// The mailboxes of its readers.
    pub readers: BTreeSet<Mailbox>,
}

/// What was approved so far. A later approval of a notice takes the place of an earlier one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Approvals {
    /// Who approved last, and when.
    pub last: Option<(String, Instant)>,
    contents: BTreeMap<(String, String), BTreeSet<String>>,
    readers: HashSet<(String, String, Mailbox)>,
}

impl Approvals {
    /// Adds an approval; they come in the order in which they were given.
    pub fn add(&mut self, approval: &Approval) {
        let mut named = HashSet::new();
        for sheet in &approval.sheets {
            let key = (sheet.notice.clone(), sheet.audience.clone());
            if named.insert(key.clone()) {
                self.contents.remove(&key);
            }
            self.content(key, &sheet.content);
            for mailbox in &sheet.readers {
                self.reader(&sheet.window, &sheet.audience, mailbox);
            }
        }
        self.last = Some((approval.by.clone(), approval.at));
    }

    /// Adds words of a notice to an audience.
    pub(super) fn content(&mut self, notice: (String, String), content: &str) {
        let contents = self.contents.entry(notice).or_default();
        contents.insert(content.to_owned());
    }

    /// Adds a reader whom a window concerns.
    pub(super) fn reader(&mut self, window: &str, audience: &str, mailbox: &Mailbox) {
        let [window, audience] = [window, audience].map(str::to_owned);
        self.readers.insert((window, audience, mailbox.clone()));
    }

    /// The contents in which a notice to an audience was approved.
    pub fn of(&self, notice: &str, audience: &str) -> Option<&BTreeSet<String>> {
        self.contents.get(&(notice.to_owned(), audience.to_owned()))
    }

    /// Whether a reader may be told of a window as one of an audience.
    pub fn names(&self, window: &str, audience: &str, mailbox: &Mailbox) -> bool {
        let [window, audience] = [window, audience].map(str::to_owned);
        self.readers.contains(&(window, audience, mailbox.clone()))
    }
}
