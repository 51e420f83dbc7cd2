//! Where, and in whose text: files read, and places inside them.

use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Index of a file in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

impl FileId {
    /// The id of the `index`th file of a [`Sources`].
    pub fn from_index(index: u32) -> Self {
        Self(index)
    }

    /// Its place in [`Sources`].
    pub fn index(self) -> u32 {
        self.0
    }
}

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            file,
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }
}

/// A value and the place where its author wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// The same place, another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned {
            value: change(self.value),
            span: self.span,
        }
    }
}

/// One text that findings may point into.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as the user typed it, or a made-up name for built-in text.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// The lines, from 0, that may hold what nobody is to see.
    private: BTreeSet<usize>,
    /// Where its lines begin, once somebody has asked.
    lines: OnceLock<Vec<usize>>,
}

impl Source {
    /// The number of the line that holds a byte, from 0.
    pub(super) fn line(&self, at: usize) -> usize {
        let starts = self.lines();
        starts.partition_point(|start| *start <= at).max(1) - 1
    }

    /// Whether one of the lines from the one with `start` to the one with `end` is not to be seen.
    pub(super) fn hides(&self, start: usize, end: usize) -> bool {
        let lines = self.line(start)..=self.line(end);
        !self.private.is_empty() && self.private.range(lines).next().is_some()
    }

    /// Where each line begins.
    pub(super) fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let ends = self.text.match_indices('\n').map(|(end, _)| end + 1);
            std::iter::once(0).chain(ends).collect()
        })
    }
}

/// Every text read in this run.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Keeps a text and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(Source {
            name: name.into(),
            text: text.into(),
            private: BTreeSet::new(),
            lines: OnceLock::new(),
        });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The text behind an id.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// Keeps lines, from 0, out of every picture: a finding there is shown by line and column alone.
    pub fn keep_private(&mut self, file: FileId, lines: BTreeSet<usize>) {
        if let Some(source) = self.files.get_mut(file.0 as usize) {
            source.private = lines;
        }
    }

    /// Whether what stands at a place is not to be seen.
    pub fn hides(&self, span: Span) -> bool {
        let (start, end) = (span.start as usize, span.end as usize);
        self.get(span.file).hides(start, end)
    }

    /// Writes other words at a place, filled up with spaces, so that every other place stays where it
    /// is. Words that are too long for that are left out.
    pub fn overwrite(&mut self, span: Span, words: &str) {
        let Some(source) = self.files.get_mut(span.file.0 as usize) else {
            return;
        };
        let place = span.start as usize..span.end as usize;
        if words.len() <= place.len() && source.text.get(place.clone()).is_some() {
            let words = format!("{words:<width$}", width = place.len());
            source.text.replace_range(place, &words);
            source.lines = OnceLock::new();
        }
    }

    /// Line and column (both from 1, columns in characters) of a span's first byte.
    pub fn position(&self, span: Span) -> (usize, usize) {
        let source = self.get(span.file);
        let text = &source.text;
        let mut start = (span.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line = source.line(start);
        let begins = source.lines()[line];
        (line + 1, text[begins..start].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_words_move_no_other_place() {
        let mut sources = Sources::default();
        let file = sources.add("plan.yaml", "start: 2027-03-27\nend: x\n");
        sources.overwrite(Span::new(file, 7, 17), "undecided");
        assert_eq!(sources.get(file).text, "start: undecided \nend: x\n");
        sources.overwrite(Span::new(file, 23, 24), "too long");
        assert_eq!(sources.get(file).text, "start: undecided \nend: x\n");
    }

    #[test]
    fn a_position_counts_lines_and_characters_from_one() {
        let mut sources = Sources::default();
        let file = sources.add("plan.yaml", "a: 1\nü: here\n");
        let here = "a: 1\nü: ".len();
        assert_eq!(sources.position(Span::new(file, 0, 1)), (1, 1));
        assert_eq!(sources.position(Span::new(file, here, here + 4)), (2, 4));
        assert_eq!(sources.position(Span::new(file, 4, 5)), (1, 5));
        assert_eq!(sources.position(Span::new(file, 900, 901)), (3, 1));
        let empty = sources.add("empty.yaml", "");
        assert_eq!(sources.position(Span::new(empty, 0, 0)), (1, 1));
    }
}
