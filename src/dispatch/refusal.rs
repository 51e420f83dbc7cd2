//! A refusal: whom a server means by it. What it was said to decides, then words about sending, then
//! the code (RFC 3463), then its other words.

use crate::notice::Against;

/// Whom a refusal is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// This reader's mailbox.
    Reader,
    /// Everybody, as far as its words go; said to one address, it may still be meant for her.
    Either,
    /// Everybody, whoever is asked for.
    Everybody,
}

/// Words of a refusal that is about how much the sender sends, or that no mailbox could call forth,
/// whatever its code says.
const ABOUT_EVERYBODY: [&str; 6] = [
    "sending",
    "submission",
    "daily",
    "per day",
    "per hour",
    "no valid recipients",
];

/// Words of a refusal that is about the sender, the message or the relay.
const ABOUT_THE_RUN: [&str; 12] = [
    "relay",
    "sender",
    "authent",
    "denied",
    "policy",
    "spam",
    "content",
    "blocked",
    "blacklist",
    "blocklist",
    "reputation",
    "rate limit",
];

/// Words of a refusal that is about the reader.
const ABOUT_THE_READER: [&str; 9] = [
    "user",
    "mailbox",
    "recipient",
    "account",
    "unknown",
    "no such",
    "does not exist",
    "doesn't exist",
    "quota",
];

/// The reply to a command out of turn (RFC 5321 section 4.2.3): no mailbox has a part in it.
const OUT_OF_TURN: u32 = 503;

/// Whom a refusal is meant for: by what it was said to, by its words about sending, by its code, or
/// else by its other words.
pub(super) fn meant(answer: &str, against: Against, recipient: &str) -> Meant {
    match against {
        Against::Reader => return Meant::Reader,
        Against::Everybody => return Meant::Everybody,
        Against::Sender => return Meant::Either,
        Against::Address | Against::Message => {}
    }
    let (answer, words) = (answer.to_lowercase(), without_addresses(answer));
    let says = |any: &[&str]| any.iter().any(|part| words.contains(part));
    if says(&ABOUT_EVERYBODY) || reply_code(&answer) == Some(OUT_OF_TURN) {
        return Meant::Everybody;
    }
    // Many servers say only at the reader's address what they have against the sender's, and call
    // it 5.1.0 as well.
    if says(&["sender"]) {
        return Meant::Either;
    }
    let is_about_reader = match answer.split_whitespace().find_map(enhanced_status) {
        // The rest of 5.1 is about the sender's address, the rest of 5.2 about the message; codes
        // that a provider made up (5.1.90, 5.2.252) are about what it allows the sender.
        Some((1, detail)) => matches!(detail, 0..=6 | 10),
        Some((2, detail)) => matches!(detail, 0..=2 | 4),
        // Content, security and policy (RFC 3463 sections 3.7 and 3.8) are ours to mend.
        Some((6 | 7, _)) => false,
        _ if says(&ABOUT_THE_RUN) => false,
        _ => says(&ABOUT_THE_READER) || answer.contains(&recipient.to_lowercase()),
    };
    match is_about_reader {
        true => Meant::Reader,
        false => Meant::Either,
    }
}

/// An answer in small letters, without the addresses it names.
fn without_addresses(answer: &str) -> String {
    let answer = answer.to_lowercase();
    let words = answer.split_whitespace();
    let words: Vec<&str> = words.filter(|word| !word.contains('@')).collect();
    words.join(" ")
}

/// Subject and detail of an enhanced status code such as `5.1.1`.
pub(super) fn enhanced_status(word: &str) -> Option<(u32, u32)> {
    // Servers also write `#5.1.0`, `(5.1.1)` and `5.1.1:`.
    let word = word.trim_matches(|sign: char| !sign.is_ascii_alphanumeric());
    let mut parts = word.splitn(3, '.');
    let class = parts.next()?;
    if !matches!(class, "2" | "4" | "5") {
        return None;
    }
    let subject = parts.next()?.parse().ok()?;
    let detail = parts.next()?.parse().ok()?;
    Some((subject, detail))
}

/// The code a reply begins with (RFC 5321 section 4.2).
pub(super) fn reply_code(answer: &str) -> Option<u32> {
    let digits = answer.get(..3)?;
    let ends = answer[3..].chars().next();
    let is_code = digits.bytes().all(|byte| byte.is_ascii_digit())
        && ends.is_none_or(|next| next == ' ' || next == '-');
    is_code.then(|| digits.parse().ok()).flatten()
}
