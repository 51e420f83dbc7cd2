//! Calendars as the program writes them: feeds in a folder, events in mails, numbers in the ledger.

use crate::harness::world::World;
use crate::ledger::holder;
use forewarn::invite::reading::Component;
use forewarn::invite::{Feed, Tracks, examine};
use forewarn::ledger::Lock;
use forewarn::rules::Case;
use forewarn::rules::told::Told;
use mail_parser::{MessageParser, MimeHeaders as _};
use std::collections::BTreeMap;

pub const PLAN: &str = "plan.yaml";

pub fn world() -> World {
    let world = World::new();
    world.run(&["init"]).ended(0);
    // Many of these stories begin later than a plan should.
    let waiver = "\npolicy:\n  waivers:\n    - {window: move-night, rule: lead-time, by: Maria Osei, because: All agreed.}\n";
    world.write(PLAN, world.read(PLAN) + waiver);
    world.write("forewarn.yaml", "approval: none\n");
    world
}

pub fn feed(world: &World) -> String {
    let arguments = ["feed", PLAN, "--out", "calendars"];
    world.run(&arguments).ended(0).said()
}

pub fn change(world: &World, from: &str, to: &str) {
    let plan = world.read(PLAN);
    assert!(plan.contains(from), "{from}");
    world.write(PLAN, plan.replacen(from, to, 1));
}

pub fn event(world: &World) -> Option<Component> {
    let text = world.read("calendars/end-users.ics");
    examine(&text).unwrap().inner.into_iter().next()
}

pub fn said(event: &Component, name: &str) -> String {
    event.first(name).unwrap().text().unwrap()
}

#[test]
fn a_window_that_no_track_follows_yet_stands_in_a_calendar_all_the_same() {
    let checked = crate::checked::check(
        &crate::harness::world::here("tests/rules/base.yaml"),
        "2026-11-02T09:00:00Z".parse().unwrap(),
    );
    let (plan, directory, timeline) = checked.dated.as_ref().unwrap();
    let case = Case {
        plan,
        directory,
        timeline,
        told: &Told::default(),
        now: "2026-11-02T09:00:00Z".parse().unwrap(),
    };
    let organizer = crate::calendars::organizer();
    let feed = Feed::of(case, &plan.audiences[0], &Tracks::default(), &organizer);
    assert_eq!(feed.events.len(), 1, "{feed:?}");
}

#[test]
fn only_what_changes_is_written_and_a_move_has_a_higher_number() {
    let mut world = world();
    assert_eq!(feed(&world).matches("is written").count(), 3);
    let first = event(&world).unwrap();
    assert_eq!(said(&first, "SEQUENCE"), "0");
    world.turn("2026-11-24T09:00");
    assert_eq!(feed(&world), "");
    change(
        &world,
        "start: Sat 2027-03-06 22:00",
        "start: Sat 2027-03-13 22:00",
    );
    assert_eq!(feed(&world).matches("is written").count(), 3);
    let second = event(&world).unwrap();
    assert_eq!(said(&second, "UID"), said(&first, "UID"));
    assert_eq!(said(&second, "SEQUENCE"), "1");
    assert_eq!(said(&second, "CREATED"), "20261123T090000Z");
    for stamp in ["DTSTAMP", "LAST-MODIFIED"] {
        assert_eq!(said(&second, stamp), "20261124T090000Z");
    }
    let left = std::fs::read_dir(world.path("calendars")).unwrap().count();
    assert_eq!(left, 3);
}

#[test]
fn the_same_run_gives_the_same_files() {
    let [one, other] = [world(), world()];
    feed(&one);
    feed(&other);
    let file = "calendars/department-heads.ics";
    assert_eq!(one.read(file), other.read(file));
}

#[test]
fn a_cancelled_window_is_shown_for_thirty_days_and_a_past_one_for_ninety() {
    let mut world = world();
    world.turn("2027-06-04T09:00");
    feed(&world);
    assert!(event(&world).is_some());
    world.turn("2027-06-05T09:00");
    feed(&world);
    assert!(event(&world).is_none());
    let plan = world.read(PLAN);
    // Nobody can be invited to a briefing about a window that is cancelled.
    let (plan, _) = plan.split_once("\nbriefings:").unwrap();
    let start = "start: Sat 2027-03-06 22:00";
    let cancelled = format!("status: cancelled\n        {start}");
    world.write(PLAN, plan.replacen(start, &cancelled, 1));
    world.turn("2027-04-05T09:00");
    feed(&world);
    let cancelled = event(&world).unwrap();
    assert_eq!(said(&cancelled, "STATUS"), "CANCELLED");
    assert!(said(&cancelled, "SUMMARY").starts_with("Cancelled: "));
    assert_eq!(said(&cancelled, "SEQUENCE"), "1");
    world.turn("2027-04-07T09:00");
    feed(&world);
    assert!(event(&world).is_none());
}

