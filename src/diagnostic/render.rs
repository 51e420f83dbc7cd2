//! The one picture of a finding for people; only this file knows the snippet crate.

use super::{Diagnostic, FileId, Level, Sources, Span};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Weight, Renderer, Snippet};

/// How findings are drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether colours may be used.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
}

const WITHOUT_WIDTH: [char; 7] = [
    '\u{200b}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}', '\u{2060}', '\u{feff}',
];

/// Draws one finding, with a line end.
pub fn render(finding: &Diagnostic, sources: &Sources, style: Style) -> String {
    let weight = match finding.level {
        Level::Error => Weight::ERROR,
        Level::Warning => Weight::WARNING,
        Level::Note => Weight::NOTE,
    };
    let title = weight
        .primary_title(&finding.message)
        .id(finding.code.slug());
    let mut group = Group::with_title(title);
    let mut files: Vec<FileId> = Vec::new();
    for label in &finding.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    for file in files {
        group = group.element(snippet(finding, file, sources));
    }
    for line in &finding.help {
        group = group.element(Weight::HELP.message(line.as_str()));
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
    let drawn = renderer.render(&[group]).replace(WITHOUT_WIDTH, "\u{fffd}");
    format!("{drawn}\n")
}

fn snippet<'a>(
    finding: &'a Diagnostic,
    file: FileId,
    sources: &'a Sources,
) -> Snippet<'a, Annotation<'a>> {
    let source = sources.get(file);
    let mut snippet = Snippet::source(source.text.as_str())
        .path(source.name.as_str())
        .fold(true);
    for (index, label) in finding.labels.iter().enumerate() {
        if label.span.file != file {
            continue;
        }
        let kind = if index == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let annotation = kind.span(shown(label.span, &source.text));
        let text = (!label.text.is_empty()).then_some(label.text.as_str());
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
