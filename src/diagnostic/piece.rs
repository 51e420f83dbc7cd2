//! Pieces: which places of a finding are drawn in one picture, and how much of each is marked, so that
//! source line, marks and what is said of them keep within the terminal. It draws nothing.

use super::render::Style;
use super::{Diagnostic, FileId, Label, Source, Span};
use std::ops::Range;

/// Columns before a source line, with a line number as long as they come.
const GUTTER: usize = "100000 | ".len();

/// Columns that the snippet crate keeps beside the marks of a line that it cuts on both sides.
const DOTS: usize = 12;

/// How many bytes two places may lie apart and still share a picture.
const NEAR: usize = 16 * 1024;

/// Places that share a picture.
pub(super) struct Piece {
    /// From the first of them to the last.
    pub(super) place: Range<usize>,
    /// Which labels of the finding they are.
    pub(super) labels: Vec<usize>,
    columns: Range<usize>,
}

impl Style {
    /// Whether what is said of a place fits behind its mark, where nothing can be folded.
    pub(super) fn has_room(&self, label: &Label, source: &Source) -> bool {
        if !self.folds || label.text.is_empty() || hides(source, label.span) {
            return true;
        }
        let end = self.opening(label, source).end;
        let line = source.lines()[source.line(end)];
        let before = GUTTER + source.text[line..end].chars().count() + 1;
        before + label.text.chars().count() <= self.width
    }

    /// The part of a place that is marked: its first line, or no more than what opens it where the
    /// whole would not fit beside what is said of it.
    pub(super) fn opening(&self, label: &Label, source: &Source) -> Range<usize> {
        let place = shown(label.span, &source.text);
        let marked = &source.text[place.clone()];
        let line = source.lines()[source.line(place.start)];
        let before = source.text[line..place.start].chars().count();
        let (length, said) = (marked.chars().count(), label.text.chars().count() + 1);
        let (whole, cut) = (length + said, self.width.saturating_sub(GUTTER + DOTS));
        if GUTTER + before + whole <= self.width || whole <= cut {
            return place;
        }
        let most = match marked.chars().next() {
            Some('[' | '{') => 1,
            _ if said < cut / 2 => cut - said,
            _ => cut,
        };
        let end = marked.char_indices().nth(most);
        place.start..end.map_or(place.end, |(end, _)| place.start + end)
    }

    /// The columns that the mark of a place and what is said of it take.
    fn columns(&self, label: &Label, source: &Source) -> Range<usize> {
        let place = self.opening(label, source);
        let line = source.lines()[source.line(place.start)];
        let start = source.text[line..place.start].chars().count();
        let said = match self.has_room(label, source) {
            true => label.text.chars().count() + 1,
            false => 0,
        };
        start..start + source.text[place].chars().count() + said
    }

    /// Whether the marks in some columns can stand in one picture.
    fn holds(&self, columns: &Range<usize>) -> bool {
        GUTTER + columns.end <= self.width || GUTTER + DOTS + columns.len() <= self.width
    }
}

/// The places of a finding in one file, in order, put together where they are near.
pub(super) fn pieces(
    (finding, style): (&Diagnostic, Style),
    file: FileId,
    source: &Source,
) -> Vec<Piece> {
    let labels = finding.labels.iter().enumerate();
    let drawn = |label: &Label| label.span.file == file && !hides(source, label.span);
    let mut places: Vec<Piece> = labels
        .filter(|(_, label)| drawn(label))
        .map(|(index, label)| Piece {
            place: style.opening(label, source),
            labels: vec![index],
            columns: style.columns(label, source),
        })
        .collect();
    places.sort_by_key(|piece| piece.place.start);
    let mut pieces: Vec<Piece> = Vec::new();
    for next in places {
        match pieces.last_mut() {
            Some(last) if last.has_room_for(&next, style, source) => last.take(next),
            _ => pieces.push(next),
        }
    }
    pieces
}

impl Piece {
    fn has_room_for(&self, next: &Self, style: Style, source: &Source) -> bool {
        next.place.start <= self.place.end + NEAR
            && style.holds(&self.columns_with(next))
            && !source.hides(self.place.start, next.place.end)
    }

    fn columns_with(&self, next: &Self) -> Range<usize> {
        let start = self.columns.start.min(next.columns.start);
        start..self.columns.end.max(next.columns.end)
    }

    fn take(&mut self, next: Self) {
        self.columns = self.columns_with(&next);
        self.place.end = self.place.end.max(next.place.end);
        self.labels.extend(next.labels);
    }
}

/// Whether the line that would be drawn for a place is not to be seen.
pub(super) fn hides(source: &Source, span: Span) -> bool {
    let place = shown(span, &source.text);
    source.hides(place.start, place.end)
}

/// The part of a place that is drawn: its first line, on character borders.
fn shown(span: Span, text: &str) -> Range<usize> {
    let border = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (border(span.start as usize), border(span.end as usize));
    let first_line = text[start..end].find('\n').map_or(end, |line| start + line);
    let trimmed = text[start..first_line].trim_end().len();
    start..start + trimmed
}
