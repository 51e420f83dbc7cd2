//! What people read of the deadlines of their steps: each as she was told of it, and no sooner.

use crate::corrected::{Read, send};
use crate::harness::world::World;
use crate::sending::{DETAILS, PLAN, people};

const STEP: &str = "Print what you need for the night shift.";
const STAYS: &str = "These steps stay the same: - Print what you need for the night shift.";
const DIFF: [&str; 4] = ["diff", "plan.yaml", "--ledger", "plan.ledger"];

/// The plan of `init` after some runs.
fn told(moments: &[&str]) -> World {
    let mut world = World::new().at("2026-11-23T09:00");
    world.run(&["init", "plan.yaml"]).ended(0);
    for (number, moment) in moments.iter().enumerate() {
        world.turn(moment);
        assert!(
            !send(&world, &format!("told-{number}")).is_empty(),
            "{moment}"
        );
    }
    world
}

fn edit(world: &mut World, edits: &[(&str, &str)]) {
    let mut plan = world.read("plan.yaml");
    for (old, new) in edits {
        assert!(plan.contains(old), "{old}");
        plan = plan.replace(old, new);
    }
    world.write("plan.yaml", plan);
}

/// The mails that speak of the step, and the one to a user among them.
fn about(mails: &[Read]) -> (Vec<&str>, &str) {
    let speaks = mails.iter().filter(|mail| mail.text.contains(STEP));
    let user = mails.iter().find(|mail| mail.to.starts_with("s.okoro@"));
    let user = user.unwrap_or_else(|| panic!("no mail to a user: {mails:?}"));
    (speaks.map(|mail| mail.to.as_str()).collect(), &user.text)
}

const MARCH: &[&str] = &[
    "2027-01-05T09:05",
    "2027-02-04T09:05",
    "2027-02-19T09:05",
    "2027-02-26T09:05",
];
const START: &str = "start: Sat 2027-03-06 22:00";
const DUE: &str = "by: \"2027-03-06 21:45\"";

#[test]
fn a_deadline_that_moves_with_the_start_is_told_to_everybody_who_read_the_old_one() {
    for (start, due, words, shown) in [
        (
            "start: Mon 2027-03-01 22:00",
            "by: \"2027-03-01 12:00\"",
            "By Mon 1 Mar, midday, not Sat 6 Mar, 9:45pm: ",
            "by Mon 1 Mar 2027, 12:00, not Sat 6 Mar 2027, 21:45",
        ),
        (
            "start: Sat 2027-03-13 22:00",
            "by: \"2027-03-05 12:00\"",
            "By Fri 5 Mar, midday, not Sat 6 Mar, 9:45pm: ",
            "by Fri 5 Mar 2027, 12:00, not Sat 6 Mar 2027, 21:45",
        ),
    ] {
        let mut world = told(MARCH);
        edit(&mut world, &[(START, start), (DUE, due)]);
        world.turn("2027-02-26T10:00");
        let diff = world.run(&DIFF).ended(4).out;
        let diff = diff.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(diff.contains(shown), "{diff}");
        let mails = send(&world, "moved");
        let (_, user) = about(&mails);
        assert!(user.contains(&format!("{words}{STEP}")), "{user}");
        assert!(!user.contains("stay the same"), "{user}");
        world.run(&DIFF).ended(0);
        assert!(send(&world, "again").is_empty());
    }
}

#[test]
fn the_old_deadline_is_said_by_the_clock_by_which_it_was_told() {
    let mut world = told(MARCH);
    let edits = [
        ("timezone: Europe/London", "timezone: Europe/Berlin"),
        (START, "start: Sat 2027-03-13 22:00"),
        (DUE, "by: \"2027-03-13 21:45\""),
    ];
    edit(&mut world, &edits);
    world.turn("2027-02-26T12:00");
    let mails = send(&world, "moved");
    let (_, user) = about(&mails);
    let words = "By Sat 13 Mar, 9:45pm, not Sat 6 Mar, 9:45pm (UK time): ";
    assert!(user.contains(words), "{user}");
}

#[test]
fn that_there_is_time_again_for_a_step_is_told_to_whoever_read_that_it_was_over() {
    let mut world = told(MARCH);
    edit(&mut world, &[(DUE, "by: \"2027-03-01 12:00\"")]);
    world.turn("2027-02-26T10:00");
    assert!(!send(&world, "sooner").is_empty());
    edit(
        &mut world,
        &[("by: \"2027-03-01 12:00\"", "by: \"2027-03-04 12:00\"")],
    );
    world.turn("2027-03-02T10:00");
    world.run(&DIFF).ended(4);
    let mails = send(&world, "again");
    let (readers, user) = about(&mails);
    assert!(!readers.is_empty());
    let words = "Thu 4 Mar, midday, not Mon 1 Mar, midday";
    assert!(user.contains(words), "{user}");
    world.run(&DIFF).ended(0);
}

