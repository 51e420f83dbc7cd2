//! A mail with slots: built once for a group of readers, filled in for each of them.
//!
//! Gives RFC 5322 bytes. Date, Message-ID and boundary are given, so the same input is always the
//! same bytes; never asks the clock, never touches more than the personal places when filling.

mod enclosure;
mod header;
mod slot;

#[cfg(test)]
mod enclosure_law;
#[cfg(test)]
mod law;

use chrono::{DateTime, FixedOffset};
pub use enclosure::{Call, Enclosure};

use crate::invite::Flaw;
use enclosure::Ending;
use header::{check_mailbox, check_message_id, check_name, push_date, push_mailbox, unstructured};
use lettre::message::SinglePart;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0,
};
use sha2::{Digest as _, Sha256};
use slot::{Piece, Tongue};

/// Where the reader's name goes, in the text and in the HTML of a [`Mail`]; any number of times.
pub use crate::compose::message::NAME_SLOT;

/// Headers that are set here and may not come again from outside.
const OWN_HEADERS: [&str; 18] = [
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "auto-submitted",
    "x-auto-response-suppress",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-disposition",
    "return-path",
];

/// What all readers of a group are sent.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'a> {
    /// Whose words these are.
    pub from: &'a Mailbox,
    /// Who reads the answers.
    pub reply_to: Option<&'a Mailbox>,
    /// The subject; holds no slot.
    pub subject: &'a str,
    /// The plain text, with [`NAME_SLOT`] where the reader's name goes.
    pub text: &'a str,
    /// The HTML, with [`NAME_SLOT`] where the reader's name goes; escaping it is done here. A
    /// [`Enclosure::Machine`] leaves it out.
    pub html: &'a str,
    /// Further headers (List-Id, Thread-Topic, X-Forewarn-…, Importance), in order.
    pub headers: &'a [(String, String)],
    /// What makes the boundary between the parts this mail's own.
    pub boundary_seed: &'a str,
    /// The calendar that goes with it.
    pub enclosure: Option<Enclosure<'a>>,
}

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// As people read it.
    pub name: Option<String>,
    /// ASCII, the domain as an A-label.
    pub address: String,
}

/// What differs from reader to reader.
#[derive(Debug, Clone, Copy)]
pub struct Personal<'a> {
    /// The one reader.
    pub to: &'a Mailbox,
    /// With its angle brackets.
    pub message_id: &'a str,
    /// The notice this one follows, with its angle brackets.
    pub in_reply_to: Option<&'a str>,
    /// The thread, oldest first, each with its angle brackets.
    pub references: &'a [String],
    /// The moment of sending.
    pub date: DateTime<FixedOffset>,
    /// What goes into [`NAME_SLOT`].
    pub name: &'a str,
    /// The calendars of a mail with [`Enclosure::Scheduling`]; none for whom it does not call.
    pub calls: &'a [Call],
}

/// Why a mail cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MimeError {
    /// A character that could forge a header or turn text around.
    #[error(
        "the {field} of the mail contains a line break or a hidden control character ({found}); \
         take it out"
    )]
    Forbidden {
        /// Which value.
        field: String,
        /// The character, as `U+000A`.
        found: String,
    },
    /// More than mail programs take.
    #[error(
        "the {field} of the mail is too long or has a word too long to break (over {limit} bytes); shorten it"
    )]
    TooLong {
        /// Which value.
        field: String,
        /// In bytes.
        limit: usize,
    },
    /// Not an address.
    #[error(
        "the {field} address `{address}` of the mail is not an address that can be written to; correct it"
    )]
    BadAddress {
        /// Which header.
        field: String,
        /// As given.
        address: String,
    },
    /// Not a message identifier.
    #[error("the {field} `{id}` of the mail is not of the form <name@domain>")]
    BadMessageId {
        /// Which header.
        field: String,
        /// As given.
        id: String,
    },
    /// A header that is ours to set, or that cannot be one.
    #[error("the mail cannot have a further header `{name}`; take it out")]
    BadHeader {
        /// Its name.
        name: String,
    },
    /// The reader's name cannot go into a header.
    #[error("the {name} of the mail has a place for the reader's name; only the text may")]
    SlotInHeader {
        /// Which header.
        name: String,
    },
    /// The calendar of the mail is unreadable.
    #[error("the calendar entry of the mail could not be read: {0}; mend that text in the plan")]
    Calendar(#[from] Flaw),
    /// The calendar asks for something else than the mail says.
    #[error("the calendar entry of the mail has {found} where {wanted} belongs")]
    OtherMethod {
        /// What the mail says.
        wanted: &'static str,
        /// What the calendar says.
        found: String,
    },
    /// No mail is dated so.
    #[error("the mail would be dated in the year {year}")]
    BadDate {
        /// The year.
        year: i32,
    },
}

/// A mail's finished bytes with places left for what is personal.
#[derive(Debug, Clone)]
pub struct Stencil {
    /// From, Reply-To.
    opening: Vec<u8>,
    /// Subject.
    subject: Vec<u8>,
    /// The other headers and the body up to the first slot.
    start: Piece,
    /// Each slot with what follows it.
    slots: Vec<(Tongue, Piece)>,
    /// What follows the texts.
    ending: Ending,
    length: usize,
}

