//! Said: what a mail of several notices has said so far, and what of a further one is news.

use crate::compose::block::{Block, Fact, Inline, all_characters, characters};
use crate::compose::message::NAME_SLOT;
use crate::compose::text;
use crate::compose::worded::Worded;
use crate::notice::Notice;
use crate::notice::facts::ContactFacts;
use crate::plan::address::readable;
use std::collections::BTreeSet;

/// A paragraph with the reader's name in it and so few words is a greeting.
const GREETING_WORDS: usize = 3;

/// A sentence of no more words may be said again of another window.
const TERSE_WORDS: usize = 8;

/// The level of the headings inside a section.
const INNER: u8 = 3;

/// What a mail has said so far.
pub(super) struct Said {
    windows: BTreeSet<String>,
    blocks: Vec<Block>,
}

impl Said {
    /// What a notice of a window says.
    pub(super) fn of(window: &str, blocks: &[Block]) -> Self {
        Self {
            windows: BTreeSet::from([window.to_owned()]),
            blocks: blocks.to_vec(),
        }
    }

    /// What of a further notice is news, its headline apart. A few words about another window, and
    /// what has to be done, are news even when the same was said of one before; how to get help, why,
    /// what it costs and what is asked often are not.
    ///
    /// Of what happened on the night whoever hears of it in another role reads no sentence twice, nor
    /// whom to ask.
    pub(super) fn news(&mut self, notice: &Notice, worded: Worded, is_twin: bool) -> Vec<Block> {
        let facts = &notice.facts;
        let known = !self.windows.insert(facts.window.id.clone());
        let day = worded.view.window.when.start.day_short.as_str();
        // Of another window its hours are news, be they the same.
        let dates = |row: &Fact| !known && says(row, day);
        let is_old = |block: &Block| {
            let old = known
                || is_link(block)
                || tells_contact(block, &facts.contact)
                || !is_terse(block) && !asks(block, notice) && !any_row(block, dates);
            let is_said = || self.blocks.contains(block) || self.says_ways(block, &facts.contact);
            (old && is_said()) || (is_twin && self.repeats(block, &facts.contact))
        };
        let mut news: Vec<Block> = Vec::new();
        let body = worded.draft.body.into_iter();
        let body: Vec<Block> = body
            .map(|block| {
                let is_kept = |row: &Fact| names_service(row, notice) || dates(row);
                let block = self.fresh((block, &facts.contact), is_kept);
                if is_twin { self.unsaid(block) } else { block }
            })
            .collect();
        let change = said_of_change(&body, notice).filter(|_| !known);
        for (place, block) in body.iter().enumerate() {
            let tells_change = |lead| place == lead || matches!(block, Block::List { .. });
            match block {
                Block::Heading(1, _) => {}
                _ if is_greeting(block) => {}
                Block::Heading(..) => {
                    close(&mut news);
                    news.push(block.clone());
                }
                _ if !opens(block) && !change.is_some_and(tells_change) && is_old(block) => {
                    // What only led up to it has nothing to say either.
                    news.pop_if(|last| matches!(last, Block::Paragraph(_)) && opens(last));
                    // Nor does a heading stand above what only comes after its list.
                    let is_list = !matches!(block, Block::Paragraph(_));
                    news.pop_if(|last| is_list && matches!(last, Block::Heading(..)));
                }
                _ => {
                    if is_link(block) {
                        // A button stands under no heading.
                        close(&mut news);
                    }
                    news.push(block.clone());
                }
            }
        }
        close(&mut news);
        self.blocks.extend(body);
        news.into_iter().map(inner).collect()
    }

    /// A table without the rows that stood in one before, but for those that are said every time.
    fn fresh(
        &self,
        (block, contact): (Block, &ContactFacts),
        is_kept: impl Fn(&Fact) -> bool,
    ) -> Block {
        let Block::Facts(mut rows) = block else {
            return block;
        };
        let is_said = |row: &Fact| self.rows().any(|known| known == row) || self.says(row, contact);
        if !rows.iter().all(is_said) {
            rows.retain(|row| is_kept(row) || !is_said(row));
        }
        Block::Facts(rows)
    }

    /// A paragraph of mere words without the sentences that one before has.
    fn unsaid(&self, block: Block) -> Block {
        let Block::Paragraph(run) = &block else {
            return block;
        };
        let is_plain = |inline: &Inline| matches!(inline, Inline::Text(_) | Inline::Break);
        let said = characters(run);
        let fresh: Vec<&str> = sentences(&said)
            .filter(|sentence| !self.has(sentence))
            .collect();
        let is_shorter = fresh.len() < sentences(&said).count();
        match run.iter().all(is_plain) && is_shorter && !fresh.is_empty() {
            true => Block::Paragraph(vec![Inline::Text(fresh.join(" "))]),
            false => block,
        }
    }

