//! One cron run of a simulation: what `send` would do at a moment, with a server that takes all.

use super::manuscript::Version;
use super::memory::Memory;
use super::past::Past;
use super::player::Witness;
use crate::belief::correction::URGENT;
use crate::belief::{Beliefs, Correction};
use crate::calendar::zone::Instant;
use crate::compose::templates::Templates;
use crate::directory::Recipient;
use crate::dispatch::triage::judge_skip;
use crate::dispatch::{Circumstances, Doubt, Order, Verdict, foresee};
use crate::ledger::{
    Book, Entry, Error, Ledger as _, MemoryLedger, Planned, Standing, Step, Wanted,
};
use crate::mailing::{Letterhead, Office, tracks};
use crate::notice::DeliveryId;
use crate::round::following::Corrected;
use crate::round::told::told;
use crate::round::{Gate, Round, Trouble};
use crate::rules::Case;
use crate::rules::told::Told;
use crate::timeline::agenda;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// What every run works with.
pub(super) struct Equipment<'a> {
    pub templates: &'a Templates,
    pub letterhead: &'a Letterhead,
    pub within: &'a dyn Fn(&Recipient) -> bool,
    pub doubt: Doubt,
}

/// What a run did.
#[derive(Default)]
pub(super) struct Ran {
    /// The mails that left.
    pub left: Vec<Left>,
    /// When something may happen that the timeline does not say: what waits may leave then.
    pub next: Vec<Instant>,
}

/// A mail that left.
pub(super) struct Left {
    /// The delivery that leads.
    pub planned: Arc<Planned>,
    /// What is told with it.
    pub riders: Vec<Arc<Planned>>,
}

/// Everything as it stands at a moment, for whoever looks at it.
type Look<'l, T> = &'l mut dyn FnMut(Office, &mut MemoryLedger) -> Result<T, Trouble>;

/// Shows everything as it stands at a moment.
pub(super) fn look<T>(
    equipment: &Equipment,
    (version, memory): (&mut Version, &mut Memory),
    ledger: &mut MemoryLedger,
    now: Instant,
    see: Look<T>,
) -> Result<T, Trouble> {
    let Version {
        plan,
        directory,
        timeline,
        ..
    } = version;
    let untold = Case {
        plan,
        directory,
        timeline,
        told: &Told::default(),
        now,
    };
    let told = told(untold, ledger)?;
    let mut history = memory.history(ledger, (plan, directory))?;
    let (mut plan, mut timeline) = (plan.clone(), timeline.clone());
    history
        .nights
        .enter(&mut plan, &mut timeline, directory, now);
    let stored = ledger.tracks()?;
    let tracks = tracks::followed(&plan, &history.nights, &stored, (false, now));
    let case = Case {
        plan: &plan,
        directory,
        timeline: &timeline,
        told: &told,
        now,
    };
    let beliefs = Beliefs::of(case, history, false).with_folds(memory.folds(&timeline));
    let letterhead = Letterhead {
        tracks,
        revised: now,
        ..equipment.letterhead.clone()
    };
    let office = Office {
        case,
        beliefs: &beliefs,
        templates: equipment.templates,
        letterhead: &letterhead,
    };
    let known = ledger.number();
    let seen = see(office, ledger)?;
    memory.keep(beliefs, timeline, known);
    Ok(seen)
}

/// Does what `send` would do: a turn, and what follows for whoever was put right by it.
pub(super) fn run(
    equipment: &Equipment,
    (version, memory): (&mut Version, &mut Memory),
    ledger: &mut MemoryLedger,
    now: Instant,
    witness: Option<Witness>,
) -> Result<Ran, Trouble> {
    let mut witness = witness;
    let mut ran = Ran::default();
    let mut corrected = None;
    loop {
        let turn = Turn {
            now,
            within: equipment.within,
            doubt: equipment.doubt,
            corrected,
        };
        let mut past = memory.past();
        let see = &mut |office: Office, ledger: &mut MemoryLedger| {
            let witness: Option<Witness> = match &mut witness {
                Some(witness) => Some(&mut **witness),
                None => None,
            };
            turn.take(office, ledger, &mut past, witness)
        };
        let taken = look(equipment, (version, &mut *memory), ledger, now, see)?;
        if taken.rewrites {
            *memory = Memory::default();
        } else {
            memory.keep_past(past);
        }
        ran.left.extend(taken.left);
        ran.next = taken.next;
        let is_first = turn.corrected.is_none();
        if !is_first || taken.corrected.is_nobody() {
            return Ok(ran);
        }
        corrected = Some(taken.corrected);
    }
}

/// One look at the ledger, and what is done by it.
struct Turn<'a> {
    now: Instant,
    within: &'a dyn Fn(&Recipient) -> bool,
    doubt: Doubt,
    /// For whom the turn before this one put something right.
    corrected: Option<Corrected>,
}

/// What a turn did.
struct Taken {
    left: Vec<Left>,
    next: Vec<Instant>,
    corrected: Corrected,
    /// Whether it wrote again of deliveries that the ledger knew.
    rewrites: bool,
}

