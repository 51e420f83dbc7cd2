//! Riding: of what is due, the readers for whom it waits for the mail of a later notice, as long as
//! that one is sure to come: dated, approved, not told and not overtaken by anything. And of what
//! comes later on the same day, the readers to whom it goes with what is due.

use super::{Gate, Trouble, unmade};
use crate::ledger::Book;
use crate::mailing::docket::{Asked, Docket};
use crate::mailing::{Item, Mailing, Office, docket};
use crate::notice::{DeliveryId, Telling};
use crate::plan::address::Mailbox;
use crate::timeline::Occurrence;
use crate::timeline::fold::{Folds, stands_alone};
use chrono::TimeDelta;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is known of the mails that others wait for.
struct Waiting<'a, 'b> {
    office: Office<'a>,
    ways: (&'b dyn Book, &'b Gate),
    folds: &'a Folds,
    /// The mailboxes to which a notice will be told, by its place in the timeline.
    sure: HashMap<usize, HashSet<Mailbox>>,
}

/// How many readers of a notice wait for the mail of a later one.
pub type Riding<'a> = (&'a Occurrence, usize);

/// Leaves out of some items the readers for whom they wait, and says of which notice how many these are.
pub(super) fn wait<'a>(
    office: Office<'a>,
    items: Vec<Item<'a>>,
    (book, gate): (&dyn Book, &Gate),
) -> Result<(Vec<Item<'a>>, Vec<Riding<'a>>), Trouble> {
    if !items.iter().any(|item| may_wait(office, item)) {
        return Ok((items, Vec::new()));
    }
    let folds = office.beliefs.folds(office.case);
    if folds.is_empty() {
        return Ok((items, Vec::new()));
    }
    let mut waiting = Waiting {
        office,
        ways: (book, gate),
        folds,
        sure: HashMap::new(),
    };
    let (mut going, mut riding) = (Vec::with_capacity(items.len()), Vec::new());
    for mut item in items {
        let before = item.group.members.len();
        if may_wait(office, &item) {
            waiting.leave_out(&mut item)?;
        }
        let left_out = before - item.group.members.len();
        riding.extend((left_out > 0).then_some((item.occurrence, left_out)));
        if !item.group.members.is_empty() {
            going.push(item);
        }
    }
    Ok((going, riding))
}

/// Of what comes later on the day of some mailings, what rides with them.
pub(super) fn ahead<'a>(
    office: Office<'a>,
    due: &[Mailing<'a>],
    docket: &mut Docket<'a, '_>,
) -> Result<Vec<Item<'a>>, Trouble> {
    let case = office.case;
    let occurrences = &case.timeline.occurrences;
    let in_a_day = case.now + TimeDelta::days(1);
    let later = |other: &Occurrence| other.moment > case.now && other.moment < in_a_day;
    if !due
        .iter()
        .any(|mailing| !stands_alone(mailing.occurrence().milestone))
        || !occurrences.iter().any(later)
    {
        return Ok(Vec::new());
    }
    let folds = office.beliefs.folds(case);
    let tried = &office.beliefs.history.tried;
    let mut riders: BTreeMap<usize, HashSet<Mailbox>> = BTreeMap::new();
    for mailing in due {
        let occurrence = mailing.occurrence();
        let place = case.timeline.place(occurrence);
        for (index, reader) in mailing.group.members.iter().zip(mailing.readers()) {
            let rides = folds.rides(&occurrence.audience, *index).iter();
            let mut here = rides
                .filter(|ride| Some(ride.carrier) == place && later(&occurrences[ride.rider]))
                .peekable();
            // What was tried before leaves as it was.
            if here.peek().is_none() || tried.has(&mailing.delivery(reader)) {
                continue;
            }
            let mailbox = reader.address.mailbox();
            for ride in here {
                riders
                    .entry(ride.rider)
                    .or_default()
                    .insert(mailbox.clone());
            }
        }
    }
    let told: Vec<&Occurrence> = riders.keys().map(|place| &occurrences[*place]).collect();
    let [mut items] = docket.items(&told, [Asked::Untried])?;
    for item in &mut items {
        let readers = case.directory.recipients(&item.occurrence.audience);
        let place = case.timeline.place(item.occurrence);
        let meant = place.and_then(|place| riders.get(&place));
        let members = &mut item.group.members;
        members.retain(|index| {
            meant.is_some_and(|meant| meant.contains(&readers[*index].address.mailbox()))
        });
    }
    items.retain(|item| !item.group.members.is_empty());
    Ok(items)
}

