//! Together: several notices to one person in one mail. The first one leads, each of the others is a
//! section below it, and nobody reads twice what was said word for word.

use crate::compose::accord::{Accord, agreed};
use crate::compose::block::{Block, Inline, characters};
use crate::compose::draft::{Draft, SUBJECT};
use crate::compose::length::too_long;
use crate::compose::locale::Locale;
use crate::compose::message::Message;
use crate::compose::placed::placed;
use crate::compose::said::{Said, is_greeting};
use crate::compose::shorter::shorter;
use crate::compose::templates::Templates;
use crate::compose::view::{TogetherView, View, says_same, steps_together};
use crate::compose::worded::{Among, Worded};
use crate::compose::words::{Words, spoken};
use crate::diagnostic::Findings;
use crate::notice::Notice;
use crate::notice::facts::{Facts, Role};
use crate::timeline::fold::stands_alone;

impl Templates {
    /// Words several notices to the same readers as one message; the first one leads.
    pub(super) fn compose_together(&self, notices: &[&Notice]) -> Result<Message, Findings> {
        let notices = agreed(notices);
        let notices: Vec<&Notice> = notices.iter().collect();
        let notices = notices.as_slice();
        let facts = &notices[0].facts;
        let steps = steps_together();
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

    /// The subject of several notices in one message.
    pub(super) fn subject_together(&self, notices: &[&Notice]) -> Result<String, Findings> {
        let notices = agreed(notices);
        let notices: Vec<&Notice> = notices.iter().collect();
        Ok(self.joined(&notices, (0, 0))?.draft.subject)
    }

    /// Several notices as one draft; the one that leads and the others begin with these steps of
    /// leaving out.
    fn joined(&self, notices: &[&Notice], (lead, others): (u8, u8)) -> Result<Worded, Findings> {
        let accord = Accord::of(notices);
        let worded = notices.iter().enumerate().map(|(place, notice)| {
            let among = Among {
                shared: true,
                further: place > 0,
                step: if place == 0 { lead } else { others },
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
        let mut said = Said::of(&notices[0].facts.window.id, &lead.draft.body);
        let rest = notices[1..].iter().zip(others).zip(headlines);
        let sections = rest.map(|((notice, other), heading)| {
            let is_twin = heading.is_role && stands_alone(notice.facts.milestone);
            (heading, said.news(notice, other, is_twin))
        });
        // What has the same news in another role and says nothing of its own is not named.
        let sections = sections.filter(|(heading, news)| !(heading.is_role && news.is_empty()));
        let (headings, news): (Vec<String>, Vec<Vec<Block>>) =
            sections.map(|(heading, news)| (heading.text, news)).unzip();
        let together = TogetherView::of(notices, (&lead.draft.subject, &headings), locale);
        lead.view.together = Some(together);
        let names = named(&mut lead.view, &lead.draft.subject, |view| {
            self.together(view, &lead.language)
        })?;
        lead.draft.subject = names.subject;
        let place = beginning(&lead.draft.body);
        lead.draft.body.splice(place..place, names.body);
        for (heading, news) in headings.into_iter().zip(news) {
            let heading = Block::Section(vec![Inline::Text(heading)]);
            lead.draft.body.push(heading);
            lead.draft.body.extend(news);
        }
        Ok(lead)
    }
}

/// The subject of a mail of several notices and the lines that name them, by the view and the subject
/// of the one that leads.
pub(super) fn named<E>(
    view: &mut View,
    subject: &str,
    names: impl Fn(&View) -> Result<Draft, E>,
) -> Result<Draft, E> {
    let mut named = names(view)?;
    let over = named.subject.chars().count().saturating_sub(SUBJECT);
    let date = spoken(view.window.when.start.day_short.as_str());
    if let Some(together) = view.together.as_mut().filter(|_| over > 0) {
        let room = subject.chars().count().saturating_sub(over);
        let shorter = shorter(subject, room);
        // Rather the hour goes than how many there are, and rather that than the date or a word.
        let loses_date = subject.contains(&date) && !shorter.contains(&date);
        if loses_date || shorter.ends_with('…') {
            together.more = 0;
        } else {
            together.subject = Words::plain(&shorter);
        }
        named = names(view)?;
    }
    if named.subject.chars().count() > SUBJECT {
        named.subject = shorter(&named.subject, SUBJECT);
    }
    // A subject that names several windows speaks of more than the sites of the first.
    if named.subject.starts_with(subject) {
        named.subject = placed(&named.subject, &view.window.what);
    }
    Ok(named)
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

/// What stands above a notice.
struct Heading {
    text: String,
    /// Whether it names nothing but as whom its reader reads the same news.
    is_role: bool,
}

/// What stands above each notice but the first. The same news to the same person in another role says
/// as whom she reads it; its headline only when that is another one.
fn headings(
    notices: &[&Notice],
    (lead, others): (&Worded, &[Worded]),
    locale: &Locale,
) -> Vec<Heading> {
    let mut said: Vec<(&Notice, String)> = vec![(notices[0], headline(lead))];
    let mut headings = Vec::new();
    for (notice, other) in notices[1..].iter().zip(others) {
        let own = headline(other);
        let mut alike = said.iter().filter(|(said, _)| says_same(said, notice));
        let role = alike
            .any(|(said, _)| said.facts.role != notice.facts.role)
            .then(|| locale.roles.get(spoken_to(&notice.facts)))
            .flatten();
        let is_said = said.iter().any(|(_, said)| *said == own);
        headings.push(Heading {
            is_role: role.is_some() && is_said,
            text: match role {
                Some(role) if is_said => role.clone(),
                Some(role) => format!("{role}: {own}"),
                None => own.clone(),
            },
        });
        said.push((notice, own));
    }
    headings
}

/// As whom a notice speaks to its readers: as heads only to those who lead a department.
fn spoken_to(facts: &Facts) -> &'static str {
    let department = facts.department.as_ref();
    let leads = department.is_some_and(|department| !department.led_by_another);
    match facts.role {
        Role::DepartmentHeads if !leads => "like-department-heads",
        role => role.slug(),
    }
}

/// Where the lines that name the other notices stand: below headline and greeting.
fn beginning(body: &[Block]) -> usize {
    let headline = |block: &Block| matches!(block, Block::Heading(1, _));
    let after = body.iter().position(headline).map_or(0, |place| place + 1);
    after + usize::from(body.get(after).is_some_and(is_greeting))
}
