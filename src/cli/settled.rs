//! Settled: by a ledger, who was told of a notice, or is not to be told of it any more.

use crate::directory::Recipient;
use crate::ledger::{Book, Error, Wanted};
use crate::plan::address::Mailbox;
use crate::timeline::Occurrence;
use std::collections::{HashMap, HashSet};

/// The mailboxes with which nothing is left to be done, by notice and audience as they were first called.
pub struct Settled(HashMap<(String, String), HashSet<Mailbox>>);

impl Settled {
    /// Those of a ledger.
    pub fn of(book: &dyn Book) -> Result<Self, Error> {
        let mut settled: HashMap<_, HashSet<Mailbox>> = HashMap::new();
        book.records(&Wanted::All, &mut |record| {
            if !record.state.standing.is_open() {
                let mailbox = record.planned.mailbox();
                let notice = (record.planned.notice, record.planned.audience);
                settled.entry(notice).or_default().insert(mailbox);
            }
        })?;
        Ok(Self(settled))
    }

    /// Whether nothing is left to be done for a reader of a notice.
    pub fn is_done(&self, occurrence: &Occurrence, reader: &Recipient) -> bool {
        let notice = (occurrence.notice_id(), occurrence.first.audience.clone());
        let mailboxes = self.0.get(&notice);
        mailboxes.is_some_and(|mailboxes| mailboxes.contains(&reader.address.mailbox()))
    }
}
