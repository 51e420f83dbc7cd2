//! What stays the same to people when the plan calls it otherwise: windows, briefings, services and
//! audiences, the mailboxes of people, and the names of events in calendars.

use crate::called_off::{send, told_world, uids};
use crate::feeds::{PLAN, change, event, feed, said, world};
use crate::harness::world::{Ran, World};
use forewarn::invite::reading::Component;
use std::collections::{BTreeMap, BTreeSet};

/// Sends with the one ledger; it has to end so.
fn sent(world: &World, folder: &str, code: i32) -> Ran {
    let arguments = ["send", PLAN, "--outbox", folder, "--ledger", "plan.ledger"];
    world.run(&arguments).ended(code)
}

/// What was said, in one line.
fn words(ran: &Ran) -> String {
    let said = ran.said();
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn rename_the_window(world: &World) {
    change(
        world,
        "window: move-night, rule",
        "window: other-night, rule",
    );
    change(world, "- id: move-night", "- id: other-night");
}

const OFFER: &str = "if `other-night` is the same window, write `renamed-from: move-night` there";

#[test]
fn a_run_that_is_refused_writes_nothing_and_the_event_keeps_its_name() {
    let refused: [&[&str]; 3] = [
        &[
            "send",
            PLAN,
            "--outbox",
            "refused",
            "--ledger",
            "plan.ledger",
        ],
        &["feed", PLAN, "--out", "calendars"],
        &["send", PLAN, "--dry-run"],
    ];
    for command in refused {
        let (mut world, uid) = told_world();
        let told = world.read_bytes("plan.ledger");
        rename_the_window(&world);
        world.turn("2027-02-05T10:00");
        let said = words(&world.run(command).ended(2));
        assert!(said.contains(OFFER), "{said}");
        assert_eq!(world.read_bytes("plan.ledger"), told, "{command:?}");
        let taken = "- id: other-night\n        renamed-from: move-night";
        change(&world, "- id: other-night", taken);
        change(&world, "start: Sat 2027-03-06", "start: Sat 2027-03-13");
        let mails = send(&world, "moved");
        assert_eq!(uids(&mails), [uid], "{command:?}");
    }
}

#[test]
fn a_calendar_that_is_refused_is_left_as_it_was() {
    let (mut world, uid) = told_world();
    feed(&world);
    let before = world.read("calendars/end-users.ics");
    rename_the_window(&world);
    world.turn("2027-02-05T10:00");
    let ran = world.run(&["feed", PLAN, "--out", "calendars"]).ended(2);
    assert!(words(&ran).contains("Nothing was written"), "{}", ran.err);
    assert_eq!(world.read("calendars/end-users.ics"), before);
    change(
        &world,
        "- id: other-night",
        "- id: other-night\n        renamed-from: move-night",
    );
    feed(&world);
    assert_eq!(said(&event(&world).unwrap(), "UID"), uid);
}

/// Everybody was told all; a part of the plan is then written otherwise.
fn told_and_changed(changes: &[(&str, &str)]) -> World {
    let (mut world, _) = told_world();
    for (from, to) in changes {
        change(&world, from, to);
    }
    world.turn("2027-02-05T10:00");
    world
}

/// A change that is refused with an offer, and makes nobody hear anything once that is taken.
fn offered(changes: &[(&str, &str)], (code, offer): (&str, &str), taken: (&str, &str)) {
    let world = told_and_changed(changes);
    let told = world.read_bytes("plan.ledger");
    let said = words(&sent(&world, "refused", 2));
    assert!(said.contains(offer), "{said}");
    assert!(said.contains("Nothing was sent"), "{said}");
    assert_eq!(world.read_bytes("plan.ledger"), told);
    let said = world.run(&["check", PLAN]).ended(1).out;
    assert!(said.contains(&format!("error[{code}]")), "{said}");
    assert!(!said.contains("error[overdue]"), "{said}");
    change(&world, taken.0, taken.1);
    world.run(&["check", PLAN]).ended(0);
    world.run(&["diff", PLAN]).ended(0);
    let said = words(&sent(&world, "taken", 0));
    assert!(said.contains("Nothing to send"), "{said}");
}

#[test]
fn a_service_with_another_id_is_offered_back() {
    let changes = [("  mail:\n", "  post:\n"), ("{mail: off}", "{post: off}")];
    let offer =
        "the service `mail` is gone from the plan, but 5 people were told that it will be affected";
    let taken = ("  post:\n", "  post:\n    renamed-from: mail\n");
    offered(&changes, ("other-id", offer), taken);
    let offer = "if `post` is the same service, write `renamed-from: mail` there; if it is another one, leave `mail` under `services`";
    offered(&changes, ("other-id", offer), taken);
    // With another name it is known by its windows.
    let named = ["name: Mail\n", "name: Letters\n"];
    let changes = [changes[0], changes[1], (named[0], named[1])];
    offered(&changes, ("other-id", offer), taken);
}

#[test]
fn another_service_is_told_as_another_one_when_the_old_one_stays() {
    let changes = [
        (
            "  mail:\n    name: Mail\n",
            "  mail: {name: Mail, used-by: [everyone]}\n  post:\n    name: Letters\n",
        ),
        ("{mail: off}", "{post: off}"),
    ];
    let world = told_and_changed(&changes);
    sent(&world, "told", 0);
    let mails = std::fs::read_dir(world.path("told")).unwrap();
    let names = mails.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.contains("-changed.")).count(), 5);
}

