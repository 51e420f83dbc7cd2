//! Sentences that a list in brackets tears apart at their commas. It looks at how a plan is written and
//! judges by its words; several short points on one line are as they should be.

use super::misread::quoted;
use super::yaml::{Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Findings, Span};

/// Fields whose lists readers see as points, one below the other.
const POINTS: [&str; 10] = [
    "after",
    "agenda",
    "also",
    "before",
    "bring",
    "concerns",
    "criteria",
    "during",
    "reassurance",
    "still-works",
];

/// Words with which a sentence goes on, and hardly a point begins.
const GOES_ON: &str = "also although and as because before but else except for if including nor not \
    once or otherwise since so such then unless until when where whether which while who without";

/// Finds the sentences of a file that its lists tear apart.
pub(super) fn find(root: &Node, file: &str, findings: &mut Findings) {
    match &root.kind {
        Kind::Scalar { .. } => {}
        Kind::List(items) => items.iter().for_each(|item| find(item, file, findings)),
        Kind::Fields(fields) => {
            for (key, value) in fields {
                find(value, file, findings);
                let is_points = key.text().is_some_and(|key| POINTS.contains(&key));
                if let Kind::List(items) = &value.kind
                    && is_points
                    && file[value.span.start as usize..].starts_with('[')
                {
                    let torn = runs(items).into_iter().filter(|run| is_torn(run));
                    torn.for_each(|run| findings.push(finding(&run, file)));
                }
            }
        }
    }
}

/// A piece between two commas: what it says, and where.
type Piece<'n> = (&'n str, Span);

/// The pieces that may be one sentence: each but the first begins with a small letter, and none but
/// the last ends as sentences do.
fn runs(items: &[Node]) -> Vec<Vec<Piece<'_>>> {
    let mut runs: Vec<Vec<Piece>> = Vec::new();
    let mut open = false;
    for item in items {
        let Kind::Scalar { text, plain: true } = &item.kind else {
            open = false;
            continue;
        };
        let piece = (text.trim(), item.span);
        match runs.last_mut() {
            Some(run) if open && piece.0.starts_with(char::is_lowercase) => run.push(piece),
            _ => runs.push(vec![piece]),
        }
        open = !ends(piece.0);
    }
    runs
}

fn ends(text: &str) -> bool {
    text.ends_with(['.', '!', '?'])
}

/// Whether something says that pieces are one sentence: how they end, or how one goes on.
fn is_torn(run: &[Piece]) -> bool {
    let [first, rest @ ..] = run else {
        return false;
    };
    let goes_on = |(text, _): &Piece| {
        let word = text.split([' ', '\n']).next().unwrap_or_default();
        GOES_ON.split(' ').any(|goes_on| goes_on == word)
    };
    let last = rest.last().is_some_and(|(text, _)| ends(text));
    first.0.contains(' ') && (last || rest.iter().any(goes_on))
}

fn finding(run: &[Piece], file: &str) -> Diagnostic {
    let places = run.iter().map(|(_, span)| *span);
    let whole = places.reduce(|whole, span| Span {
        end: span.end,
        ..whole
    });
    let whole = whole.expect("a torn sentence has pieces");
    let written = &file[whole.start as usize..whole.end as usize];
    let words: Vec<&str> = written.split_whitespace().collect();
    let message = format!(
        "a sentence is torn apart at its commas: readers see {} points",
        run.len()
    );
    let finding = Diagnostic::new(Code::TORN_SENTENCE, message).at(whole, "one sentence?");
    finding
        .help(format!(
            "if so, put it in quotes: {}",
            quoted(&words.join(" "))
        ))
        .help("if these are points of their own, begin each with a capital letter")
}
