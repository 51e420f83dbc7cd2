//! Again: how somebody is told that a window concerns her after all who was let go. In her turn by the
//! notice that is due by its date; at once by a correction when none is.

use super::claim::When;
use super::heard::Heard;
use super::kind::Kind;
use super::reader::Reader;
use crate::plan::Id;
use crate::plan::milestone::Milestone;
use crate::rules::Case;

/// What a correction has to tell to somebody who surely heard last that a window does not concern her;
/// nothing when that is still so, or a notice that is due says it.
pub(super) fn again(case: Case, window: &Id, reader: &Reader, heard: &Heard) -> Option<Kind> {
    let certain = heard.certain.as_ref()?;
    if certain.when != When::Elsewhere {
        return None;
    }
    match reader.claim.when {
        When::Undecided { .. } => Some(Kind::Postponed),
        When::Dated { .. } => (!is_due(case, window, reader)).then_some(Kind::Rescheduled),
        When::Cancelled | When::Elsewhere => None,
    }
}

/// Whether a notice that says all of a window is due to a reader by its date. While its work goes on
/// that it began says so to whoever did not count with it.
fn is_due(case: Case, window: &Id, reader: &Reader) -> bool {
    let start = reader.claim.when.span().map(|(start, _)| start);
    let mut notices = case.timeline.about(window);
    notices.any(|notice| {
        let goes_on = notice.milestone == Milestone::Start && Some(notice.latest_useful) > start;
        (notice.milestone.informs() || goes_on)
            && notice.audience == reader.audience
            && notice.places.contains(&reader.group.place)
            && notice.is_for(&reader.group)
            && notice.moment <= case.now
            && !notice.is_over(case.now)
    })
}
