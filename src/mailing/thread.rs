//! The thread of a reader: to which earlier mails a mail refers, so that her mail program shows them
//! together. A notice that was told in the mail of another is known by that mail.

use super::lead::by_weight;
use super::{Mailing, Office};
use crate::belief::heard::REMEMBERED;
use crate::belief::{Order, Turn};
use crate::directory::Recipient;
use crate::notice::delivery::{message_id, thread_root};
use crate::notice::{DeliveryId, Telling};
use crate::plan::address::Mailbox;
use crate::plan::former::Named;
use crate::timeline::Occurrence;
use crate::timeline::fold::Folds;

impl Mailing<'_> {
    /// The root of the reader's thread and the latest mails before this one.
    pub(super) fn thread(&self, reader: &Recipient) -> Vec<String> {
        let facts = &self.notice.facts;
        let root = thread_root(
            &facts.plan,
            self.told_as().1,
            &reader.address.mailbox(),
            &self.office.letterhead.domain,
        );
        std::iter::once(root).chain(self.earlier(reader)).collect()
    }

    /// The latest mails to a reader before this one, oldest first: those in which she was told, and
    /// those that are still worth sending and will have left by then.
    fn earlier(&self, reader: &Recipient) -> Vec<String> {
        let occurrence = self.occurrence;
        let (window, audience) = (&occurrence.window, &occurrence.audience);
        let mailbox = reader.address.mailbox();
        let beliefs = self.office.beliefs;
        let (told_as, first) = self.told_as();
        let heard = beliefs.history.heard(window.as_str(), told_as, &mailbox);
        // A correction of a date that was named beside another window answers to the mail that did.
        let named = heard.and_then(|heard| heard.named.as_ref());
        let named = named.filter(|_| self.corrects()).into_iter();
        let known = beliefs.told(window.as_str(), told_as, &mailbox);
        let told = named
            .chain(known)
            .filter(|told| !self.tells((&told.notice, told.revision)));
        let told = told.map(|told| match &told.mail {
            Some(mail) => mail.to_string(),
            None => self.message_id_as(first, (&told.notice, told.revision), reader),
        });
        // Only so many are remembered: what was due before the others may be told long since.
        let since = heard.and_then(|heard| heard.forgotten);
        // The moment at which this is worded may be a later one, at which all before it has left.
        let now = beliefs.now().unwrap_or(self.office.case.now);
        let nights = &beliefs.history.nights;
        let ahead = self.office.case.timeline.about(window).filter(|other| {
            other.shares_readers(occurrence)
                && !other.is_over(now)
                && other.moment < occurrence.moment
                && since.is_none_or(|since| other.moment > since)
                // What is to be put right leaves before all that is due.
                && !self.corrects()
                && other.is_for(&self.group)
                // What tells of help leaves once all is open; other things that do not leave now never do.
                && (other.milestone.tells_of_help() || !nights.withholds(other))
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
        earlier.drain(..earlier.len().saturating_sub(REMEMBERED));
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
    fn still(&self, occurrence: &Occurrence, mailbox: &Mailbox) -> Option<(String, u32)> {
        let beliefs = self.office.beliefs;
        let mut case = self.office.case;
        case.now = beliefs.now().unwrap_or(case.now);
        let turn = Turn::of(case, occurrence);
        let turn = match turn.order {
            Order::Starts => turn,
            Order::Missed | Order::InOrder => Turn::IN_ORDER,
        };
        let manner = beliefs.manner(occurrence, mailbox, turn);
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
        self.still(carrier, &reader.address.mailbox())?;
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
        let case = self.office.case;
        let occurrences = &case.timeline.occurrences;
        let mailbox = reader.address.mailbox();
        let seat = self.place(told, reader)?;
        let folds = self.folds();
        let whose = (folds, &told.audience, seat);
        let told = folds.mail(&told.audience, seat, carrier).filter(|part| {
            let goes = *part == carrier || self.goes_together(*part, carrier);
            goes && self.still(&occurrences[*part], &mailbox).is_some()
        });
        let lead = by_weight(case, whose, told, occurrences[carrier].moment);
        let lead = &occurrences[*lead.first()?];
        let (notice, revision) = self.still(lead, &mailbox)?;
        let plan = &self.notice.facts.plan;
        let led = Telling {
            notice: &notice,
            audience: &lead.first.audience,
            revision,
        };
        let key = DeliveryId::of(plan, led, &mailbox);
        let domain = &self.office.letterhead.domain;
        Some(message_id(plan, &notice, revision, &key, domain))
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
