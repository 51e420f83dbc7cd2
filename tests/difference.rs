//! What people who compare a plan with what was told read: who is new to a window, what is left
//! undone while a plan has errors, and which windows are gone.

use crate::harness::world::World;
use crate::sending::{DETAILS, PLAN, hospital, people};

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
