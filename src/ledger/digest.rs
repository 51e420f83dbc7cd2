//! Fingerprints for evidence: of what a notice states, and of the bytes that carried it.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// What a notice states, as canonical JSON, with its fingerprint.
///
/// Cheap to clone: all readers of one group share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    json: Arc<str>,
    digest: Arc<str>,
}

impl Stated {
    /// The canonical form of `facts`: keys sorted, no spaces.
    pub fn of(facts: &impl Serialize) -> Self {
        let value = serde_json::to_value(facts).expect("facts hold only what JSON can say");
        let json = sorted(value).to_string();
        let digest = hexadecimal(&Sha256::digest(json.as_bytes()));
        Self {
            json: json.into(),
            digest: digest.into(),
        }
    }

    /// Canonical JSON and its fingerprint, read back from a ledger.
    pub fn from_stored(json: impl Into<Arc<str>>, digest: impl Into<Arc<str>>) -> Self {
        Self {
            json: json.into(),
            digest: digest.into(),
        }
    }

    /// The canonical JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// SHA-256 of the canonical JSON in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// SHA-256, in hexadecimal, of a mail without its `Date` field: the part that is the same in the
/// preview and on every try.
pub fn body_digest(message: &[u8]) -> String {
    let mut hash = Sha256::new();
    match date_field(message) {
        Some((start, end)) => {
            hash.update(&message[..start]);
            hash.update(&message[end..]);
        }
        None => hash.update(message),
    }
    hexadecimal(&hash.finalize())
}

/// Where the `Date` field with its folded lines begins and ends.
fn date_field(message: &[u8]) -> Option<(usize, usize)> {
    let mut at = 0;
    let mut start = None;
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        let folded = matches!(line.first(), Some(b' ' | b'\t'));
        if let Some(start) = start.filter(|_| !folded) {
            return Some((start, at));
        }
        if line == b"\r\n" || line == b"\n" {
            return None;
        }
        if line.len() > 5 && line[..5].eq_ignore_ascii_case(b"date:") {
            start = Some(at);
        }
        at += line.len();
    }
    start.map(|start| (start, at))
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<_> = map.into_iter().collect();
            fields.sort_by(|left, right| left.0.cmp(&right.0));
            let fields = fields.into_iter().map(|(key, inner)| (key, sorted(inner)));
            Value::Object(fields.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        plain => plain,
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let one = Stated::of(&json!({"b": [{"y": 1, "x": 2}], "a": null}));
        let two = Stated::of(&json!({"a": null, "b": [{"x": 2, "y": 1}]}));
        assert_eq!(one, two);
        assert_eq!(one.json(), r#"{"a":null,"b":[{"x":2,"y":1}]}"#);
        assert_eq!(one.digest().len(), 64);
    }

    #[test]
    fn another_fact_is_another_digest() {
        let one = Stated::of(&json!({"start": "22:00"}));
        let two = Stated::of(&json!({"start": "23:00"}));
        assert_ne!(one.digest(), two.digest());
    }

    #[test]
    fn the_date_of_a_mail_does_not_change_its_digest() {
        let early = b"From: a\r\nDate: Mon, 1 Mar\r\n 2027\r\nTo: b\r\n\r\nDate: body\r\n";
        let late = b"From: a\r\ndate: Tue, 2 Mar 2027\r\nTo: b\r\n\r\nDate: body\r\n";
        assert_eq!(body_digest(early), body_digest(late));
    }

    #[test]
    fn a_date_in_the_text_is_text() {
        let one = b"From: a\r\n\r\nDate: one\r\n";
        let two = b"From: a\r\n\r\nDate: two\r\n";
        assert_ne!(body_digest(one), body_digest(two));
    }

    #[test]
    fn a_mail_that_is_only_a_date_has_a_digest() {
        assert_eq!(body_digest(b"Date: x"), body_digest(b""));
    }
}
