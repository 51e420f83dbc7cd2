//! Old words beside new ones, paragraph by paragraph, cut to what a person has to see.

use std::collections::BTreeSet;

/// How many paragraphs of a notice are shown.
const SHOWN: usize = 2;

/// How many letters of a paragraph fit beside `was` and `now`.
const WIDTH: usize = 63;

/// How many words that are the same are kept before the first that differs.
const BEFORE: usize = 3;

/// What was said and what is said now, for people. The first paragraph is the subject: a new one says
/// enough, under one that stays the first passages are shown.
pub fn rewordings(old: &str, new: &str) -> String {
    let (old, new) = (paragraphs(old), paragraphs(new));
    let (gone, come) = (missing(&old, &new), missing(&new, &old));
    let number = gone.len().max(come.len());
    let is_renamed = old.first() != new.first();
    let shown = if is_renamed { 1 } else { SHOWN };
    let mut text = match new.first() {
        Some(subject) if !is_renamed => format!("          {}\n", subject.join(" ")),
        _ => String::new(),
    };
    for at in 0..number.min(shown) {
        let (was, now) = (gone.get(at).copied(), come.get(at).copied());
        let shared = match (was, now) {
            (Some(was), Some(now)) if !is_renamed => shared(was, now),
            _ => 0,
        };
        let line = |mark: &str, words: Option<&Vec<&str>>| {
            let words = words.map_or_else(|| "(nothing)".to_owned(), |words| cut(words, shared));
            format!("          {mark}  {words}\n")
        };
        text.push_str(&line("was", was));
        text.push_str(&line("now", now));
    }
    text.push_str(&match number.saturating_sub(shown) {
        0 => String::new(),
        1 => "          and in 1 more passage\n".to_owned(),
        more => format!("          and in {more} more passages\n"),
    });
    text
}

/// The paragraphs of a text, each as its words; lines under headings are none.
fn paragraphs(text: &str) -> Vec<Vec<&str>> {
    let parts = text.split("\n\n");
    let rule = |word: &&str| word.len() > 2 && word.bytes().all(|byte| matches!(byte, b'-' | b'='));
    let words = parts.map(|part| {
        let words = part.split_whitespace();
        words.filter(|word| !rule(word)).collect::<Vec<_>>()
    });
    words.filter(|words| !words.is_empty()).collect()
}

fn missing<'p, 't>(some: &'p [Vec<&'t str>], others: &[Vec<&str>]) -> Vec<&'p Vec<&'t str>> {
    let others: BTreeSet<&Vec<&str>> = others.iter().collect();
    some.iter()
        .filter(|words| !others.contains(words))
        .collect()
}

/// How many words two paragraphs share at their beginning.
fn shared(one: &[&str], two: &[&str]) -> usize {
    one.iter()
        .zip(two)
        .take_while(|(one, two)| one == two)
        .count()
}

/// A paragraph in one line, from shortly before the first word that differs.
fn cut(words: &[&str], shared: usize) -> String {
    let from = shared.saturating_sub(BEFORE);
    let start = if from > 0 { "… " } else { "" };
    let line = format!("{start}{}", words[from..].join(" "));
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => {
            let kept = &line[..end];
            let whole = kept.rsplit_once(' ').map_or(kept, |(whole, _)| whole);
            format!("{whole} …")
        }
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_words_stand_beside_new_ones_from_where_they_differ() {
        let old = "Records off\n\nHello,\n\nPatient records are off on the evening of\nSaturday 6 March 2027.\n\nBye";
        let new = old.replace("6 March", "13 March");
        let text = rewordings(old, &new);
        assert_eq!(
            text,
            "          Records off\n          was  … evening of Saturday 6 March 2027.\n          now  … evening of Saturday 13 March 2027.\n"
        );
    }

    #[test]
    fn another_subject_says_enough() {
        let old = "Off Sat 6 Mar\n\nOne\n-------\n\nTwo";
        let new = "Off Sat 13 Mar\n\nThree\n-------\n\nTwo";
        let text = rewordings(old, new);
        assert_eq!(
            text,
            "          was  Off Sat 6 Mar\n          now  Off Sat 13 Mar\n          and in 1 more passage\n"
        );
    }

    #[test]
    fn what_is_new_or_gone_stands_beside_nothing_and_no_line_is_too_long() {
        let long = "word ".repeat(40);
        let text = rewordings("A\n\nB", &format!("A\n\nB\n\n{long}"));
        assert!(text.contains("was  (nothing)"), "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
    }
}
