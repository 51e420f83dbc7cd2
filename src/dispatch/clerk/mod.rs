//! The one who keeps the ledger: hands errands out, gathers what the workers ask for, and writes
//! it down in groups.

mod shop;

use crate::calendar::zone::Instant;
use crate::channel::Channel;
use crate::dispatch::breaker::Breaker;
use crate::dispatch::desk::{Errand, Request, Settled};
use crate::dispatch::group::{Adds, Group};
use crate::dispatch::order::{Order, Outgoing};
use crate::dispatch::stop::Stop;
use crate::dispatch::tally::{Kind, Tally};
use crate::dispatch::triage::{Circumstances, Verdict, judge, judge_skip};
use crate::dispatch::{Dispatch, retry};
use crate::ledger::{Entry, Ledger, Planned, State, Step};
use crate::notice::DeliveryId;
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// So many orders are looked up in the ledger at once.
const CHUNK: usize = 64;

/// Keeps the ledger for one run.
pub(super) struct Clerk<'d, 'o, I: Iterator<Item = Order<'o>>> {
    dispatch: &'d Dispatch<'d>,
    ledger: &'d mut dyn Ledger,
    channel: &'d dyn Channel,
    orders: Option<I>,
    run: Arc<str>,
    ready: VecDeque<Errand<'o>>,
    /// Ordered, not settled: a second order of the same delivery must wait for nothing.
    in_hand: HashSet<DeliveryId>,
    outstanding: usize,
    /// How many more messages may be handed out.
    left: usize,
    group: Group,
    breaker: Breaker,
    tally: Tally,
}

