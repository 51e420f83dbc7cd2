//! The difference between what people were told and what is true: who believes what, what is so,
//! and what they will get. For a terminal and for programs.

mod json;

use super::left_behind::left_behind;
use super::moment::moment;
use super::news;
use super::table::fold;
use crate::belief::rewording::Reworded;
use crate::belief::{Claim, Correction, Kind, Unlisted, When};
use crate::calendar::zone::{Instant, Zone};
use crate::mailing::Mailing;
use crate::notice::event::EventFacts;
use crate::plan::Plan;
use crate::plan::address::Mailbox;
use std::collections::BTreeSet;

/// One correction or first notice, worded, and when it may leave.
pub struct Pending<'a> {
    /// What is told.
    pub mailing: Mailing<'a>,
    /// What it takes back; nothing when its readers hear of the window for the first time.
    pub correction: Option<&'a Correction>,
    /// From when on it may leave; nothing when that is now.
    pub opens: Option<Instant>,
    /// Whether it waits until a named person approves it.
    pub held: bool,
}

/// What is told because people believe something that is not so, or do not know what they should.
pub struct Difference<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What is told, in the order of the windows.
    pub pending: Vec<Pending<'a>>,
    /// Who refused a correction and may believe what is not so: window and mailbox.
    pub beyond_reach: &'a [(String, Mailbox)],
    /// The steps in other words that ask for the same.
    pub reworded: &'a BTreeSet<Reworded>,
    /// What somebody has to say of a night; empty when there is nothing.
    pub asked: &'a str,
    /// Whether the plan is older than what was sent or approved last, so that nothing leaves by it
    /// until somebody means it.
    pub is_older: bool,
    /// Who was told and is in no list any more.
    pub unlisted: &'a [Unlisted],
    /// Whether they are so many that nothing leaves until somebody means it.
    pub lost_many: bool,
    /// How many columns there are.
    pub width: usize,
}

impl Pending<'_> {
    fn is_of_the_night(&self) -> bool {
        self.mailing.notice.facts.tells_the_night()
    }

    /// Whether its readers know of the window, and missed what to do about it.
    fn catches_up(&self) -> bool {
        let milestone = self.mailing.occurrence().milestone;
        milestone.reminds() && !self.mailing.notice.facts.first_word
    }

    fn kind(&self) -> &'static str {
        match self.correction {
            Some(correction) if correction.is_again() => "again",
            Some(correction) => correction.kind.slug(),
            None if self.is_of_the_night() => "night",
            None if self.mailing.notice.facts.again => "again",
            None if self.catches_up() => "details",
            None => "first",
        }
    }
}

