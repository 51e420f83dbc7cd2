//! Whoever has to do something before a window reads of it in time, or `check` says that she does not.

use crate::harness::world::{Ran, World, here};

const STEP: &str = "Name one person for the paper forms";

/// The base plan with a step that is due some time before the start of Saturday 13 March 2027.
fn world(by: &str, further: &str) -> World {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let step = format!("services: {{records: off}}, before: [{{do: {STEP}., by: {by}}}]}}");
    let plan = base.replace("services: {records: off}}", &step);
    World::new().file("plan.yaml", format!("{plan}{further}"))
}

fn check(by: &str, further: &str) -> Ran {
    world(by, further).run(&["check", "plan.yaml"])
}

#[test]
fn a_step_that_is_due_before_its_first_mail_is_an_error_that_says_what_to_write() {
    for by in ["2027-02-10 12:00", "2026-12-10 12:00"] {
        let ran = check(by, "").ended(1);
        assert!(
            ran.out.contains("error[untold-step]: this is due on "),
            "{}",
            ran.out
        );
        assert!(
            ran.out
                .contains("first read of it on Thu 11 Feb 2027, 9:00"),
            "{}",
            ran.out
        );
        assert!(
            ran.out.contains("`detail` is sent 30 days before start"),
            "{}",
            ran.out
        );
    }
    let ran = check("2027-02-10 12:00", "");
    let advice = "notices: [{notice: detail, windows: [cutover], audiences: [department-heads], at: 38 days before start}]";
    let words: Vec<&str> = ran.out.split_whitespace().collect();
    assert!(words.join(" ").contains(advice), "{}", ran.out);
    let mended = check("2027-02-10 12:00", &format!("{advice}\n")).ended(0);
    assert!(mended.out.contains("sound."), "{}", mended.out);
}

#[test]
fn the_hour_of_another_clock_than_the_plans_is_named_with_it() {
    let world = world("2027-02-11 16:00", "");
    let plan = world.read("plan.yaml");
    let sites = "sites: {halifax: {name: Halifax, timezone: America/Halifax}}\ndepartments:";
    let plan = plan.replace("departments:\n  w", &format!("{sites}\n  w"));
    world.write(
        "plan.yaml",
        plan.replace("{name: Wards,", "{name: Wards, site: halifax,"),
    );
    let ran = world.run(&["check", "plan.yaml"]);
    let said: Vec<&str> = ran.out.split_whitespace().collect();
    let words = "this is due on Thu 11 Feb 2027, 12:00 (America/Halifax), and Department heads first read of it on Thu 11 Feb 2027, 9:00 (America/Halifax)";
    assert!(said.join(" ").contains(words), "{}", ran.out);
}

#[test]
fn a_step_that_leaves_no_working_day_is_a_warning() {
    for (by, found) in [
        ("2027-02-11 12:00", true),
        ("2027-02-11 17:00", true),
        ("2027-02-12 08:00", true),
        ("2027-02-12 09:00", false),
        ("2027-02-25 12:00", false),
    ] {
        let ran = check(by, "");
        let warned = ran.out.contains("warning[untold-step]");
        assert_eq!(warned, found, "{by}: {}", ran.out);
    }
    let afternoon = "notices: [{notice: detail, at: \"30 days before start at 15:00\"}]\n";
    let ran = check("2027-02-12 12:00", afternoon);
    assert!(ran.out.contains("warning[untold-step]"), "{}", ran.out);
}

#[test]
fn a_step_of_a_window_that_was_moved_is_a_warning_because_a_correction_tells_it() {
    let moved = "changes: [{window: cutover, on: 2026-11-20, because: The crane is late.}]\n";
    let ran = check("2027-02-10 12:00", moved).ended(0);
    assert!(ran.out.contains("warning[untold-step]"), "{}", ran.out);
}

#[test]
fn a_sound_plan_tells_every_step_in_some_mail() {
    for days in [1, 5, 14, 28, 29, 30, 31, 45, 74] {
        let by = format!("{days} days before start at 17:00");
        let world = world(&format!("\"{by}\""), "");
        let sound = world.run(&["check", "plan.yaml"]).code == Some(0);
        if sound {
            world.run(&["preview", "plan.yaml", "--all"]).ended(0);
            let mails = std::fs::read_dir(world.path("preview/mails")).unwrap();
            let told = mails.filter(|mail| {
                let bytes = std::fs::read(mail.as_ref().unwrap().path()).unwrap();
                let mail = mail_parser::MessageParser::default().parse(&bytes);
                mail.is_some_and(|mail| mail.body_text(0).is_some_and(|text| text.contains(STEP)))
            });
            assert!(told.count() > 0, "{by}");
        }
        assert_eq!(sound, days <= 30, "{by}");
    }
}

