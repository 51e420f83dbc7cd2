//! What a plan says of the hours of a window: the nine checks by their figures, and bad input.

use crate::harness::world::{World, here};
use serde_json::Value;

/// The worked example: four hours from 22:00, going back is possible until 0:25.
const NIGHT: &str = "
        point-of-no-return: 145m after start
        way-back: {takes: 60m, check: 15m, loses: Notes of the night.}
        fix-forward: {who: Night team, lasts: 3h, workaround: Paper forms.}
        rehearsal: {date: 2026-10-10, took: 3h 30m, way-back-took: 75m}
        backup: {verified: 10m before start}
        steps:
          - {do: Back up, lasts: {optimistic: 30m, likely: 45m, pessimistic: 60m}}
          - {do: Migrate, lasts: {optimistic: 60m, likely: 90m, pessimistic: 180m}}
          - {do: Validate, lasts: {optimistic: 20m, likely: 30m, pessimistic: 70m}}
          - {do: Smoke test, lasts: {optimistic: 15m, likely: 20m, pessimistic: 25m}}
        decisions:
          - {at: 140m after start, owner: Maria Osei, criteria: [All is counted.]}";

/// A plan with that window and these limits of its service.
fn plan(night: &str, objectives: &str) -> String {
    let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let limits = format!("severity: high, objectives: {{{objectives}}}");
    let sound = sound.replacen("severity: high", &limits, 1);
    let (before, _) = sound.split_once("      - {id: cutover").unwrap();
    let window = "      - id: cutover\n        start: 2027-03-13 22:00\n        length: 4h\n        services: {records: off}";
    format!("{before}{window}{night}\n")
}

/// Everything found in a plan: code, level, message and advice.
fn found(night: &str, objectives: &str) -> Vec<[String; 4]> {
    let world = World::new().file("plan.yaml", plan(night, objectives));
    let ran = world.run(&["check", "plan.yaml", "--format", "json"]);
    let found = ran.json();
    let text = |finding: &Value, field: &str| finding[field].as_str().unwrap().to_owned();
    let found = found.as_array().unwrap().iter().map(|finding| {
        let help = finding["help"].as_array().unwrap();
        let help: Vec<&str> = help.iter().filter_map(Value::as_str).collect();
        [
            text(finding, "code"),
            text(finding, "level"),
            text(finding, "message"),
            help.join(" "),
        ]
    });
    found.collect()
}

const LIMITS: &str = "rto: 6h, rpo: 15m, mtd: 8h, wrt: 2h";

/// The one finding of a night that is said otherwise: code, level, and what has to be in its words.
#[track_caller]
fn finds(from: &str, to: &str, limits: &str, expected: [&str; 3]) {
    let night = NIGHT.replacen(from, to, 1);
    assert!(from.is_empty() || night != NIGHT, "{from}");
    let found = found(&night, limits);
    let [code, level, words] = expected;
    let others = found.iter().filter(|[code, ..]| code != "thin-margin");
    let others: Vec<_> = others.collect();
    let [[found, weight, message, help]] = &others[..] else {
        panic!("{from} → {to}: {others:#?}");
    };
    assert_eq!(
        (found.as_str(), weight.as_str()),
        (code, level),
        "{message}"
    );
    let said = format!("{message} ({help})");
    assert!(said.contains(words), "{said}");
}

#[test]
fn the_worked_example_passes_all_but_its_margin() {
    let found = found(NIGHT, LIMITS);
    let [[code, level, message, help]] = &found[..] else {
        panic!("{found:#?}");
    };
    assert_eq!((code.as_str(), level.as_str()), ("thin-margin", "warning"));
    assert_eq!(
        message,
        "`cutover` has a margin of 11 minutes: nine of ten nights are done after 3 hours 49 minutes, and the window lasts 4 hours"
    );
    assert!(help.contains("36 minutes"), "{help}");
}

#[test]
fn a_way_back_that_ends_late_is_told_with_the_latest_safe_decision() {
    let found = found(&NIGHT.replacen("takes: 60m", "takes: 90m", 1), LIMITS);
    let says = |code: &str, words: &str| {
        let mut found = found.iter();
        let is_it = |found: &&[String; 4]| found[0] == code && found[1] == "error";
        let finding = found.find(is_it).unwrap_or_else(|| panic!("{code}"));
        let said = format!("{} ({})", finding[2], finding[3]);
        assert!(said.contains(words), "{said}");
    };
    says(
        "long-way-back",
        "the way back takes 1 hour 45 minutes; decided at 0:25 it ends at 2:10, after the window's end at 2:00 (decide by 0:15, the latest safe decision",
    );
    says(
        "late-checkpoint",
        "taken at 0:20; turning back is safe until 0:15",
    );
}

#[test]
fn the_last_decision_has_an_owner_and_criteria_and_comes_in_time() {
    let says = |code, words| [code, "error", words];
    finds(
        "at: 140m",
        "at: 150m",
        LIMITS,
        says(
            "late-checkpoint",
            "taken at 0:30; turning back is safe until 0:25",
        ),
    );
    finds(
        ", owner: Maria Osei",
        "",
        LIMITS,
        says("late-checkpoint", "nobody takes"),
    );
    finds(
        ", criteria: [All is counted.]",
        "",
        LIMITS,
        says("late-checkpoint", "goes by nothing"),
    );
    finds(
        "at: 140m after start",
        "at: 140m after start, known-by: 142m after start",
        LIMITS,
        says(
            "late-checkpoint",
            "the decision at 0:20 goes by is known only at 0:22",
        ),
    );
}