impl<'d, 'o, I: Iterator<Item = Order<'o>>> Clerk<'d, 'o, I> {
    pub fn new(
        dispatch: &'d Dispatch<'d>,
        ledger: &'d mut dyn Ledger,
        channel: &'d dyn Channel,
        orders: I,
    ) -> Self {
        Self {
            dispatch,
            ledger,
            channel,
            orders: Some(orders),
            run: Arc::from(dispatch.run),
            ready: VecDeque::new(),
            in_hand: HashSet::new(),
            outstanding: 0,
            left: dispatch.limit.unwrap_or(usize::MAX),
            group: Group::default(),
            breaker: Breaker::default(),
            tally: Tally::default(),
        }
    }

    /// Carries everything out. A line is opened only when there is something to send, and the
    /// first one alone, so that a wrong password is tried once.
    pub fn run(mut self) -> Tally {
        while self.ready.is_empty() && self.may_take_more() {
            self.heed_operator();
            self.take_chunk();
            if self.group.is_full() {
                self.commit();
            }
        }
        if !self.ready.is_empty() && self.tally.stopped.is_none() {
            match self.channel.connect() {
                Ok(line) => self.keep_shop(line),
                Err(unreachable) => self.halt(Stop::Unreachable(unreachable)),
            }
        }
        self.commit();
        self.group.give_up(&mut self.tally);
        (self.dispatch.progress)(&self.tally);
        self.tally
    }

    fn may_take_more(&self) -> bool {
        self.orders.is_some() && self.tally.stopped.is_none()
    }

    fn halt(&mut self, stop: Stop) {
        self.tally.stopped.get_or_insert(stop);
    }

    fn heed_operator(&mut self) {
        if self.dispatch.stop.load(Ordering::Relaxed) {
            self.halt(Stop::Asked);
        }
    }

    /// Takes the next few orders and decides each.
    fn take_chunk(&mut self) {
        let Some(orders) = &mut self.orders else {
            return;
        };
        let chunk: Vec<_> = orders.take(CHUNK).collect();
        if chunk.len() < CHUNK {
            self.orders = None;
        }
        let ids: Vec<_> = chunk
            .iter()
            .map(|order| planned(order).id.clone())
            .collect();
        let states = match self.ledger.states(&ids) {
            Ok(states) => states,
            Err(error) => return self.halt(Stop::Ledger(error)),
        };
        for (order, state) in chunk.into_iter().zip(states) {
            self.decide(order, state.as_ref());
        }
    }

    fn decide(&mut self, order: Order<'o>, state: Option<&State>) {
        let planned = Arc::clone(planned(&order));
        if !self.in_hand.insert(planned.id.clone()) {
            return self.tally.count(Kind::Already, &planned, "named twice");
        }
        match order {
            Order::Skip { because, .. } => {
                let verdict = judge_skip(&planned, state, &because);
                self.note(&planned, verdict);
            }
            Order::Deliver(outgoing) => {
                let doubts = match self.ledger.doubts(&planned.id, state) {
                    Ok(doubts) => doubts,
                    Err(error) => return self.halt(Stop::Ledger(error)),
                };
                let circumstances = Circumstances {
                    now: (self.dispatch.now)(),
                    doubt: self.dispatch.doubt,
                    doubts,
                    find: &|| self.channel.find(&outgoing.envelope.key),
                };
                match judge(&planned, state, &circumstances) {
                    Verdict::Go { .. } if self.left == 0 => {
                        self.note(&planned, Verdict::Leave(Kind::Beyond, String::new()));
                    }
                    Verdict::Go { tries } => {
                        self.left -= 1;
                        self.ready.push_back(Errand { outgoing, tries });
                    }
                    verdict => self.note(&planned, verdict),
                }
            }
        }
    }

    /// Notes a decision that sends nothing.
    fn note(&mut self, planned: &Arc<Planned>, verdict: Verdict) {
        match verdict {
            Verdict::Go { .. } => unreachable!("what goes is an errand"),
            Verdict::Leave(kind, answer) => {
                self.in_hand.remove(&planned.id);
                self.tally.count(kind, planned, &answer);
            }
            Verdict::Write(step) => {
                let entry = self.entry(planned.id.clone(), (self.dispatch.now)(), step);
                self.group.put(entry, Adds::Decision(Arc::clone(planned)));
            }
        }
    }

    /// Takes one request; gives the worker that waits for its intent.
    fn take(&mut self, request: Request<'o>) -> Option<usize> {
        match request {
            Request::Begin { worker, entry } => {
                if self.tally.stopped.is_none() {
                    self.group.put(entry, Adds::Nothing);
                }
                return Some(worker);
            }
            Request::Settle(settled) => {
                self.outstanding -= 1;
                self.settle(*settled);
            }
            Request::Unmade { planned, because } => {
                self.outstanding -= 1;
                self.in_hand.remove(&planned.id);
                self.tally.count(Kind::Unmade, &planned, &because);
            }
            Request::Late(errand) => self.reconsider(errand),
            Request::Overtaken {
                attempt,
                planned,
                at,
            } => {
                self.outstanding -= 1;
                let because = "its moment passed before the channel was ready for it".to_owned();
                let step = Step::Expired {
                    planned: Arc::clone(&planned),
                    because,
                };
                let entry = attempt.settle(step, at);
                self.group.put(entry, Adds::Attempt(planned));
            }
            Request::Returned(errand) => {
                self.outstanding -= 1;
                self.ready.push_front(errand);
            }
            Request::Dropped(planned) => {
                self.outstanding -= 1;
                self.in_hand.remove(&planned.id);
            }
            Request::Lost => {
                self.outstanding -= 1;
                self.halt(Stop::Defect);
            }
        }
        None
    }

    /// Decides anew about an errand of which nothing was begun.
    fn reconsider(&mut self, errand: Errand<'o>) {
        self.outstanding -= 1;
        self.left = self.left.saturating_add(1);
        let outgoing = errand.outgoing;
        self.in_hand.remove(&outgoing.planned.id);
        match self.ledger.state(&outgoing.planned.id) {
            Ok(state) => self.decide(Order::Deliver(outgoing), state.as_ref()),
            Err(error) => self.halt(Stop::Ledger(error)),
        }
    }

    fn settle(&mut self, settled: Settled) {
        let Settled {
            attempt,
            receipt,
            at,
            planned,
            tries,
        } = settled;
        let seen = self.breaker.see(&planned.recipient, receipt);
        let step = retry::settle(seen.receipt, &planned, tries, at);
        self.group
            .put(attempt.settle(step, at), Adds::Attempt(planned));
        if let Some(stop) = seen.stop {
            self.halt(stop);
        }
    }

    fn entry(&self, id: DeliveryId, at: Instant, step: Step) -> Entry {
        let run = Arc::clone(&self.run);
        Entry { id, at, run, step }
    }

    /// Writes everything noted, and counts it when it is durable. When it cannot be written, the
    /// run is over.
    fn commit(&mut self) -> bool {
        if self.group.is_empty() {
            return true;
        }
        match self.ledger.write(self.group.entries()) {
            Ok(()) => {
                for id in self.group.count(&mut self.tally) {
                    self.in_hand.remove(&id);
                }
                (self.dispatch.progress)(&self.tally);
                true
            }
            Err(error) => {
                self.halt(Stop::Ledger(error));
                self.group.keep_attempts();
                false
            }
        }
    }
}

fn planned<'a>(order: &'a Order<'_>) -> &'a Arc<Planned> {
    match order {
        Order::Deliver(Outgoing { planned, .. }) | Order::Skip { planned, .. } => planned,
    }
}
