//! What `status` says of notices that are still to be told is what `send` would do about them.

use crate::harness::world::World;
use proptest::prelude::*;

/// The shipped bank, some of whose mails left on the days before.
fn bank(sent: &[&str]) -> World {
    let mut world = World::with_shipped("bank").file("forewarn.yaml", "approval: none\n");
    for moment in sent {
        world.turn(moment);
        world
            .run(&["send", "bank.yaml", "--outbox", "out"])
            .ended(0);
    }
    world
}

/// How many people `status` shows in all its notices under a name.
fn counted(world: &World, what: &str) -> u64 {
    let shown = [
        "status",
        "bank.yaml",
        "--ledger",
        "out/core-banking-2027.ledger",
        "--format",
        "json",
    ];
    let shown = world.run(&shown).json();
    let notices = shown["notices"].as_array().unwrap();
    notices
        .iter()
        .map(|notice| notice[what].as_u64().unwrap())
        .sum()
}

/// What a dry run says would leave, and what would wait for sending hours: deliveries, not mails.
fn foreseen(world: &World) -> (u64, u64) {
    let dry = ["send", "bank.yaml", "--outbox", "out", "--dry-run"];
    let said = world.run(&dry).said();
    let number = |line: &str| line.split_whitespace().next()?.parse::<u64>().ok();
    let lines: Vec<&str> = said.lines().collect();
    let going = lines
        .windows(2)
        .filter(|pair| pair[1].starts_with("        ") && pair[1].contains(" for "));
    let going = going
        .map(|pair| number(pair[0]).unwrap() * (1 + pair[1].matches(", with ").count() as u64));
    let waits = lines.iter().filter(|line| line.contains("sending hours:"));
    (going.sum(), waits.filter_map(|line| number(line)).sum())
}

#[test]
fn whoever_is_told_days_later_is_not_called_due() {
    let mut world = bank(&["2027-03-05T09:00", "2027-03-25T09:00", "2027-03-26T09:00"]);
    world.turn("2027-03-30T10:00");
    let shown = world
        .run(&[
            "status",
            "bank.yaml",
            "--ledger",
            "out/core-banking-2027.ledger",
        ])
        .out;
    assert!(shown.contains("75 planned (Tue 6 Apr)"), "{shown}");
}

/// What `status` says of the bank, and of what is wrong.
fn status(world: &World) -> (String, String) {
    let ledger = "out/core-banking-2027.ledger";
    let ran = world.run(&["status", "bank.yaml", "--ledger", ledger]);
    (ran.out, ran.err)
}

#[test]
fn whoever_has_to_be_put_right_first_is_not_called_told() {
    let mut world = bank(&["2027-03-05T09:00", "2027-03-25T09:00"]);
    let plan = world.read("bank.yaml");
    let moved = plan.replace("start: Sat 2027-06-05 02:00", "start: Sat 2027-06-05 01:00");
    assert_ne!(plan, moved);
    world.write("bank.yaml", moved);
    world.turn("2027-05-07T09:00");
    let (shown, _) = status(&world);
    let details = shown
        .lines()
        .find(|line| line.contains("Executives        Details"));
    let said = "2 wait until Fri 7 May 14:30, 5 wait for a correction";
    assert!(details.is_some_and(|line| line.contains(said)), "{shown}");
    // Everybody's state is known; nobody is a remainder.
    assert!(!shown.contains("not told yet"), "{shown}");
    assert!(counted(&world, "awaits-correction") > 5);
}

#[test]
fn what_cannot_be_worded_is_said_to_keep_everything_from_leaving() {
    let mut world = bank(&["2027-03-25T09:00"]);
    std::fs::create_dir_all(world.path("words/en/department-heads")).unwrap();
    let first = "words/en/department-heads/first.txt";
    world.write(first, "A first notice that has no subject.\n");
    world.write("forewarn.yaml", "approval: none\ntemplates: words\n");
    world.turn("2027-03-30T16:00");
    let (shown, said) = status(&world);
    assert!(shown.contains("1 cannot leave"), "{shown}");
    // Whoever is told elsewhere on a later day is not among them.
    assert!(shown.contains("75 planned (Tue 6 Apr)"), "{shown}");
    let parts = shown.lines().flat_map(|line| line.split(", "));
    let stuck = parts.filter_map(|part| part.strip_suffix(" cannot leave"));
    let number = |part: &str| part.split_whitespace().last().unwrap().parse::<u64>();
    let stuck: u64 = stuck.map(|part| number(part).unwrap()).sum();
    assert_eq!(counted(&world, "cannot-leave"), stuck);
    assert!(!shown.contains("due now"), "{shown}");
    let words: Vec<&str> = said.split_whitespace().collect();
    let words = words.join(" ");
    assert!(
        words.contains("nothing can leave, because no words can be made of"),
        "{words}"
    );
    assert!(words.contains("is no `Subject:` line"), "{words}");
}

#[test]
fn what_was_sent_is_not_listed_as_due() {
    let mut world = bank(&["2027-03-25T09:00"]);
    let due = ["timeline", "bank.yaml", "--due", "--format", "json"];
    world.turn("2027-03-25T09:05");
    let before = world.run(&due).json();
    assert!(
        before.as_array().is_some_and(|notices| notices.len() > 3),
        "{before}"
    );
    let ledger = world.read_bytes("out/core-banking-2027.ledger");
    world.write("bank.ledger", ledger);
    assert_eq!(world.run(&due).json(), serde_json::json!([]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, ..ProptestConfig::default() })]

    #[test]
    fn status_and_a_dry_run_agree_on_what_is_due(first in 1u32..20, days in 1u32..90, hour in 6u32..20) {
        let mut world = bank(&[&format!("2027-03-{first:02}T15:00")]);
        let day = chrono::NaiveDate::from_ymd_opt(2027, 3, first).unwrap() + chrono::Days::new(days.into());
        world.turn(&format!("{day}T{hour:02}:00"));
        let (going, waits) = foreseen(&world);
        prop_assert_eq!(counted(&world, "due"), going);
        prop_assert_eq!(counted(&world, "after-hours"), waits);
    }
}
