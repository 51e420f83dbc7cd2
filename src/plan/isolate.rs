//! Isolates: words that are read from right to left, set apart from those around them, so that the
//! numbers and signs of a sentence stay where it has them (UAX #9, section 2.4). Never changes a
//! letter. What a letter's direction is comes from the Unicode character database.

use crate::diagnostic::hidden::{END_OF_ISOLATE, LEFT_TO_RIGHT, LEFT_TO_RIGHT_ISOLATE};
use crate::diagnostic::hidden::{RIGHT_TO_LEFT_ISOLATE, is_isolate};
use icu_properties::CodePointMapData;
use icu_properties::props::BidiClass;

/// From which side words are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// As Latin letters are.
    LeftToRight,
    /// As Hebrew and Arabic letters are.
    RightToLeft,
}

impl Direction {
    /// That of a letter; digits and signs take that of what stands around them.
    fn of(sign: char) -> Option<Self> {
        match CodePointMapData::<BidiClass>::new().get(sign) {
            BidiClass::LeftToRight => Some(Self::LeftToRight),
            BidiClass::RightToLeft | BidiClass::ArabicLetter => Some(Self::RightToLeft),
            _ => None,
        }
    }

    /// That of a whole paragraph: of its first letter that is in no isolate, or else of what is in one.
    pub fn of_paragraph(text: &str) -> Self {
        if text.is_ascii() {
            return Self::LeftToRight;
        }
        let isolate = text.chars().find_map(Self::opened_by);
        let first = open(text).find_map(Self::of);
        first.or(isolate).unwrap_or(Self::LeftToRight)
    }

    /// The direction inside an isolate that a sign opens.
    pub fn opened_by(sign: char) -> Option<Self> {
        match sign {
            RIGHT_TO_LEFT_ISOLATE => Some(Self::RightToLeft),
            LEFT_TO_RIGHT_ISOLATE => Some(Self::LeftToRight),
            _ => None,
        }
    }
}

/// Words as they can stand in any sentence: in an isolate when some of them are read from right to
/// left and are in none yet.
pub fn isolated(text: &str) -> String {
    let is_turned = |sign| Direction::of(sign) == Some(Direction::RightToLeft);
    if text.is_ascii() || !open(text).any(is_turned) {
        return text.to_owned();
    }
    let mark = match open(text).find_map(Direction::of) {
        Some(Direction::RightToLeft) => RIGHT_TO_LEFT_ISOLATE,
        _ => LEFT_TO_RIGHT_ISOLATE,
    };
    format!("{mark}{text}{END_OF_ISOLATE}")
}

/// A line for where no isolate may stand, as in the header of a mail: a mark behind what ends from
/// right to left takes its place.
pub fn marked(line: &str) -> String {
    let mut marked = String::with_capacity(line.len());
    let mut last = None;
    for sign in line.chars() {
        match sign {
            END_OF_ISOLATE if last == Some(Direction::RightToLeft) => {
                marked.push(LEFT_TO_RIGHT);
                last = Some(Direction::LeftToRight);
            }
            mark if is_isolate(mark) => {}
            other => {
                last = Direction::of(other).or(last);
                marked.push(other);
            }
        }
    }
    marked
}

/// A text of several lines, each of which closes the isolates that are open at its end; the next one
/// opens them again. An empty line ends them all.
pub fn closed_by_line(text: &str) -> String {
    if !text.contains(is_isolate) {
        return text.to_owned();
    }
    let mut open: Vec<char> = Vec::new();
    let lines = text.split('\n').map(|line| {
        let words = line.trim_start();
        if words.is_empty() {
            open.clear();
        }
        let indent = &line[..line.len() - words.len()];
        let again: String = open.iter().collect();
        for sign in words.chars() {
            match sign {
                END_OF_ISOLATE => drop(open.pop()),
                mark if is_isolate(mark) => open.push(mark),
                _ => {}
            }
        }
        let ends = END_OF_ISOLATE.to_string().repeat(open.len());
        format!("{indent}{again}{words}{ends}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// How many signs of a text are seen.
pub fn width(text: &str) -> usize {
    text.chars().filter(|sign| !is_isolate(*sign)).count()
}

/// The signs that stand in no isolate.
fn open(text: &str) -> impl Iterator<Item = char> {
    let mut depth = 0_usize;
    text.chars().filter(move |sign| match *sign {
        END_OF_ISOLATE => {
            depth = depth.saturating_sub(1);
            false
        }
        mark if is_isolate(mark) => {
            depth += 1;
            false
        }
        _ => depth == 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEBREW: &str = "מערכת הזמנות";

    #[test]
    fn words_from_right_to_left_are_isolated_once_and_others_never() {
        for (name, mark) in [
            (HEBREW, Some(RIGHT_TO_LEFT_ISOLATE)),
            ("نظام 2", Some(RIGHT_TO_LEFT_ISOLATE)),
            ("חדר (12)", Some(RIGHT_TO_LEFT_ISOLATE)),
            ("𞤀𞤣𞤤𞤢𞤥", Some(RIGHT_TO_LEFT_ISOLATE)),
            ("Booking מערכת 7", Some(LEFT_TO_RIGHT_ISOLATE)),
            ("Bokning 2", None),
            ("陳大文", None),
            ("7.2", None),
            ("", None),
        ] {
            let once = isolated(name);
            assert_eq!(
                once.chars().next().filter(|sign| is_isolate(*sign)),
                mark,
                "{name}"
            );
            assert_eq!(once.replace(is_isolate, ""), name);
            assert_eq!(isolated(&once), once, "twice");
            let list = format!("{once}, Wards and {once}");
            assert_eq!(isolated(&list), list, "in a list");
        }
    }

    #[test]
    fn a_header_has_a_mark_behind_what_ends_from_right_to_left_and_no_isolate() {
        let line = format!("Off: {} + 1 more", isolated(HEBREW));
        assert_eq!(marked(&line), format!("Off: {HEBREW}\u{200e} + 1 more"));
        assert_eq!(marked(&isolated("מערכת Booking")), "מערכת Booking");
    }

    #[test]
    fn a_paragraph_goes_the_way_of_its_first_word_that_is_no_name() {
        let name = isolated(HEBREW);
        let way = Direction::of_paragraph;
        assert_eq!(way(&format!("{name} is off.")), Direction::LeftToRight);
        assert_eq!(way(&format!("{name}.")), Direction::RightToLeft);
        assert_eq!(way(HEBREW), Direction::RightToLeft);
        assert_eq!(way("12:30"), Direction::LeftToRight);
    }

    #[test]
    fn every_line_closes_what_it_opens() {
        let text = format!("- {RIGHT_TO_LEFT_ISOLATE}א\n  ב{END_OF_ISOLATE}: c\n\nd");
        let closed = closed_by_line(&text);
        let one = "- \u{2067}א\u{2069}\n  \u{2067}ב\u{2069}: c\n\nd";
        assert_eq!(closed, one);
        assert_eq!(closed_by_line("\u{2067}א\n\nb"), "\u{2067}א\u{2069}\n\nb");
    }
}
