//! Somebody written in one text where a person's block of fields belongs.

use crate::plan::misread::quoted;

/// The fields by which a block is known to be a person's.
const FIELDS: [&str; 2] = ["name", "email"];

/// Whether a block with these fields is a person's.
pub(super) fn is_person(known: &[&str]) -> bool {
    FIELDS.iter().all(|field| known.contains(field))
}

/// How to write the person instead: `Aisha Khan`, `a.khan@wards.example` or both, as in a mail.
pub(super) fn advice(written: &str) -> String {
    let both = written.strip_suffix('>');
    let (name, email) = match both.and_then(|both| both.split_once('<')) {
        Some((name, email)) => (name.trim(), email.trim()),
        None if written.contains('@') && !written.contains(' ') => ("", written),
        None => (written, ""),
    };
    let value = |text: &str| match text {
        "" => "…".to_owned(),
        plain if !plain.contains([',', '{', '}', '[', ']', ':', '#', '"', '\'', '&', '*']) => {
            plain.to_owned()
        }
        other => quoted(other),
    };
    let [name, email] = [name, email].map(value);
    format!("write `{{name: {name}, email: {email}}}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_in_one_text_is_shown_as_a_block() {
        for (written, block) in [
            ("Aisha Khan", "{name: Aisha Khan, email: …}"),
            (
                "a.khan@wards.example",
                "{name: …, email: a.khan@wards.example}",
            ),
            (
                "Aisha Khan <a@w.example>",
                "{name: Aisha Khan, email: a@w.example}",
            ),
            ("Khan, Aisha", "{name: \"Khan, Aisha\", email: …}"),
        ] {
            assert_eq!(advice(written), format!("write `{block}`"));
        }
    }
}
