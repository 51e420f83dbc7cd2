//! What a plan says of dates that moved, things that were renamed, and machines that read along.

use crate::harness::world::{Ran, World, here};

/// The plan that findings are explained with, and its one window said otherwise.
fn plan(window: &str, rest: &str) -> String {
    let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let (before, _) = sound.split_once("      - {id: cutover").unwrap();
    format!("{before}      - {{id: cutover, services: {{records: off}}, {window}}}\n{rest}\n")
}

fn world(window: &str, rest: &str) -> World {
    World::new().file("plan.yaml", plan(window, rest))
}

const DATED: &str = "start: 2027-03-13 22:00, length: 4h";
const OPEN: &str = "start: undecided, new-date-by: 2027-01-15";

/// The codes of everything found in a plan.
fn codes(window: &str, rest: &str) -> Vec<String> {
    let ran = world(window, rest).run(&["check", "plan.yaml", "--format", "json"]);
    let found = ran.json();
    let found = found.as_array().unwrap().iter();
    found
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

/// The notices of a plan: window, audience and kind.
fn told(world: &World, plan: &str) -> Vec<[String; 3]> {
    let timeline = world.run(&["timeline", plan, "--format", "json"]);
    let rows = timeline.ended(0).json();
    let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap().to_owned();
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| ["window", "audience", "notice"].map(|field| text(row, field)))
        .collect()
}

/// Runs every command that reads a plan; none may fail, and none may have anything to say.
#[track_caller]
fn nothing_to_tell(world: &World) {
    let runs: [&[&str]; 5] = [
        &["check", "plan.yaml"],
        &["timeline", "plan.yaml"],
        &["preview", "plan.yaml", "--out", "out"],
        &["send", "plan.yaml", "--outbox", "mails"],
        &["status", "plan.yaml"],
    ];
    for arguments in runs {
        let ran: Ran = world.run(arguments);
        let said = ran.said();
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        ran.ended(0);
    }
    assert_eq!(told(world, "plan.yaml"), [] as [[String; 3]; 0]);
}

#[test]
fn a_plan_whose_only_window_has_no_date_is_sound_and_tells_nothing() {
    assert_eq!(codes(OPEN, ""), [] as [&str; 0]);
    nothing_to_tell(&world(OPEN, ""));
}

#[test]
fn a_plan_whose_only_window_is_cancelled_is_sound_and_tells_nothing() {
    let cancelled = format!("{DATED}, status: cancelled");
    for window in [cancelled.as_str(), "start: undecided, status: cancelled"] {
        assert_eq!(codes(window, ""), ["cancelled-plan"], "{window}");
    }
    nothing_to_tell(&world(&cancelled, ""));
}

#[test]
fn what_hung_on_the_date_may_stay_in_the_plan() {
    let window = format!(
        "{OPEN}, length: 4h, point-of-no-return: 2h after start, way-back: {{takes: 1h}},
         decisions: [{{at: 1 working day before start}}],
         before: [{{do: Print the list, by: 2 days before start}}], during: [Use paper]"
    );
    let rest = "
decision: {ask: Release the money, by: 2027-01-10, window: cutover}
hyper-care: {length: 10 working days}
notices:
  - {notice: reminder-3, windows: [cutover], at: 4 days before start}
policy:
  waivers: [{window: cutover, rule: lead-time, by: Maria Osei, because: agreed}]
changes:
  - {window: cutover, on: 2026-11-20, because: The rehearsal took an hour longer than planned.}";
    assert_eq!(codes(&window, rest), [] as [&str; 0]);
    nothing_to_tell(&world(&window, rest));
}

#[test]
fn a_promise_of_a_new_date_is_made_and_kept() {
    assert_eq!(codes("start: undecided", ""), ["new-date-by"]);
    let over = "start: undecided, new-date-by: 2026-11-20";
    assert_eq!(codes(over, ""), ["new-date-by"]);
    let today = "start: undecided, new-date-by: 2026-11-23";
    assert_eq!(codes(today, ""), [] as [&str; 0]);
    let overtaken = format!("{DATED}, new-date-by: 2027-01-15");
    assert_eq!(codes(&overtaken, ""), ["new-date-by"]);
    let off = "start: undecided, status: cancelled";
    assert_eq!(codes(off, ""), ["cancelled-plan"]);
}

#[test]
fn a_window_without_a_start_has_no_end() {
    let window = format!("{OPEN}, end: 2027-03-14 02:00");
    assert_eq!(codes(&window, ""), ["wrong-value"]);
    let window = format!("{OPEN}, length: 2 working days");
    assert_eq!(codes(&window, ""), ["wrong-value"]);
}

