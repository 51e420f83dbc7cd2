//! Mailings: one notice, worded and cut once for a group, filled for each of its readers.
//!
//! What comes in: a dated plan, templates, and the letterhead. What goes out: finished mails and
//! what the ledger keeps of them. The preview and the sender both take their bytes from here, so
//! they cannot differ but for the `Date`.

mod calendar;
mod session;
mod thread;
mod together;
pub mod docket;
pub mod lead;
pub mod letterhead;
pub mod office;
pub mod stray;
pub mod tracks;
pub mod withheld;

pub use docket::Item;
pub use letterhead::Letterhead;
pub use office::Office;
pub use withheld::Withheld;

use self::calendar::{Calendar, WindowFile};
use crate::belief::Correction;
use crate::belief::tried::Before;
use crate::calendar::zone::Instant;
use crate::channel::Envelope;
use crate::channel::mime::{Enclosure, Mail, Mailbox, MimeError, Personal, Stencil};
use crate::compose::compose;
use crate::compose::message::Message;
use crate::diagnostic::Findings;
use crate::directory::{Group, Recipient};
use crate::invite::Tracks;
use crate::ledger::{Planned, Stated};
use crate::notice::delivery::message_id;
use crate::notice::state::state;
use crate::notice::{DeliveryId, Notice, Telling};
use crate::plan::address::readable;
use crate::plan::milestone::Milestone;
use crate::timeline::Occurrence;

/// One mail to one group of readers: a notice, and those that are told with it.
pub struct Mailing<'a> {
    /// What it states.
    pub notice: Notice,
    /// In which words; those of the notices that are told with it among them.
    pub message: Message,
    /// To whom.
    pub group: Group,
    /// What is told in the same mail, to the same readers in the same order.
    pub riders: Vec<Mailing<'a>>,
    office: Office<'a>,
    occurrence: &'a Occurrence,
    correction: Option<&'a Correction>,
    calendar: Calendar,
    stencil: Stencil,
    stated: Stated,
}

/// A mailing could not be made.
#[derive(Debug)]
pub enum Fault {
    /// A template is wrong.
    Words(Findings),
    /// The words do not fit into a mail.
    Mime(MimeError),
}

impl<'a> Mailing<'a> {
    fn make(office: Office<'a>, item: Item<'a>) -> Result<Self, Fault> {
        let Item {
            occurrence,
            group,
            manner,
        } = item;
        let mut notice = state(office.case, occurrence, &group, manner.revision);
        notice.facts.milestone = manner.words;
        notice.facts.first_word = manner.is_first_word;
        notice.facts.opens |= manner.is_in_full;
        notice.facts.again = manner.is_again;
        notice.facts.relisted = manner.is_again && manner.is_relisted;
        let nights = &office.beliefs.history.nights;
        notice.facts.event = nights.facts(occurrence).cloned();
        if manner.words == Milestone::Holding {
            let at = occurrence.moment.max(office.case.now);
            notice.facts.ends_as_believed(&manner.ends, at);
        } else {
            notice.facts.end_replaces(&manner.ends);
        }
        if let Some(event) = &mut notice.facts.event {
            event.say_with(&manner.notes);
            event.takes_back = manner.takes_back;
        }
        if let Some(at) = manner.begun {
            notice.facts.begin((at, manner.is_unexpected));
        }
        Self::cut(office, (notice, None), occurrence, group)
    }

    fn correct(office: Office<'a>, correction: &'a Correction) -> Result<Self, Fault> {
        let notice = correction.notice(office.case);
        let group = correction.group.clone();
        Self::cut(
            office,
            (notice, Some(correction)),
            &correction.occurrence,
            group,
        )
    }

