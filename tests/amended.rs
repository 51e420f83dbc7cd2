//! What a correction does to calendars and threads: the same bytes from its approval on, later than all
//! that was told before, and an answer to the notice its reader got.

use crate::harness::world::{World, here};
use forewarn::invite::examine;
use mail_parser::{MessageParser, MimeHeaders as _};
use std::collections::{BTreeMap, BTreeSet};

const START: &str = "start: 2027-03-13 22:00";

/// A plan whose briefings and audiences can be changed.
fn world(briefings: &str) -> World {
    let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let policy = "policy:\n  waivers:\n    - {window: cutover, rule: lead-time, by: Maria Osei, because: All agreed.}\n";
    let plan = format!("{sound}briefings: [{briefings}]\n{policy}");
    World::new()
        .file("plan.yaml", plan)
        .file("forewarn.yaml", "approval: corrections\n")
}

fn edit(world: &World, from: &str, to: &str) {
    let plan = world.read("plan.yaml");
    assert!(plan.contains(from), "{from}");
    world.write("plan.yaml", plan.replace(from, to));
}

const SEND: [&str; 6] = [
    "send",
    "plan.yaml",
    "--outbox",
    "out",
    "--ledger",
    "plan.ledger",
];

fn approve(world: &World) {
    let approve = ["approve", "plan.yaml", "--by", "Maria Osei"];
    world.run(&approve).ended(0);
}

/// Approves and sends what is due.
fn tell(world: &World) {
    approve(world);
    world.run(&SEND).ended(0);
}

/// The mails in a folder by name, without their dates.
fn mails(world: &World, folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(world.path(folder)).unwrap().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|ending| ending == "eml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let lines = text.split_inclusive("\r\n");
            let undated = lines.filter(|line| !line.starts_with("Date: ")).collect();
            found.insert(entry.file_name().into_string().unwrap(), undated);
        }
    }
    found
}

/// The mails of a kind to the head of the wards, as they lie in the outbox.
fn to_head(world: &World, kind: &str) -> Vec<String> {
    let mails = mails(world, "out");
    let hers = mails.into_iter().filter(|(name, mail)| {
        name.starts_with(kind) && mail.contains("a.khan@stbrannock.example")
    });
    hers.map(|(_, mail)| mail).collect()
}

/// Method, name, number and stamp of every calendar in a mail, and whether it is a file.
fn calendars(mail: &str) -> Vec<(String, String, u32, String, bool)> {
    let mail = MessageParser::default().parse(mail).unwrap();
    let parts = mail.parts.iter().filter_map(|part| {
        let kind = part.content_type()?;
        let is_file = kind.subtype() == Some("ics");
        let text = std::str::from_utf8(part.contents()).ok()?;
        (is_file || kind.subtype() == Some("calendar")).then_some((text, is_file))
    });
    let events = parts.map(|(text, is_file)| {
        let calendar = examine(text).unwrap();
        let said = |name: &str| calendar.inner[0].first(name).unwrap().text().unwrap();
        let method = calendar.first("METHOD").unwrap().text().unwrap();
        let number = said("SEQUENCE").parse().unwrap();
        (method, said("UID"), number, said("DTSTAMP"), is_file)
    });
    events.collect()
}

#[test]
fn a_correction_is_the_same_mail_whenever_it_is_looked_at_once_it_is_approved() {
    let talk = "{id: talk, for: department-heads, start: 2027-02-23 10:30}";
    let mut world = world(talk);
    for now in ["2027-02-09T09:05", "2027-02-11T09:05"] {
        world.turn(now);
        tell(&world);
    }
    edit(&world, START, "start: 2027-03-20 22:00");
    edit(&world, "2027-02-23 10:30", "2027-02-24 10:30");
    let mut shown = Vec::new();
    let ledger = ["preview", "plan.yaml", "--all", "--ledger", "plan.ledger"];
    for now in ["2027-02-15T09:10", "2027-02-15T10:20", "2027-02-15T11:30"] {
        world.turn(now);
        world.run(&ledger).ended(0);
        shown.push(mails(&world, "preview/mails"));
        if shown.len() == 2 {
            approve(&world);
        }
    }
    world.turn("2027-02-15T12:40");
    world.run(&SEND).ended(0);
    let sent = mails(&world, "out");
    let sent = sent
        .iter()
        .filter(|(name, _)| name.starts_with("cutover-rescheduled"));
    let sent: Vec<_> = sent.collect();
    assert!(!sent.is_empty());
    for (name, mail) in sent {
        assert!(mail.contains("text/calendar"), "{mail}");
        // Before, its calendars are stamped when somebody looks.
        assert_ne!(shown[0].get(name), Some(mail), "{name}");
        for shown in &shown[1..] {
            assert_eq!(shown.get(name), Some(mail), "{name}");
        }
    }
}

