//! What people read when something that they were told has changed, and what those read who hear of
//! it for the first time then.

use crate::harness::world::World;
use crate::sending::{DETAILS, PLAN, people};
use mail_parser::{MessageParser, MimeHeaders};

const LINE: &str =
    "{id: cutover, start: Sat 2027-03-13 22:00, length: 4h, services: {records: off}}";

const WHY: &str = "why: The old servers are out of support.\nbenefits: {end-users: Records open in two seconds., department-heads: One list for all wards.}\n";

/// The plan with something more to say of its window.
fn plan(window: &str) -> String {
    assert!(PLAN.contains(LINE));
    PLAN.replace(LINE, window) + WHY
}

fn world(plan: String) -> World {
    World::new()
        .file("plan.yaml", plan)
        .file("people.csv", people(2))
        .at(DETAILS)
}

/// A mail as its reader sees it.
#[derive(Debug)]
pub struct Read {
    pub to: String,
    pub subject: String,
    pub id: String,
    pub answers: String,
    /// Its text in one line.
    pub text: String,
}

/// What a run tells, in the order of the readers.
pub fn send(world: &World, folder: &str) -> Vec<Read> {
    let more = ["--outbox", folder, "--ledger", "plan.ledger"];
    let ran = world.run(&[&["send", "plan.yaml"][..], &more].concat());
    ran.ended(0);
    let Ok(files) = std::fs::read_dir(world.path(folder)) else {
        return Vec::new();
    };
    let files = files.map(|file| file.unwrap().path());
    let mails = files.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    let read = mails.map(|path| {
        let bytes = std::fs::read(path).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let text = mail.body_text(0).unwrap();
        Read {
            to: mail
                .to()
                .unwrap()
                .first()
                .unwrap()
                .address()
                .unwrap()
                .to_owned(),
            subject: mail.subject().unwrap().to_owned(),
            id: mail.message_id().unwrap().to_owned(),
            answers: mail.in_reply_to().as_text().unwrap_or_default().to_owned(),
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    });
    let mut read: Vec<Read> = read.collect();
    read.sort_by(|one, other| (&one.to, &one.subject).cmp(&(&other.to, &other.subject)));
    read
}

pub const HEAD: &str = "a.khan@stbrannock.example";
const READER: &str = "reader-0@stbrannock.example";

fn to<'m>(mails: &'m [Read], mailbox: &str) -> &'m Read {
    let mut ours = mails.iter().filter(|mail| mail.to == mailbox);
    let mail = ours
        .next()
        .unwrap_or_else(|| panic!("{mailbox}: {mails:?}"));
    assert!(ours.next().is_none(), "{mailbox}: {mails:?}");
    mail
}

#[test]
fn whoever_joins_late_reads_why_and_that_it_is_the_first_she_hears() {
    let mut world = world(plan(LINE));
    let before = send(&world, "first");
    // Nobody was told before, so the details are the first word to all.
    assert!(
        to(&before, READER)
            .text
            .contains("our first message to you")
    );
    for (now, folder) in [("2027-02-15T09:05", "joined"), ("2027-03-08T09:05", "late")] {
        let number = if folder == "joined" { 3 } else { 4 };
        world.write("people.csv", people(number));
        world.turn(now);
        let joined = send(&world, folder);
        let newcomer = to(
            &joined,
            &format!("reader-{}@stbrannock.example", number - 1),
        );
        for words in [
            "This is our first message to you about it.",
            "The old servers are out of support.",
            "What you gain: Records open in two seconds.",
        ] {
            assert!(newcomer.text.contains(words), "{words}: {newcomer:?}");
        }
        assert!(newcomer.subject.starts_with("Planned: "), "{newcomer:?}");
        assert_eq!(newcomer.answers, "");
        let others = joined.iter().filter(|mail| mail.to != newcomer.to);
        for mail in others {
            assert!(!mail.text.contains("first message"), "{mail:?}");
        }
    }
}

/// The night of the window, after everybody was told of it in time.
fn eve(window: &str) -> World {
    let mut world = world(plan(window));
    for now in [DETAILS, "2027-02-27T09:05", "2027-03-12T09:05"] {
        world.turn(now);
        send(&world, &format!("told-{now}").replace(':', "-"));
    }
    world
}

