//! Names that are read from right to left among words that are read from left to right. Gives a name
//! behind which numbers and signs stay where the sentence has them; never changes a letter.

use crate::diagnostic::hidden::LEFT_TO_RIGHT;

/// A name with the mark that ends its direction, where it ends from right to left.
pub(super) fn closed(name: &str) -> String {
    let mut strong = name.chars().rev().filter_map(direction);
    match strong.next() {
        Some(Direction::RightToLeft) => format!("{name}{LEFT_TO_RIGHT}"),
        _ => name.to_owned(),
    }
}

enum Direction {
    LeftToRight,
    RightToLeft,
}

/// The direction of a letter; digits and signs take that of what stands around them.
fn direction(sign: char) -> Option<Direction> {
    match sign {
        '\u{0660}'..='\u{0669}' | '\u{06f0}'..='\u{06f9}' => None,
        // Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours, and the forms for presentation.
        '\u{0590}'..='\u{08ff}'
        | '\u{200f}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' => Some(Direction::RightToLeft),
        LEFT_TO_RIGHT => Some(Direction::LeftToRight),
        letter if letter.is_alphabetic() => Some(Direction::LeftToRight),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_closed_once_and_only_when_it_ends_from_right_to_left() {
        for (name, ends) in [
            ("מערכת הזמנות", true),
            ("نظام 2", true),
            ("חדר (12)", true),
            ("محمد ٣", true),
            ("Booking מערכת", true),
            ("מערכת Booking", false),
            ("מערכת\u{200e}", false),
            ("Bokning 2", false),
            ("陳大文", false),
            ("7.2", false),
            ("", false),
        ] {
            let closed = closed(name);
            assert_eq!(
                closed.ends_with(LEFT_TO_RIGHT) && closed != name,
                ends,
                "{name}"
            );
            assert_eq!(
                closed.trim_end_matches(LEFT_TO_RIGHT),
                name.trim_end_matches(LEFT_TO_RIGHT)
            );
        }
    }
}
