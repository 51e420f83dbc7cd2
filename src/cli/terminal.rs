//! The only printer: colour, width, closed pipes.
#![expect(clippy::disallowed_methods, reason = "door: the terminal")]

use crate::diagnostic::fold::fold;
use crate::diagnostic::{Findings, Sources, render};
use std::io::{IsTerminal, Write};

/// Whether to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// When a terminal is there and `NO_COLOR` is not set.
    Auto,
    /// Yes.
    Always,
    /// No.
    Never,
}

/// Where we print.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    colour: bool,
    /// Columns.
    pub width: usize,
    folds: bool,
    /// Whether a person is watching standard error.
    pub watched: bool,
}

const USUAL_WIDTH: usize = 80;

impl Terminal {
    /// Looks at the terminal once.
    pub fn new(colour: Colour) -> Self {
        let tty = std::io::stdout().is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let columns = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok());
        let seen = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Self {
            colour: match colour {
                Colour::Auto => tty && !plain,
                Colour::Always => true,
                Colour::Never => false,
            },
            width: columns.or(seen).unwrap_or(USUAL_WIDTH).clamp(40, 200),
            folds: tty,
            watched: std::io::stderr().is_terminal(),
        }
    }

    /// Prints an answer. A reader who has gone away is no failure.
    pub fn say(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    /// Prints to the person or the log, beside the answer.
    pub fn complain(&self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }

    /// How findings are drawn here.
    pub fn style(&self) -> render::Style {
        render::Style {
            colour: self.colour,
            width: self.width,
            folds: self.folds,
        }
    }

    /// A text beside the answer, in lines that end between words when a person is watching.
    pub fn fold(&self, text: &str) -> String {
        if self.watched {
            fold(text, 0, self.width)
        } else {
            text.to_owned()
        }
    }

    /// Findings, drawn one after the other.
    pub fn draw(&self, findings: &Findings, sources: &Sources) -> String {
        render::all(findings, sources, self.style())
    }
}