#[test]
fn whoever_joins_just_before_the_start_reads_one_mail_which_says_so() {
    let steps = "before: [{do: Print the lists., by: 15m before start}, {do: Log off., by: 5m before start}], during: [Use the paper forms.]}";
    let window = LINE.replace("services: {records: off}}", "services: {records: off}, ");
    let mut world = eve(&(window + steps));
    world.write("people.csv", people(3));
    let head = "b.lane@stbrannock.example";
    let plan = world.read("plan.yaml");
    world.write(
        "plan.yaml",
        plan.replace(
            &format!("{{name: Aisha Khan, email: {HEAD}}}"),
            &format!("{{name: Bo Lane, email: {head}}}"),
        ),
    );
    world.turn("2027-03-13T21:46");
    let told = send(&world, "joined");
    for mailbox in ["reader-2@stbrannock.example", head] {
        let mail = to(&told, mailbox);
        assert!(mail.subject.starts_with("Starts 10pm: "), "{mail:?}");
        for words in [
            "This is our first message to you about it.",
            "Log off.",
            "Use the paper forms.",
        ] {
            assert!(mail.text.contains(words), "{words}: {mail:?}");
        }
        assert!(!mail.text.contains("Print the lists."), "{mail:?}");
    }
    assert!(!to(&told, READER).text.contains("first message"));
    for (now, folder) in [("2027-03-13T21:51", "later"), ("2027-03-13T22:01", "after")] {
        world.turn(now);
        let ran = world.run(&["diff", "plan.yaml", "--ledger", "plan.ledger"]);
        ran.ended(0);
        let again = send(&world, folder);
        assert!(again.is_empty(), "{again:?}");
    }
}

#[test]
fn whoever_is_concerned_again_just_before_the_start_reads_one_mail_which_says_so() {
    let mut world = eve(LINE);
    let plan = world.read("plan.yaml");
    for (now, text) in [
        ("2027-03-12T10:05", elsewhere(&plan)),
        ("2027-03-13T21:45", plan),
    ] {
        world.write("plan.yaml", text);
        world.turn(now);
        let told = send(&world, &now.replace(':', "-"));
        let mail = to(&told, READER);
        if now.ends_with("21:45") {
            assert!(mail.subject.starts_with("Starts 10pm: "), "{mail:?}");
            assert!(mail.text.contains("It does again."), "{mail:?}");
            assert!(!mail.text.contains("9:45pm"), "{mail:?}");
        }
    }
}

/// The plan with a service that only another department uses.
fn elsewhere(plan: &str) -> String {
    let stores = "  stores: {name: Stores, people: 1, head: {name: Tom Reed, email: t.reed@stbrannock.example}}\nservices:\n";
    let plan = plan.replace("services:\n", stores);
    plan.replace("used-by: [wards]", "used-by: [stores]")
}

#[test]
fn whoever_was_let_go_and_is_concerned_again_reads_why_and_that_it_is_so() {
    let again = "We had written that this no longer concerns you. It does again.";
    // When the first notices are fresh, and when the details are.
    for begins in ["2026-12-28", "2027-02-11"] {
        let mut world = world(plan(LINE)).at(&format!("{begins}T09:05"));
        let told = send(&world, "told");
        assert!(
            told.iter()
                .all(|mail| !mail.text.contains("We had written"))
        );
        let known: Vec<&str> = told.iter().map(|mail| mail.to.as_str()).collect();
        assert!(known.contains(&HEAD), "{known:?}");
        world.write("plan.yaml", elsewhere(&plan(LINE)));
        world.turn(&format!("{begins}T10:05"));
        let gone = send(&world, "gone");
        for mailbox in &known {
            let mail = to(&gone, mailbox);
            assert!(mail.text.contains("no longer concerns you"), "{mail:?}");
        }
        world.write("plan.yaml", plan(LINE) + "language: en\n");
        world.turn(&format!("{begins}T11:05"));
        let diff = world.run(&["diff", "plan.yaml", "--ledger", "plan.ledger"]);
        let diff = diff.ended(4).out;
        assert!(diff.contains("cutover: concerns them again"), "{diff}");
        let back = send(&world, "back");
        for mailbox in &known {
            let mail = to(&back, mailbox);
            assert!(mail.subject.starts_with("Planned: "), "{mail:?}");
            for words in [again, "The old servers are out of support."] {
                assert!(mail.text.contains(words), "{words}: {mail:?}");
            }
            assert!(!mail.text.contains("our first message"), "{mail:?}");
        }
        // What follows is told as to everybody.
        world.turn("2027-03-08T09:05");
        let later = send(&world, "later");
        assert!(!later.is_empty());
        for mail in &later {
            assert!(!mail.text.contains("We had written"), "{mail:?}");
        }
    }
}

#[test]
fn whoever_was_let_go_as_somebody_else_is_told_when_she_is_what_she_was() {
    let mut world = world(plan(LINE));
    to(&send(&world, "head"), HEAD);
    let other = "Tom Reed, email: t.reed@stbrannock.example";
    let without = plan(LINE).replace(&format!("Aisha Khan, email: {HEAD}"), other);
    world.write("plan.yaml", without);
    world.write("people.csv", people(2) + &format!("Aisha Khan,{HEAD},\n"));
    world.turn("2027-02-12T09:05");
    let gone = send(&world, "gone");
    assert!(to(&gone, HEAD).text.contains("no longer concerns you"));
    world.write("plan.yaml", plan(LINE) + "language: en\n");
    world.turn("2027-02-15T09:05");
    let back = send(&world, "back");
    let words = "We had written that this no longer concerns you. It does again.";
    assert!(to(&back, HEAD).text.contains(words), "{back:?}");
    world.turn("2027-02-15T09:10");
    assert!(send(&world, "still").is_empty());
}

