//! A round: everything there is to do at one moment by plan and ledger, as orders. What `send` does
//! for real, a dry run counts and a simulation plays. It sends nothing and writes nothing down.

pub mod following;
mod foreseen;
pub mod gate;
mod lapse;
mod night;
mod riding;
pub mod sent;
pub mod together;
pub mod told;

pub use gate::{Because, Gate, Held, Rule};

use crate::calendar::zone::Instant;
use crate::directory::Recipient;
use crate::dispatch::{Order, Outgoing};
use crate::ledger::{self, Book, Mark};
use crate::mailing::docket::{Asked, Docket, Item};
use crate::mailing::stray::{self, Fate, Stray};
use crate::mailing::{Fault, Mailing, Office, Withheld};
use crate::notice::DeliveryId;
use crate::plan::milestone::Milestone;
use crate::timeline::{Agenda, Occurrence};
use riding::Riding;
use std::collections::HashSet;
use std::sync::Arc;

/// Everything there is to do at one moment.
pub struct Round<'a> {
    office: Office<'a>,
    /// To be told now, or being told; corrections come first.
    pub due: Vec<Mailing<'a>>,
    /// What waits for an approval.
    pub held: Vec<Held>,
    /// Corrections that wait for their readers' sending hours.
    pub waiting: Vec<(Mailing<'a>, Instant)>,
    /// Late notices that wait for their readers' sending hours, with how many do.
    pub after_hours: Vec<(&'a Occurrence, Instant, usize)>,
    /// Never tried, and no longer worth telling.
    pub missed: Vec<Item<'a>>,
    /// Tried, not settled, and no longer worth telling.
    pub late: Vec<Item<'a>>,
    /// Left open by earlier rounds, and not to be told any more.
    pub lost: Vec<Stray>,
    /// Left open by earlier rounds and no longer in the plan.
    pub strays: u64,
    /// Notices that are settled for all their readers, which the ledger may mark.
    pub settled: Vec<Mark>,
    /// What is due, and kept back from readers who are left out.
    pub withheld: Withheld,
    /// Of what is due, how many readers wait for the mail of a later notice.
    pub riding: Vec<Riding<'a>>,
    /// What is to be written off and cannot be, because no words can be made of it: the notice, and
    /// why. It stays as it is, and is told to whoever runs this.
    pub unworded: Vec<(String, Fault)>,
    /// Of what was missed, the deliveries that nobody approved in time.
    lapsed: HashSet<DeliveryId>,
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
        (book, gate): (&dyn Book, &Gate),
        within: &dyn Fn(&Recipient) -> bool,
    ) -> Result<Self, Trouble> {
        let Office { case, beliefs, .. } = office;
        let mut docket = Docket::open((case, beliefs), book, within)?;
        let (due, overtaken) = due(&mut docket, agenda)?;
        let (due, mut riding) = riding::wait(office, due, (book, gate))?;
        let waiting: Vec<&Occurrence> = agenda.waiting.iter().map(|(told, _)| *told).collect();
        let [waiting] = docket.items(&waiting, [Asked::Open])?;
        let (waiting, ride) = riding::wait(office, waiting, (book, gate))?;
        riding.extend(ride);
        let mut after_hours = Vec::new();
        for (occurrence, opens) in &agenda.waiting {
            let items = waiting.iter();
            let items = items.filter(|item| std::ptr::eq(item.occurrence, *occurrence));
            let readers = items.map(|item| item.group.members.len()).sum::<usize>();
            after_hours.extend((readers > 0).then_some((*occurrence, *opens, readers)));
        }
        let asked = [Asked::Untried, Asked::Unfinished];
        let [mut missed, mut late] = docket.items(&agenda.missed, asked)?;
        missed.extend(overtaken);
        let (withheld, begun) = Withheld::find(office, agenda, book, within)?;
        late.extend(begun);
        let strays = stray::strays(case, beliefs);
        let is_over =
            |stray: &Stray| stray.fate == Fate::Superseded || stray.planned.is_over(case.now);
        let (lost, mut strays): (Vec<_>, Vec<_>) = strays.into_iter().partition(is_over);
        strays.retain(|stray| stray.fate == Fate::Gone);
        let mut round = Self {
            office,
            due: Vec::new(),
            held: Vec::new(),
            waiting: Vec::new(),
            after_hours,
            missed,
            late,
            lost,
            strays: u64::try_from(strays.len()).unwrap_or(u64::MAX),
            settled: Vec::new(),
            withheld,
            riding,
            unworded: Vec::new(),
            lapsed: HashSet::new(),
        };
        round.lapse(gate);
        round.correct(gate, within)?;
        let due = round.approved(gate, mailings(office, due)?)?;
        let ahead = riding::ahead(office, &due, &mut docket)?;
        round.settled = docket.settled();
        round.due.extend(due);
        for mut mailing in mailings(office, ahead)? {
            // Without an approval it waits for its own moment.
            unmade(&mailing.notice.id.clone(), gate.pass(office, &mut mailing))?;
            round
                .due
                .extend((!mailing.group.members.is_empty()).then_some(mailing));
        }
        round.due = together::together(round.due, &beliefs.history.tried)?;
        Ok(round)
    }

    /// Finds out why what is written off was not told. What no words can be made of is left as it is:
    /// the rest of the round is worth more.
    fn lapse(&mut self, gate: &Gate) {
        let Self {
            office,
            unworded,
            lapsed,
            ..
        } = self;
        let mut worded = |item: &Item, made: Result<Vec<DeliveryId>, Fault>| match made {
            Ok(found) => {
                lapsed.extend(found);
                true
            }
            Err(fault) => {
                unworded.push((item.occurrence.notice_id(), fault));
                false
            }
        };
        self.missed
            .retain(|item| worded(item, lapse::lapsed(*office, gate, item)));
        self.late.retain(|item| {
            let made = office.mailing(item.clone());
            worded(item, made.map(|_| Vec::new()))
        });
    }

    /// Keeps back what nobody approved.
    fn approved(
        &mut self,
        gate: &Gate,
        mut mailings: Vec<Mailing<'a>>,
    ) -> Result<Vec<Mailing<'a>>, Trouble> {
        for mailing in &mut mailings {
            let passed = gate.pass(self.office, mailing);
            self.held.extend(unmade(&mailing.notice.id, passed)?);
        }
        mailings.retain(|mailing| !mailing.group.members.is_empty());
        Ok(mailings)
    }

    fn correct(&mut self, gate: &Gate, within: &dyn Fn(&Recipient) -> bool) -> Result<(), Trouble> {
        for correction in &self.office.beliefs.corrections {
            let notice = correction.occurrence.notice_id();
            let mut mailing = unmade(&notice, self.office.correction(correction))?;
            mailing.keep(within);
            // Whoever has to approve hears of it also while it waits for its readers' morning.
            let passed = gate.pass(self.office, &mut mailing);
            self.held.extend(unmade(&notice, passed)?);
            match correction.opens {
                _ if mailing.group.members.is_empty() => {}
                Some(opens) => self.waiting.push((mailing, opens)),
                None => self.due.push(mailing),
            }
        }
        Ok(())
    }

    /// Whether the ledger has nothing to write down, whatever becomes of what is due.
    pub fn writes_nothing_off(&self) -> bool {
        self.missed.is_empty() && self.late.is_empty() && self.lost.is_empty()
    }

    /// How many mails are due and not settled.
    pub fn open(&self) -> usize {
        self.due
            .iter()
            .map(|mailing| mailing.group.members.len())
            .sum()
    }

    /// How many due deliveries wait for the mail of a later notice.
    pub fn riders(&self) -> usize {
        self.riding.iter().map(|(_, readers)| readers).sum()
    }

    /// How many deliveries are to be written off.
    pub fn write_offs(&self) -> usize {
        members(&self.missed) + self.lost.len() + members(&self.late)
    }

    /// The orders of the round: what is written off, and then what is due.
    pub fn orders(&self) -> impl Iterator<Item = Order<'_>> {
        let write_offs = self
            .missed
            .iter()
            .flat_map(|item| skips_of(self.office, item, &self.lapsed))
            .chain(self.lost.iter().map(skip_of))
            .chain(self.late.iter().flat_map(|item| ends_of(self.office, item)));
        write_offs.chain(self.due.iter().flat_map(orders_of))
    }
}

