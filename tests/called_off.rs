//! What calendars hear when the plan changes after people were told: every correction leaves each of
//! them with what is so, under one name and ever higher numbers.

use crate::feeds::{PLAN, calendars, change, event, feed, said, world};
use crate::harness::peer::{Act, Peer, Script, Stage, Taken};
use crate::harness::world::World;
use crate::sending::{header, with_server};
use forewarn::invite::reading::Component;
use mail_parser::{MessageParser, MimeHeaders as _};
use std::collections::{BTreeMap, BTreeSet};

/// Every send leaves its mails in a folder of its own and knows the one ledger.
pub fn send(world: &World, folder: &str) -> BTreeMap<String, Vec<(String, Component)>> {
    let more = ["--outbox", folder, "--ledger", "plan.ledger", "--large"];
    world.run(&[&["send", PLAN][..], &more].concat()).ended(0);
    calendars(world, folder)
}

/// The events of the mails whose names begin so: kind of part, method, status, number and start.
pub fn told(mails: &BTreeMap<String, Vec<(String, Component)>>, start: &str) -> Vec<String> {
    let ours = mails.iter().filter(|(name, _)| name.starts_with(start));
    let told = ours
        .flat_map(|(_, calendars)| calendars)
        .map(|(kind, calendar)| {
            let event = &calendar.inner[0];
            let word = |name| event.first(name).map_or("-", |found| found.value.as_str());
            let method = calendar.first("METHOD").map_or("-", |found| &found.value);
            let (status, number) = (word("STATUS"), word("SEQUENCE"));
            let day = &word("DTSTART")[4..8];
            format!("{kind} {method} {status} {number} {day}")
        });
    let mut told: Vec<String> = told.collect();
    told.dedup();
    told
}

/// The names of the events of windows in some mails.
pub fn uids(mails: &BTreeMap<String, Vec<(String, Component)>>) -> Vec<String> {
    let files = mails.values().flatten().filter(|(_, calendar)| {
        calendar
            .first("METHOD")
            .is_some_and(|method| method.value == "PUBLISH")
    });
    let mut uids: Vec<String> = files.map(|(_, file)| said(&file.inner[0], "UID")).collect();
    uids.sort_unstable();
    uids.dedup();
    uids
}

/// A world in which everybody was told all about 6 March.
pub fn told_world() -> (World, String) {
    let mut world = world();
    let plan = world
        .read(PLAN)
        .replace("status: provisional", "status: confirmed");
    world.write(PLAN, plan);
    world.turn("2027-02-04T10:00");
    let mails = send(&world, "first");
    assert_eq!(
        told(&mails, "move-night-detail.end"),
        ["ics PUBLISH CONFIRMED 0 0306"]
    );
    let uid = uids(&mails).pop().unwrap();
    (world, uid)
}

const START: &str = "start: Sat 2027-03-06 22:00";

/// On which day of February what is changed into what, the mail that tells it, and its event.
const STEPS: [(u32, &str, &str, &str, &str); 7] = [
    (
        5,
        START,
        "start: Sat 2027-03-13 22:00",
        "rescheduled",
        "CONFIRMED 1 0313",
    ),
    (
        8,
        "services: {mail: off}",
        "services: {mail: slower}",
        "changed",
        "CONFIRMED 2 0313",
    ),
    (9, "length: 4h", "length: 5h", "changed", "CONFIRMED 3 0313"),
    (
        10,
        "start: Sat 2027-03-13 22:00\n        length: 5h",
        "start: undecided\n        length: 5h",
        "rescheduled",
        "CANCELLED 4 0313",
    ),
    (
        11,
        "start: undecided",
        "start: Sat 2027-03-27 22:00",
        "rescheduled",
        "CONFIRMED 5 0327",
    ),
    (
        12,
        "length: 5h",
        "length: 5h\n        status: cancelled",
        "cancelled",
        "CANCELLED 6 0327",
    ),
    (
        15,
        "status: cancelled",
        "status: confirmed",
        "rescheduled",
        "CONFIRMED 7 0327",
    ),
];

