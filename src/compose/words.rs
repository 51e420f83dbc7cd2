//! Words that are safe to put anywhere into a draft: whatever their author typed, they can neither
//! become markup the draft did not mean nor template code.

use crate::compose::block::{Block, Inline, characters, safe_address};
use crate::compose::markdown;
use crate::compose::message::NAME_SLOT;
use crate::diagnostic::hidden::is_invisible;
use schemars::JsonSchema;
use serde::Serialize;

/// A value as a draft takes it: Markdown in which everything special is escaped.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Words(String);

impl Words {
    /// Characters and nothing but characters, on one line.
    pub fn plain(text: &str) -> Self {
        Self(escape(&one_line(text)))
    }

    /// These words, and others in brackets behind them.
    pub fn with_aside(&self, aside: &Self) -> Self {
        Self(format!("{} ({})", self.0, aside.0))
    }

    /// The planner's light Markdown on one line: bold and links stay, lists become sentences.
    pub fn line(text: &str) -> Self {
        let mut parts = Vec::new();
        for block in markdown::parse(&without_slot(text)) {
            flatten(&block, &mut parts);
        }
        Self(parts.join(" "))
    }

    /// The same, ending like a sentence.
    pub fn sentence(text: &str) -> Self {
        let mut line = Self::line(text);
        line.close();
        line
    }

    /// The planner's light Markdown as blocks, each paragraph ending like a sentence: paragraphs,
    /// lists, bold and links stay. For places that are lines of their own.
    pub fn blocks(text: &str) -> Self {
        let mut parts = Vec::new();
        for block in markdown::parse(&without_slot(text)) {
            match block {
                Block::List { numbered, items } => {
                    let lines: Vec<_> = items
                        .iter()
                        .enumerate()
                        .map(|(index, item)| {
                            let mark = mark(numbered, index);
                            format!("{mark} {}", source(item))
                        })
                        .collect();
                    parts.push(lines.join("\n"));
                }
                other => flatten_closed(&other, &mut parts),
            }
        }
        Self(parts.join("\n\n"))
    }

    /// The same for a row of a table or an item of a list: paragraphs and items stay apart, each on
    /// a line of its own.
    pub fn broken(text: &str) -> Self {
        let mut parts = Vec::new();
        for block in markdown::parse(&without_slot(text)) {
            match block {
                Block::List { numbered, items } => {
                    parts.extend(items.iter().enumerate().map(|(index, item)| {
                        let mark = mark(numbered, index);
                        let (sign, digits) = (&mark[mark.len() - 1..], &mark[..mark.len() - 1]);
                        format!("{digits}\\{sign} {}", source(item))
                    }));
                }
                other => flatten_closed(&other, &mut parts),
            }
        }
        Self(parts.join("\\\n"))
    }

    /// Ends it like a sentence; an address at its end stays as it is.
    fn close(&mut self) {
        let line = self.0.trim_end();
        let open = |last: char| !matches!(last, '.' | '!' | '?' | ':' | '…');
        let last_word = line.rsplit(char::is_whitespace).next().unwrap_or("");
        let bare = match last_word.rsplit_once("](") {
            Some((label, _)) => label.contains("://"),
            None => last_word.contains("://"),
        };
        if line.chars().last().is_some_and(open) && !bare {
            self.0.push('.');
        }
    }

    /// An address a link may have, or nothing.
    pub fn address(href: &str) -> Option<Self> {
        let href = href.trim();
        let plain = href
            .chars()
            .all(|sign| !matches!(sign, '<' | '>' | '"' | '\\' | '`' | '{' | '}'));
        (safe_address(href) && plain).then(|| {
            Self(
                escape(href)
                    .replace("\\(", "(")
                    .replace('(', "%28")
                    .replace(')', "%29"),
            )
        })
    }

    /// A link, or only its words when it may not go there.
    pub fn link(label: &str, href: &str) -> Self {
        let label = Self::plain(label);
        match Self::address(href) {
            Some(href) => Self(format!("[{}]({})", label.0, href.0)),
            None => label,
        }
    }

    /// A telephone number, a mailbox or a web address as a link; anything else as it is.
    pub fn reach(text: &str) -> Self {
        let text = text.trim();
        let spaced = text.contains(char::is_whitespace);
        if text.contains('@') && !spaced && !text.contains(['?', '&']) {
            return Self::link(text, &format!("mailto:{text}"));
        }
        if text.starts_with("https://") && !spaced {
            let shown = text.trim_start_matches("https://").trim_end_matches('/');
            return Self::link(shown, text);
        }
        // A trunk prefix in brackets is not dialled behind a country code.
        let dialled = match text.starts_with('+') {
            true => text.replace("(0)", ""),
            false => text.to_owned(),
        };
        let dialled: String = dialled
            .chars()
            .filter(|sign| sign.is_ascii_digit() || *sign == '+')
            .collect();
        let number = text
            .chars()
            .all(|sign| sign.is_ascii_digit() || " +-()/.".contains(sign));
        if number && dialled.len() >= 3 {
            return Self::link(text, &format!("tel:{dialled}"));
        }
        Self::plain(text)
    }