#[test]
fn details_that_follow_a_first_notice_say_nothing_of_a_first_message() {
    let world = world(plan(LINE)).at("2026-12-28T09:05");
    let first = send(&world, "first");
    let head = to(&first, HEAD);
    assert!(head.subject.starts_with("Planned: "), "{first:?}");
    let world = world.at("2027-01-12T09:05");
    send(&world, "second");
    let world = world.at(DETAILS);
    let details = send(&world, "details");
    for mailbox in [HEAD, READER] {
        let mail = to(&details, mailbox);
        assert!(mail.subject.starts_with("Confirmed: "), "{mail:?}");
        assert!(!mail.text.contains("first message"), "{mail:?}");
    }
}

#[test]
fn the_subject_of_a_correction_names_what_has_changed() {
    let two = "services:\n  letters: {name: Letters, used-by: [wards], workaround: Use paper.}\n";
    let base = plan(LINE).replace("services:\n", two);
    for (from, into, subject) in [
        (
            "length: 4h",
            "length: 3h",
            "Update: Patient records off Sat 13 Mar, earlier end",
        ),
        (
            "length: 4h",
            "length: 5h",
            "Update: Patient records off Sat 13 Mar, later end",
        ),
        (
            "{records: off}",
            "{records: off, letters: off}",
            "Update: Patient records + 1 more, one more service",
        ),
        (
            "{records: off}",
            "{records: read-only}",
            "Update: Patient records read-only Sat 13 Mar, no longer off",
        ),
        (
            "status: confirmed",
            "status: provisional",
            "Update: Patient records off Sat 13 Mar, may still move",
        ),
        (
            "length: 4h, services: {records: off}",
            "length: 5h, services: {records: off, letters: slower}",
            "Update: Patient records + 1 more, later end and more",
        ),
    ] {
        let mut world = world(base.clone());
        send(&world, "first");
        assert!(base.contains(from));
        world.write("plan.yaml", base.replace(from, into));
        world.turn("2027-02-12T09:05");
        let told = send(&world, "second");
        for mailbox in [HEAD, READER] {
            let mail = to(&told, mailbox);
            assert_eq!(mail.subject, subject);
            assert!(mail.subject.chars().count() <= 60, "{mail:?}");
        }
    }
}

#[test]
fn one_correction_that_waits_is_one() {
    let talk = "briefings:\n  - {id: talk, for: department-heads, window: cutover, start: 2027-02-23 10:30, length: 30m, agenda: [What stops]}\n";
    let mut world = world(plan(LINE) + talk);
    send(&world, "first");
    world.write("plan.yaml", plan(LINE) + &talk.replace("10:30", "11:30"));
    world.turn("2027-02-13T21:05");
    let more = ["--dry-run", "--outbox", "out", "--ledger", "plan.ledger"];
    let ran = world.run(&[&["send", "plan.yaml"][..], &more].concat());
    assert!(
        ran.out
            .contains("     1  correction waits for its reader's sending hours"),
        "{}",
        ran.said()
    );
}

#[test]
fn what_goes_on_after_all_on_the_same_date_asks_nobody_to_change_a_roster() {
    let mut world = world(plan(LINE));
    send(&world, "first");
    world.write(
        "plan.yaml",
        plan(&LINE.replace("id: cutover,", "id: cutover, status: cancelled,")),
    );
    world.turn("2027-02-12T09:05");
    send(&world, "off");
    world.write("plan.yaml", plan(LINE));
    world.turn("2027-02-15T09:05");
    let diff = world.run(&["diff", "plan.yaml", "--ledger", "plan.ledger"]);
    let diff = diff.ended(4).out;
    assert!(diff.contains("cutover: as planned again\n"), "{diff}");
    let told = send(&world, "on");
    let head = to(&told, HEAD);
    assert_eq!(
        head.subject,
        "As planned again: Patient records off Sat 13 Mar, 10pm"
    );
    for words in ["rosters", "does not work for your team", "no longer holds"] {
        assert!(!head.text.contains(words), "{words}: {head:?}");
    }
    assert!(to(&told, READER).text.contains("on the date that you knew"));
    // On another date everything is said that a new date asks.
    world.write(
        "plan.yaml",
        plan(&LINE.replace("id: cutover,", "id: cutover, status: cancelled,")),
    );
    world.turn("2027-02-16T09:05");
    send(&world, "off-again");
    world.write("plan.yaml", plan(&LINE.replace("03-13", "03-20")));
    world.turn("2027-02-17T09:05");
    let told = send(&world, "later");
    let head = to(&told, HEAD);
    assert!(head.subject.starts_with("New date: "), "{head:?}");
    assert!(head.text.contains("rosters"), "{head:?}");
}

