//! What must be ready before the start: the list by the day, whom it names, and bad input.

use crate::harness::peer::{Peer, Script};
use crate::harness::world::{World, here};
use crate::night::{HEAD, Night, last_mail, of};
use crate::sending::{DETAILS, hospital, with_server};
use serde_json::Value;

const ITEMS: &str = "
  - {item: The backup is restored., owner: Tomasz Wilk, due: 15 working days before start, test: restore, proof: {date: 2026-11-06, place: Harbour}, state: done}
  - {item: The night is rehearsed., owner: {name: Rhys Bevan, email: r.bevan@stbrannock.example}, due: 10 working days before start, test: rehearsal, proof: {date: 2026-11-06, place: Harbour}, done: yes}
  - {item: Every ward has its folder., owner: Aisha Khan, due: 5 working days before start}
  - {item: The other site takes over., owner: IT Change Team, test: disaster-recovery, state: failed}
  - {item: The lists are printed., owner: A. Nobody, due: 2h before start, window: cutover}";

/// The plan that findings are explained with, and a list of what must be ready.
fn world(items: &str) -> World {
    let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    World::new().file("plan.yaml", format!("{sound}readiness:{items}\n"))
}

/// The list on a morning, by item: light, reason, and where its owner is asked.
fn list(now: &str) -> Vec<[String; 4]> {
    let world = world(ITEMS).at(now);
    let ran = world.run(&["readiness", "plan.yaml", "--format", "json"]);
    let list = ran.json();
    let items = list["items"].as_array().unwrap().iter();
    let text = |item: &Value, field: &str| item[field].as_str().unwrap_or("-").to_owned();
    items
        .map(|item| ["item", "light", "because", "asked-at"].map(|field| text(item, field)))
        .collect()
}

#[test]
fn the_list_turns_amber_and_red_with_the_days_and_says_whom_to_ask() {
    let stands = |now: &str, item: &str| {
        let list = list(now);
        let found = list.into_iter().find(|[name, ..]| name.contains(item));
        let [_, light, because, _] = found.unwrap();
        format!("{light} {because}")
    };
    // The start is Saturday 13 March 2027, 22:00; five working days before it is Monday 8 March.
    assert_eq!(stands("2027-02-01T09:00", "folder"), "green in-time");
    assert_eq!(stands("2027-03-08T23:59", "folder"), "amber due-soon");
    assert_eq!(stands("2027-03-09T00:00", "folder"), "red overdue");
    assert_eq!(stands("2027-03-13T19:59", "lists"), "amber due-soon");
    assert_eq!(stands("2027-03-13T20:00", "lists"), "red overdue");
    assert_eq!(stands("2027-02-01T09:00", "backup"), "green done");
    assert_eq!(stands("2027-02-01T09:00", "rehearsed"), "amber unproven");
    assert_eq!(stands("2027-02-01T09:00", "other site"), "red failed");
    let asked = |item: &str| {
        let list = list("2027-02-01T09:00");
        let found = list.into_iter().find(|[name, ..]| name.contains(item));
        found.unwrap()[3].clone()
    };
    assert_eq!(asked("folder"), "a.khan@stbrannock.example");
    assert_eq!(asked("rehearsed"), "r.bevan@stbrannock.example");
    assert_eq!(asked("other site"), "change@stbrannock.example");
    assert_eq!(asked("lists"), "-");
}

