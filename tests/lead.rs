//! The notice that leads a mail is the one that every report names: the mail and whatever is said of
//! it choose alike.

use crate::harness::world::World;
use std::collections::BTreeMap;

const PLANS: [&str; 3] = ["hospital", "bank", "university"];

fn world(plan: &str) -> World {
    World::with_shipped(plan).at("2026-11-23T09:00")
}

fn rows(world: &World, plan: &str, further: &[&str]) -> Vec<serde_json::Value> {
    let file = format!("{plan}.yaml");
    let asked = [&["timeline", &file, "--format", "json"], further].concat();
    let rows = world.run(&asked).json();
    rows.as_array().unwrap().clone()
}

/// What a mail says of itself.
struct Shown {
    lead: String,
    with: Vec<String>,
    to: String,
    subject: String,
    at: i64,
}

/// The mails to everybody that tell several notices.
fn shared(world: &World, plan: &str) -> Vec<Shown> {
    let mut mails = mails(world, plan);
    mails.retain(|mail| !mail.with.is_empty());
    mails
}

/// The mails to everybody.
fn mails(world: &World, plan: &str) -> Vec<Shown> {
    let file = format!("{plan}.yaml");
    world.run(&["preview", &file, "--all"]).ended(0);
    let files = std::fs::read_dir(world.path("preview/mails")).unwrap();
    let mut shown = Vec::new();
    for file in files.flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
        let field = |name: &str| mail.header_raw(name).unwrap_or_default().trim().to_owned();
        let with = field("X-Forewarn-With");
        let to = mail.to().and_then(|to| to.first()).unwrap();
        shown.push(Shown {
            lead: field("X-Forewarn-Notice"),
            with: with.split_whitespace().map(str::to_owned).collect(),
            to: to.address().unwrap().to_owned(),
            subject: mail.subject().unwrap().to_owned(),
            at: mail.date().unwrap().to_timestamp(),
        });
    }
    shown
}

fn text<'v>(value: &'v serde_json::Value, name: &str) -> &'v str {
    value[name].as_str().unwrap()
}

fn subjects(row: &serde_json::Value) -> Vec<&str> {
    let subjects = row["subjects"].as_array().unwrap().iter();
    subjects.map(|each| text(each, "subject")).collect()
}

fn moment(value: &serde_json::Value) -> i64 {
    let at = chrono::DateTime::parse_from_rfc3339(text(value, "at"));
    at.unwrap().timestamp()
}

#[test]
fn whatever_rides_is_said_to_be_in_the_mail_of_the_notice_that_leads_it() {
    for plan in PLANS {
        let world = world(plan);
        let mut left: BTreeMap<(String, String, i64), u64> = BTreeMap::new();
        for mail in shared(&world, plan) {
            for rider in mail.with {
                let ride = (mail.lead.clone(), rider, mail.at);
                *left.entry(ride).or_default() += 1;
            }
        }
        let mut said: BTreeMap<(String, String, i64), u64> = BTreeMap::new();
        for row in rows(&world, plan, &[]) {
            for mail in row["in-the-mail-of"].as_array().unwrap() {
                let rider = text(&row, "notice").to_owned();
                let ride = (text(mail, "notice").to_owned(), rider, moment(mail));
                *said.entry(ride).or_default() += mail["recipients"].as_u64().unwrap();
            }
        }
        assert_eq!(said.is_empty(), plan == "university", "{plan}");
        assert_eq!(said, left, "{plan}");
    }
}

#[test]
fn a_notice_that_names_a_mail_stands_under_its_subject_above_what_rides_with_it() {
    for plan in PLANS {
        let world = world(plan);
        let mut seen: BTreeMap<String, Shown> = BTreeMap::new();
        for mail in shared(&world, plan) {
            let key = format!("{} {:?}", mail.lead, mail.with);
            seen.entry(key).or_insert(mail);
        }
        let mut people: BTreeMap<&str, Vec<&Shown>> = BTreeMap::new();
        for mail in seen.values() {
            people.entry(&mail.to).or_default().push(mail);
        }
        // Some of them are enough: every one takes a run.
        for (person, mails) in people.into_iter().take(6) {
            let rows = rows(&world, plan, &["--for", person]);
            for mail in mails {
                let place = |notice: &str, rides: bool| {
                    let mut rows = rows.iter();
                    let found = rows.position(|row| {
                        let with = row["in-the-mail-of"].as_array().unwrap();
                        let names = text(row, "notice") == notice && moment(row) == mail.at;
                        names && with.is_empty() != rides
                    });
                    found.unwrap_or_else(|| panic!("{plan}: {person} is told {notice} elsewhere"))
                };
                let lead = place(&mail.lead, false);
                assert_eq!(subjects(&rows[lead]), [mail.subject.as_str()], "{plan}");
                for rider in &mail.with {
                    assert!(
                        place(rider, true) > lead,
                        "{plan}: {rider} above {}",
                        mail.lead
                    );
                }
            }
        }
    }
}

