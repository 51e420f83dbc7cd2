//! Docket: of what is due or was missed, what the ledger does not know as settled.

use crate::directory::{Group, Recipient, groups};
use crate::ledger::{Book, Error, Planned, Standing, Wanted};
use crate::notice::DeliveryId;
use crate::notice::state::FIRST_REVISION;
use crate::rules::Case;
use crate::timeline::Occurrence;
use std::collections::{HashMap, HashSet};

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
    fn includes(self, standing: Option<Standing>) -> bool {
        use Standing::{Accepted, Begun, Deferred, Expired, Held, InDoubt, Refused, Skipped};
        match (self, standing) {
            (Self::Open | Self::Untried, None) => true,
            (Self::Open | Self::Unfinished, Some(Begun | Deferred | InDoubt)) => true,
            (Self::Open, Some(Held)) => true,
            (Self::Unfinished, None | Some(Held)) | (Self::Untried, Some(_)) => false,
            (_, Some(Accepted | Refused | Expired | Skipped)) => false,
        }
    }
}

/// The deliveries of some occurrences that are asked for, in one list for each way of asking;
/// `within` leaves readers out.
pub fn items<'a, const N: usize>(
    case: Case,
    occurrences: &[&'a Occurrence],
    (book, asked): (&dyn Book, [Asked; N]),
    within: &dyn Fn(&Recipient) -> bool,
) -> Result<[Vec<Item<'a>>; N], Error> {
    let mut lists = asked.map(|_| Vec::new());
    // One question for each notice; the audiences of a notice mostly stand side by side.
    let mut known: Option<(String, HashMap<DeliveryId, Standing>)> = None;
    for occurrence in occurrences {
        let notice = occurrence.notice_id();
        let standings = match &mut known {
            Some((last, standings)) if *last == notice => standings,
            known => {
                let standings = book.standings(&notice)?;
                &mut known.insert((notice, standings)).1
            }
        };
        let recipients = case.directory.recipients(&occurrence.audience);
        for mut group in readers(case, occurrence) {
            group.members.retain(|index| within(&recipients[*index]));
            let ids = ids(case, occurrence, &group.members);
            let found: Vec<_> = ids.map(|id| standings.get(&id).copied()).collect();
            for (asked, list) in asked.iter().zip(&mut lists) {
                let wanted = group.members.iter().zip(&found);
                let wanted = wanted.filter(|(_, standing)| asked.includes(**standing));
                let members: Vec<usize> = wanted.map(|(index, _)| *index).collect();
                if !members.is_empty() {
                    let group = Group {
                        members,
                        ..group.clone()
                    };
                    list.push(Item { occurrence, group });
                }
            }
        }
    }
    Ok(lists)
}

/// Deliveries that were tried and are not settled, of which the plan knows nothing any more: their
/// notice or their reader has left it. Held ones are not among them.
pub fn strays(case: Case, book: &dyn Book) -> Result<Vec<Planned>, Error> {
    let mut open = Vec::new();
    book.records(&Wanted::Open, &mut |record| {
        if record.state.standing != Standing::Held {
            open.push(record.planned);
        }
    })?;
    let places: HashSet<(&str, &str)> = open
        .iter()
        .map(|planned| (planned.notice.as_str(), planned.audience.as_str()))
        .collect();
    let mut planned = HashSet::new();
    for occurrence in &case.timeline.occurrences {
        if places.is_empty()
            || !places.contains(&(&*occurrence.notice_id(), occurrence.audience.as_str()))
        {
            continue;
        }
        for group in readers(case, occurrence) {
            planned.extend(ids(case, occurrence, &group.members));
        }
    }
    open.retain(|delivery| !planned.contains(&delivery.id));
    Ok(open)
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
        if !occurrence.places.contains(&group.place) || !occurrence.is_for(&group) {
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

/// The keys of the deliveries of an occurrence to some of its audience.
fn ids<'m>(
    case: Case<'m>,
    occurrence: &Occurrence,
    members: &'m [usize],
) -> impl Iterator<Item = DeliveryId> + 'm {
    let recipients = case.directory.recipients(&occurrence.audience);
    let notice = occurrence.notice_id();
    let audience = occurrence.audience.to_string();
    members.iter().map(move |index| {
        let mailbox = recipients[*index].address.identity();
        DeliveryId::derive(
            case.plan.id.as_str(),
            &notice,
            &audience,
            &mailbox,
            FIRST_REVISION,
        )
    })
}