/// Method, name, number and stamp of every calendar in the mails of a kind, as they lie in the outbox,
/// each once.
fn stated(world: &World, kind: &str) -> BTreeSet<(String, String, u32, String)> {
    let mails = mails(world, "out").into_iter();
    let mails = mails.filter(|(name, _)| name.starts_with(kind));
    let calendars = mails.flat_map(|(_, mail)| calendars(&mail));
    calendars
        .map(|(method, uid, number, stamp, _)| (method, uid, number, stamp))
        .collect()
}

#[test]
fn every_calendar_is_stamped_when_what_it_says_was_approved_for_all_readers_alike() {
    let talk = "{id: talk, for: department-heads, start: 2027-02-23 10:30}";
    let mut world = world(talk);
    edit(
        &world,
        "used-by: [finance]}",
        "used-by: [finance]}\n  mail: {name: Mail, used-by: [wards, finance]}",
    );
    edit(&world, "records: off", "mail: off");
    edit(
        &world,
        "  department-heads: {people: departments}\n",
        "  department-heads: {people: departments}\n  executives: {people: [{name: Eva Lind, email: e.lind@stbrannock.example}]}\n",
    );
    for now in [
        "2026-12-10T09:05",
        "2027-01-14T09:05",
        "2027-02-09T09:05",
        "2027-02-11T09:05",
    ] {
        world.turn(now);
        tell(&world);
    }
    edit(&world, START, "start: 2027-03-20 22:00");
    edit(&world, "2027-02-23 10:30", "2027-02-24 10:30");
    world.turn("2027-02-15T09:10");
    approve(&world);
    world.turn("2027-02-15T12:40");
    world.run(&SEND).ended(0);
    let moved = stated(&world, "cutover-rescheduled");
    let methods: Vec<&str> = moved.iter().map(|each| each.0.as_str()).collect();
    assert_eq!(methods, ["PUBLISH", "REQUEST"], "{moved:?}");
    for (_, _, number, stamp) in &moved {
        assert_eq!((*number, stamp.as_str()), (1, "20270215T091000Z"));
    }
    let feed = ["feed", "plan.yaml", "--out", "feed"];
    world.run(&feed).ended(0);
    let feed = examine(&world.read("feed/executives.ics")).unwrap();
    let said = |name: &str| feed.inner[0].first(name).unwrap().text().unwrap();
    for (name, value) in [("SEQUENCE", "1"), ("DTSTAMP", "20270215T091000Z")] {
        assert_eq!(said(name), value, "{name}");
    }
    // It is no longer Finance's concern, and the executives' calendars stay as they are.
    edit(&world, "used-by: [wards, finance]}", "used-by: [wards]}");
    world.turn("2027-02-16T09:20");
    approve(&world);
    world.turn("2027-02-16T10:00");
    world.run(&SEND).ended(0);
    let released = stated(&world, "cutover-released");
    assert_eq!(released.len(), 2, "{released:?}");
    for (_, uid, number, stamp) in &released {
        let before = moved.iter().find(|each| each.1 == *uid).unwrap();
        assert!(*number > before.2, "{released:?}");
        assert_eq!(stamp, "20270216T092000Z");
    }
}

#[test]
fn what_is_told_to_calendars_is_never_older_than_what_was_told_before() {
    let mut world = world("");
    let plan = world.read("plan.yaml").replace("briefings: []\n", "");
    world.write("plan.yaml", plan);
    world.turn("2027-02-11T09:05");
    tell(&world);
    let mut told = to_head(&world, "cutover-detail");
    for (now, from, to, kind) in [
        (
            "2027-02-15T09:10",
            START,
            "start: 2027-03-20 22:00",
            "cutover-rescheduled",
        ),
        (
            "2027-02-15T10:10",
            "length: 4h",
            "length: 5h",
            "cutover-changed",
        ),
        // The same event in other words.
        (
            "2027-02-15T11:10",
            "records: off",
            "records: read-only",
            "cutover-changed",
        ),
        (
            "2027-02-16T09:10",
            "2027-03-20 22:00",
            "2027-03-21 22:00",
            "cutover-rescheduled",
        ),
    ] {
        world.turn(now);
        edit(&world, from, to);
        let before = to_head(&world, kind);
        tell(&world);
        let now_there = to_head(&world, kind);
        let fresh = now_there.into_iter().filter(|mail| !before.contains(mail));
        let fresh: Vec<String> = fresh.collect();
        assert_eq!(fresh.len(), 1, "{kind} at {now}");
        told.extend(fresh);
    }
    assert_eq!(told.len(), 5);
    let files = told.iter().flat_map(|mail| calendars(mail));
    let files: Vec<_> = files.collect();
    assert_eq!(files.len(), 5, "{files:?}");
    for pair in files.windows(2) {
        assert_eq!(pair[0].1, pair[1].1, "one event");
        assert!(pair[1].2 >= pair[0].2, "{files:?}");
        assert!(pair[1].3 > pair[0].3, "{files:?}");
    }
    let numbers: Vec<u32> = files.iter().map(|file| file.2).collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4]);
}

