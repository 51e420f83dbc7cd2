//! Left: what somebody was told in an audience in which she is no more, beside what she was told since.

use super::claim::Claim;
use super::heard::Heard;
use crate::notice::event::Deadline;
use std::borrow::Cow;
use std::sync::Arc;

impl Heard {
    /// The same, as somebody heard it who was also told of what she was called to in an audience
    /// which she left: its briefings, and its steps when she heard of them later.
    pub(super) fn with_left(&self, left: &Self) -> Cow<'_, Self> {
        let (Some(certain), Some(before)) = (&self.certain, &left.certain) else {
            return Cow::Borrowed(self);
        };
        let mut known = Claim::clone(certain);
        known.add_briefings(&before.briefings);
        let start = |claim: &Claim| claim.when.span().map(|(start, _)| start);
        if left.told.last() > self.told.last() && start(before) == start(certain) {
            let steps = before.deadlines.iter();
            for (step, by) in steps.filter(|(step, _)| matches!(step, Deadline::Action(_))) {
                known.deadlines.entry(step.clone()).or_insert(*by);
            }
        }
        if known == **certain {
            return Cow::Borrowed(self);
        }
        let mut heard = self.clone();
        heard.certain = Some(Arc::new(known));
        Cow::Owned(heard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::belief::claim::When;
    use crate::calendar::zone::Instant;
    use crate::notice::event::{Meeting, Ways};
    use chrono::TimeDelta;

    /// Who was told of a briefing, with its room or without.
    fn told(room: Option<&str>) -> Heard {
        let start = "2027-03-02T10:30:00Z".parse::<Instant>().unwrap();
        let session = Meeting {
            start,
            end: start + TimeDelta::minutes(30),
            ways: room.map(|room| Ways {
                place: Some(room.to_owned()),
                join: None,
            }),
        };
        let mut claim = Claim::undated(When::Undecided { promised: None });
        claim.briefings.insert("heads".to_owned(), Some(session));
        Heard {
            certain: Some(Arc::new(claim)),
            ..Heard::default()
        }
    }

    #[test]
    fn whoever_hears_a_briefing_mentioned_still_knows_its_room_from_the_audience_she_left() {
        let room = told(Some("Room 4"));
        let other = told(Some("Hall 2"));
        assert_eq!(told(None).with_left(&room).certain, room.certain);
        assert_eq!(other.with_left(&room).certain, other.certain);
        assert_eq!(room.with_left(&told(None)).certain, room.certain);
    }
}
