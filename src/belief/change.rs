//! Changes: in what two claims about one window differ.

use super::claim::{Claim, When};
use crate::calendar::zone::Instant;
use crate::notice::event::{Change, Deadline};
use std::collections::BTreeSet;

/// In what the truth differs from what was told, most important first. Deadlines and briefings that
/// lie behind are not worth a word.
pub fn changes(told: &Claim, truth: &Claim, now: Instant) -> Vec<Change> {
    let mut changes = dates(told.when, truth.when);
    changes.extend(services(told, truth));
    changes.extend(briefings(told, truth, now));
    changes.extend(deadlines(told, truth, now));
    changes
}

fn dates(told: When, truth: When) -> Vec<Change> {
    let (
        When::Dated {
            start,
            end,
            provisional,
        },
        When::Dated {
            start: new_start,
            end: new_end,
            provisional: still_provisional,
        },
    ) = (told, truth)
    else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    if start != new_start {
        let (old, new) = (start, new_start);
        changes.push(Change::Start { old, new });
    }
    if end != new_end {
        let (old, new) = (end, new_end);
        changes.push(Change::End { old, new });
    }
    if provisional != still_provisional {
        let provisional = still_provisional;
        changes.push(Change::Firmness { provisional });
    }
    changes
}

fn services(told: &Claim, truth: &Claim) -> Vec<Change> {
    let ids: BTreeSet<&String> = told.services.keys().chain(truth.services.keys()).collect();
    let mut changes: Vec<_> = ids
        .into_iter()
        .filter_map(|id| {
            let (old, new) = (told.services.get(id), truth.services.get(id));
            let (name, _) = new.or(old)?;
            let [old, new] = [old, new].map(|service| service.map(|(_, impact)| *impact));
            let name = name.clone();
            (old != new).then_some(Change::Service { name, old, new })
        })
        .collect();
    changes.sort_by_key(|change| match change {
        Change::Service { old, new, .. } => std::cmp::Reverse((*new).max(*old)),
        _ => std::cmp::Reverse(None),
    });
    changes
}

fn briefings(told: &Claim, truth: &Claim, now: Instant) -> Vec<Change> {
    let told = told.briefings.iter();
    let told = told.filter_map(|(id, session)| Some((id, (*session)?)));
    told.filter(|(_, (start, _))| *start > now)
        .filter_map(|(id, old)| {
            let new = truth.briefings.get(id).copied().flatten();
            let (id, start) = (id.clone(), old.0);
            let change = Change::Briefing {
                id,
                old: start,
                new,
            };
            (new != Some(old)).then_some(change)
        })
        .collect()
}

/// Deadlines that moved or fell away. An action in other words by the same time is the same.
fn deadlines(told: &Claim, truth: &Claim, now: Instant) -> Vec<Change> {
    let known = |what: &Deadline| truth.deadlines.get(what).copied();
    let fresh: BTreeSet<Instant> = truth
        .deadlines
        .iter()
        .filter(|(what, _)| !told.deadlines.contains_key(*what))
        .map(|(_, by)| *by)
        .collect();
    let ahead = told.deadlines.iter().filter(|(_, by)| **by > now);
    ahead
        .filter_map(|(what, old)| {
            let (of, old, new) = (what.clone(), *old, known(what));
            let reworded = new.is_none() && fresh.contains(&old);
            let change = Change::Deadline { of, old, new };
            (new != Some(old) && !reworded).then_some(change)
        })
        .collect()
}