/// What is due; and what was begun, is due, and says what its readers hear by another notice.
fn due<'a>(
    docket: &mut Docket<'a, '_>,
    agenda: &Agenda<'a>,
) -> Result<(Vec<Item<'a>>, Vec<Item<'a>>), ledger::Error> {
    let asked = [Asked::Open, Asked::Unfinished];
    let [mut due, mut overtaken] = docket.items(&agenda.due, asked)?;
    due.retain(|item| !is_told_otherwise(item));
    overtaken.retain(is_told_otherwise);
    Ok((due, overtaken))
}

/// Whether a notice of the night or of its start says what its readers hear by another one.
fn is_told_otherwise(item: &Item) -> bool {
    let milestone = item.occurrence.milestone;
    item.manner.is_covered && (milestone.is_of_the_night() || milestone == Milestone::Start)
}

/// How many readers some items have.
pub fn members(items: &[Item]) -> usize {
    items.iter().map(|item| item.group.members.len()).sum()
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

/// Orders to deliver a mailing to each of its readers.
fn orders_of<'o>(mailing: &'o Mailing<'o>) -> impl Iterator<Item = Order<'o>> + 'o {
    mailing.readers().enumerate().map(move |(place, reader)| {
        let made = move |date| {
            mailing
                .mail(reader, date)
                .map_err(|error| error.to_string())
        };
        Order::Deliver(Outgoing {
            planned: Arc::new(mailing.planned(reader)),
            riders: mailing.riding(place).into_iter().map(Arc::new).collect(),
            envelope: mailing.envelope(reader),
            message: Box::new(made),
        })
    })
}

