//! Light Markdown to blocks: paragraphs, lists, bold, links, labelled values and callouts.
//!
//! Everything else an author may have typed (raw HTML, images, code) becomes plain characters.
//! Nothing here writes HTML; that is `page`'s work, from blocks only.

use crate::compose::block::{Block, Fact, Inline, safe_address};
use crate::diagnostic::hidden::is_invisible;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Reads light Markdown. Never fails: what it does not know stays as text.
pub fn parse(source: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(source, Options::ENABLE_DEFINITION_LIST) {
        reader.take(event);
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    done: Vec<Block>,
    callout: Option<Vec<Block>>,
    run: Vec<Inline>,
    open: Vec<(Mark, Vec<Inline>)>,
    lists: Vec<(bool, Vec<Vec<Inline>>)>,
    facts: Vec<Fact>,
    item: Vec<Inline>,
}

enum Mark {
    Bold,
    Link(String),
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.text(&text);
            }
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.run.push(Inline::Break),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.mark(Mark::Bold),
            Tag::Link { dest_url, .. } => self.mark(Mark::Link(dest_url.into_string())),
            Tag::List(first) => {
                self.close_run();
                if let Some((_, outer)) = self.lists.last_mut()
                    && !self.item.is_empty()
                {
                    outer.push(std::mem::take(&mut self.item));
                }
                self.lists.push((first.is_some(), Vec::new()));
            }
            Tag::BlockQuote(_) if self.callout.is_none() => self.callout = Some(Vec::new()),
            Tag::DefinitionListTitle => self.facts.push(Fact {
                label: Vec::new(),
                values: Vec::new(),
            }),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Link => self.unmark(),
            TagEnd::Heading(level) => {
                let run = self.take_run();
                self.put(Block::Heading(level as u8, run));
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::CodeBlock => self.close_run(),
            TagEnd::Item => self.close_item(),
            TagEnd::List(_) => self.close_list(),
            TagEnd::BlockQuote(_) => {
                if let Some(inner) = self.callout.take()
                    && !inner.is_empty()
                {
                    self.done.push(Block::Callout(inner));
                }
            }
            TagEnd::DefinitionListTitle => {
                let label = self.take_run();
                if let Some(fact) = self.facts.last_mut() {
                    fact.label = label;
                }
            }
            TagEnd::DefinitionListDefinition => {
                self.close_run();
                let value = std::mem::take(&mut self.item);
                if let Some(fact) = self.facts.last_mut()
                    && !value.is_empty()
                {
                    fact.values.push(value);
                }
            }
            TagEnd::DefinitionList => {
                let facts = std::mem::take(&mut self.facts);
                self.put_facts(facts);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let clean: String = text
            .chars()
            .map(|sign| {
                if sign == '\n' || sign == '\t' {
                    ' '
                } else {
                    sign
                }
            })
            .filter(|sign| !sign.is_control() && !is_invisible(*sign))
            .collect();
        match self.run.last_mut() {
            Some(Inline::Text(last)) => last.push_str(&clean),
            _ => self.run.push(Inline::Text(clean)),
        }
    }

    fn mark(&mut self, mark: Mark) {
        self.open.push((mark, std::mem::take(&mut self.run)));
    }

    fn unmark(&mut self) {
        let Some((mark, before)) = self.open.pop() else {
            return;
        };
        let inner = std::mem::replace(&mut self.run, before);
        match mark {
            Mark::Bold => self.run.push(Inline::Bold(inner)),
            Mark::Link(href) if safe_address(&href) => {
                self.run.push(Inline::Link { href, label: inner });
            }
            Mark::Link(_) => self.run.extend(inner),
        }
    }

    fn take_run(&mut self) -> Vec<Inline> {
        let mut run = std::mem::take(&mut self.run);
        trim(&mut run);
        run
    }

    fn close_run(&mut self) {
        let run = self.take_run();
        if run.is_empty() {
            return;
        }
        if self.lists.is_empty() && self.facts.is_empty() {
            self.put(Block::Paragraph(run));
        } else {
            if !self.item.is_empty() {
                self.item.push(Inline::Break);
            }
            self.item.extend(run);
        }
    }

    fn close_item(&mut self) {
        self.close_run();
        let item = std::mem::take(&mut self.item);
        if let Some((_, items)) = self.lists.last_mut()
            && !item.is_empty()
        {
            items.push(item);
        }
    }

    fn close_list(&mut self) {
        let Some((numbered, items)) = self.lists.pop() else {
            return;
        };
        if let Some((_, outer)) = self.lists.last_mut() {
            outer.extend(items);
        } else if !self.facts.is_empty() {
            for (index, item) in items.into_iter().enumerate() {
                if index > 0 || !self.item.is_empty() {
                    self.item.push(Inline::Break);
                }
                self.item.extend(item);
            }
        } else if !items.is_empty() {
            self.put(Block::List { numbered, items });
        }
    }

    fn put_facts(&mut self, facts: Vec<Fact>) {
        let facts: Vec<Fact> = facts
            .into_iter()
            .filter(|fact| !fact.values.is_empty())
            .collect();
        let into = self.callout.as_mut().unwrap_or(&mut self.done);
        match into.last_mut() {
            Some(Block::Facts(last)) => last.extend(facts),
            _ if facts.is_empty() => {}
            _ => into.push(Block::Facts(facts)),
        }
    }

    fn put(&mut self, block: Block) {
        self.callout.as_mut().unwrap_or(&mut self.done).push(block);
    }

    fn finish(mut self) -> Vec<Block> {
        self.close_run();
        self.done
    }
}

fn trim(run: &mut Vec<Inline>) {
    while let Some(Inline::Text(first)) = run.first_mut() {
        *first = first.trim_start().to_owned();
        if !first.is_empty() {
            break;
        }
        run.remove(0);
    }
    while let Some(Inline::Text(last)) = run.last_mut() {
        last.truncate(last.trim_end().len());
        if !last.is_empty() {
            break;
        }
        run.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::block::characters;

    fn text(content: &str) -> Inline {
        Inline::Text(content.to_owned())
    }

    #[test]
    fn labelled_values_apart_by_blank_lines_are_one_table() {
        let blocks = parse("From\n: Saturday\n\nTo\n: Sunday\n\nThen **this**.\n");
        let Block::Facts(facts) = &blocks[0] else {
            panic!("{blocks:?}");
        };
        let rows: Vec<_> = facts
            .iter()
            .map(|fact| (characters(&fact.label), characters(&fact.values[0])))
            .collect();
        assert_eq!(
            rows,
            [
                ("From".to_owned(), "Saturday".to_owned()),
                ("To".to_owned(), "Sunday".to_owned())
            ]
        );
        assert_eq!(
            blocks[1],
            Block::Paragraph(vec![
                text("Then "),
                Inline::Bold(vec![text("this")]),
                text(".")
            ])
        );
    }

    #[test]
    fn markup_beyond_the_light_kind_becomes_text() {
        let blocks = parse("a <b onclick=x>c</b> ![alt](https://x.example/p.png) `code`");
        assert_eq!(
            blocks,
            [Block::Paragraph(vec![text(
                "a <b onclick=x>c</b> alt code"
            )])]
        );
    }

    #[test]
    fn a_link_elsewhere_keeps_its_words_only() {
        assert_eq!(
            parse("[go](javascript:alert(1))"),
            [Block::Paragraph(vec![text("go")])]
        );
    }

    #[test]
    fn a_nested_list_is_flattened() {
        let blocks = parse("- one\n  - two\n- three\n");
        let Block::List { items, .. } = &blocks[0] else {
            panic!("{blocks:?}");
        };
        let said: Vec<_> = items.iter().map(|item| characters(item)).collect();
        assert_eq!(said, ["one", "two", "three"]);
    }
}
