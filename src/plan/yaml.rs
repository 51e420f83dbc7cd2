//! YAML text → a tree of nodes that know their place. Only this file knows the YAML crate.
//!
//! YAML 1.2: anchors, aliases and merge keys are resolved, within bounds that stop hostile files.
//! Scalars keep the text their author wrote; what they mean is decided by whoever asks for them.

use super::{comment, file, misread};
use crate::diagnostic::hidden::is_hidden;
use crate::diagnostic::{Code, Diagnostic, FileId, Findings, Span};
use serde_yaml::granit_parser::{Event, Parser, ScalarStyle, ScanError, Tag, options};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
const MAX_DEPTH: usize = 64;
const MAX_NODES: usize = 1_000_000;
const MAX_COPIED: usize = 20_000;

/// One node of a file.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Set once the node has been refused, so that a second decoding passes over it.
    pub cut: Cell<bool>,
    /// A comment right behind a text without quotes that may have been meant as a part of it.
    pub comment: Option<Span>,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A word or a text; `plain` when it stands without quotes.
    Scalar {
        /// The text, with escapes resolved.
        text: String,
        /// Whether it stands without quotes.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A block of fields, in the order written.
    Fields(Vec<(Node, Node)>),
}

impl Node {
    fn new(span: Span, kind: Kind) -> Self {
        Self {
            span,
            kind,
            cut: Cell::new(false),
            comment: None,
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether nothing was written here: an empty value, `~` or `null`.
    pub fn is_nothing(&self) -> bool {
        let nothing = |text: &str| matches!(text, "" | "~" | "null" | "Null" | "NULL");
        matches!(&self.kind, Kind::Scalar { text, plain: true } if nothing(text))
    }

    /// The value of a field of this block.
    pub fn field(&self, name: &str) -> Option<&Node> {
        let Kind::Fields(fields) = &self.kind else {
            return None;
        };
        fields
            .iter()
            .find(|(key, _)| key.text() == Some(name))
            .map(|(_, value)| value)
    }

    fn size(&self) -> usize {
        match &self.kind {
            Kind::Scalar { .. } => 1,
            Kind::List(items) => 1 + items.iter().map(Node::size).sum::<usize>(),
            Kind::Fields(fields) => {
                1 + fields
                    .iter()
                    .map(|(key, value)| key.size() + value.size())
                    .sum::<usize>()
            }
        }
    }
}

/// Reads the one document in `text`. Nothing when it cannot be read at all; the findings say why.
pub fn tree(file: FileId, text: &str, findings: &mut Findings) -> Option<Node> {
    if text.len() > MAX_BYTES {
        findings.push(file::too_large("", Span::new(file, 0, 0)));
        return None;
    }
    let limits = options! { flow_nesting_limit: MAX_DEPTH, block_nesting_limit: MAX_DEPTH };
    let parser = Parser::new_from_str_with_options(text, limits);
    let mut builder = Builder {
        file,
        text,
        findings,
        open: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        copied: 0,
    };
    match builder.run(parser) {
        Ok(root) => root,
        Err(refusal) => {
            builder.findings.push(*refusal);
            None
        }
    }
}

type Refused<T> = Result<T, Box<Diagnostic>>;

enum Open {
    List {
        span: Span,
        anchor: usize,
        items: Vec<Node>,
    },
    Fields {
        span: Span,
        anchor: usize,
        fields: Vec<(Node, Node)>,
        key: Option<Node>,
    },
}

struct Builder<'a> {
    file: FileId,
    text: &'a str,
    findings: &'a mut Findings,
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    copied: usize,
}

impl Builder<'_> {
    fn run<'t>(
        &mut self,
        parser: impl Iterator<Item = Result<Parsed<'t>, ScanError>>,
    ) -> Refused<Option<Node>> {
        let mut root = None;
        for event in parser {
            let (event, place) = event.map_err(|error| Box::new(self.syntax(&error)))?;
            let span = self.span(&place);
            match event {
                Event::DocumentStart(..) if root.is_some() => {
                    let message = "the file holds more than one document";
                    let finding =
                        Diagnostic::new(Code::SYNTAX, message).at(span, "a second one starts here");
                    return Err(Box::new(
                        finding.help("remove the line `---` and what follows it"),
                    ));
                }
                Event::Scalar(text, style, anchor, tag) => {
                    let node = self.scalar(span, text, style, tag.as_deref());
                    self.complete(node, anchor, &mut root)?;
                }
                Event::SequenceStart(_, anchor, _) => {
                    self.open.push(Open::List {
                        span,
                        anchor,
                        items: Vec::new(),
                    });
                }
                Event::MappingStart(_, anchor, _) => {
                    self.open.push(Open::Fields {
                        span,
                        anchor,
                        fields: Vec::new(),
                        key: None,
                    });
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(span, &mut root)?,
                Event::Alias(id) => {
                    let node = self.alias(id, span)?;
                    self.complete(node, 0, &mut root)?;
                }
                _ => {}
            }
        }
        Ok(root)
    }

    fn scalar(
        &mut self,
        span: Span,
        text: Cow<str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
    ) -> Node {
        if let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema()) {
            let message = format!("the tag `{}` means nothing here", tag.original());
            self.findings
                .push(Diagnostic::new(Code::SYNTAX, message).at(span, "remove the tag"));
        }
        if let Some(hidden) = text.chars().find(|&letter| is_hidden(letter)) {
            let message = format!("a hidden character (U+{:04X}) in a text", u32::from(hidden));
            let finding = Diagnostic::new(Code::HIDDEN_CHARACTER, message).at(span, "in here");
            self.findings.push(finding.help("type the text again; copying from a web page or a chat often brings such characters along"));
        }
        let plain = style == ScalarStyle::Plain;
        let comment = plain.then(|| comment::behind(self.text, span)).flatten();
        let text = text.into_owned();
        Node {
            comment,
            ..Node::new(span, Kind::Scalar { text, plain })
        }
    }

    fn alias(&mut self, id: usize, span: Span) -> Refused<Node> {
        let Some(node) = self.anchors.get(&id) else {
            let finding = Diagnostic::new(Code::SYNTAX, "this alias stands inside its own anchor");
            return Err(Box::new(finding.at(span, "an alias cannot hold itself")));
        };
        self.copied += node.size();
        if self.copied > MAX_COPIED {
            let message = format!("aliases copy more than {MAX_COPIED} values");
            let finding =
                Diagnostic::new(Code::SYNTAX, message).at(span, "the limit is passed here");
            return Err(Box::new(
                finding.help("write the repeated parts out, or use fewer aliases"),
            ));
        }
        Ok(Node {
            span,
            comment: None,
            ..node.clone()
        })
    }

    fn close(&mut self, end: Span, root: &mut Option<Node>) -> Refused<()> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let (node, anchor) = match open {
            Open::List {
                span,
                anchor,
                items,
            } => (Node::new(self.cover(span, end), Kind::List(items)), anchor),
            Open::Fields {
                span,
                anchor,
                fields,
                ..
            } => {
                let fields = self.merge(fields);
                (
                    Node::new(self.cover(span, end), Kind::Fields(fields)),
                    anchor,
                )
            }
        };
        self.complete(node, anchor, root)
    }

    fn complete(&mut self, node: Node, anchor: usize, root: &mut Option<Node>) -> Refused<()> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("the file holds more than {MAX_NODES} values");
            return Err(Box::new(
                Diagnostic::new(Code::FILE_TOO_LARGE, message).at(node.span, ""),
            ));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => *root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Fields { fields, key, .. }) => match key.take() {
                None => *key = Some(node),
                Some(key) => fields.push((key, node)),
            },
        }
        Ok(())
    }

    /// Resolves `<<` and reports keys written twice; the first of two stays.
    fn merge(&mut self, written: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
        let mut fields: Vec<(Node, Node)> = Vec::with_capacity(written.len());
        let mut places: HashMap<String, Span> = HashMap::with_capacity(written.len());
        let mut merged = Vec::new();
        for (key, value) in written {
            let Some(name) = key.text() else {
                let finding = Diagnostic::new(Code::SYNTAX, "a field's name must be a word");
                self.findings
                    .push(finding.at(key.span, "this is a list or a block"));
                continue;
            };
            if name == "<<" {
                merged.push(value);
            } else if let Some(first) = places.get(name) {
                let message = format!("the field `{name}` is written twice");
                let finding = Diagnostic::new(Code::DUPLICATE_FIELD, message)
                    .at(key.span, "written again here")
                    .at(*first, "first written here");
                self.findings.push(finding.help("keep one of the two"));
            } else {
                places.insert(name.to_owned(), key.span);
                fields.push((key, value));
            }
        }
        for block in merged.into_iter().flat_map(one_or_many) {
            let Kind::Fields(inherited) = block.kind else {
                let finding = Diagnostic::new(Code::SYNTAX, "`<<` takes a block of fields");
                self.findings.push(finding.at(block.span, "this is none"));
                continue;
            };
            for (key, value) in inherited {
                let name = key.text().unwrap_or_default().to_owned();
                if let std::collections::hash_map::Entry::Vacant(place) = places.entry(name) {
                    place.insert(key.span);
                    fields.push((key, value));
                }
            }
        }
        fields
    }

    fn span(&self, place: &serde_yaml::granit_parser::Span) -> Span {
        let offset = |marker: &serde_yaml::granit_parser::Marker| {
            marker.byte_offset().unwrap_or_else(|| marker.index())
        };
        Span::new(self.file, offset(&place.start), offset(&place.end))
    }

    /// From the first byte of a collection to its last, without the blank lines behind it.
    fn cover(&self, start: Span, end: Span) -> Span {
        let (from, to) = (
            start.start as usize,
            (end.end as usize).min(self.text.len()),
        );
        let kept = self
            .text
            .get(from..to)
            .map_or(0, |covered| covered.trim_end().len());
        Span::new(self.file, from, from + kept)
    }

    fn syntax(&self, error: &ScanError) -> Diagnostic {
        let marker = error.marker();
        let at = marker
            .byte_offset()
            .unwrap_or_else(|| marker.index())
            .min(self.text.len());
        let words = error.to_string();
        let words = words.split(" at char ").next().unwrap_or_default().trim();
        misread::explain(self.file, self.text, at, words)
    }
}

type Parsed<'t> = (Event<'t>, serde_yaml::granit_parser::Span);

fn one_or_many(node: Node) -> Vec<Node> {
    match node.kind {
        Kind::List(items) => items,
        _ => vec![node],
    }
}