#[test]
fn the_file_of_a_window_follows_it_through_every_correction() {
    let (mut world, uid) = told_world();
    for (day, from, to, mail, wanted) in STEPS {
        change(&world, from, to);
        if to == "start: undecided\n        length: 5h" {
            let plan = world.read(PLAN);
            let lines = plan.lines().filter(|line| {
                !["length: 5h", "decisions:", "- {at: 1 working"]
                    .iter()
                    .any(|gone| line.contains(gone))
            });
            let plan = lines.collect::<Vec<_>>().join("\n");
            let plan = plan.replace("{id: heads,", "{status: cancelled, id: heads,");
            world.write(PLAN, plan);
        }
        if to.ends_with("03-27 22:00") {
            change(&world, to, &format!("{to}\n        length: 5h"));
        }
        world.turn(&format!("2027-02-{day:02}T10:00"));
        let mails = send(&world, &format!("out-{day}"));
        let name = format!("move-night-{mail}.end");
        assert_eq!(
            told(&mails, &name),
            [format!("ics PUBLISH {wanted}")],
            "{day}"
        );
        assert_eq!(uids(&mails), std::slice::from_ref(&uid));
        // Whoever subscribed to the feed has it as the mails say: also while it has no date.
        feed(&world);
        let shown = event(&world).unwrap();
        assert_eq!(said(&shown, "UID"), uid);
        let (status, number) = (said(&shown, "STATUS"), said(&shown, "SEQUENCE"));
        assert!(wanted.starts_with(&format!("{status} {number}")), "{day}");
        let waits = shown
            .first("DESCRIPTION")
            .is_some_and(|text| text.value.contains("no new date yet"));
        assert_eq!(waits, to.contains("undecided"), "{day}");
    }
}

#[test]
fn a_correction_that_is_previewed_is_the_one_that_is_sent() {
    let (mut world, _) = told_world();
    change(&world, START, "start: Sat 2027-03-13 22:00");
    change(&world, "2027-02-16 10:30", "2027-02-17 10:30");
    world.turn("2027-02-05T10:00");
    world
        .run(&["preview", PLAN, "--all", "--ledger", "plan.ledger"])
        .ended(0);
    let shown = calendars(&world, "preview/mails");
    let sent = send(&world, "out");
    let corrected = sent
        .iter()
        .filter(|(name, _)| name.contains("-rescheduled."));
    assert_eq!(corrected.clone().count(), 5);
    for (name, calendars) in corrected {
        assert_eq!(shown.get(name), Some(calendars), "{name}");
    }
}

#[test]
fn whoever_is_not_concerned_any_more_is_told_to_drop_it_and_later_told_again() {
    let (mut world, uid) = told_world();
    change(&world, "used-by: [everyone] ", "used-by: [wards] ");
    world.turn("2027-02-05T10:00");
    let mails = send(&world, "released");
    // The services that it has for people are one statement, that these are not concerned the next.
    let dropped = "ics PUBLISH CANCELLED 2 0306";
    assert_eq!(told(&mails, "move-night-released.end"), [dropped]);
    change(&world, "used-by: [wards] ", "used-by: [everyone] ");
    world.turn("2027-02-08T10:00");
    let mails = send(&world, "again");
    let back = "ics PUBLISH CONFIRMED 4 0306";
    assert_eq!(told(&mails, "move-night-detail.end"), [back]);
    assert_eq!(uids(&mails), [uid]);
    feed(&world);
    assert_eq!(said(&event(&world).unwrap(), "SEQUENCE"), "4");
}

#[test]
fn whoever_is_concerned_again_by_two_windows_gets_both_back_in_one_mail() {
    let mut world = world();
    let other =
        "      - {id: second-night, start: 2027-03-13 22:00, length: 4h, services: {mail: off}}\n";
    change(&world, "\nhyper-care:", &format!("{other}\nhyper-care:"));
    let waiver =
        "    - {window: second-night, rule: lead-time, by: Maria Osei, because: All agreed.}\n";
    world.write(PLAN, world.read(PLAN) + waiver);
    world.turn("2027-02-04T10:00");
    send(&world, "first");
    change(&world, "used-by: [everyone] ", "used-by: [wards] ");
    world.turn("2027-02-05T10:00");
    let dropped = uids(&send(&world, "released"));
    assert_eq!(dropped.len(), 2);
    change(&world, "used-by: [wards] ", "used-by: [everyone] ");
    world.turn("2027-02-08T10:00");
    let mails = send(&world, "again");
    assert_eq!(uids(&mails), dropped);
    let back: Vec<_> = mails
        .iter()
        .filter(|(name, _)| name.contains(".end"))
        .collect();
    assert!(!back.is_empty());
    for (name, calendars) in back {
        let numbers = calendars
            .iter()
            .map(|(_, file)| said(&file.inner[0], "SEQUENCE"));
        assert_eq!(numbers.collect::<Vec<_>>(), ["4", "4"], "{name}");
        let bytes = std::fs::read(world.path("again").join(name)).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let text = mail.body_text(0).unwrap();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for said in [
            "no longer concerns you. It does again.",
            "This concerns you again after all.",
        ] {
            assert_eq!(words.matches(said).count(), 1, "{said}: {words}");
        }
    }
}

