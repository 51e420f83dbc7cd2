//! A finding as a value: what is wrong, where, and what to do now.
//!
//! Findings are collected, never thrown: a reader returns what it could make of its input and
//! what it found. How a finding looks is `render`'s business.

pub mod code;
pub mod fold;
pub mod hidden;
pub mod json;
mod pages;
mod piece;
pub mod render;
pub mod source;

pub use code::Code;
pub use source::{FileId, Source, Sources, Span, Spanned};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Worth knowing; changes nothing.
    Note,
    /// Worth a look; the plan stands.
    Warning,
    /// The plan cannot be used until this is mended.
    Error,
}

/// A place a finding points at, with what to say there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What to say under it; may be empty.
    pub text: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable slug.
    pub code: Code,
    /// Its weight.
    pub level: Level,
    /// What is wrong, in one line.
    pub message: String,
    /// Where; the first is the place itself, the others explain it. Empty when no file is at fault.
    pub labels: Vec<Label>,
    /// What to do now, one line each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A finding of `code` at the code's own level.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.level(),
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Points at `span`.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}

/// The findings of a run, in the order they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(Vec<Diagnostic>);

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Diagnostic) {
        self.0.push(finding);
    }

    /// Adds all of another collection.
    pub fn extend(&mut self, others: Findings) {
        self.0.extend(others.0);
    }

    /// Whether any of them forbids using the plan.
    pub fn has_errors(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// Whether for one of them a part had to be cut out of a plan.
    pub fn cut_something_out(&self) -> bool {
        let cuts =
            |found: &Diagnostic| found.level == Level::Error && !found.code.leaves_the_plan_whole();
        self.0.iter().any(cuts)
    }

    /// Leaves out those that are not wanted.
    pub fn retain(&mut self, wanted: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(wanted);
    }

    /// How many there are of one weight.
    pub fn count(&self, level: Level) -> usize {
        self.0
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// All of them, to say more in some.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.0.iter_mut()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Orders by place (file, then offset), findings without a place last; drops exact repeats.
    pub fn sort(&mut self) {
        self.0.sort_by_key(|finding| {
            finding
                .labels
                .first()
                .map_or((true, None), |label| (false, Some(label.span)))
        });
        self.0.dedup();
    }
}
