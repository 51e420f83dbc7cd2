//! Work: what there is to do in a run of `send`, by plan and ledger, as orders. It sends nothing.

use super::failure::Failure;
use super::preview::make;
use super::workspace::Workspace;
use crate::directory::Recipient;
use crate::dispatch::{Order, Outgoing};
use crate::ledger::{Book, Mark, Planned};
use crate::mailing::Mailing;
use crate::mailing::docket::{self, Asked, Docket, Item};
use crate::timeline::Agenda;
use std::sync::Arc;

/// What there is to do in a run.
pub struct Work<'w> {
    /// To be told now, or being told.
    pub due: Vec<Mailing<'w>>,
    /// Never tried, and no longer worth telling.
    pub missed: Vec<Item<'w>>,
    /// Tried, not settled, and no longer worth telling.
    pub late: Vec<Mailing<'w>>,
    /// Left open by earlier runs, no longer in the plan, and too late by now.
    pub lost: Vec<Planned>,
    /// Left open by earlier runs and no longer in the plan.
    pub strays: u64,
    /// Notices that are settled for all their readers, which the ledger may mark.
    pub settled: Vec<Mark>,
}

impl Work<'_> {
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

    /// The orders of a run: what is written off, and then what is due.
    pub fn orders<'o>(&'o self, workspace: &'o Workspace) -> impl Iterator<Item = Order<'o>> {
        let write_offs = self
            .missed
            .iter()
            .flat_map(|item| skips_of(workspace, item))
            .chain(self.lost.iter().map(skip_of))
            .chain(self.late.iter().flat_map(orders_of));
        write_offs.chain(self.due.iter().flat_map(orders_of))
    }
}

/// How many readers some items have.
pub fn members(items: &[Item]) -> usize {
    items.iter().map(|item| item.group.members.len()).sum()
}

/// All there is to do by plan and ledger.
pub fn work<'w>(
    workspace: &'w Workspace,
    agenda: &Agenda<'w>,
    book: &dyn Book,
) -> Result<Work<'w>, Failure> {
    let within = |reader: &Recipient| workspace.settings.allows(&reader.address);
    let case = workspace.case();
    let mut docket = Docket::open(case, book, &within)?;
    let [due] = docket.items(&agenda.due, [Asked::Open])?;
    let asked = [Asked::Untried, Asked::Unfinished];
    let [missed, late] = docket.items(&agenda.missed, asked)?;
    let settled = docket.settled();
    let strays = docket::strays(case, book)?;
    let is_over = |planned: &Planned| planned.latest_useful < workspace.now;
    let (lost, strays): (Vec<_>, Vec<_>) = strays.into_iter().partition(is_over);
    Ok(Work {
        due: mailings(workspace, due)?,
        missed,
        late: mailings(workspace, late)?,
        lost,
        strays: u64::try_from(strays.len()).unwrap_or(u64::MAX),
        settled,
    })
}

/// How many due mails are kept back because their domain is not allowed.
pub fn forbidden(workspace: &Workspace, agenda: &Agenda, book: &dyn Book) -> Result<u64, Failure> {
    let outside = |reader: &Recipient| !workspace.settings.allows(&reader.address);
    let mut docket = Docket::open(workspace.case(), book, &outside)?;
    let [items] = docket.items(&agenda.due, [Asked::Untried])?;
    Ok(u64::try_from(members(&items)).unwrap_or(u64::MAX))
}

fn mailings<'w>(
    workspace: &'w Workspace,
    items: Vec<Item<'w>>,
) -> Result<Vec<Mailing<'w>>, Failure> {
    items
        .into_iter()
        .map(|item| make(workspace, item.occurrence, item.group))
        .collect()
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
fn skips_of<'o>(workspace: &Workspace, item: &Item) -> Vec<Order<'o>> {
    let Ok(mailing) = make(workspace, item.occurrence, item.group.clone()) else {
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
fn skip_of<'o>(lost: &Planned) -> Order<'o> {
    Order::Skip {
        planned: Arc::new(lost.clone()),
        because: "it is no longer in the plan".to_owned(),
    }
}
