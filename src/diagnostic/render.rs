//! The one picture of a finding for people; only this file knows the snippet crate.

use super::fold::fold;
use super::hidden::is_invisible;
use super::{Code, Diagnostic, FileId, Findings, Label, Level, Source, Sources, Span};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level as Weight, Origin, Renderer, Snippet,
};
use std::collections::BTreeMap;

/// How findings are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether colours may be used.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether long texts go on in the next line; what is no terminal gets each in one.
    pub folds: bool,
}

impl Style {
    /// Whether what is said of a place fits behind its mark, where nothing can be folded.
    fn has_room(&self, label: &Label, source: &Source) -> bool {
        if !self.folds || label.text.is_empty() || hides(source, label.span) {
            return true;
        }
        let end = shown(label.span, &source.text).end;
        let line = source.lines()[source.line(end)];
        let before = GUTTER + source.text[line..end].chars().count() + 1;
        before + label.text.chars().count() <= self.width
    }

    fn fold(&self, text: &str, used: usize) -> String {
        if self.folds {
            fold(text, used, self.width)
        } else {
            text.to_owned()
        }
    }
}

/// Columns before a source line, with a line number as long as they come.
const GUTTER: usize = "100000 | ".len();

/// Columns before an advice, with a line number as long as they come.
const HELP: usize = " 100000 = help: ".len();

/// Draws one finding, with a line end.
pub fn render(finding: &Diagnostic, sources: &Sources, style: Style) -> String {
    let weight = match finding.level {
        Level::Error => Weight::ERROR,
        Level::Warning => Weight::WARNING,
        Level::Note => Weight::NOTE,
    };
    let name = finding.code.slug();
    let title = format!("{:?}[{name}]: ", finding.level).len();
    let message = style.fold(&finding.message, title);
    let title = weight.primary_title(message).id(name);
    let mut group = Group::with_title(title);
    let mut files: Vec<FileId> = Vec::new();
    for label in &finding.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    for file in files {
        let source = sources.get(file);
        let places = places(finding, file, sources).into_iter();
        let hides_primary = finding
            .labels
            .first()
            .is_some_and(|label| label.span.file == file && hides(source, label.span));
        if hides_primary {
            group = places.clone().fold(group, Group::element);
        }
        for piece in pieces(finding, file, source) {
            group = group.element(snippet((finding, style), file, source, &piece));
        }
        if !hides_primary {
            group = places.fold(group, Group::element);
        }
    }
    for label in finding
        .labels
        .iter()
        .filter(|label| !style.has_room(label, sources.get(label.span.file)))
    {
        let (line, _) = sources.position(label.span);
        let note = format!("line {line}: {}", label.text);
        group = group.element(Weight::NOTE.message(style.fold(&note, HELP)));
    }
    for line in &finding.help {
        group = group.element(Weight::HELP.message(style.fold(line, HELP)));
    }
    let renderer = if style.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer
        .decor_style(DecorStyle::Ascii)
        .term_width(style.width);
    // The snippet crate shows controls and turns of direction, but lets marks without width pass.
    let drawn = renderer.render(&[group]).replace(is_invisible, "\u{fffd}");
    format!("{drawn}\n")
}

/// Whether the line that would be drawn for a place is not to be seen.
fn hides(source: &Source, span: Span) -> bool {
    let place = shown(span, &source.text);
    source.hides(place.start, place.end)
}

/// The places of a finding in one file of which the lines are not to be seen.
fn places<'a>(finding: &Diagnostic, file: FileId, sources: &'a Sources) -> Vec<Origin<'a>> {
    let labels = finding.labels.iter();
    let labels = labels.filter(|label| label.span.file == file);
    labels
        .filter(|label| hides(sources.get(file), label.span))
        .map(|label| {
            let (line, column) = sources.position(label.span);
            let origin = Origin::path(sources.get(file).name.as_str());
            origin.line(line).char_column(column)
        })
        .collect()
}

/// How many pictures of one kind of finding are drawn; after that they are counted.
const ALIKE: usize = 20;

/// Draws findings one after the other, and counts those of a kind that comes too often.
pub fn all(findings: &Findings, sources: &Sources, style: Style) -> String {
    let mut drawn: BTreeMap<Code, usize> = BTreeMap::new();
    let mut pictures = String::new();
    for finding in findings.iter() {
        let count = drawn.entry(finding.code).or_default();
        *count += 1;
        if *count <= ALIKE {
            pictures.push_str(&render(finding, sources, style));
            pictures.push('\n');
        }
    }
    for (code, count) in drawn.into_iter().filter(|(_, count)| *count > ALIKE) {
        let more = count - ALIKE;
        pictures.push_str(&format!(
            "… and {more} more like this [{}]\n\n",
            code.slug()
        ));
    }
    pictures
}

/// How many bytes two places may lie apart and still share a picture.
const NEAR: usize = 16 * 1024;

