//! Agenda: what is to be told at an instant, what waits, and what was missed.

use super::{Occurrence, Timeline};
use crate::calendar::zone::Instant;
use crate::directory::Directory;
use crate::plan::milestone::Milestone;
use chrono::TimeDelta;

/// How late a notice may be before its readers' sending hours are asked again.
const PROMPT: TimeDelta = TimeDelta::hours(2);

/// What is to be told at an instant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agenda<'a> {
    /// To be told now, in order of their moments.
    pub due: Vec<&'a Occurrence>,
    /// Late, and outside the sending hours of their readers: told from then on.
    pub waiting: Vec<(&'a Occurrence, Instant)>,
    /// No longer worth telling; whoever did not hear of them will not.
    pub missed: Vec<&'a Occurrence>,
}

/// Sorts a timeline by what to do at `now`.
///
/// A notice whose successor is due as well is missed, so that of several late ones only the latest
/// is told. A late one waits for its readers' sending hours, unless it would be useless by then.
pub fn agenda<'a>(timeline: &'a Timeline, directory: &Directory, now: Instant) -> Agenda<'a> {
    let mut agenda = Agenda::default();
    for occurrence in &timeline.occurrences {
        if occurrence.moment > now {
            continue;
        }
        if occurrence.is_over(now) {
            agenda.missed.push(occurrence);
        } else {
            match opens(occurrence, directory, now) {
                Some(opens) => agenda.waiting.push((occurrence, opens)),
                None => agenda.due.push(occurrence),
            }
        }
    }
    agenda
}

/// When a late notice may leave, if that is later than now.
pub(super) fn opens(
    occurrence: &Occurrence,
    directory: &Directory,
    now: Instant,
) -> Option<Instant> {
    let at_any_hour = matches!(
        occurrence.milestone,
        Milestone::Start | Milestone::HyperCareOpen
    ) || occurrence.milestone.is_of_the_night();
    if at_any_hour || now - occurrence.moment <= PROMPT {
        return None;
    }
    let calendar = &directory.places.get(occurrence.place())?.calendar;
    let opens = match occurrence.milestone.tells_of_help() {
        // Freezes keep nobody from hearing about help.
        true => calendar.without_freezes().opens(now),
        false => calendar.opens(now),
    }?;
    (!occurrence.is_over(opens)).then_some(opens)
}
