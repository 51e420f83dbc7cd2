//! What a draft is made of: blocks and the runs of text in them. Both parts of a mail are written
//! from these, so neither can say what the other does not.

use crate::plan::text::linkable;

/// A piece of a draft that stands on its own lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; level 1 is the headline of the mail.
    Heading(u8, Vec<Inline>),
    /// The headline of another notice in the same mail.
    Section(Vec<Inline>),
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A list, numbered or not.
    List {
        /// Whether the items are numbered.
        numbered: bool,
        /// The items, each of a paragraph or more.
        items: Vec<Vec<Block>>,
    },
    /// Labelled values, drawn as a table of two columns.
    Facts(Vec<Fact>),
    /// Something to notice before the rest.
    Callout(Vec<Block>),
}

/// One row of [`Block::Facts`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: Vec<Inline>,
    /// What it says; every entry begins a line.
    pub values: Vec<Vec<Block>>,
}

/// A run of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain characters.
    Text(String),
    /// Bold text.
    Bold(Vec<Inline>),
    /// A link to an address that [`safe_address`] accepts.
    Link {
        /// Where it goes.
        href: String,
        /// What it says.
        label: Vec<Inline>,
    },
    /// A new line inside a paragraph.
    Break,
}

/// The characters of a run, without its markup.
pub fn characters(run: &[Inline]) -> String {
    let mut text = String::new();
    for inline in run {
        match inline {
            Inline::Text(part) => text.push_str(part),
            Inline::Bold(inner) | Inline::Link { label: inner, .. } => {
                text.push_str(&characters(inner));
            }
            Inline::Break => text.push(' '),
        }
    }
    text
}

/// The characters of blocks on one line, without their markup.
pub fn all_characters(blocks: &[Block]) -> String {
    let said = |block: &Block| match block {
        Block::Heading(_, run) | Block::Section(run) | Block::Paragraph(run) => characters(run),
        Block::List { items, .. } => joined(items.iter().map(|item| all_characters(item))),
        Block::Facts(facts) => joined(facts.iter().map(|fact| {
            let values = fact.values.iter().map(|value| all_characters(value));
            format!("{}: {}", characters(&fact.label), joined(values))
        })),
        Block::Callout(inner) => all_characters(inner),
    };
    joined(blocks.iter().map(said))
}

fn joined(said: impl Iterator<Item = String>) -> String {
    said.collect::<Vec<_>>().join(" ")
}

/// Whether a link may go there; what a plan links to otherwise is found when it is read.
pub fn safe_address(href: &str) -> bool {
    linkable(href)
}

/// An address in which nothing could end it: what may not stand in one (RFC 3986 section 2), and the
/// brackets that end a link of Markdown, as their numbers.
pub fn encoded(href: &str) -> String {
    let mut encoded = String::with_capacity(href.len());
    for sign in href.chars() {
        match sign {
            '<' | '>' | '"' | '\\' | '`' | '{' | '}' | '(' | ')' => {
                encoded.push_str(&format!("%{:02X}", u32::from(sign)));
            }
            other => encoded.push(other),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_mail_and_telephone_addresses_are_safe() {
        for good in [
            "https://a.example/x?y=1",
            "http://intranet/x",
            "mailto:a@b.example",
            "tel:+442079460000",
        ] {
            assert!(safe_address(good), "{good}");
        }
        for bad in [
            "ftp://a.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "https:// a",
            "https://",
            "//a.example",
            "https://a\u{202e}b",
        ] {
            assert!(!safe_address(bad), "{bad}");
        }
    }
}
