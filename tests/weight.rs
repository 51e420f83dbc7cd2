//! Whom a night concerns is settled before it begins: that it takes longer makes it the concern of nobody
//! else.

use crate::corrected::send;
use crate::harness::world::{World, here};

const BOARD: &str = "d.wolf@stbrannock.example";
const HEAD: &str = "e.price@stbrannock.example";

/// A window of three hours in which people can still look things up: too small for executives, and
/// one of more than four hours is not.
fn evening() -> World {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let window =
        "{id: cutover, start: 2027-03-13 20:00, length: 3h, services: {letters: read-only}}";
    let line = base
        .lines()
        .find_map(|line| line.split_once("- {id: cutover"));
    let line = format!("{{id: cutover{}", line.unwrap().1);
    let board =
        format!("audiences:\n  executives: {{people: [{{name: Dana Wolf, email: {BOARD}}}]}}\n");
    let plan = base.replace(&line, window).replace("audiences:\n", &board);
    let mut world = World::new().file("plan.yaml", plan).at("2027-02-19T09:05");
    for now in ["2027-02-19T09:05", "2027-03-05T09:05", "2027-03-12T09:05"] {
        world.turn(now);
        let told = send(&world, now);
        assert!(told.iter().all(|mail| mail.to == HEAD), "{told:#?}");
    }
    world
}

fn record(world: &mut World, now: &str, what: &[&str]) -> String {
    world.turn(now);
    let ledger = ["--ledger", "plan.ledger"];
    let record = [&["record", "plan.yaml", "cutover"], what, &ledger].concat();
    world.run(&record).ended(0).said()
}

#[test]
fn a_night_that_takes_longer_is_told_to_those_whom_record_named_and_to_nobody_else() {
    let mut world = evening();
    for (now, what) in [
        ("2027-03-13T20:06", &["started"][..]),
        (
            "2027-03-13T22:20",
            &[
                "extended",
                "--until",
                "00:30",
                "--reason",
                "The index takes longer",
            ],
        ),
        ("2027-03-13T23:30", &["progress"]),
        ("2027-03-14T00:20", &["completed"]),
    ] {
        let said = record(&mut world, now, what);
        assert!(!said.contains("Executives"), "{said}");
        assert!(said.contains("1  Department heads"), "{said}");
        let told = send(&world, now);
        let readers: Vec<&str> = told.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(readers, [HEAD], "{now}: {told:#?}");
    }
    let shown = world.run(&["status", "plan.yaml"]).ended(0).out;
    assert!(!shown.contains("Executives"), "{shown}");
}

#[test]
fn an_end_that_passes_without_a_word_is_told_to_those_who_knew_of_it() {
    let mut world = evening();
    world.turn("2027-03-13T23:05");
    let send = [
        "send",
        "plan.yaml",
        "--outbox",
        "late",
        "--ledger",
        "plan.ledger",
    ];
    world.run(&send).ended(4);
    let files = std::fs::read_dir(world.path("late")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.filter(|name| name.ends_with(".eml")).collect();
    assert!(
        names.len() == 1 && names[0].contains("department-heads"),
        "{names:?}"
    );
}

#[test]
fn the_mails_of_an_overrun_can_be_read_before_by_those_who_get_them() {
    let world = evening();
    let branch = [
        "preview",
        "plan.yaml",
        "--branch",
        "overrun:90m",
        "--ledger",
        "plan.ledger",
    ];
    world.run(&branch).ended(0);
    let mails = std::fs::read_dir(world.path("preview/if-overrun")).unwrap();
    let mails: Vec<String> = mails
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    assert!(mails.iter().any(|mail| mail.contains(HEAD)));
    assert!(mails.iter().all(|mail| !mail.contains(BOARD)));
}
