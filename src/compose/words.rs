//! Words that are safe to put anywhere into a draft: whatever their author typed, they can neither
//! become markup the draft did not mean nor template code.

use crate::compose::block::{Block, Inline, all_characters, encoded, safe_address};
use crate::compose::joint::Joint;
use crate::compose::markdown;
use crate::compose::message::NAME_SLOT;
use crate::diagnostic::hidden::is_harmful;
use crate::plan::address::{Address, readable};
use crate::plan::isolate::{isolated, marked};
use schemars::JsonSchema;
use serde::Serialize;

/// A value as a draft takes it: Markdown in which everything special is escaped.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Words(String);

impl Words {
    /// Characters and nothing but characters, on one line; whichever way they are read, they leave what
    /// stands around them in its place.
    pub fn plain(text: &str) -> Self {
        Self(escape(&isolated(&one_line(text))))
    }

    /// These words, and others in brackets behind them.
    pub fn with_aside(&self, aside: &Self) -> Self {
        Self(format!("{} ({})", self.0, aside.0))
    }

    /// The planner's light Markdown on one line: bold and links stay, lists become sentences.
    pub fn line(text: &str) -> Self {
        Self(isolated(&flat(&markdown::parse(&cleaned(text)))))
    }

    /// The planner's light Markdown as it was typed: paragraphs, lists, bold and links stay, wherever
    /// it stands.
    pub fn typed(text: &str) -> Self {
        Self(joined(&markdown::parse(&cleaned(text)), &|paragraph| {
            paragraph
        }))
    }

