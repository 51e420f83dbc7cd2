//! What `record` says of who is told next: what `send` will do, no more and no less.

use crate::harness::peer::{Peer, Script};
use crate::harness::world::World;
use crate::sending::{DETAILS, hospital, send, with_server};

const EXTENDED: [&str; 5] = ["extended", "--until", "03:10", "--reason", "More to copy"];
const NO_GO: [&str; 3] = ["no-go", "--reason", "The key is missing"];

/// A head and a user who were told of the night of 13 March, 22:00 to 02:00.
fn eve(peer: &Peer) -> World {
    let mut world = with_server(hospital(1, DETAILS), peer, "");
    for now in [DETAILS, "2027-03-12T09:05", "2027-03-13T21:35"] {
        world.turn(now);
        send(&world).ended(0);
    }
    world
}

fn record(world: &mut World, now: &str, (window, what): (&str, &[&str])) -> String {
    world.turn(now);
    let arguments = [&["record", "plan.yaml", window], what].concat();
    world.run(&arguments).ended(0).out
}

#[test]
fn what_nobody_approved_is_not_promised() {
    let peer = Peer::start(Script::default());
    let mut world = eve(&peer);
    let settings = world.read("forewarn.yaml");
    world.write(
        "forewarn.yaml",
        settings.replace("approval: none", "approval: required"),
    );
    let said = record(&mut world, "2027-03-14T01:30", ("cutover", &EXTENDED));
    let words = "tells nobody.
Waits for an approval (`forewarn approve plan.yaml --by NAME`):
     1  Department heads: Delayed: ";
    assert!(said.contains(words), "{said}");
    let before = peer.taken().len();
    send(&world).ended(4);
    let told = peer.taken().split_off(before);
    let told = told.iter().flat_map(|taken| &taken.recipients);
    assert!(told.into_iter().all(|told| told.starts_with("change@")));
}

#[test]
fn whoever_may_not_be_written_to_is_not_among_those_who_are_told() {
    let peer = Peer::start(Script::default());
    let people = "name,email,department\nSam,sam@elsewhere.example,wards\n";
    let world = hospital(0, DETAILS).file("people.csv", people);
    let mut world = with_server(world, &peer, "");
    for now in [DETAILS, "2027-03-12T09:05", "2027-03-13T21:35"] {
        world.turn(now);
        send(&world).ended(0);
    }
    let settings = world.read("forewarn.yaml") + "allowed-domains: [stbrannock.example]\n";
    world.write("forewarn.yaml", settings);
    let said = record(&mut world, "2027-03-14T01:30", ("cutover", &EXTENDED));
    assert!(said.contains("     1  Department heads: Delayed"), "{said}");
    assert!(!said.contains("End users"), "{said}");
    assert!(said.contains("     1  kept back"), "{said}");
}

#[test]
fn what_waits_for_the_morning_is_said_with_its_hour() {
    let peer = Peer::start(Script::default());
    let mut world = eve(&peer);
    let said = record(&mut world, "2027-03-14T08:00", ("cutover", &NO_GO));
    let words = "tells:
     1  Department heads: No-go: Patient records not on Sat 13 Mar
From Monday 15 March 2027 at 08:00 (GMT) on it tells:
     1  End users: New date to come: Patient records, not Sat 13 Mar
";
    assert!(said.contains(words), "{said}");
}

#[test]
fn what_is_told_in_the_mail_of_another_window_is_said_too() {
    let peer = Peer::start(Script::default());
    let mut world = with_server(hospital(1, DETAILS), &peer, "");
    let plan = world.read("plan.yaml");
    let plan = plan.replace(
        "audiences:",
        "  meals: {name: Meals, used-by: [wards], workaround: Ask the kitchen.}
audiences:",
    );
    let plan = plan.replace(
        "policy:",
        "      - {id: kitchen, start: Fri 2027-03-12 14:00, length: 1h, services: {meals: off}}
policy:",
    );
    let plan = plan.replace(
        "    - {window: cutover",
        "    - {window: kitchen, rule: lead-time, by: Maria Osei, because: It is small.}
    - {window: cutover",
    );
    world.write("plan.yaml", &plan);
    for now in [DETAILS, "2027-03-12T09:05"] {
        world.turn(now);
        send(&world).ended(0);
    }
    world.write(
        "plan.yaml",
        plan.replace("Sat 2027-03-13", "Sat 2027-03-27"),
    );
    let said = record(&mut world, "2027-03-12T13:45", ("kitchen", &NO_GO));
    let words = "     1  End users: New date to come: Meals, not Fri 12 Mar (in one mail with: ";
    assert!(said.contains(words), "{said}");
    let before = peer.taken().len();
    send(&world).ended(0);
    let mut told = peer.taken().split_off(before);
    told.retain(|taken| taken.recipients == ["reader-0@stbrannock.example"]);
    assert_eq!(told.len(), 1);
}
