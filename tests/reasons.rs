//! The reason of a change is told for that change, once: neither for the next one nor twice to anybody.

use crate::corrected::send;
use crate::harness::world::World;

const DIFF: [&str; 4] = ["diff", "plan.yaml", "--ledger", "plan.ledger"];
const CHECK: [&str; 4] = ["check", "plan.yaml", "--ledger", "plan.ledger"];
const WARD: &str = "The ward round on 6 March cannot be moved.";
const STALE: &str =
    "(no reason is given: the last under `changes`, of Mon 11 Jan 2027, is of an earlier change)";

/// The plan of `init` whose first notices were sent, with further lines at its end.
fn told(further: &str) -> World {
    let mut world = World::new().at("2026-11-23T09:00");
    world.run(&["init", "plan.yaml"]).ended(0);
    let plan = world.read("plan.yaml");
    world.write("plan.yaml", format!("{plan}\n{further}"));
    world.turn("2027-01-05T09:05");
    assert!(!send(&world, "first").is_empty());
    world
}

fn edit(world: &World, old: &str, new: &str) {
    let plan = world.read("plan.yaml");
    assert!(plan.contains(old), "{old}");
    world.write("plan.yaml", plan.replace(old, new));
}

fn add(world: &World, further: &str) {
    let plan = world.read("plan.yaml");
    world.write("plan.yaml", format!("{plan}\n{further}"));
}

fn said(out: &str) -> String {
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a run says of why, the same to everybody.
fn because(world: &mut World, now: &str) -> Option<String> {
    world.turn(now);
    let mails = send(world, now);
    let why = mails.iter().map(|mail| {
        let (_, why) = mail.text.split_once("Because")?;
        let (why, _) = why.split_once('.')?;
        Some(why.trim_start_matches([':', ' ']).to_owned() + ".")
    });
    let mut why: Vec<_> = why.collect();
    why.dedup();
    assert_eq!(why.len(), 1, "{mails:?}");
    why.remove(0)
}

#[test]
fn a_reason_is_told_for_the_change_it_was_written_for_and_for_no_later_one() {
    let mut world = told("");
    edit(&world, "Sat 2027-03-06 22:00", "Sat 2027-03-13 22:00");
    edit(&world, "\"2027-03-06 21:45\"", "\"2027-03-13 21:45\"");
    add(
        &world,
        &format!("changes: [{{window: move-night, on: 2027-01-11, because: {WARD}}}]\n"),
    );
    world.turn("2027-01-11T10:00");
    let diff = world.run(&DIFF).ended(4).out;
    assert!(said(&diff).contains(&format!("because {WARD}")), "{diff}");
    assert!(!world.run(&CHECK).out.contains("no-reason"));
    let told = because(&mut world, "2027-01-11T10:00");
    assert_eq!(told.as_deref(), Some(WARD));
    // Another date, and nobody says why.
    edit(&world, "Sat 2027-03-13 22:00", "Sat 2027-04-10 22:00");
    edit(&world, "\"2027-03-13 21:45\"", "\"2027-04-10 21:45\"");
    world.turn("2027-02-15T09:01");
    let diff = world.run(&DIFF).ended(4).out;
    assert!(said(&diff).contains(&format!("because {STALE}")), "{diff}");
    let check = world.run(&CHECK).out;
    assert!(check.contains("warning[no-reason]"), "{check}");
    assert_eq!(because(&mut world, "2027-02-15T09:01"), None);
    assert!(!world.run(&CHECK).out.contains("no-reason"));
    // A later end on the same date.
    edit(&world, "length: 4h", "length: 6h");
    assert_eq!(because(&mut world, "2027-03-01T09:01"), None);
    // The same again, with a line of its own.
    edit(
        &world,
        &format!("because: {WARD}}}]"),
        &format!("because: {WARD}}}, {{on: 2027-03-02, because: Copying takes longer.}}]"),
    );
    edit(&world, "length: 6h", "length: 5h");
    let told = because(&mut world, "2027-03-02T09:01");
    assert_eq!(told.as_deref(), Some("Copying takes longer."));
    edit(&world, "length: 5h", "length: 4h");
    assert_eq!(because(&mut world, "2027-03-02T11:01"), None);
}

#[test]
fn a_reason_that_was_written_before_anybody_heard_of_a_window_explains_nothing() {
    let mut world = told("changes: [{on: 2026-12-11, because: The vendor is late.}]\n");
    edit(&world, "length: 4h", "length: 6h");
    assert_eq!(because(&mut world, "2027-01-11T10:00"), None);
}

#[test]
fn of_two_reasons_of_one_day_the_one_that_was_not_told_counts() {
    let line = |why: &str| format!("  - {{window: move-night, on: 2027-01-11, because: {why}}}\n");
    let [first, second] = ["The room is not free.", "The disk is too small."].map(line);
    for on_top in [false, true] {
        let mut world = told("");
        edit(&world, "length: 4h", "length: 6h");
        add(&world, &format!("changes:\n{first}"));
        let told = because(&mut world, "2027-01-11T10:00");
        assert_eq!(told.as_deref(), Some("The room is not free."));
        edit(&world, "length: 6h", "length: 5h");
        let both = match on_top {
            true => format!("{second}{first}"),
            false => format!("{first}{second}"),
        };
        edit(&world, &first, &both);
        let told = because(&mut world, "2027-01-11T14:00");
        assert_eq!(told.as_deref(), Some("The disk is too small."));
    }
}

#[test]
fn a_reason_comes_with_a_correction_that_has_to_wait_for_a_later_day() {
    let mut world = told("");
    edit(&world, "length: 4h", "length: 6h");
    add(
        &world,
        "changes: [{on: 2027-01-08, because: The room is not free.}]\n",
    );
    // Friday night: it leaves on Monday.
    world.turn("2027-01-08T22:00");
    assert!(send(&world, "night").is_empty());
    let told = because(&mut world, "2027-01-11T09:01");
    assert_eq!(told.as_deref(), Some("The room is not free."));
}

#[test]
fn everybody_reads_why_a_window_is_cancelled() {
    let mut world = told("changes: [{on: 2027-01-11, because: The vendor is late.}]\n");
    edit(
        &world,
        "id: move-night\n",
        "id: move-night\n        status: cancelled\n",
    );
    world.turn("2027-01-11T10:00");
    let mails = send(&world, "cancelled");
    let cancelled = mails
        .iter()
        .filter(|mail| mail.subject.starts_with("Cancelled"));
    let mut readers = 0;
    for mail in cancelled {
        assert!(
            mail.text.contains("Because: The vendor is late."),
            "{}: {}",
            mail.to,
            mail.text
        );
        readers += 1;
    }
    assert!(readers > 2, "{mails:?}");
}
