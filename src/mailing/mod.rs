//! Mailings: one notice, worded and cut once for a group, filled for each of its readers.
//!
//! What comes in: a dated plan, templates, and the letterhead. What goes out: finished mails and
//! what the ledger keeps of them. The preview and the sender both take their bytes from here, so
//! they cannot differ but for the `Date`.

mod calendar;
pub mod docket;
pub mod letterhead;

pub use letterhead::Letterhead;

use self::calendar::Calendar;
use crate::calendar::zone::Instant;
use crate::channel::Envelope;
use crate::channel::mime::{Mail, Mailbox, MimeError, Personal, Stencil};
use crate::compose::compose;
use crate::compose::message::Message;
use crate::compose::templates::Templates;
use crate::diagnostic::Findings;
use crate::directory::{Group, Recipient};
use crate::invite::Present;
use crate::ledger::{Planned, Stated};
use crate::notice::delivery::{message_id, thread_root};
use crate::notice::{DeliveryId, Notice, state};
use crate::rules::Case;
use crate::timeline::Occurrence;

/// How many earlier notices a mail refers to, its thread's root apart.
const THREAD_LENGTH: usize = 3;

/// One notice to one group of readers.
pub struct Mailing<'a> {
    /// What it states.
    pub notice: Notice,
    /// In which words.
    pub message: Message,
    /// To whom.
    pub group: Group,
    case: Case<'a>,
    occurrence: &'a Occurrence,
    letterhead: &'a Letterhead,
    calendar: Calendar,
    stencil: Stencil,
    stated: Stated,
    earlier: Vec<String>,
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
    /// Words a notice for a group and cuts its mail.
    pub fn make(
        case: Case<'a>,
        occurrence: &'a Occurrence,
        group: Group,
        templates: &Templates,
        letterhead: &'a Letterhead,
    ) -> Result<Self, Fault> {
        let notice = state(case, occurrence, &group);
        let message = compose(&notice, templates).map_err(Fault::Words)?;
        let headers = letterhead.headers(&notice);
        let asked = case.directory.recipients(&occurrence.audience).len();
        let calendar = Calendar::of(&notice.facts, occurrence, letterhead, asked);
        let calendar = calendar.map_err(|flaw| Fault::Mime(flaw.into()))?;
        let stencil = Stencil::cut(&Mail {
            from: &letterhead.from,
            reply_to: Some(&letterhead.reply_to),
            subject: &letterhead.subject(&message.subject),
            text: &message.text,
            html: &message.html,
            headers: &headers,
            boundary_seed: &notice.id,
            enclosure: calendar.enclosure(),
        });
        let stencil = stencil.map_err(Fault::Mime)?;
        let stated = Stated::of(&notice.facts);
        let earlier = earlier(case, occurrence);
        Ok(Self {
            notice,
            message,
            group,
            case,
            occurrence,
            letterhead,
            calendar,
            stencil,
            stated,
            earlier,
        })
    }

    /// Its readers, in the order of their source.
    pub fn readers(&self) -> impl Iterator<Item = &'a Recipient> {
        let readers = self.case.directory.recipients(&self.occurrence.audience);
        self.group.members.iter().map(|index| &readers[*index])
    }

    /// The occurrence it tells.
    pub fn occurrence(&self) -> &'a Occurrence {
        self.occurrence
    }

    /// The key of the delivery to a reader.
    pub fn delivery(&self, reader: &Recipient) -> DeliveryId {
        self.delivery_of(&self.notice.id, reader)
    }

    fn delivery_of(&self, notice: &str, reader: &Recipient) -> DeliveryId {
        let Notice {
            facts, revision, ..
        } = &self.notice;
        DeliveryId::derive(
            &facts.plan,
            notice,
            &facts.audience,
            &reader.address.identity(),
            *revision,
        )
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
        let calendar = self.calendar.personal(reader, self.letterhead)?;
        self.stencil.fill(&Personal {
            to: &to,
            message_id,
            in_reply_to: thread
                .last()
                .filter(|_| thread.len() > 1)
                .map(String::as_str),
            references: &thread,
            date: self.letterhead.date(date),
            name: if reader.name.is_empty() {
                &self.letterhead.nameless
            } else {
                &reader.name
            },
            calendar: calendar.as_deref(),
        })
    }

    /// The Message-ID of a reader's mail.
    pub fn message_id(&self, reader: &Recipient) -> String {
        self.message_id_of(&self.notice.id, reader)
    }

    fn message_id_of(&self, notice: &str, reader: &Recipient) -> String {
        let Notice {
            facts, revision, ..
        } = &self.notice;
        let id = self.delivery_of(notice, reader);
        message_id(&facts.plan, notice, *revision, &id, &self.letterhead.domain)
    }

    /// The root of the reader's thread and the latest notices before this one.
    fn thread(&self, reader: &Recipient) -> Vec<String> {
        let facts = &self.notice.facts;
        let root = thread_root(
            &facts.plan,
            &facts.audience,
            &reader.address.identity(),
            &self.letterhead.domain,
        );
        let earlier = self
            .earlier
            .iter()
            .map(|notice| self.message_id_of(notice, reader));
        std::iter::once(root).chain(earlier).collect()
    }

    /// The briefing it calls its readers to.
    pub fn call(&self) -> Option<&Present> {
        match &self.calendar {
            Calendar::Briefing(call) => Some(&call.present),
            Calendar::Nothing | Calendar::Window(_) => None,
        }
    }

    /// Who the server is told the mail is from and to.
    pub fn envelope(&self, reader: &Recipient) -> Envelope {
        Envelope {
            sender: self.letterhead.sender.clone(),
            recipient: reader.address.to_string(),
            key: file_stem(&self.notice, &self.delivery(reader)),
        }
    }

    /// What the ledger keeps of the delivery to a reader.
    pub fn planned(&self, reader: &Recipient) -> Planned {
        let facts = &self.notice.facts;
        Planned {
            id: self.delivery(reader),
            plan: facts.plan.clone(),
            notice: self.notice.id.clone(),
            window: facts.window.id.clone(),
            milestone: facts.milestone.slug().to_owned(),
            audience: facts.audience.clone(),
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

/// The name of a mail's file, without its ending: notice, audience, delivery.
pub fn file_stem(notice: &Notice, delivery: &DeliveryId) -> String {
    format!("{}.{}.{delivery}", notice.id, notice.facts.audience)
}

/// Ids of the latest notices told to the same readers before an occurrence, oldest first.
fn earlier(case: Case, occurrence: &Occurrence) -> Vec<String> {
    let before =
        |other: &&Occurrence| other.shares_readers(occurrence) && other.moment < occurrence.moment;
    let told = case.timeline.about(&occurrence.window).filter(before);
    let mut ids: Vec<String> = told.map(Occurrence::notice_id).collect();
    ids.drain(..ids.len().saturating_sub(THREAD_LENGTH));
    ids
}