/// Whether a later notice may come while an item still helps. Whoever hears of a window for the
/// first time does not wait.
fn may_wait(office: Office, item: &Item) -> bool {
    let occurrence = item.occurrence;
    let now = office.case.now;
    let later = |other: &Occurrence| {
        other.moment > now && !occurrence.is_over(other.moment) && !stands_alone(other.milestone)
    };
    !stands_alone(occurrence.milestone)
        && item.manner.words == occurrence.words
        && office.case.timeline.occurrences.iter().any(later)
}

impl Waiting<'_, '_> {
    fn leave_out(&mut self, item: &mut Item) -> Result<(), Trouble> {
        let case = self.office.case;
        let occurrence = item.occurrence;
        let Some(place) = case.timeline.place(occurrence) else {
            return Ok(());
        };
        let readers = case.directory.recipients(&occurrence.audience);
        let notice = occurrence.notice_id();
        let audience = occurrence.first.audience.as_str();
        let mut going = Vec::with_capacity(item.group.members.len());
        for index in &item.group.members {
            let ride = self.folds.ride(&occurrence.audience, *index, place);
            let later = |place: &usize| case.timeline.occurrences[*place].moment > case.now;
            let carrier = ride.map(|ride| ride.carrier).filter(later);
            let waits = match carrier {
                None => false,
                Some(carrier) => {
                    let mailbox = readers[*index].address.mailbox();
                    let plan = case.plan.id.as_str();
                    let told = Telling {
                        notice: &notice,
                        audience,
                        revision: item.manner.revision,
                    };
                    let id = DeliveryId::of(plan, told, &mailbox);
                    // What was tried before waits for nothing any more.
                    let tried = &self.office.beliefs.history.tried;
                    !tried.has(&id) && self.is_sure(carrier, &mailbox)?
                }
            };
            if !waits {
                going.push(*index);
            }
        }
        item.group.members = going;
        Ok(())
    }

    /// Whether a mailbox will be told a notice.
    fn is_sure(&mut self, carrier: usize, mailbox: &Mailbox) -> Result<bool, Trouble> {
        if !self.sure.contains_key(&carrier) {
            let found = self.sure_readers(carrier)?;
            self.sure.insert(carrier, found);
        }
        Ok(self.sure[&carrier].contains(mailbox))
    }

    fn sure_readers(&self, carrier: usize) -> Result<HashSet<Mailbox>, Trouble> {
        let Office { case, beliefs, .. } = self.office;
        let (book, gate) = self.ways;
        let occurrence = &case.timeline.occurrences[carrier];
        let mut sure = HashSet::new();
        if beliefs.history.nights.is_moot(occurrence) {
            return Ok(sure);
        }
        let notice = occurrence.notice_id();
        let known = book.standings(&notice)?;
        for group in docket::readers(case, occurrence) {
            let split = docket::split(case, beliefs, occurrence, group);
            for (group, manner) in split {
                if manner.is_withheld || manner.is_covered {
                    continue;
                }
                let item = Item {
                    occurrence,
                    group,
                    manner,
                };
                let mut mailing = unmade(&notice, self.office.mailing(item))?;
                unmade(&notice, gate.pass(self.office, &mut mailing))?;
                let readers = mailing.readers();
                let untold = readers.filter(|reader| {
                    let known = known.get(&mailing.delivery(reader));
                    known.is_none_or(|known| known.comes_back(occurrence.latest_useful, case.now))
                });
                sure.extend(untold.map(|reader| reader.address.mailbox()));
            }
        }
        Ok(sure)
    }
}
