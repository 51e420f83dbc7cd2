//! A ledger that is older than its last run, or gone: nobody is told again before somebody means it.

use crate::harness::world::{PROGRAM, Ran, World, ran};
use crate::missed::mails;
use crate::sending::{DETAILS, hospital};
use std::process::Command;

const LEDGER: &str = "out/records-move.ledger";
const LOCK: &str = "out/records-move.ledger.lock";

/// The program as whoever says no more than this runs it.
fn run(world: &World, arguments: &[&str]) -> Ran {
    let mut command = Command::new(PROGRAM);
    world.settle(command.args(arguments));
    ran(command.spawn().unwrap())
}

/// Mails into a folder, five days before the window.
fn send(world: &World, further: &[&str]) -> Ran {
    let send = [
        "send",
        "plan.yaml",
        "--outbox",
        "out",
        "--now",
        "2027-03-08T09:05",
    ];
    run(world, &[&send[..], further].concat())
}

/// A folder whose ledger was copied, by which more was told since.
fn told_since() -> World {
    let world = hospital(3, DETAILS);
    run(
        &world,
        &["send", "plan.yaml", "--outbox", "out", "--now", DETAILS],
    )
    .ended(0);
    std::fs::copy(world.path(LEDGER), world.path("copy")).unwrap();
    let before = mails(world.path("out")).len();
    send(&world, &[]).ended(0);
    assert!(mails(world.path("out")).len() > before);
    world
}

fn emptied(world: &World) {
    for entry in std::fs::read_dir(world.path("out")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "eml") {
            std::fs::remove_file(path).unwrap();
        }
    }
}

#[test]
fn an_older_copy_of_the_ledger_tells_nobody_again_until_somebody_means_it() {
    let world = told_since();
    emptied(&world);
    std::fs::copy(world.path("copy"), world.path(LEDGER)).unwrap();
    for _ in 0..2 {
        let refused = send(&world, &[]).ended(2).err;
        for words in [
            "is older than its last run: it knows",
            "Nothing was done",
            "--really",
        ] {
            assert!(refused.contains(words), "{refused}");
        }
    }
    let looked = send(&world, &["--dry-run"]).ended(2);
    assert!(
        looked
            .out
            .starts_with("`send` refuses this ledger: more was written into it"),
        "{}",
        looked.out
    );
    assert!(
        looked.err.contains("older than its last run"),
        "{}",
        looked.err
    );
    assert_eq!(mails(world.path("out")).len(), 0);
    send(&world, &["--dry-run", "--really"]).ended(0);
    // Said once, it counts from here on.
    send(&world, &["--really"]).ended(0);
    assert!(!mails(world.path("out")).is_empty());
    send(&world, &[]).ended(0);
}

#[test]
fn a_ledger_that_is_gone_tells_nobody_again_until_its_lock_is_gone_too_or_somebody_means_it() {
    for afresh in ["--really", "--limit=99"] {
        let world = told_since();
        emptied(&world);
        std::fs::remove_file(world.path(LEDGER)).unwrap();
        for further in [&[][..], &["--dry-run"]] {
            let refused = send(&world, further).ended(2).err;
            for words in [
                "there is no ledger",
                "any more",
                "delete",
                "records-move.ledger.lock",
            ] {
                assert!(refused.contains(words), "{refused}");
            }
        }
        assert!(!world.path(LEDGER).exists());
        assert_eq!(mails(world.path("out")).len(), 0);
        if afresh != "--really" {
            std::fs::remove_file(world.path(LOCK)).unwrap();
        }
        send(&world, &[afresh]).ended(0);
        assert!(!mails(world.path("out")).is_empty());
    }
}

#[test]
fn neither_an_approval_nor_a_record_is_written_into_an_older_copy() {
    let world = hospital(1, DETAILS).file("forewarn.yaml", "");
    let approve = [
        "approve",
        "plan.yaml",
        "--by",
        "Maria Osei",
        "--now",
        DETAILS,
    ];
    run(&world, &approve).ended(0);
    std::fs::copy(world.path("plan.ledger"), world.path("copy")).unwrap();
    run(&world, &approve).ended(0);
    std::fs::copy(world.path("copy"), world.path("plan.ledger")).unwrap();
    let record = [
        "record",
        "plan.yaml",
        "cutover",
        "go",
        "--now",
        "2027-03-13T12:00",
    ];
    for arguments in [&approve[..], &record] {
        let refused = run(&world, arguments).ended(2).err;
        assert!(refused.contains("is older than its last run"), "{refused}");
    }
    run(&world, &[&record[..], &["--really"]].concat()).ended(0);
    let again = run(&world, &record).err;
    assert!(!again.contains("older"), "{again}");
}

#[test]
fn a_newer_copy_or_the_same_one_is_no_older_one() {
    let world = told_since();
    std::fs::copy(world.path(LEDGER), world.path("newer")).unwrap();
    std::fs::remove_file(world.path(LEDGER)).unwrap();
    std::fs::copy(world.path("newer"), world.path(LEDGER)).unwrap();
    send(&world, &[]).ended(0);
    // A number that was lost is none to measure by.
    std::fs::remove_file(world.path(LOCK)).unwrap();
    send(&world, &[]).ended(0);
}
