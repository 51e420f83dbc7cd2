//! Docket: of what is due or was missed, what the ledger does not know as settled.

use crate::directory::{Group, Recipient, groups};
use crate::ledger::{Book, Error, Standing, State};
use crate::notice::DeliveryId;
use crate::notice::state::FIRST_REVISION;
use crate::rules::Case;
use crate::timeline::Occurrence;

/// How many deliveries the ledger is asked about at once.
const ASKED_AT_ONCE: usize = 500;

/// A group of readers to whom a notice is still to be told, or to be written off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// The notice.
    pub occurrence: &'a Occurrence,
    /// Its readers who are asked for.
    pub group: Group,
}

/// Which deliveries are asked for, by where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Not settled: never begun, or begun without a final answer.
    Open,
    /// Never begun.
    Untried,
    /// Begun, and neither settled nor held.
    Unfinished,
}

impl Asked {
    fn includes(self, state: Option<&State>) -> bool {
        use Standing::{Accepted, Begun, Deferred, Expired, Held, InDoubt, Refused, Skipped};
        match (self, state.map(|state| state.standing)) {
            (Self::Open | Self::Untried, None) => true,
            (Self::Open | Self::Unfinished, Some(Begun | Deferred | InDoubt)) => true,
            (Self::Open, Some(Held)) => true,
            (Self::Unfinished, None | Some(Held)) | (Self::Untried, Some(_)) => false,
            (_, Some(Accepted | Refused | Expired | Skipped)) => false,
        }
    }
}

/// The deliveries of some occurrences that are asked for; `within` leaves readers out.
pub fn items<'a>(
    case: Case,
    occurrences: &[&'a Occurrence],
    (book, asked): (&dyn Book, Asked),
    within: &dyn Fn(&Recipient) -> bool,
) -> Result<Vec<Item<'a>>, Error> {
    let mut items = Vec::new();
    for occurrence in occurrences {
        for mut group in readers(case, occurrence) {
            let recipients = case.directory.recipients(&occurrence.audience);
            group.members.retain(|index| within(&recipients[*index]));
            group.members = members(case, occurrence, &group.members, (book, asked))?;
            if !group.members.is_empty() {
                items.push(Item { occurrence, group });
            }
        }
    }
    Ok(items)
}

/// The readers of an occurrence, in groups. Its places agree on every date, so readers who differ
/// in nothing but their place are one group. The largest comes first.
pub fn readers(case: Case, occurrence: &Occurrence) -> Vec<Group> {
    let (plan, directory) = (case.plan, case.directory);
    let audience = plan.audience(&occurrence.audience);
    let Some((audience, (_, window))) = audience.zip(plan.window(&occurrence.window)) else {
        return Vec::new();
    };
    let mut merged: Vec<Group> = Vec::new();
    for group in groups(plan, directory, audience, window) {
        if !occurrence.places.contains(&group.place) {
            continue;
        }
        let place = occurrence.place();
        let group = Group { place, ..group };
        match merged.iter_mut().find(|other| other.speaks_like(&group)) {
            Some(other) => other.members.extend(group.members),
            None => merged.push(group),
        }
    }
    for group in &mut merged {
        group.members.sort_unstable();
    }
    merged.sort_by_key(|group| std::cmp::Reverse(group.members.len()));
    merged
}

fn members(
    case: Case,
    occurrence: &Occurrence,
    members: &[usize],
    (book, asked): (&dyn Book, Asked),
) -> Result<Vec<usize>, Error> {
    let recipients = case.directory.recipients(&occurrence.audience);
    let notice = occurrence.notice_id();
    let (plan, audience) = (case.plan.id.as_str(), occurrence.audience.as_str());
    let mut wanted = Vec::new();
    for part in members.chunks(ASKED_AT_ONCE) {
        let id = |index: &usize| {
            let mailbox = recipients[*index].address.identity();
            DeliveryId::derive(plan, &notice, audience, &mailbox, FIRST_REVISION)
        };
        let ids: Vec<DeliveryId> = part.iter().map(id).collect();
        let states = book.states(&ids)?;
        let asked = part
            .iter()
            .zip(&states)
            .filter(|(_, state)| asked.includes(state.as_ref()));
        wanted.extend(asked.map(|(index, _)| *index));
    }
    Ok(wanted)
}