#[test]
fn every_briefing_that_has_changed_is_amended_by_one_correction() {
    let talk = "{id: talk, for: department-heads, start: 2027-02-23 10:30}";
    let round = "{id: round, for: department-heads, start: 2027-02-25 14:00}";
    let mut world = world(&format!("{talk}, {round}"));
    for now in ["2027-02-09T09:05", "2027-02-11T09:05", "2027-02-12T09:05"] {
        world.turn(now);
        tell(&world);
    }
    let invited = mails(&world, "out");
    let invited = invited
        .iter()
        .filter(|(name, _)| name.starts_with("briefing-"));
    let invited: BTreeMap<String, u32> = invited
        .flat_map(|(_, mail)| calendars(mail))
        .map(|(_, uid, number, ..)| (uid, number))
        .collect();
    assert_eq!(invited.len(), 2, "{invited:?}");
    world.turn("2027-02-15T09:10");
    edit(&world, "2027-02-23 10:30", "2027-02-23 11:30");
    edit(&world, "14:00}", "14:00, status: cancelled}");
    tell(&world);
    let changed = to_head(&world, "cutover-changed");
    assert_eq!(changed.len(), 1);
    let calendars = calendars(&changed[0]);
    let calls: Vec<_> = calendars
        .into_iter()
        .filter(|(method, ..)| method != "PUBLISH")
        .collect();
    let inline: Vec<_> = calls.iter().filter(|call| !call.4).collect();
    assert_eq!(inline.len(), 1, "only one can stand in the text: {calls:?}");
    let amended: BTreeMap<&String, (&str, u32)> = calls
        .iter()
        .map(|(method, uid, number, ..)| (uid, (method.as_str(), *number)))
        .collect();
    assert_eq!(amended.len(), 2, "{calls:?}");
    for (uid, number) in &invited {
        assert_eq!(amended[uid].1, number + 1, "{calls:?}");
    }
    let mut methods: Vec<&str> = amended.values().map(|(method, _)| *method).collect();
    methods.sort_unstable();
    assert_eq!(methods, ["CANCEL", "REQUEST"]);
}

#[test]
fn who_has_changed_audience_is_answered_where_she_was_told() {
    let mut world = world("");
    let plan = world.read("plan.yaml").replace("briefings: []\n", "");
    world.write("plan.yaml", plan);
    world.turn("2027-02-11T09:05");
    tell(&world);
    let head = |mail: &str, name: &str| -> String {
        let (fields, _) = mail.split_once("\r\n\r\n").unwrap();
        let fields = fields.replace("\r\n ", " ");
        let start = format!("{name}: ");
        let line = fields.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap_or_default().to_owned()
    };
    let first = to_head(&world, "cutover-detail");
    assert_eq!(first.len(), 1);
    let (name, thread) = (head(&first[0], "Message-ID"), head(&first[0], "References"));
    world.turn("2027-02-15T09:10");
    // She is among the users now, and another leads the wards.
    edit(
        &world,
        "Aisha Khan, email: a.khan@",
        "Kim Lee, email: k.lee@",
    );
    edit(
        &world,
        "  department-heads: {people: departments}\n",
        "  department-heads: {people: departments}\n  end-users: {people: [{name: Aisha Khan, email: a.khan@stbrannock.example, department: wards}]}\n",
    );
    edit(&world, START, "start: 2027-03-20 22:00");
    tell(&world);
    let again = to_head(&world, "cutover-rescheduled");
    assert_eq!(again.len(), 1);
    assert_eq!(head(&again[0], "X-Forewarn-Audience"), "end-users");
    assert_eq!(head(&again[0], "In-Reply-To"), name);
    assert!(
        head(&again[0], "References").starts_with(&thread),
        "{}",
        head(&again[0], "References")
    );
}
