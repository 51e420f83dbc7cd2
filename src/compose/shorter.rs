//! Shorter: a subject that leaves room for what has to stand behind it. What it counts (`+ 2 more`)
//! stays whole, or goes with a sign that something is gone.

/// A subject in no more than so many characters, as long as a word is left: without what stands
/// behind a late comma, which is the finest of a date, or else without its last words.
pub(super) fn shorter(subject: &str, room: usize) -> String {
    let fits = |text: &str| text.chars().count() <= room;
    if fits(subject) {
        return subject.to_owned();
    }
    if let Some((front, _)) = subject.rsplit_once(", ")
        && fits(front)
        && front.contains(": ")
    {
        return front.to_owned();
    }
    let mut words: Vec<&str> = subject.split(' ').collect();
    while words.len() > 1 && words.join(" ").chars().count() + 1 > room {
        words.pop();
    }
    // The rest of a date says nothing.
    while words.len() > 1
        && words
            .last()
            .is_some_and(|word| word.chars().count() <= SCRAP)
    {
        words.pop();
    }
    if let Some(plus) = words.iter().rposition(|word| *word == "+")
        && words.len() - plus < WHOLE
        && plus > 0
    {
        words.truncate(plus);
    }
    let front = words.join(" ");
    format!("{}…", front.trim_end_matches([',', ':', '-']))
}

/// Last words with so few characters are not worth keeping.
const SCRAP: usize = 3;

/// `+ 2 more` has so many words.
const WHOLE: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_goes_first_and_then_the_last_words() {
        let subject = "In 8 days: Ward printing + 1 more off Sat 6 Mar, 8pm";
        assert_eq!(shorter(subject, 60), subject);
        let day = "In 8 days: Ward printing + 1 more off Sat 6 Mar";
        assert_eq!(shorter(subject, 50), day);
        assert_eq!(shorter(subject, 40), "In 8 days: Ward printing + 1 more…");
    }

    #[test]
    fn a_count_is_never_cut_in_the_middle() {
        let subject = "Confirmed: Patient records + 1 more affected Sat 27 Mar";
        assert_eq!(
            shorter(subject, 50),
            "Confirmed: Patient records + 1 more affected…"
        );
        assert_eq!(shorter(subject, 33), "Confirmed: Patient records…");
        assert_eq!(shorter("Unbreakable", 3), "Unbreakable…");
    }
}
