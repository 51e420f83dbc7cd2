//! How wide a text is at most, in a font that nobody knows: wide ones are reckoned with, so that words
//! stay within their room wherever the picture is shown.

/// The size of usual letters.
pub const USUAL: f64 = 13.0;
/// The size of letters for what matters less.
pub const SMALL: f64 = 11.0;

/// How wide a text of letters of this size is at most.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// The width of a letter against its size.
fn em(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '|' | '\'' | '.' | ',' | ':' | ';' | '!' | ' ' => 0.36,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' => 0.43,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' => 1.0,
        'a'..='z' | '0'..='9' => 0.64,
        'A'..='Z' => 0.78,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => 0.0,
        '\u{80}'..='\u{2ff}' => 0.8,
        '\u{370}'..='\u{10ff}' | '\u{1e00}'..='\u{1fff}' | '\u{2010}'..='\u{203f}' => 0.9,
        _ => 1.1,
    }
}

/// As much of a text as fits into a room, with a sign when something is left out.
pub fn fitted(text: &str, room: f64, size: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let sign = em('…') * size;
    let mut used = 0.0;
    let kept = text.chars().take_while(|letter| {
        used += em(*letter) * size;
        used + sign <= room
    });
    let kept: String = kept.collect();
    match kept.trim_end() {
        "" if sign > room => String::new(),
        kept => format!("{kept}…"),
    }
}

/// A text in at most so many lines; what is left out at the end of the last has a sign.
pub fn lines(text: &str, room: f64, size: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while words.peek().is_some() {
        if lines.len() + 1 >= most {
            let rest: Vec<&str> = words.collect();
            lines.push(fitted(&rest.join(" "), room, size));
            return lines;
        }
        let mut line = String::new();
        while let Some(word) = words.peek() {
            let longer = match line.as_str() {
                "" => (*word).to_owned(),
                line => format!("{line} {word}"),
            };
            if !line.is_empty() && width(&longer, size) > room {
                break;
            }
            line = longer;
            words.next();
        }
        lines.push(fitted(&line, room, size));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_left_out_has_a_sign_and_what_fits_is_whole() {
        assert_eq!(fitted("Frankfurt", 100.0, USUAL), "Frankfurt");
        assert_eq!(fitted("Frankfurt am Main", 90.0, USUAL), "Frankfurt…");
        assert_eq!(fitted("Frankfurt", 5.0, USUAL), "");
        assert_eq!(
            lines("Department heads: Briefing invitation", 110.0, SMALL, 2),
            ["Department", "heads: Briefing i…"]
        );
        assert_eq!(lines("End users", 110.0, SMALL, 2), ["End users"]);
        assert_eq!(lines("", 110.0, SMALL, 2), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_room(
            text in "\\PC{0,60}", room in 0.0_f64..300.0, most in 1_usize..4
        ) {
            let lines = lines(&text, room, SMALL, most);
            prop_assert!(lines.len() <= most);
            for line in lines {
                prop_assert!(width(&line, SMALL) <= room + 0.001, "{line}");
            }
        }
    }
}