impl Stencil {
    /// Builds the mail and cuts it at the personal places.
    pub fn cut(mail: &Mail<'_>) -> Result<Self, MimeError> {
        let mut opening = Vec::new();
        push_mailbox_line(&mut opening, "From", mail.from)?;
        if let Some(reply_to) = mail.reply_to {
            push_mailbox_line(&mut opening, "Reply-To", reply_to)?;
        }
        let mut subject = lettre::message::header::Headers::new();
        insert(&mut subject, "Subject", mail.subject)?;
        let boundary = boundary(mail);
        let (bytes, ending) = body(mail, &boundary)?;
        let html_from = match mail.enclosure {
            Some(Enclosure::Machine(_)) => bytes.len(),
            _ => html_start(&bytes, &boundary),
        };
        let mut pieces = slot::cut(&bytes).into_iter();
        let (_, start) = pieces.next().expect("cutting gives at least one piece");
        let slots = pieces.map(|(at, piece)| match at < html_from {
            true => (Tongue::Plain, piece),
            false => (Tongue::Html, piece),
        });
        Ok(Self {
            opening,
            subject: subject.to_string().into_bytes(),
            start,
            slots: slots.collect(),
            ending,
            length: bytes.len(),
        })
    }

    /// The mail of one reader.
    pub fn fill(&self, personal: &Personal<'_>) -> Result<Vec<u8>, MimeError> {
        let mut out = Vec::new();
        self.fill_into(personal, &mut out)?;
        Ok(out)
    }

    /// The mail of one reader, into a buffer that is emptied first and may be used again.
    pub fn fill_into(&self, personal: &Personal<'_>, out: &mut Vec<u8>) -> Result<(), MimeError> {
        check_name("reader's name", personal.name)?;
        out.clear();
        out.reserve(self.length + 1_024 + self.slots.len() * personal.name.len() * 3);
        out.extend_from_slice(&self.opening);
        push_mailbox_line(out, "To", personal.to)?;
        out.extend_from_slice(&self.subject);
        out.extend_from_slice(b"Date: ");
        push_date(out, &personal.date)?;
        out.extend_from_slice(b"\r\nMessage-ID: ");
        check_message_id("Message-ID", personal.message_id)?;
        out.extend_from_slice(personal.message_id.as_bytes());
        out.extend_from_slice(b"\r\n");
        if let Some(previous) = personal.in_reply_to {
            check_message_id("In-Reply-To", previous)?;
            out.extend_from_slice(b"In-Reply-To: ");
            out.extend_from_slice(previous.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        for (at, reference) in personal.references.iter().enumerate() {
            check_message_id("References", reference)?;
            out.extend_from_slice(if at == 0 { b"References: " } else { b" " });
            out.extend_from_slice(reference.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        let mut column = self.start.push(out, 0);
        for (tongue, piece) in &self.slots {
            column = slot::push_name(out, column, personal.name, *tongue);
            column = piece.push(out, column);
        }
        self.ending.push(out, personal.calls)
    }
}

fn push_mailbox_line(out: &mut Vec<u8>, name: &str, mailbox: &Mailbox) -> Result<(), MimeError> {
    check_mailbox(name, mailbox)?;
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    push_mailbox(out, name.len() + 2, mailbox);
    out.extend_from_slice(b"\r\n");
    Ok(())
}

fn insert(
    headers: &mut lettre::message::header::Headers,
    name: &str,
    value: &str,
) -> Result<(), MimeError> {
    if value.contains(NAME_SLOT) {
        return Err(MimeError::SlotInHeader {
            name: name.to_owned(),
        });
    }
    let (value, encoded) = unstructured(name, value)?;
    let header = HeaderName::new_from_ascii(name.to_owned()).map_err(|_| MimeError::BadHeader {
        name: name.escape_debug().to_string(),
    })?;
    headers.insert_raw(match encoded {
        Some(encoded) => HeaderValue::dangerous_new_pre_encoded(header, value, encoded),
        None => HeaderValue::new(header, value),
    });
    Ok(())
}

/// The fixed headers and the parts, as they will leave.
fn body(mail: &Mail<'_>, boundary: &str) -> Result<(Vec<u8>, Ending), MimeError> {
    let mut headers = lettre::message::header::Headers::new();
    insert(&mut headers, "Auto-Submitted", "auto-generated")?;
    // Not "All": that would also silence the bounces we need.
    insert(&mut headers, "X-Auto-Response-Suppress", "OOF, AutoReply")?;
    for (name, value) in mail.headers {
        if OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) || name.len() > 40 {
            return Err(MimeError::BadHeader {
                name: name.escape_debug().to_string(),
            });
        }
        insert(&mut headers, name, value)?;
    }
    headers.set(MIME_VERSION_1_0);
    let (parts, ending) = enclosure::parts(mail, boundary)?;
    let mut bytes = headers.to_string().into_bytes();
    bytes.extend_from_slice(&parts);
    Ok((bytes, ending))
}

fn part(kind: ContentType, content: &str) -> SinglePart {
    SinglePart::builder()
        .header(kind)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(content.to_owned())
}

/// `=_` cannot stand in quoted-printable text, so no content can hold the boundary.
fn boundary(mail: &Mail<'_>) -> String {
    let hash = Sha256::digest(format!("forewarn-boundary-v1\u{1f}{}", mail.boundary_seed));
    let hex: String = hash
        .iter()
        .take(15)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("=_{hex}")
}

/// Where the second part, the HTML, begins.
fn html_start(bytes: &[u8], boundary: &str) -> usize {
    let mark = format!("\r\n--{boundary}\r\n");
    bytes
        .windows(mark.len())
        .rposition(|window| window == mark.as_bytes())
        .expect("the mail has two parts, each after the boundary")
}
