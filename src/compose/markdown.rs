//! Light Markdown to blocks: paragraphs, lists, bold, links, labelled values and callouts.
//!
//! Everything else an author may have typed (raw HTML, images, code) becomes plain characters.
//! Nothing here writes HTML; that is `page`'s work, from blocks only.

use crate::compose::bare::linked;
use crate::compose::block::{Block, Fact, Inline, safe_address};
use crate::compose::joint::Joint;
use crate::diagnostic::hidden::is_harmful;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Reads light Markdown. Never fails: what it does not know stays as text.
pub fn parse(source: &str) -> Vec<Block> {
    let mut reader = Reader::new();
    for event in Parser::new_ext(source, Options::ENABLE_DEFINITION_LIST) {
        reader.take(event);
    }
    reader.finish()
}

/// What is read so far. The blocks of whatever is open stand in `frames`, the innermost last.
struct Reader {
    frames: Vec<Vec<Block>>,
    run: Vec<Inline>,
    open: Vec<(Mark, Vec<Inline>)>,
    lists: Vec<(bool, Vec<Vec<Block>>)>,
    tables: Vec<Vec<Fact>>,
    /// Whether what is open can hold nothing but one line.
    is_line: bool,
}

enum Mark {
    Bold,
    Link(String),
}

impl Reader {
    fn new() -> Self {
        Self {
            frames: vec![Vec::new()],
            run: Vec::new(),
            open: Vec::new(),
            lists: Vec::new(),
            tables: Vec::new(),
            is_line: false,
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.text(&text);
            }
            Event::SoftBreak => self.say(" "),
            Event::HardBreak => self.run.push(Inline::Break),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.mark(Mark::Bold),
            Tag::Link { dest_url, .. } => self.mark(Mark::Link(dest_url.into_string())),
            Tag::List(first) => self.open_list(first.is_some()),
            Tag::Item | Tag::BlockQuote(_) | Tag::DefinitionListDefinition => self.open_frame(),
            Tag::Heading { .. } => self.is_line = true,
            Tag::DefinitionList => self.tables.push(Vec::new()),
            Tag::DefinitionListTitle => {
                self.is_line = true;
                if let Some(facts) = self.tables.last_mut() {
                    facts.push(Fact {
                        label: Vec::new(),
                        values: Vec::new(),
                    });
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Link => self.unmark(),
            TagEnd::Heading(level) => {
                self.is_line = false;
                let run = self.take_run();
                self.put(Block::Heading(level as u8, run));
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::CodeBlock => self.close_run(),
            TagEnd::Item => self.close_item(),
            TagEnd::List(_) => self.close_list(),
            TagEnd::BlockQuote(_) => {
                let inner = self.close_frame();
                if !inner.is_empty() {
                    self.put(Block::Callout(inner));
                }
            }
            TagEnd::DefinitionListTitle => {
                self.is_line = false;
                let label = self.take_run();
                if let Some(fact) = self.fact() {
                    fact.label = label;
                }
            }
            TagEnd::DefinitionListDefinition => {
                let value = self.close_frame();
                if let Some(fact) = self.fact()
                    && !value.is_empty()
                {
                    fact.values.push(value);
                }
            }
            TagEnd::DefinitionList => {
                let facts = self.tables.pop().unwrap_or_default();
                self.put_facts(facts);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let mut said = String::new();
        for sign in text.chars() {
            match Joint::of(sign) {
                Some(joint) => {
                    self.say(&std::mem::take(&mut said));
                    self.join(joint);
                }
                None if sign == '\n' || sign == '\t' => said.push(' '),
                None if sign.is_control() || is_harmful(sign) => {}
                None => said.push(sign),
            }
        }
        self.say(&said);
    }

    fn say(&mut self, said: &str) {
        match self.run.last_mut() {
            Some(Inline::Text(last)) => last.push_str(said),
            _ if said.is_empty() => {}
            _ => self.run.push(Inline::Text(said.to_owned())),
        }
    }

    /// One block of a value ends, and another begins; on a line of its own kind they run on.
    fn join(&mut self, joint: Joint) {
        if self.is_line || !self.open.is_empty() {
            return self.say(" ");
        }
        match joint {
            Joint::Paragraph => self.close_run(),
            Joint::List { numbered } => self.open_list(numbered),
            Joint::Item => self.open_frame(),
            Joint::EndItem => self.close_item(),
            Joint::EndList => self.close_list(),
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
                let label = match inner.is_empty() {
                    true => vec![Inline::Text(href.clone())],
                    false => inner,
                };
                self.run.push(Inline::Link { href, label });
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
        let run = linked(self.take_run());
        if !run.is_empty() {
            self.put(Block::Paragraph(run));
        }
    }

    fn open_frame(&mut self) {
        self.close_run();
        self.frames.push(Vec::new());
    }

    fn close_frame(&mut self) -> Vec<Block> {
        self.close_run();
        // Whatever a draft has cut short, the outermost stays.
        match self.frames.len() {
            0 | 1 => Vec::new(),
            _ => self.frames.pop().unwrap_or_default(),
        }
    }

    fn open_list(&mut self, numbered: bool) {
        self.close_run();
        self.lists.push((numbered, Vec::new()));
    }

    fn close_item(&mut self) {
        let item = self.close_frame();
        match self.lists.last_mut() {
            Some((_, items)) if !item.is_empty() => items.push(item),
            _ => item.into_iter().for_each(|block| self.put(block)),
        }
    }

    fn close_list(&mut self) {
        self.close_run();
        if let Some((numbered, items)) = self.lists.pop()
            && !items.is_empty()
        {
            self.put(Block::List { numbered, items });
        }
    }

    fn fact(&mut self) -> Option<&mut Fact> {
        self.tables.last_mut()?.last_mut()
    }

    fn put_facts(&mut self, facts: Vec<Fact>) {
        let facts: Vec<Fact> = facts
            .into_iter()
            .filter(|fact| !fact.values.is_empty())
            .collect();
        match self.frames.last_mut().and_then(|blocks| blocks.last_mut()) {
            Some(Block::Facts(last)) => last.extend(facts),
            _ if facts.is_empty() => {}
            _ => self.put(Block::Facts(facts)),
        }
    }

    fn put(&mut self, block: Block) {
        if let Some(blocks) = self.frames.last_mut() {
            blocks.push(block);
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.close_run();
        while !self.lists.is_empty() {
            self.close_item();
            self.close_list();
        }
        self.frames.into_iter().flatten().collect()
    }
}

fn trim(run: &mut Vec<Inline>) {
    while let Some(first) = run.first_mut() {
        match first {
            Inline::Text(first) => *first = first.trim_start().to_owned(),
            Inline::Break => {}
            _ => break,
        }
        if !is_nothing(first) {
            break;
        }
        run.remove(0);
    }
    while let Some(last) = run.last_mut() {
        match last {
            Inline::Text(last) => last.truncate(last.trim_end().len()),
            Inline::Break => {}
            _ => break,
        }
        if !is_nothing(last) {
            break;
        }
        run.pop();
    }
}

fn is_nothing(inline: &Inline) -> bool {
    match inline {
        Inline::Text(text) => text.is_empty(),
        Inline::Break => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::block::{all_characters, characters};

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
            .map(|fact| (characters(&fact.label), all_characters(&fact.values[0])))
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
    fn a_link_without_words_shows_where_it_goes() {
        let blocks = parse("See [](https://a.example/x) now.");
        assert_eq!(all_characters(&blocks), "See https://a.example/x now.");
    }

    #[test]
    fn a_list_in_an_item_stays_there() {
        let blocks = parse("- one\n  - two\n- three\n");
        let Block::List { items, .. } = &blocks[0] else {
            panic!("{blocks:?}");
        };
        assert!(matches!(
            items[0].as_slice(),
            [Block::Paragraph(_), Block::List { .. }]
        ));
        let said: Vec<_> = items.iter().map(|item| all_characters(item)).collect();
        assert_eq!(said, ["one two", "three"]);
    }

    #[test]
    fn joints_that_a_draft_has_cut_short_lose_no_words() {
        let list = Joint::List { numbered: false }.written();
        let (item, end) = (Joint::Item.written(), Joint::EndList.written());
        for (draft, said) in [
            (format!("a{list}{item}b"), "a b"),
            (format!("- a{list}{item}b\n- c\n"), "a b c"),
            (format!("a{end}{end}b"), "a b"),
            (format!("# a{list}{item}b"), "a b"),
        ] {
            let said_now = all_characters(&parse(&draft));
            let words: Vec<_> = said_now.split_whitespace().collect();
            assert_eq!(words.join(" "), said, "{draft:?}");
        }
    }
}