#[test]
fn a_service_that_is_only_left_out_is_told_so() {
    let changes = [
        (
            "  mail:\n",
            "  fax: {name: Fax, used-by: [everyone]}\n  mail:\n",
        ),
        ("{mail: off}", "{mail: off, fax: off}"),
    ];
    let mut world = told_and_changed(&changes);
    sent(&world, "more", 0);
    change(&world, changes[0].1, changes[0].0);
    change(&world, changes[1].1, changes[1].0);
    world.turn("2027-02-08T10:00");
    sent(&world, "less", 0);
}

#[test]
fn a_briefing_with_another_id_is_offered_back() {
    let offer = "the briefing `heads` is gone from the plan, but 2 people were invited to it; it was to start on Tuesday 16 February 2027 at 10:30";
    let changes = [("{id: heads,", "{id: chiefs,")];
    let taken = ("{id: chiefs,", "{id: chiefs, renamed-from: heads,");
    offered(&changes, ("removed-briefing", offer), taken);
    let offer = "if `chiefs` is the same briefing, write `renamed-from: heads` there";
    offered(&changes, ("removed-briefing", offer), taken);
}

#[test]
fn a_briefing_that_is_gone_is_off_when_that_is_said_and_one_that_is_over_may_go() {
    let (mut world, _) = told_world();
    let plan = world.read(PLAN);
    let (before, briefing) = plan.split_once("\nbriefings:").unwrap();
    let (_, after) = briefing.split_once("\npolicy:").unwrap();
    world.write(PLAN, format!("{before}\npolicy:{after}"));
    world.turn("2027-02-05T10:00");
    let said = words(&sent(&world, "refused", 2));
    assert!(said.contains("the briefing `heads` is gone"), "{said}");
    let off = ["send", PLAN, "--outbox", "off", "--assume-cancelled"];
    let ran = world.run(&off).ended(0);
    assert!(ran.out.contains("sent"), "{}", ran.out);
    world.turn("2027-02-16T11:30");
    sent(&world, "over", 0);
}

#[test]
fn an_audience_with_another_id_is_offered_back() {
    let offer = "if `staff` is the same audience, write `renamed-from: end-users` there";
    let kept = "  staff:\n    like: end-users\n";
    let changes = [(
        "  end-users:                                  # or: {people: {file: people.csv}}\n",
        kept,
    )];
    let taken = (
        kept,
        "  staff:\n    like: end-users\n    renamed-from: end-users\n",
    );
    offered(&changes, ("other-id", offer), taken);
}

#[test]
fn an_id_that_is_taken_back_is_the_one_under_which_people_were_told() {
    let (mut world, _) = told_world();
    let before = world.run(&["status", PLAN, "--format", "json"]).ended(0);
    change(
        &world,
        "- id: move-night",
        "- id: move-night\n        renamed-from: big-night",
    );
    change(&world, "{id: heads,", "{id: heads, renamed-from: talk,");
    let after = world.run(&["status", PLAN, "--format", "json"]).ended(0);
    assert_eq!(after.out, before.out);
    world.turn("2027-02-05T10:00");
    let said = words(&sent(&world, "same", 0));
    assert!(said.contains("Nothing to send"), "{said}");
    world.turn("2027-02-19T10:00");
    sent(&world, "next", 0);
    let mails = std::fs::read_dir(world.path("next")).unwrap();
    for mail in mails.map(|file| file.unwrap().file_name().into_string().unwrap()) {
        assert!(mail.starts_with("move-night-reminder-14."), "{mail}");
    }
}

const LIN: &str = "      - {name: Lin Chen, email: l.chen@hospital.example, department: finance}\n";