impl Difference<'_> {
    /// Whether everybody believes what is so, and nobody has to say anything of a night.
    pub fn is_settled(&self) -> bool {
        self.pending.is_empty() && self.beyond_reach.is_empty() && self.asked.is_empty()
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = self.believing();
        for gone in self.unlisted {
            let words = format!("{}: {}.", gone.sentence(), gone.names());
            text.push_str(&hanging("", &words, self.width));
        }
        let mut shown: Vec<(String, Vec<&Pending>)> = Vec::new();
        for pending in &self.pending {
            let heading = self.heading(pending);
            match shown.iter_mut().find(|(known, _)| *known == heading) {
                Some((_, alike)) => alike.push(pending),
                None => shown.push((heading, vec![pending])),
            }
        }
        for (heading, alike) in shown {
            text.push_str(&format!("\n{heading}"));
            text.push_str(&self.audiences(&alike));
        }
        for (window, mailbox) in self.beyond_reach {
            let words = format!(
                "{window}: {mailbox} refused the correction; what is so comes with the next notice, or call"
            );
            text.push_str(&format!("\n{}", hanging("", &words, self.width)));
        }
        for Reworded { window, told, now } in self.reworded {
            let words = format!(
                "{window}: \"{told}\" is now \"{now}\"; that asks for the same, so nobody is told"
            );
            text.push_str(&format!("\n{}", hanging("", &words, self.width)));
        }
        for (window, step, days) in left_behind(self.corrections()) {
            let words = format!(
                "{window}: \"{step}\" keeps its fixed deadline, {days} days before the new start; move it in the plan if it goes with the window"
            );
            text.push_str(&format!("\n{}", hanging("", &words, self.width)));
        }
        if !self.asked.is_empty() {
            text.push_str(&format!("\n{}", self.asked));
        }
        text
    }

    /// How many people believe what is not so, and how many of them refused to hear it.
    fn believing(&self) -> String {
        let mut all = self.corrected();
        let refused: BTreeSet<_> = self
            .beyond_reach
            .iter()
            .map(|(_, who)| who.clone())
            .collect();
        all.extend(refused.iter().cloned());
        let who = match all.len() {
            0 => return "Nobody believes anything that is not so.\n".to_owned(),
            1 => "1 person believes something".to_owned(),
            people => format!("{people} people believe something"),
        };
        match refused.len() {
            0 => format!("{who} that is not so.\n"),
            refused if refused == all.len() => {
                format!("{who} that is not so, and refused the correction.\n")
            }
            refused => {
                format!("{who} that is not so; {refused} of them refused a correction.\n")
            }
        }
    }

    fn corrections(&self) -> impl Iterator<Item = &Correction> {
        let pending = self.pending.iter();
        pending.filter_map(|pending| pending.correction)
    }

    /// Who is corrected.
    fn corrected(&self) -> BTreeSet<Mailbox> {
        let pending = self.pending.iter();
        let pending = pending.filter(|pending| pending.correction.is_some());
        let readers = pending.flat_map(|pending| pending.mailing.readers());
        readers.map(|reader| reader.address.mailbox()).collect()
    }

    /// What was told, what is so, and why.
    fn heading(&self, pending: &Pending) -> String {
        let window = &pending.mailing.occurrence().window;
        let Some(correction) = pending.correction else {
            let what = match pending.is_of_the_night() {
                true => "news of the night, not told yet",
                false if pending.mailing.notice.facts.again => "concerns them again",
                false if pending.catches_up() => "what to do about it, which they missed",
                false => "heard of for the first time",
            };
            let waits = pending.opens.is_some() || pending.held;
            let leaves = (waits || self.is_older || self.lost_many)
                .then(|| self.line("leaves", &self.leaves(pending, &self.plan.zone)));
            return format!("{window}: {what}\n{}", leaves.unwrap_or_default());
        };
        let event = pending.mailing.notice.facts.event.as_ref();
        let is_restored =
            correction.kind == Kind::Rescheduled && event.is_some_and(|event| event.is_as_before);
        let what = match correction.is_again() {
            true => "concerns them again",
            false if is_restored => "as planned again",
            false => name(correction.kind),
        };
        let mut text = format!("{window}: {what}\n");
        let line = |label: &str, value: &str| self.line(label, value);
        let zone = &correction.window.zone;
        let changed = |change| line("changed", &news::change(change, zone, correction.now));
        let mut said = Vec::new();
        for told in &correction.told {
            let words = self.when(told, zone);
            if !said.contains(&words) {
                let label = if said.is_empty() { "told" } else { "or told" };
                text.push_str(&line(label, &words));
                said.push(words);
            }
        }
        match correction.kind {
            Kind::Changed => {
                let mut changes = event
                    .into_iter()
                    .flat_map(EventFacts::differences)
                    .peekable();
                if changes.peek().is_none() {
                    text.push_str(&line("is", &self.when(&correction.truth, zone)));
                }
                for change in changes {
                    text.push_str(&changed(change));
                }
            }
            _ => {
                text.push_str(&line("is", &self.truth(correction, event)));
                for change in event.into_iter().flat_map(|event| &event.changes) {
                    text.push_str(&changed(change));
                }
            }
        }
        let reason = event.and_then(|event| event.reason.clone());
        if let Some(reason) = reason.or_else(|| news::unexplained(self.plan, correction)) {
            text.push_str(&line("because", &reason));
        }
        text.push_str(&line("leaves", &self.leaves(pending, zone)));
        text
    }

    /// What is true; of whoever is in no list any more, only whether it is as she was told.
    fn truth(&self, correction: &Correction, event: Option<&EventFacts>) -> String {
        let is_as_told = event.is_some_and(|event| event.is_as_before);
        match (correction.kind, is_as_told) {
            (Kind::Unlisted, true) => "as told, and they are in no list".to_owned(),
            (Kind::Unlisted, false) => "not as told, and they are in no list".to_owned(),
            _ => self.when(&correction.truth, &correction.window.zone),
        }
    }

    /// When a mail leaves.
    fn leaves(&self, pending: &Pending, zone: &Zone) -> String {
        match (self.is_older, pending.held) {
            (false, false) if self.lost_many => {
                "once somebody means that so many are gone: `send --really`".to_owned()
            }
            (false, _) => leaves(pending, zone),
            (true, true) => "once somebody means the older plan: `approve --really`".to_owned(),
            (true, false) => "once somebody means the older plan: `send --really`".to_owned(),
        }
    }

    /// A value behind its label.
    fn line(&self, label: &str, value: &str) -> String {
        hanging(&format!("  {label:<10}"), value, self.width)
    }

    fn audiences(&self, alike: &[&Pending]) -> String {
        let mut lines: Vec<(String, BTreeSet<Mailbox>, String)> = Vec::new();
        let order = |pending: &&&Pending| {
            let audience = &pending.mailing.occurrence().audience;
            let mut audiences = self.plan.audiences.iter();
            audiences.position(|other| other.id == *audience)
        };
        let mut alike: Vec<&&Pending> = alike.iter().collect();
        alike.sort_by_key(order);
        for pending in alike {
            let id = &pending.mailing.occurrence().audience;
            let audience = self.plan.audience(id);
            let name = audience.map_or(id.as_str(), |audience| audience.name.as_str());
            let readers = pending.mailing.readers();
            let readers = readers.map(|reader| reader.address.mailbox());
            let subject = &pending.mailing.message.subject;
            let is_same = |line: &&mut (String, _, String)| line.0 == name && line.2 == *subject;
            match lines.iter_mut().find(is_same) {
                Some((_, people, _)) => people.extend(readers),
                None => lines.push((name.to_owned(), readers.collect(), subject.clone())),
            }
        }
        let wide = lines.iter().map(|(name, ..)| name.chars().count()).max();
        let wide = wide.unwrap_or_default();
        let lines = lines.into_iter().map(|(name, people, subject)| {
            let front = format!("{:>6}  {name:<wide$}  ", people.len());
            hanging(&front, &subject, self.width)
        });
        lines.collect()
    }

    fn when(&self, claim: &Claim, zone: &Zone) -> String {
        match claim.when {
            When::Dated {
                start,
                end,
                provisional,
            } => {
                let firm = if provisional { ", provisional" } else { "" };
                let (start, end) = (moment(zone, start), moment(zone, end));
                format!("{start} to {end}{firm}")
            }
            When::Undecided { promised } => match promised {
                Some(day) => format!("no date; one is promised by {}", date(zone, day)),
                None => "no date".to_owned(),
            },
            When::Cancelled => "cancelled".to_owned(),
            When::Elsewhere => "does not concern them".to_owned(),
        }
    }
}