impl Turn<'_> {
    fn take(
        &self,
        office: Office,
        ledger: &mut MemoryLedger,
        past: &mut Past,
        witness: Option<Witness>,
    ) -> Result<Taken, Trouble> {
        let now = self.now;
        let mut agenda = agenda(office.case.timeline, office.case.directory, now);
        let open = past.open(&agenda.missed);
        let missed = std::mem::replace(&mut agenda.missed, open);
        let mut round = Round::plan(office, &agenda, (&*ledger, &Gate::open()), self.within)?;
        if let Some((notice, fault)) = round.unworded.pop() {
            return Err(Trouble::Unmade(notice, fault));
        }
        tracks::remember(&office.letterhead.tracks, &round.due, ledger)?;
        let orders: Vec<Order> = match &self.corrected {
            None => round.orders().collect(),
            Some(corrected) => round.following(corrected).collect(),
        };
        if let Some(witness) = witness.filter(|_| !orders.is_empty() && !round.due.is_empty()) {
            witness(now, &round.due);
        }
        ledger.mark(&round.settled)?;
        for notice in past.settle(&missed, &moved(office.beliefs, &round, &orders)) {
            ledger.unmark(&notice);
        }
        let mut clerk = Clerk::new(now, self.doubt);
        for order in orders {
            clerk.settle(order, ledger)?;
        }
        let mut rewrites = false;
        for entry in &clerk.entries {
            rewrites |= ledger.state(&entry.id)?.is_some();
        }
        ledger.write(&clerk.entries)?;
        // A server that takes all leaves nothing open that was not open before.
        let is_open = office.beliefs.history.tried.deliveries().next().is_some();
        let mut next = match is_open {
            true => tries(ledger)?,
            false => Vec::new(),
        };
        next.extend(agenda.waiting.iter().map(|(_, opens)| *opens));
        for (mailing, opens) in &round.waiting {
            next.push(*opens);
            next.extend(mailing.correction().into_iter().flat_map(urgent_from));
        }
        Ok(Taken {
            left: clerk.left,
            next,
            corrected: round.corrected().heard(ledger)?,
            rewrites,
        })
    }
}

/// The windows, by their first ids, about which there is something to do.
fn moved<'r>(beliefs: &'r Beliefs, round: &'r Round, orders: &'r [Order]) -> BTreeSet<&'r str> {
    let told = orders.iter().flat_map(Order::deliveries);
    let told = told.map(|planned| planned.window.as_str());
    let left = round.missed.iter().chain(&round.late);
    let left = left.map(|item| item.occurrence.first.window.as_str());
    let corrections = beliefs.corrections.iter();
    let corrected = corrections.map(|correction| correction.occurrence.first.window.as_str());
    told.chain(left).chain(corrected).collect()
}

/// From when on a correction that waits cannot wait any more.
fn urgent_from(correction: &Correction) -> impl Iterator<Item = Instant> {
    let told = correction.told.iter().map(|told| told.when);
    let spans = told.chain([correction.truth.when]);
    spans.filter_map(|when| Some(when.span()?.0 - URGENT))
}

/// When what was put off is tried again.
fn tries(book: &dyn Book) -> Result<Vec<Instant>, Error> {
    let mut tries = Vec::new();
    book.records(&Wanted::Open, &mut |record| {
        if record.state.standing == Standing::Deferred {
            tries.extend(record.state.next_try);
        }
    })?;
    Ok(tries)
}

/// Settles orders as a server would that takes all.
struct Clerk {
    now: Instant,
    doubt: Doubt,
    run: Arc<str>,
    in_hand: HashSet<DeliveryId>,
    entries: Vec<Entry>,
    left: Vec<Left>,
}

impl Clerk {
    fn new(now: Instant, doubt: Doubt) -> Self {
        Self {
            now,
            doubt,
            run: Arc::from("simulation"),
            in_hand: HashSet::new(),
            entries: Vec::new(),
            left: Vec::new(),
        }
    }

    fn settle(&mut self, order: Order, book: &dyn Book) -> Result<(), Error> {
        let deliveries: Vec<Arc<Planned>> = order.deliveries().cloned().collect();
        let ids: Vec<DeliveryId> = deliveries.iter().map(|told| told.id.clone()).collect();
        let (Some((lead, riders)), false) = (
            deliveries.split_first(),
            ids.iter().any(|id| self.in_hand.contains(id)),
        ) else {
            return Ok(());
        };
        let states = book.states(&ids)?;
        let state = states.first().and_then(Option::as_ref);
        let verdicts = match order {
            Order::Skip { because, .. } => vec![judge_skip(lead, state, &because)],
            Order::Deliver(_) => {
                let circumstances = Circumstances {
                    now: self.now,
                    doubt: self.doubt,
                    doubts: 0,
                    find: &|| None,
                };
                foresee((lead, riders), &states, book, &circumstances)?
            }
        };
        if let [Verdict::Go { .. }, ..] = verdicts[..] {
            self.left.push(Left {
                planned: Arc::clone(lead),
                riders: riders.to_vec(),
            });
        }
        for (planned, verdict) in deliveries.iter().zip(verdicts) {
            self.note(planned, verdict);
        }
        Ok(())
    }

    fn note(&mut self, planned: &Arc<Planned>, verdict: Verdict) {
        match verdict {
            Verdict::Leave(..) => return,
            Verdict::Write(step) => self.write(planned, step),
            Verdict::Go { .. } => {
                let begun = Step::Begun {
                    planned: Arc::clone(planned),
                    body_digest: String::new(),
                };
                self.write(planned, begun);
                let answer = String::new();
                self.write(planned, Step::Accepted { answer });
            }
        }
        self.in_hand.insert(planned.id.clone());
    }

    fn write(&mut self, planned: &Planned, step: Step) {
        self.entries.push(Entry {
            id: planned.id.clone(),
            at: self.now,
            run: Arc::clone(&self.run),
            step,
        });
    }
}
