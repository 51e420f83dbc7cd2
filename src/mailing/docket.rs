//! Docket: of what is due or was missed, what the ledger does not know as settled.

use crate::directory::{Group, Recipient, groups};
use crate::ledger::{Book, Error, Standing, State};
use crate::notice::DeliveryId;
use crate::rules::Case;
use crate::timeline::Occurrence;

/// How many deliveries the ledger is asked about at once.
const ASKED_AT_ONCE: usize = 500;

/// A group of readers to whom a notice is still to be told, or to be written off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// The notice.
    pub occurrence: &'a Occurrence,
    /// Its readers who are not settled.
    pub group: Group,
}

/// The items of some occurrences that are still open; `within` leaves readers out.
pub fn open<'a>(
    case: Case,
    occurrences: &[&'a Occurrence],
    book: &dyn Book,
    within: &dyn Fn(&Recipient) -> bool,
) -> Result<Vec<Item<'a>>, Error> {
    let mut items = Vec::new();
    for occurrence in occurrences {
        for mut group in readers(case, occurrence) {
            let recipients = case.directory.recipients(&occurrence.audience);
            group.members.retain(|index| within(&recipients[*index]));
            group.members = unsettled(case, occurrence, &group.members, book)?;
            if !group.members.is_empty() {
                items.push(Item { occurrence, group });
            }
        }
    }
    Ok(items)
}

/// The readers of an occurrence, in groups. Its places agree on every date, so readers who differ
/// in nothing but their place are one group.
pub fn readers(case: Case, occurrence: &Occurrence) -> Vec<Group> {
    let audiences = &case.plan.audiences;
    let audience = audiences
        .iter()
        .find(|audience| audience.id == occurrence.audience);
    let windows = case.plan.windows();
    let window = windows
        .iter()
        .find(|(_, window)| window.id == occurrence.window);
    let (Some(audience), Some((_, window))) = (audience, window) else {
        return Vec::new();
    };
    let mut merged: Vec<Group> = Vec::new();
    for group in groups(case.plan, case.directory, audience, window) {
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
    merged
}

fn unsettled(
    case: Case,
    occurrence: &Occurrence,
    members: &[usize],
    book: &dyn Book,
) -> Result<Vec<usize>, Error> {
    let recipients = case.directory.recipients(&occurrence.audience);
    let notice = occurrence.notice_id();
    let mut open = Vec::new();
    for part in members.chunks(ASKED_AT_ONCE) {
        let id = |index: &usize| {
            let (plan, audience) = (case.plan.id.as_str(), occurrence.audience.as_str());
            DeliveryId::derive(
                plan,
                &notice,
                audience,
                recipients[*index].address.as_str(),
                1,
            )
        };
        let ids: Vec<DeliveryId> = part.iter().map(id).collect();
        let states = book.states(&ids)?;
        let still = part
            .iter()
            .zip(&states)
            .filter(|(_, state)| !settled(state.as_ref()));
        open.extend(still.map(|(index, _)| *index));
    }
    Ok(open)
}

fn settled(state: Option<&State>) -> bool {
    use Standing::{Accepted, Expired, Refused, Skipped};
    state.is_some_and(|state| matches!(state.standing, Accepted | Refused | Expired | Skipped))
}