/// When it leaves, and what has to happen before.
fn leaves(pending: &Pending, zone: &Zone) -> String {
    let urgent = pending.correction.is_some_and(|told| told.is_urgent);
    match (pending.opens, pending.held) {
        (Some(opens), false) => format!("from {}", moment(zone, opens)),
        (Some(opens), true) => {
            format!("once `approve` has let it, from {}", moment(zone, opens))
        }
        (None, true) if urgent => {
            "once `approve` has let it, then at any hour: the window is near".to_owned()
        }
        (None, true) => "once `approve` has let it".to_owned(),
        (None, false) if urgent => "at once, at any hour: the window is near".to_owned(),
        (None, false) => "with the next `send`".to_owned(),
    }
}

/// Words behind a label, in lines of at most `width` columns that hang under the first.
fn hanging(label: &str, words: &str, width: usize) -> String {
    let columns = label.chars().count();
    let folded = fold(words, columns, width);
    format!("{label}{}", folded.get(columns..).unwrap_or_default())
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Changed => "changed",
        Kind::Rescheduled => "new date",
        Kind::Postponed => "taken back, no new date yet",
        Kind::Released => "no longer concerns them",
        Kind::Unlisted => "told, and no longer in the list",
        Kind::Cancelled => "cancelled",
    }
}

fn date(zone: &Zone, instant: Instant) -> String {
    zone.civil(instant).format("%a %-d %b %Y").to_string()
}
