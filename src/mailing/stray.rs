//! Strays: deliveries that were begun and are not to be told any more as they were begun.

use super::docket::{ids, readers, split};
use crate::belief::Beliefs;
use crate::directory::Group;
use crate::ledger::{Planned, Standing};
use crate::plan::address::Mailbox;
use crate::plan::milestone::Milestone;
use crate::rules::Case;
use crate::timeline::Occurrence;
use std::collections::HashSet;

/// Deliveries that were tried and are not settled, and are not to be told any more as they were
/// begun: their notice or their reader has left the plan, or a correction takes their place. Held
/// ones are not among them.
pub fn strays(case: Case, beliefs: &Beliefs) -> Vec<Stray> {
    let open = beliefs.history.tried.deliveries();
    let open = open.filter(|(_, standing)| *standing != Standing::Held);
    let open: Vec<&Planned> = open.map(|(planned, _)| planned).collect();
    if open.is_empty() {
        return Vec::new();
    }
    let places: HashSet<(&str, &str)> = open
        .iter()
        .map(|planned| (planned.notice.as_str(), planned.audience.as_str()))
        .collect();
    let (mut planned, mut waiting, mut read) = (HashSet::new(), HashSet::new(), HashSet::new());
    for occurrence in &case.timeline.occurrences {
        if !places.contains(&(&*occurrence.notice_id(), &*occurrence.first.audience)) {
            continue;
        }
        for group in readers(case, occurrence) {
            for (group, manner) in split(case, beliefs, occurrence, group) {
                let told = ids(case, occurrence, (&group.members, manner.revision));
                let untold = ids(case, occurrence, (&group.members, manner.uncorrected));
                match manner.is_withheld {
                    true => waiting.extend(untold),
                    false => planned.extend(told),
                }
                read.extend(addresses(case, occurrence, &group));
            }
        }
    }
    for correction in &beliefs.corrections {
        planned.extend(correction.keys(case));
    }
    let fate = |delivery: &Planned| {
        let Planned {
            notice, audience, ..
        } = delivery;
        let milestone = Milestone::from_slug(&delivery.milestone);
        // What is to be put right is planned anew whenever it is needed again.
        if milestone.is_some_and(Milestone::corrects) {
            Fate::Superseded
        } else if waiting.contains(&delivery.id) {
            Fate::Waits
        } else if read.contains(&(notice.clone(), audience.clone(), delivery.mailbox())) {
            Fate::Superseded
        } else {
            Fate::Gone
        }
    };
    let strays = open.into_iter();
    let strays = strays.filter(|delivery| !planned.contains(&delivery.id));
    let stray = |planned: &Planned| Stray {
        fate: fate(planned),
        planned: planned.clone(),
    };
    strays.map(stray).collect()
}

/// A notice, by its names in the ledger, and a mailbox that is among its readers.
fn addresses<'g>(
    case: Case<'g>,
    occurrence: &Occurrence,
    group: &'g Group,
) -> impl Iterator<Item = (String, String, Mailbox)> + 'g {
    let recipients = case.directory.recipients(&occurrence.audience);
    let (notice, audience) = (occurrence.notice_id(), occurrence.first.audience.clone());
    let members = group.members.iter();
    members.map(move |index| {
        let mailbox = recipients[*index].address.mailbox();
        (notice.clone(), audience.clone(), mailbox)
    })
}

/// A delivery that was begun and is not to be told any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// The delivery.
    pub planned: Planned,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a delivery that is not to be told any more as it was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its notice or its reader has left the plan.
    Gone,
    /// It is withheld for now: until a correction has arrived the plan may still go back to what was
    /// said, and a night may still take its course.
    Waits,
    /// Something else was told instead.
    Superseded,
}
