//! What people read who are in several audiences, or change from one to another, when something else
//! changes with it.

use crate::corrected::{HEAD, Read, send};
use crate::harness::world::World;
use crate::sending::{DETAILS, PLAN, people};
use std::collections::BTreeSet;

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
    assert!(mails[0].text.contains("you need not come"), "{mails:?}");
    let mails = turn(&mut world, &plan, "2027-02-12T11:05");
    assert_eq!(called(&mails), 1, "{mails:?}");
}

/// The mails in a folder that somebody gets, without their dates.
fn mails(world: &World, folder: &str, mailbox: &str) -> BTreeSet<String> {
    let files = std::fs::read_dir(world.path(folder)).into_iter().flatten();
    let files = files.map(|file| file.unwrap().path());
    let mails = files.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    let mails = mails.map(|path| std::fs::read_to_string(path).unwrap());
    let undated = |mail: String| {
        let lines = mail.split_inclusive("\r\n");
        let lines = lines.filter(|line| !line.starts_with("Date: "));
        lines.collect::<String>()
    };
    let mails = mails.map(undated);
    mails.filter(|mail| mail.contains(mailbox)).collect()
}

/// What is recorded on a night, when, and how the subject of what is told of it begins.
const NIGHT: [(&str, &[&str], &str); 9] = [
    ("13T21:35", &[], "Starts 10pm: "),
    ("13T22:01", &["started"], "In progress: "),
    ("13T22:40", &["progress"], "In progress: "),
    ("13T23:00", &["extended", "--until", "03:00"], "Delayed: "),
    ("14T03:31", &[], "Delayed: "),
    ("14T03:40", &["completed"], "Finished: "),
    ("14T04:00", &["reopened"], "Update: "),
    ("14T04:05", &["extended", "--until", "06:00"], "Delayed: "),
    ("14T05:00", &["rolled-back"], "Went back: "),
];

#[test]
fn whoever_has_two_roles_reads_each_fact_of_the_night_once_and_as_it_was_shown() {
    let plan = plan().replace(BRIEFING, "");
    let mut world = world(&plan);
    for now in [DETAILS, "2027-02-27T09:05", "2027-03-12T09:05"] {
        world.turn(now);
        send(&world, &format!("told-{now}").replace(':', "-"));
    }
    let ledger = ["--ledger", "plan.ledger"];
    let reason = ["--reason", "The copy is slow."];
    let kept = ["--data-kept", "All kept."];
    let to = format!("<{HEAD}>");
    let mut owned = 0;
    for (at, said, subject) in NIGHT {
        let now = format!("2027-03-{at}");
        world.turn(&now);
        if let [what, more @ ..] = said {
            let record = ["record", "plan.yaml", "cutover", what];
            let reason: &[&str] = match *what {
                "extended" | "reopened" => &reason,
                "rolled-back" => &[&reason[..], &kept].concat(),
                _ => &[],
            };
            let all = [&record, more, reason, &ledger].concat();
            world.run(&all);
        }
        let shown = format!("shown-{at}").replace(':', "-");
        let show = ["preview", "plan.yaml", "--all", "--out", &shown];
        world.run(&[&show[..], &ledger].concat()).ended(0);
        let folder = format!("night-{at}").replace(':', "-");
        let more = ["--outbox", &folder, "--ledger", "plan.ledger"];
        world.run(&[&["send", "plan.yaml"][..], &more].concat());
        let told = mails(&world, &folder, &to);
        assert_eq!(told.len(), 1, "{now}: {told:#?}");
        let mail = told.first().unwrap();
        let shown = mails(&world, &format!("{shown}/mails"), HEAD);
        assert!(shown.contains(mail), "{now}: {mail}\n{shown:#?}");
        assert!(
            mail.contains(&format!("Subject: {subject}")),
            "{now}: {mail}"
        );
        let parts = mail.split("X-Forewarn-With: ").count();
        assert_eq!(
            parts,
            if said.is_empty() && at.starts_with("13") {
                1
            } else {
                2
            }
        );
        owned += usize::from(mail.contains("For you as an executive"));
        world.run(&[&["send", "plan.yaml"][..], &more].concat());
        let again = mails(&world, &folder, &to);
        assert_eq!(again.len(), 1, "{now}: {again:#?}");
    }
    // Of going back executives read what heads do not.
    assert_eq!(owned, 1);
}

/// When somebody begins to be concerned, what is recorded then, and how the subject of what she is told
/// begins.
const JOINS: [(&str, Option<&str>, &str); 5] = [
    ("2027-02-12T09:05", None, "Planned: "),
    ("2027-03-12T09:05", None, "Planned: "),
    ("2027-03-13T21:35", None, "Starts 10pm: "),
    ("2027-03-13T21:40", Some("started"), "In progress: "),
    ("2027-03-13T22:05", Some("started"), "In progress: "),
];

#[test]
fn whoever_is_first_told_in_two_roles_reads_it_in_one_mail_as_it_was_shown() {
    let after = plan().replace(BRIEFING, "");
    let before = without_chief(&without_head(&after));
    let to = format!("<{HEAD}>");
    let ledger = ["--ledger", "plan.ledger"];
    for (join, said, subject) in JOINS {
        let mut world = world(&before).file("people.csv", people(2));
        send(&world, "first");
        for now in ["2027-02-27T09:05", "2027-03-06T09:05", "2027-03-12T09:00"] {
            if now < join {
                world.turn(now);
                send(&world, &format!("told-{now}").replace(':', "-"));
            }
        }
        world.turn(join);
        world.write("plan.yaml", &after);
        if let Some(what) = said {
            let record = ["record", "plan.yaml", "cutover", what];
            world.run(&[&record[..], &ledger].concat());
        }
        let show = ["preview", "plan.yaml", "--all", "--out", "shown"];
        world.run(&[&show[..], &ledger].concat());
        let more = ["--outbox", "joined", "--ledger", "plan.ledger"];
        world.run(&[&["send", "plan.yaml"][..], &more].concat());
        let told = mails(&world, "joined", &to);
        assert_eq!(told.len(), 1, "{join}: {told:#?}");
        let mail = told.first().unwrap();
        assert!(
            mail.contains(&format!("Subject: {subject}")),
            "{join}: {mail}"
        );
        assert!(
            mail.contains("X-Forewarn-Audience: department-heads"),
            "{join}: {mail}"
        );
        let shown = mails(&world, "shown/mails", HEAD);
        assert!(shown.contains(mail), "{join}: {mail}\n{shown:#?}");
        let status = [&["status", "plan.yaml", "--for", HEAD][..], &ledger].concat();
        let status = world.run(&status).out;
        assert_eq!(status.matches("  accepted  ").count(), 2, "{status}");
        assert_eq!(status.matches("in one mail with").count(), 2, "{status}");
        world.run(&[&["send", "plan.yaml"][..], &more].concat());
        assert_eq!(mails(&world, "joined", &to).len(), 1, "{join}");
    }
}