#[test]
fn extra_help_waits_for_the_window_it_follows() {
    let pilot = "
  - id: pilot
    name: Pilot
    windows:
      - {id: pilot-night, start: 2027-03-06 22:00, length: 4h, services: {records: off}}
  - id: main";
    let helped = |window: &str| {
        let text = plan(window, "hyper-care: {length: 10 working days}");
        let text = text.replacen("\n  - id: main", pilot, 1);
        let world = World::new().file("plan.yaml", text);
        let told = told(&world, "plan.yaml").into_iter();
        let helps = told.filter(|row| row[2].contains("hyper-care"));
        let mut windows: Vec<String> = helps.map(|[window, _, _]| window).collect();
        windows.dedup();
        windows
    };
    assert_eq!(helped(DATED), ["cutover"]);
    assert_eq!(helped(OPEN), [] as [&str; 0]);
    let cancelled = format!("{DATED}, status: cancelled");
    assert_eq!(helped(&cancelled), ["pilot-night"]);
    assert_eq!(
        helped("start: undecided, status: cancelled"),
        ["pilot-night"]
    );
}

#[test]
fn machines_hear_twice_of_a_window_in_bare_words() {
    let rest = "
audiences:
  department-heads: {people: departments}
  noc: {role: machine, account: C-4711, people: [{name: Network centre, email: maintenance@carrier.example}]}
hyper-care: {length: 10 working days}
notices:
  - {notice: bulletin, every: week, from: 21 days before start}";
    let text = plan(DATED, rest);
    let text = text.replacen(
        "audiences:\n  department-heads: {people: departments}\n",
        "",
        1,
    );
    let world = World::new().file("plan.yaml", text);
    let ran = world.run(&["check", "plan.yaml"]).ended(0);
    assert!(ran.out.contains("sound"), "{}", ran.out);
    let told = told(&world, "plan.yaml");
    let machine = told.iter().filter(|row| row[1] == "noc");
    let kinds: Vec<_> = machine.map(|row| row[2].as_str()).collect();
    assert_eq!(kinds, ["cutover-first", "cutover-detail"]);
    let ran = world.run(&["preview", "plan.yaml", "--out", "out"]);
    ran.ended(0);
}

#[test]
fn an_audience_is_of_people_or_of_machines() {
    let with = |audience: &str| {
        let text = plan(DATED, "");
        let heads = "department-heads: {people: departments}";
        let text = text.replace(heads, &format!("{heads}\n  {audience}"));
        let world = World::new().file("plan.yaml", text);
        let ran = world.run(&["check", "plan.yaml", "--format", "json"]);
        let found = ran.json();
        let found = found.as_array().unwrap().iter();
        let found = found.map(|finding| finding["code"].as_str().unwrap().to_owned());
        found.collect::<Vec<_>>()
    };
    let people = "people: [{name: Network centre, email: noc@carrier.example}]";
    for (wrong, audience) in [
        (0, format!("noc: {{role: machine, {people}}}")),
        (0, format!("machine: {{account: C-4711, {people}}}")),
        (1, format!("noc: {{role: executives, {people}}}")),
        (
            1,
            format!("noc: {{role: machine, like: executives, {people}}}"),
        ),
        (1, format!("executives: {{role: machine, {people}}}")),
        (1, format!("staff: {{account: C-4711, {people}}}")),
    ] {
        assert_eq!(with(&audience), vec!["wrong-value"; wrong], "{audience}");
    }
}

#[test]
fn machines_are_not_briefed() {
    let text = plan(
        DATED,
        "briefings: [{id: talk, for: noc, start: 2027-02-23 10:30}]",
    );
    let heads = "department-heads: {people: departments}";
    let noc = "noc: {role: machine, people: [{name: Network centre, email: noc@carrier.example}]}";
    let text = text.replace(heads, &format!("{heads}\n  {noc}"));
    let world = World::new().file("plan.yaml", text);
    let ran = world.run(&["check", "plan.yaml"]).ended(1);
    assert!(
        ran.out.contains("machines come to no briefing"),
        "{}",
        ran.out
    );
}

/// A window and the rest of a plan in which somebody is named.
type Place = fn(&str) -> (String, String);

