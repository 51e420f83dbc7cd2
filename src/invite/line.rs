//! Content lines being written: escaped, quoted, folded (RFC 5545 section 3.1, RFC 6868).

use crate::calendar::zone::Instant;
use crate::diagnostic::hidden::{is_hidden, is_isolate};

/// The longest physical line, in octets, without its end.
pub const LONGEST: usize = 75;

/// Writes one content line, folded so that no letter is cut in two.
///
/// The value is written as it is, but for control characters, which have no place in any value.
pub fn push(out: &mut String, name: &str, parameters: &[(&str, &str)], value: &str) {
    let mut line = String::with_capacity(name.len() + value.len() + 1);
    line.push_str(name);
    for (key, value) in parameters {
        line.push(';');
        line.push_str(key);
        line.push('=');
        line.push_str(&parameter(value));
    }
    line.push(':');
    line.extend(value.chars().filter(|mark| !mark.is_control()));
    fold(out, &line);
}

fn fold(out: &mut String, line: &str) {
    let mut column = 0;
    for mark in line.chars() {
        if column + mark.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            column = 1;
        }
        out.push(mark);
        column += mark.len_utf8();
    }
    out.push_str("\r\n");
}

/// A TEXT value (RFC 5545 section 3.3.11): several lines become `\n`, other controls vanish.
pub fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len() + 8);
    let mut marks = value.trim().chars().peekable();
    while let Some(mark) = marks.next() {
        match mark {
            '\\' | ';' | ',' => escaped.extend(['\\', mark]),
            '\r' if marks.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            mark if is_hidden(mark) && !is_isolate(mark) => {}
            mark => escaped.push(mark),
        }
    }
    escaped
}

/// The value of a parameter: quoted when it has to be, with what cannot be quoted in the carets of
/// RFC 6868.
fn parameter(value: &str) -> String {
    let is_plain = |mark: char| mark.is_ascii_alphanumeric() || "-_./".contains(mark);
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    let mut marks = value.chars().peekable();
    while let Some(mark) = marks.next() {
        match mark {
            '^' => quoted.push_str("^^"),
            '"' => quoted.push_str("^'"),
            '\r' if marks.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => quoted.push_str("^n"),
            '\t' => quoted.push(' '),
            mark if is_hidden(mark) => {}
            mark => quoted.push(mark),
        }
    }
    quoted.push('"');
    quoted
}

/// An instant as every client understands it: `20270327T220000Z`.
pub fn utc(instant: Instant) -> String {
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A calendar address: `mailto:` with what a URI cannot hold as percent codes (RFC 6068).
pub fn mailto(address: &str) -> String {
    let mut uri = String::from("mailto:");
    for byte in address.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => uri.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'\'' | b'*' | b'+' | b'@' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(name: &str, parameters: &[(&str, &str)], value: &str) -> String {
        let mut out = String::new();
        push(&mut out, name, parameters, value);
        out
    }

    #[test]
    fn a_line_of_75_octets_is_whole_and_one_of_76_is_folded() {
        let whole = line("X", &[], &"a".repeat(73));
        assert_eq!(whole.len(), 77);
        let folded = line("X", &[], &"a".repeat(74));
        assert!(folded.ends_with("a\r\n a\r\n"));
    }

    #[test]
    fn a_letter_of_several_octets_is_never_cut() {
        let folded = line("SUMMARY", &[], &"ö".repeat(80));
        assert!(folded.split("\r\n").all(|line| line.len() <= LONGEST));
        assert_eq!(folded.replace("\r\n ", "").matches('ö').count(), 80);
    }

    #[test]
    fn what_divides_values_is_escaped_in_text() {
        assert_eq!(text("a\\b; c, d\r\ne\nf\u{7}"), "a\\\\b\\; c\\, d\\ne\\nf");
    }

    #[test]
    fn a_quotation_mark_in_a_parameter_is_written_with_a_caret() {
        let khan = line(
            "ATTENDEE",
            &[("CN", "Khan, \"Aisha\" ^\n2")],
            "mailto:a@b.example",
        );
        assert_eq!(
            khan,
            "ATTENDEE;CN=\"Khan, ^'Aisha^' ^^^n2\":mailto:a@b.example\r\n"
        );
        assert_eq!(line("A", &[("B", "REQ-1")], ""), "A;B=REQ-1:\r\n");
        assert_eq!(line("A", &[("B", "")], ""), "A;B=\"\":\r\n");
    }

    #[test]
    fn an_address_is_written_as_a_link() {
        assert_eq!(mailto("a.khan+x@w.example"), "mailto:a.khan+x@w.example");
        assert_eq!(mailto("a&b?c@w.example"), "mailto:a%26b%3Fc@w.example");
    }

    proptest! {
        #[test]
        fn no_value_makes_a_line_too_long_or_adds_one(name in any::<String>(), value in any::<String>()) {
            let written = line("X-NAME", &[("CN", &name)], &text(&value));
            prop_assert!(written.ends_with("\r\n"));
            for physical in written.trim_end_matches("\r\n").split("\r\n") {
                prop_assert!(physical.len() <= LONGEST);
                prop_assert!(!physical.chars().any(char::is_control));
            }
            let unfolded = written.replace("\r\n ", "");
            prop_assert_eq!(unfolded.matches("\r\n").count(), 1);
        }
    }
}
