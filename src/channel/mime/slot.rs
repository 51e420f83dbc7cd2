//! Places for a reader's name inside quoted-printable text (RFC 2045 section 6.7).
//!
//! Gives finished bytes cut at the places, and puts a name into one such that no line grows over
//! 76; never decodes or re-encodes what lies between.

use super::NAME_SLOT;

const LINE: usize = 76;
const SOFT_BREAK: &[u8] = b"=\r\n";

/// Finished bytes that follow a slot (or start the body).
#[derive(Debug, Clone)]
pub(super) struct Piece {
    bytes: Vec<u8>,
    /// Length of its first line, as it continues the line of the slot before.
    head: usize,
    /// Length of its last, unended line; `None` when it has no line end at all.
    tail: Option<usize>,
}

impl Piece {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let first = bytes.windows(2).position(|pair| pair == b"\r\n");
        let last = bytes.windows(2).rposition(|pair| pair == b"\r\n");
        Self {
            bytes: bytes.to_vec(),
            head: first.unwrap_or(bytes.len()),
            tail: last.map(|at| bytes.len() - at - 2),
        }
    }

    /// Writes the piece after whatever stands in the current line; gives the new column.
    pub(super) fn push(&self, out: &mut Vec<u8>, column: usize) -> usize {
        // A line may end at 76, but one that goes on needs its last place for the soft break.
        let limit = if self.tail.is_some() { LINE } else { LINE - 1 };
        let blank_end = self.head == 0
            && self.tail.is_some()
            && out.last().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        let mut column = column;
        if column + self.head > limit || blank_end {
            out.extend_from_slice(SOFT_BREAK);
            column = 0;
        }
        out.extend_from_slice(&self.bytes);
        self.tail.unwrap_or(column + self.head)
    }
}

/// What kind of text a slot stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Plain,
    Html,
}

/// Cuts quoted-printable bytes at every [`NAME_SLOT`], also where a soft break fell into one; each
/// piece with the place where it began.
pub(super) fn cut(encoded: &[u8]) -> Vec<(usize, Piece)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < encoded.len() {
        match slot_length(&encoded[at..]) {
            Some(length) => {
                pieces.push((start, Piece::new(&encoded[start..at])));
                at += length;
                start = at;
            }
            None => at += 1,
        }
    }
    pieces.push((start, Piece::new(&encoded[start..])));
    pieces
}

fn slot_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    for &wanted in NAME_SLOT.as_bytes() {
        if at > 0 && bytes[at..].starts_with(SOFT_BREAK) {
            at += SOFT_BREAK.len();
        }
        if bytes.get(at) != Some(&wanted) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// Writes a name into a line that already has `column` bytes; gives the new column.
pub(super) fn push_name(out: &mut Vec<u8>, column: usize, name: &str, tongue: Tongue) -> usize {
    let mut column = column;
    let mut unit = [0_u8; 12];
    for c in name.chars() {
        let entity = match (tongue, c) {
            (Tongue::Html, '&') => "&amp;",
            (Tongue::Html, '<') => "&lt;",
            (Tongue::Html, '>') => "&gt;",
            (Tongue::Html, '"') => "&quot;",
            (Tongue::Html, '\'') => "&#39;",
            _ => "",
        };
        let written = if entity.is_empty() {
            let length = encode_char(c, &mut unit);
            &unit[..length]
        } else {
            entity.as_bytes()
        };
        if column + written.len() > LINE - 1 {
            out.extend_from_slice(SOFT_BREAK);
            column = 0;
        }
        out.extend_from_slice(written);
        column += written.len();
    }
    column
}

/// Writes a space at the end of a line that already has `column` bytes: bare, it may be lost on the way.
pub(super) fn push_last_space(out: &mut Vec<u8>, column: usize) {
    const SPACE: &[u8] = b"=20";
    if column + SPACE.len() > LINE {
        out.extend_from_slice(SOFT_BREAK);
    }
    out.extend_from_slice(SPACE);
}

fn encode_char(c: char, unit: &mut [u8; 12]) -> usize {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut utf8 = [0_u8; 4];
    let bytes = c.encode_utf8(&mut utf8).as_bytes();
    if let [byte @ 0x20..=0x7e] = *bytes
        && byte != b'='
    {
        unit[0] = byte;
        return 1;
    }
    for (place, &byte) in unit.chunks_exact_mut(3).zip(bytes) {
        place[0] = b'=';
        place[1] = HEX[usize::from(byte >> 4)];
        place[2] = HEX[usize::from(byte & 15)];
    }
    bytes.len() * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(encoded: &str, name: &str) -> String {
        let pieces = cut(encoded.as_bytes());
        let mut out = Vec::new();
        let mut column = pieces[0].1.push(&mut out, 0);
        for (_, piece) in &pieces[1..] {
            column = push_name(&mut out, column, name, Tongue::Plain);
            column = piece.push(&mut out, column);
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_short_name_stays_in_its_line() {
        assert_eq!(filled("Dear QFWNAMEQ,\r\n", "Ana"), "Dear Ana,\r\n");
    }

    #[test]
    fn a_slot_is_found_where_a_soft_break_splits_it() {
        assert_eq!(filled("Dear QFW=\r\nNAMEQ,\r\n", "Ana"), "Dear Ana,\r\n");
    }

    #[test]
    fn a_long_name_is_broken_softly() {
        let out = filled("Dear QFWNAMEQ,\r\n", &"Zoë ".repeat(30));
        assert!(out.lines().all(|line| line.len() <= 76), "{out}");
        assert!(out.contains("=\r\n"));
    }

    #[test]
    fn no_line_ends_in_a_space() {
        assert_eq!(filled("Dear QFWNAMEQ\r\n", ""), "Dear =\r\n\r\n");
    }
}
