//! Why a text is no YAML, in words of whoever wrote it. It guesses from the text before the place
//! where reading stopped; what YAML itself says comes first when there is no better guess.

use crate::diagnostic::{Code, Diagnostic, FileId, Span};

const CHECK: &str = "check the indentation, the colon and space after each field name, and quotes and brackets that are not closed";

const TOO_DEEP: &str =
    "a plan has a few levels only: look for brackets or braces that are opened again and again";

const OPENED: &str = "opened here and not closed";

/// A space that sticks to its neighbours, as text processors and chats write it.
const FALSE_SPACE: char = '\u{a0}';

/// What to do about one.
pub(super) const ORDINARY: &str = "type an ordinary space instead; text from Word, Teams or a web page often brings such spaces along";

/// What is wrong at `at`, where reading stopped for the reason given.
pub(super) fn explain(file: FileId, text: &str, at: usize, words: &str) -> Diagnostic {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    // Of a tab before the first field YAML says only that the text goes on after that; before any
    // other one it may stop where the line before ends.
    let begins = words
        .contains("<document start>")
        .then(|| first_line(text, 0));
    let next = text[at..].find('\n').map(|newline| at + newline + 1);
    let next = next.filter(|_| words.contains("found a tab"));
    let next = next.map(|next| first_line(text, next));
    let tab = [Some(line), begins, next].into_iter().flatten();
    let mut tab = tab.filter_map(|line| leading_tab(text, line));
    if let Some(tab) = tab.next() {
        let span = Span::new(file, tab, tab + 1);
        return Diagnostic::new(Code::TAB, "a tab where only spaces may stand")
            .at(span, "this is a tab character")
            .help("indent with spaces; most editors can turn tabs into spaces");
    }
    if let Some(finding) = false_space(file, text, (line, at)) {
        return finding;
    }
    if words.starts_with("mapping values are not allowed")
        && let Some(finding) = unquoted(file, text, (line, at))
    {
        return finding;
    }
    let letter = text[at..].chars().next();
    let end = at + letter.map_or(0, char::len_utf8);
    if words.starts_with("unexpected character")
        && let Some(hidden) = hidden(file, &text[at..], at)
    {
        return hidden;
    }
    let (words, help) = match words {
        limit if limit.contains("recursion limit") => ("it is nested too deeply", TOO_DEEP),
        words => (words, CHECK),
    };
    let finding = Diagnostic::new(
        Code::SYNTAX,
        format!("this cannot be read as YAML: {words}"),
    );
    let here = Span::new(file, at, end);
    let finding = match unclosed(&text[..at]) {
        _ if words.starts_with("unclosed") => finding.at(here, OPENED),
        Some(open) => {
            let finding = finding.at(here, "reading stopped here");
            finding.at(Span::new(file, open, open + 1), OPENED)
        }
        None => finding.at(here, "reading stopped here"),
    };
    finding.help(help)
}

/// The first control character of a text that begins at some place: YAML names the beginning of the value.
fn hidden(file: FileId, text: &str, at: usize) -> Option<Diagnostic> {
    let is_control = |letter: char| letter.is_control() && !letter.is_whitespace();
    let (place, control) = text
        .char_indices()
        .find(|(_, letter)| is_control(*letter))?;
    let message = format!("a control character (U+{:04X})", u32::from(control));
    let span = Span::new(file, at + place, at + place + control.len_utf8());
    let finding = Diagnostic::new(Code::HIDDEN_CHARACTER, message)
        .at(span, "here, where nothing can be seen");
    Some(finding.help("delete it, and type the text around it again"))
}

/// A value without the comment behind it and the spaces before that.
pub(super) fn uncommented(value: &str) -> &str {
    let signs = value.match_indices('#').map(|(at, _)| &value[..at]);
    let mut before = signs.filter(|before| before.is_empty() || before.ends_with([' ', '\t']));
    before.next().unwrap_or(value).trim_end()
}

/// A text in quotes, whatever quotes stand in it.
pub(super) fn quoted(text: &str) -> String {
    match text.contains(['"', '\\']) {
        true => format!("'{}'", text.replace('\'', "''")),
        false => format!("\"{text}\""),
    }
}

