//! The one who keeps the ledger: hands errands out, gathers what the workers ask for, and writes
//! it down in groups.

mod shop;

use crate::calendar::zone::Instant;
use crate::channel::{Channel, Unreachable};
use crate::dispatch::breaker::Breaker;
use crate::dispatch::desk::{Attempts, Errand, Request, Settled};
use crate::dispatch::group::{Adds, Group};
use crate::dispatch::order::{Order, Outgoing};
use crate::dispatch::stop::Stop;
use crate::dispatch::tally::{Kind, Tally};
use crate::dispatch::triage::{Circumstances, REGROUPED, Verdict, judge, judge_rider, judge_skip};
use crate::dispatch::{Dispatch, retry};
use crate::ledger::{self, Entry, Ledger, Planned, State, Step};
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
    /// Why a worker could open no line.
    unreachable: Option<Unreachable>,
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
            unreachable: None,
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
            .flat_map(|order| order.deliveries().map(|planned| planned.id.clone()))
            .collect();
        let mut states = match self.ledger.states(&ids) {
            Ok(states) => states.into_iter(),
            Err(error) => return self.halt(Stop::Ledger(error)),
        };
        for order in chunk {
            let number = order.deliveries().count();
            let states: Vec<_> = states.by_ref().take(number).collect();
            self.decide(order, &states);
        }
    }

    /// Decides an order, given where its deliveries stand, the one that leads first.
    fn decide(&mut self, order: Order<'o>, states: &[Option<State>]) {
        let lead = Arc::clone(order.lead());
        if order
            .deliveries()
            .any(|planned| self.in_hand.contains(&planned.id))
        {
            return self.tally.count(Kind::Already, &lead, "named twice");
        }
        let ids = order.deliveries().map(|planned| planned.id.clone());
        self.in_hand.extend(ids);
        let state = states.first().and_then(Option::as_ref);
        match order {
            Order::Skip { because, .. } => {
                let verdict = judge_skip(&lead, state, &because);
                self.note(&lead, verdict);
            }
            Order::Deliver(outgoing) => match self.judge(&outgoing, states) {
                Ok(verdicts) => self.settle_on(outgoing, verdicts),
                Err(error) => self.halt(Stop::Ledger(error)),
            },
        }
    }

    /// What to do with each delivery of a message.
    fn judge(
        &self,
        outgoing: &Outgoing<'o>,
        states: &[Option<State>],
    ) -> Result<Vec<Verdict>, ledger::Error> {
        let state = states.first().and_then(Option::as_ref);
        let planned = &outgoing.planned;
        let circumstances = Circumstances {
            now: (self.dispatch.now)(),
            doubt: self.dispatch.doubt,
            doubts: self.ledger.doubts(&planned.id, state)?,
            find: &|| self.channel.find(&outgoing.envelope.key),
        };
        let mut verdicts = vec![judge(planned, state, &circumstances)];
        for (at, rider) in outgoing.riders.iter().enumerate() {
            let theirs = states.get(at + 1).and_then(Option::as_ref);
            let lead = (&verdicts[0], state);
            verdicts.push(judge_rider(lead, (rider, theirs), &circumstances));
        }
        Ok(verdicts)
    }

    /// A message goes when all its deliveries do; else each is noted, and what could go waits.
    fn settle_on(&mut self, outgoing: Outgoing<'o>, mut verdicts: Vec<Verdict>) {
        let goes = |verdict: &Verdict| matches!(verdict, Verdict::Go { .. });
        if let [Verdict::Go { tries }, ..] = verdicts.as_slice()
            && verdicts.iter().all(goes)
            && self.left > 0
        {
            self.left -= 1;
            let tries = *tries;
            return self.ready.push_back(Errand { outgoing, tries });
        }
        let is_beyond = verdicts.iter().all(goes);
        for verdict in verdicts.iter_mut().filter(|verdict| goes(verdict)) {
            *verdict = match is_beyond {
                true => Verdict::Leave(Kind::Beyond, String::new()),
                false => Verdict::Leave(Kind::Waiting, REGROUPED.to_owned()),
            };
        }
        let mut verdicts = verdicts.into_iter();
        let Some(lead) = verdicts.next() else { return };
        let kind = kind(&lead);
        self.note(&outgoing.planned, lead);
        for (rider, verdict) in outgoing.riders.iter().zip(verdicts) {
            if self::kind(&verdict) == kind {
                self.note_rider(rider, verdict);
            } else {
                self.note(rider, verdict);
            }
        }
    }

    /// Notes a decision that is counted already, with the delivery that leads.
    fn note_rider(&mut self, planned: &Arc<Planned>, verdict: Verdict) {
        if let Verdict::Write(step) = verdict {
            let entry = self.entry(planned.id.clone(), (self.dispatch.now)(), step);
            self.group.put(entry, Adds::RiderDecision);
        } else {
            self.in_hand.remove(&planned.id);
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
            Request::Begin { worker, entries } => {
                if self.tally.stopped.is_none() {
                    for entry in entries {
                        self.group.put(entry, Adds::Nothing);
                    }
                }
                return Some(worker);
            }
            Request::Settle(settled) => {
                self.outstanding -= 1;
                self.settle(*settled);
            }
            Request::Unmade { planned, because } => {
                self.outstanding -= 1;
                self.forget(&planned);
                self.tally.count(Kind::Unmade, &planned[0], &because);
            }
            Request::Late(errand) => self.reconsider(errand),
            Request::Overtaken { attempts, at } => {
                self.outstanding -= 1;
                self.overtaken(attempts, at);
            }
            Request::Returned(errand, why) => {
                self.outstanding -= 1;
                self.ready.push_front(errand);
                // A relay that has lines open may just want no more of them.
                self.unreachable = Some(why);
            }
            Request::Dropped(planned) => {
                self.outstanding -= 1;
                self.forget(&planned);
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
        let order = Order::Deliver(errand.outgoing);
        let ids: Vec<_> = order
            .deliveries()
            .map(|planned| planned.id.clone())
            .collect();
        for id in &ids {
            self.in_hand.remove(id);
        }
        match self.ledger.states(&ids) {
            Ok(states) => self.decide(order, &states),
            Err(error) => self.halt(Stop::Ledger(error)),
        }
    }

    fn forget(&mut self, deliveries: &[Arc<Planned>]) {
        for planned in deliveries {
            self.in_hand.remove(&planned.id);
        }
    }

    /// What was begun, is no message yet, and came too late for one of its deliveries.
    fn overtaken(&mut self, attempts: Attempts, at: Instant) {
        let mut lead = None;
        for (attempt, planned) in attempts {
            let because = "its moment passed before the channel was ready for it".to_owned();
            let step = if at > planned.latest_useful {
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
                _ => Adds::Attempt(planned),
            };
            self.group.put(attempt.settle(step, at), adds);
        }
    }

    fn settle(&mut self, settled: Settled) {
        let Settled {
            attempts,
            receipt,
            at,
            tries,
        } = settled;
        let mut attempts = attempts.into_iter();
        let Some((attempt, planned)) = attempts.next() else {
            return;
        };
        let seen = self.breaker.see(&planned.recipient, receipt);
        let step = retry::settle(seen.receipt, &planned, tries, at);
        for (attempt, rider) in attempts {
            let theirs = retry::settle_rider(&step, &rider, at);
            // What ends otherwise than its mail is counted on its own.
            let adds = if theirs.standing() == step.standing() {
                Adds::Rider
            } else {
                Adds::Attempt(rider)
            };
            self.group.put(attempt.settle(theirs, at), adds);
        }
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

/// What a decision that sends nothing is counted as.
fn kind(verdict: &Verdict) -> Option<Kind> {
    match verdict {
        Verdict::Go { .. } => None,
        Verdict::Leave(kind, _) => Some(*kind),
        Verdict::Write(step) => Kind::of(step),
    }
}
