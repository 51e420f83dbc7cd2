//! Several notices to the same readers in one mail. Each stays a delivery of its own; words, calendar
//! files and headers are those of all, sender's order and thread those of the one that leads.

use super::calendar::{Calendar, WindowFile};
use super::{Fault, Mailing, stencil};
use crate::calendar::zone::Instant;
use crate::compose::compose_together;
use crate::ledger::Planned;
use crate::notice::Notice;

/// The header that names the notices told with the one that leads.
const TOLD_WITH: &str = "X-Forewarn-With";
/// The header of what must be seen at once.
const IMPORTANCE: &str = "Importance";

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
        let files = parts.iter().filter_map(|part| part.calendar.file());
        let files = WindowFile::one_each(files);
        let mut parts = parts.into_iter();
        let mut mail = parts.next().expect("the first one was looked at");
        mail.riders = parts.collect();
        let enclosure = mail.caller().enclosure(&files);
        mail.stencil = stencil(letterhead, &mail.notice.id, (&message, &headers, enclosure))?;
        mail.message = message;
        Ok(mail)
    }

    /// Whether both call to a briefing, or take such a call back, and neither says all that the other
    /// says: a mail can do that once.
    pub fn calls_beside(&self, other: &Self) -> bool {
        let [own, its] = [&self.calendar, &other.calendar];
        own.calls() && its.calls() && !own.covers(its) && !its.covers(own)
    }

    /// Whether it puts right what was told.
    pub fn corrects(&self) -> bool {
        self.correction.is_some()
    }

    /// Of the part that calls its readers, and says all that any other part says of briefings.
    pub(super) fn caller(&self) -> &Calendar {
        let riders = self.riders.iter().map(|part| &part.calendar);
        riders.fold(&self.calendar, |caller, part| {
            if part.sessions() > caller.sessions() {
                part
            } else {
                caller
            }
        })
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