#[test]
fn a_ledger_in_use_is_left_alone_and_nothing_is_written() {
    let world = world();
    let lock = Lock::take(&world.path("plan.ledger"), &holder()).unwrap();
    assert!(feed(&world).contains("a later run writes the calendars"));
    assert!(!world.path("calendars").exists());
    drop(lock);
    feed(&world);
    assert!(world.path("calendars/executives.ics").exists());
}

#[test]
fn a_plan_file_with_another_name_begins_no_second_ledger() {
    let world = world();
    feed(&world);
    let plan = world.read(PLAN);
    let world = world.file("renamed.yaml", plan);
    let arguments = ["feed", "renamed.yaml", "--out", "calendars"];
    let ran = world.run(&arguments).ended(2);
    assert!(ran.err.contains("--ledger plan.ledger"), "{}", ran.err);
    assert!(!world.path("renamed.ledger").exists());
}

#[test]
fn every_window_of_the_shipped_plans_is_in_somebodys_calendar() {
    for name in ["hospital", "bank", "university"] {
        let world = World::with_shipped(name).file("forewarn.yaml", "approval: none\n");
        let plan = format!("{name}.yaml");
        world.run(&["feed", &plan, "--out", "calendars"]).ended(0);
        let mut windows = BTreeMap::new();
        for entry in std::fs::read_dir(world.path("calendars")).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            for event in examine(&text).unwrap().inner {
                *windows.entry(said(&event, "UID")).or_insert(0) += 1;
            }
        }
        let timeline = world.run(&["timeline", &plan, "--format", "json"]).ended(0);
        let rows = timeline.json();
        let told = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["window"].to_string());
        let told: std::collections::BTreeSet<_> = told.collect();
        assert_eq!(windows.len(), told.len(), "{name}");
    }
}

/// The calendars in a folder of mails: the name of each mail, the kind of its parts, their text.
pub fn calendars(world: &World, folder: &str) -> BTreeMap<String, Vec<(String, Component)>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(world.path(folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "eml") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let calendars = mail.parts.iter().filter_map(|part| {
            let kind = part.content_type()?.subtype()?.to_owned();
            let is_calendar = ["calendar", "ics"].contains(&kind.as_str());
            let text = is_calendar.then(|| String::from_utf8(part.contents().to_vec()).unwrap())?;
            Some((kind, examine(&text).unwrap()))
        });
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        found.insert(name, calendars.collect());
    }
    found
}

#[test]
fn dates_told_for_good_come_as_a_file_and_briefings_as_a_call() {
    let world = world();
    world.run(&["preview", PLAN, "--all"]).ended(0);
    for (name, calendars) in calendars(&world, "preview/mails") {
        let kinds: Vec<&str> = calendars.iter().map(|(kind, _)| kind.as_str()).collect();
        if name.contains("-detail.") {
            assert_eq!(kinds, ["ics"], "{name}");
            assert_eq!(calendars[0].1.first("METHOD").unwrap().value, "PUBLISH");
        } else if name.starts_with("briefing-") {
            assert_eq!(kinds, ["calendar", "ics"], "{name}");
            assert_eq!(calendars[0].1, calendars[1].1);
            assert_eq!(calendars[0].1.first("METHOD").unwrap().value, "REQUEST");
        } else {
            assert!(kinds.is_empty(), "{name}");
        }
    }
}

#[test]
fn a_copy_that_is_not_wanted_is_left_out() {
    let world = world().file("forewarn.yaml", "calendar-copy: no\napproval: none\n");
    world.run(&["preview", PLAN, "--all"]).ended(0);
    let all = calendars(&world, "preview/mails");
    let calls = all.iter().filter(|(name, _)| name.starts_with("briefing-"));
    assert!(calls.clone().count() > 0);
    for (name, calendars) in calls {
        let kinds: Vec<&str> = calendars.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["calendar"], "{name}");
    }
}

#[test]
fn answers_go_to_the_mailbox_that_is_read_and_the_sender_is_named_beside_it() {
    let settings = "from: {name: Notices, email: notices@hospital.example}\napproval: none\n";
    let world = world().file("forewarn.yaml", settings);
    feed(&world);
    let event = event(&world).unwrap();
    let organizer = event.first("ORGANIZER").unwrap();
    assert_ne!(organizer.value, "mailto:notices@hospital.example");
    let sender = organizer.parameter("SENT-BY");
    assert_eq!(sender, Some("mailto:notices@hospital.example"));
}

#[test]
fn whoever_takes_the_answers_is_not_called() {
    let world = world();
    let plan = world.read(PLAN);
    let contact = plan.lines().find(|line| line.contains("team:")).unwrap();
    let team = contact
        .split("email: ")
        .nth(1)
        .unwrap()
        .split([',', '}'])
        .next()
        .unwrap();
    let head = plan.lines().find(|line| line.contains("head: {")).unwrap();
    let head = head
        .split("email: ")
        .nth(1)
        .unwrap()
        .split([',', '}'])
        .next()
        .unwrap();
    world.write(PLAN, plan.replace(team.trim(), head.trim()));
    world.run(&["preview", PLAN, "--all"]).ended(0);
    let all = calendars(&world, "preview/mails");
    let calls = all.iter().filter(|(name, _)| name.starts_with("briefing-"));
    let uncalled = calls.filter(|(_, calendars)| calendars.is_empty()).count();
    assert_eq!(uncalled, 1);
}

