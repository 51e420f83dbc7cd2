//! Left behind: the steps whose fixed deadline does not go with their window. Pure.

use crate::belief::Correction;
use crate::notice::event::Deadline;
use crate::plan::Id;
use chrono::TimeDelta;
use std::collections::BTreeSet;

/// Whatever has to be done within this time before a window goes with it.
const CLOSE: TimeDelta = TimeDelta::days(7);

/// The steps whose deadline stays behind where a window moves on: it lay within a week of the
/// start that was told, and lies further before the new one. With the window, and how many days
/// that is.
pub(super) fn left_behind<'c>(
    corrections: impl Iterator<Item = &'c Correction>,
) -> BTreeSet<(&'c Id, &'c str, i64)> {
    let mut found = BTreeSet::new();
    for correction in corrections {
        let Some((start, _)) = correction.truth.when.span() else {
            continue;
        };
        for told in &correction.told {
            let Some((old, _)) = told.when.span() else {
                continue;
            };
            for (what, by) in &correction.truth.deadlines {
                // Who was not told of it keeps none, but the plan does.
                let stays = told.deadlines.get(what).is_none_or(|told| told == by);
                if let Deadline::Action(step) = what
                    && stays
                    && old - *by <= CLOSE
                    && start - *by > CLOSE
                    && *by > correction.now
                {
                    let days = (start - *by + TimeDelta::hours(12)).num_days();
                    found.insert((&correction.window.id, step.as_str(), days));
                }
            }
        }
    }
    found
}
