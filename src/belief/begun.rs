//! Begun: to whom it is news that the work of a window goes on, because she counts with another start or
//! with none, or because it began before its time. She hears just that, whatever else the plan says
//! of the window by now: it says from when to when, and a start that was is not put right by one that
//! was planned.

use super::claim::When;
use super::heard::Heard;
use crate::night::Night;

/// Whether work that goes on began when somebody did not expect it: at another start than one she may
/// have been told, or after she was told of none.
pub(super) fn is_unexpected(night: &Night, heard: &Heard) -> bool {
    let planned = night.planned().0;
    let is_other = |when: When| {
        when != When::Elsewhere && when.span().is_none_or(|(start, _)| start != planned)
    };
    night.has_begun() && heard.beliefs().any(|told| is_other(told.when))
}

/// Whether somebody surely heard nothing since work began well before its time, which goes on.
pub(super) fn is_unheard(night: &Night, heard: &Heard) -> bool {
    let begun = night.began_well_before();
    begun.is_some_and(|begun| heard.opened[1].is_none_or(|at| at < begun))
}

/// Whether it is news to somebody that work has begun.
pub(super) fn is_news(night: &Night, heard: &Heard) -> bool {
    is_unexpected(night, heard) || is_unheard(night, heard)
}