#[test]
fn whoever_is_concerned_again_is_told_as_one_hears_it_first() {
    // Somebody else of her department stays, so that it hears.
    let ada = LIN
        .replace("Lin Chen", "Ada Moss")
        .replace("l.chen", "a.moss");
    let mut world = told_and_changed(&[(LIN, &ada)]);
    let released = send(&world, "released");
    let first = |mails: &BTreeMap<_, Vec<(_, _)>>, start: &str| {
        let ours = mails
            .keys()
            .filter(|name: &&String| name.starts_with(start));
        let ours: Vec<String> = ours.cloned().collect();
        assert_eq!(ours.len(), 1, "{:?}", mails.keys());
        let (_, calendar): &(String, Component) = &mails[&ours[0]][0];
        let number: u32 = said(&calendar.inner[0], "SEQUENCE").parse().unwrap();
        (ours[0].clone(), number)
    };
    let (_, gone) = first(&released, "move-night-unlisted.");
    world.turn("2027-02-08T10:00");
    sent(&world, "nothing", 0);
    let sam = "      - {name: Sam Okoro";
    change(&world, sam, &format!("{LIN}{sam}"));
    let told = send(&world, "again");
    assert_eq!(told.len(), 1, "{:?}", told.keys());
    let (name, number) = first(&told, "move-night-detail.end-users.");
    assert!(number > gone, "{number} after {gone}");
    let mail = world.read(&format!("again/{name}"));
    for riddle in ["Everything else", "also concerned", "has changed"] {
        assert!(!mail.contains(riddle), "{riddle}: {mail}");
    }
    assert!(mail.contains("Subject: Planned: Mail off"), "{mail}");
    let said = mail.split_whitespace().collect::<Vec<_>>().join(" ");
    let back = "We had written that you are no longer on our list. You are on it again.";
    assert!(said.contains(back), "{mail}");
    world.turn("2027-02-08T10:05");
    let said = words(&sent(&world, "twice", 0));
    assert!(said.contains("Nothing to send"), "{said}");
}

#[test]
fn whoever_is_invited_again_gets_a_call_that_calendars_do_not_take_for_the_old_one() {
    let (all, wards) = ("used-by: [everyone] ", "used-by: [wards] ");
    let mut world = told_and_changed(&[(all, wards)]);
    let call = |mails: &BTreeMap<String, Vec<(String, Component)>>, of: &str| {
        let mut ours = mails.iter().filter(|(name, _)| name.starts_with(of));
        let (_, calendars) = ours.next().unwrap();
        let mut calls = calendars.iter().filter(|(kind, _)| kind == "calendar");
        let event = &calls.next().unwrap().1;
        let method = event.first("METHOD").unwrap().value.clone();
        (
            method,
            said(&event.inner[0], "UID"),
            said(&event.inner[0], "SEQUENCE"),
        )
    };
    let (method, uid, number) = call(&send(&world, "off"), "move-night-released.department");
    assert_eq!((method.as_str(), number.as_str()), ("CANCEL", "1"));
    change(&world, wards, all);
    world.turn("2027-02-08T10:00");
    let preview = ["preview", PLAN, "--all", "--ledger", "plan.ledger"];
    world.run(&preview).ended(0);
    let shown = crate::feeds::calendars(&world, "preview/mails");
    let mails = send(&world, "again");
    let again = ("REQUEST".to_owned(), uid.clone(), "2".to_owned());
    assert_eq!(call(&mails, "briefing-heads."), again);
    assert_eq!(call(&shown, "briefing-heads."), again);
    change(&world, "2027-02-16 10:30", "2027-02-17 10:30");
    world.turn("2027-02-09T10:00");
    let moved = send(&world, "moved");
    let changed = moved
        .keys()
        .filter(|name| name.starts_with("move-night-changed."));
    assert_eq!(changed.count(), 2);
    let moved = call(&moved, "move-night-changed.");
    assert_eq!(moved, ("REQUEST".to_owned(), uid, "3".to_owned()));
}

