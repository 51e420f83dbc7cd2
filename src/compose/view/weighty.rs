//! Weighty: the words of a text that tell it from others, and whether one text says all of another.

use std::collections::BTreeSet;

/// Words that turn what is asked for into its opposite; the last is what `don't` ends with.
const NEGATIONS: [&str; 9] = [
    "no", "not", "never", "none", "nothing", "nor", "cannot", "without", "t",
];

/// Whether one text of a plan says all that another says: every word of weight is in it, every number,
/// and no word turns one of them alone into its opposite.
pub(super) fn says_too(one: &str, other: &str) -> bool {
    let (one, other) = (Weighty::of(one), Weighty::of(other));
    !other.words.is_empty()
        && one.is_negated == other.is_negated
        && other.words.is_subset(&one.words)
}

/// The words of a text that tell it from others.
struct Weighty {
    words: BTreeSet<String>,
    is_negated: bool,
}

impl Weighty {
    fn of(text: &str) -> Self {
        let words = text.split(|sign: char| !sign.is_alphanumeric());
        let words: Vec<String> = words.map(str::to_lowercase).collect();
        let is_negated = words.iter().any(|word| NEGATIONS.contains(&&**word));
        let weighs = |word: &String| word.chars().count() > 3 || word.contains(char::is_numeric);
        Self {
            words: words.into_iter().filter(weighs).collect(),
            is_negated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_says_another_when_every_word_of_weight_is_in_it() {
        let during = "Write on the paper forms. Read older notes on the ward PC.";
        assert!(says_too(
            during,
            "Write on paper forms, and read older notes."
        ));
        assert!(!says_too(during, "Write on the yellow forms."));
        assert!(!says_too(during, ""));
    }

    #[test]
    fn another_number_and_the_opposite_are_never_said_by_another_text() {
        for (one, other) in [
            ("Ring the matron on 44 for beds.", "Ring 22."),
            ("The paper forms lie in room 12.", "Go to room 4."),
            ("Do not print the paper lists.", "Print the paper lists."),
            ("Print the paper lists.", "Don't print the paper lists."),
            ("Ring the ward.", "Never ring the ward."),
        ] {
            assert!(!says_too(one, other), "{one} {other}");
        }
        assert!(says_too("Ring the desk on 22.", "Ring 22."));
    }
}
