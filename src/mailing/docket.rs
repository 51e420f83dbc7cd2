//! Docket: of what is due or was missed, what the ledger does not know as settled.

use crate::directory::{Group, Recipient, groups};
use crate::ledger::{Book, Error, Mark, Planned, Roll, Standing, Wanted};
use crate::notice::DeliveryId;
use crate::notice::state::FIRST_REVISION;
use crate::plan::Id;
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

/// What the ledger knows of a plan's notices, looked at once.
pub struct Docket<'a, 'b> {
    case: Case<'a>,
    book: &'b dyn Book,
    within: &'b dyn Fn(&Recipient) -> bool,
    marks: HashSet<Mark>,
    /// The fingerprint of the readers of a window, by audience and places; nothing when there are
    /// none.
    rolls: HashMap<(&'a Id, &'a Id, &'a [usize]), Option<String>>,
    settled: Vec<Mark>,
}

impl<'a, 'b> Docket<'a, 'b> {
    /// Opens the docket; `within` leaves readers out.
    pub fn open(
        case: Case<'a>,
        book: &'b dyn Book,
        within: &'b dyn Fn(&Recipient) -> bool,
    ) -> Result<Self, Error> {
        Ok(Self {
            case,
            book,
            within,
            marks: book.marks()?,
            rolls: HashMap::new(),
            settled: Vec::new(),
        })
    }

    /// The deliveries of some occurrences that are asked for, in one list for each way of asking.
    pub fn items<const N: usize>(
        &mut self,
        occurrences: &[&'a Occurrence],
        asked: [Asked; N],
    ) -> Result<[Vec<Item<'a>>; N], Error> {
        let mut lists = asked.map(|_| Vec::new());
        // One question for each notice; the audiences of a notice mostly stand side by side.
        let mut known: Option<(String, HashMap<DeliveryId, Standing>)> = None;
        for occurrence in occurrences {
            let Some(mark) = self.mark(occurrence) else {
                continue;
            };
            if self.marks.contains(&mark) {
                continue;
            }
            let standings = match &mut known {
                Some((last, standings)) if *last == mark.notice => standings,
                known => {
                    let standings = self.book.standings(&mark.notice)?;
                    &mut known.insert((mark.notice.clone(), standings)).1
                }
            };
            let mut settled = true;
            for group in self.readers(occurrence) {
                let ids = ids(self.case, occurrence, &group.members);
                let found: Vec<_> = ids.map(|id| standings.get(&id).copied()).collect();
                settled &= found
                    .iter()
                    .all(|standing| !Asked::Open.includes(*standing));
                for (asked, list) in asked.iter().zip(&mut lists) {
                    list.extend(
                        asked_for(*asked, &group, &found).map(|group| Item { occurrence, group }),
                    );
                }
            }
            if settled {
                self.settled.push(mark);
            }
        }
        Ok(lists)
    }

    /// The notices that were found settled for all their readers, to be marked so.
    pub fn settled(self) -> Vec<Mark> {
        self.settled
    }

    fn readers(&self, occurrence: &Occurrence) -> Vec<Group> {
        let recipients = self.case.directory.recipients(&occurrence.audience);
        let mut groups = readers(self.case, occurrence);
        for group in &mut groups {
            let members = &mut group.members;
            members.retain(|index| (self.within)(&recipients[*index]));
        }
        groups
    }

    /// The mark an occurrence has once all its readers are settled; nothing when nobody reads it.
    fn mark(&mut self, occurrence: &'a Occurrence) -> Option<Mark> {
        let Occurrence {
            window,
            audience,
            places,
            ..
        } = occurrence;
        let key = (window, audience, places.as_slice());
        if !self.rolls.contains_key(&key) {
            let roll = self.roll(occurrence);
            self.rolls.insert(key, roll);
        }
        Some(Mark {
            notice: occurrence.notice_id(),
            audience: audience.to_string(),
            roll: self.rolls[&key].clone()?,
        })
    }

    fn roll(&self, occurrence: &Occurrence) -> Option<String> {
        let recipients = self.case.directory.recipients(&occurrence.audience);
        let groups = self.readers(occurrence);
        let mut members: Vec<usize> = groups.into_iter().flat_map(|group| group.members).collect();
        members.sort_unstable();
        let mut roll = Roll::of(FIRST_REVISION);
        for index in &members {
            roll.add(&recipients[*index].address.identity());
        }
        (!members.is_empty()).then(|| roll.fingerprint())
    }
}

/// Of a group, those who are asked for by where they stand.
fn asked_for(asked: Asked, group: &Group, found: &[Option<Standing>]) -> Option<Group> {
    let wanted = group.members.iter().zip(found);
    let wanted = wanted.filter(|(_, standing)| asked.includes(**standing));
    let members: Vec<usize> = wanted.map(|(index, _)| *index).collect();
    (!members.is_empty()).then(|| Group {
        members,
        ..group.clone()
    })
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
