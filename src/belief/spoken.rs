//! Spoken: of which of all that somebody may believe a correction speaks to her. What surely reached
//! her comes first; the rest is hearsay.

use super::claim::{Claim, When};
use super::heard::Heard;
use std::sync::Arc;

/// Of what a correction speaks, the surest first, and whether that surely reached her. Whoever hears
/// that a window concerns her again hears of nothing but that she was let go.
pub(super) fn spoken_of(heard: &Heard, truth: &Claim, is_again: bool) -> (Vec<Arc<Claim>>, bool) {
    let is_dated = truth.when.span().is_some();
    let is_here = |told: &&Arc<Claim>| told.when != When::Elsewhere;
    // Beside a date, that it surely did not concern her is nothing to correct.
    let certain = heard.certain.as_ref();
    let certain = certain.filter(|told| is_again || !is_dated || is_here(told));
    let possible = heard.possible.iter();
    let told = match certain {
        Some(certain) if is_again => vec![Arc::clone(certain)],
        // What may have reached her since says again that it does.
        None if heard.certain.is_some() => possible.filter(is_here).cloned().collect(),
        _ => certain.into_iter().chain(possible).cloned().collect(),
    };
    (told, certain.is_some())
}
