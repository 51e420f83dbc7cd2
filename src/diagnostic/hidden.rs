//! Characters that nobody can see: the one list of them for findings, plans, mails and headers.

/// Whether a character shows nothing or turns the reading order, and so can hide what a text says.
/// The two joiners (U+200C, U+200D) are not among them: Persian words and many emoji need them.
pub fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{061c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

/// The mark that ends a run from right to left: what follows stands on its right again. Plans have
/// none; headers of mails have it behind names.
pub const LEFT_TO_RIGHT: char = '\u{200e}';

/// Begins words that are read from left to right, whatever stands around them. Plans have none; mails
/// and calendars have it, and the next two, around what is typed in letters of both directions.
pub const LEFT_TO_RIGHT_ISOLATE: char = '\u{2066}';

/// Begins words that are read from right to left.
pub const RIGHT_TO_LEFT_ISOLATE: char = '\u{2067}';

/// Ends either.
pub const END_OF_ISOLATE: char = '\u{2069}';

/// Whether a character begins or ends words that are set apart from those around them.
pub fn is_isolate(letter: char) -> bool {
    matches!(
        letter,
        LEFT_TO_RIGHT_ISOLATE | RIGHT_TO_LEFT_ISOLATE | END_OF_ISOLATE
    )
}

/// What shows nothing or turns the reading order, and is none of our own marks in a mail.
pub fn is_harmful(letter: char) -> bool {
    is_invisible(letter) && letter != LEFT_TO_RIGHT && !is_isolate(letter)
}

/// Whether a character is a mark of direction, which spreadsheets put around names from right to left.
pub fn is_direction(letter: char) -> bool {
    matches!(letter, '\u{061c}' | '\u{200e}' | '\u{200f}')
}

/// What shows nothing, or a control character that is no part of a text of several lines.
pub fn is_hidden(letter: char) -> bool {
    is_invisible(letter) || letter.is_control() && !matches!(letter, '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_or_hides_is_hidden_and_what_words_need_is_not() {
        for hidden in ['\0', '\r', '\u{85}', '\u{200b}', '\u{202e}', '\u{2066}'] {
            assert!(is_hidden(hidden), "{hidden:?}");
        }
        for needed in [
            '\n', '\t', 'a', 'ß', '\u{a0}', '\u{ad}', '\u{200c}', '\u{200d}',
        ] {
            assert!(!is_hidden(needed), "{needed:?}");
        }
        assert!(!is_invisible('\u{1b}'), "a colour of a terminal is no text");
    }
}
