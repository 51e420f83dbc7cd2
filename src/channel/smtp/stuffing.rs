//! A message as it travels after DATA: dots doubled, the final dot at its end (RFC 5321 section
//! 4.5.2).
//!
//! Gives bytes that end the message once, at their very end; refuses what some servers would read
//! as an end of the message in its middle.

use memchr::memchr2;

/// Longest line, without its end (RFC 5321 section 4.5.3.1.6).
const LINE_LIMIT: usize = 998;

/// What ends a message, after the end of its last line.
pub(super) const END: &[u8] = b".\r\n";

/// Why a message cannot travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    #[error("the message has a line break that mail does not know, in line {0}")]
    LineBreak(usize),
    #[error("line {0} of the message is longer than mail allows")]
    Line(usize),
}

/// Replaces what is in `out` by the message, stuffed and ended.
pub(super) fn stuff(message: &[u8], out: &mut Vec<u8>) -> Result<(), Unfit> {
    out.clear();
    out.reserve(message.len() + message.len() / 50 + 5);
    // What is before `copied` stands in `out`; lines are copied many at a time.
    let (mut copied, mut start, mut number) = (0, 0, 1);
    while start < message.len() {
        if message[start] == b'.' {
            out.extend_from_slice(&message[copied..start]);
            out.push(b'.');
            copied = start;
        }
        let rest = &message[start..];
        // Only the very last line may lack its end.
        let (length, next) = match memchr2(b'\r', b'\n', rest) {
            Some(at) if rest[at..].starts_with(b"\r\n") => (at, at + 2),
            Some(_) => return Err(Unfit::LineBreak(number)),
            None => (rest.len(), rest.len()),
        };
        if length > LINE_LIMIT {
            return Err(Unfit::Line(number));
        }
        start += next;
        number += 1;
    }
    out.extend_from_slice(&message[copied..]);
    if !out.is_empty() && !out.ends_with(b"\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(END);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stuffed(message: &[u8]) -> Result<Vec<u8>, Unfit> {
        let mut out = Vec::new();
        stuff(message, &mut out).map(|()| out)
    }

    #[test]
    fn a_line_that_starts_with_a_dot_gets_another() {
        assert_eq!(
            stuffed(b".a\r\n.\r\nb.").unwrap(),
            b"..a\r\n..\r\nb.\r\n.\r\n"
        );
        assert_eq!(stuffed(b"").unwrap(), b".\r\n");
    }

    #[test]
    fn a_line_break_that_some_read_as_an_end_is_refused() {
        assert_eq!(stuffed(b"a\n.\nb\r\n"), Err(Unfit::LineBreak(1)));
        assert_eq!(stuffed(b"a\r\nb\r.\r\r\n"), Err(Unfit::LineBreak(2)));
        assert_eq!(stuffed(b"a\r"), Err(Unfit::LineBreak(1)));
        assert_eq!(stuffed(&[b'x'; 999]), Err(Unfit::Line(1)));
    }

    proptest! {
        #[test]
        fn the_end_comes_once_and_last(bytes in "[.a\r\n]{0,60}") {
            if let Ok(out) = stuffed(bytes.as_bytes()) {
                let text = format!("\r\n{}", String::from_utf8(out).unwrap());
                prop_assert_eq!(text.find("\r\n.\r\n"), Some(text.len() - 5));
            }
        }
    }
}
