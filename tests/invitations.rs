//! What becomes of an invitation when the plan changes after it was sent.

use crate::harness::world::{World, here};
use forewarn::ledger::{Book, Record, SqliteBook, Wanted};

const CUTOVER: &str = "{id: cutover, start: 2027-03-13 22:00";
const REHEARSAL: &str =
    "{id: rehearsal, start: 2027-03-06 22:00, length: 4h, services: {records: off}}";

/// A plan with one briefing.
fn plan(briefing: &str) -> String {
    let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    format!(
        "{sound}briefings: [{{id: talk, for: department-heads, start: 2027-02-23 10:30{briefing}}}]\npolicy:\n  waivers:\n    - {{window: cutover, rule: lead-time, by: Maria Osei, because: All agreed.}}\n"
    )
}

/// The same with a further window before the other.
fn with_rehearsal(briefing: &str) -> String {
    let windows = format!("{REHEARSAL}\n      - {CUTOVER}");
    let late = "    - {window: rehearsal, rule: lead-time, by: Maria Osei, because: All agreed.}\n";
    plan(briefing).replace(CUTOVER, &windows) + late
}

/// What the head of the wards was sent of some kind: the windows it was about.
fn sent(world: &World, milestone: &str) -> Vec<String> {
    world
        .run(&["send", "plan.yaml", "--outbox", "mails"])
        .ended(0);
    let book = SqliteBook::open_read_only(&world.path("mails/records-move.ledger"), "records-move")
        .unwrap();
    let mut windows = Vec::new();
    book.records(&Wanted::All, &mut |Record { planned, .. }| {
        if planned.milestone == milestone && planned.recipient.starts_with("a.khan@") {
            windows.push(planned.window);
        }
    })
    .unwrap();
    windows
}

fn invited(plan: String) -> World {
    let world = World::new().file("plan.yaml", plan).at("2027-02-11T09:00");
    assert_eq!(sent(&world, "briefing"), ["cutover"]);
    world
}

#[test]
fn nobody_is_invited_again_because_a_briefing_is_about_another_window_first() {
    let world = invited(plan(""));
    world.write("plan.yaml", with_rehearsal(""));
    assert_eq!(sent(&world, "briefing"), ["cutover"]);
    assert_eq!(sent(&world, "changed"), [""; 0]);
}

#[test]
fn a_briefing_moved_to_another_window_of_the_same_readers_is_not_called_off() {
    let world = invited(with_rehearsal(", window: cutover"));
    world.write("plan.yaml", with_rehearsal(", window: rehearsal"));
    assert_eq!(sent(&world, "briefing"), ["cutover"]);
    assert_eq!(sent(&world, "changed"), [""; 0]);
}

#[test]
fn whose_window_is_cancelled_is_invited_anew_when_the_briefing_is_about_another() {
    let world = invited(plan(""));
    let cancelled = format!("{CUTOVER}, status: cancelled");
    let text = with_rehearsal("").replace(CUTOVER, &cancelled);
    world.write("plan.yaml", text);
    // Who has to be corrected hears that first.
    sent(&world, "cancelled");
    for _ in 0..3 {
        assert_eq!(sent(&world, "briefing"), ["cutover", "rehearsal"]);
    }
}
