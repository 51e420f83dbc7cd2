//! The words of an invitation to a briefing, and its event for one person.

use crate::calendar::zone::Instant;
use crate::invite::briefing::Errand;
use crate::invite::event::{Alarm, Attendee, Busy, Event, Method, Organizer, Party, Status};
use crate::invite::track::{Present, Stage, Track};
use crate::invite::tracks::Tracks;
use crate::invite::uid::Kind;
use crate::notice::Facts;
use crate::notice::facts::BriefingFacts;
use crate::plan::Plan;
use crate::plan::isolate::isolated;
use crate::plan::milestone::Milestone;

/// Above so many people nobody is asked for an answer: the organizer's mailbox would overflow.
pub const ANSWERS_LIMIT: usize = 60;

/// What an invitation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What it is about, in one line.
    pub summary: String,
    /// Where, or how to join.
    pub location: Option<String>,
    /// Purpose, agenda, what to bring.
    pub description: Option<String>,
}

/// The event of an errand, for the one person it is for.
///
/// `asked` is how many are called altogether.
pub fn event(
    (present, words): (&Present, &Words),
    errand: &Errand,
    (organizer, reader): (&Organizer, &Party),
    (stamp, asked): (Instant, usize),
) -> Event {
    let calls = errand.method == Method::Request;
    Event {
        uid: present.uid.clone(),
        stamp,
        created: None,
        sequence: errand.sequence,
        start: present.start,
        end: present.end,
        summary: words.summary.clone(),
        location: words.location.clone(),
        description: words.description.clone(),
        status: match (calls, errand.for_all) {
            (true, _) => Some(present.stage.status()),
            (false, true) => Some(Status::Cancelled),
            (false, false) => None,
        },
        busy: Some(if calls { Busy::Taken } else { Busy::Released }),
        category: None,
        link: None,
        organizer: organizer.clone(),
        attendee: Some(Attendee {
            party: reader.clone(),
            answers: asked <= ANSWERS_LIMIT,
        }),
        extras: Vec::new(),
        alarm: calls.then(|| Alarm {
            before: "PT15M",
            text: "Briefing in 15 minutes".to_owned(),
        }),
    }
}

/// The briefing that a notice invites to; nothing when it invites to none.
pub fn of(facts: &Facts, known: (&Plan, &Tracks)) -> Option<(Present, Words)> {
    let briefing = facts.briefing.as_ref()?;
    let calls = facts.milestone == Milestone::Briefing;
    calls.then(|| session(facts, briefing, known))
}

/// A briefing as notices with these facts speak of it.
pub fn session(
    facts: &Facts,
    briefing: &BriefingFacts,
    (plan, tracks): (&Plan, &Tracks),
) -> (Present, Words) {
    let ways = [&briefing.place, &briefing.join].into_iter().flatten();
    let location = ways
        .map(|way| isolated(way))
        .collect::<Vec<_>>()
        .join(" or ");
    let minutes = (briefing.end - briefing.start).num_minutes();
    let mut lines = vec![format!("{minutes} minutes.")];
    let mut list = |title: &str, items: &[String]| {
        if !items.is_empty() {
            let items: Vec<String> = items.iter().map(|item| isolated(item)).collect();
            lines.push(format!("{title}: {}", items.join("; ")));
        }
    };
    list("What we talk about", &briefing.agenda);
    list("Please bring", &briefing.bring);
    list("Join", briefing.join.as_slice());
    list("If you cannot come", briefing.otherwise.as_slice());
    list("Everything about it", facts.link.as_slice());
    let words = Words {
        summary: summary(facts),
        location: Some(location.clone()).filter(|place| !place.is_empty()),
        description: Some(lines.join("\n")),
    };
    let present = Present {
        uid: tracks.name(plan, Kind::Briefing, &briefing.id),
        kind: Kind::Briefing,
        key: briefing.id.clone(),
        start: briefing.start,
        end: briefing.end,
        stage: Stage::Confirmed,
        place: location,
        words: format!("{}\u{1f}{}", words.summary, lines.join("\n")),
    };
    (present, words)
}

/// A briefing that was called off, as it stands in calendars.
pub fn off(facts: &Facts, track: &Track) -> (Present, Words) {
    let words = Words {
        summary: summary(facts),
        location: None,
        description: None,
    };
    (track.called_off(), words)
}

fn summary(facts: &Facts) -> String {
    format!("Briefing: {}", isolated(&facts.title))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invite::uid::Uid;
    use chrono::{TimeDelta, TimeZone as _, Utc};

    #[test]
    fn nobody_is_asked_for_an_answer_when_more_than_sixty_are_called() {
        let start = Utc.with_ymd_and_hms(2027, 3, 1, 9, 0, 0).unwrap();
        let party = |name: &str| Party {
            name: name.to_owned(),
            address: format!("{name}@w.example"),
        };
        let organizer = Organizer {
            party: party("org"),
            sent_by: None,
        };
        let words = Words {
            summary: "Briefing".to_owned(),
            location: None,
            description: None,
        };
        let present = Present {
            uid: Uid::derive("ehr-2026", Kind::Briefing, "heads"),
            kind: Kind::Briefing,
            key: "heads".to_owned(),
            start,
            end: start + TimeDelta::minutes(30),
            stage: Stage::Confirmed,
            place: String::new(),
            words: String::new(),
        };
        let errand = Errand {
            address: "a@w.example".to_owned(),
            method: Method::Request,
            sequence: 0,
            for_all: false,
        };
        let answers = |asked| {
            let people = (&organizer, &party("a"));
            let event = event((&present, &words), &errand, people, (start, asked));
            event.attendee.unwrap().answers
        };
        assert!(answers(60) && !answers(61));
    }
}
