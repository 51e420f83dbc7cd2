//! What calendars hear of a night: what is recorded reaches the files in mails and the feeds, with a
//! number that grows by every change of end or status and by nothing else; machines hear how it goes.

use crate::called_off::{send, told, told_world, uids};
use crate::feeds::{PLAN, change, event, feed, said, world};
use crate::harness::world::World;

fn record(world: &mut World, now: &str, what: &[&str]) {
    world.turn(now);
    let arguments = [&["record", PLAN, "move-night"], what].concat();
    world.run(&arguments).ended(0);
}

/// Status, number, last day and hour of the window, and what its feed calls it.
fn fed(world: &World) -> String {
    feed(world);
    let event = event(world).unwrap();
    let [status, number, end] = ["STATUS", "SEQUENCE", "DTEND"].map(|name| said(&event, name));
    let title = said(&event, "SUMMARY");
    let word = title.split_whitespace().next().unwrap().to_owned();
    format!("{status} {number} {} {word}", &end[4..15])
}

const NO_GO: [&str; 3] = ["no-go", "--reason", "The backup failed."];

#[test]
fn a_no_go_takes_the_night_out_of_every_calendar_and_a_go_puts_it_back() {
    let (mut world, uid) = told_world();
    assert_eq!(fed(&world), "CONFIRMED 0 0307T020000 Mail");
    for (at, what, wanted) in [
        ("2027-03-05T10:00", &NO_GO[..], "CANCELLED 1"),
        ("2027-03-05T11:00", &["go"], "CONFIRMED 2"),
        ("2027-03-05T12:00", &NO_GO[..], "CANCELLED 3"),
    ] {
        record(&mut world, at, what);
        let mails = send(&world, &at.replace(':', "-"));
        let file = [format!("ics PUBLISH {wanted} 0306")];
        for audience in ["end-users", "department-heads", "executives"] {
            let ours: std::collections::BTreeMap<_, _> = mails
                .clone()
                .into_iter()
                .filter(|(name, _)| name.contains(&format!(".{audience}.")))
                .collect();
            assert!(!ours.is_empty(), "{audience} {at}");
            assert_eq!(told(&ours, "move-night-"), file, "{audience} {at}");
        }
        assert_eq!(uids(&mails), [uid.as_str()]);
        let title = if what == ["go"] { "Mail" } else { "Cancelled:" };
        assert_eq!(fed(&world), format!("{wanted} 0307T020000 {title}"));
        assert_eq!(send(&world, "again").len(), 0);
    }
    // It is kept as one that is cancelled is, and a new date has a higher number.
    world.turn("2027-03-20T09:00");
    assert_eq!(fed(&world), "CANCELLED 3 0307T020000 Cancelled:");
    let event = event(&world).unwrap();
    assert!(said(&event, "DESCRIPTION").contains("There is no new date yet"));
    change(
        &world,
        "start: Sat 2027-03-06 22:00",
        "start: Sat 2027-04-10 22:00",
    );
    assert_eq!(fed(&world), "CONFIRMED 4 0411T010000 Mail");
}

#[test]
fn an_end_that_was_put_off_is_the_end_in_every_calendar_and_what_is_done_changes_nothing() {
    let (mut world, _) = told_world();
    feed(&world);
    let until = [
        "extended",
        "--until",
        "03:30",
        "--reason",
        "It takes longer",
    ];
    let reopened = ["reopened", "--until", "06:00", "--reason", "It was slow"];
    for (at, what, wanted, is_attached) in [
        ("2027-03-06T22:01", &["started"][..], "0 0307T020000", false),
        ("2027-03-06T23:00", &until, "1 0307T033000", true),
        ("2027-03-07T03:00", &["completed"], "1 0307T033000", false),
        ("2027-03-07T04:00", &reopened, "2 0307T060000", true),
        ("2027-03-07T05:00", &["completed"], "2 0307T060000", false),
    ] {
        record(&mut world, at, what);
        let mails = send(&world, &at.replace(':', "-"));
        assert!(!mails.is_empty(), "{at}");
        let number = wanted.split_once(' ').unwrap().0;
        let files = match is_attached {
            true => vec![format!("ics PUBLISH CONFIRMED {number} 0306")],
            false => Vec::new(),
        };
        assert_eq!(told(&mails, "move-night-"), files, "{at}");
        assert_eq!(fed(&world), format!("CONFIRMED {wanted} Mail"), "{at}");
    }
}

#[test]
fn what_is_recorded_is_in_the_feed_without_a_second_word_and_what_is_written_waits_for_one() {
    let (mut world, _) = told_world();
    world.write("forewarn.yaml", "");
    let approve = [
        "approve",
        PLAN,
        "--by",
        "Maria Osei",
        "--ledger",
        "plan.ledger",
    ];
    world.run(&approve).ended(0);
    feed(&world);
    record(&mut world, "2027-03-05T10:00", &NO_GO);
    assert_eq!(fed(&world), "CANCELLED 1 0307T020000 Cancelled:");
    change(&world, "length: 4h", "length: 5h");
    let arguments = ["feed", PLAN, "--out", "calendars"];
    world.run(&arguments).ended(4);
}

const NOC: &str = "audiences:\n  noc: {role: machine, account: C-1, people: [{name: NOC, email: noc@hospital.example}]}\n";

