//! The thread of a reader: to which earlier mails a mail refers, so that her mail program shows them
//! together. A notice that was told in the mail of another is known by that mail.

use super::together::{NEWS, Weight, weight};
use super::{Mailing, Office};
use crate::calendar::zone::Instant;
use crate::directory::Recipient;
use crate::notice::DeliveryId;
use crate::notice::delivery::{message_id, thread_root};
use crate::notice::state::asks;
use crate::plan::former::Named;
use crate::plan::milestone::Milestone;
use crate::timeline::Occurrence;
use crate::timeline::fold::Folds;

/// To the mails of how many earlier notices a mail refers, its thread's root apart.
const THREAD_LENGTH: usize = 3;

impl Mailing<'_> {
    /// The root of the reader's thread and the latest mails before this one.
    pub(super) fn thread(&self, reader: &Recipient) -> Vec<String> {
        let facts = &self.notice.facts;
        let root = thread_root(
            &facts.plan,
            self.told_as().1,
            &reader.address.identity(),
            &self.office.letterhead.domain,
        );
        std::iter::once(root).chain(self.earlier(reader)).collect()
    }

    /// The latest mails to a reader before this one, oldest first: those in which she was told, and
    /// those that are still worth sending and will have left by then.
    fn earlier(&self, reader: &Recipient) -> Vec<String> {
        let occurrence = self.occurrence;
        let (window, audience) = (&occurrence.window, &occurrence.audience);
        let mailbox = reader.address.identity();
        let beliefs = self.office.beliefs;
        let (told_as, first) = self.told_as();
        let known = beliefs.told(window.as_str(), told_as, &mailbox);
        let told = known
            .iter()
            .filter(|told| !self.tells((&told.notice, told.revision)));
        let told = told.map(|told| match &told.mail {
            Some(mail) => mail.to_string(),
            None => self.message_id_as(first, (&told.notice, told.revision), reader),
        });
        // Only so many are remembered: what comes before all of these may be told long since.
        let since = known.iter().map(|told| told.moment).min();
        let since = since.filter(|_| known.len() >= THREAD_LENGTH);
        // The moment at which this is worded may be a later one, at which all before it has left.
        let now = beliefs.now().unwrap_or(self.office.case.now);
        let ahead = self.office.case.timeline.about(window).filter(|other| {
            other.shares_readers(occurrence)
                && other.latest_useful > now
                && other.moment < occurrence.moment
                && since.is_none_or(|since| other.moment > since)
                // What is to be put right leaves before all that is due.
                && !self.corrects()
                && other.is_for(&self.group)
        });
        let ahead = ahead.filter_map(|other| {
            let (notice, revision) = self.still(other, &mailbox)?;
            if self.tells((&notice, revision)) {
                return None;
            }
            let Some(carrier) = self.carrier(other, reader) else {
                return Some(self.message_id_of((&notice, revision), reader));
            };
            // What waits for a mail that comes after this one is not earlier.
            let leaves = self.office.case.timeline.occurrences[carrier].moment;
            let is_earlier = leaves <= self.moment();
            is_earlier.then(|| self.shared(carrier, (other, reader)))?
        });
        let correction = beliefs.correction((window.as_str(), audience.as_str()), &mailbox);
        let correction = correction.filter(|(notice, revision)| !self.tells((notice, *revision)));
        let correction =
            correction.map(|(notice, revision)| self.message_id_of((notice, *revision), reader));
        let this = self.message_id(reader);
        let earlier = told.chain(correction).chain(ahead);
        let mut earlier: Vec<String> = earlier.filter(|mail| *mail != this).collect();
        // So many notices are remembered, whatever mails they were told in.
        earlier.drain(..earlier.len().saturating_sub(THREAD_LENGTH));
        earlier.dedup();
        earlier
    }

    /// The audience as which its readers heard what they answer to, by the id it has now and by its
    /// first. Whoever has changed audience since is still answered where she was told.
    fn told_as(&self) -> (&str, &str) {
        let plan = self.office.case.plan;
        let audience = self.occurrence.audience.as_str();
        match self.correction {
            Some(correction) if correction.told_as != audience => {
                let told_as = correction.told_as.as_str();
                let first = plan.former_ids.first_called(Named::Audience, told_as);
                (told_as, first)
            }
            _ => (audience, &self.notice.first.audience),
        }
    }

    /// Whether it is a telling of a notice itself; an earlier telling is another one.
    fn tells(&self, (notice, revision): (&str, u32)) -> bool {
        let mut parts = std::iter::once(self).chain(&self.riders);
        parts.any(|part| part.notice.id == notice && part.notice.revision == revision)
    }

    /// The id and revision by which a mailbox will be told an occurrence; nothing when it was told
    /// already, or is not to be.
    fn still(&self, occurrence: &Occurrence, mailbox: &str) -> Option<(String, u32)> {
        let beliefs = self.office.beliefs;
        let manner = beliefs.manner(occurrence, mailbox, true);
        let (window, audience) = (&occurrence.window, &occurrence.audience);
        let known = beliefs.told(window.as_str(), audience.as_str(), mailbox);
        let still = (occurrence.notice_id(), manner.revision);
        let mut known = known.iter();
        let is_told = known.any(|told| *told.notice == *still.0 && told.revision == still.1);
        (!manner.is_covered && !is_told).then_some(still)
    }

    /// The notice, by its place in the timeline, in whose mail a reader will be told an occurrence;
    /// nothing when it has a mail of its own, or the other does not come to her.
    fn carrier(&self, occurrence: &Occurrence, reader: &Recipient) -> Option<usize> {
        let case = self.office.case;
        let place = self.place(occurrence, reader)?;
        let number = case.timeline.place(occurrence)?;
        let folds = self.folds();
        let ride = folds.ride(&occurrence.audience, place, number);
        let Some(ride) = ride.filter(|ride| self.goes_together(number, ride.carrier)) else {
            // What rides with it may lead their mail.
            return folds.riders(number).next().map(|_| number);
        };
        let carrier = &case.timeline.occurrences[ride.carrier];
        self.still(carrier, &reader.address.identity())?;
        Some(ride.carrier)
    }

    /// Whether a notice can leave in the mail of another, both by their places in the timeline.
    fn goes_together(&self, rider: usize, carrier: usize) -> bool {
        let Office { case, beliefs, .. } = self.office;
        let both = [rider, carrier].map(|place| &case.timeline.occurrences[place]);
        let now = beliefs.now().unwrap_or(case.now);
        !beliefs.history.nights.keeps_apart(both, now)
    }

    /// The Message-ID of the mail that leaves with a carrier: it has the name of the notice that leads.
    fn shared(&self, carrier: usize, (told, reader): (&Occurrence, &Recipient)) -> Option<String> {
        let folds = self.folds();
        let occurrences = &self.office.case.timeline.occurrences;
        let mailbox = reader.address.identity();
        let seat = self.place(told, reader)?;
        let parts = folds.riders(carrier).chain([carrier]).filter_map(|number| {
            let part = &occurrences[number];
            let place = folds.seat(&told.audience, seat, &part.audience)?;
            let ride = folds.ride(&part.audience, place, number);
            let ride = ride.filter(|ride| self.goes_together(number, ride.carrier));
            let goes = ride.map_or(number, |ride| ride.carrier) == carrier;
            let (notice, revision) = self.still(part, &mailbox).filter(|_| goes)?;
            Some(Part {
                occurrence: part,
                notice,
                revision,
            })
        });
        let parts: Vec<Part> = parts.collect();
        let leaves = occurrences[carrier].moment;
        let weigh = |part: &&Part, other: &&Part| {
            let [part, other] = [part, other].map(|part| self.weigh(part, leaves));
            part.cmp(&other)
        };
        let lead = parts.iter().min_by(weigh)?;
        let plan = &self.notice.facts.plan;
        let (notice, revision) = (&lead.notice, lead.revision);
        let audience = &lead.occurrence.first.audience;
        let key = DeliveryId::derive(plan, notice, audience, &mailbox, revision);
        let domain = &self.office.letterhead.domain;
        Some(message_id(plan, notice, revision, &key, domain))
    }

    /// Where a notice will stand among several that leave at a moment.
    fn weigh<'p>(&self, part: &'p Part, leaves: Instant) -> Option<Weight<'p>> {
        let mut case = self.office.case;
        case.now = case.now.max(leaves);
        let told = part.occurrence;
        let audience = case.plan.audience(&told.audience)?;
        let (_, window) = case.plan.window(&told.window)?;
        let asks = told.milestone == Milestone::First && asks(case, told, &self.group);
        let name = (part.notice.as_str(), told.audience.as_str());
        let told = (told.milestone, window.start);
        // What lies ahead corrects nothing.
        Some(weight(asks, audience.role, (false, NEWS), told, name))
    }

    /// The place of a reader in the audience of an occurrence that is told to the readers of this.
    fn place(&self, occurrence: &Occurrence, reader: &Recipient) -> Option<usize> {
        let readers = self.office.case.directory.recipients(&occurrence.audience);
        readers.element_offset(reader)
    }

    fn folds(&self) -> &Folds {
        self.office.beliefs.folds(self.office.case)
    }
}

/// A notice that will be told in one mail with others.
struct Part<'o> {
    occurrence: &'o Occurrence,
    notice: String,
    revision: u32,
}
