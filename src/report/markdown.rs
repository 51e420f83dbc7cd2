//! Markdown that is written: texts of a plan in which no sign means anything.

/// A text whose signs mean nothing in Markdown.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for sign in text.chars() {
        if matches!(sign, '\\' | '|' | '*' | '_' | '`' | '<' | '[' | ']' | '#') {
            escaped.push('\\');
        }
        escaped.push(if sign.is_control() { ' ' } else { sign });
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_of_a_text_means_anything() {
        assert_eq!(
            escaped("a|b\n*c* [d](e) <f> `g` # \\"),
            r"a\|b \*c\* \[d\](e) \<f> \`g\` \# \\"
        );
    }
}