#[test]
fn the_difference_names_a_step_whose_deadline_stays_behind() {
    let step = "before: [{do: Lock the cupboard., by: 2027-03-13 21:45}]";
    let window = LINE.replace("length: 4h,", &format!("length: 4h, {step},"));
    let mut world = world(plan(&window));
    send(&world, "first");
    world.turn("2027-02-12T09:05");
    let moved = window.replacen("2027-03-13 22:00", "2027-04-03 22:00", 1);
    let shown = |world: &World| world.run(&["diff", "plan.yaml"]).ended(4).out;
    world.write("plan.yaml", plan(&moved));
    let said = shown(&world)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let words =
        "cutover: \"Lock the cupboard.\" keeps its fixed deadline, 21 days before the new start";
    assert!(said.contains(words), "{said}");
    world.write(
        "plan.yaml",
        plan(&moved.replace("2027-03-13", "2027-04-03")),
    );
    assert!(!shown(&world).contains("fixed deadline"));
}

#[test]
fn a_service_that_is_added_comes_with_what_to_do_instead() {
    let two =
        "services:\n  letters: {name: Letters, used-by: [wards], workaround: Write by hand.}\n";
    let base = plan(LINE).replace("services:\n", two);
    let mut world = world(base.clone());
    send(&world, "first");
    let both = base.replace("{records: off}", "{records: off, letters: off}");
    world.write("plan.yaml", both);
    world.turn("2027-02-12T09:05");
    let told = send(&world, "second");
    for mailbox in [HEAD, READER] {
        let words = "You cannot use it during this time. Instead: Write by hand.";
        assert!(to(&told, mailbox).text.contains(words), "{told:?}");
    }
}

const STEPS: &str = "before: [{do: Print the ward lists., by: 2027-02-26 16:00}, {do: Lock the cupboard., by: 2027-03-13 21:45}]";

#[test]
fn what_was_never_due_is_not_said_to_be_needed_no_longer() {
    let window = LINE.replace("length: 4h,", &format!("length: 4h, {STEPS},"));
    let off = window.replace("id: cutover,", "id: cutover, status: cancelled,");
    for (now, due) in [("2027-02-15T09:05", false), ("2027-03-01T09:05", true)] {
        let mut world = world(plan(&window));
        send(&world, "first");
        world.write("plan.yaml", plan(&off));
        world.turn(now);
        let told = send(&world, "off");
        let (head, reader) = (to(&told, HEAD), to(&told, READER));
        let ours = [
            (
                head,
                "We had asked your team for this by now. It is no longer needed: - Print the ward lists.",
            ),
            (
                reader,
                "What we had asked for is no longer needed: - Print the ward lists.",
            ),
        ];
        for (mail, words) in ours {
            assert_eq!(mail.text.contains(words), due, "{mail:?}");
            assert!(!mail.text.contains("Lock the cupboard"), "{mail:?}");
        }
    }
}

#[test]
fn a_new_step_with_a_deadline_is_told_to_everybody_who_was_told_what_to_do() {
    let mut world = world(plan(LINE));
    let told = send(&world, "first");
    let before: Vec<(&str, &str)> = told.iter().map(|mail| (&*mail.to, &*mail.id)).collect();
    let step = "before: [{do: Lock the cupboard., by: 2027-03-13 21:45}]";
    let window = LINE.replace("length: 4h,", &format!("length: 4h, {step},"));
    world.write("plan.yaml", plan(&window));
    world.turn("2027-02-12T09:05");
    let shown = world.run(&["diff", "plan.yaml"]).ended(4).out;
    assert!(shown.contains("3 people believe something"), "{shown}");
    assert!(
        shown.contains("new: Lock the cupboard., by Sat 13 Mar 2027, 21:45"),
        "{shown}"
    );
    let second = send(&world, "second");
    assert_eq!(second.len(), 3);
    for mail in &second {
        assert_eq!(
            mail.subject,
            "Update: Patient records off Sat 13 Mar, new step"
        );
        let words = "New: Lock the cupboard. Do this by Sat 13 Mar, 9:45pm.";
        assert!(mail.text.contains(words), "{mail:?}");
        let answers = before.iter().find(|(to, _)| *to == mail.to).unwrap().1;
        assert_eq!(
            mail.answers, answers,
            "it answers the notice that it changes"
        );
    }
    world.run(&["diff", "plan.yaml"]).ended(0);
    assert_eq!(send(&world, "third").len(), 0);
    // Another time for it is told as such, and answers what was told last.
    world.write("plan.yaml", plan(&window.replace("21:45", "20:00")));
    world.turn("2027-02-15T09:05");
    let fourth = send(&world, "fourth");
    assert_eq!(fourth.len(), 3);
    for mail in &fourth {
        assert!(mail.subject.ends_with(", earlier deadline"), "{mail:?}");
        let answered = second.iter().find(|other| other.to == mail.to).unwrap();
        assert_eq!(mail.answers, answered.id);
    }
}