#[test]
fn a_window_keeps_its_name_in_calendars_when_the_plan_calls_it_otherwise() {
    let (mut world, uid) = told_world();
    let was = "- id: move-night";
    change(
        &world,
        was,
        "- id: big-night\n        renamed-from: move-night",
    );
    change(
        &world,
        "window: move-night, rule",
        "window: big-night, rule",
    );
    change(&world, START, "start: Sat 2027-03-13 22:00");
    world.turn("2027-02-05T10:00");
    let mails = send(&world, "renamed");
    assert_eq!(
        told(&mails, "move-night-rescheduled.end"),
        ["ics PUBLISH CONFIRMED 1 0313"]
    );
    assert_eq!(uids(&mails), std::slice::from_ref(&uid));
    // The plan knows the name where there is no ledger.
    change(
        &world,
        "renamed-from: move-night",
        "renamed-from: [move-night, other-night]",
    );
    for file in ["plan.ledger", "plan.ledger.lock"] {
        std::fs::remove_file(world.path(file)).unwrap();
    }
    feed(&world);
    assert_eq!(said(&event(&world).unwrap(), "UID"), uid);
}

#[test]
fn whoever_was_called_to_a_briefing_hears_in_her_calendar_that_it_moved_or_is_off() {
    let mut world = world();
    world.turn("2027-02-02T10:00");
    let mails = send(&world, "called");
    let call = "calendar REQUEST CONFIRMED 0 0216";
    assert_eq!(told(&mails, "briefing-")[0], call);
    let name = |mails: &BTreeMap<String, Vec<(String, Component)>>| {
        let mut all = mails.values().flatten();
        let (_, call) = all.find(|(kind, _)| kind == "calendar").unwrap();
        said(&call.inner[0], "UID")
    };
    let uid = name(&mails);
    change(&world, "{id: heads,", "{id: talk, renamed-from: heads,");
    change(&world, "2027-02-16 10:30", "2027-02-17 10:30");
    world.turn("2027-02-03T10:00");
    let mails = send(&world, "moved");
    let file = "ics PUBLISH TENTATIVE 0 0306";
    let moved = ["REQUEST CONFIRMED 1 0217"].map(|said| {
        [
            format!("calendar {said}"),
            file.to_owned(),
            format!("ics {said}"),
        ]
    });
    let heads = told(&mails, "move-night-changed.department-heads");
    assert_eq!(heads[..3], moved[0]);
    assert_eq!(name(&mails), uid);
    let plan = world
        .read(PLAN)
        .replace("{id: talk,", "{status: cancelled, id: talk,");
    world.write(PLAN, plan);
    world.turn("2027-02-03T11:00");
    let mails = send(&world, "off");
    let heads = told(&mails, "move-night-changed.department-heads");
    assert_eq!(heads[0], "calendar CANCEL CANCELLED 2 0217");
    assert_eq!(name(&mails), uid);
}

#[test]
fn another_agenda_comes_with_the_next_word_about_its_briefing_and_not_by_a_mail_of_its_own() {
    let mut world = world();
    world.turn("2027-02-02T10:00");
    send(&world, "called");
    change(&world, "Questions]", "Your rosters, Questions]");
    world.turn("2027-02-03T10:00");
    world
        .run(&["diff", PLAN, "--ledger", "plan.ledger"])
        .ended(0);
    let more = ["--outbox", "agenda", "--ledger", "plan.ledger"];
    let ran = world.run(&[&["send", PLAN][..], &more].concat()).ended(0);
    assert!(ran.out.contains("Nothing to send."), "{}", ran.out);
    change(&world, "2027-02-16 10:30", "2027-02-17 10:30");
    let mails = send(&world, "moved");
    let mut calendars = mails.values().flatten();
    let (_, call) = calendars.find(|(kind, _)| kind == "calendar").unwrap();
    assert_eq!(said(&call.inner[0], "SEQUENCE"), "1");
    let words = said(&call.inner[0], "DESCRIPTION");
    assert!(words.contains("Your rosters"), "{words}");
}

