//! The legend: what the marks and colours of a chart mean, of those that it shows.

use super::mark::Mark;
use crate::report::picture::Anchor;
use crate::report::picture::Drawing;
use crate::report::picture::letters::{SMALL, width};

/// From one line to the next.
const LINE: f64 = 20.0;
/// The width of what is explained.
const SIGN: f64 = 22.0;
/// The room between two explanations.
const GAP: f64 = 8.0;

/// What is explained.
pub(super) enum Sign {
    /// A mark.
    Mark(Mark),
    /// A colour, by its class, and what it means.
    Colour(&'static str, &'static str),
}

impl Sign {
    fn words(&self) -> &'static str {
        match self {
            Self::Mark(mark) => mark.words(),
            Self::Colour(_, words) => words,
        }
    }

    fn draw(&self, drawing: &mut Drawing, (x, y): (f64, f64)) {
        match self {
            Self::Mark(mark) => mark.draw(drawing, (x + SIGN / 2.0, y), 4.5, ""),
            Self::Colour(class, _) => drawing.rect(class, [x + 2.0, y - 5.0, SIGN - 6.0, 10.0], ""),
        }
    }
}

/// Draws what is explained in lines from one edge to the other; says where the last one ends.
pub(super) fn draw(
    signs: &[Sign],
    [left, right]: [f64; 2],
    top: f64,
    drawing: &mut Drawing,
) -> f64 {
    let (mut x, mut y) = (left, top);
    for sign in signs {
        let room = SIGN + width(sign.words(), SMALL);
        if x > left && x + room > right {
            (x, y) = (left, y + LINE);
        }
        sign.draw(drawing, (x, y));
        let place = (x + SIGN, y + 4.0);
        drawing.words("small", place, Anchor::Start, sign.words());
        x += room + GAP;
    }
    y + LINE
}
