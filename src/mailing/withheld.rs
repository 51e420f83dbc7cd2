//! Withheld: what is due and kept back from readers who are left out, and what was said of it.

use super::docket::{Asked, Docket, Item};
use super::office::Office;
use crate::directory::Recipient;
use crate::ledger::{Book, Error, Mark, Roll};
use crate::timeline::Agenda;

/// Due deliveries that are kept back.
#[derive(Debug, Default)]
pub struct Withheld {
    /// How many.
    pub number: u64,
    /// Which notices, and for whom, were never said to be kept back before. Marked in the ledger,
    /// they are said once and not at every run.
    pub news: Vec<Mark>,
}

impl Withheld {
    /// What is kept back of what is due from whoever is not `within`, and what was begun for them
    /// earlier and can only be written off now.
    pub fn find<'a>(
        office: Office<'a>,
        agenda: &Agenda<'a>,
        book: &dyn Book,
        within: &dyn Fn(&Recipient) -> bool,
    ) -> Result<(Self, Vec<Item<'a>>), Error> {
        let Office { case, beliefs, .. } = office;
        let audiences = case.plan.audiences.iter();
        let mut readers = audiences.flat_map(|audience| case.directory.recipients(&audience.id));
        if readers.all(within) {
            return Ok((Self::default(), Vec::new()));
        }
        let outside = |reader: &Recipient| !within(reader);
        let mut docket = Docket::open((case, beliefs), book, &outside)?;
        let asked = [Asked::Untried, Asked::Unfinished];
        let [untried, begun] = docket.items(&agenda.due, asked)?;
        let [late] = docket.items(&agenda.missed, [Asked::Unfinished])?;
        let said = book.marks()?;
        let items = untried.iter().chain(&begun);
        let news = items.clone().map(|item| mark(office, item));
        let news = news.filter(|mark| !said.contains(mark)).collect();
        let number = items.map(|item| item.group.members.len()).sum::<usize>();
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        Ok((Self { number, news }, late))
    }
}

/// Says that it was said; a roll that is only kept back is never taken for one that is settled.
fn mark(office: Office, item: &Item) -> Mark {
    let occurrence = item.occurrence;
    let recipients = office.case.directory.recipients(&occurrence.audience);
    let mut roll = Roll::new();
    for index in &item.group.members {
        let mailbox = recipients[*index].address.mailbox();
        roll.add(&mailbox, item.manner.revision);
    }
    Mark {
        notice: occurrence.notice_id(),
        audience: occurrence.first.audience.clone(),
        roll: format!("withheld-{}", roll.fingerprint()),
    }
}
