//! Escapes: letters before a word that belong to none, as program texts and web addresses have them.

/// Whether a word may begin here: behind no letter and no digit, or behind an escape.
pub fn is_edge(text: &[u8], at: usize) -> bool {
    let Some(last) = at.checked_sub(1) else {
        return true;
    };
    let signs = last.checked_sub(1).map_or(&[][..], |end| &text[..=end]);
    let backslashes = signs.iter().rev().take_while(|sign| **sign == b'\\');
    let is_control = matches!(text[last], b'n' | b't' | b'r') && backslashes.count() % 2 == 1;
    let is_percent = matches!(&text[..at], [.., b'%', high, low]
        if high.is_ascii_hexdigit() && low.is_ascii_hexdigit());
    !text[last].is_ascii_alphanumeric() || is_control || is_percent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_begins_behind_a_sign_or_an_escape() {
        for (text, begins) in [
            ("x", true),
            ("=x", true),
            ("ax", false),
            ("1x", false),
            (r"\nx", true),
            (r"\\nx", false),
            ("%2Fx", true),
            ("2Fx", false),
        ] {
            assert_eq!(is_edge(text.as_bytes(), text.len() - 1), begins, "{text}");
        }
    }
}
