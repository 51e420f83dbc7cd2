//! Docket: of what is due or was missed, what the ledger does not know as settled.

use crate::belief::{Beliefs, Manner, Turn};
use crate::directory::{Group, Recipient, groups};
use crate::ledger::{Book, Error, Judged, Mark, Roll, Standing};
use crate::notice::{DeliveryId, Telling};
use crate::plan::Id;
use crate::plan::milestone::Milestone;
use crate::rules::Case;
use crate::timeline::Occurrence;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A group of readers to whom a notice is still to be told, or to be written off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// The notice.
    pub occurrence: &'a Occurrence,
    /// Its readers who are asked for.
    pub group: Group,
    /// How it is told to them.
    pub manner: Manner,
}

impl<'a> Item<'a> {
    /// A notice to readers of whom nobody was told anything yet.
    pub fn first(occurrence: &'a Occurrence, group: Group) -> Self {
        let manner = Manner::first(occurrence);
        Self {
            occurrence,
            group,
            manner,
        }
    }
}

/// Which deliveries are asked for, by where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Not settled: never begun, begun without a final answer, or written off and open again.
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

/// What decides who reads a notice, and how often it was corrected: window, audience, places; and
/// whether it tells of help or invites to a briefing, which not everybody hears with this window.
type Readership<'a> = (&'a Id, &'a Id, &'a [usize], (Reach, Option<&'a Id>));

/// What the ledger knows of a plan's notices, looked at once.
pub struct Docket<'a, 'b> {
    case: Case<'a>,
    beliefs: &'a Beliefs,
    book: &'b dyn Book,
    within: &'b dyn Fn(&Recipient) -> bool,
    marks: HashSet<Mark>,
    /// The fingerprints of readers; nothing when there are none.
    rolls: HashMap<Readership<'a>, Option<String>>,
    settled: Vec<Mark>,
}

impl<'a, 'b> Docket<'a, 'b> {
    /// Opens the docket; `within` leaves readers out.
    pub fn open(
        (case, beliefs): (Case<'a>, &'a Beliefs),
        book: &'b dyn Book,
        within: &'b dyn Fn(&Recipient) -> bool,
    ) -> Result<Self, Error> {
        Ok(Self {
            case,
            beliefs,
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
        let mut known: Option<(String, HashMap<DeliveryId, Judged>)> = None;
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
            // While it helps, a clock that is put right brings back what was written off.
            let is_over = occurrence.is_over(self.case.now);
            let mut settled = true;
            for (group, manner) in self.told(occurrence) {
                let ids = ids(self.case, occurrence, (&group.members, manner.revision));
                let found: Vec<_> = ids
                    .map(|id| self.standing(occurrence, standings.get(&id)?))
                    .collect();
                settled &= found
                    .iter()
                    .all(|standing| !includes(Asked::Open, &manner, *standing))
                    && (is_over || !found.iter().flatten().any(|known| known.is_written_off()));
                for (asked, list) in asked.iter().zip(&mut lists) {
                    let group = asked_for((*asked, &manner), &group, &found);
                    list.extend(group.map(|group| Item {
                        occurrence,
                        group,
                        manner: manner.clone(),
                    }));
                }
            }
            if settled {
                self.settled.push(mark);
            }
        }
        Ok(lists)
    }

    /// Where a delivery stands; one that was written off and comes back was never told.
    fn standing(&self, occurrence: &Occurrence, known: &Judged) -> Option<Standing> {
        let comes_back = known.comes_back(occurrence.latest_useful, self.case.now);
        (!comes_back).then_some(known.standing)
    }

    /// The notices that were found settled for all their readers, to be marked so.
    pub fn settled(self) -> Vec<Mark> {
        self.settled
    }

    /// The readers of an occurrence to whom it may be told now, by the manner of telling.
    fn told(&self, occurrence: &Occurrence) -> Vec<(Group, Manner)> {
        let recipients = self.case.directory.recipients(&occurrence.audience);
        let mut told = Vec::new();
        for mut group in readers(self.case, occurrence) {
            let members = &mut group.members;
            members.retain(|index| (self.within)(&recipients[*index]));
            let split = split(self.case, self.beliefs, occurrence, group);
            told.extend(split.into_iter().filter(|(_, manner)| !manner.is_withheld));
        }
        told
    }

    /// The mark an occurrence has once all its readers are settled; nothing when nobody reads it.
    fn mark(&mut self, occurrence: &'a Occurrence) -> Option<Mark> {
        let Occurrence {
            window,
            audience,
            places,
            ..
        } = occurrence;
        let shared = (Reach::of(occurrence), occurrence.briefing.as_ref());
        let key = (window, audience, places.as_slice(), shared);
        if !self.rolls.contains_key(&key) {
            let roll = self.roll(occurrence);
            self.rolls.insert(key, roll);
        }
        // Whoever was written off is not settled any more when the notice has a later date, or the
        // clock by which it was over is put right.
        let until = occurrence.latest_useful.timestamp();
        let from = match occurrence.is_over(self.case.now) {
            true => "over",
            false => "until",
        };
        let roll = self.rolls[&key].as_ref()?;
        Some(Mark {
            notice: occurrence.notice_id(),
            audience: occurrence.first.audience.clone(),
            roll: format!("{roll}-{from}-{until}"),
        })
    }

    fn roll(&self, occurrence: &Occurrence) -> Option<String> {
        let recipients = self.case.directory.recipients(&occurrence.audience);
        let told = self.told(occurrence).into_iter();
        let mut members: Vec<(u32, usize)> = told
            .flat_map(|(group, manner)| {
                group
                    .members
                    .into_iter()
                    .map(move |index| (manner.revision, index))
            })
            .collect();
        members.sort_unstable();
        let mut roll = Roll::new();
        for (revision, index) in &members {
            roll.add(&recipients[*index].address.mailbox(), *revision);
        }
        (!members.is_empty()).then(|| roll.fingerprint())
    }
}

/// Which of a window's notices reach the same of its readers, as often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Reach {
    /// Everybody whom it concerns.
    All,
    /// Only whoever was told before.
    Night,
    /// The same, but for those who hear of it with something else first.
    Course,
    /// The same of one word of how it goes, which more may be said with.
    Word(u32),
    /// The same of one word that it is not finished.
    Unfinished(u32),
    /// Everybody, and it may be told anew.
    Start,
    /// Nobody until all is open.
    Help,
}

impl Reach {
    fn of(occurrence: &Occurrence) -> Self {
        match occurrence.milestone {
            Milestone::Progress => Self::Word(occurrence.ordinal),
            Milestone::Holding => Self::Unfinished(occurrence.ordinal),
            Milestone::Extended => Self::Course,
            milestone if milestone.is_of_the_night() => Self::Night,
            milestone if milestone.tells_of_help() => Self::Help,
            Milestone::Start => Self::Start,
            _ => Self::All,
        }
    }
}

/// Whether a delivery in this manner is asked for. What its reader was told since it was due, she
/// is not told again; only what was begun has to come to an end.
fn includes(asked: Asked, manner: &Manner, standing: Option<Standing>) -> bool {
    asked.includes(standing) && (standing.is_some() || !manner.is_covered)
}

/// A group, by the manner in which its members are told.
pub fn split(
    case: Case,
    beliefs: &Beliefs,
    occurrence: &Occurrence,
    group: Group,
) -> Vec<(Group, Manner)> {
    let recipients = case.directory.recipients(&occurrence.audience);
    let turn = Turn::of(case, occurrence);
    let mut split: BTreeMap<Manner, Vec<usize>> = BTreeMap::new();
    for index in &group.members {
        let mailbox = recipients[*index].address.mailbox();
        if !beliefs.concerns(occurrence, &mailbox) {
            continue;
        }
        let manner = beliefs.manner(occurrence, &mailbox, turn);
        split.entry(manner).or_default().push(*index);
    }
    let alone = split.into_iter().map(|(manner, members)| {
        let group = Group {
            members,
            ..group.clone()
        };
        (group, manner)
    });
    alone.collect()
}

/// Of a group, those who are asked for by where they stand.
fn asked_for(
    (asked, manner): (Asked, &Manner),
    group: &Group,
    found: &[Option<Standing>],
) -> Option<Group> {
    let wanted = group.members.iter().zip(found);
    let wanted = wanted.filter(|(_, standing)| includes(asked, manner, **standing));
    let members: Vec<usize> = wanted.map(|(index, _)| *index).collect();
    (!members.is_empty()).then(|| Group {
        members,
        ..group.clone()
    })
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

/// The keys of the deliveries of a telling of an occurrence to some of its audience.
pub(super) fn ids<'m>(
    case: Case<'m>,
    occurrence: &Occurrence,
    (members, revision): (&'m [usize], u32),
) -> impl Iterator<Item = DeliveryId> + 'm {
    let recipients = case.directory.recipients(&occurrence.audience);
    let notice = occurrence.notice_id();
    let audience = occurrence.first.audience.clone();
    members.iter().map(move |index| {
        let told = Telling {
            notice: &notice,
            audience: &audience,
            revision,
        };
        let mailbox = recipients[*index].address.mailbox();
        DeliveryId::of(case.plan.id.as_str(), told, &mailbox)
    })
}
