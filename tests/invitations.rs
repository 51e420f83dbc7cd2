//! What becomes of an invitation when the plan changes after it was sent.

use crate::harness::world::{World, here};
use forewarn::ledger::{Book, Record, SqliteBook, Wanted};
use mail_parser::MessageParser;

const CUTOVER: &str = "{id: cutover, start: 2027-03-13 22:00";
const REHEARSAL: &str =
    "{id: rehearsal, start: 2027-03-06 22:00, length: 4h, services: {records: off}}";

/// A plan with one briefing.
fn plan(briefing: &str) -> String {
    let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    format!(
        "{sound}briefings: [{{id: talk, for: department-heads, start: 2027-02-23 10:30{briefing}}}]\npolicy:\n  waivers:\n    - {{window: cutover, rule: lead-time, by: Maria Osei, because: All agreed.}}\n"
    )
}

/// The same with a further window before the other.
fn with_rehearsal(briefing: &str) -> String {
    let windows = format!("{REHEARSAL}\n      - {CUTOVER}");
    let late = "    - {window: rehearsal, rule: lead-time, by: Maria Osei, because: All agreed.}\n";
    plan(briefing).replace(CUTOVER, &windows) + late
}

/// What the head of the wards was sent of some kind: the windows it was about.
fn sent(world: &World, milestone: &str) -> Vec<String> {
    world
        .run(&["send", "plan.yaml", "--outbox", "mails"])
        .ended(0);
    let book = SqliteBook::open_read_only(&world.path("mails/records-move.ledger"), "records-move")
        .unwrap();
    let mut windows = Vec::new();
    book.records(&Wanted::All, &mut |Record { planned, .. }| {
        if planned.milestone == milestone && planned.recipient.starts_with("a.khan@") {
            windows.push(planned.window);
        }
    })
    .unwrap();
    windows
}

fn invited(plan: String) -> World {
    let world = World::new().file("plan.yaml", plan).at("2027-02-11T09:00");
    assert_eq!(sent(&world, "briefing"), ["cutover"]);
    world
}

#[test]
fn nobody_is_invited_again_because_a_briefing_is_about_another_window_first() {
    let world = invited(plan(""));
    world.write("plan.yaml", with_rehearsal(""));
    assert_eq!(sent(&world, "briefing"), ["cutover"]);
    assert_eq!(sent(&world, "changed"), [""; 0]);
}

#[test]
fn a_briefing_moved_to_another_window_of_the_same_readers_is_not_called_off() {
    let world = invited(with_rehearsal(", window: cutover"));
    world.write("plan.yaml", with_rehearsal(", window: rehearsal"));
    assert_eq!(sent(&world, "briefing"), ["cutover"]);
    assert_eq!(sent(&world, "changed"), [""; 0]);
}

#[test]
fn whose_window_is_cancelled_is_invited_anew_when_the_briefing_is_about_another() {
    let world = invited(plan(""));
    let cancelled = format!("{CUTOVER}, status: cancelled");
    let text = with_rehearsal("").replace(CUTOVER, &cancelled);
    world.write("plan.yaml", text);
    // Who has to be corrected hears that first.
    sent(&world, "cancelled");
    for _ in 0..3 {
        assert_eq!(sent(&world, "briefing"), ["cutover", "rehearsal"]);
    }
}

const LETTERS: &str =
    "{id: letters-night, start: 2027-03-20 22:00, length: 4h, services: {letters: off}}";

/// Both heads are called because of the cutover; only one has to do with the letters, too.
fn with_letters(about: &str) -> String {
    let both = "services: {records: off, letters: off}}";
    let late =
        "    - {window: letters-night, rule: lead-time, by: Maria Osei, because: All agreed.}\n";
    let text = plan(&format!(", window: {about}"));
    let text = text.replace("services: {records: off}}", both);
    text.replace(both, &format!("{both}\n      - {LETTERS}")) + late
}

/// The mails of a folder to somebody, their lines joined.
fn mails(world: &World, folder: &str, mailbox: &str) -> Vec<String> {
    let files = std::fs::read_dir(world.path(folder)).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let mails = files.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
    let text = |path| {
        let text = String::from_utf8(std::fs::read(path).unwrap()).unwrap();
        text.replace("=\r\n", "").replace("\r\n ", "")
    };
    let mut mails: Vec<String> = mails.map(text).collect();
    mails.retain(|mail| mail.contains(&format!("<{mailbox}>")));
    mails
}

