//! Names that a file of people has as lists sort them, family name first: each is read in the order in
//! which mails greet, and one note says so for all of them.

use super::blemish::turned;
use super::row::Row;
use crate::diagnostic::{Code, Diagnostic, Level, Span};

/// What was turned so far.
#[derive(Default)]
pub(super) struct Turned {
    /// The first such name: as written, as it is read, and its place.
    first: Option<(String, String, Span)>,
    others: usize,
}

impl Turned {
    /// Turns the name of a row, if it has its family name first.
    pub(super) fn turn(&mut self, row: &mut Row) {
        let place = row.place("name");
        let Some(name) = row.values.get_mut("name") else {
            return;
        };
        let Some(said) = turned(name) else {
            return;
        };
        let written = std::mem::replace(name, said.clone());
        match self.first {
            Some(_) => self.others += 1,
            None => self.first = Some((written, said, place)),
        }
    }

    /// The note about all of them.
    pub(super) fn finding(self) -> Option<Diagnostic> {
        let (written, said, place) = self.first?;
        let all = match self.others {
            0 => format!("`{written}` has its family name first"),
            1 => format!("`{written}` and 1 more name have their family name first"),
            more => format!("`{written}` and {more} more names have their family name first"),
        };
        let message = format!("{all}; mails greet `{said}`");
        let finding = Diagnostic::new(Code::BAD_ROW, message).at(place, "");
        let finding =
            finding.help("if that is wrong, write names in the file as mails should greet");
        Some(Diagnostic {
            level: Level::Note,
            ..finding
        })
    }
}
