//! Past: the notices of which nothing is left to be done, so that no run looks for their readers again.
//!
//! It holds as long as the plan and its nights are as they are. Whatever is written about a window,
//! or is to be put right of it, has all its notices looked at again.

use crate::timeline::Occurrence;
use std::collections::BTreeSet;

/// Notices that were missed and are settled for all their readers, in the order of the timeline.
#[derive(Default)]
pub(super) struct Past(Vec<Occurrence>);

impl Past {
    /// Of what was missed, in the order of the timeline, what has to be looked at.
    pub fn open<'t>(&self, missed: &[&'t Occurrence]) -> Vec<&'t Occurrence> {
        let mut known = self.0.iter().peekable();
        let missed = missed.iter().copied();
        missed
            .filter(|told| known.next_if(|known| known == told).is_none())
            .collect()
    }

    /// All that was missed has been looked at, and nothing was found to do but about these windows,
    /// by their first ids. Gives the notices that are settled since.
    pub fn settle(&mut self, missed: &[&Occurrence], about: &BTreeSet<&str>) -> Vec<String> {
        let is_settled = |told: &Occurrence| !about.contains(told.first.window.as_str());
        let mut known = std::mem::take(&mut self.0).into_iter().peekable();
        let mut fresh = Vec::new();
        for told in missed {
            let known = known.next_if(|known| known == *told);
            if is_settled(told) {
                self.0.push(known.unwrap_or_else(|| {
                    fresh.push(told.notice_id());
                    Occurrence::clone(told)
                }));
            }
        }
        fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::former::FirstNames;
    use crate::plan::milestone::Milestone;
    use chrono::{DateTime, TimeDelta};

    fn told(window: &str, days: i64) -> Occurrence {
        let moment = DateTime::UNIX_EPOCH + TimeDelta::days(days);
        Occurrence {
            window: window.parse().unwrap(),
            milestone: Milestone::Detail,
            ordinal: 1,
            of: 1,
            briefing: None,
            audience: "end-users".parse().unwrap(),
            first: FirstNames {
                window: window.to_owned(),
                briefing: None,
                audience: "end-users".to_owned(),
            },
            places: vec![0],
            rule: String::new(),
            nominal: moment.naive_utc(),
            moment,
            latest_useful: moment,
            moved: Vec::new(),
            merged: Vec::new(),
            words: Milestone::Detail,
            opens: false,
        }
    }

    #[test]
    fn of_what_is_settled_nobody_asks_again_until_something_is_written_about_its_window() {
        let all = [told("one", 1), told("other", 2), told("one", 3)];
        let all: Vec<&Occurrence> = all.iter().collect();
        let mut past = Past::default();
        assert_eq!(past.open(&all[..2]), &all[..2]);
        let fresh = past.settle(&all[..2], &BTreeSet::new());
        assert_eq!(fresh, ["one-detail", "other-detail"]);
        assert_eq!(past.open(&all), &all[2..]);
        assert_eq!(past.settle(&all, &BTreeSet::new()), ["one-detail"]);
        assert!(past.settle(&all, &BTreeSet::from(["one"])).is_empty());
        assert_eq!(past.open(&all), [all[0], all[2]]);
    }

    #[test]
    fn a_notice_that_has_changed_is_looked_at() {
        let (one, mut other) = (told("one", 1), told("other", 2));
        let mut past = Past::default();
        past.settle(&[&one, &other], &BTreeSet::new());
        other.latest_useful += TimeDelta::days(1);
        assert_eq!(past.open(&[&one, &other]), [&other]);
    }
}
