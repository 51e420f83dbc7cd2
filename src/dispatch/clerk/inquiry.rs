//! The inquiry: when several messages in a row were refused alike, a few to others show whether the
//! server refuses everybody or only these readers.
//!
//! What proves that it takes messages was begun after the refusal: one that was under way may have
//! been taken before the server changed its mind.

use super::Clerk;
use super::queue::Traits;
use crate::dispatch::breaker::LIMIT;
use crate::dispatch::desk::Errand;
use crate::dispatch::group::Adds;
use crate::dispatch::order::Order;
use crate::dispatch::stop::Stop;
use crate::ledger::{Planned, Step};
use std::collections::VecDeque;
use std::sync::Arc;

/// So many others are tried.
const OTHERS: usize = 4;

/// So far it is looked ahead for others.
const LOOK_AHEAD: usize = 16_384;

/// The question whether anybody is taken.
pub(super) struct Inquiry<'o> {
    /// The server's words.
    answer: String,
    /// Whether they were said to readers' addresses.
    at_address: bool,
    /// How many messages had been begun when it was asked.
    since: u64,
    /// The others, those that are still to go.
    others: VecDeque<Errand<'o>>,
    asked: usize,
}

/// A reader who was refused in words that may be meant for everybody; what she was to be told is put
/// off, and given up when somebody else is told something after it.
pub(super) struct Suspect {
    /// How many messages had been begun when she was refused.
    pub since: u64,
    pub answer: String,
    /// The delivery that led, and those that rode with it.
    pub deliveries: Vec<Arc<Planned>>,
}

/// What an answer shows of the server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// It takes messages.
    Takes,
    /// It takes addresses; what becomes of the messages is another matter.
    Welcomes,
}

impl<'o, I: Iterator<Item = Order<'o>>> Clerk<'_, 'o, I> {
    /// Asks whether anybody is taken, unless that is being asked.
    pub(super) fn inquire(&mut self, answer: String, at_address: bool) {
        if self.inquiry.is_some() {
            return;
        }
        while self.may_take_more() && self.queue.len() < LOOK_AHEAD {
            self.take_chunk();
        }
        if self.queue.is_empty() {
            self.release();
        }
        let refused: Vec<Traits> = self.row.iter().map(|each| Traits::planned(each)).collect();
        let others = self.queue.unlike(&refused, OTHERS);
        self.inquiry = Some(Inquiry {
            answer,
            at_address,
            since: self.begun,
            asked: others.len(),
            others,
        });
    }

    /// Hears what a message shows that was begun as the `begun`th.
    pub(super) fn hear(&mut self, proof: Proof, begun: u64) {
        let ends = |inquiry: &mut Inquiry| {
            inquiry.since < begun && (proof == Proof::Takes || inquiry.at_address)
        };
        if let Some(inquiry) = self.inquiry.take_if(ends) {
            self.breaker.start_over();
            let others = inquiry.others.into_iter().rev();
            others.for_each(|errand| self.queue.take_back(errand));
        }
        let (cleared, left) = std::mem::take(&mut self.suspects)
            .into_iter()
            .partition(|suspect| suspect.since < begun);
        self.suspects = left;
        let cleared: Vec<Suspect> = cleared;
        cleared
            .into_iter()
            .for_each(|suspect| self.give_up(suspect));
    }

    /// Writes down that it was this reader who was refused.
    fn give_up(&mut self, suspect: Suspect) {
        let Suspect {
            answer, deliveries, ..
        } = suspect;
        let at = (self.dispatch.now)();
        let riders = deliveries.len().saturating_sub(1);
        for (place, planned) in deliveries.into_iter().enumerate() {
            let step = Step::Refused {
                answer: answer.clone(),
            };
            let entry = self.entry(planned.id.clone(), at, step);
            let adds = match place {
                0 => Adds::Attempt { planned, riders },
                _ => Adds::Rider,
            };
            self.group.put(entry, adds);
        }
    }

    /// The next errand to be handed out, which during an inquiry is one of the others.
    pub(super) fn next_errand(&mut self) -> Option<Errand<'o>> {
        match &mut self.inquiry {
            Some(inquiry) => {
                let mut others = inquiry.others.iter().map(|errand| &errand.outgoing.planned);
                let next = others.position(|planned| !self.queue.is_engaged(&planned.mailbox()))?;
                inquiry.others.remove(next)
            }
            None => self.queue.next(),
        }
    }

    /// Takes an errand back that found no place.
    pub(super) fn take_back(&mut self, errand: Errand<'o>) {
        match &mut self.inquiry {
            Some(inquiry) => inquiry.others.push_front(errand),
            None => self.queue.take_back(errand),
        }
    }

    /// Ends the run when all the others are back and none of them was taken.
    pub(super) fn conclude(&mut self) {
        let is_over = |inquiry: &mut Inquiry| inquiry.others.is_empty();
        if self.outstanding > 0 {
            return;
        }
        if let Some(inquiry) = self.inquiry.take_if(is_over) {
            self.halt(Stop::Refusing {
                answer: inquiry.answer,
                times: LIMIT,
                asked: inquiry.asked,
            });
        }
    }
}
