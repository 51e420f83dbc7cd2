//! What is ready to leave: first what was never tried, then what an earlier run could not deliver, so
//! that a few who cannot be reached never stand before everybody else.

use crate::dispatch::desk::Errand;
use std::collections::{HashSet, VecDeque};

/// So many of those tried before are kept until the others are through; more would be a burden.
const MOST_KEPT: usize = 16_384;

/// Errands in the order in which they leave.
#[derive(Default)]
pub(super) struct Queue<'o> {
    ready: VecDeque<Errand<'o>>,
    again: VecDeque<Errand<'o>>,
}

impl<'o> Queue<'o> {
    /// Keeps an errand that was tried before until the others are through; gives any other back.
    pub fn hold_back(&mut self, errand: Errand<'o>) -> Option<Errand<'o>> {
        if errand.tries == 1 || self.again.len() == MOST_KEPT {
            return Some(errand);
        }
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
        self.ready.len() + self.again.len()
    }

    /// The next errand.
    pub fn next(&mut self) -> Option<Errand<'o>> {
        self.ready.pop_front()
    }

    /// Whether some wait that were tried before.
    pub fn holds_back(&self) -> bool {
        !self.again.is_empty()
    }

    /// What was tried before, whose turn is now.
    pub fn held_back(&mut self) -> VecDeque<Errand<'o>> {
        std::mem::take(&mut self.again)
    }

    /// Takes an errand whose turn is after those that are here.
    pub fn release(&mut self, errand: Errand<'o>) {
        self.ready.push_back(errand);
    }

    /// Takes out up to `number` errands that have as little as possible in common with these
    /// deliveries and each other: another domain, another audience, another notice, another place.
    pub fn unlike(&mut self, known: &[Traits], number: usize) -> VecDeque<Errand<'o>> {
        let traits: Vec<Traits> = self.ready.iter().map(Traits::of).collect();
        let mut seen = Seen::default();
        known.iter().for_each(|traits| seen.add(traits));
        let mut chosen = Vec::new();
        for turn in 1..=number {
            let free = |place: &usize| !chosen.contains(place);
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
    pub fn planned(planned: &crate::ledger::Planned) -> Self {
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
