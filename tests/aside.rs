//! A mail about one window that names the date of another: who read it there counts with it, and is
//! corrected when it moves before the first notice of that window has left; nobody else is.

use crate::corrected::{HEAD, Read, send};
use crate::harness::world::World;
use crate::sending::{DETAILS, PLAN, people};

const LINE: &str =
    "{id: cutover, start: Sat 2027-03-13 22:00, length: 4h, services: {records: off}}";

const CHIEF: &str = "m.osei@stbrannock.example";

/// The plan with a second window in summer, and one more head and an executive.
fn plan(archive: &str, more: &str) -> String {
    let cutover = LINE.replace(
        "records: off}",
        "records: off, stock: off}, together-because: One night is enough.",
    );
    let windows = format!(
        "{cutover}\n      - {{id: archive, start: {archive}, length: 4h, services: {{records: off}}}}"
    );
    let chief =
        format!("audiences:\n  executives: {{people: [{{name: Maria Osei, email: {CHIEF}}}]}}");
    PLAN.replace(LINE, &windows)
        .replace("audiences:", &chief)
        .replace(
            "services:\n",
            "  stores: {name: Stores, people: 1, head: {name: Tom Reed, email: t.reed@stbrannock.example}}\nservices:\n  stock: {name: Stock list, used-by: [stores]}\n",
        )
        + more
}

const BRIEFING: &str = "briefings:\n  - {id: heads, for: department-heads, start: Thu 2027-02-25 10:00, place: Room 4}\n";

const DECISION: &str = "decision: {ask: Approve both nights., by: Fri 2027-02-26}\n";

const SPRING: &str = "Sat 2027-05-15 22:00";

const SUMMER: &str = "Sat 2027-06-12 22:00";

fn world(archive: &str, more: &str) -> World {
    World::new()
        .file("plan.yaml", plan(archive, more))
        .file("people.csv", people(2))
        .file("forewarn.yaml", "approval: none\n")
        .at(DETAILS)
}

/// What `diff` says and a run tells once the second window is on another date.
fn moved(world: &mut World, now: &str, (archive, more): (&str, &str)) -> (String, Vec<Read>) {
    world.write("plan.yaml", plan(archive, more));
    world.turn(now);
    let diff = world.run(&["diff", "plan.yaml", "--ledger", "plan.ledger"]);
    (diff.said(), send(world, &now.replace(':', "-")))
}

#[test]
fn whoever_read_a_date_in_an_invitation_is_corrected_when_it_moves_and_nobody_else_is() {
    let mut world = world(SPRING, BRIEFING);
    let told = send(&world, "told");
    let calls: Vec<&Read> = told
        .iter()
        .filter(|mail| mail.subject.starts_with("Briefing: "))
        .collect();
    let both = calls.iter().find(|mail| mail.to == HEAD).unwrap();
    assert!(both.text.contains("Sat 15 May, 10pm"), "{both:?}");
    assert_eq!(calls.len(), 2, "{calls:?}");
    let (diff, mails) = moved(
        &mut world,
        "2027-02-12T10:00",
        ("Sat 2027-05-22 22:00", BRIEFING),
    );
    assert!(diff.contains("1 person believes"), "{diff}");
    assert!(diff.contains("archive: new date"), "{diff}");
    let [mail] = mails.try_into().unwrap();
    assert_eq!(mail.to, HEAD);
    assert_eq!(
        mail.subject,
        "New date: Patient records off Sat 22 May, 10pm"
    );
    assert!(mail.text.contains("15 May"), "{mail:?}");
    assert!(
        both.text.contains("Room 4") && mail.answers == both.id,
        "{mail:?}"
    );
    assert!(send(&world, "again").is_empty());
    // Its own first notice still comes: it says by when to ask for another date.
    world.turn("2027-03-08T09:05");
    let told = send(&world, "first");
    let first = told.iter().find(|mail| mail.to == HEAD).unwrap();
    for words in ["Sat 22 May", "Does this time not work for your team?"] {
        assert!(first.text.contains(words), "{words}: {first:?}");
    }
}

#[test]
fn who_read_the_hours_in_an_invitation_is_told_of_an_end_that_moves() {
    let mut world = world(SPRING, BRIEFING);
    send(&world, "told");
    let later = plan(SPRING, BRIEFING).replace(
        "22:00, length: 4h, services: {records: off}}",
        "22:00, length: 5h, services: {records: off}}",
    );
    world.write("plan.yaml", later);
    world.turn("2027-02-12T10:00");
    let mut told = send(&world, "later");
    told.retain(|mail| !mail.to.starts_with("m.osei"));
    let [mail] = told.try_into().unwrap();
    assert_eq!(mail.to, HEAD);
    assert!(mail.text.contains("3am"), "{mail:?}");
}

#[test]
fn who_is_asked_to_decide_on_a_date_is_corrected_when_another_day_is_meant() {
    let mut world = world(SUMMER, DECISION);
    let told = send(&world, "told");
    let asked = told.iter().find(|mail| mail.to == CHIEF).unwrap();
    assert!(
        asked.text.contains("Also covers") || asked.text.contains("12 Jun"),
        "{asked:?}"
    );
    let hour = "Sat 2027-06-12 21:00";
    let (diff, mails) = moved(&mut world, "2027-02-15T10:00", (hour, DECISION));
    assert!(mails.is_empty(), "no hours were named: {diff}\n{mails:?}");
    let day = "Sat 2027-06-19 21:00";
    let (diff, mails) = moved(&mut world, "2027-02-15T10:10", (day, DECISION));
    let [mail] = mails.try_into().unwrap();
    assert_eq!(mail.to, CHIEF, "{diff}");
    assert!(mail.subject.starts_with("New date: "), "{mail:?}");
    assert!(mail.text.contains("19 Jun"), "{mail:?}");
}
