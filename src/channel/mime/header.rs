//! Header values: what may stand in one, and how it is written in ASCII (RFC 5322, RFC 2047).
//!
//! Gives checked, encoded values; never a line break that is not a fold, never a line over 998.

use super::{Mailbox, MimeError};
use crate::diagnostic::hidden::{is_harmful, is_isolate};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Datelike as _, FixedOffset, Timelike as _};

/// Longest name, in bytes: a hundred letters of any script, and every line it can end up in stays
/// under 998.
const NAME_LIMIT: usize = 400;
/// Longest message identifier, in bytes: whatever the ids in it, its domain may be as long as any.
const ID_LIMIT: usize = 512;
/// Longest header value altogether; folded over lines of its own.
const VALUE_LIMIT: usize = 4_000;
/// Longest run without a space that is left as it is: with the longest header name under 78.
const WORD_LIMIT: usize = 56;
/// Bytes of text per encoded-word, so that `=?utf-8?B?…?=` and its fold stay within 76.
const ENCODED_CHUNK: usize = 42;

/// Refuses what could break out of a header or turn a line of text around.
pub(super) fn refuse_controls(field: &str, value: &str) -> Result<(), MimeError> {
    let printable = value.is_ascii() && value.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if printable {
        return Ok(());
    }
    let harmful = |&letter: &char| letter.is_control() || is_harmful(letter) || is_isolate(letter);
    value.chars().find(harmful).map_or(Ok(()), |found| {
        Err(MimeError::Forbidden {
            field: field.to_owned(),
            found: format!("U+{:04X}", u32::from(found)),
        })
    })
}

/// A name as a greeting or in front of an address.
pub(super) fn check_name(field: &str, name: &str) -> Result<(), MimeError> {
    refuse_controls(field, name)?;
    check_length(field, name, NAME_LIMIT)
}

fn check_length(field: &str, value: &str, limit: usize) -> Result<(), MimeError> {
    if value.len() <= limit {
        return Ok(());
    }
    Err(MimeError::TooLong {
        field: field.to_owned(),
        limit,
    })
}

/// An address that can be written bare between angle brackets (RFC 5321 section 4.1.2).
pub(super) fn check_address(field: &str, address: &str) -> Result<(), MimeError> {
    let forbidden = |byte: u8| !byte.is_ascii_graphic() || b"<>()[],;:\\\"".contains(&byte);
    let parts = address.split_once('@');
    let sound = parts.is_some_and(|(local, domain)| {
        (1..=64).contains(&local.len())
            && (1..=255).contains(&domain.len())
            && !domain.contains('@')
    });
    if sound && !address.bytes().any(forbidden) {
        return Ok(());
    }
    Err(MimeError::BadAddress {
        field: field.to_owned(),
        address: address.escape_debug().to_string(),
    })
}

/// A message identifier with its angle brackets (RFC 5322 section 3.6.4).
pub(super) fn check_message_id(field: &str, id: &str) -> Result<(), MimeError> {
    let inner = id.strip_prefix('<').and_then(|id| id.strip_suffix('>'));
    let sound = inner.is_some_and(|inner| {
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>".contains(&byte);
        inner.len() <= ID_LIMIT && inner.contains('@') && inner.bytes().all(plain)
    });
    if sound {
        return Ok(());
    }
    Err(MimeError::BadMessageId {
        field: field.to_owned(),
        id: id.escape_debug().to_string(),
    })
}

pub(super) fn check_mailbox(field: &str, mailbox: &Mailbox) -> Result<(), MimeError> {
    if let Some(name) = &mailbox.name {
        check_name(field, name)?;
    }
    check_address(field, &mailbox.address)
}

