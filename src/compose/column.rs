//! The column of labels of a table of facts: how wide it stands.

use crate::compose::block::{Fact, characters};
use crate::plan::isolate;

/// The room of one bold letter of 16 pixels, in pixels; few words are wider on average.
const LETTER: usize = 10;

/// The column of labels, in pixels: when all words of them are short, and at most.
const NARROWEST: usize = 130;
const WIDEST: usize = 220;

/// How wide the labels of a table stand, in pixels: so that no word of them is broken, unless it is so
/// long that it would leave the values too little room.
pub(super) fn width(facts: &[Fact]) -> usize {
    let labels = facts.iter().map(|fact| characters(&fact.label));
    let longest = labels.map(|label| {
        label
            .split([' ', '-'])
            .map(isolate::width)
            .max()
            .unwrap_or(0)
    });
    (longest.max().unwrap_or(0) * LETTER).clamp(NARROWEST, WIDEST)
}