#[test]
fn a_step_stays_the_same_in_the_same_words_by_the_same_time() {
    let mut world = told(MARCH);
    edit(&mut world, &[(START, "start: Sat 2027-03-06 23:00")]);
    world.turn("2027-02-26T10:00");
    let mails = send(&world, "moved");
    let (_, user) = about(&mails);
    assert!(user.contains(STAYS), "{user}");
    assert!(!user.contains(&format!(": {STEP}")), "{user}");
}

#[test]
fn nobody_is_corrected_about_a_deadline_before_she_read_it() {
    let mut world = told(&MARCH[..1]);
    edit(&mut world, &[(DUE, "by: \"2027-03-06 21:15\"")]);
    world.turn("2027-01-06T10:00");
    world.run(&DIFF).ended(0);
    assert!(send(&world, "corrected").is_empty());
    // A new date says what has to be done by when, and takes nothing back of it.
    edit(
        &mut world,
        &[
            (START, "start: Sat 2027-03-13 22:00"),
            ("by: \"2027-03-06 21:15\"", "by: \"2027-03-13 21:45\""),
        ],
    );
    world.turn("2027-01-07T10:00");
    let mails = send(&world, "moved");
    let (_, user) = about(&mails);
    assert!(
        user.contains(&format!("By Sat 13 Mar, 9:45pm: {STEP}")),
        "{user}"
    );
    assert!(!user.contains("stay the same"), "{user}");
}

#[test]
fn executives_hear_nothing_of_steps_that_they_were_never_told() {
    let mut world = told(&MARCH[..2]);
    edit(&mut world, &[(DUE, "by: \"2027-03-06 21:15\"")]);
    world.turn("2027-02-05T10:00");
    let mails = send(&world, "corrected");
    let (readers, user) = about(&mails);
    assert!(
        user.contains("by Sat 6 Mar, 9:15pm, not Sat 6 Mar, 9:45pm"),
        "{user}"
    );
    assert_eq!(readers.len(), mails.len(), "{mails:?}");
    let mut people: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    people.dedup();
    assert!(people.len() < 5, "{people:?}");
}

#[test]
fn each_of_several_corrections_in_a_mail_says_what_has_changed() {
    let line = "      - {id: cutover,";
    let second = "      - {id: second, start: Sat 2027-03-20 22:00, length: 3h, services: {archive: off}}\n      - {id: cutover,";
    let third =
        "      - {id: third, start: Sat 2027-03-27 20:00, length: 2h, services: {letters: off}}\n";
    let plan = PLAN
        .replace(line, &format!("{third}{second}"))
        .replace("services:\n  records", "services:\n  archive: {name: Archive, used-by: [wards], workaround: Wait.}\n  letters: {name: Letters, used-by: [wards], workaround: Wait.}\n  records")
        .replace("audiences:\n", "audiences:\n  executives: {people: [{name: Eva Rey, email: e.rey@stbrannock.example}]}\n");
    let mut world = World::new()
        .file("plan.yaml", plan)
        .file("people.csv", people(1))
        .at(DETAILS);
    send(&world, "first");
    edit(&mut world, &[("status: confirmed", "status: provisional")]);
    world.turn("2027-02-12T09:05");
    let mails = send(&world, "second");
    let eva = mails.iter().find(|mail| mail.to.starts_with("e.rey@"));
    let text = &eva.unwrap_or_else(|| panic!("{mails:?}")).text;
    let windows = ["Patient records off", "Archive off", "Letters off"];
    let told = windows
        .iter()
        .filter(|window| text.contains(*window))
        .count();
    assert!(told > 1, "{text}");
    let changes = text
        .matches("We had told you that it was confirmed.")
        .count();
    assert_eq!(changes, told, "{text}");
}

#[test]
fn a_step_whose_time_has_passed_by_an_earlier_date_is_asked_for_at_once() {
    let mut world = told(&[]);
    edit(&mut world, &[(DUE, "by: 3 days before start")]);
    for (number, moment) in MARCH[..3].iter().enumerate() {
        world.turn(moment);
        assert!(!send(&world, &format!("told-{number}")).is_empty());
    }
    edit(&mut world, &[(START, "start: Wed 2027-03-03 22:00")]);
    world.turn("2027-03-01T09:01");
    let check = world
        .run(&["check", "plan.yaml", "--ledger", "plan.ledger"])
        .out;
    assert!(check.contains("warning[overdue-step]"), "{check}");
    let words = "this was due on Sun 28 Feb 2027, 16:30, and 4 people count with a later time";
    assert!(said(&check).contains(words), "{check}");
    let diff = said(&world.run(&DIFF).ended(4).out);
    let words =
        format!("{STEP}: at once, not by Wed 3 Mar 2027, 16:30; Sun 28 Feb 2027, 16:30 is over");
    assert!(diff.contains(&words), "{diff}");
    let mails = send(&world, "sooner");
    let (readers, user) = about(&mails);
    assert!(readers.len() >= 4, "{readers:?}");
    assert!(
        user.contains(&format!("At once, not by Wed 3 Mar, 4:30pm: {STEP}")),
        "{user}"
    );
    for mail in &mails {
        assert!(!mail.text.contains("no longer have to"), "{mail:?}");
        assert!(!mail.text.contains("Nothing has to be done"), "{mail:?}");
    }
    assert!(!said(&world.run(&DIFF).ended(0).out).contains(STEP));
    assert!(send(&world, "again").is_empty());
    let check = world
        .run(&["check", "plan.yaml", "--ledger", "plan.ledger"])
        .out;
    assert!(
        !check.contains("overdue-step"),
        "everybody was told: {check}"
    );
}

