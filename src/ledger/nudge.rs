//! Nudges: mails to the owner that say that something waits for a person's word. They tell nobody
//! anything of the plan, so they stand apart from the deliveries.

use crate::calendar::zone::Instant;
use crate::ledger::state::Standing;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How often a nudge is tried.
const TRIES: u32 = 3;

/// One mail to whoever owns a plan or an item of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nudge {
    /// Its number in the ledger, from 1.
    pub number: i64,
    /// When it was first begun.
    pub at: Instant,
    /// To whom.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// What waits.
    pub waits: Vec<Wait>,
    /// Where it stands.
    pub standing: Standing,
    /// How often it was begun.
    pub tries: u32,
    /// The server's words.
    pub answer: String,
}

impl Nudge {
    /// A mail that is still to be begun, after all that are known.
    pub fn next(known: &[Self], recipient: String, (waits, at): (Vec<Wait>, Instant)) -> Self {
        Self {
            number: known.last().map_or(1, |last| last.number + 1),
            at,
            recipient,
            subject: String::new(),
            waits,
            standing: Standing::Deferred,
            tries: 0,
            answer: String::new(),
        }
    }
}

/// One thing that waits for a person's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// What it is, so that its owner hears of it once: of several, each is heard of once.
    pub keys: Vec<String>,
    /// What it waits for.
    pub kind: Awaited,
    /// The subject that waits, or the window that is asked about, by its name.
    pub subject: String,
    /// For whom, in words; of a window, its id.
    pub of: String,
    /// How many people wait to be told; of a window none.
    pub people: usize,
    /// Of a window, when its end was due, or the promised word is.
    pub since: Option<Instant>,
}

/// What a thing waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Awaited {
    /// A notice that was never approved.
    New,
    /// A notice that says something else than what was approved.
    Changed,
    /// People who were not concerned when it was approved.
    Readers,
    /// A word on what became of a window whose end has passed.
    Outcome,
    /// A word on how a window goes.
    Progress,
    /// A new date for a window that came to nothing.
    Date,
    /// A new date that was promised for a day that has come.
    Promise,
    /// Something that had to be ready by now; its own owner hears of it, once a day.
    Item,
}

impl Awaited {
    /// Whether it waits for an approval.
    pub fn is_approval(self) -> bool {
        matches!(self, Self::New | Self::Changed | Self::Readers)
    }
}

impl Nudge {
    /// Whether it goes to those who see to what is overdue, instead of the plan's owner.
    pub fn is_of_items(&self) -> bool {
        self.waits.iter().any(|wait| wait.kind == Awaited::Item)
    }

    /// Whether it has to be tried again: it has not arrived for certain, and was not tried too often.
    /// What is put off was never taken, and is tried for as long as it takes.
    pub fn is_open(&self, holds_doubtful: bool) -> bool {
        match self.standing {
            Standing::Deferred => true,
            Standing::Begun | Standing::InDoubt => !holds_doubtful && self.tries < TRIES,
            _ => false,
        }
    }
}

/// Of what waits, what the owner was not told of yet.
pub fn unheard(waits: Vec<Wait>, nudges: &[Nudge]) -> Vec<Wait> {
    let told = nudges.iter().flat_map(|nudge| &nudge.waits);
    let told: BTreeSet<&String> = told.flat_map(|wait| &wait.keys).collect();
    let fresh = |wait: &Wait| wait.keys.iter().any(|key| !told.contains(key));
    waits.into_iter().filter(fresh).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(keys: &[&str]) -> Wait {
        Wait {
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            kind: Awaited::New,
            subject: "Planned".to_owned(),
            of: "End users".to_owned(),
            people: 3,
            since: None,
        }
    }

    fn nudge(standing: Standing, tries: u32, waits: Vec<Wait>) -> Nudge {
        Nudge {
            number: 1,
            at: Instant::default(),
            recipient: "m@x.example".to_owned(),
            subject: "Waiting".to_owned(),
            waits,
            standing,
            tries,
            answer: String::new(),
        }
    }

    #[test]
    fn the_owner_hears_of_each_thing_once() {
        let told = [nudge(Standing::Accepted, 1, vec![wait(&["a", "b"])])];
        assert_eq!(unheard(vec![wait(&["a"])], &told), []);
        assert_eq!(unheard(vec![wait(&["a", "c"])], &told).len(), 1);
        assert_eq!(unheard(vec![wait(&["d"]), wait(&["b"])], &told).len(), 1);
    }

    #[test]
    fn what_was_not_taken_is_tried_again_and_doubt_has_an_end() {
        assert!(nudge(Standing::Deferred, 9, vec![]).is_open(true));
        assert!(nudge(Standing::InDoubt, 2, vec![]).is_open(false));
        assert!(!nudge(Standing::InDoubt, 2, vec![]).is_open(true));
        assert!(!nudge(Standing::Begun, TRIES, vec![]).is_open(false));
        assert!(!nudge(Standing::Refused, 1, vec![]).is_open(false));
    }
}