    /// Whether all sentences of a paragraph, or all rows of a table, stood in one before, or a block
    /// names whom to ask, as another one did.
    fn repeats(&self, block: &Block, contact: &ContactFacts) -> bool {
        let is_known = match block {
            Block::Paragraph(run) => sentences(&characters(run)).all(|sentence| self.has(sentence)),
            Block::Facts(rows) => {
                let mut rows = rows.iter();
                rows.all(|row| self.rows().any(|known| known == row))
            }
            _ => false,
        };
        let tells = |block: &Block| tells_contact(block, contact);
        is_known || (tells(block) && self.blocks.iter().any(tells))
    }

    /// Whether a paragraph has this sentence.
    fn has(&self, sentence: &str) -> bool {
        self.blocks.iter().any(|block| match block {
            Block::Paragraph(run) => sentences(&characters(run)).any(|known| known == sentence),
            _ => false,
        })
    }

    /// Every row of every table.
    fn rows(&self) -> impl Iterator<Item = &Fact> {
        let tables = self.blocks.iter().filter_map(|block| match block {
            Block::Facts(rows) => Some(rows),
            _ => None,
        });
        tables.flatten()
    }

    /// Whether a way to reach somebody, at the same hours, stood in a table before under whatever name.
    fn says(&self, row: &Fact, contact: &ContactFacts) -> bool {
        let is_known = |value: &Vec<Block>| self.rows().any(|known| known.values.contains(value));
        tells_contact(&Block::Facts(vec![row.clone()]), contact) && row.values.iter().all(is_known)
    }

    /// Whether a block is a table of such ways and no others.
    fn says_ways(&self, block: &Block, contact: &ContactFacts) -> bool {
        matches!(block, Block::Facts(rows) if rows.iter().all(|row| self.says(row, contact)))
    }
}

/// Where the first words of a correction stand, its headline and greeting apart. They and its lists say
/// what is otherwise: that is news of every window, be it the same.
fn said_of_change(body: &[Block], notice: &Notice) -> Option<usize> {
    let leads = |block: &Block| !(matches!(block, Block::Heading(..)) || is_greeting(block));
    let first = body.iter().position(leads);
    first.filter(|_| notice.facts.milestone.corrects())
}

/// The sentences of a paragraph.
fn sentences(said: &str) -> impl Iterator<Item = &str> {
    let ends = |(at, _): &(usize, &str)| {
        let next = said[at + 1..].trim_start().chars().next();
        next.is_none_or(char::is_uppercase)
    };
    let ends: Vec<usize> = said
        .match_indices(". ")
        .filter(ends)
        .map(|(at, _)| at + 1)
        .collect();
    let mut start = 0;
    let parts = ends.into_iter().chain([said.len()]).map(move |end| {
        let part = &said[start..end];
        start = end;
        part.trim()
    });
    parts.filter(|part| !part.is_empty())
}

/// Whether a row names a service that is touched.
fn names_service(row: &Fact, notice: &Notice) -> bool {
    let mut services = notice.facts.window.services.iter();
    services.any(|service| says(row, &service.name))
}

/// Whether a row has some words in it.
fn says(row: &Fact, words: &str) -> bool {
    let mut values = row.values.iter();
    values.any(|value| all_characters(value).contains(words))
}

/// Whether a block is a table with such a row.
fn any_row(block: &Block, is_such: impl Fn(&Fact) -> bool) -> bool {
    matches!(block, Block::Facts(rows) if rows.iter().any(is_such))
}

/// Whether a block is a sentence of a few words.
fn is_terse(block: &Block) -> bool {
    let Block::Paragraph(run) = block else {
        return false;
    };
    characters(run).split_whitespace().count() <= TERSE_WORDS
}

/// Whether a block says what has to be done.
fn asks(block: &Block, notice: &Notice) -> bool {
    let said = text::write(std::slice::from_ref(block));
    let said: Vec<&str> = said.split_whitespace().collect();
    let said = said.join(" ");
    let actions = &notice.facts.actions;
    let actions = [&actions.before, &actions.during, &actions.after];
    let mut actions = actions.into_iter().flatten();
    actions.any(|action| said.contains(action.text.trim_end_matches('.')))
}

