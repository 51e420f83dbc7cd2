//! Folding: which notices to one person are told in one mail, and by which of them.
//!
//! What comes in: a plan, its people and its dates. What goes out: for every reader the notices that
//! ride with a later one. Nobody's notice ever leaves earlier for it, and none later than it helps.
//! It is reckoned once for all who hear the same, and keeps four bytes for each reader.

mod mails;
mod sharing;

use super::{Occurrence, Timeline};
use crate::directory::Directory;
use crate::plan::milestone::Milestone;
use crate::plan::{Id, Plan};
use sharing::{Seat, Shared};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Why a notice rides with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// Both are told on one day.
    SameDay,
    /// Its reader would get more mails in a week than the plan allows.
    Budget,
    /// They went in one mail.
    Sent,
    /// They leave in one mail now, whatever their own dates are.
    Due,
}

/// A notice that rides with a later one; both by their places in the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ride {
    /// What rides.
    pub rider: usize,
    /// In whose mail, at whose moment.
    pub carrier: usize,
    /// Why.
    pub because: Because,
}

/// What somebody was told, or is about to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spoken {
    /// Where she reads: her audiences and places in them.
    pub seats: Vec<(Id, usize)>,
    /// What she was told, by places in the timeline.
    pub told: BTreeSet<usize>,
    /// What of it rode with what.
    pub rides: Vec<Ride>,
}

/// Which notices ride with which, for every reader of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folds {
    /// What rides for readers who hear the same.
    sharing: Vec<Vec<Ride>>,
    /// Which of these a reader is, by her audience and place in it.
    readers: BTreeMap<Id, Vec<u32>>,
    /// What rides, for some reader, in the mail of a notice.
    carried: BTreeMap<usize, BTreeSet<usize>>,
    /// The audiences, as seats have them.
    audiences: Vec<Id>,
    /// All seats of those who have several, by each of them.
    several: HashMap<Seat, Arc<[Seat]>>,
}

impl Folds {
    /// The folds of a plan.
    pub fn of(plan: &Plan, directory: &Directory, timeline: &Timeline) -> Self {
        let Shared {
            sharing,
            audiences,
            readers,
            several,
        } = sharing::folds(plan, directory, timeline);
        let readers = audiences.iter().cloned().zip(readers).collect();
        Self {
            carried: carried(&sharing),
            sharing,
            readers,
            audiences,
            several,
        }
    }

    /// The same, but as they were sent for whoever was told: nothing rides there any more, nor with what
    /// has gone.
    pub fn with_told(mut self, told: impl Iterator<Item = Spoken>) -> Self {
        let mut known: BTreeMap<Vec<Ride>, u32> = BTreeMap::new();
        for spoken in told {
            let Spoken {
                seats,
                told,
                mut rides,
            } = spoken;
            let Some((audience, reader)) = seats.first() else {
                continue;
            };
            let is_ahead = |ride: &&Ride| {
                let parts = [ride.rider, ride.carrier];
                !parts.iter().any(|part| told.contains(part))
            };
            let ahead = self.rides(audience, *reader).iter();
            rides.extend(ahead.filter(is_ahead).copied());
            rides.sort_unstable();
            let next = u32::try_from(self.sharing.len()).expect("fewer lists than readers");
            let number = *known.entry(rides).or_insert_with_key(|rides| {
                self.sharing.push(rides.clone());
                next
            });
            for (audience, reader) in &seats {
                let readers = self.readers.get_mut(audience);
                if let Some(own) = readers.and_then(|readers| readers.get_mut(*reader)) {
                    *own = number;
                }
            }
        }
        self.carried = carried(&self.sharing);
        self
    }

    /// Which of those who hear the same a reader is, by her place in an audience.
    pub fn like(&self, audience: &Id, reader: usize) -> Option<u32> {
        self.readers.get(audience)?.get(reader).copied()
    }

    /// What rides for a reader, by her place in an audience.
    pub fn rides(&self, audience: &Id, reader: usize) -> &[Ride] {
        let number = self.like(audience, reader);
        let number = number.and_then(|number| usize::try_from(number).ok());
        let rides = number.and_then(|number| self.sharing.get(number));
        rides.map_or(&[], Vec::as_slice)
    }

    /// The place of a reader in another audience, by her place in this one.
    pub fn seat(&self, audience: &Id, reader: usize, other: &Id) -> Option<usize> {
        if audience == other {
            return Some(reader);
        }
        let number = |id: &Id| {
            let place = self.audiences.iter().position(|known| known == id)?;
            u32::try_from(place).ok()
        };
        let seat = (number(audience)?, u32::try_from(reader).ok()?);
        let other = number(other)?;
        let mut seats = self.several.get(&seat)?.iter();
        let (_, place) = seats.find(|seat| seat.0 == other)?;
        usize::try_from(*place).ok()
    }

    /// With what a notice rides for a reader, by her place in its audience.
    pub fn ride(&self, audience: &Id, reader: usize, rider: usize) -> Option<Ride> {
        let rides = self.rides(audience, reader);
        let found = rides.binary_search_by_key(&rider, |ride| ride.rider).ok()?;
        Some(rides[found])
    }

    /// What a reader, by her place in an audience, is told in the mail that leaves with a notice.
    pub fn mail(
        &self,
        audience: &Id,
        reader: usize,
        carrier: usize,
    ) -> impl Iterator<Item = usize> + Clone {
        let rides = self.rides(audience, reader).iter();
        let riders = rides.filter(move |ride| ride.carrier == carrier);
        riders.map(|ride| ride.rider).chain([carrier])
    }

    /// What rides, for some reader, in the mail of a notice.
    pub fn riders(&self, carrier: usize) -> impl Iterator<Item = usize> {
        self.carried.get(&carrier).into_iter().flatten().copied()
    }

    /// Whether nothing rides with anything.
    pub fn is_empty(&self) -> bool {
        self.carried.is_empty()
    }
}

/// What rides, for some reader, in the mail of a notice.
fn carried(sharing: &[Vec<Ride>]) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut carried: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for ride in sharing.iter().flatten() {
        carried.entry(ride.carrier).or_default().insert(ride.rider);
    }
    carried
}

/// Whether a notice shares its mail with nothing but the same in another role of its reader: a call to
/// a briefing is answered by her calendar, and what belongs to the night is read at once or not at all.
pub fn stands_alone(milestone: Milestone) -> bool {
    use Milestone::{Briefing, HyperCareOpen, Start};
    matches!(milestone, Briefing | Start | HyperCareOpen) || milestone.is_of_the_night()
}

/// How much is lost when a notice comes later, least first; nothing for what proves that people hear
/// in time. A notice that tells for others counts for them, too.
fn spare(occurrence: &Occurrence) -> Option<u8> {
    let told = std::iter::once(&occurrence.milestone).chain(&occurrence.merged);
    let ranks: Option<Vec<u8>> = told.map(|milestone| rank(*milestone)).collect();
    ranks?.into_iter().max()
}

fn rank(milestone: Milestone) -> Option<u8> {
    use Milestone::{Bulletin, HyperCareDaily, HyperCareWeekly};
    use Milestone::{Reminder3, Reminder7, Reminder14};
    let by_weight = [
        Bulletin,
        HyperCareDaily,
        HyperCareWeekly,
        Reminder14,
        Reminder7,
        Reminder3,
    ];
    let place = by_weight.iter().position(|each| *each == milestone)?;
    u8::try_from(place).ok()
}
