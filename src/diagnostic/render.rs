//! The one picture of a finding for people; only this file knows the snippet crate.

use super::fold::fold;
use super::hidden::is_invisible;
use super::piece::{Piece, hides, pieces};
use super::{Code, Diagnostic, FileId, Findings, Level, Source, Sources};
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
    fn fold(&self, text: &str, used: usize) -> String {
        if self.folds {
            fold(text, used, self.width)
        } else {
            text.to_owned()
        }
    }
}

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
        for piece in pieces((finding, style), file, source) {
            group = group.element(snippet((finding, style), source, &piece));
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

/// The lines that hold a piece, with its marks.
fn snippet<'a>(
    (finding, style): (&'a Diagnostic, Style),
    source: &'a Source,
    piece: &Piece,
) -> Snippet<'a, Annotation<'a>> {
    let line = source.line(piece.place.start);
    let from = source.lines()[line];
    let next = source.lines().get(source.line(piece.place.end) + 1);
    let to = next.map_or(source.text.len(), |next| *next);
    let mut snippet = Snippet::source(&source.text[from..to])
        .line_start(line + 1)
        .path(source.name.as_str())
        .fold(true);
    for (index, label) in finding.labels.iter().enumerate() {
        if !piece.labels.contains(&index) {
            continue;
        }
        let place = style.opening(label, source);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

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
    fn of_a_block_too_wide_for_the_terminal_only_its_bracket_is_marked() {
        let mut sources = Sources::default();
        let line = format!(
            "freezes: [{{id: fy, {}}}]\n",
            "from: 2027-03-01, ".repeat(5)
        );
        let file = sources.add("plan.yaml", line.as_str());
        let finding = Diagnostic::new(Code::MISSING_FIELD, "missing");
        let finding = finding.at(Span::new(file, 10, line.len() - 2), "in this block");
        for folds in [false, true] {
            let style = Style {
                width: 80,
                folds,
                ..PLAIN
            };
            let picture = render(&finding, &sources, style);
            assert!(picture.contains(" ^ in this block"), "{picture}");
            assert!(picture.lines().all(|line| line.chars().count() <= 80));
        }
    }

    proptest::proptest! {
        #[test]
        fn a_picture_keeps_within_the_terminal(
            before in 0..200_usize,
            marks in proptest::collection::vec((0..200_usize, 1..200_usize, "[a-z ]{0,60}"), 1..4),
            open in "[\\[{a]",
            width in 60..140_usize,
        ) {
            let mut sources = Sources::default();
            let line = format!("{}{open}{}", "x".repeat(before), "value ".repeat(90));
            let text = format!("{line}\n{line}\n");
            let file = sources.add("plan.yaml", text);
            let mut finding = Diagnostic::new(Code::WRONG_VALUE, "wrong");
            for (index, (start, length, said)) in marks.iter().enumerate() {
                let start = (index % 2) * (line.len() + 1) + before + start;
                finding = finding.at(Span::new(file, start, start + length), said.trim());
            }
            let style = Style { width, folds: true, ..PLAIN };
            let picture = render(&finding, &sources, style);
            let widest = picture.lines().map(|line| line.chars().count()).max();
            proptest::prop_assert!(widest <= Some(width), "{}", picture);
        }
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