#[test]
fn a_step_that_is_meant_for_nobody_who_is_told_steps_is_an_error_at_its_for() {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let board = "audiences:\n  executives: {people: [{name: Dana Wolf, email: d@x.example}]}\n";
    let base = base.replace("audiences:\n", board);
    for (who, said) in [
        ("executives", "Executives are told no steps"),
        ("finance", "nobody of Finance hears of `cutover`"),
        (
            "executives, finance",
            "Executives are told no steps, nobody of Finance",
        ),
        ("wards", ""),
        ("finance, wards", ""),
    ] {
        for part in ["before", "during", "after"] {
            let step =
                format!("services: {{records: off}}, {part}: [{{do: {STEP}., for: [{who}]}}]}}");
            let plan = base.replace("services: {records: off}}", &step);
            let ran = World::new()
                .file("plan.yaml", plan)
                .run(&["check", "plan.yaml"]);
            let words: Vec<&str> = ran.out.split_whitespace().collect();
            let words = words.join(" ");
            assert_eq!(
                words.contains("error[untold-step]"),
                !said.is_empty(),
                "{words}"
            );
            assert!(words.contains(said), "{words}");
            // Whoever of several is told nothing anywhere is named, and the others are told.
            assert_eq!(
                words.contains("warning[untold-step]: no mail says to all of these"),
                who == "finance, wards",
                "{words}"
            );
            assert_eq!(
                words.contains("such as `for: [wards"),
                !said.is_empty(),
                "{words}"
            );
        }
    }
}

/// The plan seen on some day, its short notice allowed by somebody.
fn seen(by: &str, now: &str) -> World {
    let waiver = "policy: {waivers: [{window: cutover, rule: lead-time, by: Helen Marsh, because: The maker ends support.}]}\n";
    world(by, waiver).at(now)
}

#[test]
fn a_plan_that_is_written_late_says_which_steps_nobody_can_have_read() {
    for (by, now, said) in [
        (
            "2027-02-16 12:00",
            "2027-02-18T10:00",
            "this was due on Tue 16 Feb 2027, 12:00, and nobody has read of it",
        ),
        (
            "2027-02-18 12:00",
            "2027-02-18T10:00",
            "Thu 18 Feb 2027, 10:00: less than a working day is left",
        ),
        (
            "2027-02-19 09:00",
            "2027-02-18T10:00",
            "Thu 18 Feb 2027, 10:00: less than a working day is left",
        ),
        ("2027-02-19 10:00", "2027-02-18T10:00", ""),
        (
            "2027-02-20 12:00",
            "2027-02-19T18:00",
            "Mon 22 Feb 2027, 8:00, when it is too late",
        ),
        ("2027-03-01 12:00", "2027-02-18T10:00", ""),
        (
            "2026-10-01 12:00",
            "2026-11-02T09:00",
            "this was due on Thu 1 Oct 2026, 12:00, and nobody has read of it",
        ),
    ] {
        let ran = seen(by, now).run(&["check", "plan.yaml"]).ended(0);
        let words: Vec<&str> = ran.out.split_whitespace().collect();
        let words = words.join(" ");
        assert_eq!(
            words.contains("warning[untold-step]"),
            !said.is_empty(),
            "{by}: {words}"
        );
        assert!(words.contains(said), "{by}: {words}");
    }
}

#[test]
fn a_step_that_was_told_in_time_is_no_matter_when_its_day_has_passed() {
    let ledger = ["--ledger", "out/records-move.ledger"];
    let mut world = world("2027-02-16 12:00", "");
    for now in ["2026-12-28T10:00", "2027-02-11T10:00"] {
        world.turn(now);
        world
            .run(&["send", "plan.yaml", "--outbox", "out"])
            .ended(0);
    }
    for now in ["2027-02-15T10:00", "2027-02-18T10:00", "2027-03-10T10:00"] {
        world.turn(now);
        let check = [&["check", "plan.yaml"][..], &ledger].concat();
        let ran = world.run(&check).ended(0);
        assert!(!ran.out.contains("untold-step"), "{}", ran.out);
    }
}