/// `"Name" <address>`, the name in encoded-words when it needs them.
pub(super) fn push_mailbox(out: &mut Vec<u8>, used: usize, mailbox: &Mailbox) {
    let name = mailbox
        .name
        .as_deref()
        .map_or("", |name| name.trim_matches(' '));
    if name.is_empty() {
        out.extend_from_slice(mailbox.address.as_bytes());
        return;
    }
    let whole = used + name.len() + mailbox.address.len() + 5;
    if name.is_ascii() && !name.contains("=?") && whole <= 120 && used + name.len() <= 70 {
        out.push(b'"');
        for byte in name.bytes() {
            if byte == b'"' || byte == b'\\' {
                out.push(b'\\');
            }
            out.push(byte);
        }
        out.push(b'"');
    } else {
        push_encoded_words(out, used, name);
    }
    let fold = whole > 78;
    out.extend_from_slice(if fold { b"\r\n <" } else { b" <" });
    out.extend_from_slice(mailbox.address.as_bytes());
    out.push(b'>');
}

/// The value of a free-text header: checked, single-spaced, and pre-encoded where leaving it to
/// the builder would give an overlong line or a text that reads as an encoded-word.
pub(super) fn unstructured(name: &str, value: &str) -> Result<(String, Option<String>), MimeError> {
    refuse_controls(name, value)?;
    check_length(name, value, VALUE_LIMIT)?;
    let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
    let value = words.join(" ");
    let odd = |word: &&str| word.len() > WORD_LIMIT || word.contains("=?");
    if !words.iter().any(odd) {
        return Ok((value, None));
    }
    if name
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("list-"))
    {
        // Identifiers and addresses in these mean their bytes literally.
        let literal = value.is_ascii() && !value.contains("=?");
        if literal && words.iter().all(|word| word.len() <= 900) {
            return Ok((value, None));
        }
        return Err(MimeError::TooLong {
            field: name.to_owned(),
            limit: 900,
        });
    }
    let mut encoded = Vec::with_capacity(value.len() * 2);
    push_encoded_words(&mut encoded, name.len() + 2, &value);
    let encoded = String::from_utf8(encoded).expect("encoded-words are ASCII");
    Ok((value, Some(encoded)))
}

/// `text` as encoded-words (RFC 2047 section 2), each line within 76 once `used` is taken.
fn push_encoded_words(out: &mut Vec<u8>, used: usize, text: &str) {
    let mut rest = text;
    let mut room = ENCODED_CHUNK.saturating_sub(used).max(4) / 3 * 3;
    let mut first = true;
    while !rest.is_empty() {
        let mut cut = room.min(rest.len());
        while !rest.is_char_boundary(cut) {
            cut -= 1;
        }
        if cut == 0 {
            cut = rest.chars().next().map_or(rest.len(), char::len_utf8);
        }
        let (chunk, tail) = rest.split_at(cut);
        if !first {
            out.extend_from_slice(b"\r\n ");
        }
        out.extend_from_slice(b"=?utf-8?B?");
        out.extend_from_slice(STANDARD.encode(chunk).as_bytes());
        out.extend_from_slice(b"?=");
        rest = tail;
        room = ENCODED_CHUNK;
        first = false;
    }
}

/// A date as mail writes it (RFC 5322 section 3.3), in English whatever the reader speaks.
pub(super) fn push_date(out: &mut Vec<u8>, date: &DateTime<FixedOffset>) -> Result<(), MimeError> {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    if !(1900..=9999).contains(&date.year()) {
        return Err(MimeError::BadDate { year: date.year() });
    }
    let offset = date.offset().local_minus_utc() / 60;
    let sign = if offset < 0 { '-' } else { '+' };
    let text = format!(
        "{}, {} {} {} {:02}:{:02}:{:02} {sign}{:02}{:02}",
        DAYS[date.weekday().num_days_from_monday() as usize],
        date.day(),
        MONTHS[date.month0() as usize],
        date.year(),
        date.hour(),
        date.minute(),
        date.second(),
        offset.abs() / 60,
        offset.abs() % 60,
    );
    out.extend_from_slice(text.as_bytes());
    Ok(())
}
