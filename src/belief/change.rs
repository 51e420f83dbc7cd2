//! Changes: in what two claims about one window differ.

use super::claim::{Claim, When};
use super::listed::Listed;
use super::rewording::asks_the_same;
use crate::calendar::zone::Instant;
use crate::notice::event::{Change, Deadline};
use std::collections::BTreeSet;

/// In what the truth differs from what was told, most important first. Deadlines and briefings that
/// lie behind are not worth a word; that there is time again for what was to be done by now is.
pub fn changes(told: &Claim, truth: &Claim, now: Instant) -> Vec<Change> {
    let mut changes = dates(told.when, truth.when);
    match told.aside {
        Some(_) => changes.retain(|change| !matches!(change, Change::Firmness { .. })),
        None => changes.extend(services(told, truth)),
    }
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
    let told = told.filter_map(|(id, session)| Some((id, session.as_ref()?)));
    told.filter(|(_, old)| old.start > now)
        .filter_map(|(id, old)| {
            let new = truth.briefings.get(id).and_then(Option::as_ref);
            let is_as_told = new.is_some_and(|new| !new.differs(old));
            let is_without = truth.without.contains(id);
            let (id, old, new) = (id.clone(), old.clone(), new.cloned());
            let change = match new {
                None if is_without => Change::Uninvited { id, old: old.start },
                new => Change::Briefing { id, old, new },
            };
            (!is_as_told).then_some(change)
        })
        .collect()
}

/// Deadlines that moved or fell away, and what is to be done now that was never told to somebody who
/// was told all such steps, or what this takes the place of. A step that asks for the same by the same
/// time is the same. One whose time has passed stands until the start: whoever counts with a later one
/// has to do it at once.
fn deadlines(told: &Claim, truth: &Claim, now: Instant) -> Vec<Change> {
    let start = truth.when.span().map(|(start, _)| start);
    let can_be_done = start.is_some_and(|start| start > now);
    let known = |what: &Deadline| {
        let by = truth.deadlines.get(what).copied();
        by.filter(|by| *by > now || can_be_done)
    };
    let (gone, said_anew) = gone(told, truth);
    let takes_a_place = |by: &Instant| gone.iter().any(|(_, told)| told == by);
    let was_listed = |by: &Instant| match told.listed {
        Listed::All => true,
        Listed::Before => start.is_some_and(|start| *by <= start),
        Listed::Nothing => false,
    };
    let is_new = |what: &Deadline, by: &Instant| {
        matches!(what, Deadline::Action(_))
            && !told.deadlines.contains_key(what)
            && !said_anew.iter().any(|anew| anew.truth == what)
            && *by > now
            && (was_listed(by) || takes_a_place(by))
    };
    let new = truth.deadlines.iter();
    let new = new.filter(|(what, by)| is_new(what, by));
    let new = new.map(|(what, by)| Change::Deadline {
        of: what.clone(),
        old: None,
        new: Some(*by),
    });
    let open = |old: Instant, new: Option<Instant>| old > now || new.is_some_and(|new| new > now);
    let as_told = told.deadlines.iter();
    as_told
        .filter(|(what, _)| !said_anew.iter().any(|anew| anew.told == *what))
        .filter_map(|(what, old)| {
            let (of, old, new) = (what.clone(), *old, known(what));
            let differs = open(old, new) && new != Some(old);
            let old = Some(old);
            differs.then_some(Change::Deadline { of, old, new })
        })
        .chain(new)
        .collect()
}

/// A step as it was told, and the same in the words of now.
struct Anew<'c> {
    told: &'c Deadline,
    truth: &'c Deadline,
}

/// The steps that were told and are not among those of now, each with its time, and those for which
/// another asks in other words by the same time.
fn gone<'c>(told: &'c Claim, truth: &'c Claim) -> (Vec<(&'c str, Instant)>, Vec<Anew<'c>>) {
    let (mut gone, mut said_anew) = (Vec::new(), Vec::new());
    for (what, by) in &told.deadlines {
        let Deadline::Action(step) = what else {
            continue;
        };
        if truth.deadlines.contains_key(what) {
            continue;
        }
        let mut steps = truth.deadlines.iter().filter(|(_, due)| *due == by);
        let same = steps.find(|(of, _)| match of {
            Deadline::Action(now) => asks_the_same(step, now),
            Deadline::Objection | Deadline::Decision => false,
        });
        match same {
            Some((truth, _)) => said_anew.push(Anew { told: what, truth }),
            None => gone.push((step.as_str(), *by)),
        }
    }
    (gone, said_anew)
}

