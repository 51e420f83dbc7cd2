//! What corrections say to people of whom nobody knows what reached them: everything that may have
//! and is not so is named, and nothing that is so is denied.

use super::post::Luck;
use super::sketch::{Edit, Fate};
use super::{Belief, Mind, Sent, WORDS, World};
use chrono::{DateTime, TimeDelta, Timelike as _, Utc};
use forewarn::plan::impact::Impact;
use mail_parser::MessageParser;
use serde_json::Value;

/// What a message says, in one line.
pub fn text(message: &[u8]) -> String {
    let mail = MessageParser::default().parse(message).unwrap();
    let text = mail.body_text(0).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day(at: DateTime<Utc>) -> String {
    // Midnight is the last minute of the day before.
    let is_midnight = at.time() == chrono::NaiveTime::MIN;
    let at = at - TimeDelta::minutes(i64::from(is_midnight));
    at.format("%A %-d %B %Y").to_string()
}

fn short(at: DateTime<Utc>) -> String {
    let time = match (at.hour(), at.minute()) {
        (0 | 12, 0) => "",
        (_, 0) => "%-I%P",
        _ => "%-I:%M%P",
    };
    at.format(&format!("%a %-d %b, {time}")).to_string()
}

/// A correction names, in the words that its reader sees, all that she may have been told and that is
/// not so; it denies nothing that is, and it is never empty.
pub fn says_what_is_so(sent: &Sent, mind: &Mind, truth: &Belief) {
    let text = &sent.text;
    let facts: Value = serde_json::from_str(sent.planned.facts.json()).unwrap();
    let event = &facts["event"];
    let lists = |name: &str| event[name].as_array().is_some_and(|list| !list.is_empty());
    assert!(
        sent.planned.milestone != "changed" || lists("changes") || lists("hearsay"),
        "nothing has changed: {text}"
    );
    if let Belief::Dated { start, end, .. } = truth {
        let long = start.format("%A %-d %B %Y, %-I:%M%P").to_string();
        for denied in [
            format!("heard from us of {long}"),
            format!("The old time, {long}"),
            format!("not on {}.", day(*start)),
            format!("lasts until {}. That does not", short(*end)),
        ] {
            let is_time = denied.starts_with("not on") && !text.contains("not on");
            assert!(is_time || !text.contains(&denied), "{denied}: {text}");
        }
    }
    for belief in &mind.maybe {
        for words in otherwise(belief, mind, truth) {
            // Whoever left the lists may have been told that instead.
            let is_let_go = *belief == Belief::Nothing && text.contains("no longer on our list");
            let is_said = text.contains(&words) || is_let_go;
            assert!(is_said, "{words} for {belief:?}: {text}");
        }
    }
}

/// Words that a correction has for something that may be believed and is not so.
fn otherwise(belief: &Belief, mind: &Mind, truth: &Belief) -> Vec<String> {
    let takes_place = matches!(truth, Belief::Dated { .. } | Belief::Undecided(_));
    match (belief, truth) {
        (Belief::Dated { start, .. }, Belief::Cancelled | Belief::Undecided(_)) => {
            vec![day(*start)]
        }
        (
            Belief::Dated {
                start,
                end,
                provisional,
                services,
            },
            Belief::Dated {
                start: is,
                end: until,
                provisional: may_move,
                services: are,
            },
        ) => {
            let mut words = Vec::new();
            if start != is {
                words.push(day(*start));
            } else if end != until {
                words.push(short(*end));
            }
            if start == is && provisional != may_move {
                words.push("may still move".to_owned());
            }
            let named = services.keys().chain(are.keys());
            let unlike = named.filter(|id| services.get(*id) != are.get(*id));
            words.extend(unlike.map(|id| format!("The {id}")));
            words
        }
        (Belief::Undecided(_), Belief::Dated { .. }) => vec!["no date".to_owned()],
        (Belief::Cancelled, _) if takes_place => vec!["cancelled".to_owned()],
        (Belief::Nothing, _) if takes_place && mind.sure != Belief::Nothing => {
            vec!["no longer concerns you".to_owned()]
        }
        _ => Vec::new(),
    }
}

/// What a head reads after everybody was told of the window, then perhaps of one edit, and nobody
/// knows whether that arrived, before the file said something else.
fn after_doubt(doubted: &[Edit], then: &[Edit]) -> (String, String) {
    let mut world = World::new(&WORDS);
    // She is told of it as nobody else.
    world.sketch.edit(&Edit::Raise(0, false));
    world.turn(&[]);
    for edit in doubted {
        world.sketch.edit(edit);
    }
    world.turn(&[Luck::Lost; 4]);
    world.now += TimeDelta::hours(3);
    for edit in then {
        world.sketch.edit(edit);
    }
    let sent = world.turn(&[]);
    world.believe_the_truth();
    let mut ours = sent.into_iter().filter(|sent| {
        let planned = &sent.planned;
        planned.recipient == "head-wards@h.example" && planned.window == "cutover"
    });
    let only = ours.next().expect("a correction");
    assert!(ours.next().is_none());
    (only.planned.subject, only.text)
}

#[test]
fn an_end_that_may_have_been_told_is_named_and_the_date_that_holds_is_not_denied() {
    let (_, text) = after_doubt(&[Edit::Lengthen(0, 2)], &[Edit::Lengthen(0, -1)]);
    for words in [
        "End: now Tue 16 Mar, 3am, not Tue 16 Mar, 2am.",
        "You may have heard from us that it lasts until Tue 16 Mar, 4am. That does not hold: it lasts until Tue 16 Mar, 3am.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("not the date"), "{text}");
}

#[test]
fn what_may_have_been_told_of_an_edit_that_is_undone_is_taken_back_in_words() {
    let (subject, text) = after_doubt(&[Edit::Lengthen(0, 2)], &[Edit::Lengthen(0, -2)]);
    assert_eq!(subject, "Update: The records + 1 more off Mon 15 Mar, 10pm");
    for words in [
        "What we told you first holds.",
        "You may have heard from us that it lasts until Tue 16 Mar, 4am. That does not hold: it lasts until Tue 16 Mar, 2am.",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("has changed"), "{text}");
    let (_, text) = after_doubt(
        &[Edit::Touch(0, 0, Some(Impact::Slower))],
        &[Edit::Touch(0, 0, Some(Impact::Off))],
    );
    let words = "You may have heard from us that The records is slower during this time. That does not hold: it is off.";
    assert!(text.contains(words), "{text}");
}

#[test]
fn a_window_that_was_perhaps_called_off_or_left_open_is_as_planned() {
    for (fate, words) in [
        (
            Fate::Cancelled,
            "that the change is cancelled. That does not hold: it takes place.",
        ),
        (Fate::Undecided, "that there is no date yet. There is one."),
    ] {
        let (subject, text) = after_doubt(&[Edit::Meet(0, fate)], &[Edit::Meet(0, Fate::Dated)]);
        assert!(subject.starts_with("As planned again: "), "{subject}");
        assert!(
            text.contains(&format!("You may have heard from us {words}")),
            "{text}"
        );
        assert!(
            text.contains("It takes place on the date that you know"),
            "{text}"
        );
        assert!(!text.contains("We had"), "{text}");
        let moved = [Edit::Meet(0, Fate::Dated), Edit::Move(0, 7, 0)];
        let (subject, text) = after_doubt(&[Edit::Meet(0, fate)], &moved);
        assert!(subject.starts_with("New date: "), "{subject}");
        assert!(
            text.contains(&format!("You may have heard from us {words}")),
            "{text}"
        );
    }
}

#[test]
fn whoever_was_perhaps_let_go_is_told_that_it_concerns_her() {
    // Nobody on the wards uses what stops.
    let uses = |is| {
        [
            Edit::Use(0, 1, true),
            Edit::Use(1, 1, true),
            Edit::Use(0, 0, is),
            Edit::Use(1, 0, is),
        ]
    };
    let (subject, text) = after_doubt(&uses(false), &uses(true));
    assert!(subject.starts_with("Update: "), "{subject}");
    let words =
        "You may have heard from us that this no longer concerns you. That does not hold: it does.";
    assert!(text.contains(words), "{text}");
    assert!(text.contains("What we told you first holds."), "{text}");
}