#[test]
fn a_briefing_about_a_window_that_is_off_is_called_off_with_it() {
    let mut world = world();
    world.turn("2027-02-02T10:00");
    send(&world, "called");
    change(
        &world,
        "length: 4h",
        "length: 4h\n        status: cancelled",
    );
    change(&world, "{id: heads,", "{status: cancelled, id: heads,");
    world.turn("2027-02-03T10:00");
    let mails = send(&world, "off");
    let heads = told(&mails, "move-night-cancelled.department-heads");
    assert_eq!(heads[0], "calendar CANCEL CANCELLED 1 0216");
    let file = "ics PUBLISH CANCELLED 1 0306".to_owned();
    assert!(heads.contains(&file));
}

#[test]
fn a_window_that_is_gone_leaves_calendars_when_it_counts_as_called_off() {
    let (mut world, uid) = told_world();
    change(
        &world,
        "window: move-night, rule",
        "window: other-night, rule",
    );
    change(&world, "- id: move-night", "- id: other-night");
    world.turn("2027-02-05T10:00");
    let send = ["send", PLAN, "--ledger", "plan.ledger", "--large"];
    let gone = ["--outbox", "gone", "--assume-cancelled"];
    world.run(&[&send[..], &gone].concat()).ended(0);
    let mails = calendars(&world, "gone");
    let off = told(&mails, "move-night-cancelled.end");
    assert_eq!(off, ["ics PUBLISH CANCELLED 1 0306"]);
    let fresh = told(&mails, "other-night-detail.end");
    assert_eq!(fresh, ["ics PUBLISH CONFIRMED 0 0306"]);
    assert!(uids(&mails).contains(&uid) && uids(&mails).len() == 2);
}

#[test]
fn a_machine_is_told_every_stage_by_a_note_without_a_method() {
    let mut world = world();
    let noc = "audiences:\n  noc: {role: machine, account: C-4711, people: [{name: Network centre, email: noc@carrier.example}]}";
    change(&world, "audiences:", noc);
    world.turn("2027-02-04T10:00");
    let mails = send(&world, "first");
    let ours = |mails: &BTreeMap<String, Vec<(String, Component)>>| {
        let ours = mails.iter().filter(|(name, _)| name.contains(".noc."));
        let notes = ours.map(|(_, calendars)| {
            let [(kind, calendar)] = calendars.as_slice() else {
                panic!("{calendars:?}");
            };
            let event = &calendar.inner[0];
            assert!(kind == "calendar" && calendar.first("METHOD").is_none());
            assert_eq!(said(event, "X-MAINTNOTE-ACCOUNT"), "C-4711");
            let status = said(event, "X-MAINTNOTE-STATUS");
            format!("{status} {}", said(event, "SEQUENCE"))
        });
        notes.collect::<Vec<_>>()
    };
    assert_eq!(ours(&mails), ["TENTATIVE 0"]);
    change(&world, "status: provisional", "status: confirmed");
    change(&world, START, "start: Sat 2027-03-13 22:00");
    world.turn("2027-02-05T10:00");
    assert_eq!(ours(&send(&world, "moved")), ["CONFIRMED 1"]);
    change(
        &world,
        "length: 4h",
        "length: 4h\n        status: cancelled",
    );
    change(&world, "{id: heads,", "{status: cancelled, id: heads,");
    world.turn("2027-02-08T10:00");
    assert_eq!(ours(&send(&world, "off")), ["CANCELLED 2"]);
}

const KHAN: &str = "a.khan@hospital.example";

/// What a mail says to calendars of briefings: method, number and name.
fn calls(taken: &Taken) -> Vec<(String, u32, String)> {
    let mail = MessageParser::default().parse(&taken.bytes).unwrap();
    let parts = mail.parts.iter().filter(|part| {
        part.content_type()
            .is_some_and(|kind| kind.ctype() == "text")
            && part.is_content_type("text", "calendar")
    });
    let calls = parts.map(|part| {
        let text = part.text_contents().unwrap();
        let calendar = forewarn::invite::examine(text).unwrap();
        let event = &calendar.inner[0];
        let method = calendar.first("METHOD").unwrap().value.clone();
        let number = said(event, "SEQUENCE").parse().unwrap();
        (method, number, said(event, "UID"))
    });
    calls.collect()
}

