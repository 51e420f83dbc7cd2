//! Reconcile: compares what everybody believes with what is true. The only source of corrections.

use super::correction::Correction;
use super::desk::Desk;
use super::history::History;
use super::members::Members;
use super::removed::{self, Removed};
use super::rewording::Reworded;
use super::truth::Truth;
use crate::plan::address::Mailbox;
use crate::rules::Case;
use std::collections::{BTreeSet, HashSet};

/// What reconciling found.
#[derive(Debug, Clone, Default)]
pub struct Reconciled {
    /// What has to be told.
    pub corrections: Vec<Correction>,
    /// What people know of and the plan does not.
    pub removed: Vec<Removed>,
    /// Who refused a correction and may believe what is not so: window and mailbox.
    pub beyond_reach: Vec<(String, Mailbox)>,
    /// The steps that ask for the same as before in other words: nobody is told.
    pub reworded: BTreeSet<Reworded>,
}

/// Compares what everybody believes with what is true now.
///
/// With `assume_cancelled`, windows and briefings that are gone from the plan count as called off.
pub fn reconcile(case: Case, history: &History, assume_cancelled: bool) -> Reconciled {
    let mut found = Reconciled {
        removed: removed::find(case, history, assume_cancelled),
        ..Reconciled::default()
    };
    let (ahead, members) = (ahead(case), Members::of(case));
    for id in history.windows() {
        if !ahead.contains(id) && !is_awaited(case, history, id) {
            continue;
        }
        if let Some(truth) = Truth::of(case, &history.nights, id, assume_cancelled) {
            let mut here = Desk::new(&members, history, truth).work();
            found.corrections.append(&mut here.corrections);
            found.beyond_reach.append(&mut here.beyond_reach);
            found.reworded.append(&mut here.reworded);
        }
    }
    found
}

/// The windows that lie ahead by the plan, or wait for a date.
fn ahead<'a>(case: Case<'a>) -> HashSet<&'a str> {
    let windows = case.plan.windows().into_iter();
    let dated = windows.filter(|(_, window)| window.end > case.now);
    let dated = dated.map(|(_, window)| window.id.as_str());
    let undecided = case.plan.undecided.iter();
    dated
        .chain(undecided.map(|window| window.id.as_str()))
        .collect()
}

/// Whether anybody counts with a window that does not lie ahead by the plan. Nobody is corrected about
/// another one, and most windows of a long plan lie behind.
fn is_awaited(case: Case, history: &History, id: &str) -> bool {
    history.nights.is_off(id)
        || history
            .about(id)
            .any(|(_, _, heard)| history.counts_with(id, heard, case.now))
}