#[test]
fn a_briefing_that_took_place_holds_up_no_word_of_its_window() {
    let later = "      - {id: later-night, start: Sat 2027-06-12 22:00, length: 1h, services: {mail: slower}}\n";
    let off = ("length: 4h", "length: 4h\n        status: cancelled");
    let open = "start: undecided\n        new-date-by: 2027-03-01";
    let open = ("start: Sat 2027-03-06 22:00", open);
    for (from, to) in [off, open] {
        for briefing in ["{id: heads,", "{id: heads, window: move-night,"] {
            let mut world = told_and_changed(&[
                ("\nhyper-care:", &format!("{later}\nhyper-care:")),
                ("{id: heads,", briefing),
                ("by: \"2027-03-06 21:45\"", "by: 15m before start"),
            ]);
            sent(&world, "before", 0);
            change(&world, from, to);
            let is_for_the_next = from == off.0 && !briefing.contains("window");
            if !is_for_the_next {
                let said = world.run(&["check", PLAN]).ended(1).out;
                assert!(said.contains("error[stranded-briefing]"), "{said}");
                sent(&world, "stranded", 1);
            }
            world.turn("2027-02-16T10:45");
            sent(&world, "after", 0);
            let mails = std::fs::read_dir(world.path("after")).unwrap();
            let names = mails.map(|file| file.unwrap().file_name().into_string().unwrap());
            let about = |name: &String| name.starts_with("move-night-");
            assert_eq!(names.filter(about).count(), 5, "{to} {briefing}");
        }
    }
}

#[test]
fn a_mailbox_in_two_audiences_is_one_person_however_it_is_written() {
    let (mut told, mut people) = (Vec::new(), Vec::new());
    for written in ["t.reed", "T.Reed"] {
        let mut world = crate::feeds::world();
        let dana = "      - {name: Dana Wolf";
        let tom = format!("      - {{name: Tom Reed, email: {written}@hospital.example}}\n{dana}");
        change(&world, dana, &tom);
        people.push(world.run(&["check", PLAN]).ended(0).out);
        world.turn("2027-02-04T10:00");
        send(&world, "mails");
        let mails = std::fs::read_dir(world.path("mails")).unwrap();
        let names = mails.map(|file| file.unwrap().file_name().into_string().unwrap());
        told.push(
            names
                .filter(|name| name.ends_with(".eml"))
                .collect::<std::collections::BTreeSet<_>>(),
        );
    }
    assert_eq!(people[0], people[1]);
    assert_eq!(told[0], told[1]);
}

#[test]
fn somebody_of_the_same_name_at_another_address_is_a_question() {
    let world = told_and_changed(&[("l.chen@hospital", "lin.chen@hospital")]);
    let question = "is lin.chen@hospital.example the new address of Lin Chen? l.chen@hospital.example will be told that it gets no further messages";
    let said = words(&world.run(&["check", PLAN]).ended(0));
    assert!(
        said.contains("warning[new-address]") && said.contains(question),
        "{said}"
    );
    let said = words(&world.run(&["diff", PLAN]).ended(4));
    assert!(said.contains(question), "{said}");
    sent(&world, "told", 0);
    let said = words(&world.run(&["check", PLAN]).ended(0));
    assert!(!said.contains("new-address"), "{said}");
    let other = told_and_changed(&[("Lin Chen, email: l.chen@", "Ada Moss, email: a.moss@")]);
    let said = words(&other.run(&["diff", PLAN]).ended(4));
    assert!(!said.contains("new address"), "{said}");
}

/// What calendars and machines know the window and the briefing of a plan by when it is first told, by
/// nothing but the plan.
fn names(changes: &[(&str, &str)]) -> BTreeSet<String> {
    let mut world = world();
    let noc = "audiences:\n  noc: {role: machine, people: [{name: Network centre, email: noc@carrier.example}]}";
    change(&world, "audiences:", noc);
    for (from, to) in changes {
        change(&world, from, to);
    }
    let mut names = BTreeSet::new();
    for (now, folder) in [("2027-02-02T10:00", "one"), ("2027-02-04T10:00", "two")] {
        world.turn(now);
        let mails = send(&world, folder);
        for (_, calendar) in mails.values().flatten() {
            let event = &calendar.inner[0];
            names.insert(said(event, "UID"));
            let id = event.first("X-MAINTNOTE-MAINTENANCE-ID");
            names.extend(id.map(|id| id.value.clone()));
        }
    }
    names
}

#[test]
fn no_ledger_is_needed_for_another_id_to_leave_the_names_in_calendars_as_they_are() {
    let before = names(&[]);
    // The window, the window of the machine, its id there, and the briefing.
    assert_eq!(before.len(), 4, "{before:?}");
    let night = "- id: other-night\n        renamed-from: move-night";
    let changes = [
        ("{id: heads,", "{id: chiefs, renamed-from: heads,"),
        ("window: move-night, rule", "window: other-night, rule"),
        ("- id: move-night", night),
    ];
    assert_eq!(names(&changes), before);
}