#[test]
fn a_window_without_a_date_names_its_services_in_the_order_of_the_plan() {
    let services = "services:\n  archive: {name: Archive, used-by: [wards], workaround: Wait.}\n  letters: {name: Letters, used-by: [wards], workaround: Wait.}\n";
    let window = LINE.replace(
        "{records: off}",
        "{records: off, letters: off, archive: off}",
    );
    let dated = plan(&window).replace("services:\n", services);
    let mut world = world(dated.clone());
    let told = send(&world, "first");
    let names = "Patient records, Letters and Archive";
    assert!(to(&told, HEAD).text.contains(names), "{told:?}");
    let open = dated.replace(
        "start: Sat 2027-03-13 22:00",
        "start: undecided, new-date-by: 2027-02-26",
    );
    let (open, _) = open.split_once("policy:").unwrap();
    world.write("plan.yaml", format!("{open}{WHY}"));
    world.turn("2027-02-12T09:05");
    let taken_back = send(&world, "second");
    assert!(to(&taken_back, HEAD).text.contains(names), "{taken_back:?}");
}

/// The lines of `status` below the headings.
fn status(world: &World) -> String {
    world.run(&["status", "plan.yaml"]).ended(0).out
}

#[test]
fn status_has_corrections_with_their_window_and_blames_nobody_for_what_came_before_them() {
    let mut world = world(plan(LINE));
    let unborn = status(&world);
    assert!(!unborn.contains("missed"), "{unborn}");
    send(&world, "first");
    world.write("people.csv", people(3));
    world.write("plan.yaml", plan(&LINE.replace("length: 4h", "length: 5h")));
    world.turn("2027-02-12T09:05");
    send(&world, "second");
    let shown = status(&world);
    assert!(!shown.contains("No longer in the plan"), "{shown}");
    assert!(
        !shown.contains("missed") && !shown.contains("skipped"),
        "{shown}"
    );
    let row = |audience: &str, kind: &str| {
        let mut rows = shown.lines();
        let row = rows.find(|row| row.contains(audience) && row.contains(kind));
        row.unwrap_or_else(|| panic!("{audience}, {kind}: {shown}"))
    };
    assert!(row("End users", "Update").ends_with("2  2 sent"), "{shown}");
    assert!(
        row("End users", "First").ends_with("3  3 told by another notice"),
        "{shown}"
    );
    let sent = "3  3 sent (Thu 11 Feb to Fri 12 Feb)";
    assert!(row("End users", "Detail").ends_with(sent), "{shown}");
    let json = world
        .run(&["status", "plan.yaml", "--format", "json"])
        .ended(0)
        .json();
    let lines = json["notices"].as_array().unwrap().iter();
    let mut first = lines
        .clone()
        .filter(|line| line["notice"] == "cutover-first");
    let first = first.find(|line| line["audience"] == "end-users").unwrap();
    assert_eq!(first["told-later"], 3);
    assert_eq!(
        (&first["missed"], &first["not-told"]),
        (&0.into(), &0.into())
    );
    let mut corrections = lines.filter(|line| line["corrects"] == true);
    assert!(corrections.all(|line| line["notice"] == "cutover-changed" && line["gone"] == false));
    // Who knew of the window and was not told of a reminder has missed it.
    world.turn("2027-03-12T22:00");
    let shown = status(&world);
    assert!(shown.contains("3 missed"), "{shown}");
    assert!(!shown.contains("not told"), "{shown}");
}

#[test]
fn an_approval_compares_what_is_said_to_the_same_people() {
    let labs = "  labs: {name: Labs, head: {name: Lee Moss, email: l.moss@stbrannock.example}}\n";
    let two = |records: &str, orders: &str| {
        let orders = format!("  orders: {{name: Orders, used-by: [labs], workaround: {orders}}}\n");
        plan(&LINE.replace("{records: off}", "{records: off, orders: off}"))
            .replace("services:\n", &format!("services:\n{orders}"))
            .replace("departments:\n", &format!("departments:\n{labs}"))
            .replace("Use the paper forms.", records)
    };
    let world = world(two("Use red paper.", "Call the desk."));
    world.write(
        "people.csv",
        people(1) + "Max Ray,m.ray@stbrannock.example,labs\n",
    );
    let approve = ["approve", "plan.yaml", "--by", "Maria Osei"];
    world.run(&approve).ended(0);
    // Now the labs read nearly what the wards did read.
    world.write("plan.yaml", two("Use red paper.", "Use red paper."));
    let shown = world
        .run(&["approve", "plan.yaml", "--dry-run"])
        .ended(0)
        .out;
    assert!(shown.contains("was  Call the desk."), "{shown}");
    assert!(shown.contains("now  Use red paper."), "{shown}");
    assert!(!shown.contains("Reader 0"), "{shown}");
}

#[test]
fn whoever_knows_it_as_somebody_else_is_not_told_that_it_is_news() {
    let head = "name,email,department\nAisha Khan,a.khan@stbrannock.example,wards\n";
    let lesser = |text: String| text.replace("severity: high", "severity: low");
    let alone = plan(LINE).replace("  department-heads: {people: departments}\n", "");
    let alone = lesser(alone);
    let mut world = world(alone).file("people.csv", head);
    let first = send(&world, "first");
    assert!(to(&first, HEAD).text.contains("Patient records"));
    world.write("plan.yaml", lesser(plan(LINE)));
    world.turn("2027-03-05T09:05");
    let second = send(&world, "second");
    let mail = to(&second, HEAD);
    assert!(mail.subject.starts_with("Confirmed: "), "{mail:?}");
    assert!(!mail.text.contains("first message"), "{mail:?}");
}

