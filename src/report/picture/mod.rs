//! Pictures: SVG files that are read on paper, on a white page and on a dark one, without colours and
//! aloud. What every picture has stands here; what it shows comes from whoever draws it.

mod drawing;
pub mod letters;

pub use drawing::{Anchor, Drawing, said};

use std::fmt::Write as _;

/// The size of the letters of a title; they are bold, and so wider than they are high.
const TITLE: f64 = 20.0;
/// The room that a picture keeps to its right.
const MARGIN: usize = 20;

/// A colour of things of one class.
pub struct Ink {
    /// Their class.
    pub class: &'static str,
    /// `fill` or `stroke`.
    pub property: &'static str,
    /// On white, and on paper.
    pub light: &'static str,
    /// On black.
    pub dark: &'static str,
}

impl Ink {
    /// What a class is filled with.
    pub const fn fill(class: &'static str, light: &'static str, dark: &'static str) -> Self {
        Self {
            class,
            property: "fill",
            light,
            dark,
        }
    }

    /// What the lines of a class are drawn with.
    pub const fn stroke(class: &'static str, light: &'static str, dark: &'static str) -> Self {
        Self {
            class,
            property: "stroke",
            light,
            dark,
        }
    }
}

/// What stands around a picture.
pub struct Frame<'a> {
    /// A word that tells its parts from those of other pictures on one page.
    pub name: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// What is to be known of it.
    pub below: &'a str,
    /// The picture in words.
    pub description: &'a str,
    /// Where its title begins.
    pub left: usize,
    /// Its width and height.
    pub size: (usize, usize),
    /// Rules of style that are no colours.
    pub style: &'a str,
    /// Its colours.
    pub inks: &'a [Ink],
}

const LETTERS: &str = "\
.picture text { fill: currentColor; font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; }
.picture .title { font-size: 17px; font-weight: 600; }
";

impl Frame<'_> {
    /// The file: what was drawn, with all that stands around it.
    pub fn around(&self, drawing: &Drawing) -> String {
        let (name, left, (width, height)) = (self.name, self.left, self.size);
        let room = (width - left - MARGIN) as f64;
        let title = letters::fitted(self.title, room, TITLE);
        let mut below = String::new();
        let lines = letters::lines(self.below, room, letters::USUAL, 2);
        for (place, line) in lines.iter().enumerate() {
            let y = 46 + 16 * place;
            let _ = writeln!(below, "<text x=\"{left}\" y=\"{y}\">{}</text>", said(line));
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{name}-title {name}-words\">\n\
             <title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-words\">{}</desc>\n<style>\n{}</style>\n\
             <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n\
             <text class=\"title\" x=\"{left}\" y=\"26\">{}</text>\n{below}{}</svg>\n",
            said(self.title),
            said(self.description),
            self.style(),
            said(&title),
            drawing.text(),
        )
    }

    fn style(&self) -> String {
        let [light, dark] = [false, true].map(|is_dark| {
            self.inks.iter().fold(String::new(), |mut rules, ink| {
                let colour = if is_dark { ink.dark } else { ink.light };
                let _ = writeln!(
                    rules,
                    ".picture .{} {{ {}: {colour}; }}",
                    ink.class, ink.property
                );
                rules
            })
        });
        format!(
            ".picture {{ color: #1b1f24; }}\n.picture .ground {{ fill: #ffffff; }}\n{LETTERS}{}{light}\
             @media (prefers-color-scheme: dark) {{\n.picture {{ color: #e6edf3; }}\n.picture .ground {{ fill: #0d1117; }}\n{dark}}}\n\
             @media print {{\n.picture {{ color: #000000; }}\n.picture .ground {{ fill: none; }}\n{light}}}\n",
            self.style
        )
    }
}