/// The steps of which somebody was told in other words than those of now, which she did not read yet:
/// what she was told, and what it is. Nobody is told, because they ask for the same.
pub fn rewordings<'c>(
    told: &'c Claim,
    truth: &'c Claim,
    now: Instant,
) -> impl Iterator<Item = (&'c str, &'c str)> {
    let (_, said_anew) = gone(told, truth);
    let unread = said_anew.into_iter().filter(move |anew| {
        let is_ahead = told.deadlines.get(anew.told).is_some_and(|by| *by > now);
        is_ahead && !told.deadlines.contains_key(anew.truth)
    });
    unread.filter_map(|anew| match (anew.told, anew.truth) {
        (Deadline::Action(told), Deadline::Action(truth)) => Some((told.as_str(), truth.as_str())),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Instant {
        "2027-03-27T00:00:00Z".parse::<Instant>().unwrap() + chrono::TimeDelta::hours(hour)
    }

    fn claim(actions: &[(&str, i64)], listed: Listed) -> Claim {
        let (start, end, provisional) = (at(22), at(26), false);
        let actions = actions.iter();
        let actions = actions.map(|(text, by)| (Deadline::Action((*text).to_owned()), at(*by)));
        Claim {
            when: When::Dated {
                start,
                end,
                provisional,
            },
            deadlines: actions.collect(),
            listed,
            ..Claim::undated(When::Elsewhere)
        }
    }

    #[test]
    fn a_new_action_is_news_to_whoever_was_told_what_to_do() {
        let truth = claim(
            &[("Print the lists.", 12), ("Lock the cupboard.", 21)],
            Listed::All,
        );
        let told = claim(&[("Print the lists.", 12)], Listed::All);
        let news = Change::Deadline {
            of: Deadline::Action("Lock the cupboard.".to_owned()),
            old: None,
            new: Some(at(21)),
        };
        assert_eq!(changes(&told, &truth, at(0)), [news]);
        let told_less = claim(&[("Print the lists.", 12)], Listed::Nothing);
        assert_eq!(changes(&told_less, &truth, at(0)), []);
        assert_eq!(changes(&told, &truth, at(21)), [], "it is too late");
        assert_eq!(changes(&truth, &truth, at(0)), []);
    }

    #[test]
    fn that_there_is_time_again_for_an_action_is_news() {
        let told = claim(&[("Print the lists.", 12)], Listed::All);
        let truth = claim(&[("Print the lists.", 18)], Listed::All);
        let again = Change::Deadline {
            of: Deadline::Action("Print the lists.".to_owned()),
            old: Some(at(12)),
            new: Some(at(18)),
        };
        assert_eq!(changes(&told, &truth, at(13)), [again]);
        assert_eq!(changes(&told, &truth, at(18)), [], "it is too late");
        assert_eq!(changes(&truth, &told, at(13)), [again_over()]);
    }

    /// What was to be done by the evening was to be done by noon, which is over.
    fn again_over() -> Change {
        Change::Deadline {
            of: Deadline::Action("Print the lists.".to_owned()),
            old: Some(at(18)),
            new: Some(at(12)),
        }
    }

    #[test]
    fn an_action_that_asks_for_something_else_by_the_same_time_is_told_and_the_old_one_taken_back()
    {
        let told = claim(&[("Print the lists.", 12)], Listed::Nothing);
        let truth = claim(&[("Charge two telephones.", 12)], Listed::All);
        let change = |text: &str, old: Option<i64>, new: Option<i64>| Change::Deadline {
            of: Deadline::Action(text.to_owned()),
            old: old.map(at),
            new: new.map(at),
        };
        let both = [
            change("Print the lists.", Some(12), None),
            change("Charge two telephones.", None, Some(12)),
        ];
        assert_eq!(changes(&told, &truth, at(0)), both);
        assert_eq!(changes(&told, &truth, at(12)), [], "it is too late");
    }

    #[test]
    fn an_action_whose_time_has_passed_stands_until_the_start() {
        let told = claim(&[("Print the lists.", 12)], Listed::All);
        let truth = claim(&[("Print the lists.", 3)], Listed::All);
        let stands = |new: Option<i64>| Change::Deadline {
            of: Deadline::Action("Print the lists.".to_owned()),
            old: Some(at(12)),
            new: new.map(at),
        };
        assert_eq!(changes(&told, &truth, at(5)), [stands(Some(3))]);
        assert_eq!(changes(&truth, &truth, at(5)), []);
        let mut begun = truth.clone();
        begun.when = When::Dated {
            start: at(4),
            end: at(8),
            provisional: false,
        };
        let told = Claim {
            when: begun.when,
            ..told
        };
        assert_eq!(changes(&told, &begun, at(5)), [stands(None)]);
    }

    #[test]
    fn an_action_in_other_words_by_the_same_time_is_no_news() {
        let told = claim(&[("Print the lists.", 12)], Listed::All);
        let truth = claim(&[("Print all the lists.", 12)], Listed::All);
        assert_eq!(changes(&told, &truth, at(0)), []);
        let anew: Vec<_> = rewordings(&told, &truth, at(0)).collect();
        assert_eq!(anew, [("Print the lists.", "Print all the lists.")]);
        // A notice has listed it since.
        let both = claim(
            &[("Print the lists.", 12), ("Print all the lists.", 12)],
            Listed::All,
        );
        assert_eq!(changes(&both, &truth, at(0)), []);
        assert_eq!(rewordings(&both, &truth, at(0)).count(), 0);
    }
}