#[test]
fn limits_are_kept_or_named_with_their_figures() {
    let says = |code, words| [code, "error", words];
    let error = |code| [code, "error", ""];
    finds(
        "",
        "\n        agreed: 3h 30m",
        LIMITS,
        says(
            "long-outage",
            "`cutover` lasts 4 hours, and 3 hours 30 minutes were agreed",
        ),
    );
    finds(
        "",
        "",
        "rto: 3h, rpo: 15m",
        says("long-outage", "for 4 hours, and its `rto` is 3 hours"),
    );
    finds(
        "",
        "\n        agreed: 4h",
        "rto: 3h, rpo: 15m",
        ["long-outage", "warning", "it was agreed in writing"],
    );
    finds(
        "",
        "",
        "rpo: 15m, mtd: 5h, wrt: 2h",
        says(
            "long-disruption",
            "back at 2:00, and caught up after 2 hours: 6 hours after the start, and its `mtd` is 5 hours",
        ),
    );
    finds(
        "10m before start",
        "2027-03-13",
        LIMITS,
        says(
            "old-backup",
            "verified at Sat 13 Mar, 0:00, 22 hours before the start, and the `rpo` of Patient records is 15 minutes",
        ),
    );
    finds(
        "10m before start",
        "5m after start",
        LIMITS,
        error("old-backup"),
    );
}

#[test]
fn what_was_measured_and_what_is_missing_is_said_with_its_figures() {
    let says = |code, words| [code, "error", words];
    let error = |code| [code, "error", ""];
    finds(
        ", lasts: 3h, workaround: Paper forms.",
        "",
        LIMITS,
        says(
            "no-way-on",
            "nobody can go back after 0:25, and nothing says how long that may take (`lasts`), nor what people",
        ),
    );
    finds(
        "        fix-forward: {who: Night team, lasts: 3h, workaround: Paper forms.}\n",
        "",
        LIMITS,
        error("no-way-on"),
    );
    finds(
        "took: 3h 30m",
        "took: 4h 30m",
        LIMITS,
        [
            "unrehearsed",
            "warning",
            "took 4 hours 30 minutes; 3 hours 20 minutes are planned",
        ],
    );
    finds(
        "way-back-took: 75m",
        "way-back-took: 95m",
        LIMITS,
        [
            "unrehearsed",
            "warning",
            "the way back took 1 hour 35 minutes; 1 hour 15 minutes are planned",
        ],
    );
    finds(
        ", loses: Notes of the night.",
        "",
        LIMITS,
        ["half-said", "warning", "what a late way back loses"],
    );
    finds(
        "",
        "",
        "rto: 6h",
        [
            "half-said",
            "warning",
            "how much of what was entered may be lost",
        ],
    );
}

#[test]
fn a_window_too_short_for_nine_or_for_nineteen_of_twenty_nights_is_said_apart() {
    let window = |length: &str| {
        let plan = plan(NIGHT, LIMITS).replacen("length: 4h", &format!("length: {length}"), 1);
        let world = World::new().file("plan.yaml", plan.replacen("takes: 60m", "takes: 40m", 1));
        let ran = world.run(&["check", "plan.yaml", "--format", "json"]);
        let found = ran.json();
        let found = found.as_array().unwrap().iter();
        let found = found.filter(|found| found["code"] == "long-work");
        let found = found.map(|found| format!("{} {}", found["level"], found["message"]));
        found.collect::<Vec<_>>().concat()
    };
    let error = window("3h 45m");
    assert!(
        error.contains("\"error\"") && error.contains("up to 3 hours 49 minutes in nine of ten"),
        "{error}"
    );
    let warning = window("3h 50m");
    assert!(
        warning.contains("\"warning\"") && warning.contains("3 hours 57 minutes in nineteen"),
        "{warning}"
    );
    assert_eq!(window("3h 57m"), "");
}

#[test]
fn a_step_or_a_date_that_cannot_be_meant_is_refused_at_its_place() {
    for (from, to, words) in [
        (
            "likely: 45m",
            "likely: 75m",
            "the three lengths are out of order",
        ),
        ("likely: 45m", "likely: 2 working days", "not working days"),
        ("optimistic: 30m", "optimistic: 0m", "takes no time"),
        (
            "optimistic: 30m",
            "optimistic: -30m",
            "is not a length of time",
        ),
        ("likely: 45m, ", "", "likely"),
        ("pessimistic: 60m}", "pessimistic: 60m, worst: 3h}", "worst"),
        ("lasts: 3h,", "lasts: 2 working days,", "not working days"),
        ("takes: 60m", "takes: 1 working day", "not working days"),
        ("took: 3h 30m", "took: quick", "is not a length of time"),
        ("date: 2026-10-10", "date: Sun 2026-10-10", "is a Saturday"),
        ("10m before start", "yesterday", "yesterday"),
        ("who: Night team", "whom: Night team", "whom"),
        ("do: Back up, ", "", "the field `do` is missing"),
        (
            "{do: Back up, lasts: {optimistic: 30m, likely: 45m, pessimistic: 60m}}",
            "{do: Back up, lasts: 40 days}",
            "fits in no window",
        ),
    ] {
        let night = NIGHT.replacen(from, to, 1);
        assert_ne!(night, NIGHT, "{from}");
        let found = found(&night, LIMITS);
        let mut errors = found.iter().filter(|[_, level, ..]| level == "error");
        assert!(
            errors.any(|[_, _, message, help]| format!("{message} {help}").contains(words)),
            "{to}: {found:#?}"
        );
    }
}
