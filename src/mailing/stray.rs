//! Strays: deliveries that were begun and are not to be told any more as they were begun.

use super::docket::{ids, readers, split};
use crate::belief::Beliefs;
use crate::ledger::{Planned, Standing};
use crate::notice::state::FIRST_REVISION;
use crate::plan::milestone::Milestone;
use crate::rules::Case;
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
    let mut planned = HashSet::new();
    let mut withheld = HashSet::new();
    for occurrence in &case.timeline.occurrences {
        if !places.contains(&(&*occurrence.notice_id(), &*occurrence.first.audience)) {
            continue;
        }
        for group in readers(case, occurrence) {
            let everybody = ids(case, occurrence, (&group.members, FIRST_REVISION));
            withheld.extend(everybody);
            let split = split(case, beliefs, occurrence, group).into_iter();
            for (group, manner) in split.filter(|(_, manner)| !manner.is_withheld) {
                planned.extend(ids(case, occurrence, (&group.members, manner.revision)));
            }
        }
    }
    for correction in &beliefs.corrections {
        planned.extend(correction.keys(case));
    }
    let strays = open
        .into_iter()
        .filter(|delivery| !planned.contains(&delivery.id));
    let fate = |planned: &Planned| {
        let milestone = Milestone::from_slug(&planned.milestone);
        let heard = beliefs.history.heard_by(case.plan, planned);
        let is_corrected = heard.is_some_and(|heard| heard.revision() > planned.revision);
        let is_planned = withheld.contains(&planned.id) || planned.revision > FIRST_REVISION;
        // What is to be put right is planned anew whenever it is needed again.
        if milestone.is_some_and(Milestone::corrects) || is_planned && is_corrected {
            Fate::Superseded
        } else if is_planned {
            Fate::Corrected
        } else {
            Fate::Gone
        }
    };
    let stray = |planned: &Planned| Stray {
        fate: fate(planned),
        planned: planned.clone(),
    };
    strays.map(stray).collect()
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
    /// Something else is to be told instead, and has not arrived: the plan may still go back to what
    /// was said, and then this is told after all.
    Corrected,
    /// Something else was told instead.
    Superseded,
}