#[test]
fn rows_count_the_readers_of_each_subject_as_they_read_it() {
    for plan in PLANS {
        let world = world(plan);
        type Counts = BTreeMap<(String, i64), BTreeMap<String, u64>>;
        let (mut read, mut shown) = (Counts::new(), Counts::new());
        for mail in mails(&world, plan) {
            let counts = read.entry((mail.lead, mail.at)).or_default();
            *counts.entry(mail.subject).or_default() += 1;
        }
        for row in rows(&world, plan, &[]) {
            let key = (text(&row, "notice").to_owned(), moment(&row));
            let rides = row["in-the-mail-of"].as_array().unwrap().iter();
            let rides: u64 = rides.map(|mail| mail["recipients"].as_u64().unwrap()).sum();
            // What names no mail says how it would read alone.
            if rides == row["recipients"].as_u64().unwrap() {
                continue;
            }
            let counts = shown.entry(key).or_default();
            for subject in row["subjects"].as_array().unwrap() {
                let readers = subject["recipients"].as_u64().unwrap();
                *counts
                    .entry(text(subject, "subject").to_owned())
                    .or_default() += readers;
            }
        }
        assert_eq!(shown, read, "{plan}");
    }
}

/// A plan with a small window on a Friday and a grave one a month later, whose details are due on the
/// day before the small one.
const SMALL_AND_GRAVE: &str = "
plan: two-moves
title: Two moves
organisation: St Brannock Hospitals
timezone: Europe/London
status: confirmed
contact: {team: IT Change Team, email: change@stbrannock.example}
departments:
  wards: {name: Wards, people: 1, head: {name: Aisha Khan, email: a.khan@stbrannock.example}}
  stores: {name: Stores, people: 1, head: {name: Tom Reed, email: t.reed@stbrannock.example}}
services:
  records: {name: Patient records, severity: high, used-by: [wards], workaround: Use the paper forms.}
  lists: {name: Stock list, used-by: [wards, stores]}
audiences:
  department-heads: {people: departments}
phases:
  - id: main
    name: Both
    windows:
      - {id: small, start: Fri 2027-02-12 20:00, length: 1h, services: {lists: off}}
      - {id: grave, start: Sat 2027-03-13 22:00, length: 4h, services: {records: off, lists: off}, together-because: One night is enough.}
";

#[test]
fn what_is_grave_for_a_reader_leads_what_is_small_and_comes_earlier() {
    let mut world = World::new()
        .file("plan.yaml", SMALL_AND_GRAVE)
        .file("forewarn.yaml", "approval: none\n");
    let send = |world: &World, folder: &str| {
        let more = ["--outbox", folder, "--ledger", "plan.ledger"];
        world
            .run(&[&["send", "plan.yaml"][..], &more].concat())
            .ended(0);
        let files = std::fs::read_dir(world.path(folder)).unwrap().flatten();
        let mut mails = BTreeMap::new();
        for file in files {
            let bytes = std::fs::read(file.path()).unwrap();
            let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
            let lead = mail
                .header_raw("X-Forewarn-Notice")
                .unwrap()
                .trim()
                .to_owned();
            let to = mail.to().and_then(|to| to.first()).unwrap();
            mails.insert(
                to.address().unwrap().to_owned(),
                (lead, mail.subject().unwrap().to_owned()),
            );
        }
        mails
    };
    for now in ["2026-12-14T09:05", "2027-01-22T09:05"] {
        world.turn(now);
        send(&world, &now.replace(':', "-"));
    }
    world.turn("2027-02-11T09:05");
    let rows = rows_of(&world);
    let mails = send(&world, "both");
    let (lead, subject) = &mails["a.khan@stbrannock.example"];
    assert_eq!(lead, "grave-detail", "{subject}");
    assert!(subject.contains("Patient records"), "{subject}");
    assert!(
        rows.contains(&("small-reminder-1".to_owned(), "grave-detail".to_owned())),
        "{rows:?}"
    );
    // To whom the grave one is as small as the other, the earlier one asks more.
    let (lead, subject) = &mails["t.reed@stbrannock.example"];
    assert_eq!(lead, "small-reminder-1", "{subject}");
}

/// What rides in whose mail, by the timeline.
fn rows_of(world: &World) -> Vec<(String, String)> {
    let rows = world
        .run(&["timeline", "plan.yaml", "--format", "json"])
        .json();
    let rows = rows.as_array().unwrap().iter();
    rows.flat_map(|row| {
        let mails = row["in-the-mail-of"].as_array().unwrap().iter();
        mails.map(|mail| {
            (
                text(row, "notice").to_owned(),
                text(mail, "notice").to_owned(),
            )
        })
    })
    .collect()
}
