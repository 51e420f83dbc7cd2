//! Following: what waited until something else had arrived.
//!
//! Whoever believes something that is not so is put right first, by a correction or by word of the
//! night; what else is due to her waits, because nobody knows yet whether it will be needed as it is.
//! When the first has been taken over, a second look at the ledger shows what follows it: at the same
//! moment, and to nobody else.

use super::Round;
use crate::dispatch::Order;
use crate::ledger::{Book, Error, Planned, Standing};
use crate::mailing::Mailing;
use crate::notice::DeliveryId;
use crate::plan::address::Mailbox;
use std::collections::{HashMap, HashSet};

/// For whom a round puts something right, and what it offers them.
#[derive(Debug, Default)]
pub struct Corrected {
    /// Who, and the deliveries that do.
    readers: HashMap<Mailbox, Vec<DeliveryId>>,
    offered: HashSet<DeliveryId>,
}

impl Corrected {
    /// Whether nobody is put right, so that nothing can follow.
    pub fn is_nobody(&self) -> bool {
        self.readers.is_empty()
    }

    /// Those of them who really were, by what a book says.
    pub fn heard(mut self, book: &dyn Book) -> Result<Self, Error> {
        for (reader, deliveries) in std::mem::take(&mut self.readers) {
            let states = book.states(&deliveries)?;
            let mut states = states.into_iter().flatten();
            if states.any(|state| state.standing == Standing::Accepted) {
                self.readers.insert(reader, deliveries);
            }
        }
        Ok(self)
    }
}

impl Round<'_> {
    /// For whom this round puts something right.
    pub fn corrected(&self) -> Corrected {
        let mut corrected = Corrected::default();
        for mailing in self.due.iter().filter(|mailing| puts_right(mailing)) {
            for reader in mailing.readers() {
                let deliveries = corrected.readers.entry(reader.address.mailbox());
                deliveries.or_default().push(mailing.delivery(reader));
            }
        }
        for mailing in &self.due {
            for (place, reader) in mailing.readers().enumerate() {
                if corrected.readers.contains_key(&reader.address.mailbox()) {
                    let riders = mailing.riding(place).into_iter().map(|told| told.id);
                    corrected.offered.extend(riders);
                    corrected.offered.insert(mailing.delivery(reader));
                }
            }
        }
        corrected
    }

    /// What those would be told by this round who are put right, as far as it `goes` now, by the
    /// places of a mailing and of its reader.
    pub fn told_to(
        &self,
        Corrected { readers, .. }: &Corrected,
        goes: impl Fn(usize, usize) -> bool,
    ) -> Vec<Planned> {
        let mut told = Vec::new();
        for (number, mailing) in self.due.iter().enumerate() {
            for (place, reader) in mailing.readers().enumerate() {
                if readers.contains_key(&reader.address.mailbox()) && goes(number, place) {
                    told.extend(mailing.riding(place));
                    told.push(mailing.planned(reader));
                }
            }
        }
        told
    }

    /// The orders of this round that could not be given before somebody was corrected.
    pub fn following<'o>(&'o self, corrected: &'o Corrected) -> impl Iterator<Item = Order<'o>> {
        let Corrected { readers, offered } = corrected;
        self.orders().filter(|order| {
            let Order::Deliver(outgoing) = order else {
                return false;
            };
            readers.contains_key(&outgoing.planned.mailbox())
                && order.deliveries().all(|told| !offered.contains(&told.id))
        })
    }
}

/// Whether something may wait until a mail has arrived.
fn puts_right(mailing: &Mailing) -> bool {
    let mut parts = std::iter::once(mailing).chain(&mailing.riders);
    parts.any(|part| part.corrects() || part.occurrence().milestone.is_of_the_night())
}
