//! What people who compare a plan with what was told read: who is new to a window, what is left
//! undone while a plan has errors, and which windows are gone.

use crate::harness::peer::{Act, Peer, Script, Stage};
use crate::harness::world::World;
use crate::night::Night;
use crate::sending::{DETAILS, PLAN, hospital, people, with_server};
use std::thread::sleep;
use std::time::Duration;

/// Nobody waits for an approval, and mails are written into a folder.
fn send(world: &World) {
    let more = ["--outbox", "mails", "--ledger", "plan.ledger"];
    world
        .run(&[&["send", "plan.yaml"][..], &more].concat())
        .ended(0);
}

#[test]
fn whoever_is_new_to_a_window_is_shown_until_she_is_told() {
    let mut world = hospital(3, DETAILS);
    send(&world);
    world.run(&["diff", "plan.yaml"]).ended(0);
    world.write("people.csv", people(5));
    for (now, leaves) in [("2027-02-11T09:30", false), ("2027-02-11T21:30", true)] {
        world.turn(now);
        let ran = world.run(&["diff", "plan.yaml"]).ended(4);
        let shown = "cutover: heard of for the first time\n";
        assert!(ran.out.contains(shown), "{}", ran.out);
        assert!(ran.out.contains("     2  End users"), "{}", ran.out);
        let from = "leaves    from Fri 12 Feb 2027";
        assert_eq!(ran.out.contains(from), leaves, "{}", ran.out);
    }
    let only = ["diff", "plan.yaml", "--for", "reader-0@stbrannock.example"];
    world.run(&only).ended(0);
    world.turn("2027-02-11T09:30");
    send(&world);
    world.run(&["diff", "plan.yaml"]).ended(0);
}

#[test]
fn whoever_hears_in_her_turn_is_new_to_nothing() {
    let world = hospital(3, DETAILS);
    world.run(&["diff", "plan.yaml"]).ended(0);
}

#[test]
fn a_plan_with_errors_is_left_alone_and_every_command_says_so() {
    let world = hospital(3, DETAILS);
    send(&world);
    let told = world.read_bytes("plan.ledger");
    world.write("plan.yaml", PLAN.replace("length: 4h", "lenth: 4h"));
    let commands: [(&[&str], &str); 4] = [
        (&["send", "plan.yaml"], "sent"),
        (&["diff", "plan.yaml"], "compared"),
        (&["record", "plan.yaml", "cutover", "started"], "recorded"),
        (&["approve", "plan.yaml", "--by", "Maria Osei"], "approved"),
    ];
    for (command, undone) in commands {
        let said = world.run(command).ended(1).err;
        let last = said.lines().last().unwrap_or_default();
        assert!(last.starts_with("plan.yaml: "), "{said}");
        assert!(last.contains(&format!("Nothing was {undone}; ")), "{said}");
        assert_eq!(world.read_bytes("plan.ledger"), told);
    }
}

#[test]
fn a_window_with_another_id_is_offered_back_and_not_called_overdue() {
    let mut world = hospital(3, DETAILS);
    send(&world);
    // So late that whoever was not told by now hears too late.
    world.turn("2027-03-12T09:00");
    let plan = PLAN.split("policy:").next().unwrap();
    world.write(
        "plan.yaml",
        plan.replace("{id: cutover,", "{id: big-night,"),
    );
    let said = world.run(&["check", "plan.yaml"]).ended(1).out;
    assert!(said.contains("error[removed-window]"), "{said}");
    assert!(
        said.contains("write `renamed-from: cutover` beside `id: big-night`"),
        "{said}"
    );
    assert!(!said.contains("error[overdue]"), "{said}");
    for command in [
        &["send", "plan.yaml", "--dry-run"][..],
        &["diff", "plan.yaml"],
    ] {
        let said = world.run(command);
        let words = said
            .ended(2)
            .err
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let offer = "if `big-night` is the same window, write `renamed-from: cutover` there";
        assert!(words.contains(offer), "{words}");
    }
    let renamed = plan.replace("{id: cutover,", "{id: big-night, renamed-from: cutover,");
    world.write("plan.yaml", renamed);
    world.run(&["diff", "plan.yaml"]).ended(0);
}

