//! What is ready to leave: first what was never tried, then what an earlier run could not deliver, so
//! that a few who cannot be reached never stand before everybody else. Of one mailbox one errand is
//! under way at a time: the next begins when that was answered, so that nobody hears last what
//! happened first.

use crate::dispatch::desk::Errand;
use crate::ledger::Planned;
use crate::plan::address::Mailbox;
use std::collections::{BTreeMap, HashSet, VecDeque};

/// So many of those tried before are kept until the others are through; more would be a burden.
const MOST_KEPT: usize = 16_384;

/// Errands in the order in which they leave.
#[derive(Default)]
pub(super) struct Queue<'o> {
    ready: VecDeque<Errand<'o>>,
    again: VecDeque<Errand<'o>>,
    /// The mailboxes of those tried before.
    held: HashSet<Mailbox>,
    /// The mailboxes to which something is under way.
    engaged: HashSet<Mailbox>,
    /// What waits until that was answered, by mailbox, in order.
    behind: BTreeMap<Mailbox, VecDeque<Errand<'o>>>,
}

impl<'o> Queue<'o> {
    /// Keeps an errand that was tried before until the others are through, and whatever comes after
    /// it to the same mailbox; gives any other back.
    pub fn hold_back(&mut self, errand: Errand<'o>) -> Option<Errand<'o>> {
        let mailbox = errand.outgoing.planned.mailbox();
        let is_full = self.again.len() >= MOST_KEPT;
        if (errand.tries == 1 || is_full) && !self.held.contains(&mailbox) {
            return Some(errand);
        }
        self.held.insert(mailbox);
        self.again.push_back(errand);
        None
    }

    /// Takes an errand back that could not be carried.
    pub fn take_back(&mut self, errand: Errand<'o>) {
        self.ready.push_front(errand);
    }

    /// Whether nothing is left that may leave now.
    pub fn is_empty(&self) -> bool {
        self.ready.is_empty()
    }

    /// How many errands wait.
    pub fn len(&self) -> usize {
        let behind: usize = self.behind.values().map(VecDeque::len).sum();
        self.ready.len() + self.again.len() + behind
    }

    /// The next errand to a mailbox to which nothing is under way.
    pub fn next(&mut self) -> Option<Errand<'o>> {
        while let Some(errand) = self.ready.pop_front() {
            let mailbox = errand.outgoing.planned.mailbox();
            if !self.engaged.contains(&mailbox) {
                return Some(errand);
            }
            self.behind.entry(mailbox).or_default().push_back(errand);
        }
        None
    }

    /// Notes that an errand to a mailbox is under way.
    pub fn engage(&mut self, mailbox: Mailbox) {
        self.engaged.insert(mailbox);
    }

    /// Whether an errand to a mailbox is under way.
    pub fn is_engaged(&self, mailbox: &Mailbox) -> bool {
        self.engaged.contains(mailbox)
    }

    /// Notes that what was under way to the reader of a delivery is not any more, and makes ready
    /// what waited for that.
    pub fn part(&mut self, planned: &Planned) {
        let mailbox = planned.mailbox();
        self.engaged.remove(&mailbox);
        if let Some(mut behind) = self.behind.remove(&mailbox) {
            if let Some(next) = behind.pop_front() {
                self.ready.push_front(next);
            }
            if !behind.is_empty() {
                self.behind.insert(mailbox, behind);
            }
        }
    }

    /// Whether some wait that were tried before.
    pub fn holds_back(&self) -> bool {
        !self.again.is_empty()
    }

    /// What was tried before, whose turn is now.
    pub fn held_back(&mut self) -> VecDeque<Errand<'o>> {
        self.held.clear();
        std::mem::take(&mut self.again)
    }

    /// Takes an errand whose turn is after those that are here.
    pub fn release(&mut self, errand: Errand<'o>) {
        self.ready.push_back(errand);
    }

    /// Makes everything ready that waits behind another, each mailbox's in its order.
    fn line_up(&mut self) {
        let behind = std::mem::take(&mut self.behind).into_values().flatten();
        let mut ready: VecDeque<_> = behind.collect();
        ready.append(&mut self.ready);
        self.ready = ready;
    }

    /// Takes out up to `number` errands that have as little as possible in common with these
    /// deliveries and each other: another domain, another audience, another notice, another place.
    /// Of one mailbox only the first can be one of them.
    pub fn unlike(&mut self, known: &[Traits], number: usize) -> VecDeque<Errand<'o>> {
        self.line_up();
        let mut mailboxes = HashSet::new();
        let ready = self.ready.iter();
        let is_first: Vec<bool> = ready
            .map(|errand| mailboxes.insert(errand.outgoing.planned.mailbox()))
            .collect();
        let traits: Vec<Traits> = self.ready.iter().map(Traits::of).collect();
        let mut seen = Seen::default();
        known.iter().for_each(|traits| seen.add(traits));
        let mut chosen = Vec::new();
        for turn in 1..=number {
            let free = |place: &usize| is_first[*place] && !chosen.contains(place);
            let news = |place: &usize| seen.news(&traits[*place]);
            let Some(most) = (0..traits.len()).filter(free).map(|at| news(&at)).max() else {
                break;
            };
            let best: Vec<usize> = (0..traits.len())
                .filter(|place| free(place) && news(place) == most)
                .collect();
            let place = best[(best.len() - 1) * turn / number];
            seen.add(&traits[place]);
            chosen.push(place);
        }
        chosen.sort_unstable_by(|one, other| other.cmp(one));
        let errands = chosen.into_iter();
        errands
            .filter_map(|place| self.ready.remove(place))
            .collect()
    }
}

/// By what a server may judge a message.
#[derive(Debug, Clone)]
pub(super) struct Traits {
    domain: String,
    audience: String,
    notice: String,
}

impl Traits {
    /// Those of an errand.
    pub fn of(errand: &Errand) -> Self {
        Self::planned(&errand.outgoing.planned)
    }

    /// Those of a delivery.
    pub fn planned(planned: &Planned) -> Self {
        let (_, domain) = planned.recipient.rsplit_once('@').unwrap_or_default();
        Self {
            domain: domain.to_lowercase(),
            audience: planned.audience.clone(),
            notice: planned.notice.clone(),
        }
    }
}

/// What was seen already.
#[derive(Default)]
struct Seen(HashSet<(u8, String)>);

impl Seen {
    fn parts(traits: &Traits) -> [(u8, String); 3] {
        let Traits {
            domain,
            audience,
            notice,
        } = traits;
        [
            (4, domain.clone()),
            (2, audience.clone()),
            (1, notice.clone()),
        ]
    }

    fn add(&mut self, traits: &Traits) {
        self.0.extend(Self::parts(traits));
    }

    /// How much of it is new; the domain counts most.
    fn news(&self, traits: &Traits) -> u8 {
        let parts = Self::parts(traits);
        let new = parts.iter().filter(|part| !self.0.contains(*part));
        new.map(|(weight, _)| weight).sum()
    }
}
