//! What people read who are in several audiences, or change from one to another, when something else
//! changes with it.

use crate::corrected::{HEAD, Read, send};
use crate::harness::world::World;
use crate::sending::{DETAILS, PLAN, people};

const CHIEFS: &str = "  executives: {people: [{name: Dana Wolf, email: d.wolf@stbrannock.example}, {name: Aisha Khan, email: a.khan@stbrannock.example}]}\n";

const BRIEFING: &str = "briefings:\n  - {id: talk, for: department-heads, window: cutover, start: 2027-02-23 10:30, length: 30m, agenda: [What stops]}\n";

/// The plan, in which the head of the wards is an executive as well.
fn plan() -> String {
    let step = "services: {records: off}, before: [{do: Print the lists., by: 30m before start, for: [department-heads]}]}";
    PLAN.replace("services: {records: off}}", step)
        .replace("audiences:\n", &format!("audiences:\n{CHIEFS}"))
        + BRIEFING
}

/// The same without her among the executives.
fn without_chief(plan: &str) -> String {
    plan.replace(&format!(", {{name: Aisha Khan, email: {HEAD}}}]"), "]")
}

/// The same with another head of the wards.
fn without_head(plan: &str) -> String {
    let head = |name: &str, mailbox: &str| format!("head: {{name: {name}, email: {mailbox}}}");
    let other = head("Bo Lane", "b.lane@stbrannock.example");
    plan.replace(&head("Aisha Khan", HEAD), &other)
}

fn moved(plan: &str) -> String {
    plan.replace("2027-03-13 22:00", "2027-03-20 20:00")
}

fn world(plan: &str) -> World {
    World::new()
        .file("plan.yaml", plan)
        .file(
            "people.csv",
            people(2) + &format!("Aisha Khan,{HEAD},wards\n"),
        )
        .at(DETAILS)
}

/// What a later plan tells the head at a later moment, and that it tells nothing twice.
fn turn(world: &mut World, plan: &str, now: &str) -> Vec<Read> {
    world.write("plan.yaml", format!("{plan}# {now}\n"));
    world.turn(now);
    let mut mails = send(world, &format!("told-{now}").replace(':', "-"));
    let again = send(world, &format!("again-{now}").replace(':', "-"));
    assert!(again.is_empty(), "{again:?}");
    mails.retain(|mail| mail.to == HEAD);
    mails
}

#[test]
fn whoever_loses_one_of_two_roles_is_corrected_once_about_each_window() {
    let mut world = world(&plan());
    assert!(!send(&world, "first").is_empty());
    let after = moved(&without_chief(&plan()));
    world.write("plan.yaml", &after);
    let diff = world.run(&["diff", "plan.yaml", "--ledger", "plan.ledger"]);
    let diff = diff.ended(4).out;
    let heads = diff.lines().find(|line| line.contains("Department heads"));
    assert!(heads.is_some_and(|line| line.contains(" 1  ")), "{diff}");
    let mails = turn(&mut world, &after, "2027-02-12T09:05");
    assert_eq!(mails.len(), 1, "{mails:?}");
    let text = &mails[0].text;
    assert_eq!(text.matches("is not on").count(), 1, "{text}");
    assert!(!text.contains("Further down"), "{text}");
}

#[test]
fn whoever_loses_a_role_and_gets_another_reads_one_mail_of_a_new_date() {
    let mut world = world(&plan());
    assert!(!send(&world, "first").is_empty());
    let after = moved(&without_head(&plan()));
    let mails = turn(&mut world, &after, "2027-02-12T09:05");
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].subject.starts_with("New date: "), "{mails:?}");
}

#[test]
fn whoever_gets_a_role_back_is_not_told_the_date_that_she_knows() {
    let plan = without_chief(&plan()).replace(BRIEFING, "");
    let mut world = world(&plan);
    assert!(!send(&world, "first").is_empty());
    let elsewhere = moved(&without_head(&plan));
    let mails = turn(&mut world, &elsewhere, "2027-02-12T09:05");
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].subject.starts_with("New date: "), "{mails:?}");
    let mails = turn(&mut world, &moved(&plan), "2027-02-12T11:05");
    assert_eq!(mails.len(), 1, "{mails:?}");
    let mail = &mails[0];
    assert!(mail.subject.starts_with("Update: "), "{mail:?}");
    assert!(!mail.text.contains("13 March"), "{mail:?}");
    assert!(mail.text.contains("New: Print the lists."), "{mail:?}");
}

#[test]
fn whoever_gets_a_role_back_is_invited_again() {
    let plan = without_chief(&plan());
    let mut world = world(&plan);
    let called = |mails: &[Read]| {
        let calls = |mail: &&Read| mail.to == HEAD && mail.subject.starts_with("Briefing: ");
        mails.iter().filter(calls).count()
    };
    assert_eq!(called(&send(&world, "first")), 1);
    let mails = turn(&mut world, &without_head(&plan), "2027-02-12T09:05");
    assert!(
        mails[0].text.contains("no longer expected there"),
        "{mails:?}"
    );
    let mails = turn(&mut world, &plan, "2027-02-12T11:05");
    assert_eq!(called(&mails), 1, "{mails:?}");
}
