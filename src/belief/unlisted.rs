//! Unlisted: people who were told of what lies ahead and are in no list of the plan any more. A file that
//! was written with a filter on loses many of them at once, and the plan has let none of them go.

use super::claim::When;
use super::correction::Correction;
use super::history::History;
use super::kind::Kind;
use crate::calendar::zone::Instant;
use crate::diagnostic::Span;
use crate::plan::Plan;
use crate::plan::address::Mailbox;
use crate::plan::audience::Audience;
use crate::rules::Case;
use std::collections::{BTreeMap, BTreeSet};

/// So many may leave the lists at once before somebody is asked whether that is meant.
const FEW: usize = 10;

/// And one of so many who were told.
const SHARE: usize = 10;

/// People of one list who were told of what lies ahead and are in no list any more, while they have
/// not heard that they get no further messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlisted {
    /// The list, as the plan's author calls it.
    pub list: String,
    /// Where the plan names it, while it does.
    pub place: Option<Span>,
    /// Their names and addresses, by mailbox.
    pub people: BTreeMap<Mailbox, (String, String)>,
}

/// All of them, each once, in the order of what has to be told.
pub fn find(case: Case, corrections: &[Correction]) -> Vec<Unlisted> {
    let mut found: Vec<Unlisted> = Vec::new();
    let mut seen = BTreeSet::new();
    let unlisted = |correction: &&Correction| correction.kind == Kind::Unlisted;
    for correction in corrections.iter().filter(unlisted) {
        let audiences = case.plan.audiences.iter();
        let mut told_as = audiences.filter(|other| other.id.as_str() == correction.told_as);
        let told_as = told_as.next();
        let gone = || format!("the audience `{}`", correction.told_as);
        let list = told_as.map_or_else(gone, Audience::list);
        let readers = case.directory.recipients(&correction.occurrence.audience);
        for index in &correction.group.members {
            let reader = &readers[*index];
            let mailbox = reader.address.mailbox();
            if !seen.insert(mailbox.clone()) {
                continue;
            }
            let who = (reader.name.clone(), reader.address.to_string());
            if let Some(known) = found.iter_mut().find(|known| known.list == list) {
                known.people.insert(mailbox, who);
                continue;
            }
            found.push(Unlisted {
                list: list.clone(),
                place: told_as.map(Audience::list_span),
                people: [(mailbox, who)].into(),
            });
        }
    }
    found
}

/// Whether so many people are gone at once that somebody has to say that it is meant: more than a few,
/// and a large share of those who count with anything that lies ahead.
pub fn are_many(gone: usize, history: &History, now: Instant) -> bool {
    gone > FEW && gone * SHARE > history.counting(now)
}

impl Correction {
    /// Whether the plan still has the window as its readers were told of it, or may have been.
    pub(super) fn still_stands(&self, plan: &Plan) -> bool {
        let is_off = self.no_go.is_some();
        let dated = plan.window(&self.window.id).filter(|_| !is_off);
        let dated = dated.map(|(_, window)| (window.start, window.end));
        let mut undecided = plan.undecided.iter();
        let waits = is_off || undecided.any(|window| window.id == self.window.id);
        self.told.iter().all(|told| match told.when {
            When::Dated { start, end, .. } => dated == Some((start, end)),
            When::Undecided { .. } => waits,
            When::Cancelled => false,
            // It tells her so again.
            When::Elsewhere => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_who_leave_are_no_reason_to_ask_however_small_the_plan() {
        let nobody = History::default();
        let now = Instant::default();
        assert!(!are_many(FEW, &nobody, now));
        assert!(are_many(FEW + 1, &nobody, now));
    }
}