    fn cut(
        office: Office<'a>,
        (mut notice, correction): (Notice, Option<&'a Correction>),
        occurrence: &'a Occurrence,
        group: Group,
    ) -> Result<Self, Fault> {
        let letterhead = office.letterhead;
        let calendar = Calendar::of(office, &notice.facts, occurrence, correction);
        let calendar = calendar.map_err(|flaw| Fault::Mime(flaw.into()))?;
        // What it takes out of calendars stands in its words: not every calendar does it by itself,
        // and whoever is told so is not told again.
        calendar.put_into_words(&mut notice.facts, correction);
        let message = compose(&notice, office.templates).map_err(Fault::Words)?;
        let files = WindowFile::one_each(calendar.file().into_iter());
        let headers = letterhead.headers(&notice);
        let mail = (&message, headers.as_slice(), calendar.enclosure(&files));
        let stencil = stencil(letterhead, &notice.id, mail)?;
        let stated = Stated::of(&notice.facts);
        Ok(Self {
            notice,
            message,
            group,
            riders: Vec::new(),
            office,
            occurrence,
            correction,
            calendar,
            stencil,
            stated,
        })
    }

    /// The fingerprint of the words its readers see. Their names, the dates of submission, the
    /// numbers of tellings and what goes into calendars, which follows from the words, are not in it.
    pub fn content(&self) -> String {
        self.content_of(&self.message)
    }

    /// The same of words in which it might be told.
    pub fn content_of(&self, message: &Message) -> String {
        let letterhead = self.office.letterhead;
        let Mailbox { name, address } = &letterhead.from;
        Stated::of(&(
            (name, address, &letterhead.reply_to.address),
            (&message.subject, &message.text, &message.html),
        ))
        .digest()
        .to_owned()
    }

    /// Leaves out readers who are not `within`.
    pub fn keep(&mut self, within: &dyn Fn(&Recipient) -> bool) {
        let kept: Vec<bool> = self.readers().map(within).collect();
        for part in std::iter::once(&mut self.group)
            .chain(self.riders.iter_mut().map(|rider| &mut rider.group))
        {
            let mut kept = kept.iter();
            part.members.retain(|_| *kept.next().unwrap_or(&false));
        }
    }

    /// Its readers, in the order of their source.
    pub fn readers(&self) -> impl Iterator<Item = &'a Recipient> {
        let readers = self
            .office
            .case
            .directory
            .recipients(&self.occurrence.audience);
        self.group.members.iter().map(|index| &readers[*index])
    }

