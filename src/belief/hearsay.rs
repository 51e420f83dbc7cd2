//! Hearsay: what a claim that may have reached somebody says otherwise than it is.

use super::change::changes;
use super::claim::{Claim, When};
use crate::calendar::zone::Instant;
use crate::notice::event::{Change, Hearsay};

/// In what a claim is not so, the date first. Whoever hears that a window takes place, or that it
/// does not, needs no more words for what follows from that.
pub(super) fn hearsay(told: &Claim, truth: &Claim, now: Instant) -> Vec<Hearsay> {
    use When::{Cancelled, Dated, Elsewhere, Undecided};
    match (told.when, truth.when) {
        (Dated { start, end, .. }, _) => {
            let date = (!is_on(truth, start)).then_some(Hearsay::Date { start, end });
            let details = listed(told, truth, now).into_iter();
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
        (Elsewhere, Dated { .. } | Undecided { .. }) => vec![Hearsay::Elsewhere],
        (Undecided { .. } | Cancelled | Elsewhere, _) => Vec::new(),
    }
}

/// What is listed of how the truth differs from a claim; a new date speaks of itself and of every
/// deadline, and a window without a date says nothing more.
pub(super) fn listed(told: &Claim, truth: &Claim, now: Instant) -> Vec<Change> {
    if truth.when.span().is_none() {
        return Vec::new();
    }
    let mut changes = changes(told, truth, now);
    let keeps_date = told.when.span();
    if !keeps_date.is_some_and(|(start, _)| is_on(truth, start)) {
        changes.retain(|change| {
            matches!(
                change,
                Change::Service { .. } | Change::Briefing { .. } | Change::Uninvited { .. }
            )
        });
    }
    changes
}

/// Whether a window starts at that instant.
fn is_on(truth: &Claim, start: Instant) -> bool {
    truth.when.span().is_some_and(|(holds, _)| holds == start)
}