#[test]
fn a_step_that_is_due_before_today_on_the_same_date_is_asked_for_at_once() {
    let mut world = told(MARCH);
    edit(&mut world, &[(DUE, "by: \"2027-03-01 09:00\"")]);
    world.turn("2027-03-01T11:30");
    let mails = send(&world, "sooner");
    let (_, user) = about(&mails);
    let words = format!("{STEP} Do this at once, not by Sat 6 Mar, 9:45pm.");
    assert!(user.contains(&words), "{user}");
    assert!(!user.contains("no longer"), "{user}");
    let subject = &mails.iter().find(|mail| mail.to.starts_with("s.okoro@"));
    let subject = &subject.unwrap().subject;
    assert!(subject.ends_with("one step due now"), "{subject}");
    world.run(&DIFF).ended(0);
}

#[test]
fn a_step_in_the_place_of_another_by_the_same_time_is_told_and_the_other_taken_back() {
    for new in [
        "Charge two telephones.",
        "Print what you need for 2 night shifts.",
        "Do not print what you need for the night shift.",
    ] {
        let mut world = told(MARCH);
        edit(&mut world, &[(STEP, new)]);
        world.turn("2027-03-01T10:00");
        let diff = said(&world.run(&DIFF).ended(4).out);
        assert!(diff.contains(&format!("{STEP}: no longer")), "{diff}");
        assert!(diff.contains(&format!("new: {new}")), "{diff}");
        let mails = send(&world, "other");
        let (readers, user) = about(&mails);
        assert!(readers.len() >= 4, "{readers:?}");
        let gone = format!("{STEP} You no longer have to do this.");
        assert!(user.contains(&gone), "{user}");
        assert!(user.contains(&format!("New: {new} Do this by")), "{user}");
        world.run(&DIFF).ended(0);
        assert!(send(&world, "again").is_empty());
        world.turn("2027-03-03T09:05");
        let reminded = send(&world, "reminded");
        let user = reminded.iter().find(|mail| mail.to.starts_with("s.okoro@"));
        assert!(!user.unwrap().text.contains("no longer"), "{user:?}");
    }
}

#[test]
fn a_slip_that_is_mended_in_a_step_is_told_to_nobody_and_shown_to_whoever_sends() {
    let mut world = told(&MARCH[..2]);
    let mended = "Please print all what you need for the night shifts.";
    edit(&mut world, &[(STEP, mended)]);
    world.turn("2027-02-17T10:00");
    let diff = world.run(&DIFF).ended(0).out;
    assert!(diff.starts_with("Nobody believes anything"), "{diff}");
    let words = format!(
        "move-night: \"{STEP}\" is now \"{mended}\"; that asks for the same, so nobody is told"
    );
    assert!(said(&diff).contains(&words), "{diff}");
    assert!(send(&world, "none").is_empty());
    // The reminder says it in the new words, and nobody hears that the old ones are void.
    for (number, moment) in ["2027-02-19T09:05", "2027-02-26T09:05", "2027-03-03T09:05"]
        .iter()
        .enumerate()
    {
        world.turn(moment);
        for mail in send(&world, &format!("then-{number}")) {
            assert!(!mail.text.contains("no longer have to"), "{mail:?}");
        }
        world.run(&DIFF).ended(0);
    }
}

/// What a command said, in one line.
fn said(out: &str) -> String {
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_step_that_names_its_hour_and_not_its_day_is_told_with_its_day() {
    let mut world = told(&[]);
    edit(
        &mut world,
        &[
            (DUE, "by: \"2027-02-26 17:00\""),
            (
                "Print what you need for the night shift.",
                "Close the books by 17:00.",
            ),
        ],
    );
    world.turn("2027-02-04T09:05");
    let mails = send(&world, "details");
    let asks = mails
        .iter()
        .filter(|mail| mail.text.contains("Close the books"));
    let asks: Vec<&Read> = asks.collect();
    assert!(!asks.is_empty(), "{mails:?}");
    for mail in asks {
        assert!(mail.text.contains("Fri 26 Feb, 5pm"), "{}", mail.text);
    }
}