    /// What it was made with.
    pub fn office(&self) -> Office<'a> {
        self.office
    }

    /// One of its readers, by her place among them.
    pub fn reader(&self, place: usize) -> Option<&'a Recipient> {
        let case = self.office.case;
        let readers = case.directory.recipients(&self.occurrence.audience);
        readers.get(*self.group.members.get(place)?)
    }

    /// What it corrects; nothing when it tells what is due by its date.
    pub fn correction(&self) -> Option<&'a Correction> {
        self.correction
    }

    /// The occurrence it tells.
    pub fn occurrence(&self) -> &'a Occurrence {
        self.occurrence
    }

    /// The key of the delivery to a reader.
    pub fn delivery(&self, reader: &Recipient) -> DeliveryId {
        let audience = &self.notice.first.audience;
        self.delivery_as(audience, (&self.notice.id, self.notice.revision), reader)
    }

    fn delivery_as(
        &self,
        audience: &str,
        (notice, revision): (&str, u32),
        reader: &Recipient,
    ) -> DeliveryId {
        let facts = &self.notice.facts;
        let told = Telling {
            notice,
            audience,
            revision,
        };
        DeliveryId::of(&facts.plan, told, &reader.address.mailbox())
    }

    /// The finished mail of a reader, dated `date`.
    pub fn mail(&self, reader: &Recipient, date: Instant) -> Result<Vec<u8>, MimeError> {
        self.mail_as(&self.message_id(reader), reader, date)
    }

    /// The same under another Message-ID, for samples.
    pub fn mail_as(
        &self,
        message_id: &str,
        reader: &Recipient,
        date: Instant,
    ) -> Result<Vec<u8>, MimeError> {
        let thread = self.thread(reader);
        let name = (!reader.name.is_empty()).then(|| reader.name.clone());
        let to = Mailbox {
            name,
            address: reader.address.to_string(),
        };
        let calls = self.caller().personal(reader, self.office.letterhead)?;
        self.stencil.fill(&Personal {
            to: &to,
            message_id,
            in_reply_to: thread
                .last()
                .filter(|_| thread.len() > 1)
                .map(String::as_str),
            references: &thread,
            date: self.office.letterhead.date(date),
            name: self.greeted(reader),
            calls: &calls,
        })
    }

    /// Who writes, as readers see it: a name, or else the address.
    pub fn sender(&self) -> String {
        let Mailbox { name, address } = &self.office.letterhead.from;
        name.clone().unwrap_or_else(|| readable(address))
    }

    /// The name by which a reader is greeted.
    pub fn greeted<'r>(&'r self, reader: &'r Recipient) -> &'r str {
        if reader.name.is_empty() {
            &self.office.letterhead.nameless
        } else {
            &reader.name
        }
    }

    /// The Message-ID of a reader's mail: that of the mail in which she may have it already, or else
    /// its own.
    pub fn message_id(&self, reader: &Recipient) -> String {
        match self.before(reader) {
            Some(before) => before.message_id.clone(),
            None => self.message_id_of((&self.notice.id, self.notice.revision), reader),
        }
    }

    fn before(&self, reader: &Recipient) -> Option<&'a Before> {
        let tried = &self.office.beliefs.history.tried;
        tried.before(&self.delivery(reader))
    }

    fn message_id_of(&self, told: (&str, u32), reader: &Recipient) -> String {
        self.message_id_as(&self.notice.first.audience, told, reader)
    }

    /// The same of what was told to her as one of an audience, by its first id.
    fn message_id_as(
        &self,
        audience: &str,
        (notice, revision): (&str, u32),
        reader: &Recipient,
    ) -> String {
        let plan = &self.notice.facts.plan;
        let id = self.delivery_as(audience, (notice, revision), reader);
        message_id(plan, notice, revision, &id, &self.office.letterhead.domain)
    }

    /// Takes down in the tracks what it tells calendars, once all its readers are told.
    pub fn remember(&self, tracks: &mut Tracks) {
        let readers = self.readers().map(|reader| reader.address.mailbox());
        let readers: Vec<_> = readers.collect();
        for part in std::iter::once(self).chain(&self.riders) {
            part.calendar.remember(tracks, &readers);
        }
    }

    /// Who the server is told the mail is from and to.
    pub fn envelope(&self, reader: &Recipient) -> Envelope {
        Envelope {
            sender: self.office.letterhead.sender.clone(),
            recipient: reader.address.to_string(),
            key: match self.before(reader).and_then(|before| before.lead.as_ref()) {
                Some((notice, audience, lead)) => file_stem((notice, audience), lead),
                None => self.file_stem(reader),
            },
        }
    }

    /// The name of a reader's mail as a file, without its ending: notice, audience, delivery.
    pub fn file_stem(&self, reader: &Recipient) -> String {
        let Notice { id, first, .. } = &self.notice;
        file_stem((id, &first.audience), &self.delivery(reader))
    }

    /// What the ledger keeps of the delivery to a reader.
    pub fn planned(&self, reader: &Recipient) -> Planned {
        let facts = &self.notice.facts;
        Planned {
            id: self.delivery(reader),
            plan: facts.plan.clone(),
            notice: self.notice.id.clone(),
            window: self.notice.first.window.clone(),
            milestone: facts.milestone.slug().to_owned(),
            audience: self.notice.first.audience.clone(),
            recipient: reader.address.to_string(),
            name: reader.name.clone(),
            revision: self.notice.revision,
            message_id: self.message_id(reader),
            subject: self.message.subject.clone(),
            moment: self.occurrence.moment,
            latest_useful: self.occurrence.latest_useful,
            facts: self.stated.clone(),
        }
    }
}

/// A mail, cut at its personal places.
fn stencil(
    letterhead: &Letterhead,
    seed: &str,
    (message, headers, enclosure): (&Message, &[(String, String)], Option<Enclosure>),
) -> Result<Stencil, Fault> {
    let stencil = Stencil::cut(&Mail {
        from: &letterhead.from,
        reply_to: Some(&letterhead.reply_to),
        subject: &letterhead.subject(&message.subject),
        text: &message.text,
        html: &message.html,
        headers,
        boundary_seed: seed,
        enclosure,
    });
    stencil.map_err(Fault::Mime)
}

/// See [`Mailing::file_stem`].
fn file_stem((notice, audience): (&str, &str), delivery: &DeliveryId) -> String {
    format!("{notice}.{audience}.{delivery}")
}