/// The places of a finding in one file, in order, put together where they are near.
fn pieces(finding: &Diagnostic, file: FileId, source: &Source) -> Vec<std::ops::Range<usize>> {
    let labels = finding.labels.iter();
    let labels = labels.filter(|label| label.span.file == file);
    let mut shown: Vec<_> = labels
        .filter(|label| !hides(source, label.span))
        .map(|label| shown(label.span, &source.text))
        .collect();
    shown.sort_by_key(|place| place.start);
    let mut pieces: Vec<std::ops::Range<usize>> = Vec::new();
    for place in shown {
        match pieces.last_mut() {
            Some(last)
                if place.start <= last.end + NEAR && !source.hides(last.start, place.end) =>
            {
                last.end = last.end.max(place.end);
            }
            _ => pieces.push(place),
        }
    }
    pieces
}

/// The lines that hold a piece, with its marks.
fn snippet<'a>(
    (finding, style): (&'a Diagnostic, Style),
    file: FileId,
    source: &'a Source,
    piece: &std::ops::Range<usize>,
) -> Snippet<'a, Annotation<'a>> {
    let line = source.line(piece.start);
    let from = source.lines()[line];
    let next = source.lines().get(source.line(piece.end) + 1);
    let to = next.map_or(source.text.len(), |next| *next);
    let mut snippet = Snippet::source(&source.text[from..to])
        .line_start(line + 1)
        .path(source.name.as_str())
        .fold(true);
    for (index, label) in finding.labels.iter().enumerate() {
        let place = shown(label.span, &source.text);
        if label.span.file != file || place.start < piece.start || place.end > piece.end {
            continue;
        }
        let kind = if index == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let annotation = kind.span(place.start - from..place.end - from);
        let drawn = !label.text.is_empty() && style.has_room(label, source);
        let text = drawn.then_some(label.text.as_str());
        snippet = snippet.annotation(annotation.label(text));
    }
    snippet
}

/// The part of a place that is drawn: its first line, on character borders.
fn shown(span: Span, text: &str) -> std::ops::Range<usize> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style {
        colour: false,
        width: 100,
        folds: false,
    };

    fn rows(count: usize) -> (Sources, FileId, String) {
        let text: String = (1..=count).map(|row| format!("row {row:06}\n")).collect();
        let mut sources = Sources::default();
        let file = sources.add("people.csv", text.as_str());
        (sources, file, text)
    }

    fn row(file: FileId, row: usize) -> Span {
        Span::new(file, (row - 1) * 11, (row - 1) * 11 + 10)
    }

    #[test]
    fn places_far_apart_are_drawn_with_their_own_lines() {
        let (sources, file, _) = rows(50_000);
        let finding = Diagnostic::new(Code::DUPLICATE_PERSON, "twice");
        let finding = finding
            .at(row(file, 49_000), "again")
            .at(row(file, 3), "first");
        let picture = render(&finding, &sources, PLAIN);
        for part in ["49000 | row 049000", "3 | row 000003", "again", "first"] {
            assert!(picture.contains(part), "{part} in\n{picture}");
        }
    }

    #[test]
    fn a_private_line_is_named_and_never_shown() {
        let (mut sources, file, _) = rows(9);
        sources.keep_private(file, [2, 3, 6].into());
        let finding = Diagnostic::new(Code::WRONG_VALUE, "wrong").help("mend it");
        let finding = finding.at(row(file, 3), "here").at(row(file, 2), "and");
        let finding = finding.at(row(file, 5), "or").at(row(file, 7), "too");
        let picture = render(&finding, &sources, PLAIN);
        for part in [
            "people.csv:3:1",
            "people.csv:7:1",
            "5 | row 000005",
            "mend it",
        ] {
            assert!(picture.contains(part), "{part} in\n{picture}");
        }
        for line in [3, 4, 7] {
            assert!(!picture.contains(&format!("row 00000{line}")), "{picture}");
        }
    }

    #[test]
    fn a_long_text_goes_on_in_the_next_line_of_a_terminal_and_nowhere_else() {
        let (sources, file, _) = rows(3);
        let long = "what is wrong and where and what to do now ".repeat(6);
        let finding = Diagnostic::new(Code::WRONG_VALUE, long.trim_end()).help(long.trim_end());
        let finding = finding.at(row(file, 3), &long[..80]);
        let lines = |folds| {
            render(&finding, &sources, Style { folds, ..PLAIN })
                .lines()
                .map(|line| line.chars().count())
                .max()
        };
        assert!(lines(true) <= Some(100) && lines(false) > Some(200));
    }

    #[test]
    fn findings_of_a_kind_that_comes_too_often_are_counted() {
        let (sources, file, _) = rows(30);
        let mut findings = Findings::default();
        for at in 1..=30 {
            findings.push(Diagnostic::new(Code::BAD_ROW, "bad").at(row(file, at), ""));
        }
        findings.push(Diagnostic::new(Code::CSV_HEADER, "other").at(row(file, 1), ""));
        let pictures = all(&findings, &sources, PLAIN);
        assert_eq!(pictures.matches("[bad-row]: bad").count(), 20);
        assert!(
            pictures.contains("… and 10 more like this [bad-row]"),
            "{pictures}"
        );
        assert!(pictures.contains("[csv-header]: other"));
    }
}
