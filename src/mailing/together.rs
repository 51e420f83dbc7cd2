//! Several notices to the same readers in one mail. Each stays a delivery of its own; words, calendar
//! files and headers are those of all, sender's order and thread those of the one that leads.

use super::calendar::Calendar;
use super::{Fault, Mailing, stencil};
use crate::calendar::zone::Instant;
use crate::compose::compose_together;
use crate::ledger::Planned;
use crate::notice::{EventFacts, Notice, Role};
use crate::plan::milestone::Milestone;

/// The header that names the notices told with the one that leads.
const TOLD_WITH: &str = "X-Forewarn-With";
/// The header of what must be seen at once.
const IMPORTANCE: &str = "Importance";

/// The rank of what takes nothing back: see [`takes_back`].
pub(super) const NEWS: u8 = 4;

/// By what notices in one mail are sorted: see [`Mailing::weight`].
pub type Weight<'m> = (
    bool,
    u8,
    (bool, bool, u8),
    Instant,
    Milestone,
    (&'m str, &'m str),
);

impl<'a> Mailing<'a> {
    /// The same to some of its readers.
    pub fn to(&self, members: Vec<usize>) -> Result<Self, Fault> {
        let group = crate::directory::Group {
            members,
            ..self.group.clone()
        };
        let notice = (self.notice.clone(), self.correction);
        Self::cut(self.office, notice, self.occurrence, group)
    }

    /// One mail of several to the same readers, who stand in the same order in each. The one that
    /// asks most leads.
    pub fn together(mut parts: Vec<Self>) -> Result<Self, Fault> {
        parts.sort_by(|one, other| one.weight().cmp(&other.weight()));
        let notices: Vec<&Notice> = parts.iter().map(|part| &part.notice).collect();
        let [lead, riders @ ..] = parts.as_slice() else {
            unreachable!("a mail tells at least one notice");
        };
        let letterhead = lead.office.letterhead;
        let message = compose_together(&notices, lead.office.templates).map_err(Fault::Words)?;
        let mut headers = letterhead.headers(&lead.notice);
        let with: Vec<&str> = riders.iter().map(|part| &*part.notice.id).collect();
        let place = headers.iter().position(|(name, _)| name == IMPORTANCE);
        let with = (TOLD_WITH.to_owned(), with.join(" "));
        headers.insert(place.unwrap_or(headers.len()), with);
        if place.is_none() {
            let theirs = riders
                .iter()
                .flat_map(|part| letterhead.headers(&part.notice));
            headers.extend(theirs.filter(|(name, _)| name == IMPORTANCE).take(1));
        }
        let mut files: Vec<String> = Vec::new();
        for file in parts.iter().filter_map(|part| part.calendar.file()) {
            if !files.contains(file) {
                files.push(file.clone());
            }
        }
        let mut parts = parts.into_iter();
        let mut mail = parts.next().expect("the first one was looked at");
        mail.riders = parts.collect();
        let enclosure = mail.caller().enclosure(&files);
        mail.stencil = stencil(letterhead, &mail.notice.id, (&message, &headers, enclosure))?;
        mail.message = message;
        Ok(mail)
    }

    /// Where it stands among several in one mail: what asks for a decision first, then by what its
    /// readers answer for, what is ahead before reports of what is over, of corrections the graver
    /// one, then the earlier window.
    pub fn weight(&self) -> Weight<'_> {
        let facts = &self.notice.facts;
        let asks = facts.milestone == Milestone::First && facts.decision.is_some();
        let services = &facts.window.services;
        let is_minor =
            facts.milestone.corrects() && !services.iter().any(|service| service.high_severity);
        let name = (self.notice.id.as_str(), facts.audience.as_str());
        let told = (facts.milestone, facts.window.start);
        weight(
            asks,
            facts.role,
            (is_minor, takes_back(&self.notice)),
            told,
            name,
        )
    }

    /// Whether it calls to a briefing or takes such a call back; a mail can do that once.
    pub fn calls(&self) -> bool {
        self.calendar.calls()
    }

    /// Whether it puts right what was told.
    pub fn corrects(&self) -> bool {
        self.correction.is_some()
    }

    /// Of the part that calls its readers, or else its own.
    pub(super) fn caller(&self) -> &Calendar {
        let mut riders = self.riders.iter();
        let calls = riders.find(|part| part.calls() && !self.calls());
        calls.map_or(&self.calendar, |part| &part.calendar)
    }

    /// What the ledger keeps of the deliveries that ride with the one to a reader, by her place among
    /// its readers: they left in the same mail, under its name.
    pub fn riding(&self, place: usize) -> Vec<Planned> {
        let Some(reader) = self.reader(place) else {
            return Vec::new();
        };
        let message_id = self.message_id(reader);
        let riders = self.riders.iter().filter_map(|rider| {
            let reader = rider.reader(place)?;
            Some(Planned {
                message_id: message_id.clone(),
                subject: self.message.subject.clone(),
                ..rider.planned(reader)
            })
        });
        riders.collect()
    }

    /// Each of its notices by itself, in its own words.
    pub fn apart(mut self) -> Result<Vec<Self>, Fault> {
        if self.riders.is_empty() {
            return Ok(vec![self]);
        }
        let riders = std::mem::take(&mut self.riders);
        let lead = self.to(self.group.members.clone())?;
        Ok(std::iter::once(lead).chain(riders).collect())
    }

    /// When it leaves by plan: on the day of the last of its notices, with the first of that day.
    pub fn moment(&self) -> Instant {
        let occurrences = self.riders.iter().map(|rider| rider.occurrence);
        let occurrences = occurrences.chain([self.occurrence]);
        let places = &self.office.case.directory.places;
        let days = occurrences.map(|occurrence| {
            let zone = &places[occurrence.place()].calendar.zone;
            let day = zone.civil(occurrence.moment).date();
            (std::cmp::Reverse(day), occurrence.moment)
        });
        days.min()
            .map_or(self.occurrence.moment, |(_, moment)| moment)
    }

    /// How many notices it tells.
    pub fn parts(&self) -> usize {
        1 + self.riders.len()
    }
}

/// How much a correction takes back, the most first: a date without another one, the whole window, a
/// date with another one, something else; nothing for other notices.
fn takes_back(notice: &Notice) -> u8 {
    let has_date = |event: &EventFacts| event.has_new_date;
    let is_dated = notice.facts.event.as_ref().is_some_and(has_date);
    match notice.facts.milestone {
        Milestone::Rescheduled => u8::from(is_dated) * 2,
        Milestone::Cancelled => 1,
        Milestone::Changed => 3,
        _ => NEWS,
    }
}

/// See [`Mailing::weight`].
pub(super) fn weight<'m>(
    asks: bool,
    role: Role,
    (is_minor, takes_back): (bool, u8),
    (milestone, start): (Milestone, Instant),
    name: (&'m str, &'m str),
) -> Weight<'m> {
    let role = match role {
        Role::DepartmentHeads => 0,
        Role::Executives => 1,
        Role::EndUsers => 2,
        Role::Machine => 3,
    };
    let reports = milestone.tells_of_help() || milestone == Milestone::Bulletin;
    let rank = (reports, is_minor, takes_back);
    (!asks, role, rank, start, milestone, name)
}
