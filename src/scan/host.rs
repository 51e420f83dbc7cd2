//! Hosts: what a line may name as one, whole: on the boundaries of its labels.

use super::escape::is_edge;
use crate::plan::host_name::ascii;
use std::ops::Range;

/// The most bytes of a word that can be a host: 253 letters of four each.
const LONGEST: usize = 253 * 4;

/// A name in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// As host names are compared: in ASCII and small letters.
    pub name: String,
}

/// Every word of a line that could be a host; where one may begin with an escape, with and without it.
pub fn names(line: &str) -> Vec<Name> {
    let belongs = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = line[rest..].find(belongs) {
        let start = rest + start;
        let length = line[start..].find(|letter| !belongs(letter));
        let end = length.map_or(line.len(), |length| start + length);
        let behind_escape = (start + 1..=(start + 2).min(end)).filter(|at| {
            let is_sign = start > 0 && matches!(line.as_bytes()[start - 1], b'\\' | b'%');
            is_sign && line.is_char_boundary(*at) && is_edge(line.as_bytes(), *at)
        });
        for start in std::iter::once(start).chain(behind_escape) {
            found.extend(name(line, start..end));
        }
        for piece in pieces(&line[start..end]) {
            found.extend(name(line, start + piece.start..start + piece.end));
        }
        rest = end;
    }
    found
}

/// What stands in a word between letters of a script without capitals: such scripts put no space
/// between words.
fn pieces(word: &str) -> Vec<Range<usize>> {
    let parts = |letter: char| {
        let has_case = letter.is_lowercase() || letter.is_uppercase();
        !letter.is_ascii() && letter.is_alphanumeric() && !has_case
    };
    if !word.contains(parts) {
        return Vec::new();
    }
    let (mut found, mut start) = (Vec::new(), 0);
    for piece in word.split_inclusive(parts) {
        let bare = piece.trim_end_matches(parts);
        let whole =
            bare.starts_with(char::is_alphanumeric) && bare.ends_with(char::is_alphanumeric);
        if whole {
            found.push(start..start + bare.len());
        }
        start += piece.len();
    }
    found
}

fn name(line: &str, at: Range<usize>) -> Option<Name> {
    let dressed = &line[at.clone()];
    let bare = dressed.trim_start_matches(['.', '-']);
    let start = at.start + dressed.len() - bare.len();
    let bare = bare.trim_end_matches(['.', '-']);
    if bare.len() > LONGEST {
        return None;
    }
    let name = ascii(bare).filter(|name| !name.is_empty())?;
    Some(Name {
        at: start..start + bare.len(),
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_whole_word_between_signs() {
        for line in [
            "records.example",
            "http://Records.Example:443/x",
            "user@RECORDS.example.",
            r"\\records.example\share",
            "DB_HOST=records.example",
            r#""\trecords.example\n""#,
            "q=%2Frecords.example%2F",
            "(.records.example)",
            "连接records.example服务器",
        ] {
            let mut names = names(line).into_iter();
            assert!(names.any(|name| name.name == "records.example"), "{line}");
        }
        for line in [
            "old-records.example",
            "a.records.example",
            "records.example.org",
            "records.example-2",
            "records_example",
            "xrecords.example",
            "größerecords.example",
            "連.records.example",
        ] {
            let mut names = names(line).into_iter();
            assert!(!names.any(|name| name.name == "records.example"), "{line}");
        }
        let umlaut = &names("an größe.example.")[1];
        assert_eq!(umlaut.name, "xn--gre-6ka8i.example");
        assert_eq!(umlaut.at, 3..18);
    }
}