/// A text as it stands in the brackets of a list: in quotes when it would not be one item of it.
pub(super) fn in_a_list(text: &str) -> String {
    let ends = |sign| matches!(sign, ',' | '[' | ']' | '{' | '}' | '"' | '\n');
    let begins = text.starts_with([
        '\'', '#', '&', '*', '!', '|', '>', '%', '@', '`', '-', '?', ':',
    ]);
    let splits = text.contains(": ") || text.contains(" #") || text.ends_with(':');
    match begins || splits || text.contains(ends) {
        true => quoted(text),
        false => text.to_owned(),
    }
}

/// A field and its value as a block on one line, when a text looks like these: `mail: off`.
pub(super) fn braced(text: &str) -> Option<String> {
    let text = uncommented(text).trim();
    let (name, value) = text.split_once(':')?;
    let is_name = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    let is_field = !name.is_empty() && name.chars().all(is_name) && value.starts_with(' ');
    let flat = !value.contains(['{', '}', '[', ']', ',', '"', '\'']) && !value.contains(": ");
    (is_field && flat).then(|| format!("{{{name}: {}}}", value.trim()))
}

/// A text with a colon in it, which begins a field where it stands without quotes, on the line where
/// reading stopped.
fn unquoted(file: FileId, text: &str, (line, at): (usize, usize)) -> Option<Diagnostic> {
    let begin = line + text[line..at].find(": ")? + 2;
    let value = uncommented(text[begin..].lines().next().unwrap_or_default());
    let span = Span::new(file, begin, begin + value.len());
    let message = "this text has a colon in it, and stands without quotes";
    let finding =
        Diagnostic::new(Code::SYNTAX, message).at(span, "a colon and a space begin a field");
    let quotes = format!("put it in quotes: {}", quoted(value.trim()));
    Some(match braced(value) {
        Some(braced) => finding
            .help(format!("when a field is meant, put it in braces: {braced}"))
            .help(format!("when it is a text, {quotes}")),
        None => finding.help(quotes),
    })
}

/// A false space behind a field's name or a dash, or in an indentation, on the line where reading
/// stopped, which begins at `line`, or on the one before.
fn false_space(file: FileId, text: &str, (line, at): (usize, usize)) -> Option<Diagnostic> {
    let before = text[..line.saturating_sub(1)].rfind('\n');
    let before = before.map_or(0, |newline| newline + 1);
    let until = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let mut lines = text[before..until].split_inclusive('\n');
    let mut start = before;
    let space = lines.find_map(|line| {
        let begin = start;
        start += line.len();
        let words = line.trim_start_matches([' ', FALSE_SPACE]);
        let indent = &line[..line.len() - words.len()];
        let name = words.split([' ', FALSE_SPACE]).next().unwrap_or_default();
        let behind = words[name.len()..].starts_with(FALSE_SPACE);
        let is_mark = name == "-" || name.ends_with(':');
        let in_words = (is_mark && behind).then_some(indent.len() + name.len());
        Some(begin + indent.find(FALSE_SPACE).or(in_words)?)
    })?;
    let span = Span::new(file, space, space + FALSE_SPACE.len_utf8());
    let message = "a no-break space (U+00A0) where an ordinary one belongs";
    let finding = Diagnostic::new(Code::HIDDEN_CHARACTER, message);
    Some(
        finding
            .at(span, "this looks like a space and is none")
            .help(ORDINARY),
    )
}

/// Where a false space stands that makes another field's name of what was written.
pub(super) fn false_space_at(name: &str) -> Option<&'static str> {
    let behind = name.contains(":\u{a0}").then_some("behind the colon");
    let before = name.trim_start_matches(' ').starts_with(FALSE_SPACE);
    behind.or(before.then_some("before the name"))
}

/// Where the first line from one on begins on which a field or a value stands.
fn first_line(text: &str, from: usize) -> usize {
    let is_empty = |line: &&str| {
        let words = line.trim();
        words.is_empty() || words.starts_with(['#', '%']) || words == "---"
    };
    let lines = text[from..].split_inclusive('\n');
    from + lines.take_while(is_empty).map(str::len).sum::<usize>()
}

/// Where a tab stands in the indentation of the line that begins here.
fn leading_tab(text: &str, line: usize) -> Option<usize> {
    let mut indent = text[line..].char_indices();
    let tab = indent.find(|(_, letter)| *letter != ' ')?;
    (tab.1 == '\t').then_some(line + tab.0)
}

