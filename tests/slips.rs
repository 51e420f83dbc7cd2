//! Slips of planners: what `check` says to write instead is what helps, and one slip is one finding.

use crate::harness::world::{World, here};
use serde_json::Value;

/// The findings of a plan: code, and the advice in one line.
fn found(plan: &str) -> Vec<(String, String)> {
    let world = World::new().file("plan.yaml", plan);
    let found = world.run(&["check", "plan.yaml", "--format", "json"]);
    let found = found.json();
    let advice = |finding: &Value| {
        let lines = finding["help"].as_array().unwrap().iter();
        let lines: Vec<&str> = lines.map(|line| line.as_str().unwrap()).collect();
        let code = finding["code"].as_str().unwrap();
        (code.to_owned(), lines.join(" | "))
    };
    found.as_array().unwrap().iter().map(advice).collect()
}

fn base() -> String {
    std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap()
}

/// The sound plan with one text replaced.
fn with(written: &str, instead: &str) -> String {
    let base = base();
    assert!(base.contains(written), "{written}");
    base.replacen(written, instead, 1)
}

#[track_caller]
fn one_finding(plan: &str, code: &str, advice: &str) {
    let found = found(plan);
    let all = format!("{found:#?}");
    let [(said, help)] = found.as_slice() else {
        panic!("{all}")
    };
    assert_eq!(said, code, "{all}");
    assert!(help.contains(advice), "{all}");
}

#[test]
fn a_name_where_an_id_belongs_is_led_to_where_its_part_of_the_plan_has_names() {
    let briefing = "briefings:\n  - {id: heads, for: department-heads, start: 2027-02-16 10:30}\n";
    let window = with("id: cutover", "id: Cutover Night");
    one_finding(
        &format!("{window}{briefing}"),
        "wrong-value",
        "write `cutover-night`; the name that people read is the `name` of its phase",
    );
    one_finding(
        &with("plan: records-move", "plan: Records Move 2027"),
        "wrong-value",
        "write `records-move-2027`; the name that people read goes under `title`",
    );
    one_finding(
        &with("- id: main", "- id: Main Phase"),
        "wrong-value",
        "write `main-phase`; the name that people read goes under `name`",
    );
    one_finding(
        &format!("{}{briefing}", base().replacen("id: cutover, ", "", 1)),
        "missing-field",
        "id: …",
    );
}

#[test]
fn a_person_who_is_only_named_is_shown_as_a_block() {
    let head = "{name: Aisha Khan, email: a.khan@stbrannock.example}";
    for (written, advice) in [
        ("Aisha Khan", "write `{name: Aisha Khan, email: …}`"),
        (
            "Aisha Khan <a@b.example>",
            "write `{name: Aisha Khan, email: a@b.example}`",
        ),
    ] {
        let plan = with(&format!("head: {head}"), &format!("head: {written}"));
        one_finding(&plan, "wrong-type", advice);
    }
    let owner = format!("{}owner: Jo Field\n", base());
    one_finding(&owner, "wrong-type", "write `{name: Jo Field, email: …}`");
}

#[test]
fn a_decision_and_the_point_of_no_return_are_moments_too() {
    let window = |at: &str, point: &str| {
        let fields = format!(
            "length: 4h, point-of-no-return: {point}, way-back: {{takes: 30m}}, decisions: [{{at: {at}, known-by: Fri 2027-03-12 12:00, owner: Jo Field, criteria: [Restored]}}]"
        );
        with("length: 4h", &fields)
    };
    let (at, point) = ("Fri 2027-03-12 15:00", "Sun 2027-03-14 00:30");
    assert_eq!(found(&window(at, point)), []);
    // They mean the same as leads that are counted.
    let said = |plan: String| {
        let world = World::new().file("plan.yaml", plan);
        world.run(&["preview", "plan.yaml"]).ended(0);
        let mut mails: Vec<_> = std::fs::read_dir(world.path("preview/mails"))
            .unwrap()
            .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        mails.sort();
        mails
    };
    let counted = window("1 day before start at 15:00", "2h 30m after start");
    assert!(said(window(at, point)) == said(counted));
    let codes =
        |plan: &str| -> Vec<String> { found(plan).into_iter().map(|(code, _)| code).collect() };
    assert_eq!(codes(&window(at, "2027-03-14 03:00")), ["late-return"]);
    assert_eq!(
        codes(&window("Sat 2027-03-12 15:00", point)),
        ["wrong-weekday"]
    );
    one_finding(
        &window("soon", point),
        "wrong-value",
        "or a date and time, such as",
    );
    one_finding(&window("2h", point), "wrong-value", "before start");
}