/// Orders to write down that a missed notice is not told, for each of its readers. There may be very
/// many, so each is worded when its turn comes; those that cannot be worded were taken out before.
fn skips_of<'o>(
    office: Office<'o>,
    item: &Item<'o>,
    lapsed: &HashSet<DeliveryId>,
) -> Vec<Order<'o>> {
    let Ok(mailing) = office.mailing(item.clone()) else {
        return Vec::new();
    };
    let skip = |reader| Order::Skip {
        planned: Arc::new(mailing.planned(reader)),
        because: match lapsed.contains(&mailing.delivery(reader)) {
            true => "nobody approved it before its moment passed",
            false if is_new(office, item.occurrence, reader) => {
                "its moment had passed before this person was first told of the window"
            }
            false if is_overtaken(office, item.occurrence, reader) => {
                "a later notice took its place before it could be told"
            }
            false => "its moment passed before it could be told",
        }
        .to_owned(),
    };
    mailing.readers().map(skip).collect()
}

/// Whether a reader heard nothing of a window while a notice was worth telling.
fn is_new(office: Office, occurrence: &Occurrence, reader: &Recipient) -> bool {
    let (window, audience) = (occurrence.window.as_str(), occurrence.audience.as_str());
    let history = &office.beliefs.history;
    let heard = history.heard(window, audience, &reader.address.mailbox());
    let first = heard.and_then(|heard| heard.first);
    first.is_none_or(|first| occurrence.is_over(first))
}

/// Whether a reader hears, or was told, another notice of a window that came later.
fn is_overtaken(office: Office, occurrence: &Occurrence, reader: &Recipient) -> bool {
    let (window, audience) = (occurrence.window.as_str(), occurrence.audience.as_str());
    let history = &office.beliefs.history;
    let heard = history.heard(window, audience, &reader.address.mailbox());
    let mut told = heard.into_iter().flat_map(|heard| &heard.told);
    let now = office.case.now;
    let mut others = office.case.timeline.occurrences.iter();
    told.any(|told| told.moment > occurrence.moment)
        || others.any(|other| {
            other.window == occurrence.window
                && other.audience == occurrence.audience
                && other.moment > occurrence.moment
                && other.moment <= now
                && !other.is_over(now)
        })
}

/// Orders to write down what became of late deliveries, for each of an item's readers: they are
/// offered no more.
fn ends_of<'o>(office: Office<'o>, item: &Item<'o>) -> Vec<Order<'o>> {
    let Ok(mailing) = office.mailing(item.clone()) else {
        return Vec::new();
    };
    let end = |reader| {
        Order::Deliver(Outgoing {
            planned: Arc::new(mailing.planned(reader)),
            riders: Vec::new(),
            envelope: mailing.envelope(reader),
            message: Box::new(|_| Err("its moment has passed".to_owned())),
        })
    };
    mailing.readers().map(end).collect()
}

/// The order to write down that what was left open has come to its end.
fn skip_of<'o>(stray: &Stray) -> Order<'o> {
    let because = match stray.fate {
        Fate::Gone => "it is no longer in the plan",
        Fate::Waits => "something else had to be said first, and its moment has passed",
        Fate::Superseded => "what it says is no longer so; something else took its place",
    };
    Order::Skip {
        planned: Arc::new(stray.planned.clone()),
        because: because.to_owned(),
    }
}