#[test]
fn the_list_names_red_things_first_and_its_exit_code_says_whether_there_are_any() {
    let world = world(ITEMS);
    let ran = world.run(&["readiness", "plan.yaml"]).ended(1);
    assert!(
        ran.out
            .starts_with("Before cutover, Sat 13 March 2027, 22:00\n  red    The other site"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("A. Nobody, of whom no address is known"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("done, but nothing says how long it took"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.ends_with("5 items: 1 red, 1 amber, 3 green\n"),
        "{}",
        ran.out
    );
    let calm = self::world("\n  - {item: The backup is restored., owner: Aisha Khan}");
    calm.run(&["readiness", "plan.yaml"]).ended(0);
    calm.run(&["readiness", "plan.yaml", "--window", "other"])
        .ended(2);
}

#[test]
fn an_item_that_contradicts_itself_or_comes_too_late_is_found() {
    for (from, to, code) in [
        (
            "proof: {date: 2026-11-06, place: Harbour}, done: yes",
            "done: yes, state: failed",
            "wrong-value",
        ),
        (
            "due: 2h before start",
            "due: 2h after start",
            "late-deadline",
        ),
        ("owner: Aisha Khan", "who: Aisha Khan", "missing-field"),
        ("window: cutover", "window: cutoff", "unknown-id"),
        ("test: restore", "test: restored", "unknown-word"),
        ("state: failed", "state: broken", "unknown-word"),
        (
            "date: 2026-11-06, place: Harbour}, state",
            "date: 2026-11-31, place: Harbour}, state",
            "wrong-value",
        ),
    ] {
        let items = ITEMS.replacen(from, to, 1);
        assert_ne!(items, ITEMS, "{from}");
        let ran = world(&items).run(&["check", "plan.yaml", "--format", "json"]);
        let found = ran.json();
        let mut codes = found
            .as_array()
            .unwrap()
            .iter()
            .map(|found| found["code"].clone());
        assert!(codes.any(|found| found == code), "{to}: {}", ran.out);
    }
}

#[test]
fn a_likelihood_is_a_grade_or_a_percentage_and_only_the_second_gives_a_sum() {
    let risks = |scale: &str| {
        let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
        let risks = "risks:
  - {id: late, text: It is late., likelihood: 20%, impact: high, exposure: 50000}
  - {id: slow, text: It is slow., likelihood: high, impact: high, exposure: 1000}";
        let world = World::new().file("plan.yaml", format!("{sound}{scale}{risks}\n"));
        world
            .run(&["readiness", "plan.yaml", "--format", "json"])
            .ended(0)
            .json()["risks"]
            .clone()
    };
    let nist = risks("");
    assert_eq!(
        (&nist[0]["id"], &nist[0]["level"]),
        (&"slow".into(), &"high".into())
    );
    assert_eq!(
        (&nist[1]["likelihood"], &nist[1]["level"]),
        (&"moderate".into(), &"moderate".into())
    );
    assert_eq!(nist[1]["expected"]["likely"], "10000");
    assert_eq!(nist[0]["expected"], Value::Null);
    let numeric = risks("risk-scale: {matrix: numeric, impact: {high: A shift is lost.}}\n");
    assert_eq!(
        (&numeric[0]["level"], &numeric[1]["level"]),
        (&"high".into(), &"high".into())
    );
    let bad = |likelihood: &str| {
        let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
        let risk = format!(
            "risks:\n  - {{id: late, text: Late., likelihood: {likelihood}, impact: high, exposure: 5 EUR}}\n"
        );
        World::new()
            .file("plan.yaml", sound + &risk)
            .run(&["check", "plan.yaml"])
            .said()
    };
    assert!(bad("120%").contains("`120%` is not a share"));
    assert!(bad("often").contains("`often` does not say how likely it is"));
    assert!(bad("20%").contains("error[mixed-currencies]"));
}

/// A night whose plan has one thing that is overdue, and one that failed.
fn unready() -> Night {
    let night = Night::new();
    let plan = night.world.read("plan.yaml");
    let items = "readiness:
  - {item: Every ward has its folder., owner: {name: Rhys Bevan, email: r.bevan@stbrannock.example}, due: 5 working days before start}
  - {item: The other site takes over., owner: Rhys Bevan, test: disaster-recovery, state: failed}
";
    night.world.write("plan.yaml", plan + items);
    night
}

#[test]
fn what_is_not_ready_stops_the_start_until_somebody_takes_it_on_by_name() {
    let mut night = unready();
    let refused = night.record("2027-03-13T21:40", &["go", "--by", "Maria Osei"], 2);
    for words in [
        "2 things that must be ready before `cutover` are not. Nothing was recorded",
        "Every ward has its folder.\n",
        "overdue, was due Mon 8 Mar 2027; Rhys Bevan <r.bevan@stbrannock.example>",
        "take it on by name",
    ] {
        assert!(refused.contains(words), "{refused}");
    }
    let some = [
        "go",
        "--by",
        "Maria Osei",
        "--despite",
        "Every ward has its folder",
    ];
    let refused = night.record("2027-03-13T21:40", &some, 2);
    assert!(
        refused.contains("1 thing that must be ready before `cutover` is not"),
        "{refused}"
    );
    let all = ["go", "--despite", "folder", "--despite", "the other site"];
    let refused = night.record("2027-03-13T21:40", &all, 2);
    assert!(refused.contains("`go --despite` needs `--by`"), "{refused}");
    let wrong = ["go", "--by", "Maria Osei", "--despite", "backup"];
    let refused = night.record("2027-03-13T21:40", &wrong, 2);
    assert!(
        refused.contains("is nothing that is not ready"),
        "{refused}"
    );
    let refused = night.record(
        "2027-03-13T21:40",
        &["no-go", "--reason", "x", "--despite", "folder"],
        2,
    );
    assert!(
        refused.contains("`--despite` says nothing about `no-go`"),
        "{refused}"
    );
    night.record(
        "2027-03-13T21:40",
        &[&all[..], &["--by", "Maria Osei"]].concat(),
        0,
    );
    night.told(0);
    let mail = last_mail(&night, HEAD);
    let words = "Not ready, and taken on by Maria Osei: - Every ward has its folder. - The other site takes over.";
    assert!(mail.contains(words), "{mail}");
    let status = night
        .world
        .run(&["status", "plan.yaml", "--format", "json"])
        .json();
    let recorded = &status["nights"][0]["recorded"][0];
    assert_eq!(recorded["unready"][0], "Every ward has its folder.");
}

#[test]
fn a_decision_not_to_start_says_what_was_not_ready() {
    let mut night = unready();
    night.record("2027-03-13T21:40", &["no-go", "--reason", "Not ready"], 0);
    night.told(0);
    let mail = last_mail(&night, HEAD);
    assert!(
        mail.contains("Not ready: - Every ward has its folder. - The other"),
        "{mail}"
    );
}

#[test]
fn whoever_sees_to_something_overdue_is_told_once_a_day_until_it_is_done() {
    const BEVAN: &str = "r.bevan@stbrannock.example";
    let mut night = Night::new();
    let plan = night.world.read("plan.yaml");
    let item = "readiness:
  - {item: Every ward has its folder., owner: {name: Rhys Bevan, email: r.bevan@stbrannock.example}, due: 2h before start}
";
    night.world.write("plan.yaml", format!("{plan}{item}"));
    let warnings = |night: &mut Night| of(&night.told(0), BEVAN);
    night.world.turn("2027-03-13T19:50");
    assert_eq!(warnings(&mut night), [] as [&str; 0]);
    night.world.turn("2027-03-13T20:05");
    let subjects = warnings(&mut night);
    assert_eq!(subjects.len(), 1, "{subjects:?}");
    assert!(
        subjects[0].starts_with("Overdue: 1 thing to be ready"),
        "{subjects:?}"
    );
    let mail = last_mail(&night, BEVAN);
    for words in [
        "Hello Rhys Bevan",
        "Every ward has its folder.",
        "named you in this plan",
        "state: done",
    ] {
        assert!(mail.contains(words), "{mail}");
    }
    night.world.turn("2027-03-13T21:05");
    assert_eq!(warnings(&mut night), [] as [&str; 0]);
    let status = night.world.run(&["status", "plan.yaml"]);
    for words in [
        "Not ready yet\n  red    Every ward",
        "Who sees to it was told that it is overdue",
    ] {
        assert!(status.out.contains(words), "{}", status.out);
    }
}

#[test]
fn the_next_day_is_another_warning_and_what_is_done_is_none() {
    const BEVAN: &str = "r.bevan@stbrannock.example";
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(1, DETAILS), &peer, "");
    let mut night = Night {
        peer,
        world,
        seen: 0,
    };
    night.told(0);
    let plan = night.world.read("plan.yaml");
    let item = |more: &str| {
        format!(
            "{plan}readiness:
  - {{item: Every ward has its folder., owner: {{name: Rhys Bevan, email: {BEVAN}}}, due: 10 working days before start{more}}}
"
        )
    };
    let mut heard = Vec::new();
    for (now, more) in [
        ("2027-03-02T09:00", ""),
        ("2027-03-03T09:00", ""),
        ("2027-03-03T11:00", ""),
        ("2027-03-04T09:00", ", done: yes"),
    ] {
        night.world.turn(now);
        night.world.write("plan.yaml", item(more));
        heard.push(of(&night.told(0), BEVAN).len());
    }
    assert_eq!(heard, [1, 1, 0, 0]);
}