const AGAIN: &str = "We had written that this no longer concerns you. It does again";

/// The plan, told, taken from everybody, and given back to them under `window`.
fn back(window: &str) -> (World, Vec<Read>) {
    let mut world = world(plan(LINE));
    assert_eq!(send(&world, "told").len(), 3);
    world.write("plan.yaml", elsewhere(&plan(LINE)));
    world.turn("2027-02-12T09:05");
    assert!(send(&world, "gone").len() > 2);
    world.write("plan.yaml", plan(window));
    world.turn("2027-02-12T11:05");
    let diff = world.run(&["diff", "plan.yaml", "--ledger", "plan.ledger"]);
    let diff = diff.ended(4).out;
    assert!(diff.contains("cutover: concerns them again"), "{diff}");
    assert!(diff.contains("told      does not concern them"), "{diff}");
    let mails = send(&world, "back");
    for mailbox in [HEAD, READER] {
        let mail = to(&mails, mailbox);
        assert!(
            mail.subject
                .starts_with("Concerns you again: Patient records"),
            "{mail:?}"
        );
        assert!(mail.text.contains(AGAIN), "{mail:?}");
        assert!(!mail.text.contains("rosters"), "{mail:?}");
    }
    assert!(send(&world, "still").is_empty());
    (world, mails)
}

#[test]
fn whoever_is_concerned_again_by_a_window_without_a_date_is_told_at_once() {
    let open = "{id: cutover, start: undecided, new-date-by: 2027-04-20, services: {records: off}}";
    let (mut world, mails) = back(open);
    for mailbox in [HEAD, READER] {
        let text = &to(&mails, mailbox).text;
        assert!(text.contains("but there is no date yet."), "{text}");
        assert!(text.contains("by Tuesday 20 April 2027"), "{text}");
    }
    world.write("plan.yaml", plan(&LINE.replace("03-13", "05-08")));
    world.turn("2027-02-15T09:05");
    let dated = send(&world, "dated");
    for mailbox in [HEAD, READER] {
        let mail = to(&dated, mailbox);
        assert!(mail.subject.starts_with("New date: "), "{mail:?}");
        assert!(!mail.text.contains(AGAIN), "{mail:?}");
    }
}

#[test]
fn whoever_is_concerned_again_long_before_the_first_notice_is_told_at_once() {
    let far = LINE.replace("Sat 2027-03-13", "Sat 2027-10-16").replace(
        "services: {records: off}",
        "services: {records: off}, before: [{do: Print the lists., by: 30m before start}]",
    );
    let (mut world, mails) = back(&far);
    for mailbox in [HEAD, READER] {
        let text = &to(&mails, mailbox).text;
        assert!(text.contains("Saturday 16 October 2027"), "{text}");
        assert!(text.contains("By Sat 16 Oct, 9:30pm: Print"), "{text}");
        assert!(!text.contains("Also changed"), "{text}");
    }
    world.turn("2027-09-16T09:05");
    for mail in send(&world, "later") {
        assert!(!mail.text.contains(AGAIN), "{mail:?}");
    }
}

#[test]
fn a_reminder_that_missed_its_hours_is_not_told_beside_the_last_call() {
    let mut world = world(plan(LINE));
    for now in [DETAILS, "2027-02-27T09:05"] {
        world.turn(now);
        send(&world, &format!("told-{now}").replace(':', "-"));
    }
    // Nobody ran it on the day before, when the reminder was due.
    world.turn("2027-03-13T21:40");
    let told = send(&world, "late");
    for mailbox in [HEAD, READER] {
        let mail = to(&told, mailbox);
        assert!(mail.subject.starts_with("Starts 10pm: "), "{mail:?}");
    }
    world.turn("2027-03-13T21:50");
    assert!(send(&world, "later").is_empty());
}

#[test]
fn a_night_that_has_begun_is_not_called_provisional_when_its_end_moves() {
    let provisional = plan(LINE).replace("status: confirmed", "status: provisional");
    let mut world = world(provisional.clone());
    send(&world, "first");
    world.turn("2027-03-13T22:02");
    let started = ["record", "plan.yaml", "cutover", "started"];
    let started = [&started[..], &["--ledger", "plan.ledger"]].concat();
    world.run(&started).ended(0);
    send(&world, "started");
    world.write("plan.yaml", provisional.replace("length: 4h", "length: 5h"));
    world.turn("2027-03-13T22:40");
    let mails = send(&world, "later");
    assert!(!mails.is_empty());
    for mail in mails {
        assert!(mail.text.contains("now Sun 14 Mar, 3am"), "{mail:?}");
        assert!(!mail.text.contains("provisional"), "{mail:?}");
    }
}

