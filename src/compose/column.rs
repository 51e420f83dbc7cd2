//! The column of labels of a table of facts: how wide it stands, and which labels stand above it.

use crate::compose::block::{Fact, characters};
use crate::plan::isolate;

/// The room of one bold letter of 16 pixels, in pixels; few words are wider on average.
const LETTER: usize = 10;

/// The column of labels, in pixels: when all words of them are short, and at most.
const NARROWEST: usize = 130;
const WIDEST: usize = 220;

/// How wide the labels of a table stand, in pixels: so that no word of them is broken.
pub(super) fn width(facts: &[Fact]) -> usize {
    let beside = facts.iter().filter(|fact| !stands_above(fact));
    beside.map(needs).max().unwrap_or(0).max(NARROWEST)
}

/// Whether a label stands above its values: it has a word so long that beside them it would leave them
/// too little room.
pub(super) fn stands_above(fact: &Fact) -> bool {
    needs(fact) > WIDEST
}

/// The room that the longest word of a label needs, in pixels.
fn needs(fact: &Fact) -> usize {
    let label = characters(&fact.label);
    let words = label.split([' ', '-']).map(isolate::width);
    words.max().unwrap_or(0) * LETTER
}

#[cfg(test)]
mod tests {
    use crate::compose::markdown;
    use crate::compose::page::write;
    use crate::compose::theme::Theme;

    fn page(label: &str) -> String {
        let draft = markdown::parse(&format!("To\n: x\n\n{label}\n: y\n"));
        let theme = Theme::read(include_str!("../../templates/_layout/theme.yaml")).unwrap();
        write(&draft, &theme.light)
    }

    #[test]
    fn a_column_of_labels_is_as_wide_as_their_longest_word() {
        for (label, width) in [
            ("From", 130),
            ("Benutzerverwaltung", 180),
            ("Patient administration", 140),
        ] {
            let html = page(label);
            let columns = html.matches(&format!("width=\"{width}\"")).count();
            assert_eq!(columns, 2, "{html}");
        }
    }

    #[test]
    fn a_label_too_long_for_the_column_stands_above_its_values() {
        let html = page("Donaudampfschifffahrtsgesellschaft");
        assert_eq!(html.matches("colspan=\"2\"").count(), 2, "{html}");
        assert_eq!(html.matches("width=\"130\"").count(), 1, "{html}");
    }
}
