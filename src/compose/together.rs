//! Together: several notices to one person in one mail. The first one leads, each of the others is a
//! section below it, and nobody reads twice what was said word for word.

use crate::compose::accord::{Accord, agreed};
use crate::compose::block::{Block, Fact, Inline, characters};
use crate::compose::draft::SUBJECT;
use crate::compose::length::too_long;
use crate::compose::locale::Locale;
use crate::compose::message::{Message, NAME_SLOT};
use crate::compose::placed::placed;
use crate::compose::shorter::shorter;
use crate::compose::templates::Templates;
use crate::compose::text;
use crate::compose::view::{TogetherView, says_same};
use crate::compose::worded::{Among, BRIEFEST_TOGETHER, Worded};
use crate::compose::words::Words;
use crate::diagnostic::Findings;
use crate::notice::Notice;
use crate::notice::facts::{ContactFacts, Role};
use std::collections::BTreeSet;

/// A paragraph with the reader's name in it and so few words is a greeting.
const GREETING_WORDS: usize = 3;

/// A sentence of no more words may be said again of another window.
const TERSE_WORDS: usize = 8;

/// The level of the headings inside a section.
const INNER: u8 = 3;

impl Templates {
    /// Words several notices to the same readers as one message; the first one leads.
    pub(super) fn compose_together(&self, notices: &[&Notice]) -> Result<Message, Findings> {
        let notices = agreed(notices);
        let notices: Vec<&Notice> = notices.iter().collect();
        let notices = notices.as_slice();
        let facts = &notices[0].facts;
        // First the others become brief, then the one that leads; the lengths of the others go only
        // before the last risk and the cost.
        let (last, lengthy) = (BRIEFEST_TOGETHER, BRIEFEST_TOGETHER - 1);
        let steps = (0..=lengthy).map(|step| (0, step));
        let steps = steps.chain((1..lengthy).map(|step| (step, lengthy)));
        let steps = steps.chain((lengthy - 1..=last).map(|step| (step, last)));
        let steps: Vec<(u8, u8)> = steps.collect();
        let mut worded = self.joined(notices, steps[0])?;
        let is_long = |worded: &Worded| {
            let (body, footer) = (&worded.draft.body, &worded.footer);
            facts.role == Role::Executives && too_long(facts.role, facts.milestone, body, footer)
        };
        if !is_long(&worded) {
            return self.finish(notices[0], worded);
        }
        // Each step leaves out more, so the first that is short enough is found by halving.
        let (mut long, mut short) = (0, steps.len() - 1);
        worded = self.joined(notices, steps[short])?;
        while short - long > 1 {
            let middle = long.midpoint(short);
            let tried = self.joined(notices, steps[middle])?;
            if is_long(&tried) {
                long = middle;
            } else {
                (short, worded) = (middle, tried);
            }
        }
        self.finish(notices[0], worded)
    }

    /// The subject of several notices in one message: far less work than all its words.
    pub fn subject_together(&self, notices: &[&Notice]) -> Result<String, Findings> {
        let notices = agreed(notices);
        let notices: Vec<&Notice> = notices.iter().collect();
        Ok(self.joined(&notices, (0, 0))?.draft.subject)
    }

    /// Several notices as one draft; the one that leads and the others begin with these steps of
    /// leaving out.
    fn joined(&self, notices: &[&Notice], (lead, others): (u8, u8)) -> Result<Worded, Findings> {
        let accord = Accord::of(notices);
        let worded = notices.iter().enumerate().map(|(place, notice)| {
            let brief = if place == 0 { lead } else { others };
            let among = Among {
                shared: true,
                further: place > 0,
                brief,
                accord,
            };
            self.worded(notice, among)
        });
        let worded = worded.collect::<Result<Vec<Worded>, _>>()?;
        let mut worded = worded.into_iter();
        let mut lead = worded.next().expect("a mail tells at least one notice");
        let others: Vec<Worded> = worded.collect();
        let locale = self.locale(&lead.language);
        let headlines = headings(notices, (&lead, &others), locale);
        let together = TogetherView::of(notices, (&lead.draft.subject, &headlines), locale);
        lead.view.together = Some(together);
        let mut names = self.together(&lead.view, &lead.language)?;
        let over = names.subject.chars().count().saturating_sub(SUBJECT);
        if let Some(together) = lead.view.together.as_mut().filter(|_| over > 0) {
            // Rather the hour goes than how many there are.
            let room = lead.draft.subject.chars().count().saturating_sub(over);
            together.subject = Words::plain(&shorter(&lead.draft.subject, room));
            names = self.together(&lead.view, &lead.language)?;
        }
        // A subject that names several windows speaks of more than the sites of the first.
        let is_of_lead = names.subject.starts_with(&lead.draft.subject);
        lead.draft.subject = match is_of_lead {
            true => placed(&names.subject, &lead.view.window.what),
            false => names.subject,
        };
        let mut said = Said::of(&notices[0].facts.window.id, &lead.draft.body);
        let place = beginning(&lead.draft.body);
        lead.draft.body.splice(place..place, names.body);
        let rest = notices[1..].iter().zip(others).zip(headlines);
        for ((notice, other), headline) in rest {
            lead.draft
                .body
                .push(Block::Section(vec![Inline::Text(headline)]));
            lead.draft.body.extend(said.news(notice, other));
        }
        Ok(lead)
    }
}