#[test]
fn a_window_that_is_gone_is_a_finding() {
    let world = hospital(3, DETAILS);
    send(&world);
    let other = "{id: later, start: Sat 2027-06-12 22:00, length: 4h, services: {post: off}}";
    let service = "services:\n  post: {name: Post, used-by: [wards], workaround: Use paper.}\n";
    let line = PLAN
        .lines()
        .find(|line| line.contains("id: cutover"))
        .unwrap();
    let plan = PLAN.replace(line, &format!("      - {other}"));
    let plan = plan.replace("services:\n", service);
    world.write("plan.yaml", plan.split("policy:").next().unwrap());
    let said = world.run(&["check", "plan.yaml"]).ended(1).out;
    assert!(said.contains("error[removed-window]"), "{said}");
    assert!(said.contains("4 people were told of it"), "{said}");
    assert!(
        said.contains("it was to start on Saturday 13 March 2027 at 22:00"),
        "{said}"
    );
    assert!(!said.contains("probably"), "{said}");
}

/// The mails of a kind in the folder, their lines joined as they were before they were folded.
fn mails(world: &World, notice: &str) -> Vec<String> {
    let folder = std::fs::read_dir(world.path("mails")).unwrap();
    let names = folder.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names = names.filter(|name| name.contains(notice));
    let read = |name: String| world.read(&format!("mails/{name}")).replace("\r\n", "\n");
    let mails: Vec<String> = names.map(|name| read(name).replace("=\n", "")).collect();
    assert!(!mails.is_empty(), "no mail is a {notice}");
    mails
}

#[test]
fn a_night_that_was_worked_and_taken_back_is_not_said_never_to_have_been() {
    let mut world = hospital(3, DETAILS);
    send(&world);
    for (now, what) in [
        ("2027-03-13T22:05", &["started"][..]),
        (
            "2027-03-14T01:00",
            &["rolled-back", "--reason", "Too slow", "--data-kept", "All"],
        ),
    ] {
        world.turn(now);
        let event = [&["record", "plan.yaml", "cutover"][..], what].concat();
        world.run(&event).ended(0);
        send(&world);
    }
    let plan = PLAN.replace("start: Sat 2027-03-13 22:00", "start: Sat 2027-04-10 22:00");
    world.write("plan.yaml", plan);
    world.turn("2027-03-15T09:30");
    send(&world);
    for mail in mails(&world, "rescheduled") {
        assert!(mail.contains("We began on Saturday 13 March"), "{mail}");
        assert!(mail.contains("The new date is Saturday 10 April"), "{mail}");
        for wrong in ["The change is", "rosters", "no longer holds"] {
            assert!(!mail.contains(wrong), "{wrong}: {mail}");
        }
    }
}

#[test]
fn whoever_left_the_list_is_written_to_because_she_was_told() {
    let mut world = hospital(3, DETAILS);
    send(&world);
    world.write("people.csv", people(2));
    world.turn("2027-02-12T09:30");
    send(&world);
    for mail in mails(&world, "unlisted") {
        assert!(
            mail.contains("You receive this because we had told you about it."),
            "{mail}"
        );
        assert!(!mail.contains("services that you use"), "{mail}");
    }
}

/// Everybody was sent a mail in a run that died before its answer, it was held for that, and the next
/// try was put off.
fn held_and_put_off() -> World {
    let silent = Peer::start(Script::default().always(Stage::Dot, Act::Silence));
    let mut world = with_server(hospital(1, DETAILS), &silent, "in-doubt: hold\n");
    let mut child = world.start(&["send", "plan.yaml"]);
    while silent.taken().len() < 2 && child.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let later = Act::Say("451 4.3.2 try later");
    let busy = Peer::start(Script::default().always(Stage::Rcpt, later));
    let policies = [("in-doubt: hold\n", "held"), ("", "put off")];
    for (minute, (policy, outcome)) in (20..).step_by(10).zip(policies) {
        world.turn(&format!("2027-02-11T09:{minute}"));
        world = with_server(world, &busy, policy);
        let ran = world.run(&["send", "plan.yaml"]).ended(3);
        assert!(ran.out.contains(&format!("2  {outcome}")), "{}", ran.out);
    }
    world
}

#[test]
fn what_may_have_arrived_is_corrected_though_it_was_held_and_then_put_off() {
    let world = held_and_put_off();
    world.run(&["diff", "plan.yaml"]).ended(0);
    world.write(
        "plan.yaml",
        PLAN.replace("Sat 2027-03-13", "Sat 2027-03-20"),
    );
    let ran = world.run(&["diff", "plan.yaml"]).ended(4);
    let shown = ran.out.contains("cutover: new date") && ran.out.contains("     1  End users");
    assert!(shown, "{}", ran.out);
}

/// The answers of `check` and `send`, which agree: both name a window that is gone, or none does.
fn agreed(night: &Night) -> Option<String> {
    let check = night.world.run(&["check", "plan.yaml"]);
    let send = night.world.run(&["send", "plan.yaml"]);
    let is_found = check.out.contains("error[removed-window]");
    assert_eq!(
        is_found,
        send.code == Some(2),
        "{}\n{}",
        check.out,
        send.said()
    );
    assert_eq!(night.peer.taken().len(), night.seen, "{}", send.said());
    is_found.then(|| check.out + &send.err)
}