/// Whether a block says nothing but that others follow.
fn opens(block: &Block) -> bool {
    match block {
        Block::Heading(..) => true,
        Block::Paragraph(run) => characters(run).trim_end().ends_with(':'),
        _ => false,
    }
}

/// Takes back openings after which nothing came.
fn close(news: &mut Vec<Block>) {
    while news.last().is_some_and(opens) {
        news.pop();
    }
}

fn is_link(block: &Block) -> bool {
    matches!(block, Block::Paragraph(run) if matches!(run.as_slice(), [Inline::Link { .. }]))
}

/// Whether a block names a way to reach somebody.
fn tells_contact(block: &Block, contact: &ContactFacts) -> bool {
    let said = text::write(std::slice::from_ref(block));
    let people = [&contact.person, &contact.deputy].into_iter().flatten();
    let people = people.flat_map(|person| [&person.email, &person.phone]);
    let ways = [&contact.email, &contact.phone].into_iter().chain(people);
    let mut ways = ways.flatten();
    ways.any(|way| said.contains(way.as_str()) || said.contains(&readable(way)))
}

fn inner(block: Block) -> Block {
    match block {
        Block::Heading(_, run) => Block::Heading(INNER, run),
        other => other,
    }
}

/// Whether a block is nothing but a greeting.
pub(super) fn is_greeting(block: &Block) -> bool {
    let Block::Paragraph(run) = block else {
        return false;
    };
    let said = characters(run);
    said.contains(NAME_SLOT) && said.split_whitespace().count() <= GREETING_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::markdown;

    #[test]
    fn what_was_said_of_a_night_is_left_out_sentence_by_sentence() {
        let said = Said::of(
            "night",
            &markdown::parse(
                "We need until 3:00am instead of 2:00am. Your team goes on.\n\nBecause\n: The copy is slow\n",
            ),
        );
        let own = |text: &str| {
            let block = said.unsaid(markdown::parse(text).remove(0));
            (!said.repeats(&block, &contact())).then(|| text::write(&[block]))
        };
        let own = |text| own(text).map(|left| left.trim().to_owned());
        assert_eq!(own("We need until 3:00am instead of 2:00am.\n"), None);
        assert_eq!(own("Because\n: The copy is slow\n"), None);
        let left = own("Your team goes on. An hour more costs much.\n");
        assert_eq!(left.as_deref(), Some("An hour more costs much."));
    }

    fn contact() -> ContactFacts {
        ContactFacts {
            team: "Records desk".into(),
            email: Some("desk@example.org".into()),
            phone: None,
            hours: None,
            zone: None,
            person: None,
            deputy: None,
        }
    }

    #[test]
    fn a_heading_under_which_nothing_is_left_goes_too() {
        let mut blocks = markdown::parse("Text.\n\n## Help\n\n**Call:**\n");
        close(&mut blocks);
        assert_eq!(blocks.len(), 1);
    }

    #[test]
    fn a_way_to_reach_somebody_is_known_wherever_it_stands() {
        let blocks = markdown::parse("Desk\n: desk@example.org\n\nCome in.\n");
        assert!(tells_contact(&blocks[0], &contact()));
        assert!(!tells_contact(&blocks[1], &contact()));
    }

    #[test]
    fn a_way_to_reach_somebody_is_said_once_whatever_it_is_called() {
        let said = Said::of(
            "night",
            &markdown::parse("Desk\n: desk@example.org, 8 to 5\n"),
        );
        let fresh = |table: &str| {
            let block = markdown::parse(table).remove(0);
            text::write(&[said.fresh((block, &contact()), |_| false)])
        };
        let left = fresh("Mail\n: desk@example.org, 8 to 5\n\nReception\n: Ask there\n");
        assert_eq!(left.trim(), "Reception: Ask there");
        let left = fresh("Mail\n: desk@example.org, day and night\n\nReception\n: Ask there\n");
        assert!(left.contains("day and night"), "{left}");
        let again = markdown::parse("Mail\n: desk@example.org, 8 to 5\n");
        assert!(said.says_ways(&again[0], &contact()));
    }

    #[test]
    fn only_a_few_words_with_the_name_are_a_greeting() {
        let blocks = markdown::parse(&format!(
            "Hello {NAME_SLOT},\n\nDear {NAME_SLOT}, please look at this list.\n"
        ));
        assert!(is_greeting(&blocks[0]) && !is_greeting(&blocks[1]));
    }
}
