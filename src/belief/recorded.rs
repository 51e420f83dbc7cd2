//! Recorded: whether a correction tells nothing but what was recorded of a night. Whoever recorded
//! that stands for it; a plan that says something else than what was told does not come in this way.

use super::claim::{Claim, When};
use super::heard::Heard;
use super::kind::Kind;
use crate::calendar::zone::Instant;
use crate::ledger::Happened;
use crate::night::Night;
use crate::night::course::Stage;

/// Whether all that somebody has to be told of a window was recorded on its night: that it does not
/// start, that it starts after all on the date she knew, or another end.
pub(super) fn is_recorded(night: &Night, truth: &Claim, heard: &Heard, now: Instant) -> bool {
    match truth.when {
        When::Undecided { .. } => night.stage() == Stage::NoGo,
        When::Dated { .. } => heard.beliefs().all(|told| {
            let told = match told.when {
                When::Undecided { promised: None } if is_revived(night) => heard.dated.as_ref(),
                _ => Some(told),
            };
            told.is_some_and(|told| Kind::of(&since(night, told, truth), truth, now).is_none())
        }),
        When::Cancelled | When::Elsewhere => false,
    }
}

/// Whether it was decided not to start, and then to start after all.
fn is_revived(night: &Night) -> bool {
    let mut events = night.events().iter();
    let is_off = |what: &Happened| matches!(what, Happened::NoGo { .. });
    night.stage() != Stage::NoGo && events.any(|known| is_off(&known.event.what))
}

/// What was told, with the end that was recorded since in the place of the one that held before.
fn since(night: &Night, told: &Claim, truth: &Claim) -> Claim {
    let mut told = told.clone();
    if let (When::Dated { start, end, .. }, Some((_, until))) = (&mut told.when, truth.when.span())
        && *start == night.planned().0
        && until == night.end()
        && night.ends().any(|known| known == *end)
    {
        *end = until;
    }
    told
}