/// Where the innermost bracket or quote begins that is still open at the end of a text.
fn unclosed(text: &str) -> Option<usize> {
    let mut brackets = Vec::new();
    let mut letters = text.char_indices().peekable();
    let mut before = [' ', '\n'];
    while let Some((at, letter)) = letters.next() {
        // A value begins after a field's colon, a list's dash, or at the start of a line.
        let [last, mark] = before;
        let begins = last.is_whitespace() && matches!(mark, ':' | '-' | '\n');
        let begins = begins || !brackets.is_empty() && matches!(mark, ',' | '[' | '{' | ':');
        match letter {
            '#' if last.is_whitespace() => {
                while letters.next_if(|(_, letter)| *letter != '\n').is_some() {}
            }
            '"' | '\'' if begins => {
                let mut escaped = false;
                let close = letters.find(|(_, inner)| {
                    let closes = *inner == letter && !escaped;
                    escaped = letter == '"' && *inner == '\\' && !escaped;
                    closes
                });
                if close.is_none() {
                    return Some(at);
                }
            }
            '[' | '{' if begins => brackets.push(at),
            ']' | '}' => {
                brackets.pop();
            }
            _ => {}
        }
        let blank = letter.is_whitespace() && letter != '\n';
        before = [letter, if blank { mark } else { letter }];
    }
    brackets.pop()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Findings, Sources};
    use crate::plan::yaml;

    fn found(text: &str) -> Diagnostic {
        let mut findings = Findings::default();
        let file = Sources::default().add("plan.yaml", text);
        assert!(yaml::tree(file, text, &mut findings).is_none(), "{text}");
        findings.iter().next().unwrap().clone()
    }

    #[test]
    fn a_colon_in_a_text_asks_for_quotes() {
        let finding = found("plan: x\norganisation: St Brannock: Hospitals\r\n");
        assert_eq!(
            finding.help,
            ["put it in quotes: \"St Brannock: Hospitals\""]
        );
    }

    #[test]
    fn a_comment_is_no_part_of_a_text_that_asks_for_quotes() {
        for (value, help) in [
            (
                "St Mary: Hospital     # as on: the letterhead",
                "\"St Mary: Hospital\"",
            ),
            ("Ward#3: open\t# for now", "\"Ward#3: open\""),
            ("The \"old\": it's", "'The \"old\": it''s'"),
        ] {
            let finding = found(&format!("plan: x\norganisation: {value}\nwhy: y\n"));
            assert_eq!(finding.help, [format!("put it in quotes: {help}")]);
            let text = format!("organisation: {}", help.trim());
            let mut findings = Findings::default();
            let file = Sources::default().add("plan.yaml", text.as_str());
            assert!(yaml::tree(file, &text, &mut findings).is_some(), "{text}");
        }
    }

    #[test]
    fn a_field_that_stands_where_its_braces_are_missing_is_put_in_braces() {
        let finding = found("windows:\n  - id: w\n    services: mail: off    # off or slower\n");
        let braces = "when a field is meant, put it in braces: {mail: off}";
        let quotes = "when it is a text, put it in quotes: \"mail: off\"";
        assert_eq!(finding.help, [braces, quotes]);
    }

    #[test]
    fn what_is_opened_and_never_closed_is_pointed_at() {
        for (text, opener) in [
            ("a: it's\nb: [c, d # [\ne: f\n", "[c"),
            ("a: \"b\nc: d\n", "\"b"),
            ("a: [one, {b: 'c]', d: e\nf: g\n", "{b"),
        ] {
            let finding = found(text);
            let label = finding.labels.iter().find(|label| label.text == OPENED);
            let opened = label.map(|label| label.span.start as usize);
            assert_eq!(opened, text.find(opener), "{text}");
        }
        assert_eq!(found("a: [b]\n c: d\n").labels.len(), 1);
    }

    #[test]
    fn a_space_that_is_none_is_pointed_at_where_it_stands() {
        for text in [
            "forewarn: 1\ntitle:\u{a0}Mail moves\nplan: x\n",
            "plan: x\nphases:\n  -\u{a0}id: main\n    name: y\n",
        ] {
            let finding = found(text);
            assert_eq!(finding.code, Code::HIDDEN_CHARACTER, "{text}: {finding:?}");
            let start = finding.labels[0].span.start as usize;
            assert_eq!(Some(start), text.find(FALSE_SPACE), "{text}");
        }
    }
}
