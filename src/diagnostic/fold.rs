//! Folding: a long text in lines that end between words. It knows no terminal; widths come in.

/// A text in lines of at most `width` columns; `used` columns of every line are taken already. A word
/// that is longer than a line stays whole. Its own line ends stay.
pub fn fold(text: &str, used: usize, width: usize) -> String {
    let room = width.saturating_sub(used).max(1);
    let mut folded = String::new();
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            folded.push('\n');
        }
        // What is indented was laid out by its author.
        if line.starts_with(' ') {
            folded.push_str(line);
            continue;
        }
        let mut column = 0;
        for word in line.split(' ') {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > room {
                folded.push('\n');
                column = 0;
            } else if column > 0 {
                folded.push(' ');
                column += 1;
            }
            folded.push_str(word);
            column += length;
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words() {
        assert_eq!(fold("one two three", 3, 10), "one two\nthree");
        assert_eq!(fold("one incomprehensibly", 0, 5), "one\nincomprehensibly");
        assert_eq!(fold("one\n  two three four", 0, 5), "one\n  two three four");
        assert_eq!(fold("", 90, 80), "");
    }

    proptest::proptest! {
        #[test]
        fn nothing_but_spaces_becomes_line_ends(text in "([a-z,.]{1,12} ){0,20}[a-z]{1,30}", used in 0..30_usize, width in 1..120_usize) {
            let folded = fold(&text, used, width);
            proptest::prop_assert_eq!(folded.replace('\n', " "), text.clone());
            let room = width.saturating_sub(used);
            for line in folded.lines().filter(|line| !line.starts_with(' ')) {
                let whole = line.chars().count() <= room || !line.trim().contains(' ');
                proptest::prop_assert!(whole, "{}", line);
            }
        }
    }
}
