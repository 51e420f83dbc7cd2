//! Comments that may be a part of the text before them: behind a blank YAML takes a `#` and what
//! follows it on the line for a comment, and a planner wrote a room or a number.

use crate::diagnostic::{Code, Diagnostic, Span};

/// The comment behind a text without quotes, on its line, when a word or a number follows the `#` at
/// once. A remark has a blank there.
pub(super) fn behind(file: &str, text: Span) -> Option<Span> {
    let (start, end) = (text.start as usize, text.end as usize);
    let end = start + file.get(start..end)?.trim_end().len();
    let rest = file.get(end..)?.lines().next()?;
    let comment = rest.trim_start_matches([' ', '\t']);
    let blanks = rest.len() - comment.len();
    let goes_on = comment
        .strip_prefix('#')?
        .starts_with(char::is_alphanumeric);
    let until = end + blanks + comment.trim_end().len();
    (blanks > 0 && goes_on).then(|| Span::new(text.file, end + blanks, until))
}

/// The finding about a comment that may be a part of the text before it.
pub(super) fn lost(comment: Span) -> Diagnostic {
    let message = "the text ends before the `#`: what follows is a comment, and nobody reads it";
    let finding = Diagnostic::new(Code::LOST_TEXT, message).at(comment, "in no mail");
    finding
        .help("if it belongs to the text, put the whole text in quotes")
        .help("if it is a remark, write a blank after the `#`")
}