/// What one person was sent.
fn mails_to(peer: &Peer, mailbox: &str) -> Vec<Taken> {
    let taken = peer.taken().into_iter();
    taken
        .filter(|taken| taken.recipients[0] == mailbox)
        .collect()
}

#[test]
fn a_briefing_about_two_windows_that_are_called_off_at_once_leaves_calendars_by_one_mail() {
    for gone in [false, true] {
        let mut world = world();
        let other = "      - {id: second-night, start: 2027-03-13 22:00, length: 4h, services: {mail: off}}\n";
        change(&world, "\nhyper-care:", &format!("{other}\nhyper-care:"));
        let waiver =
            "    - {window: second-night, rule: lead-time, by: Maria Osei, because: All agreed.}\n";
        world.write(PLAN, world.read(PLAN) + waiver);
        world.turn("2027-02-02T10:00");
        send(&world, "called");
        let off = "length: 4h\n        status: cancelled";
        change(&world, "length: 4h", off);
        change(
            &world,
            "length: 4h, services",
            "length: 4h, status: cancelled, services",
        );
        if gone {
            let plan = world.read(PLAN);
            let lines = plan
                .lines()
                .filter(|line| !line.contains("{id: heads,") && *line != "briefings:");
            let plan = lines.collect::<Vec<_>>().join("\n");
            world.write(PLAN, plan);
        } else {
            change(&world, "{id: heads,", "{status: cancelled, id: heads,");
        }
        world.turn("2027-02-03T10:00");
        let more = ["--outbox", "off", "--ledger", "plan.ledger", "--large"];
        let gone = gone.then_some("--assume-cancelled");
        let arguments: Vec<&str> = ["send", PLAN].into_iter().chain(more).chain(gone).collect();
        world.run(&arguments).ended(0);
        let mails = calendars(&world, "off");
        let heads = mails
            .iter()
            .filter(|(name, _)| name.contains("department-heads"));
        let heads: Vec<_> = heads.collect();
        let names: Vec<_> = mails.keys().collect();
        assert_eq!(heads.len(), 2, "{gone:?} {names:?}");
        for (name, calendars) in heads {
            let calls = calendars.iter().filter(|(kind, _)| kind == "calendar");
            assert_eq!(calls.count(), 1, "{name}");
        }
    }
}

