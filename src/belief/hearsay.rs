//! Hearsay: what a claim that may have reached somebody says otherwise than it is.

use super::change::changes;
use super::claim::{Claim, When};
use crate::calendar::zone::Instant;
use crate::notice::event::{Change, Deadline, Hearsay};

/// In what a claim is not so, the date first. Whoever hears that a window takes place, or that it
/// does not, needs no more words for what follows from that.
pub(super) fn hearsay(told: &Claim, truth: &Claim, now: Instant) -> Vec<Hearsay> {
    use When::{Cancelled, Dated, Elsewhere, Undecided};
    match (told.when, truth.when) {
        (Dated { start, end, .. }, _) => {
            let is_off = !is_on(truth, start);
            let date = is_off.then_some(Hearsay::Date { start, end });
            let is_step = |change: &Change| matches!(change, Change::Deadline { .. });
            // What hangs on a date that is not so needs no more words.
            let details = listed(told, truth, now).into_iter();
            let details = details.filter(|change| !(is_off && is_step(change)));
            date.into_iter()
                .chain(details.map(|change| Hearsay::Detail { change }))
                .collect()
        }
        (Undecided { .. }, Dated { .. }) => vec![Hearsay::NoDate { promised: None }],
        (
            Undecided {
                promised: Some(told),
            },
            Undecided {
                promised: Some(holds),
            },
        ) if told != holds => vec![Hearsay::NoDate {
            promised: Some(told),
        }],
        (Cancelled, Dated { .. } | Undecided { .. }) => vec![Hearsay::Cancelled],
        (Elsewhere, Dated { .. } | Undecided { .. }) if told.is_unlisted => vec![Hearsay::Unlisted],
        (Elsewhere, Dated { .. } | Undecided { .. }) => vec![Hearsay::Elsewhere],
        (Undecided { .. } | Cancelled | Elsewhere, _) => Vec::new(),
    }
}

/// What is listed of how the truth differs from a claim; a new date speaks of itself and of what can be
/// decided until when, not of the steps, and a window without a date says nothing more.
pub(super) fn listed(told: &Claim, truth: &Claim, now: Instant) -> Vec<Change> {
    if truth.when.span().is_none() {
        return Vec::new();
    }
    let mut changes = changes(told, truth, now);
    let date = told.when.span();
    if !date.is_some_and(|(start, _)| is_on(truth, start)) {
        changes.retain(|change| match change {
            Change::Deadline { of, .. } => date.is_some() && matches!(of, Deadline::Action(_)),
            Change::Start { .. } | Change::End { .. } | Change::Firmness { .. } => false,
            Change::Service { .. } | Change::Briefing { .. } | Change::Uninvited { .. } => true,
        });
    }
    changes
}

/// Whether a window starts at that instant.
fn is_on(truth: &Claim, start: Instant) -> bool {
    truth.when.span().is_some_and(|(holds, _)| holds == start)
}