#[test]
fn the_calendar_of_a_sample_is_marked_and_never_takes_the_place_of_the_real_one() {
    let world = world().at("2027-02-04T09:00");
    world.run(&["preview", PLAN, "--all"]).ended(0);
    let send = [
        "send",
        PLAN,
        "--test-to",
        "me@example.org",
        "--outbox",
        "out",
    ];
    world.run(&send).ended(0);
    let named = |folder: &str| {
        let all = calendars(&world, folder);
        let events = all.into_values().flatten().map(|(_, calendar)| {
            let event = &calendar.inner[0];
            (said(event, "UID"), said(event, "SUMMARY"))
        });
        events.collect::<BTreeMap<_, _>>()
    };
    let (real, samples) = (named("preview/mails"), named("out"));
    assert!(!real.is_empty() && !samples.is_empty());
    for (uid, summary) in samples {
        assert!(summary.starts_with("[Test] "), "{summary}");
        assert!(!real.contains_key(&uid));
    }
}

#[test]
fn mails_after_a_move_bear_the_number_of_the_ledger_and_are_those_of_the_preview() {
    let mut world = world();
    feed(&world);
    change(
        &world,
        "start: Sat 2027-03-06 22:00",
        "start: Sat 2027-03-13 22:00",
    );
    world.turn("2027-02-15T09:00");
    let previewed = |world: &World| {
        world.run(&["preview", PLAN, "--all"]).ended(0);
        world.path("preview/mails")
    };
    let mails = previewed(&world);
    let send = ["send", PLAN, "--outbox", "out", "--ledger", "plan.ledger"];
    world.run(&send).ended(0);
    let mut compared = 0;
    for entry in std::fs::read_dir(world.path("out")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "eml") {
            let without_date = |bytes: &[u8]| {
                let text = String::from_utf8(bytes.to_vec()).unwrap();
                let lines = text
                    .split("\r\n")
                    .filter(|line| !line.starts_with("Date: "));
                lines.collect::<Vec<_>>().join("\r\n")
            };
            let sent = std::fs::read(&path).unwrap();
            let shown = std::fs::read(mails.join(path.file_name().unwrap())).unwrap();
            assert_eq!(without_date(&sent), without_date(&shown));
            compared += 1;
        }
    }
    assert!(compared > 0);
    let all = calendars(&world, "out");
    let numbers = all.iter().flat_map(|(name, calendars)| {
        let number = |(_, calendar): &(String, Component)| said(&calendar.inner[0], "SEQUENCE");
        calendars
            .iter()
            .map(move |each| (name.starts_with("briefing-"), number(each)))
    });
    let numbers: Vec<(bool, String)> = numbers.collect();
    assert!(!numbers.is_empty());
    for (is_briefing, number) in numbers {
        assert_eq!(number, if is_briefing { "0" } else { "1" });
    }
    let before = calendars(&world, "preview/mails");
    previewed(&world);
    // What was told meanwhile may be shown no more; what is shown has the calendar it had.
    let after = calendars(&world, "preview/mails");
    assert!(!after.is_empty());
    for (name, calendars) in after {
        assert_eq!(before.get(&name), Some(&calendars), "{name}");
    }
}

#[test]
fn a_calendar_waits_for_the_word_that_its_mails_wait_for() {
    let mut world = world();
    world.write("forewarn.yaml", "");
    let feed_ends = |world: &World, code| {
        let arguments = ["feed", PLAN, "--out", "calendars"];
        world.run(&arguments).ended(code).said()
    };
    let approve = |world: &World| {
        let arguments = ["approve", PLAN, "--by", "Maria Osei"];
        world.run(&arguments).ended(0);
    };
    let said = feed_ends(&world, 4);
    assert!(said.contains("end-users.ics stays as it is"), "{said}");
    assert!(said.contains("forewarn approve plan.yaml"), "{said}");
    assert!(!world.path("calendars/end-users.ics").exists());
    approve(&world);
    feed_ends(&world, 0);
    let first = world.read("calendars/end-users.ics");
    world.turn("2026-11-24T09:00");
    let (from, to) = ("Sat 2027-03-06 22:00", "Sat 2027-03-13 22:00");
    change(&world, from, to);
    assert!(feed_ends(&world, 4).contains("move-night"));
    assert_eq!(world.read("calendars/end-users.ics"), first);
    // Undone, it says what was approved; its number only grows.
    change(&world, to, from);
    feed_ends(&world, 0);
    change(&world, from, to);
    feed_ends(&world, 4);
    approve(&world);
    feed_ends(&world, 0);
    let start = |world: &World| {
        event(world)
            .unwrap()
            .first("DTSTART")
            .unwrap()
            .value
            .clone()
    };
    assert_eq!(start(&world), "20270313T220000Z");
}
