//! Fitting text into columns: hanging indents, and addresses left whole on a line of their own.

use crate::plan::isolate::width;

/// How wide a text part is.
pub const COLUMNS: usize = 72;

/// Breaks `text` at spaces into lines of at most [`COLUMNS`], the first starting with `first`, the
/// others with `rest`. A word that is longer than a line stays whole.
pub fn wrap(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::from(first);
    let mut column = width(first);
    let mut fresh = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = width(word);
        if !fresh && column + 1 + wide > COLUMNS {
            out.push('\n');
            out.push_str(rest);
            column = width(rest);
            fresh = true;
        }
        if !fresh {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += wide;
        fresh = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn later_lines_hang_under_the_first_word() {
        let item = wrap(&"word ".repeat(20), "- ", "  ");
        let lines: Vec<_> = item.lines().collect();
        assert!(lines[0].starts_with("- word") && lines[1].starts_with("  word"));
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_page_and_no_word_is_lost(words in proptest::collection::vec("[a-zäß]{1,40}", 0..60)) {
            let text = words.join(" ");
            let wrapped = wrap(&text, "", "  ");
            prop_assert!(wrapped.lines().all(|line| line.chars().count() <= COLUMNS));
            prop_assert_eq!(wrapped.split_whitespace().collect::<Vec<_>>(), words.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}
