//! Other dates that were weighed: whoever decides or reads along is offered none that cannot be chosen.

use crate::harness::world::{World, here};
use mail_parser::MessageParser;

/// Two phases, a decision, a freeze, executives and heads; and the alternative of the second phase.
fn world(start: &str, of_pilot: &str) -> World {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let (before, _) = base.split_once("audiences:").unwrap();
    let rest = format!(
        "
calendar: {{freezes: [{{name: Year end, from: 2027-03-20, to: 2027-04-05, hardness: hard}}]}}
decision: {{ask: Confirm the night., by: 2027-01-11, window: cutover}}
audiences:
  executives: {{people: [{{name: Dana Wolf, email: d.wolf@stbrannock.example}}]}}
  department-heads: {{people: departments}}
phases:
  - id: pilot
    name: Pilot
    windows:
      - {{id: pilot-night, start: 2027-02-27 22:00, length: 2h, services: {{letters: slower}}{of_pilot}}}
  - id: main
    name: Patient records
    after: pilot
    windows:
      - id: cutover
        start: 2027-03-13 22:00
        length: 4h
        services: {{records: off}}
        alternatives: [{{start: {start}, length: 4h, because: Clinics are closed}}]
"
    );
    World::new().file("plan.yaml", format!("{before}{rest}"))
}

/// What is said of the alternative: level, and message.
fn found(world: &World) -> Vec<(String, String)> {
    let found = world.run(&["check", "plan.yaml", "--format", "json"]);
    let found = found.json();
    let found = found.as_array().unwrap().iter();
    let barred = found.filter(|finding| finding["code"] == "barred-alternative");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    barred
        .map(|finding| (text(&finding["level"]), text(&finding["message"])))
        .collect()
}

/// How many mails offer another date: to executives, and to heads.
fn offered(world: &World) -> [usize; 2] {
    world.run(&["preview", "plan.yaml"]).ended(0);
    let mails = std::fs::read_dir(world.path("preview/mails")).unwrap();
    let texts: Vec<String> = mails
        .map(|entry| {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            let mail = MessageParser::default().parse(&bytes).unwrap();
            mail.body_text(0).unwrap().into_owned()
        })
        .collect();
    ["Second date", "Another time we weighed"]
        .map(|words| texts.iter().filter(|text| text.contains(words)).count())
}

#[test]
fn an_alternative_that_the_plan_rules_out_is_a_finding_and_in_no_mail() {
    for (start, level, why) in [
        (
            "2027-03-27 22:00",
            "warning",
            "it falls into the freeze “Year end”",
        ),
        (
            "2027-02-20 22:00",
            "warning",
            "`pilot-night` must be over before",
        ),
        (
            "2027-01-05 22:00",
            "warning",
            "it is decided on Mon 11 Jan 2027 only",
        ),
        ("2026-10-03 22:00", "warning", "it has gone by"),
    ] {
        let world = world(start, "");
        let found = found(&world);
        assert_eq!(found.len(), 1, "{start}: {found:?}");
        assert_eq!(found[0].0, level, "{start}");
        assert!(found[0].1.contains(why), "{start}: {}", found[0].1);
        assert_eq!(offered(&world), [0, 0], "{start}");
    }
}

#[test]
fn an_alternative_that_is_possible_is_offered() {
    let world = world("2027-04-10 22:00", "");
    assert_eq!(found(&world), []);
    assert!(offered(&world).iter().all(|mails| *mails > 0));
}

#[test]
fn a_phase_that_may_be_moved_as_well_rules_nothing_out() {
    let world = world(
        "2027-02-20 22:00",
        ", alternatives: [{start: 2027-02-13 22:00, length: 2h}]",
    );
    assert_eq!(found(&world), []);
    assert!(offered(&world).iter().all(|mails| *mails > 0));
}

#[test]
fn a_day_that_went_by_is_a_note_for_nobody_wrote_anything_wrong() {
    let mut world = world("2027-03-06 22:00", "");
    assert_eq!(found(&world), []);
    world.turn("2027-03-08T09:00");
    let found = found(&world);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "note");
}