#[test]
fn who_owns_or_decides_something_is_named_on_one_line() {
    let (two, one) = ("\"Maria\\nOsei\"", "Maria Osei");
    let places: [Place; 4] = [
        |who| {
            (
                format!("{DATED}, before: [{{do: Print, owner: {who}}}]"),
                String::new(),
            )
        },
        |who| {
            let decision = format!("decisions: [{{at: 1 day before start, owner: {who}}}]");
            (format!("{DATED}, {decision}"), String::new())
        },
        |who| {
            let risk = "id: late, text: It lasts, likelihood: low, impact: low";
            (
                DATED.to_owned(),
                format!("risks: [{{{risk}, owner: {who}}}]"),
            )
        },
        |who| {
            let decision = format!("decision: {{ask: Release it, by: 2027-02-10, who: {who}}}");
            (DATED.to_owned(), decision)
        },
    ];
    for place in places {
        let (window, rest) = place(two);
        assert_eq!(codes(&window, &rest), ["wrong-value"], "{window} {rest}");
        let (window, rest) = place(one);
        assert_eq!(codes(&window, &rest), [] as [&str; 0], "{window} {rest}");
    }
}

#[test]
fn the_schema_says_what_can_be_said_of_changes() {
    let schema = World::new().run(&["schema"]).ended(0).out;
    for field in ["new-date-by", "changes", "renamed-from", "account"] {
        assert!(schema.contains(&format!("\"{field}\"")), "{field}");
    }
    assert!(schema.contains("undecided"));
}

#[test]
fn a_risk_is_one_of_windows_that_there_are() {
    let risk = |windows: &str| {
        let risk = "id: late, text: It lasts, likelihood: low, impact: low";
        codes(DATED, &format!("risks: [{{{risk}, windows: [{windows}]}}]"))
    };
    assert_eq!(risk("cutover"), [] as [&str; 0]);
    assert_eq!(risk("cutovr"), ["unknown-id"]);
}

#[test]
fn a_slip_in_a_name_hides_nothing_that_is_wrong_with_people_and_dates() {
    let window = "start: 2027-03-13 22:00, length: 4h, whitout: 1";
    let rest = "briefings: [{id: talk, for: department-heads, start: 2027-03-13 08:00}]";
    let found = codes(window, rest);
    for code in ["unknown-field", "unsocial-briefing"] {
        assert!(found.contains(&code.to_owned()), "{found:?}");
    }
}

#[test]
fn what_is_wrong_for_one_reason_is_said_once() {
    let freeze = "calendar: {holidays: {country: GB, region: ENG}, sending-hours: 08:00-18:00 mon-fri, \
                  freezes: [{name: Move, from: 2026-11-03, to: 2027-03-13}]}";
    let world = world(DATED, freeze);
    let found = world
        .run(&["check", "plan.yaml", "--format", "json"])
        .json();
    let found: Vec<String> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["message"].to_string())
        .collect();
    let lost = found.iter();
    let lost: Vec<&String> = lost
        .filter(|message| message.contains("no working moment"))
        .collect();
    assert_eq!(lost.len(), 1, "{found:#?}");
    assert!(
        lost.iter().all(|message| message.contains("the notices `")),
        "{found:#?}"
    );
}

#[test]
fn two_phases_that_wait_for_each_other_are_found_once() {
    let base = plan(DATED, "");
    let (before, phases) = base.split_once("phases:\n").unwrap();
    let one = phases
        .trim_end()
        .replacen("    name:", "    after: [late]\n    name:", 1);
    let other = "  - id: late\n    name: Late\n    after: [main]\n    windows:\n      - {id: later, start: 2027-03-20 22:00, length: 4h, services: {records: off}}\n";
    let world = World::new().file("plan.yaml", format!("{before}phases:\n{one}\n{other}"));
    let found = world
        .run(&["check", "plan.yaml", "--format", "json"])
        .json();
    let circles = found.as_array().unwrap().iter();
    let circles = circles.filter(|one| one["code"] == "circular").count();
    assert_eq!(circles, 1, "{found:#}");
}

#[test]
fn more_that_is_wrong_than_can_be_said_at_once_makes_nothing_up() {
    let services: String = (0..70)
        .map(|number| {
            format!("  s{number}: {{name: Service {number}, severity: normal, used-by: [wards]}}\n")
        })
        .collect();
    let base = plan(DATED, "");
    let base = base.replace("services:\n", &format!("services:\n{services}"));
    let world = World::new().file("plan.yaml", base);
    let found = world
        .run(&["check", "plan.yaml", "--format", "json"])
        .json();
    let found = found.as_array().unwrap();
    assert_eq!(found.len(), 60, "{found:#?}");
    assert!(
        found
            .iter()
            .all(|one| one["message"].as_str().unwrap().contains("severity")
                || one["code"] != "missing-field"),
        "{found:#?}"
    );
    let last = world
        .run(&["check", "plan.yaml", "--format", "json"])
        .said();
    assert!(last.contains("reading stopped here"), "{last}");
}
