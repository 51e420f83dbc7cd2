//! Editions: what the plan's file said whenever something was sent or approved by it, in order. By
//! them a file that is older than what people were told is known for what it is.

use crate::calendar::zone::Instant;
use crate::plan::content::Content;
use serde::{Deserialize, Serialize};

/// What the plan's file said from some instant on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Since when.
    pub at: Instant,
    /// Why it counts.
    pub because: Occasion,
    /// What it said.
    pub content: Content,
}

/// Why the content of a plan's file was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// Something was about to leave by it. It counts once something did.
    Sending,
    /// A named person approved it.
    Approval,
    /// Somebody said that it is really meant.
    Really,
}

impl Occasion {
    /// Its name in the ledger.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Approval => "approval",
            Self::Really => "really",
        }
    }

    /// The occasion of a name in the ledger.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let all = [Self::Sending, Self::Approval, Self::Really];
        all.into_iter().find(|occasion| occasion.slug() == slug)
    }
}

/// The editions that count, and what came after each: one by which nobody was told anything, and
/// which nobody approved, was never current.
pub fn current(editions: Vec<(Edition, bool)>) -> Vec<Edition> {
    let counts = |(edition, told): (Edition, bool)| {
        (told || edition.because != Occasion::Sending).then_some(edition)
    };
    editions.into_iter().filter_map(counts).collect()
}

/// The edition that a content comes from although another took its place since, and when that
/// was.
pub fn superseded<'e>(
    editions: &'e [Edition],
    content: &Content,
) -> Option<(&'e Edition, Instant)> {
    let last = editions.last()?;
    if last.content == *content {
        return None;
    }
    let place = editions.iter().rposition(|each| each.content == *content)?;
    Some((&editions[place], editions[place + 1].at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn edition(day: i64, text: &str, because: Occasion) -> Edition {
        Edition {
            at: DateTime::from_timestamp(day * 86_400, 0).unwrap(),
            because,
            content: Content::of(&format!("start: {text}\n")),
        }
    }

    #[test]
    fn only_a_content_that_another_took_the_place_of_is_old() {
        let editions = ["a", "b", "a", "c"].iter().zip(1..);
        let editions: Vec<Edition> = editions
            .map(|(text, day)| edition(day, text, Occasion::Approval))
            .collect();
        let found = |text: &str| {
            let content = Content::of(&format!("start: {text}\n"));
            superseded(&editions, &content).map(|(_, until)| until.timestamp() / 86_400)
        };
        assert_eq!(found("c"), None);
        assert_eq!(found("d"), None);
        assert_eq!(found("a"), Some(4));
        assert_eq!(found("b"), Some(3));
    }

    #[test]
    fn an_edition_by_which_nobody_was_told_was_never_current() {
        let editions = current(vec![
            (edition(1, "a", Occasion::Sending), true),
            (edition(2, "b", Occasion::Sending), false),
            (edition(3, "c", Occasion::Approval), false),
        ]);
        let days: Vec<i64> = editions
            .iter()
            .map(|edition| edition.at.timestamp() / 86_400)
            .collect();
        assert_eq!(days, [1, 3]);
    }
}
