//! The one who keeps the ledger: hands errands out, gathers what the workers ask for, and writes
//! it down in groups.

mod inquiry;
mod queue;
mod settling;
mod shop;

use crate::calendar::zone::Instant;
use crate::channel::{Channel, Unreachable};
use crate::dispatch::Dispatch;
use crate::dispatch::breaker::Breaker;
use crate::dispatch::desk::{Errand, Request};
use crate::dispatch::group::{Adds, Group};
use crate::dispatch::message::foresee;
use crate::dispatch::order::{Order, Outgoing};
use crate::dispatch::stop::Stop;
use crate::dispatch::tally::{Kind, Tally};
use crate::dispatch::triage::{Circumstances, Verdict, judge_skip};
use crate::ledger::{self, Entry, Ledger, Planned, State, Step};
use crate::notice::DeliveryId;
use inquiry::{Inquiry, Suspect};
use queue::Queue;
use std::collections::{HashMap, HashSet, VecDeque};
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
    queue: Queue<'o>,
    /// Ordered, not settled: a second order of the same delivery must wait for nothing.
    in_hand: HashSet<DeliveryId>,
    outstanding: usize,
    /// How many more messages may be handed out.
    left: usize,
    group: Group,
    breaker: Breaker,
    /// How many messages were begun, and as which of them the one that each worker is at.
    begun: u64,
    begun_by: HashMap<usize, u64>,
    /// Whose messages were refused last.
    row: VecDeque<Arc<Planned>>,
    suspects: Vec<Suspect>,
    inquiry: Option<Inquiry<'o>>,
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
            queue: Queue::default(),
            in_hand: HashSet::new(),
            outstanding: 0,
            left: dispatch.limit.unwrap_or(usize::MAX),
            group: Group::default(),
            breaker: Breaker::default(),
            begun: 0,
            begun_by: HashMap::new(),
            row: VecDeque::new(),
            suspects: Vec::new(),
            inquiry: None,
            unreachable: None,
            tally: Tally::default(),
        }
    }

    /// Carries everything out. A line is opened only when there is something to send, and the
    /// first one alone, so that a wrong password is tried once.
    pub fn run(mut self) -> Tally {
        while self.queue.is_empty() && self.may_take_more() {
            self.heed_operator();
            self.take_chunk();
            if self.group.is_full() {
                self.commit();
            }
        }
        self.refill();
        if !self.queue.is_empty() && self.tally.stopped.is_none() {
            match self.channel.connect() {
                Ok(line) => self.keep_shop(line),
                Err(unreachable) => self.halt(Stop::Unreachable(unreachable)),
            }
        }
        self.commit();
        let lost = self.group.give_up(&mut self.tally);
        for suspect in &self.suspects {
            let lead = suspect.deliveries.first();
            if let Some(lead) = lead.filter(|lead| !lost.contains(&lead.id)) {
                self.tally.count(Kind::Deferred, lead, &suspect.answer);
            }
        }
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

    /// Sees that something is ready while anything is left: what was tried before comes last.
    fn refill(&mut self) {
        if self.queue.is_empty() {
            self.take_chunk();
        }
        if self.queue.is_empty() && self.orders.is_none() {
            self.release();
        }
    }

    /// Lets what was tried before leave, as far as the limit allows.
    fn release(&mut self) {
        for errand in self.queue.held_back() {
            if self.left == 0 {
                self.leave(&errand.outgoing);
            } else {
                self.left -= 1;
                self.queue.release(errand);
            }
        }
    }

    /// Leaves a message to a later run: this one has reached its limit.
    fn leave(&mut self, outgoing: &Outgoing<'o>) {
        let verdict = || Verdict::Leave(Kind::Beyond, String::new());
        self.note(&outgoing.planned, verdict());
        for rider in &outgoing.riders {
            self.note_rider(rider, verdict());
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
        let mut states = match self.ledger.book().states(&ids) {
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
        let circumstances = Circumstances {
            now: (self.dispatch.now)(),
            doubt: self.dispatch.doubt,
            doubts: 0,
            find: &|| self.channel.find(&outgoing.envelope.key),
        };
        let deliveries = (&outgoing.planned, outgoing.riders.as_slice());
        foresee(deliveries, states, self.ledger.book(), &circumstances)
    }

    /// A message goes when all its deliveries do; else each is noted.
    fn settle_on(&mut self, outgoing: Outgoing<'o>, verdicts: Vec<Verdict>) {
        if let [Verdict::Go { tries }, ..] = verdicts[..] {
            return self.admit(Errand { outgoing, tries });
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

    /// Takes an errand into the queue, as far as the limit allows.
    fn admit(&mut self, errand: Errand<'o>) {
        if let Some(errand) = self.queue.hold_back(errand) {
            if self.left == 0 {
                return self.leave(&errand.outgoing);
            }
            self.left -= 1;
            self.queue.release(errand);
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
                self.begun += 1;
                self.begun_by.insert(worker, self.begun);
                if self.tally.stopped.is_none() {
                    for entry in entries {
                        self.group.put(entry, Adds::Nothing);
                    }
                }
                return Some(worker);
            }
            Request::Settle(settled) => {
                self.part(settled.attempts.first().map(|(_, planned)| planned));
                self.settle(*settled);
            }
            Request::Unmade { planned, because } => {
                self.part(planned.first());
                self.forget(&planned);
                self.tally.count(Kind::Unmade, &planned[0], &because);
            }
            Request::Late(errand) => self.reconsider(errand),
            Request::Overtaken { attempts, at } => {
                self.part(attempts.first().map(|(_, planned)| planned));
                self.overtaken(attempts, at);
            }
            Request::Returned(errand, why) => {
                self.part(Some(&errand.outgoing.planned));
                self.take_back(errand);
                // A relay that has lines open may just want no more of them.
                self.unreachable = Some(why);
            }
            Request::Dropped(planned) => {
                self.part(planned.first());
                self.forget(&planned);
            }
            Request::Lost => {
                self.outstanding -= 1;
                self.halt(Stop::Defect);
            }
        }
        None
    }

    /// Notes that a worker is through with an errand, by the delivery that leads.
    fn part(&mut self, lead: Option<&Arc<Planned>>) {
        self.outstanding -= 1;
        if let Some(lead) = lead {
            self.queue.part(lead);
        }
    }

    /// Decides anew about an errand of which nothing was begun.
    fn reconsider(&mut self, errand: Errand<'o>) {
        self.part(Some(&errand.outgoing.planned));
        self.left = self.left.saturating_add(1);
        let order = Order::Deliver(errand.outgoing);
        let ids: Vec<_> = order
            .deliveries()
            .map(|planned| planned.id.clone())
            .collect();
        for id in &ids {
            self.in_hand.remove(id);
        }
        match self.ledger.book().states(&ids) {
            Ok(states) => self.decide(order, &states),
            Err(error) => self.halt(Stop::Ledger(error)),
        }
    }

    fn forget(&mut self, deliveries: &[Arc<Planned>]) {
        for planned in deliveries {
            self.in_hand.remove(&planned.id);
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
