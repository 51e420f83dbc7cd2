//! What people read of deadlines: by the words of their mails alone, over histories in which a window and
//! the deadline of a step move together and apart.

use super::sketch::{Edit, PRINT, Sketch};
use super::{Sent, WORDS, World, laws};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Something that happens to the plan, and how many hours go by after it until somebody runs `send`;
/// nothing when another edit comes before that.
#[derive(Debug, Clone)]
struct Turn {
    /// By how many days and hours the window moves.
    moves: Option<(i64, i64)>,
    /// How many hours before the start the step is due from now on; nothing when it stays where it is.
    due: Option<Due>,
    then: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
enum Due {
    Before(i64),
    Gone,
}

fn turn() -> impl Strategy<Value = Turn> {
    let moves = prop::option::weighted(0.5, (-8..12_i64, -3..4_i64));
    let due = prop_oneof![6 => (1..200_i64).prop_map(Due::Before), 1 => Just(Due::Gone)];
    let due = prop::option::weighted(0.5, due);
    let then = prop::option::weighted(0.8, 1..250_i64);
    (moves, due, then).prop_map(|(moves, due, then)| Turn { moves, due, then })
}

fn short(at: DateTime<Utc>) -> String {
    at.format("%a %-d %b, %-I:%M%P").to_string()
}

/// What somebody knows of a deadline who has to do the step at once.
const AT_ONCE: &str = "at once";

/// What a mail says of the deadline of the step, if it names one.
fn deadline(text: &str) -> Option<String> {
    let moment = |words: &str| {
        let halves = ["am", "pm"].map(|half| words.find(half));
        let end = halves.into_iter().flatten().min()?;
        Some(words[..end + 2].to_owned())
    };
    let step = text.find(PRINT)?;
    if text[step..].starts_with(&format!("{PRINT} Do this at once, not by ")) {
        return Some(AT_ONCE.to_owned());
    }
    let after = text[step + PRINT.len()..].strip_prefix(" Do this by ");
    if let Some(after) = after {
        return moment(after);
    }
    // As in a list: `By Sat 6 Mar, 9:45pm, not Fri 5 Mar, 9:45pm: Print the lists.`
    let before = text[..step].strip_suffix(": ")?;
    if before.rfind("At once, not by ") > before.rfind("By ") {
        return Some(AT_ONCE.to_owned());
    }
    let by = before.rfind("By ")?;
    moment(&before[by + 3..])
}

/// What everybody knows of the deadline by the words of her mails.
#[derive(Default)]
struct Readers {
    deadline: BTreeMap<String, String>,
}

impl Readers {
    fn read(&mut self, sent: &[Sent]) {
        let mut mails = BTreeSet::new();
        for told in sent.iter().filter(|told| mails.insert(&told.mail)) {
            let mailbox = &told.planned.recipient;
            let known = self.deadline.get(mailbox).cloned();
            let text = &told.text;
            let named = deadline(text);
            let is_chief = mailbox == "chief@h.example";
            assert!(!is_chief || !text.contains(PRINT), "{mailbox}: {text}");
            let takes_back = text.contains(&format!("{PRINT} You no longer have to do this"));
            let keeps = text.split("These steps stay the same:").nth(1);
            if keeps.is_some_and(|kept| kept.contains(PRINT)) {
                assert!(known.is_some(), "{mailbox} was never told: {text}");
            }
            if takes_back {
                assert!(known.is_some(), "{mailbox} was never told: {text}");
                self.deadline.remove(mailbox);
            } else if let Some(named) = named {
                let news = told.planned.milestone == "changed";
                let is_new = text.contains(&format!("New: {PRINT}"));
                assert!(
                    !news || is_new || known.is_some(),
                    "{mailbox} was never told: {text}"
                );
                if let Some((_, not)) = text.split_once(", not ").filter(|_| news && !is_new) {
                    let known = known.unwrap();
                    assert!(
                        known == AT_ONCE || not.trim_start_matches("by ").starts_with(&known),
                        "{mailbox} was told {known}: {text}"
                    );
                }
                self.deadline.insert(mailbox.clone(), named);
            }
        }
    }

