//! The sum of a story: mails for each audience, and the most that anyone gets in one week.

use super::story::{Mails, Scene, Story};
use crate::plan::Id;
use crate::plan::address::{Address, Mailbox};
use chrono::{Datelike, Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// The sum of a story, for everybody or for one person.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// How many mails left.
    pub mails: usize,
    /// How many people got one.
    pub people: usize,
    /// For each audience that got any: id, name, mails and people, in the order of their first mail.
    pub audiences: Vec<(Id, String, usize, usize)>,
    /// The fullest week of anyone.
    pub fullest: Option<Fullest>,
}

/// The most mails that anyone gets in one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fullest {
    /// How many.
    pub mails: usize,
    /// The Monday of that week, on her clocks.
    pub week: NaiveDate,
    /// Her name; may be empty.
    pub name: String,
    /// Her address.
    pub address: String,
    /// How many others get as many in some week.
    pub others: usize,
}

impl Story {
    /// The mails, in order.
    pub fn mails(&self) -> impl Iterator<Item = &Mails> {
        self.scenes.iter().filter_map(|scene| match scene {
            Scene::Mailed(mails) => Some(mails),
            Scene::Turned(_) => None,
        })
    }

    /// Leaves only the mails of one person, by her mailbox.
    pub fn keep_only(&mut self, mailbox: &Mailbox) {
        for scene in &mut self.scenes {
            if let Scene::Mailed(mails) = scene {
                let is_hers = |address: Address| address.mailbox() == *mailbox;
                mails
                    .readers
                    .retain(|reader| reader.address.parse().is_ok_and(is_hers));
            }
        }
        let is_told = |scene: &Scene| match scene {
            Scene::Mailed(mails) => !mails.readers.is_empty(),
            Scene::Turned(_) => true,
        };
        self.scenes.retain(is_told);
        self.ending.mistaken.retain(|(_, other)| other == mailbox);
    }

    /// Its sum. A mail that tells of several notices counts once.
    pub fn summary(&self) -> Summary {
        let mut number = 0;
        let mut people: BTreeSet<&str> = BTreeSet::new();
        let mut audiences: Vec<(Id, String, usize, BTreeSet<&str>)> = Vec::new();
        let mut weeks: BTreeMap<(&str, NaiveDate), (usize, &str)> = BTreeMap::new();
        for mails in self.mails() {
            let day = mails.zone.civil(mails.at).date();
            let since_monday = u64::from(day.weekday().num_days_from_monday());
            let monday = day - Days::new(since_monday);
            for reader in &mails.readers {
                number += 1;
                let address = reader.address.as_str();
                people.insert(address);
                let week = weeks.entry((address, monday)).or_insert((0, &reader.name));
                week.0 += 1;
                match audiences.iter_mut().find(|(id, ..)| *id == mails.audience) {
                    Some((_, _, mails, told)) => {
                        *mails += 1;
                        told.insert(address);
                    }
                    None => {
                        let (id, name) = (mails.audience.clone(), mails.audience_name.clone());
                        audiences.push((id, name, 1, BTreeSet::from([address])));
                    }
                }
            }
        }
        let most = weeks.values().map(|(number, _)| *number).max();
        let fullest = most.and_then(|most| {
            let mut full = weeks.iter().filter(|(_, (number, _))| *number == most);
            let who: BTreeSet<&str> = full.clone().map(|((address, _), _)| *address).collect();
            let ((address, week), (mails, name)) = full.next()?;
            Some(Fullest {
                mails: *mails,
                week: *week,
                name: (*name).to_owned(),
                address: (*address).to_owned(),
                others: who.len() - 1,
            })
        });
        let counted = audiences.into_iter();
        Summary {
            mails: number,
            people: people.len(),
            audiences: counted
                .map(|(id, name, number, told)| (id, name, number, told.len()))
                .collect(),
            fullest,
        }
    }
}