#[test]
fn whoever_may_have_heard_that_a_briefing_is_off_is_called_to_it_anew_when_it_takes_place() {
    let (good, bad, later) = (Script::default(), Script::default(), Script::default());
    let bad = bad.always(Stage::Dot, Act::TakeAndDrop);
    let [first, lost, last] = [good, bad, later].map(Peer::start);
    let mut world = with_server(world(), &first, "");
    world.turn("2027-02-02T10:00");
    world.run(&["send", PLAN, "--large"]).ended(0);
    change(&world, "{id: heads,", "{status: cancelled, id: heads,");
    world.turn("2027-02-03T10:00");
    let world = with_server(world, &lost, "");
    world.run(&["send", PLAN, "--large"]).ended(3);
    let off = mails_to(&lost, KHAN);
    let [(method, _, off)] = calls(&off[0]).try_into().unwrap();
    assert_eq!(method, "CANCEL");
    change(&world, "{status: cancelled, id: heads,", "{id: heads,");
    let mut world = with_server(world, &last, "");
    world.turn("2027-02-03T11:00");
    world.run(&["send", PLAN, "--large"]);
    let mails = mails_to(&last, KHAN);
    let [mail] = mails.as_slice() else {
        panic!("{} mails", mails.len());
    };
    let subject = "Briefing: Mail downtime, Tue 16 Feb, 10:30am";
    assert_eq!(header(mail, "Subject"), subject);
    let [(method, _, on)] = calls(mail).try_into().unwrap();
    assert_eq!(method, "REQUEST");
    // What may have been called off for good is dead in calendars, and leaves those in which it still is.
    assert_ne!(on, off);
    let older = |mail: &Taken| {
        let mail = MessageParser::default().parse(&mail.bytes).unwrap();
        let said = [mail.body_text(0).unwrap(), mail.body_html(0).unwrap()];
        said.map(|said| said.contains("An older entry of this briefing"))
    };
    assert_eq!(
        older(mail),
        [true; 2],
        "why it takes one out of her calendar"
    );
    assert_eq!(older(&mails_to(&first, KHAN)[0]), [false; 2]);
    let uncalled = asked(mail);
    assert_eq!(uncalled[0], ("REQUEST".to_owned(), 0, on.clone()));
    let cancelled = ("CANCEL".to_owned(), 1, off.clone());
    assert_eq!(uncalled.last(), Some(&cancelled));
    let (called, lost) = (mails_to(&first, KHAN), mails_to(&lost, KHAN));
    for arrived in [&called[..], &[called.as_slice(), lost.as_slice()].concat()] {
        let mails = arrived.iter().chain([mail]);
        assert_eq!(entries(mails), BTreeSet::from([on.clone()]));
    }
    // It said so once: the next change speaks of the one that takes place.
    change(&world, "{id: heads,", "{status: cancelled, id: heads,");
    world.turn("2027-02-04T10:00");
    world.run(&["send", PLAN, "--large"]).ended(0);
    change(&world, "{status: cancelled, id: heads,", "{id: heads,");
    world.turn("2027-02-04T11:00");
    world.run(&["send", PLAN, "--large"]).ended(0);
    let mails = mails_to(&last, KHAN);
    let again = asked(mails.last().unwrap());
    assert!(
        again.iter().all(|(method, _, _)| method == "REQUEST"),
        "{again:?}"
    );
    assert_eq!(entries(called.iter().chain(&mails)).len(), 1);
}

/// All that a mail asks of calendars, whether its reader offers it at once or as a file: method, number
/// and name.
fn asked(taken: &Taken) -> Vec<(String, u32, String)> {
    let mail = MessageParser::default().parse(&taken.bytes).unwrap();
    let texts = mail.parts.iter().filter_map(|part| match &part.body {
        mail_parser::PartType::Text(text) => Some(text.to_string()),
        mail_parser::PartType::Binary(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        _ => None,
    });
    let calendars = texts.filter(|text| text.starts_with("BEGIN:VCALENDAR"));
    let asked = calendars.map(|text| {
        let calendar = forewarn::invite::examine(&text).unwrap();
        let method = calendar.first("METHOD").unwrap().value.clone();
        let event = &calendar.inner[0];
        let number = said(event, "SEQUENCE").parse().unwrap_or_default();
        (method, number, said(event, "UID"))
    });
    asked.filter(|(method, _, _)| method != "PUBLISH").collect()
}

/// The briefings in a calendar that took in all that some mails ask, in their order (RFC 5546 section
/// 2.1.5): a number below the one it knows is old.
fn entries<'t>(mails: impl Iterator<Item = &'t Taken>) -> BTreeSet<String> {
    let mut known: BTreeMap<String, (u32, bool)> = BTreeMap::new();
    for (method, number, name) in mails.flat_map(asked) {
        let stands = method == "REQUEST";
        let entry = known.entry(name).or_insert((number, stands));
        if number >= entry.0 {
            *entry = (number, stands);
        }
    }
    let standing = known.into_iter().filter(|(_, (_, stands))| *stands);
    standing.map(|(name, _)| name).collect()
}

#[test]
fn the_calendars_of_a_night_that_may_be_called_off_are_shown_as_they_leave_when_it_is() {
    let (mut world, _) = told_world();
    world.turn("2027-02-05T10:00");
    let shown = [
        "preview",
        PLAN,
        "--branch",
        "cancelled",
        "--all",
        "--ledger",
    ];
    world.run(&[&shown[..], &["plan.ledger"]].concat()).ended(0);
    let shown = calendars(&world, "preview/if-cancelled");
    change(
        &world,
        "length: 4h",
        "length: 4h\n        status: cancelled",
    );
    change(&world, "{id: heads,", "{status: cancelled, id: heads,");
    let sent = send(&world, "off");
    let sent = sent.iter().filter(|(name, _)| name.contains(".end"));
    assert!(sent.clone().count() > 0);
    for (name, calendars) in sent {
        assert_eq!(shown.get(name), Some(calendars), "{name}");
    }
}
