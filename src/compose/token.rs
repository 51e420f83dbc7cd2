//! Token: the pieces of a template's tags, and which of them ask for a name.

use std::ops::Range;

/// A piece of what stands inside a tag.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    /// A name or a dotted path.
    Path(&'a str, Range<usize>),
    /// A string, without its quotes.
    Text(&'a str, Range<usize>),
    /// Anything else but a number.
    Sign(char),
    /// A number.
    Number,
}

const WORDS: [&str; 26] = [
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "in",
    "not",
    "and",
    "or",
    "is",
    "set",
    "endset",
    "include",
    "extends",
    "block",
    "endblock",
    "filter",
    "endfilter",
    "true",
    "false",
    "none",
    "null",
    "set_global",
    "raw",
    "endraw",
];

/// The names for which some tokens ask, from one on: no words of the language, filters, tests, arguments or
/// functions.
pub(super) fn asked<'t>(
    tokens: &'t [Token<'t>],
    from: usize,
) -> impl Iterator<Item = (&'t str, &'t Range<usize>)> {
    let counted = tokens.iter().enumerate().skip(from);
    counted.filter_map(|(index, token)| {
        let Token::Path(path, range) = token else {
            return None;
        };
        let before = index.checked_sub(1).map(|before| &tokens[before]);
        let is_filter = before == Some(&Token::Sign('|'));
        let is_test = matches!(before, Some(Token::Path("is", _)))
            || matches!(before, Some(Token::Path("not", _)))
                && index >= 2
                && matches!(tokens[index - 2], Token::Path("is", _));
        let is_argument = tokens.get(index + 1) == Some(&Token::Sign('='))
            && tokens.get(index + 2) != Some(&Token::Sign('='));
        let is_call = tokens.get(index + 1) == Some(&Token::Sign('('));
        let is_name = !(WORDS.contains(path) || is_filter || is_test || is_argument || is_call);
        is_name.then_some((*path, range))
    })
}

/// The insides of `{{ … }}` and `{% … %}`, comments left out.
pub(super) fn tags(template: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = template[at..].find('{').map(|open| at + open) {
        let (close, keep) = match template.as_bytes().get(open + 1) {
            Some(b'{') => ("}}", true),
            Some(b'%') => ("%}", true),
            Some(b'#') => ("#}", false),
            _ => {
                at = open + 1;
                continue;
            }
        };
        let Some(end) = template[open + 2..].find(close).map(|end| open + 2 + end) else {
            break;
        };
        if keep {
            found.push(open + 2..end);
        }
        at = end + 2;
    }
    found
}

/// The tokens of such an inside.
pub(super) fn tokens(template: &str, tag: Range<usize>) -> Vec<Token<'_>> {
    let inside = &template[tag.clone()];
    let mut tokens = Vec::new();
    let mut signs = inside.char_indices().peekable();
    while let Some((start, sign)) = signs.next() {
        if sign == '"' || sign == '\'' || sign == '`' {
            let end = signs.by_ref().find(|(_, other)| *other == sign);
            let (start, end) = (start + 1, end.map_or(inside.len(), |(end, _)| end));
            let place = tag.start + start..tag.start + end;
            tokens.push(Token::Text(&inside[start..end], place));
        } else if sign.is_ascii_digit() {
            while signs
                .next_if(|(_, next)| next.is_ascii_digit() || *next == '.')
                .is_some()
            {}
            tokens.push(Token::Number);
        } else if sign.is_alphabetic() || sign == '_' {
            let mut end = start + sign.len_utf8();
            while let Some((at, next)) =
                signs.next_if(|(_, next)| next.is_alphanumeric() || *next == '_' || *next == '.')
            {
                end = at + next.len_utf8();
            }
            tokens.push(Token::Path(
                &inside[start..end],
                tag.start + start..tag.start + end,
            ));
        } else if !sign.is_whitespace() {
            tokens.push(Token::Sign(sign));
        }
    }
    tokens
}
