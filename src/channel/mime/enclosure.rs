//! The calendar that goes with a mail, and where it stands among the parts (RFC 6047).
//!
//! What is published goes as a file: inline, some readers show its raw lines. A call stands last in
//! the alternative, so that its reader offers buttons; its method stands in the type as in the text.
//! Only one can stand there (RFC 6047 section 2.4); further ones go as files that open as calls.

use super::slot::{self, Tongue};
use super::{Mail, MimeError, part};
use crate::invite::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::MultiPart;
use lettre::message::header::ContentType;

/// The file of an event to add to one's own calendar.
const DOWNTIME: &str = "downtime";
/// The ending of a calendar's file.
const ENDING: &str = "ics";
/// The file that says again what a call says.
const INVITATION: &str = "invite";
/// The file of a maintenance note.
const MAINTENANCE: &str = "maintenance.ics";

/// Bytes per line of base64: 76 letters.
const BASE64_LINE: usize = 57;

/// The calendar that goes with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enclosure<'a> {
    /// Events that are published, the same for all readers: a file for each.
    Files(&'a [String]),
    /// Calls, or callings off, made for each reader: [`super::Personal::calls`].
    Scheduling {
        /// Whether the first goes as a file, too, for readers that only know files.
        copy: bool,
        /// Whether there may be more than one.
        several: bool,
        /// Events that are published besides, the same for all readers: a file for each.
        files: &'a [String],
    },
    /// A maintenance note for a program: no HTML, and one calendar without a method.
    Machine(&'a str),
}

/// What one reader is called to, or called off from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What it asks.
    pub method: Method,
    /// The calendar.
    pub text: String,
}

/// What follows the texts of a mail.
#[derive(Debug, Clone)]
pub(super) enum Ending {
    /// The same for every reader; may be nothing.
    Fixed(Vec<u8>),
    /// A calendar of the reader's own.
    Scheduling { inner: String, outer: Option<Outer> },
}

/// The whole around the texts and a call, with its files.
#[derive(Debug, Clone)]
pub(super) struct Outer {
    boundary: String,
    files: Vec<u8>,
    copy: bool,
}

/// The parts of a mail up to its end, and the end.
pub(super) fn parts(mail: &Mail<'_>, inner: &str) -> Result<(Vec<u8>, Ending), MimeError> {
    let outer = inner.replacen("=_", "=_mixed_", 1);
    let texts = || {
        MultiPart::alternative()
            .boundary(inner)
            .singlepart(part(ContentType::TEXT_PLAIN, mail.text))
            .singlepart(part(ContentType::TEXT_HTML, mail.html))
            .formatted()
    };
    match mail.enclosure {
        None => Ok((texts(), Ending::Fixed(Vec::new()))),
        Some(Enclosure::Files(calendars)) => {
            let mut end = published(&outer, calendars)?;
            close(&mut end, &outer);
            Ok((mixed(&outer, &texts()), Ending::Fixed(end)))
        }
        Some(Enclosure::Scheduling {
            copy,
            several,
            files,
        }) => {
            let open = unclosed(texts(), inner);
            let has_files = copy || several || !files.is_empty();
            let start = match has_files {
                true => mixed(&outer, &open),
                false => open,
            };
            let files = published(&outer, files)?;
            let end = Ending::Scheduling {
                inner: inner.to_owned(),
                outer: has_files.then_some(Outer {
                    boundary: outer,
                    files,
                    copy,
                }),
            };
            Ok((start, end))
        }
        Some(Enclosure::Machine(calendar)) => {
            expect(calendar, None)?;
            let text = MultiPart::mixed()
                .boundary(inner)
                .singlepart(part(ContentType::TEXT_PLAIN, mail.text));
            let mut end = opened(inner);
            let file = format!("Content-Disposition: attachment; filename=\"{MAINTENANCE}\"\r\n");
            push_inline(&mut end, "", &file, calendar);
            close(&mut end, inner);
            Ok((unclosed(text.formatted(), inner), Ending::Fixed(end)))
        }
    }
}