#[test]
fn what_was_sent_for_another_date_stands_apart_from_what_is_still_to_leave() {
    let mut world = world(plan(LINE));
    send(&world, "first");
    let moved = plan(&LINE.replace("2027-03-13", "2027-04-17"));
    world.write("plan.yaml", moved);
    world.turn("2027-02-12T09:05");
    send(&world, "moved");
    let rows = |world: &World| -> Vec<String> {
        let shown = status(world);
        let rows = shown.lines().filter(|row| row.contains("End users"));
        let words = |row: &str| row.split_whitespace().collect::<Vec<_>>().join(" ");
        rows.map(words).collect()
    };
    let shown = rows(&world);
    for row in [
        "Thu 11 Feb End users Details 2 2 sent, for Sat 13 Mar 22:00",
        "Fri 12 Feb End users New date 2 2 sent",
        "Thu 18 Mar End users Details 2 planned",
    ] {
        assert!(shown.iter().any(|shown| shown == row), "{row}: {shown:#?}");
    }
    let json = ["status", "plan.yaml", "--format", "json"];
    let json = world.run(&json).ended(0).json();
    let details = json["notices"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["notice"] == "cutover-detail" && line["audience"] == "end-users");
    let details: Vec<_> = details.collect();
    assert_eq!(details.len(), 2, "{details:#?}");
    let counted = |line: &serde_json::Value| {
        (
            line["planned"].as_u64(),
            line["standings"]["accepted"].as_u64(),
        )
    };
    assert_eq!(counted(details[0]), (Some(2), None));
    assert_eq!(counted(details[1]), (Some(0), Some(2)));
    assert_eq!(details[1]["of-start"], "2027-03-13T22:00:00+00:00");
    // They leave again, a day late, and nobody is counted twice.
    world.turn("2027-03-19T09:05");
    send(&world, "again");
    let shown = rows(&world);
    for row in [
        "Thu 11 Feb End users Details 2 2 sent, for Sat 13 Mar 22:00",
        "Thu 18 Mar End users Details 2 2 sent (Fri 19 Mar)",
    ] {
        assert!(shown.iter().any(|shown| shown == row), "{row}: {shown:#?}");
    }
}

#[test]
fn whoever_hears_of_another_date_reads_what_the_calendar_file_of_the_mail_does() {
    let mut world = world(plan(LINE));
    send(&world, "first");
    let undecided =
        "{id: cutover, start: undecided, new-date-by: 2027-03-05, services: {records: off}}";
    for (now, window, said) in [
        (
            "2027-02-12T09:05",
            LINE.replace("2027-03-13", "2027-04-17"),
            "Open downtime.ics: it moves the entry in your calendar.",
        ),
        (
            "2027-02-15T09:05",
            undecided.to_owned(),
            "Open downtime.ics: it takes the entry out of your calendar.",
        ),
        (
            "2027-02-16T09:05",
            undecided.replace("2027-03-05", "2027-03-12"),
            "",
        ),
        (
            "2027-02-17T09:05",
            LINE.replace("2027-03-13", "2027-04-24"),
            "Open downtime.ics: it puts the time into your calendar.",
        ),
    ] {
        world.write("plan.yaml", plan(&window));
        world.turn(now);
        let told = send(&world, now);
        assert_eq!(told.len(), 3, "{now}: {told:#?}");
        for mail in &told {
            let speaks = mail.text.contains("downtime.ics");
            assert!(mail.text.contains(said), "{now}: {mail:#?}");
            assert_eq!(speaks, !said.is_empty(), "{now}: {mail:#?}");
        }
        let folder = std::fs::read_dir(world.path(now)).unwrap();
        let files = folder.map(|file| file.unwrap().path());
        for path in files.filter(|path| path.extension().is_some_and(|end| end == "eml")) {
            let bytes = std::fs::read(path).unwrap();
            let mail = MessageParser::default().parse(&bytes).unwrap();
            let has_file = mail
                .attachments()
                .any(|part| part.attachment_name() == Some("downtime.ics"));
            assert_eq!(has_file, !said.is_empty(), "{now}");
        }
    }
}

#[test]
fn a_change_says_what_the_calendar_file_of_its_mail_does_with_the_entry() {
    let words = "Open downtime.ics: it brings the entry in your calendar up to date.";
    let told = |mails: &[Read], of: &str| {
        assert!(!mails.is_empty(), "{of}");
        for mail in mails {
            assert!(mail.text.contains(words), "{of}: {mail:#?}");
        }
    };
    let mut world = eve(LINE);
    world.write("plan.yaml", plan(&LINE.replace("4h", "5h")));
    world.turn("2027-03-12T10:00");
    told(&send(&world, "changed"), "changed");
    world.turn("2027-03-13T21:35");
    send(&world, "start");
    let mut record = |now: &str, what: &[&str]| {
        world.turn(now);
        let arguments = ["record", "plan.yaml", "cutover", "--ledger", "plan.ledger"];
        world.run(&[&arguments, what].concat()).ended(0);
        send(&world, &now.replace(':', "-"))
    };
    record("2027-03-13T22:02", &["started"]);
    let until = ["--until", "04:30", "--reason", "More to copy"];
    let extended = record("2027-03-14T01:30", &[&["extended"], &until[..]].concat());
    told(&extended, "extended");
    record("2027-03-14T02:50", &["completed"]);
    let until = ["--until", "05:30", "--reason", "Results are missing"];
    let reopened = record("2027-03-14T03:10", &[&["reopened"], &until[..]].concat());
    told(&reopened, "reopened");
}