    /// Whoever read a deadline that lies ahead read the one that holds.
    fn know_the_truth(&self, world: &World) {
        let window = &world.sketch.windows[0];
        if window.end() <= world.now {
            return;
        }
        let due = window.due;
        for (mailbox, known) in self.deadline.iter().filter(|(_, known)| *known != AT_ONCE) {
            let told = DateTime::parse_from_str(
                &format!("{known} 2027 +0000"),
                "%a %-d %b, %-I:%M%P %Y %z",
            );
            let told = told.unwrap_or_else(|error| panic!("{known}: {error}"));
            if told > world.now {
                assert_eq!(
                    Some(known),
                    due.map(short).as_ref(),
                    "{mailbox} believes it"
                );
            }
        }
    }
}

/// The heads and the users are nobody else, so that each reads what one audience is told.
fn world() -> World {
    let mut world = World::new(&WORDS);
    world.sketch = Sketch {
        chiefs: BTreeSet::new(),
        ..Sketch::default()
    };
    world
}

fn due(world: &World, hours: i64) -> DateTime<Utc> {
    world.sketch.windows[0].start - TimeDelta::hours(hours) + TimeDelta::minutes(7)
}

/// Lives a history through; gives what everybody read last.
fn live(turns: &[Turn]) -> Readers {
    let mut world = world();
    let mut readers = Readers::default();
    world.sketch.windows[0].due = Some(due(&world, 30));
    for turn in turns {
        if let Some((days, hours)) = turn.moves {
            world.sketch.edit(&Edit::Move(0, days, hours));
        }
        let start = world.sketch.windows[0].start;
        match turn.due {
            Some(Due::Gone) => world.sketch.windows[0].due = None,
            Some(Due::Before(hours)) => {
                world.sketch.windows[0].due = Some(due(&world, hours + 1));
            }
            // What has to be done before the start cannot stay behind it.
            None => {
                let window = &mut world.sketch.windows[0];
                window.due = window
                    .due
                    .map(|due| due.min(start - TimeDelta::minutes(67)));
            }
        }
        let Some(hours) = turn.then else {
            continue;
        };
        world.now += TimeDelta::hours(hours);
        let (turns, _) = world.send(&[]);
        let sent: Vec<Sent> = turns.into_iter().flatten().collect();
        readers.read(&sent);
        readers.know_the_truth(&world);
        let (again, _) = world.send(&[]);
        let again: Vec<Sent> = again.into_iter().flatten().collect();
        assert!(again.is_empty(), "the second send sends {again:?}");
    }
    readers
}

proptest! {
    #![proptest_config(laws(60))]

    #[test]
    fn nobody_is_left_reading_of_a_deadline_that_is_not_so(turns in prop::collection::vec(turn(), 1..12)) {
        live(&turns);
    }
}

#[test]
fn every_way_of_naming_a_deadline_is_read() {
    for (text, named) in [
        (
            "- By Fri 5 Mar, 9:53pm: Print the lists. - By",
            Some("Fri 5 Mar, 9:53pm"),
        ),
        (
            "By Fri 5 Mar, 9:53pm, not Sat 6 Mar, 9:53pm: Print the lists.",
            Some("Fri 5 Mar, 9:53pm"),
        ),
        (
            "Print the lists. Do this by Fri 5 Mar, 9:53am, not Sat",
            Some("Fri 5 Mar, 9:53am"),
        ),
        ("These steps stay the same: - Print the lists.", None),
        (
            "- By Fri 5 Mar, 9:53pm: Save your work. - At once, not by Sat 6 Mar, 9:53pm: Print the lists.",
            Some(AT_ONCE),
        ),
        (
            "Print the lists. Do this at once, not by Sat 6 Mar, 9:53pm.",
            Some(AT_ONCE),
        ),
    ] {
        assert_eq!(deadline(text).as_deref(), named, "{text}");
    }
}

#[test]
fn users_and_heads_read_of_a_deadline_and_of_its_move_with_the_start() {
    let first = Turn {
        moves: None,
        due: None,
        then: Some(24 * 50),
    };
    let both = Turn {
        moves: Some((7, 0)),
        due: Some(Due::Before(50)),
        then: Some(1),
    };
    let before = live(std::slice::from_ref(&first)).deadline;
    let after = live(&[first, both]).deadline;
    assert_eq!(before.len(), 5, "{before:?}");
    assert_eq!(after.len(), 5, "{after:?}");
    for (mailbox, deadline) in before {
        assert_ne!(after[&mailbox], deadline);
    }
}
