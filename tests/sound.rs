//! What `check` calls sound is sound: every mail of it can be written.

use crate::harness::world::{Ran, World, here};
use proptest::prelude::*;

/// Letters that programs stumble over, and some that they do not.
const ODD: [&str; 30] = [
    "a",
    "Z",
    " ",
    "  ",
    "\t",
    "\n",
    "\r",
    "\u{b}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{301}",
    "\u{200b}",
    "\u{200d}",
    "\u{2003}",
    "\u{2028}",
    "\u{3000}",
    "\u{fffe}",
    "\u{e0001}",
    "👩‍⚕️",
    "ß",
    "\"",
    "\\",
    ",",
    ";",
    "=?utf-8?B?YQ==?=",
    "{{ x }}",
    "<b>",
    "[x](y)",
];

/// The places of the plan that an odd text is put into, by the words that stand there.
const PLACES: [&str; 11] = [
    "Patient records move",
    "St Brannock Hospitals",
    "IT Change Team",
    "Wards",
    "Aisha Khan",
    "Clinic letters",
    "Use the paper forms.",
    "Patient records day",
    "Hall 2",
    "Paula Poole",
    "Second floor",
];

fn plan() -> String {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let base = base.replace("name: Patient records\n", "name: Patient records day\n");
    let people = "audiences:\n  end-users: {people: {file: people.csv}}\n  guests: {like: end-users, name: Guests, people: [{name: Paula Poole, email: p@x.example, role: Second floor, department: wards}]}\n";
    let base = base.replace("audiences:\n", people);
    format!(
        "{base}briefings:\n  - {{id: heads, for: department-heads, start: 2027-02-23 10:30, place: Hall 2}}\n"
    )
}

/// The plan with a text, written with escapes, in the place of other words.
fn spoilt(place: &str, text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | ' ' => letter.to_string(),
            other => format!("\\U{:08x}", u32::from(other)),
        })
        .collect();
    plan().replacen(place, &format!("\"{escaped}\""), 1)
}

fn world(plan: &str, person: &str) -> World {
    let quoted = person.replace('"', "\"\"");
    let people = format!(
        "name,email,department\n\"{quoted}\",s@x.example,wards\nTom Ray,t@x.example,finance\n"
    );
    let world = World::new().file("plan.yaml", plan);
    world.file("people.csv", people)
}

fn check(world: &World) -> Ran {
    world.run(&["check", "plan.yaml"])
}

/// How many notices a sound plan has, people counted.
fn whole(world: &World) -> usize {
    let shown = world.run(&["preview", "plan.yaml", "--all"]).ended(0);
    assert!(!shown.said().contains("error"), "{}", shown.said());
    let made = std::fs::read_dir(world.path("preview/mails")).unwrap();
    let made = made.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().ends_with(".eml")
    });
    made.count()
}

#[test]
fn a_tab_in_a_text_of_one_line_is_pointed_at() {
    for place in PLACES {
        let many = place == "Use the paper forms.";
        let ran = check(&world(&spoilt(place, "two\twords"), "Sam Orr"));
        let found = ran.out.contains("a tab where one line of words belongs");
        assert_eq!(found, !many, "{place}: {}", ran.out);
        assert_eq!(ran.code, Some(i32::from(!many)), "{place}: {}", ran.out);
    }
}

#[test]
fn a_tab_in_a_value_of_a_file_of_people_is_a_space_and_nobody_is_left_out() {
    let plain = world(&plan(), "Sam Orr");
    let wanted = whole(&plain);
    assert!(wanted > 10, "{wanted}");
    let tabbed = world(&plan(), "Sam\tOrr");
    let ran = check(&tabbed).ended(0);
    assert!(
        ran.out
            .contains("has a tab in it, and is read as `Sam Orr`"),
        "{}",
        ran.out
    );
    assert_eq!(whole(&tabbed), wanted);
    let mail = std::fs::read_dir(tabbed.path("preview/mails")).unwrap();
    let named = mail.filter(|entry| {
        let text = std::fs::read(entry.as_ref().unwrap().path()).unwrap_or_default();
        String::from_utf8_lossy(&text).contains("\"Sam Orr\" <s@x.example>")
    });
    assert!(named.count() > 3);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_check_calls_sound_can_be_written_whole(
        letters in prop::collection::vec(prop::sample::select(&ODD[..]), 1..5),
        place in prop::sample::select(&PLACES[..]),
        listed in any::<bool>(),
        times in prop::sample::select(&[1_usize, 1, 1, 40][..]),
    ) {
        let text = format!("B{}e", letters.concat().repeat(times));
        let world = match listed {
            true => world(&plan(), &text),
            false => world(&spoilt(place, &text), "Sam Orr"),
        };
        let ran = check(&world);
        prop_assert!(!ran.said().contains("panicked"), "{}", ran.said());
        if ran.code == Some(0) {
            let people = if ran.out.contains("the row is left out") { 4 } else { 5 };
            prop_assert!(ran.out.contains(&format!("{people} people")), "{}", ran.out);
            whole(&world);
        } else {
            prop_assert_eq!(ran.code, Some(1), "{}", ran.said());
        }
    }
}