/// The headline of a notice, or else its subject.
fn headline(worded: &Worded) -> String {
    let mut blocks = worded.draft.body.iter();
    let found = blocks.find_map(|block| match block {
        Block::Heading(1, run) => Some(characters(run)),
        _ => None,
    });
    found.unwrap_or_else(|| worded.draft.subject.clone())
}

/// What stands above each notice but the first. The same news to the same person in another role says
/// as whom she reads it; its headline only when that is another one.
fn headings(
    notices: &[&Notice],
    (lead, others): (&Worded, &[Worded]),
    locale: &Locale,
) -> Vec<String> {
    let mut said: Vec<(&Notice, String)> = vec![(notices[0], headline(lead))];
    let mut headings = Vec::new();
    for (notice, other) in notices[1..].iter().zip(others) {
        let own = headline(other);
        let mut alike = said.iter().filter(|(said, _)| says_same(said, notice));
        let role = alike
            .any(|(said, _)| said.facts.role != notice.facts.role)
            .then(|| locale.roles.get(notice.facts.role.slug()))
            .flatten();
        let is_said = said.iter().any(|(_, said)| *said == own);
        headings.push(match role {
            Some(role) if is_said => role.clone(),
            Some(role) => format!("{role}: {own}"),
            None => own.clone(),
        });
        said.push((notice, own));
    }
    headings
}

/// Where the lines that name the other notices stand: below headline and greeting.
fn beginning(body: &[Block]) -> usize {
    let headline = |block: &Block| matches!(block, Block::Heading(1, _));
    let after = body.iter().position(headline).map_or(0, |place| place + 1);
    after + usize::from(body.get(after).is_some_and(is_greeting))
}

fn is_greeting(block: &Block) -> bool {
    let Block::Paragraph(run) = block else {
        return false;
    };
    let said = characters(run);
    said.contains(NAME_SLOT) && said.split_whitespace().count() <= GREETING_WORDS
}

/// What a mail has said so far.
struct Said {
    windows: BTreeSet<String>,
    blocks: Vec<Block>,
}

impl Said {
    fn of(window: &str, blocks: &[Block]) -> Self {
        Self {
            windows: BTreeSet::from([window.to_owned()]),
            blocks: blocks.to_vec(),
        }
    }

    /// What of a further notice is news, its headline apart. A few words about another window, and
    /// what has to be done, are news even when the same was said of one before; how to get help, why,
    /// what it costs and what is asked often are not.
    fn news(&mut self, notice: &Notice, worded: Worded) -> Vec<Block> {
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
            old && self.blocks.contains(block)
        };
        let mut news: Vec<Block> = Vec::new();
        let body = worded.draft.body.into_iter();
        let body: Vec<Block> = body
            .map(|block| self.fresh(block, |row| names_service(row, notice) || dates(row)))
            .collect();
        for block in &body {
            match block {
                Block::Heading(1, _) => {}
                _ if is_greeting(block) => {}
                Block::Heading(..) => {
                    close(&mut news);
                    news.push(block.clone());
                }
                _ if !opens(block) && is_old(block) => {
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
    fn fresh(&self, block: Block, is_kept: impl Fn(&Fact) -> bool) -> Block {
        let Block::Facts(mut rows) = block else {
            return block;
        };
        let known = self.blocks.iter().filter_map(|block| match block {
            Block::Facts(rows) => Some(rows),
            _ => None,
        });
        let known: Vec<&Fact> = known.flatten().collect();
        if rows.iter().any(|row| !known.contains(&row)) {
            rows.retain(|row| is_kept(row) || !known.contains(&row));
        }
        Block::Facts(rows)
    }
}

/// Whether a row names a service that is touched.
fn names_service(row: &Fact, notice: &Notice) -> bool {
    let mut services = notice.facts.window.services.iter();
    services.any(|service| says(row, &service.name))
}

/// Whether a row has some words in it.
fn says(row: &Fact, words: &str) -> bool {
    let mut values = row.values.iter();
    values.any(|value| characters(value).contains(words))
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
    ways.any(|way| said.contains(way.as_str()))
}

fn inner(block: Block) -> Block {
    match block {
        Block::Heading(_, run) => Block::Heading(INNER, run),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::markdown;

    fn contact() -> ContactFacts {
        ContactFacts {
            team: "Records desk".into(),
            email: Some("desk@example.org".into()),
            phone: None,
            hours: None,
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
    fn only_a_few_words_with_the_name_are_a_greeting() {
        let blocks = markdown::parse(&format!(
            "Hello {NAME_SLOT},\n\nDear {NAME_SLOT}, please look at this list.\n"
        ));
        assert!(is_greeting(&blocks[0]) && !is_greeting(&blocks[1]));
    }
}