    /// What is written into the draft.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

/// One line without control characters: how a subject or a preheader reads.
pub fn spoken(line: &str) -> String {
    markdown::parse(line)
        .iter()
        .map(|block| match block {
            Block::Paragraph(run) | Block::Heading(_, run) | Block::Section(run) => characters(run),
            _ => String::new(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn without_slot(text: &str) -> String {
    text.replace(NAME_SLOT, "")
}

fn one_line(text: &str) -> String {
    let visible: String = without_slot(text)
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .filter(|sign| !is_invisible(*sign))
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut only_digits = true;
    for (index, sign) in text.char_indices() {
        let anywhere = matches!(
            sign,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!'
        );
        let at_the_start = index == 0 && matches!(sign, '-' | '+' | ':' | '=')
            || only_digits && matches!(sign, '.' | ')');
        if anywhere || at_the_start {
            escaped.push('\\');
        }
        only_digits &= sign.is_ascii_digit();
        escaped.push(sign);
    }
    escaped
}

fn source(run: &[Inline]) -> String {
    run.iter()
        .map(|inline| match inline {
            Inline::Text(text) => escape(text),
            Inline::Bold(inner) => format!("**{}**", source(inner)),
            Inline::Link { href, label } => match Words::address(href) {
                Some(href) => format!("[{}]({})", source(label), href.as_str()),
                None => source(label),
            },
            Inline::Break => " ".to_owned(),
        })
        .collect()
}

fn mark(numbered: bool, index: usize) -> String {
    match numbered {
        true => format!("{}.", index + 1),
        false => "-".to_owned(),
    }
}

fn flatten_closed(block: &Block, parts: &mut Vec<String>) {
    let mut said = Vec::new();
    flatten(block, &mut said);
    parts.extend(said.into_iter().map(|said| {
        let mut said = Words(said);
        said.close();
        said.0
    }));
}

fn flatten(block: &Block, parts: &mut Vec<String>) {
    match block {
        Block::Heading(_, run) | Block::Section(run) | Block::Paragraph(run) => {
            parts.push(source(run));
        }
        Block::List { items, .. } => {
            let said: Vec<_> = items.iter().map(|item| source(item)).collect();
            parts.push(said.join("; "));
        }
        Block::Facts(facts) => parts.extend(facts.iter().map(|fact| {
            let values: Vec<_> = fact.values.iter().map(|value| source(value)).collect();
            format!("{}: {}", source(&fact.label), values.join("; "))
        })),
        Block::Callout(inner) => inner.iter().for_each(|block| flatten(block, parts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_keeps_bold_and_links_and_flattens_the_rest() {
        let said = Words::line("# Big\n\n**Do** this:\n- a\n- b\n\n[x](https://y.example/(z))");
        assert_eq!(
            said.as_str(),
            "Big **Do** this: a; b [x](https://y.example/%28z%29)"
        );
    }

    #[test]
    fn an_address_at_the_end_of_a_text_gets_no_full_stop() {
        for (text, said) in [
            ("See https://a.example/abc", "See https://a.example/abc"),
            (
                "See <https://a.example/abc>",
                "See [https://a.example/abc](https://a.example/abc)",
            ),
            (
                "See [the page](https://a.example/abc)",
                "See [the page](https://a.example/abc).",
            ),
        ] {
            assert_eq!(Words::sentence(text).as_str(), said);
        }
    }

    #[test]
    fn paragraphs_and_items_stay_apart_where_there_is_room() {
        let text =
            "Read [the page](https://a.example/y), then:\n\n- first thing\n- second\n\nAsk us";
        assert_eq!(
            markdown::parse(Words::blocks(text).as_str()),
            markdown::parse(&format!("{text}."))
        );
        for place in ["- **Records:** ", "Records\n: **Instead:** "] {
            let draft = format!("{place}{}\n", Words::broken(text).as_str());
            let written = crate::compose::text::write(&markdown::parse(&draft));
            let lines: Vec<_> = written.lines().map(str::trim).collect();
            for line in [
                "- first thing",
                "- second",
                "Ask us.",
                "https://a.example/y",
            ] {
                assert!(lines.contains(&line), "{written}");
            }
        }
    }

    #[test]
    fn numbers_and_addresses_become_links_that_can_be_dialled() {
        for (text, words) in [
            ("020 7946 0000", "[020 7946 0000](tel:02079460000)"),
            (
                "+44 (0)20 7946 0000",
                "[\\+44 (0)20 7946 0000](tel:+442079460000)",
            ),
            ("a@b.example", "[a@b.example](mailto:a@b.example)"),
            ("a@b.example?bcc=x", "a@b.example?bcc=x"),
            (
                "https://a.example/help/",
                "[a.example/help](https://a.example/help/)",
            ),
            ("extension 12", "extension 12"),
        ] {
            assert_eq!(Words::reach(text).as_str(), words);
        }
    }

    #[test]
    fn a_name_slot_in_a_plan_is_dropped() {
        assert_eq!(Words::plain("Hello QFWNAMEQ!").as_str(), "Hello \\!");
    }

    proptest! {
        #[test]
        fn plain_words_are_read_back_as_they_were(text in "[ -~äß€]{0,60}") {
            let clean = one_line(&text);
            let blocks = markdown::parse(&format!("Label\n: x {}", Words::plain(&text).as_str()));
            let Block::Facts(facts) = &blocks[0] else { panic!("{blocks:?}") };
            let expected = if clean.is_empty() { "x".to_owned() } else { format!("x {clean}") };
            prop_assert_eq!(characters(&facts[0].values[0]), expected);
        }

        #[test]
        fn plain_words_alone_are_one_paragraph(text in "[-+:=0-9.)(#>*_`~ a-c\\\\|!\\[\\]]{1,30}") {
            let clean = one_line(&text);
            prop_assume!(!clean.is_empty());
            let blocks = markdown::parse(Words::plain(&text).as_str());
            prop_assert_eq!(blocks, vec![Block::Paragraph(vec![Inline::Text(clean)])]);
        }
    }
}
