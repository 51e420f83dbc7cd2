//! What differs between what was approved last and what is to be approved now.

use crate::ledger::{Approvals, Sheet};
use crate::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// How many changed notices are named.
const NAMED: usize = 30;

/// What is to be approved, beside what was.
pub struct Comparison<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What was approved so far.
    pub before: &'a Approvals,
    /// What is to be approved.
    pub sheets: &'a [Sheet],
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    New,
    Changed,
    Same,
}

impl Comparison<'_> {
    /// For people.
    pub fn text(&self) -> String {
        let zone = &self.plan.zone;
        let mut text = match &self.before.last {
            Some((by, at)) => {
                let at = zone.civil(*at).format("%A %-d %B %Y, %H:%M");
                format!("Since the approval by {by} on {at}:\n")
            }
            None => "Nothing of this plan was approved before.\n".to_owned(),
        };
        let notices = self.notices();
        for (difference, words) in [
            (Difference::New, "new"),
            (Difference::Changed, "in other words than before"),
            (Difference::Same, "as approved before"),
        ] {
            let number = notices
                .values()
                .filter(|(found, _)| *found == difference)
                .count();
            if number > 0 {
                let noun = if number == 1 {
                    "notice is"
                } else {
                    "notices are"
                };
                text.push_str(&format!("{number:>6}  {noun} {words}\n"));
            }
        }
        let (all, fresh) = self.people();
        if fresh > 0 && self.before.last.is_some() {
            text.push_str(&format!("{fresh:>6}  people are newly concerned\n"));
        }
        text.push_str(&format!("{all:>6}  people are told in all\n"));
        text.push_str(&self.named(&notices));
        text
    }

    /// Every notice to an audience, how it differs, and its first subject.
    fn notices(&self) -> BTreeMap<(&str, &str), (Difference, &str)> {
        let mut notices: BTreeMap<(&str, &str), (Difference, &str)> = BTreeMap::new();
        for sheet in self.sheets {
            let difference = match self.before.of(&sheet.notice, &sheet.audience) {
                None => Difference::New,
                Some(contents) if contents.contains(&sheet.content) => Difference::Same,
                Some(_) => Difference::Changed,
            };
            let key = (sheet.notice.as_str(), sheet.audience.as_str());
            let known = notices.entry(key).or_insert((difference, &sheet.subject));
            known.0 = known.0.min(difference);
        }
        notices
    }

    /// How many people are told something, and of how many that is new.
    fn people(&self) -> (usize, usize) {
        let (mut all, mut fresh) = (BTreeSet::new(), BTreeSet::new());
        for sheet in self.sheets {
            for mailbox in &sheet.readers {
                all.insert(mailbox);
                if !self.before.names(&sheet.window, &sheet.audience, mailbox) {
                    fresh.insert(mailbox);
                }
            }
        }
        (all.len(), fresh.len())
    }

    /// The notices that differ, when something was approved before.
    fn named(&self, notices: &BTreeMap<(&str, &str), (Difference, &str)>) -> String {
        if self.before.last.is_none() {
            return String::new();
        }
        let differ: Vec<_> = notices
            .iter()
            .filter(|(_, (difference, _))| *difference != Difference::Same)
            .collect();
        let mut text = String::new();
        for ((notice, audience), (difference, subject)) in differ.iter().take(NAMED) {
            let mark = if *difference == Difference::New {
                "new"
            } else {
                "changed"
            };
            text.push_str(&format!(
                "  {mark:<8}{notice} for {audience}\n          {subject}\n"
            ));
        }
        if differ.len() > NAMED {
            let further = differ.len() - NAMED;
            text.push_str(&format!(
                "  and {further} more; `forewarn preview` shows all\n"
            ));
        }
        text
    }
}