/// A machine that was told of the night, which is confirmed.
fn watched() -> World {
    let mut world = world();
    let plan = world.read(PLAN).replace("audiences:\n", NOC);
    world.write(
        PLAN,
        plan.replace("status: provisional", "status: confirmed"),
    );
    world.turn("2027-02-04T10:00");
    assert_eq!(heard(&world, "details"), ["CONFIRMED 0 0307T020000"]);
    world
}

/// What a machine hears by the next run: status, number, end, and whether the old system is back.
fn heard(world: &World, folder: &str) -> Vec<String> {
    let mails = send(world, folder);
    let ours = mails.iter().filter(|(name, _)| name.contains(".noc."));
    let notes = ours.flat_map(|(_, calendars)| calendars);
    let notes = notes.map(|(_, note)| {
        let event = &note.inner[0];
        let [status, number, end] =
            ["X-MAINTNOTE-STATUS", "SEQUENCE", "DTEND"].map(|name| said(event, name));
        let back = match said(event, "SUMMARY").starts_with("Rolled back: ") {
            true => " rolled back",
            false => "",
        };
        format!("{status} {number} {}{back}", &end[4..15])
    });
    let notes: Vec<String> = notes.collect();
    assert!(
        send(world, "again")
            .keys()
            .all(|name| !name.contains(".noc."))
    );
    notes
}

/// Lives through a night; gives what a machine hears after each word.
fn lived(world: &mut World, night: &[(&str, &[&str], &str)]) {
    for (at, what, wanted) in night {
        record(world, at, what);
        let wanted: Vec<&str> = wanted.split(", ").filter(|note| !note.is_empty()).collect();
        assert_eq!(heard(world, &at.replace(':', "-")), wanted, "{at} {what:?}");
    }
}

#[test]
fn a_machine_hears_every_stage_of_a_night_once() {
    let mut world = watched();
    lived(
        &mut world,
        &[
            ("2027-03-05T10:00", &NO_GO, "CANCELLED 1 0307T020000"),
            ("2027-03-05T11:00", &["go"], "CONFIRMED 2 0307T020000"),
            ("2027-03-06T22:01", &["started"], "IN-PROCESS 3 0307T020000"),
            ("2027-03-06T22:40", &["progress"], ""),
            (
                "2027-03-06T23:00",
                &[
                    "extended",
                    "--until",
                    "03:30",
                    "--reason",
                    "It takes longer",
                ],
                "IN-PROCESS 4 0307T033000",
            ),
            (
                "2027-03-07T03:00",
                &["rolled-back", "--reason", "It failed", "--data-kept", "All"],
                "COMPLETED 5 0307T033000 rolled back",
            ),
            (
                "2027-03-07T03:40",
                &["reopened", "--until", "06:00", "--reason", "Once more"],
                "IN-PROCESS 6 0307T060000",
            ),
            (
                "2027-03-07T05:00",
                &["completed"],
                "COMPLETED 7 0307T060000",
            ),
        ],
    );
    for (day, folder) in [
        ("2027-03-08T10:00", "monday"),
        ("2027-03-16T10:00", "later"),
    ] {
        world.turn(day);
        assert_eq!(heard(&world, folder), [""; 0]);
    }
}

#[test]
fn a_machine_hears_of_a_start_although_more_is_recorded_before_the_run() {
    let mut world = watched();
    record(&mut world, "2027-03-06T22:01", &["started"]);
    lived(
        &mut world,
        &[(
            "2027-03-06T22:40",
            &["progress"],
            "IN-PROCESS 1 0307T020000",
        )],
    );
    world.turn("2027-03-06T23:00");
    change(&world, "length: 4h", "length: 5h");
    assert_eq!(heard(&world, "edited"), ["IN-PROCESS 2 0307T030000"]);
}

#[test]
fn a_machine_hears_under_a_new_number_whatever_is_new() {
    let mut world = watched();
    let plan = world.read(PLAN);
    assert!(plan.contains("services: {mail: off}"));
    world.write(
        PLAN,
        plan.replace("services: {mail: off}", "services: {mail: read-only}"),
    );
    world.turn("2027-02-08T09:01");
    let mails = send(&world, "milder");
    let ours = mails.iter().filter(|(name, _)| name.contains(".noc."));
    let notes: Vec<_> = ours.flat_map(|(_, calendars)| calendars).collect();
    let [(_, note)] = notes[..] else {
        panic!("one note says it");
    };
    let stated =
        ["X-MAINTNOTE-IMPACT", "SEQUENCE", "DTSTAMP"].map(|name| said(&note.inner[0], name));
    assert_eq!(stated[..2], ["DEGRADED", "1"]);
    assert!(stated[2].starts_with("20270208T"), "{stated:?}");
    lived(
        &mut world,
        &[
            ("2027-03-06T22:01", &["started"], "IN-PROCESS 2 0307T020000"),
            (
                "2027-03-07T01:40",
                &["completed"],
                "COMPLETED 3 0307T020000",
            ),
        ],
    );
    // Before the next run it is begun again, and given up.
    let again = ["reopened", "--until", "06:00", "--reason", "Once more"];
    record(&mut world, "2027-03-07T01:50", &again);
    let back = ["rolled-back", "--reason", "It failed", "--data-kept", "All"];
    record(&mut world, "2027-03-07T01:52", &back);
    world.turn("2027-03-07T01:55");
    let [note] = &heard(&world, "back")[..] else {
        panic!("one note says it");
    };
    assert!(note.starts_with("COMPLETED 4 "), "{note}");
    assert!(note.ends_with(" rolled back"), "{note}");
}