#[test]
fn a_window_that_has_another_id_once_it_is_over_is_offered_back_and_not_told_as_another() {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.record("2027-03-14T01:50", &["completed"], 0);
    assert_eq!(night.told(0).len(), 2);
    let plan = night.world.read("plan.yaml");
    let renamed = plan.replace("{id: cutover,", "{id: big-night,");
    let renamed = renamed.replace("window: cutover", "window: big-night");
    night.world.write("plan.yaml", &renamed);
    for now in ["2027-03-14T02:31", "2027-03-14T15:00", "2027-03-20T09:00"] {
        night.world.turn(now);
        let said = agreed(&night).expect("it is gone");
        assert!(said.contains("`renamed-from: cutover`"), "{said}");
    }
    let offered = renamed.replace("{id: big-night,", "{id: big-night, renamed-from: cutover,");
    night.world.write("plan.yaml", offered);
    assert_eq!(agreed(&night), None);
    assert_eq!(night.told(0), []);
}

#[test]
fn what_became_of_a_window_is_not_recorded_or_lost_while_it_is_gone_from_the_plan() {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    let plan = night.world.read("plan.yaml");
    let renamed = plan.replace("{id: cutover,", "{id: big-night,");
    let renamed = renamed.replace("window: cutover", "window: big-night");
    night.world.write("plan.yaml", &renamed);
    for now in ["2027-03-14T01:30", "2027-03-14T02:30"] {
        night.world.turn(now);
        let said = agreed(&night).expect("it is gone");
        assert!(said.contains("`renamed-from: cutover`"), "{said}");
        let said = night.record(now, &["completed"], 2);
        assert!(said.contains("Nothing was recorded"), "{said}");
    }
    let offered = renamed.replace("{id: big-night,", "{id: big-night, renamed-from: cutover,");
    night.world.write("plan.yaml", offered);
    night.world.turn("2027-03-14T02:40");
    let completed = ["record", "plan.yaml", "big-night", "completed"];
    night.world.run(&completed).ended(0);
    // It is gone before anybody heard what was recorded.
    night.world.write("plan.yaml", without_cutover(&plan));
    night.world.turn("2027-03-14T02:45");
    let said = agreed(&night).expect("it is gone");
    assert!(said.contains("put `cutover` back as it was"), "{said}");
    night.world.write("plan.yaml", &plan);
    let told = night.told(0);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].1.starts_with("Finished: "), "{told:?}");
}

#[test]
fn a_window_of_which_nobody_said_what_became_of_it_is_missed_for_two_weeks() {
    let mut night = Night::new();
    night.world.turn("2027-03-14T02:05");
    assert!(!night.told(4).is_empty());
    let plan = night.world.read("plan.yaml");
    let gone = without_cutover(&plan);
    night.world.write("plan.yaml", &gone);
    for now in ["2027-03-14T03:00", "2027-03-27T09:00"] {
        night.world.turn(now);
        let said = agreed(&night).expect("it is gone");
        assert!(said.contains("put `cutover` back as it was"), "{said}");
    }
    night.world.turn("2027-03-29T09:00");
    let said = night.world.run(&["check", "plan.yaml"]).out;
    assert!(!said.contains("removed-window"), "{said}");
}

/// A plan with another window in the place of the one that people were told of.
fn without_cutover(plan: &str) -> String {
    let line = plan.lines().find(|line| line.contains("id: cutover"));
    let later =
        "      - {id: later, start: Sat 2027-06-12 22:00, length: 4h, services: {post: off}}";
    let service = "services:\n  post: {name: Post, used-by: [wards], workaround: Use paper.}\n";
    let gone = plan.replace(line.unwrap(), later);
    let gone = gone.replace("services:\n", service);
    gone.split("policy:").next().unwrap().to_owned()
}

#[test]
fn a_window_whose_end_everybody_heard_may_leave_the_plan() {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.record("2027-03-14T01:50", &["completed"], 0);
    assert_eq!(night.told(0).len(), 2);
    let plan = night.world.read("plan.yaml");
    let moved = plan.replace("{id: cutover,", "{id: big-night,");
    let moved = moved.replace("window: cutover", "window: big-night");
    let moved = moved.replace("Sat 2027-03-13 22:00", "Sat 2027-09-11 22:00");
    assert_ne!(moved, plan);
    night.world.write("plan.yaml", moved);
    night.world.turn("2027-03-15T09:10");
    let said = night.world.run(&["check", "plan.yaml"]).out;
    assert!(!said.contains("removed-window"), "{said}");
}
