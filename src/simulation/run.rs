//! One cron run of a simulation: what `send` would do at a moment, with a server that takes all.

use super::manuscript::Version;
use super::player::Witness;
use crate::belief::correction::URGENT;
use crate::belief::{Beliefs, Correction, History};
use crate::calendar::zone::Instant;
use crate::compose::templates::Templates;
use crate::directory::Recipient;
use crate::dispatch::triage::judge_skip;
use crate::dispatch::{Circumstances, Doubt, Order, Verdict, judge};
use crate::ledger::{
    Book, Entry, Error, Ledger as _, MemoryLedger, Planned, Standing, Step, Wanted,
};
use crate::mailing::{Letterhead, Office, tracks};
use crate::notice::DeliveryId;
use crate::round::told::told;
use crate::round::{Gate, Round, Trouble};
use crate::rules::Case;
use crate::rules::told::Told;
use crate::timeline::agenda;
use std::collections::HashSet;
use std::sync::Arc;

/// What every run works with.
pub(super) struct Equipment<'a> {
    pub templates: &'a Templates,
    pub letterhead: &'a Letterhead,
    pub within: &'a dyn Fn(&Recipient) -> bool,
}

/// What a run did.
#[derive(Default)]
pub(super) struct Ran {
    /// What left, one for each notice and reader.
    pub left: Vec<Arc<Planned>>,
    /// When something may happen that the timeline does not say: what waits may leave then.
    pub next: Vec<Instant>,
}

/// Everything as it stands at a moment, for whoever looks at it.
type Look<'l, T> = &'l mut dyn FnMut(Office, &mut MemoryLedger) -> Result<T, Trouble>;

/// Shows everything as it stands at a moment.
pub(super) fn look<T>(
    equipment: &Equipment,
    version: &mut Version,
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
    let tracks = tracks::followed(plan, &ledger.tracks()?, false, now);
    let untold = Case {
        plan,
        directory,
        timeline,
        told: &Told::default(),
        now,
    };
    let told = told(untold, ledger)?;
    let mut history = History::read(ledger, plan)?;
    history.admit_former(plan, directory);
    let (mut plan, mut timeline) = (plan.clone(), timeline.clone());
    history
        .nights
        .enter(&mut plan, &mut timeline, directory, now);
    let case = Case {
        plan: &plan,
        directory,
        timeline: &timeline,
        told: &told,
        now,
    };
    let beliefs = Beliefs::of(case, history, false);
    let letterhead = Letterhead {
        tracks,
        ..equipment.letterhead.clone()
    };
    let office = Office {
        case,
        beliefs: &beliefs,
        templates: equipment.templates,
        letterhead: &letterhead,
    };
    see(office, ledger)
}

/// Does what `send` would do.
pub(super) fn run(
    equipment: &Equipment,
    version: &mut Version,
    ledger: &mut MemoryLedger,
    now: Instant,
    witness: Option<Witness>,
) -> Result<Ran, Trouble> {
    let mut witness = witness;
    look(equipment, version, ledger, now, &mut |office, ledger| {
        let agenda = agenda(office.case.timeline, office.case.directory, now);
        let within = equipment.within;
        let round = Round::plan(office, &agenda, (&*ledger, &Gate::open()), within)?;
        ledger.mark(&round.settled)?;
        if let Some(witness) = witness.as_mut().filter(|_| !round.due.is_empty()) {
            witness(now, &round.due);
        }
        tracks::remember(&office.letterhead.tracks, &round.due, ledger, now)?;
        let mut clerk = Clerk::new(now);
        for order in round.orders() {
            clerk.settle(order, ledger)?;
        }
        ledger.write(&clerk.entries)?;
        let mut next = tries(ledger)?;
        next.extend(agenda.waiting.iter().map(|(_, opens)| *opens));
        for (mailing, opens) in &round.waiting {
            next.push(*opens);
            next.extend(mailing.correction().into_iter().flat_map(urgent_from));
        }
        Ok(Ran {
            left: clerk.left,
            next,
        })
    })
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
    run: Arc<str>,
    in_hand: HashSet<DeliveryId>,
    entries: Vec<Entry>,
    left: Vec<Arc<Planned>>,
}

impl Clerk {
    fn new(now: Instant) -> Self {
        Self {
            now,
            run: Arc::from("simulation"),
            in_hand: HashSet::new(),
            entries: Vec::new(),
            left: Vec::new(),
        }
    }

    fn settle(&mut self, order: Order, book: &dyn Book) -> Result<(), Error> {
        let (planned, riders, verdict) = match order {
            Order::Skip { planned, because } => {
                let state = book.state(&planned.id)?;
                let verdict = judge_skip(&planned, state.as_ref(), &because);
                (planned, Vec::new(), verdict)
            }
            Order::Deliver(outgoing) => {
                let (planned, riders) = (outgoing.planned, outgoing.riders);
                let state = book.state(&planned.id)?;
                let circumstances = Circumstances {
                    now: self.now,
                    doubt: Doubt::Resend,
                    doubts: book.doubts(&planned.id, state.as_ref())?,
                    find: &|| None,
                };
                let verdict = judge(&planned, state.as_ref(), &circumstances);
                let is_again = matches!(verdict, Verdict::Go { .. }) && state.is_some();
                if is_again && (outgoing.message)(self.now).is_err() {
                    return Ok(());
                }
                (planned, riders, verdict)
            }
        };
        if !self.in_hand.insert(planned.id.clone()) {
            return Ok(());
        }
        match verdict {
            Verdict::Leave(..) => {}
            Verdict::Write(step) => {
                for told in std::iter::once(&planned).chain(&riders) {
                    self.write(told, step.clone());
                }
            }
            Verdict::Go { .. } => {
                for told in std::iter::once(&planned).chain(&riders) {
                    let begun = Step::Begun {
                        planned: Arc::clone(told),
                        body_digest: String::new(),
                    };
                    self.write(told, begun);
                    let answer = String::new();
                    self.write(told, Step::Accepted { answer });
                }
                // One mail, whatever rides in it.
                self.left.push(planned);
            }
        }
        Ok(())
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
