//! Reconcile: compares what everybody believes with what is true. The only source of corrections.

use super::claim::{Claim, When};
use super::correction::Correction;
use super::desk::Desk;
use super::history::History;
use super::truth::Truth;
use crate::calendar::zone::Instant;
use crate::rules::Case;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What reconciling found.
#[derive(Debug, Clone, Default)]
pub struct Reconciled {
    /// What has to be told.
    pub corrections: Vec<Correction>,
    /// Windows that people know of and the plan does not.
    pub removed: Vec<Removed>,
    /// Who refused a correction and may believe what is not so: window and mailbox.
    pub beyond_reach: Vec<(String, String)>,
}

/// A window that people know of and that is gone from the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its id.
    pub window: String,
    /// How many people were told of it.
    pub people: usize,
    /// Its start as it was told, when it was.
    pub start: Option<Instant>,
}

/// Compares what everybody believes with what is true now.
///
/// With `assume_cancelled`, windows that are gone from the plan count as called off.
pub fn reconcile(case: Case, history: &History, assume_cancelled: bool) -> Reconciled {
    let mut found = Reconciled::default();
    for id in history.windows() {
        match Truth::of(case, &history.nights, id, assume_cancelled) {
            Some(truth) => {
                let (corrections, refused) = Desk::new(case, history, truth).work();
                found.corrections.extend(corrections);
                let refused = refused.into_iter().map(|mailbox| (id.to_owned(), mailbox));
                found.beyond_reach.extend(refused);
            }
            None => found.removed.extend(removed(case, history, id)),
        }
    }
    found
}

/// A window that is gone, if anybody still counts with it.
fn removed(case: Case, history: &History, id: &str) -> Option<Removed> {
    let counts_with_it = |told: &Arc<Claim>| match told.when {
        When::Dated { end, .. } => end > case.now,
        When::Undecided { .. } => true,
        When::Cancelled | When::Elsewhere => false,
    };
    let mut mailboxes = BTreeSet::new();
    let mut start = None;
    for (_, mailbox, heard) in history.about(id) {
        if heard.beliefs().any(counts_with_it) {
            mailboxes.insert(mailbox);
            let spans = heard.beliefs().filter_map(|told| told.when.span());
            start = spans.map(|(start, _)| start).chain(start).min();
        }
    }
    (!mailboxes.is_empty()).then(|| Removed {
        window: id.to_owned(),
        people: mailboxes.len(),
        start,
    })
}
