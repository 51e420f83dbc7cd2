//! Late: when people read of steps whose plan was written, or began, after their notices were due.

use super::{Readers, Telling, tells_steps};
use crate::plan::Id;
use crate::plan::window::Window;
use crate::rules::Case;
use crate::rules::hearing::{Timing, hearings};
use crate::timeline::Occurrence;
use std::collections::BTreeSet;

/// The places where an audience was to hear of a window long before now, nobody was told, and a named
/// person allowed that they hear late. Of every other plan the dates decide: one that has been running
/// is believed to have told what was due.
pub(super) fn places(case: Case, window: &Window, audience: &Id) -> BTreeSet<usize> {
    if case.told.of(&window.id, audience).is_some() {
        return BTreeSet::new();
    }
    let hearings = hearings(case, window, audience).into_iter();
    let late = hearings.filter(|(place, hearing)| {
        let zone = &case.directory.places[*place].calendar.zone;
        let mut planned = case.timeline.about(&window.id).filter(|told| {
            told.audience == *audience && told.places.contains(place) && told.milestone.informs()
        });
        let in_time = planned.any(|told| zone.civil(told.moment).date() <= hearing.by);
        in_time && matches!(hearing.timing, Timing::ShortNotice(_))
    });
    late.map(|(place, _)| place).collect()
}

fn theirs<'a>(
    case: Case<'a>,
    window: &Window,
    readers: &Readers,
) -> impl Iterator<Item = &'a Occurrence> {
    let (audience, place) = (readers.audience.id.clone(), readers.group.place);
    let about = case.timeline.about(&window.id);
    about.filter(move |told| told.audience == audience && told.places.contains(&place))
}

/// The first notice with steps in it, and when it leaves. Of several that were missed only the last
/// is sent, as soon as the hours of its readers allow.
pub(super) fn telling<'a>(
    case: Case<'a>,
    window: &Window,
    readers: &Readers,
) -> Option<Telling<'a>> {
    let missed = theirs(case, window, readers).filter(|_| readers.are_late);
    let missed = missed.filter(|told| told.milestone.informs() && told.moment <= case.now);
    if let Some(last) = missed.last()
        && tells_steps(last)
    {
        let calendar = &case.directory.places[readers.group.place].calendar;
        return Some(Telling {
            notice: last,
            leaves: calendar.opens(case.now).unwrap_or(case.now),
        });
    }
    let first = theirs(case, window, readers).find(|told| tells_steps(told));
    first.map(|notice| Telling {
        notice,
        leaves: notice.moment,
    })
}

/// Whether these readers cannot have heard of any step: none of their notices has left, and of a
/// window that was moved they have heard before. Whoever had one reads of further steps by a
/// correction.
pub(super) fn is_news(case: Case, window: &Window, readers: &Readers) -> bool {
    let mut theirs = theirs(case, window, readers);
    let heard = !readers.are_late && theirs.any(|told| told.moment <= case.now);
    !heard && case.plan.reasons(&window.id).is_empty()
}