    /// The same, each paragraph ending like a sentence.
    pub fn text(text: &str) -> Self {
        Self(joined(&markdown::parse(&cleaned(text)), &|paragraph| {
            let mut paragraph = Self(paragraph);
            paragraph.close();
            paragraph.0
        }))
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
        safe_address(href).then(|| Self(escape(&encoded(href))))
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
            let mailbox = text.parse::<Address>();
            let there = mailbox.as_ref().map_or(text, Address::as_str);
            return Self::link(&readable(text), &format!("mailto:{there}"));
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

/// One line without control characters and isolates: how a subject or a preheader reads.
pub fn spoken(line: &str) -> String {
    marked(&all_characters(&markdown::parse(line)))
}

/// A text without what means something to us alone.
fn cleaned(text: &str) -> String {
    let text = text.replace(NAME_SLOT, "");
    text.replace(|sign| Joint::of(sign).is_some(), " ")
}

fn one_line(text: &str) -> String {
    let visible: String = cleaned(text)
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .filter(|sign| !is_harmful(*sign))
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

/// Blocks on one line, with joints between them; how a paragraph outside a list ends.
fn joined(blocks: &[Block], end: &dyn Fn(String) -> String) -> String {
    let written = |block: &Block| match block {
        Block::List { numbered, items } => {
            let items = items.iter().map(|item| {
                let item = joined(item, &|paragraph| paragraph);
                [Joint::Item.written(), item, Joint::EndItem.written()].concat()
            });
            let numbered = *numbered;
            let list = [Joint::List { numbered }.written(), items.collect()];
            [list.concat(), Joint::EndList.written()].concat()
        }
        Block::Callout(inner) => joined(inner, end),
        other => {
            let mut said = Vec::new();
            flatten(other, &mut said);
            let ended = said.into_iter().map(|paragraph| isolated(&end(paragraph)));
            let ended: Vec<_> = ended.collect();
            ended.join(&Joint::Paragraph.written())
        }
    };
    let written: Vec<_> = blocks.iter().map(written).collect();
    written.join(&Joint::Paragraph.written())
}

fn flatten(block: &Block, parts: &mut Vec<String>) {
    match block {
        Block::Heading(_, run) | Block::Section(run) | Block::Paragraph(run) => {
            parts.push(source(run));
        }
        Block::List { items, .. } => {
            let said: Vec<_> = items.iter().map(|item| flat(item)).collect();
            parts.push(said.join("; "));
        }
        Block::Facts(facts) => parts.extend(facts.iter().map(|fact| {
            let values: Vec<_> = fact.values.iter().map(|value| flat(value)).collect();
            format!("{}: {}", source(&fact.label), values.join("; "))
        })),
        Block::Callout(inner) => inner.iter().for_each(|block| flatten(block, parts)),
    }
}

fn flat(blocks: &[Block]) -> String {
    let mut parts = Vec::new();
    blocks.iter().for_each(|block| flatten(block, &mut parts));
    parts.join(" ")
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
            (
                "See https://a.example/abc",
                "See [https://a.example/abc](https://a.example/abc)",
            ),
            (
                "See <https://a.example/abc>",
                "See [https://a.example/abc](https://a.example/abc)",
            ),
            (
                "See [the page](https://a.example/abc)",
                "See [the page](https://a.example/abc).",
            ),
        ] {
            assert_eq!(Words::text(text).as_str(), said);
        }
    }

    #[test]
    fn paragraphs_and_lists_stay_what_they_are_wherever_they_stand() {
        let text = "Read [the page](https://a.example/y), then:\n\n- **first** thing\n  1. now\n- second\n\nAsk us";
        let meant = markdown::parse(&format!("{text}."));
        let words = Words::text(text);
        let drafted = |draft: &str| markdown::parse(&draft.replace('@', words.as_str()));
        assert_eq!(drafted("@"), meant);
        assert_eq!(drafted("> @"), [Block::Callout(meant.clone())]);
        let Block::List { items, .. } = &drafted("- @\n- @\n")[0] else {
            panic!("no list");
        };
        assert_eq!(items, &[meant.clone(), meant.clone()]);
        let Block::Facts(facts) = &drafted("Records\n: @\n: @\n")[0] else {
            panic!("no table");
        };
        assert_eq!(facts[0].values, [meant.clone(), meant.clone()]);
        let around = drafted("**Instead:** @ And call.");
        assert_eq!(around.len(), 3);
        assert!(all_characters(&around[2..]).ends_with("Ask us. And call."));
    }

    #[test]
    fn a_list_alone_stands_below_what_leads_up_to_it() {
        let draft = format!("- **Records:** {}\n", Words::typed("- a\n- b").as_str());
        let written = crate::compose::text::write(&markdown::parse(&draft));
        assert_eq!(written, "- Records:\n\n  - a\n  - b\n");
    }

    #[test]
    fn joints_that_somebody_typed_join_nothing() {
        let typed = format!("a{}b", Joint::Paragraph.written());
        assert_eq!(markdown::parse(Words::text(&typed).as_str()).len(), 1);
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
                "stod@xn--frjor-gra.example",
                "[stod@färjor.example](mailto:stod@xn--frjor-gra.example)",
            ),
            (
                "stod@färjor.example",
                "[stod@färjor.example](mailto:stod@xn--frjor-gra.example)",
            ),
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
    fn whatever_check_takes_for_a_link_leads_there_in_both_parts() {
        for (typed, led) in [
            (
                "https://a.example/x?a=\"b\"&c=1",
                "https://a.example/x?a=%22b%22&c=1",
            ),
            ("https://a.example/{id}", "https://a.example/%7Bid%7D"),
            ("https://a.example/`a`\\b", "https://a.example/%60a%60%5Cb"),
            ("<https://a.example/a(1>", "https://a.example/a%281"),
            ("mailto:\"a\"@b.example", "mailto:%22a%22@b.example"),
        ] {
            let text = format!("See [the page]({typed}) now.");
            assert!(text.parse::<crate::plan::text::Text>().is_ok(), "{text}");
            for words in [Words::line(&text), Words::typed(&text), Words::text(&text)] {
                let blocks = markdown::parse(words.as_str());
                let [Block::Paragraph(run)] = blocks.as_slice() else {
                    panic!("{blocks:?}");
                };
                let link = Inline::Link {
                    href: led.to_owned(),
                    label: vec![Inline::Text("the page".to_owned())],
                };
                assert_eq!(run[1], link, "{typed}");
            }
        }
        let join = Words::address("https://a.example/{id}").unwrap();
        assert_eq!(join.as_str(), "https://a.example/%7Bid%7D");
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
            prop_assert_eq!(all_characters(&facts[0].values[0]), expected);
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
