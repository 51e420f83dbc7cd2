//! A round: everything there is to do at one moment by plan and ledger, as orders. What `send` does
//! for real, a dry run counts and a simulation plays. It sends nothing and writes nothing down.

use crate::belief::Correction;
use crate::calendar::zone::Instant;
use crate::directory::Recipient;
use crate::dispatch::{Order, Outgoing};
use crate::ledger::{self, Book, Mark};
use crate::mailing::docket::{self, Asked, Docket, Item, Stray};
use crate::mailing::{Fault, Mailing, Office};
use crate::timeline::Agenda;
use std::sync::Arc;

/// Everything there is to do at one moment.
pub struct Round<'a> {
    office: Office<'a>,
    /// To be told now, or being told; corrections come first.
    pub due: Vec<Mailing<'a>>,
    /// Corrections that wait for their readers' sending hours.
    pub waiting: Vec<(&'a Correction, Instant)>,
    /// Never tried, and no longer worth telling.
    pub missed: Vec<Item<'a>>,
    /// Tried, not settled, and no longer worth telling.
    pub late: Vec<Mailing<'a>>,
    /// Left open by earlier rounds, and not to be told any more.
    pub lost: Vec<Stray>,
    /// Left open by earlier rounds and no longer in the plan.
    pub strays: u64,
    /// Notices that are settled for all their readers, which the ledger may mark.
    pub settled: Vec<Mark>,
}

/// Why a round cannot be made.
#[derive(Debug)]
pub enum Trouble {
    /// The ledger cannot be read.
    Ledger(ledger::Error),
    /// A notice, by its id, cannot be made into mails.
    Unmade(String, Fault),
}

impl From<ledger::Error> for Trouble {
    fn from(error: ledger::Error) -> Self {
        Self::Ledger(error)
    }
}

impl<'a> Round<'a> {
    /// All there is to do by plan and ledger; `within` leaves readers out.
    pub fn plan(
        office: Office<'a>,
        agenda: &Agenda<'a>,
        book: &dyn Book,
        within: &dyn Fn(&Recipient) -> bool,
    ) -> Result<Self, Trouble> {
        let Office { case, beliefs, .. } = office;
        let mut docket = Docket::open((case, beliefs), book, within)?;
        let [due] = docket.items(&agenda.due, [Asked::Open])?;
        let asked = [Asked::Untried, Asked::Unfinished];
        let [missed, late] = docket.items(&agenda.missed, asked)?;
        let settled = docket.settled();
        let strays = docket::strays(case, beliefs, book)?;
        let is_over = |stray: &Stray| stray.is_superseded || stray.planned.latest_useful < case.now;
        let (lost, strays): (Vec<_>, Vec<_>) = strays.into_iter().partition(is_over);
        let mut round = Self {
            office,
            due: Vec::new(),
            waiting: Vec::new(),
            missed,
            late: mailings(office, late)?,
            lost,
            strays: u64::try_from(strays.len()).unwrap_or(u64::MAX),
            settled,
        };
        round.correct(within)?;
        round.due.extend(mailings(office, due)?);
        Ok(round)
    }

    fn correct(&mut self, within: &dyn Fn(&Recipient) -> bool) -> Result<(), Trouble> {
        for correction in &self.office.beliefs.corrections {
            if let Some(opens) = correction.opens {
                self.waiting.push((correction, opens));
                continue;
            }
            let mut mailing = unmade(
                &correction.occurrence.notice_id(),
                self.office.correction(correction),
            )?;
            mailing.keep(within);
            if !mailing.group.members.is_empty() {
                self.due.push(mailing);
            }
        }
        Ok(())
    }

    /// Whether the ledger has nothing to write down, whatever becomes of what is due.
    pub fn writes_nothing_off(&self) -> bool {
        self.missed.is_empty() && self.late.is_empty() && self.lost.is_empty()
    }

    /// How many deliveries are due and not settled.
    pub fn open(&self) -> usize {
        self.due
            .iter()
            .map(|mailing| mailing.group.members.len())
            .sum()
    }

    /// How many deliveries are to be written off.
    pub fn write_offs(&self) -> usize {
        let late = self.late.iter().map(|mailing| mailing.group.members.len());
        members(&self.missed) + self.lost.len() + late.sum::<usize>()
    }

    /// The orders of the round: what is written off, and then what is due.
    pub fn orders(&self) -> impl Iterator<Item = Order<'_>> {
        let write_offs = self
            .missed
            .iter()
            .flat_map(|item| skips_of(self.office, item))
            .chain(self.lost.iter().map(skip_of))
            .chain(self.late.iter().flat_map(orders_of));
        write_offs.chain(self.due.iter().flat_map(orders_of))
    }
}

/// How many readers some items have.
pub fn members(items: &[Item]) -> usize {
    items.iter().map(|item| item.group.members.len()).sum()
}

/// How many due mails are kept back because their readers are left out.
pub fn kept_back(
    office: Office,
    agenda: &Agenda,
    book: &dyn Book,
    within: &dyn Fn(&Recipient) -> bool,
) -> Result<u64, Trouble> {
    let outside = |reader: &Recipient| !within(reader);
    let mut docket = Docket::open((office.case, office.beliefs), book, &outside)?;
    let [items] = docket.items(&agenda.due, [Asked::Untried])?;
    Ok(u64::try_from(members(&items)).unwrap_or(u64::MAX))
}

fn mailings<'a>(office: Office<'a>, items: Vec<Item<'a>>) -> Result<Vec<Mailing<'a>>, Trouble> {
    let made = items.into_iter().map(|item| {
        let notice = item.occurrence.notice_id();
        unmade(&notice, office.mailing(item))
    });
    made.collect()
}

fn unmade<T>(notice: &str, made: Result<T, Fault>) -> Result<T, Trouble> {
    made.map_err(|fault| Trouble::Unmade(notice.to_owned(), fault))
}

/// Orders to deliver a mailing to each of its readers. Late ones are offered no more: dispatch
/// writes down what became of them.
fn orders_of<'o>(mailing: &'o Mailing<'o>) -> impl Iterator<Item = Order<'o>> + 'o {
    mailing.readers().map(move |reader| {
        let made = move |date| {
            mailing
                .mail(reader, date)
                .map_err(|error| error.to_string())
        };
        Order::Deliver(Outgoing {
            planned: Arc::new(mailing.planned(reader)),
            envelope: mailing.envelope(reader),
            message: Box::new(made),
        })
    })
}

/// Orders to write down that a missed notice is not told, for each of its readers. There may be very
/// many, so each is worded when its turn comes; one that cannot be worded stays missed.
fn skips_of<'o>(office: Office<'o>, item: &Item<'o>) -> Vec<Order<'o>> {
    let Ok(mailing) = office.mailing(item.clone()) else {
        return Vec::new();
    };
    let skip = |reader| Order::Skip {
        planned: Arc::new(mailing.planned(reader)),
        because: "a later notice took its place, or its moment passed, before it could be told"
            .to_owned(),
    };
    mailing.readers().map(skip).collect()
}

/// The order to write down that what was left open has come to its end.
fn skip_of<'o>(stray: &Stray) -> Order<'o> {
    let because = if stray.is_superseded {
        "what it says is no longer so; a correction took its place"
    } else {
        "it is no longer in the plan"
    };
    Order::Skip {
        planned: Arc::new(stray.planned.clone()),
        because: because.to_owned(),
    }
}
