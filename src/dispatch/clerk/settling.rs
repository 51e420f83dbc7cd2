//! Settling: what became of each message is written down, and what it shows of the server is heard.

use super::Clerk;
use super::inquiry::{Proof, Suspect};
use crate::calendar::zone::Instant;
use crate::channel::Unreachable;
use crate::dispatch::breaker::{LIMIT, Trip};
use crate::dispatch::desk::{Attempts, Settled};
use crate::dispatch::group::Adds;
use crate::dispatch::message::REGROUPED;
use crate::dispatch::order::Order;
use crate::dispatch::retry;
use crate::dispatch::stop::Stop;
use crate::ledger::{Planned, Step};
use crate::notice::{Against, Receipt};
use std::sync::Arc;

impl<'o, I: Iterator<Item = Order<'o>>> Clerk<'_, 'o, I> {
    /// What was begun, is no message yet, and came too late for one of its deliveries.
    pub(super) fn overtaken(&mut self, attempts: Attempts, at: Instant) {
        let mut lead = None;
        for (attempt, planned) in attempts {
            let because = "its moment passed before the channel was ready for it".to_owned();
            let step = if planned.is_over(at) {
                Step::Expired {
                    planned: Arc::clone(&planned),
                    because,
                }
            } else {
                Step::Deferred {
                    answer: REGROUPED.to_owned(),
                    next_try: at,
                }
            };
            // What ends otherwise than its mail is counted on its own.
            let standing = step.standing();
            let adds = match lead.replace(lead.unwrap_or(standing)) {
                Some(leads) if leads == standing => Adds::Rider,
                _ => Adds::Attempt { planned, riders: 0 },
            };
            self.group.put(attempt.settle(step, at), adds);
        }
    }

    /// Writes down how a message ended, for all that it tells.
    pub(super) fn settle(&mut self, settled: Settled) {
        let Settled {
            worker,
            attempts,
            receipt,
            shut,
            at,
            tries,
        } = settled;
        if let Some(why) = shut {
            return self.shut_out(attempts, receipt, (at, why));
        }
        let mut attempts = attempts.into_iter();
        let Some((attempt, planned)) = attempts.next() else {
            return;
        };
        let proof = proof(&receipt);
        self.remember(&planned, &receipt);
        let seen = self.breaker.see(&planned.recipient, receipt);
        let step = retry::settle(seen.receipt, &planned, tries, at);
        let is_suspect = seen.suspect && matches!(step, Step::Deferred { .. });
        let mut together = vec![Arc::clone(&planned)];
        for (attempt, rider) in attempts {
            let theirs = retry::settle_rider(&step, &rider, at);
            // What ends otherwise than its mail is counted on its own.
            let adds = if theirs.standing() == step.standing() {
                together.push(rider);
                Adds::Rider
            } else {
                Adds::Attempt {
                    planned: rider,
                    riders: 0,
                }
            };
            self.group.put(attempt.settle(theirs, at), adds);
        }
        let adds = match is_suspect {
            true => Adds::Suspicion(planned),
            false => Adds::Attempt {
                planned,
                riders: together.len() - 1,
            },
        };
        if is_suspect {
            self.suspects.push(Suspect {
                since: self.begun,
                answer: step.answer().to_owned(),
                deliveries: together,
            });
        }
        self.group.put(attempt.settle(step, at), adds);
        let begun = self.begun_by.get(&worker).copied().unwrap_or_default();
        if let Some(proof) = proof {
            self.hear(proof, begun);
        }
        match seen.trips {
            Some(Trip::Refusing { answer, at_address }) => self.inquire(answer, at_address),
            Some(Trip::Breaking(stop)) => self.halt(stop),
            None => {}
        }
    }

    /// Nothing is taken over any line: what was begun waits for the next run, and this one ends.
    fn shut_out(
        &mut self,
        attempts: Attempts,
        receipt: Receipt,
        (at, why): (Instant, Unreachable),
    ) {
        let answer = receipt.into_answer();
        let riders = attempts.len().saturating_sub(1);
        for (place, (attempt, planned)) in attempts.into_iter().enumerate() {
            let step = Step::Deferred {
                answer: answer.clone(),
                next_try: at,
            };
            let adds = match place {
                0 => Adds::Attempt { planned, riders },
                _ => Adds::Rider,
            };
            self.group.put(attempt.settle(step, at), adds);
        }
        self.halt(Stop::Shut(why));
    }

    /// Remembers whose messages were refused last.
    fn remember(&mut self, planned: &Arc<Planned>, receipt: &Receipt) {
        if matches!(receipt, Receipt::Refused { .. }) {
            self.row.push_back(Arc::clone(planned));
            if self.row.len() > LIMIT {
                self.row.pop_front();
            }
        }
    }
}

/// What an answer shows of the server.
fn proof(receipt: &Receipt) -> Option<Proof> {
    match receipt {
        Receipt::Accepted { .. } => Some(Proof::Takes),
        Receipt::Refused {
            against: Against::Reader,
            ..
        } => Some(Proof::Welcomes),
        _ => None,
    }
}
