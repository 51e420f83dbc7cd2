//! Departures: the mails of what is due, made as `send` makes them. What waits for an approval or for
//! its readers' sending hours is shown as it leaves once it has waited, after what leaves before it.
//! Nothing is sent and nothing written down.

use super::failure::Failure;
use super::obstacle::unmade;
use super::workspace::Workspace;
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::ledger::{Book, Planned, Supposed};
use crate::mailing::{Mailing, Office};
use crate::notice::DeliveryId;
use crate::plan::address::Mailbox;
use crate::round::following::Corrected;
use crate::round::{Gate, Round};
use crate::rules::Case;
use crate::timeline::agenda;
use std::collections::{BTreeSet, HashSet};

/// What sees the mails.
type See<'s> = &'s mut dyn FnMut(&Mailing) -> Result<(), Failure>;

/// The mails of what is due.
pub struct Departures<'w> {
    workspace: &'w Workspace,
    book: &'w dyn Book,
    beliefs: &'w Beliefs,
    /// What has left by then, once the mails seen so far have.
    left: Vec<Planned>,
    /// When some of them have waited for their readers' sending hours.
    opens: BTreeSet<Instant>,
}

/// What of a round is looked at.
#[derive(Clone, Copy)]
enum Part<'c> {
    /// All that is due.
    All,
    /// What waited until somebody had been put right.
    Following(&'c Corrected),
    /// What waited for its readers' sending hours, and so was due at this moment already.
    Waited(Instant),
}

/// Whether a round kept something back, and for whom it puts something right.
struct Seen {
    holds: bool,
    corrected: Corrected,
}

impl<'w> Departures<'w> {
    /// Those of a plan, by a book and by what people believe by it.
    pub fn of(workspace: &'w Workspace, book: &'w dyn Book, beliefs: &'w Beliefs) -> Self {
        Self {
            workspace,
            book,
            beliefs,
            left: Vec::new(),
            opens: BTreeSet::new(),
        }
    }

    /// Shows each of them, in the order in which they leave; gives what they tell.
    pub fn each(mut self, gate: &Gate, see: See<'_>) -> Result<Vec<Planned>, Failure> {
        let now = self.workspace.now;
        self.run((now, gate), Part::All, see)?;
        for at in std::mem::take(&mut self.opens) {
            self.run((at, gate), Part::Waited(now), see)?;
        }
        Ok(self.left)
    }

    /// Shows what a run shows at a moment: two looks at the book, and the same for what nobody has
    /// approved yet.
    fn run(
        &mut self,
        (at, gate): (Instant, &Gate),
        part: Part<'_>,
        see: See<'_>,
    ) -> Result<(), Failure> {
        for gate in [gate, &Gate::open()] {
            let seen = self.round((at, gate), part, see)?;
            if !seen.corrected.is_nobody() {
                self.round((at, gate), Part::Following(&seen.corrected), see)?;
            }
            if !seen.holds {
                break;
            }
        }
        Ok(())
    }

    /// Shows a part of what is due at a moment, when all that was seen before has left.
    fn round(
        &mut self,
        (at, gate): (Instant, &Gate),
        part: Part<'_>,
        see: See<'_>,
    ) -> Result<Seen, Failure> {
        let workspace = self.workspace;
        let case = Case {
            now: at,
            ..workspace.case()
        };
        let then = Supposed::arrived(self.book, self.left.iter().cloned(), at);
        let is_first = self.left.is_empty() && at == workspace.now;
        let later = match is_first {
            true => None,
            false => Some(workspace.believed_then(self.beliefs, &then, false, at)?),
        };
        let beliefs = later.as_ref().unwrap_or(self.beliefs);
        let office = Office {
            case,
            ..workspace.office(beliefs)
        };
        let agenda = agenda(&workspace.timeline, &workspace.directory, at);
        let round = Round::plan(office, &agenda, (&then, gate), &|_| true);
        let mut round = round.map_err(|trouble| unmade(workspace, trouble))?;
        if matches!(part, Part::All) {
            let late = round.after_hours.iter().map(|(_, opens, _)| *opens);
            let corrections = round.waiting.iter().map(|(_, opens)| *opens);
            self.opens.extend(late.chain(corrections));
        }
        let corrected = round.corrected();
        keep(&mut round, part);
        for mailing in &round.due {
            see(mailing)?;
            for (place, reader) in mailing.readers().enumerate() {
                self.left.extend(mailing.riding(place));
                self.left.push(mailing.planned(reader));
            }
        }
        Ok(Seen {
            holds: !round.held.is_empty(),
            corrected,
        })
    }
}

/// Leaves of what is due at a moment only a part.
fn keep(round: &mut Round, part: Part) {
    let following: HashSet<DeliveryId> = match part {
        Part::Following(corrected) => {
            let orders = round.following(corrected);
            let told =
                orders.flat_map(|order| order.deliveries().next().map(|told| told.id.clone()));
            told.collect()
        }
        Part::All | Part::Waited(_) => HashSet::new(),
    };
    let waited = |mailing: &Mailing, since| {
        let mut parts = std::iter::once(mailing).chain(&mailing.riders);
        parts.any(|part| part.corrects() || part.occurrence().moment <= since)
    };
    for mailing in &mut round.due {
        let kept: HashSet<Mailbox> = mailing
            .readers()
            .filter(|reader| match part {
                Part::All => true,
                Part::Following(_) => following.contains(&mailing.delivery(reader)),
                Part::Waited(since) => waited(mailing, since),
            })
            .map(|reader| reader.address.mailbox())
            .collect();
        mailing.keep(&|reader| kept.contains(&reader.address.mailbox()));
    }
    round
        .due
        .retain(|mailing| !mailing.group.members.is_empty());
}