#[test]
fn whoever_is_no_longer_expected_at_a_briefing_hears_that_it_takes_place_without_her() {
    let mut world = World::new()
        .file("plan.yaml", with_letters("cutover"))
        .at("2027-02-11T09:00");
    let send = |world: &World, folder: &str| {
        let more = ["--outbox", folder, "--ledger", "plan.ledger"];
        let ran = world.run(&[&["send", "plan.yaml"][..], &more].concat());
        ran.ended(0);
    };
    send(&world, "called");
    let (khan, price) = ("a.khan@stbrannock.example", "e.price@stbrannock.example");
    for head in [khan, price] {
        let called = mails(&world, "called", head);
        assert!(called.iter().any(|mail| mail.contains("METHOD:REQUEST")));
    }
    world.write("plan.yaml", with_letters("letters-night"));
    world.turn("2027-02-12T09:00");
    let shown = world.run(&["diff", "plan.yaml"]).ended(4).out;
    let words = "briefing talk on Tue 23 Feb 2027, 10:30: takes place without them";
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains(words), "{shown}");
    send(&world, "without");
    let [mail] = &mails(&world, "without", khan)[..] else {
        panic!("one mail says it");
    };
    let said = mail.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Subject: Update: Patient records off Sat 13 Mar, briefing without you",
        "you need not come. It takes place without you.",
        "METHOD:CANCEL",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("does not take place"), "{said}");
    let others = mails(&world, "without", price);
    let is_untouched =
        |mail: &String| !mail.contains("UID:briefing") && !mail.contains("METHOD:CANCEL");
    assert!(others.iter().all(is_untouched), "{others:?}");
    world.run(&["diff", "plan.yaml"]).ended(0);
    // She is called again when it is about her window again.
    world.write("plan.yaml", with_letters("cutover"));
    world.turn("2027-02-15T09:00");
    send(&world, "again");
    let again = mails(&world, "again", khan);
    assert!(again.iter().any(|mail| mail.contains("METHOD:REQUEST")));
}