impl Ending {
    /// Writes the end for one reader; nobody has to be called.
    pub(super) fn push(&self, out: &mut Vec<u8>, calls: &[Call]) -> Result<(), MimeError> {
        let (inner, outer) = match self {
            Self::Fixed(end) => {
                out.extend_from_slice(end);
                return Ok(());
            }
            Self::Scheduling { inner, outer } => (inner, outer),
        };
        for call in calls {
            expect(&call.text, Some(call.method))?;
        }
        if let Some(call) = calls.first() {
            out.extend(opened(inner));
            let parameters = format!("; method={}; component=VEVENT", call.method.name());
            push_inline(out, &parameters, "", &call.text);
        }
        close(out, inner);
        let Some(outer) = outer else { return Ok(()) };
        out.extend_from_slice(&outer.files);
        for (at, call) in calls.iter().enumerate() {
            if at > 0 || outer.copy {
                out.extend(opened(&outer.boundary));
                push_file(out, &numbered(INVITATION, at), &call.text);
            }
        }
        close(out, &outer.boundary);
        Ok(())
    }
}

/// The method in the type of a part is the one in its text, or the mail is refused by its reader.
fn expect(calendar: &str, method: Option<Method>) -> Result<(), MimeError> {
    let mut lines = calendar.split("\r\n");
    let found = lines.find_map(|line| line.strip_prefix("METHOD:"));
    if found == method.map(Method::name) {
        return Ok(());
    }
    Err(MimeError::OtherMethod {
        wanted: method.map_or("no method", Method::name),
        found: found.unwrap_or("none").to_owned(),
    })
}

/// The files of events that are published, as parts of a whole.
fn published(outer: &str, calendars: &[String]) -> Result<Vec<u8>, MimeError> {
    let mut parts = Vec::new();
    for (at, calendar) in calendars.iter().enumerate() {
        expect(calendar, Some(Method::Publish))?;
        parts.extend(opened(outer));
        push_file(&mut parts, &numbered(DOWNTIME, at), calendar);
    }
    Ok(parts)
}

/// The name of a file: whoever saves them all must not lose one to the next.
fn numbered(name: &str, at: usize) -> String {
    match at {
        0 => format!("{name}.{ENDING}"),
        _ => format!("{name}-{}.{ENDING}", at + 1),
    }
}

/// Texts inside a whole that has more parts.
fn mixed(outer: &str, texts: &[u8]) -> Vec<u8> {
    let kind = format!("Content-Type: multipart/mixed;\r\n boundary=\"{outer}\"\r\n\r\n");
    let mut bytes = kind.into_bytes();
    bytes.extend(opened(outer));
    bytes.extend_from_slice(texts);
    bytes
}

/// Parts without the line that ends them.
fn unclosed(mut parts: Vec<u8>, boundary: &str) -> Vec<u8> {
    let end = format!("--{boundary}--\r\n");
    debug_assert!(parts.ends_with(end.as_bytes()));
    parts.truncate(parts.len() - end.len());
    parts
}

fn opened(boundary: &str) -> Vec<u8> {
    format!("--{boundary}\r\n").into_bytes()
}

fn close(out: &mut Vec<u8>, boundary: &str) {
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
}

/// A calendar that its reader acts on.
fn push_inline(out: &mut Vec<u8>, parameters: &str, more: &str, calendar: &str) {
    let head = format!(
        "Content-Type: text/calendar; charset=utf-8{parameters}\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n{more}\r\n"
    );
    out.extend_from_slice(head.as_bytes());
    for line in calendar.split_inclusive("\r\n") {
        let text = line.strip_suffix("\r\n").unwrap_or(line);
        // A space at the end of a line may be lost on the way.
        let bare = text.strip_suffix(' ').unwrap_or(text);
        let column = slot::push_name(out, 0, bare, Tongue::Plain);
        if bare.len() < text.len() {
            slot::push_last_space(out, column);
        }
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
}

/// A calendar as a file.
fn push_file(out: &mut Vec<u8>, name: &str, calendar: &str) {
    let head = format!(
        "Content-Type: application/ics; name=\"{name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n"
    );
    out.extend_from_slice(head.as_bytes());
    for chunk in calendar.as_bytes().chunks(BASE64_LINE) {
        out.extend_from_slice(STANDARD.encode(chunk).as_bytes());
        out.extend_from_slice(b"\r\n");
    }
}
