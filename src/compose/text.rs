//! Blocks as a plain-text part, written to be read: 72 columns, underlined headings, addresses
//! alone on their lines.

use crate::compose::bare::says_itself;
use crate::compose::block::{Block, Fact, Inline, characters, encoded};
use crate::compose::wrap::{COLUMNS, wrap};
use crate::plan::address::readable;
use crate::plan::isolate::{closed_by_line, width};

const LABEL_COLUMN: usize = 22;

/// The whole text part, ending in one line break.
pub fn write(blocks: &[Block]) -> String {
    let text = stacked(blocks, ("", ""));
    closed_by_line(&format!("{text}\n"))
}

/// Blocks below each other, with empty lines between; what the first line begins with, and what
/// every other does.
fn stacked(blocks: &[Block], (first, rest): (&str, &str)) -> String {
    let mut parts = Vec::new();
    let mut lead = first;
    for block in blocks {
        let part = written(block, (lead, rest));
        if !part.trim().is_empty() {
            parts.push(part);
            lead = rest;
        }
    }
    parts.join("\n\n")
}

fn written(block: &Block, (first, rest): (&str, &str)) -> String {
    match block {
        Block::Heading(1, run) | Block::Paragraph(run) => paragraph(run, first, rest),
        Block::Heading(_, run) => underlined(run, "-"),
        Block::Section(run) => format!("\n{}", underlined(run, "=")),
        Block::List { numbered, items } => {
            let item = |(index, item): (usize, &Vec<Block>)| {
                let mark = if *numbered {
                    format!("{}. ", index + 1)
                } else {
                    "- ".to_owned()
                };
                let lead = if index == 0 { first } else { rest };
                let indent = format!("{rest}{}", " ".repeat(mark.len()));
                stacked(item, (&format!("{lead}{mark}"), &indent))
            };
            listed(items.iter().enumerate().map(item))
        }
        Block::Facts(facts) => table(facts),
        Block::Callout(inner) => stacked(inner, (first, rest)),
    }
}

/// Entries on lines of their own; what has several blocks is closed off by an empty line.
fn listed(entries: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    let mut parting = "";
    for entry in entries {
        text.push_str(parting);
        parting = if entry.contains("\n\n") { "\n\n" } else { "\n" };
        text.push_str(&entry);
    }
    text
}

fn underlined(run: &[Inline], sign: &str) -> String {
    let heading = paragraph(run, "", "");
    let widest = heading.lines().map(width).max();
    let line = sign.repeat(widest.unwrap_or(0).min(COLUMNS));
    format!("{heading}\n{line}")
}

fn table(facts: &[Fact]) -> String {
    let wide = |fact: &Fact| width(&characters(&fact.label));
    let column = facts.iter().map(wide).max().unwrap_or(0);
    let aligned = column <= LABEL_COLUMN;
    let mut lines = Vec::new();
    for fact in facts {
        let label = format!("{}:", characters(&fact.label));
        let (mut first, rest) = if aligned {
            let room = " ".repeat(column + 2 - width(&label));
            (format!("{label}{room}"), " ".repeat(column + 2))
        } else {
            (format!("{label} "), "  ".to_owned())
        };
        for value in &fact.values {
            lines.push(stacked(value, (&first, &rest)));
            first.clone_from(&rest);
        }
    }
    listed(lines.into_iter())
}

/// One run; the web addresses in it follow it, each on its own line.
fn paragraph(run: &[Inline], first: &str, rest: &str) -> String {
    let mut lines = Vec::new();
    let mut lead = first;
    for part in run.split(|inline| *inline == Inline::Break) {
        let (mut said, mut addresses) = (String::new(), Vec::new());
        say(part, &mut said, &mut addresses);
        if said.trim().is_empty() {
            continue;
        }
        let only_link = matches!(part, [Inline::Link { .. }]) && !addresses.is_empty();
        if only_link {
            said.push(':');
        }
        lines.push(wrap(&said, lead, rest));
        lead = rest;
        lines.extend(addresses.iter().map(|address| format!("{rest}{address}")));
    }
    lines.join("\n")
}

fn say(run: &[Inline], said: &mut String, addresses: &mut Vec<String>) {
    for inline in run {
        match inline {
            Inline::Text(text) => said.push_str(text),
            Inline::Bold(inner) => say(inner, said, addresses),
            Inline::Break => said.push(' '),
            Inline::Link { href, label } => {
                say(label, said, addresses);
                let shown = characters(label);
                match href.split_once(':') {
                    Some(("tel", number)) if digits(number).ends_with(&local_digits(&shown)) => {}
                    Some(("mailto", there)) if encoded(&shown).contains(&readable(there)) => {}
                    Some(("tel" | "mailto", there)) if !shown.contains(there) => {
                        said.push_str(&format!(" ({there})"));
                    }
                    Some(("tel" | "mailto", _)) => {}
                    _ if says_itself(href, &shown) => {}
                    _ => addresses.push(href.clone()),
                }
            }
        }
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn local_digits(shown: &str) -> String {
    let all = digits(shown);
    match all.strip_prefix('0') {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ if all.is_empty() => "none".to_owned(),
        _ => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::markdown;
    use crate::compose::words::Words;

    fn written(draft: &str) -> String {
        write(&markdown::parse(draft))
    }

    #[test]
    fn a_button_is_its_words_and_its_address() {
        assert_eq!(
            written("[Read the plan](https://a.example/x)"),
            "Read the plan:\nhttps://a.example/x\n"
        );
    }

    #[test]
    fn values_stand_in_a_column_under_each_other() {
        assert_eq!(
            written("From\n: Saturday\n\nBack by\n: Sunday\n: Monday\n"),
            "From:    Saturday\nBack by: Sunday\n         Monday\n"
        );
    }

    #[test]
    fn a_heading_is_underlined_as_long_as_it_is() {
        assert_eq!(
            written("## To do\n\n- a\n- b"),
            "To do\n-----\n\n- a\n- b\n"
        );
    }

    #[test]
    fn a_mailbox_shown_in_its_own_letters_is_not_said_twice() {
        let mailbox = Words::reach("stod@xn--frjor-gra.example");
        assert_eq!(written(mailbox.as_str()), "stod@färjor.example\n");
    }

    #[test]
    fn a_number_shown_is_not_said_twice() {
        assert_eq!(
            written("Call [020 7946 0000](tel:+442079460000)."),
            "Call 020 7946 0000.\n"
        );
        assert_eq!(
            written("Call [the desk](tel:+442079460000)."),
            "Call the desk (+442079460000).\n"
        );
    }
}