/// A text as one reads it, without marks and on one line.
fn read(text: &str) -> String {
    let mut said = String::new();
    let mut pieces = text.split('<');
    said.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        said.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The plan in which the records concern both heads, and what happens to it afterwards: a later plan,
/// what its briefing is said to be, and how.
fn uninviting() -> (String, [(String, &'static str, &'static str); 5]) {
    let before = plan("").replacen("used-by: [wards]", "used-by: [wards, finance]", 1);
    let (above, below) = before.split_once("briefings:").unwrap();
    let below = below.split_once("policy:").unwrap().1;
    let dropped = format!("{above}policy:{below}");
    let off = "status: cancelled, window: cutover, for: department-heads";
    let called_off = before.replace("for: department-heads", off);
    let cancelled = format!("{CUTOVER}, status: cancelled");
    let undecided = dropped.replace(CUTOVER, "{id: cutover, start: undecided");
    let without = "takes place without you";
    let gone = "does not take place";
    let later = [
        // No more of her department's business, or hers.
        (
            before.replacen("used-by: [wards, finance]", "used-by: [finance]", 1),
            without,
            "released",
        ),
        (
            before.replace("Aisha Khan, email: a.khan", "Bo Lane, email: b.lane"),
            without,
            "unlisted",
        ),
        (called_off.replace(CUTOVER, &cancelled), gone, "cancelled"),
        (undecided, gone, "rescheduled"),
        (dropped, gone, "changed"),
    ];
    (before, later)
}

/// Whether every mail in a folder to somebody says in both its parts what becomes of her briefing.
fn tells_of_the_briefing(world: &World, (folder, head): (&str, &str), why: &str) {
    let files = std::fs::read_dir(world.path(folder)).unwrap().flatten();
    let bytes = files.map(|file| std::fs::read(file.path()).unwrap());
    let to = format!("<{head}>");
    for bytes in bytes.filter(|bytes| String::from_utf8_lossy(bytes).contains(&to)) {
        let mail = MessageParser::default().parse(&bytes).unwrap();
        for said in [mail.body_text(0).unwrap(), mail.body_html(0).unwrap()] {
            let said = read(&said);
            for words in ["riefing", "23 Feb", "10:30am", why, "Remove from calendar"] {
                assert!(said.contains(words), "{words}: {said}");
            }
        }
    }
}

#[test]
fn whoever_has_a_briefing_taken_out_of_her_calendar_reads_which_and_why() {
    let (before, later) = uninviting();
    let head = "a.khan@stbrannock.example";
    for (after, why, kind) in later {
        let mut world = World::new()
            .file("plan.yaml", &before)
            .at("2027-02-11T09:00");
        let send = |world: &World, folder: &str| {
            let to = ["--ledger", "plan.ledger", "--outbox", folder];
            let send = ["send", "plan.yaml", "--assume-cancelled"];
            world.run(&[&send[..], &to].concat()).ended(0);
        };
        send(&world, "called");
        world.write("plan.yaml", after);
        world.turn("2027-02-12T09:00");
        let ledger = ["--assume-cancelled", "--ledger", "plan.ledger"];
        let diff = [&["diff", "plan.yaml"][..], &ledger].concat();
        let shown = read(&world.run(&diff).ended(4).out);
        let listed = "briefing talk on Tue 23 Feb 2027, 10:30: ";
        assert!(shown.contains(listed), "{kind}: {shown}");
        let json = [&diff[..], &["--format", "json"]].concat();
        let json = world.run(&json).ended(4).json();
        let pending = json["pending"].as_array().unwrap().iter();
        let changes = pending.filter_map(|pending| pending["changes"].as_array());
        let mut changes = changes.flatten();
        assert!(changes.any(|change| change["id"] == "talk"), "{kind}");
        send(&world, "off");
        let mails = mails(&world, "off", head);
        assert_eq!(mails.len(), 1, "{kind}: one mail says it");
        assert!(mails[0].contains("METHOD:CANCEL"), "{kind}");
        tells_of_the_briefing(&world, ("off", head), why);
        world.run(&diff).ended(0);
    }
}

#[test]
fn a_correction_answers_what_it_replaces_and_not_an_invitation_that_is_due_too() {
    let text = plan("");
    let (before, after) = text.split_once("briefings:").unwrap();
    let (_, after) = after.split_once("policy:").unwrap();
    let mut world = World::new()
        .file("plan.yaml", format!("{before}policy:{after}"))
        .at("2027-02-11T09:00");
    sent(&world, "detail");
    world.write("plan.yaml", text.replace("length: 4h", "length: 5h"));
    world.turn("2027-02-12T09:00");
    assert_eq!(sent(&world, "changed"), ["cutover"]);
    let mails = mails(&world, "mails", "a.khan@stbrannock.example");
    let mut mails = mails.iter();
    let correction = mails.find(|mail| mail.contains("X-Forewarn-Notice: cutover-changed"));
    let answered = "In-Reply-To: <records-move.cutover-detail.r1.";
    assert!(correction.unwrap().contains(answered), "{correction:?}");
    assert_eq!(sent(&world, "briefing"), ["cutover"]);
}

#[test]
fn what_was_taken_out_of_a_calendar_is_not_taken_out_again_by_a_later_mail() {
    let mut world = World::new()
        .file("plan.yaml", plan(""))
        .at("2027-02-11T09:00");
    let head = "a.khan@stbrannock.example";
    let send = |world: &World, folder: &str| {
        let more = ["--outbox", folder, "--ledger", "plan.ledger"];
        let ran = world.run(&[&["send", "plan.yaml"][..], &more].concat());
        ran.ended(0);
        mails(world, folder, head)
    };
    send(&world, "called");
    // The date is taken back, and with it the briefing; then the promise of another date moves.
    let (before, _) = plan("")
        .split_once("briefings:")
        .map(|(one, two)| (one.to_owned(), two.to_owned()))
        .unwrap();
    let mut calls = Vec::new();
    for (day, promised) in [("12", "03-01"), ("15", "03-08"), ("16", "03-15")] {
        let open = format!("{{id: cutover, start: undecided, new-date-by: 2027-{promised}");
        world.write("plan.yaml", before.replace(CUTOVER, &open));
        world.turn(&format!("2027-02-{day}T09:30"));
        let more = [
            "--outbox",
            day,
            "--ledger",
            "plan.ledger",
            "--assume-cancelled",
        ];
        world
            .run(&[&["send", "plan.yaml"][..], &more].concat())
            .ended(0);
        let [mail] = &mails(&world, day, head)[..] else {
            panic!("one mail says it");
        };
        calls.push(mail.matches("METHOD:CANCEL").count());
    }
    assert_eq!(calls, [1, 0, 0]);
}

#[test]
fn of_two_briefings_to_which_people_are_invited_at_once_each_is_shown_once() {
    let two = plan("").replace(
        "briefings: [",
        "briefings: [{id: early, for: department-heads, start: 2027-02-23 08:30}, ",
    );
    // Before they are due, and in the evening of the day on which they were.
    for now in ["2026-11-23T09:00", "2027-02-09T18:00"] {
        let world = World::new().file("plan.yaml", &two).at(now);
        world.run(&["preview", "plan.yaml"]).ended(0);
        let mails = std::fs::read_dir(world.path("preview/mails")).unwrap();
        let mut names: Vec<String> = mails
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("briefing-"))
            .collect();
        names.sort();
        let talks = names.iter().map(|name| name.split('.').next().unwrap());
        let talks: Vec<&str> = talks.collect();
        assert_eq!(
            talks,
            ["briefing-early", "briefing-talk"],
            "{now} {names:?}"
        );
    }
}