/// What a reader is told after an edit who was told before by British clocks.
fn after(edit: impl Fn(&World), mailbox: &str) -> Read {
    let mut world = world(plan(LINE));
    send(&world, "first");
    edit(&world);
    world.turn("2027-02-12T09:05");
    let mut told = send(&world, "then");
    told.retain(|mail| mail.to == mailbox);
    assert_eq!(told.len(), 1, "{told:#?}");
    told.remove(0)
}

/// The plan by German clocks.
fn german(window: &str) -> String {
    plan(window).replace("Europe/London", "Europe/Berlin")
}

#[test]
fn the_old_time_is_said_by_the_clock_by_which_it_was_told() {
    for mailbox in [HEAD, READER] {
        let told = after(|world| world.write("plan.yaml", german(LINE)), mailbox);
        let words = "The old time, Saturday 13 March 2027, 10:00pm (UK time), no longer holds.";
        assert!(told.text.contains(words), "{told:#?}");
        assert!(!told.text.contains("11:00pm"), "{told:#?}");
    }
    let late = LINE.replace("22:00", "23:30");
    let mut world = world(plan(&late));
    send(&world, "first");
    let cancelled = late.replace("length: 4h", "length: 4h, status: cancelled");
    world.write(
        "plan.yaml",
        german(&cancelled.replace("Sat 2027-03-13 23:30", "Sun 2027-03-14 00:30")),
    );
    world.turn("2027-02-12T09:05");
    for told in send(&world, "cancelled") {
        assert!(told.subject.ends_with("Sat 13 Mar"), "{told:#?}");
        assert!(!told.text.contains("14 March"), "{told:#?}");
    }
}

#[test]
fn a_time_that_is_the_same_by_another_clock_is_told_as_no_move() {
    let longer = LINE.replace("4h", "5h");
    let same = longer.replace("22:00", "23:00");
    let moved_plan = after(|world| world.write("plan.yaml", german(&same)), READER);
    let moved_reader = after(
        |world| {
            world.write("plan.yaml", plan(&longer));
            let people = people(2).replace("department\n", "department,timezone\n");
            world.write(
                "people.csv",
                people.replace("wards\n", "wards,Europe/Berlin\n"),
            );
        },
        READER,
    );
    for told in [moved_plan, moved_reader] {
        for words in [
            "End: now Sun 14 Mar, 4am (German time), not Sun 14 Mar, 2am (UK time).",
            "We had written Saturday 13 March 2027, 10:00pm (UK time). That is the same time by another clock.",
        ] {
            assert!(told.text.contains(words), "{words}: {told:#?}");
        }
    }
    let same_clock = after(|world| world.write("plan.yaml", plan(&longer)), READER);
    assert!(
        !same_clock.text.contains("We had written"),
        "{same_clock:#?}"
    );
    let words = "End: now Sun 14 Mar, 3am, not Sun 14 Mar, 2am.";
    assert!(same_clock.text.contains(words), "{same_clock:#?}");
}

#[test]
fn a_call_that_is_sent_again_after_a_date_is_taken_back_and_given_again_counts_as_told_again() {
    let briefed = plan(LINE)
        + "briefings:\n  - {id: heads, for: department-heads, start: \"2027-03-02 14:00\"}\n";
    let mut world = world(briefed.clone());
    send(&world, "first");
    world.turn("2027-02-16T09:05");
    send(&world, "invited");
    let open = LINE.replace(
        "start: Sat 2027-03-13 22:00, length: 4h,",
        "start: undecided, new-date-by: 2027-02-26,",
    );
    let undecided = briefed.replace(LINE, &open);
    let (before, after) = undecided.split_once("policy:").unwrap();
    let after = after.split_once("why:").unwrap().1;
    let called_off = after.replace("14:00\"}", "14:00\", status: cancelled}");
    world.write("plan.yaml", format!("{before}why:{called_off}"));
    world.turn("2027-02-17T09:05");
    send(&world, "taken-back");
    world.write("plan.yaml", format!("{briefed}# As it was before.\n"));
    world.turn("2027-02-18T09:05");
    send(&world, "again");
    let shown = status(&world);
    let words = "2 sent (Tue 16 Feb to Thu 18 Feb), 1 of them again";
    assert!(shown.contains(words), "{shown}");
    let json = ["status", "plan.yaml", "--format", "json"];
    let json = world.run(&json).ended(0).json();
    let mut lines = json["notices"].as_array().unwrap().iter();
    let call = lines
        .find(|line| line["notice"] == "briefing-heads")
        .unwrap();
    assert_eq!(
        (call["planned"].as_u64(), call["told-again"].as_u64()),
        (Some(1), Some(1))
    );
}
