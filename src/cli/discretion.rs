//! Discretion: findings about lines that may hold secrets, without what stands there. What is wrong
//! and where is kept; a password under a misspelt name, or with a colon in it, is not repeated.

use crate::diagnostic::{Code, Diagnostic, Findings, Sources, Span};

/// The findings of a reader, without the values it found where nobody is to see them.
pub fn discreet(findings: Findings, sources: &Sources) -> Findings {
    let mut kept = Findings::default();
    for finding in findings.iter() {
        let hidden = finding.labels.iter().any(|label| sources.hides(label.span));
        kept.push(match hidden {
            true => without_values(finding.clone(), sources),
            false => finding.clone(),
        });
    }
    kept
}

fn without_values(finding: Diagnostic, sources: &Sources) -> Diagnostic {
    let written = finding.labels.first().map(|label| label.span);
    let written = written.map_or("", |span| text(sources, span));
    let help = finding.help.into_iter();
    let help: Vec<String> = help
        .filter(|advice| {
            let lists_our_words = OURS.iter().any(|start| advice.starts_with(start));
            let repeats = REPEATS.iter().any(|words| advice.contains(words));
            lists_our_words || !(repeats || tells(advice, written))
        })
        .collect();
    let is_near = help.iter().any(|advice| advice.contains("did you mean"));
    let message = match finding.code {
        // A name that resembles one of ours is no secret.
        Code::UNKNOWN_FIELD if is_near => finding.message,
        Code::UNKNOWN_FIELD => "there is no field of this name here".to_owned(),
        Code::UNKNOWN_WORD => "this is not one of the words that may stand here".to_owned(),
        Code::DUPLICATE_FIELD => "this field is written twice".to_owned(),
        Code::QUOTE_THIS => "this is taken as text here, but may be read otherwise".to_owned(),
        Code::WRONG_TYPE => match finding.message.split_once(", found `") {
            Some((expected, _)) => format!("{expected}, found something else"),
            None => finding.message,
        },
        Code::SYNTAX if finding.message.starts_with("the tag ") => {
            "this tag means nothing here".to_owned()
        }
        _ => unquoted(&finding.message, written),
    };
    Diagnostic {
        message,
        help,
        ..finding
    }
}

/// What stands at a place, without quotes.
fn text(sources: &Sources, span: Span) -> &str {
    let text = &sources.get(span.file).text;
    let place = span.start as usize..(span.end as usize).min(text.len());
    let written = text.get(place).unwrap_or_default();
    written.trim().trim_matches(['"', '\''])
}

/// Whether advice has a word in it of what stands there; in what is shorter there is nothing to hide.
fn tells(advice: &str, written: &str) -> bool {
    let words = written.split(|sign: char| !sign.is_alphanumeric());
    let mut words = words.filter(|word| word.chars().count() > 3);
    (!written.is_empty() && advice.contains(written)) || words.any(|word| advice.contains(word))
}

/// Advice that names nothing but words of ours.
const OURS: [&str; 3] = ["did you mean", "the words are", "the fields here are"];

/// Advice that writes what stands there in another way.
const REPEATS: [&str; 4] = [
    " in braces",
    " in quotes: ",
    " list of one: ",
    " without brackets: ",
];

/// A message that begins with the value it is about, in backticks, without it.
fn unquoted(message: &str, written: &str) -> String {
    let Some(rest) = message.strip_prefix('`') else {
        return message.to_owned();
    };
    let known = rest.strip_prefix(written);
    let known = known.and_then(|rest| rest.strip_prefix('`'));
    // A value that is written in another way than it is meant, with escapes for example.
    let behind = known.or_else(|| rest.rfind('`').map(|end| &rest[end + 1..]));
    format!("this{}", behind.unwrap_or(" cannot stand here"))
}
