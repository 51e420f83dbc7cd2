//! Somebody written in one text where a person's block of fields belongs.

use crate::plan::misread::quoted;

/// The field that holds the name in a block with these, when it is a person's or a team's.
pub(super) fn called_by(known: &[&str]) -> Option<&'static str> {
    let has_address = known.contains(&"email");
    let mut names = ["name", "team"].into_iter();
    names.find(|name| has_address && known.contains(name))
}

/// How to write them instead: `Aisha Khan`, `a.khan@wards.example` or both, as in a mail.
pub(super) fn advice(written: &str, called: &str) -> String {
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
    format!("write `{{{called}: {name}, email: {email}}}`")
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
            assert_eq!(advice(written, "name"), format!("write `{block}`"));
        }
    }
}
