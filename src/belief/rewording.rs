//! Rewording: whether a step asks for the same in other words. A word that asks for nothing by itself
//! and a slip of the pen change nothing; another thing, another number or the opposite do.

/// A step of a window in other words than those in which somebody was told it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reworded {
    /// The window.
    pub window: String,
    /// As it was told.
    pub told: String,
    /// As it is.
    pub now: String,
}

/// Words that ask for nothing by themselves, in a language whose steps often have them.
const FILLING: [&str; 11] = [
    "a", "all", "also", "an", "kindly", "of", "our", "please", "the", "their", "your",
];

/// In words of fewer letters than this, one more or less makes another word of it.
const LONG_ENOUGH: usize = 4;

/// In words of fewer letters than this, one other letter makes another word of it: `Charge`, `Change`.
const LONG: usize = 7;

/// Whether two steps ask for the same, as far as their words show.
pub(super) fn asks_the_same(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let (mut one, mut other) = (one.as_slice(), other.as_slice());
    loop {
        match (one, other) {
            ([], []) => return true,
            ([word, rest @ ..], [known, more @ ..]) if word.is_like(known) => {
                (one, other) = (rest, more);
            }
            ([word, rest @ ..], _) if word.is_filling => one = rest,
            (_, [word, rest @ ..]) if word.is_filling => other = rest,
            _ => return false,
        }
    }
}

/// One word of a step.
struct Word {
    letters: Vec<char>,
    is_filling: bool,
}

fn words(step: &str) -> Vec<Word> {
    let words = step.split_whitespace().enumerate();
    let words = words.map(|(place, word)| Word::of(word, place == 0));
    words.filter(|word| !word.letters.is_empty()).collect()
}

impl Word {
    fn of(written: &str, is_first: bool) -> Self {
        let lower = written.to_lowercase();
        let letters: Vec<char> = match written.chars().any(char::is_numeric) {
            // What stands between its digits, or before them, makes a number what it is.
            true => lower
                .trim_end_matches(['.', ',', ';', ':', '!', '?', ')'])
                .chars()
                .collect(),
            false => lower
                .chars()
                .filter(|letter| letter.is_alphanumeric())
                .collect(),
        };
        let plain: String = letters.iter().collect();
        // `Form A` is no article.
        let is_name = !is_first && letters.len() == 1 && lower != written;
        Self {
            is_filling: !is_name && FILLING.contains(&plain.as_str()),
            letters,
        }
    }

    /// Whether it is the same word, or became the other by a slip of the pen.
    fn is_like(&self, other: &Self) -> bool {
        let (one, two) = (&self.letters, &other.letters);
        let has_number = |letters: &[char]| letters.iter().any(|letter| letter.is_numeric());
        one == two || (!has_number(one) && !has_number(two) && is_slip(one, two))
    }
}

/// Whether one word became another by a slip: two letters changed places, one is too much or, in a
/// long word, one is another, or the wrong one is doubled. The first letter is always right.
fn is_slip(one: &[char], two: &[char]) -> bool {
    if one.first() != two.first() {
        return false;
    }
    let are_long = one.len().min(two.len()) >= LONG;
    if are_long && single(one).eq(single(two)) {
        return true;
    }
    let (short, long) = match one.len() <= two.len() {
        true => (one, two),
        false => (two, one),
    };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let letters = short.len();
    let (short, long) = (&short[same..], &long[same..]);
    if short.len() < long.len() {
        return long[1..] == *short && letters >= LONG_ENOUGH;
    }
    match (short, long) {
        ([a, b, rest @ ..], [c, d, more @ ..]) if (a, b) == (d, c) => rest == more,
        ([_, rest @ ..], [_, more @ ..]) => rest == more && letters >= LONG,
        _ => false,
    }
}

/// The letters of a word, each that is doubled once.
fn single(word: &[char]) -> impl Iterator<Item = char> {
    let runs = word.chunk_by(|letter, next| letter == next);
    runs.filter_map(|run| run.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_letter_doubled_in_a_long_word_is_a_slip_and_another_weekday_never() {
        for (one, other) in [
            ("Print it until tommorow.", "Print it until tomorrow."),
            ("Tell the commitee.", "Tell the comittee."),
        ] {
            assert!(asks_the_same(one, other), "{one} {other}");
            assert!(asks_the_same(other, one), "{other} {one}");
        }
        for (one, other) in [
            ("Come on Thursday.", "Come on Tuesday."),
            ("Come on Saturday.", "Come on Sunday."),
        ] {
            assert!(!asks_the_same(one, other), "{one} {other}");
            assert!(!asks_the_same(other, one), "{other} {one}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_and_a_word_that_asks_for_nothing_ask_for_the_same() {
        for (one, other) in [
            ("Print the lists.", "Print all the lists"),
            ("Print teh lists.", "Pirnt the list"),
            ("Please lock your cupboard!", "Lock the cupboard."),
            ("Send an e-mail to the desk", "Send an email to the desk."),
            ("Write to the helpdesc", "Write to the helpdesk"),
            ("Bring 4 paper forms.", "Bring the 4 paper forms"),
            ("Be ready by 21:45.", "be ready by 21:45"),
        ] {
            assert!(asks_the_same(one, other), "{one} {other}");
            assert!(asks_the_same(other, one), "{other} {one}");
        }
    }

    #[test]
    fn another_thing_another_number_and_the_opposite_do_not() {
        for (one, other) in [
            (
                "Print what you need for the night shift.",
                "Charge two telephones.",
            ),
            ("Print the lists of ward 4.", "Print the lists of ward 5."),
            ("Bring 4 paper forms.", "Bring 40 paper forms."),
            ("Bring 1.5 litres.", "Bring 15 litres."),
            ("Switch your computer off.", "Switch your computer on."),
            ("Lock the cupboard.", "Unlock the cupboard."),
            ("Lock the cupboard.", "Do not lock the cupboard."),
            ("Charge the batteries.", "Change the batteries."),
            ("Fill in form A.", "Fill in form B."),
            ("Fill in form A.", "Fill in the form."),
            ("Move it from A to B.", "Move it from B to A."),
            ("Print the lists.", "Print the lists and lock the cupboard."),
        ] {
            assert!(!asks_the_same(one, other), "{one} {other}");
            assert!(!asks_the_same(other, one), "{other} {one}");
        }
    }
}
