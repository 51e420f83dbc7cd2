//! Lines of a CSV file, each on its own, and the values in them. It never looks beyond the end of
//! what it is given: whether a row goes over several lines is for the caller to say.

use std::borrow::Cow;

/// A line and where it begins.
pub(super) type Line<'a> = (usize, &'a str);

/// The lines of a text, whatever ends them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive(['\r', '\n']).map(move |line| {
        let here = start;
        start += line.len();
        (here, line.trim_end_matches(['\r', '\n']))
    })
}

/// One value of a line, and where it stands in the file.
pub(super) struct Cell<'a> {
    /// The value, without its quotes.
    pub(super) text: Cow<'a, str>,
    /// First byte.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
}

/// The values of a line (RFC 4180), or why they cannot be told apart.
pub(super) fn cells((start, line): Line<'_>, delimiter: u8) -> Result<Vec<Cell<'_>>, &'static str> {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        let (text, length) = if rest[blank..].starts_with('"') {
            let (text, length) = quoted(&rest[blank..])?;
            (text, blank + length)
        } else {
            let length = rest.bytes().position(|byte| byte == delimiter);
            let length = length.unwrap_or(rest.len());
            let text = &rest[..length];
            if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
                return Err(UNCLOSED);
            }
            (Cow::Borrowed(text.trim()), length)
        };
        let shown = &rest[..length];
        let indent = shown.len() - shown.trim_start().len();
        cells.push(Cell {
            text,
            start: start + at + indent,
            end: start + at + indent + shown.trim().len(),
        });
        at += length;
        let behind = &line[at..];
        let next = behind.len() - behind.trim_start_matches(' ').len();
        match line.as_bytes().get(at + next) {
            None => return Ok(cells),
            Some(mark) if *mark == delimiter => at += next + 1,
            Some(_) => return Err("something stands behind a closing quote"),
        }
    }
}

const UNCLOSED: &str = "a quote is opened and never closed";

/// A value in quotes at the start of `text`, without them, and how long it is with them.
fn quoted(text: &str) -> Result<(Cow<'_, str>, usize), &'static str> {
    let mut at = 1;
    while let Some(quote) = text[at..].find('"') {
        at += quote + 1;
        if text[at..].starts_with('"') {
            at += 1;
            continue;
        }
        let inside = text[1..at - 1].trim();
        let doubled = inside.contains('"');
        let plain = || Cow::Owned(inside.replace("\"\"", "\""));
        return Ok((
            if doubled {
                plain()
            } else {
                Cow::Borrowed(inside)
            },
            at,
        ));
    }
    Err(UNCLOSED)
}
