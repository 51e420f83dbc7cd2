//! Heard: who is told of an event by the next `send`, who waits for an approval or for the morning, and
//! who is left out.

use super::unheard::unheard;
use crate::belief::Beliefs;
use crate::cli::failure::Failure;
use crate::cli::obstacle::{refuse_removed, unmade};
use crate::cli::outcome::{forbidden, moment};
use crate::cli::workspace::Workspace;
use crate::directory::Recipient;
use crate::ledger::{Book, Event, Happened, Supposed};
use crate::mailing::Mailing;
use crate::plan::Id;
use crate::plan::former::Named;
use crate::round::{Gate, Held, Round};
use crate::timeline::agenda;
use std::collections::BTreeMap;

/// Who hears what: audience, subject and number of people.
#[derive(Default)]
struct Lines(Vec<(String, String, usize)>);

impl Lines {
    fn add(&mut self, audience: &str, words: &str, people: usize) {
        let mut lines = self.0.iter_mut();
        match lines.find(|(known, said, _)| known == audience && said == words) {
            Some((.., number)) => *number += people,
            None => self.0.push((audience.to_owned(), words.to_owned(), people)),
        }
    }

    /// All of them, below what they have in common.
    fn below(&self, heading: &str) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let line = |(audience, words, people): &_| format!("{people:>6}  {audience}: {words}\n");
        let lines: String = self.0.iter().map(line).collect();
        format!("{heading}\n{lines}")
    }
}

/// Who will be told what by the next `send`, and who will not yet be, when an event is on record.
pub(super) fn heard(
    workspace: &mut Workspace,
    ledger: &dyn Book,
    event: &Event,
) -> Result<String, Failure> {
    let book = Supposed::recorded(ledger, std::slice::from_ref(event));
    let beliefs = workspace.beliefs(&book, false)?;
    refuse_removed(workspace, &beliefs, "Nothing was recorded")?;
    let workspace = &*workspace;
    let office = workspace.office(&beliefs);
    let agenda = agenda(&workspace.timeline, &workspace.directory, workspace.now);
    let round = |gate: &Gate, within: &dyn Fn(&Recipient) -> bool| {
        let round = Round::plan(office, &agenda, (&book, gate), within);
        round.map_err(|trouble| unmade(workspace, trouble))
    };
    let allowed = |reader: &Recipient| workspace.settings.allows(&reader.address);
    let next = round(&workspace.gate(&book)?, &allowed)?;
    let audiences = workspace.plan.audiences.iter();
    let mut readers = audiences.flat_map(|audience| workspace.directory.recipients(&audience.id));
    let kept_back = match readers.all(allowed) {
        true => 0,
        false => {
            let outside = |reader: &Recipient| !allowed(reader);
            people(&round(&Gate::open(), &outside)?, event)
        }
    };
    let now = told(workspace, &next, event).below("The next `forewarn send` tells:");
    let later = [
        held(workspace, &next, event).below(&format!(
            "Waits for an approval (`{} --by NAME`):",
            workspace.command("approve")
        )),
        waiting(workspace, &next, event),
        forbidden(kept_back),
    ];
    let later = later.concat();
    let told = match (now.as_str(), later.as_str()) {
        ("", "") => {
            let because = unheard(workspace, &beliefs, event);
            format!("Nobody will be told: {because}.\n")
        }
        ("", _) => format!("The next `forewarn send` tells nobody.\n{later}"),
        _ => now + &later,
    };
    Ok(told + &unsaid(workspace, &beliefs, event))
}

/// What was said of how it went, and leaves no more since it is over.
fn unsaid(workspace: &Workspace, beliefs: &Beliefs, event: &Event) -> String {
    let is_over = matches!(
        event.what,
        Happened::Completed { .. } | Happened::RolledBack { .. }
    );
    if !is_over {
        return String::new();
    }
    let window = workspace.plan.now_called(Named::Window, &event.window);
    let window = window.map_or(event.window.as_str(), Id::as_str);
    let unsaid = beliefs.unsaid(window).into_iter();
    let lines = unsaid
        .map(|words| format!("Did not leave before this, and is not told any more: {words}\n"));
    lines.collect()
}

/// Whether a mail tells what an event brings.
fn is_news(mail: &Mailing, event: &Event) -> bool {
    let facts = &mail.notice.facts;
    let tells = facts.tells_the_night() || facts.milestone.corrects();
    mail.notice.first.window == event.window && tells
}

/// The notices of some mails that tell it, each with the mail.
fn news<'m>(
    mails: impl Iterator<Item = &'m Mailing<'m>>,
    event: &Event,
) -> impl Iterator<Item = (&'m Mailing<'m>, &'m Mailing<'m>)> {
    let parts = mails.flat_map(|mail| {
        let parts = std::iter::once(mail).chain(&mail.riders);
        parts.map(move |part| (part, mail))
    });
    parts.filter(|(part, _)| is_news(part, event))
}

/// How many people would be told, now or later.
fn people(round: &Round, event: &Event) -> u64 {
    let mails = round.due.iter();
    let mails = mails.chain(round.waiting.iter().map(|(mail, _)| mail));
    let people: usize = news(mails, event)
        .map(|(part, _)| part.readers().count())
        .sum();
    u64::try_from(people).unwrap_or(u64::MAX)
}

/// What leaves with the next `send`.
fn told(workspace: &Workspace, round: &Round, event: &Event) -> Lines {
    let mut lines = Lines::default();
    for (part, mail) in news(round.due.iter(), event) {
        let (led, leads) = (&part.message.subject, &mail.message.subject);
        let words = match part.notice.id == mail.notice.id {
            true => leads.clone(),
            false => format!("{led} (in one mail with: {leads})"),
        };
        lines.add(&audience(workspace, part), &words, part.readers().count());
    }
    lines
}

/// What leaves once somebody has approved it.
fn held(workspace: &Workspace, round: &Round, event: &Event) -> Lines {
    let mut lines = Lines::default();
    for Held {
        sheet, milestone, ..
    } in &round.held
    {
        let is_news = milestone.is_of_the_night() || milestone.corrects();
        if sheet.window == event.window && is_news {
            let plan = &workspace.plan;
            let first = |id: &Id| plan.first_called(Named::Audience, id) == sheet.audience;
            let mut audiences = plan.audiences.iter();
            let audience = audiences.find(|audience| first(&audience.id));
            let audience = audience.map_or(sheet.audience.as_str(), |audience| &audience.name);
            lines.add(audience, &sheet.subject, sheet.readers.len());
        }
    }
    lines
}

/// What leaves when its readers' sending hours begin.
fn waiting(workspace: &Workspace, round: &Round, event: &Event) -> String {
    let mut by_morning: BTreeMap<_, Lines> = BTreeMap::new();
    for (mail, opens) in &round.waiting {
        for (part, _) in news(std::iter::once(mail), event) {
            let lines = by_morning.entry(*opens).or_default();
            let people = part.readers().count();
            lines.add(&audience(workspace, part), &part.message.subject, people);
        }
    }
    let mornings = by_morning.iter().map(|(opens, lines)| {
        let opens = moment(workspace, *opens);
        lines.below(&format!("From {opens} on it tells:"))
    });
    mornings.collect()
}

/// What the readers of a mail are called.
fn audience(workspace: &Workspace, mail: &Mailing) -> String {
    let audience = workspace.plan.audience(&mail.occurrence().audience);
    audience.map_or_else(String::new, |audience| audience.name.clone())
}
