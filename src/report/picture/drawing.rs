//! A drawing: shapes and words, one behind the other.

use crate::compose::page::escape;
use std::fmt::Write as _;

/// Which end of a text stands where it is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// Shapes and words.
#[derive(Debug, Default)]
pub struct Drawing(String);

impl Drawing {
    /// A rectangle: left, top, width, height.
    pub fn rect(&mut self, class: &str, [x, y, width, height]: [f64; 4], tip: &str) {
        self.shape(
            &format!(
                "rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
                number(x),
                number(y),
                number(width),
                number(height)
            ),
            tip,
        );
    }

    /// A path.
    pub fn path(&mut self, class: &str, path: &str, tip: &str) {
        self.shape(&format!("path class=\"{class}\" d=\"{path}\""), tip);
    }

    /// A line from one point to another.
    pub fn line(&mut self, class: &str, [from, to]: [(f64, f64); 2]) {
        let path = format!(
            "M{} {}L{} {}",
            number(from.0),
            number(from.1),
            number(to.0),
            number(to.1)
        );
        self.path(class, &path, "");
    }

    /// Words, with their end that stands there.
    pub fn words(&mut self, class: &str, (x, y): (f64, f64), anchor: Anchor, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let class = match class {
            "" => String::new(),
            class => format!(" class=\"{class}\""),
        };
        let (x, y, words) = (number(x), number(y), said(words));
        let _ = writeln!(
            self.0,
            "<text{class} x=\"{x}\" y=\"{y}\"{anchor}>{words}</text>"
        );
    }

    /// A piece of SVG that nobody but us has written.
    pub fn raw(&mut self, piece: &str) {
        self.0.push_str(piece);
    }

    /// What was drawn, on top of it.
    pub fn lay(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// What was drawn.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// A shape, with the words that show when it is pointed at.
    fn shape(&mut self, shape: &str, tip: &str) {
        let _ = match tip {
            "" => writeln!(self.0, "<{shape}/>"),
            tip => {
                let name = shape.split(' ').next().unwrap_or_default();
                writeln!(self.0, "<{shape}><title>{}</title></{name}>", said(tip))
            }
        };
    }
}

/// A number with a digit behind the point, where that is not nought.
pub(in crate::report) fn number(number: f64) -> String {
    let text = format!("{number:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// A text fit to stand in a picture: its signs mean nothing, and none is one that XML does not know.
/// A line break remains one.
pub fn said(text: &str) -> String {
    let known = text.chars().map(|sign| match sign {
        '\n' => sign,
        '\u{fffe}' | '\u{ffff}' => ' ',
        sign if sign.is_control() => ' ',
        sign => sign,
    });
    escape(&known.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_words_and_never_a_sign_of_the_picture() {
        assert_eq!(
            said("<b a=\"1\">&\u{1b}\u{7}\u{ffff}\n'x'"),
            "&lt;b a=&quot;1&quot;&gt;&amp;   \n&#39;x&#39;"
        );
    }

    #[test]
    fn a_number_has_no_digits_that_say_nothing() {
        assert_eq!([1.0, 1.25, 0.04, -0.04].map(number), ["1", "1.2", "0", "0"]);
    }
}
