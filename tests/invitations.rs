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
fn nobody_is_invited_anew_because_her_window_is_cancelled_when_the_briefing_is_about_another() {
    let world = invited(plan(""));
    let cancelled = format!("{CUTOVER}, status: cancelled");
    let text = with_rehearsal("").replace(CUTOVER, &cancelled);
    world.write("plan.yaml", text);
    // What she hears of the other window says that the briefing takes place.
    for _ in 0..3 {
        assert_eq!(sent(&world, "briefing"), ["cutover"]);
        assert_eq!(sent(&world, "detail"), ["cutover", "rehearsal"]);
    }
    world
        .run(&["diff", "plan.yaml", "--ledger", "mails/records-move.ledger"])
        .ended(0);
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

const ALL_AGREED: &str =
    "    - {window: letters-night, rule: lead-time, by: Maria Osei, because: All agreed.}\n";
const KHAN: &str = "a.khan@stbrannock.example";
const PRICE: &str = "e.price@stbrannock.example";

/// Two windows and one briefing about both: the records of some departments, and the letters of some.
fn of_both(records: &str, letters: &str) -> String {
    let windows = "services: {records: off}}";
    let text = plan("").replace(windows, &format!("{windows}\n      - {LETTERS}"));
    let text = text.replace("used-by: [finance]", &format!("used-by: [{letters}]"));
    text.replace("used-by: [wards]", &format!("used-by: [{records}]")) + ALL_AGREED
}

/// Sends what is due on a day of February; gives the folder.
fn send_on(world: &mut World, day: u32) -> String {
    let folder = format!("sent-{day}");
    world.turn(&format!("2027-02-{day}T09:00"));
    let more = ["--outbox", &folder, "--ledger", "plan.ledger"];
    let ran = world.run(&[&["send", "plan.yaml"][..], &more].concat());
    ran.ended(0);
    folder
}

/// What the calendars in the mails of a folder ask of somebody.
fn asked(world: &World, folder: &str, mailbox: &str) -> Vec<&'static str> {
    let mails = mails(world, folder, mailbox);
    let asked = mails.iter().flat_map(|mail| {
        let methods = ["METHOD:REQUEST", "METHOD:CANCEL"].into_iter();
        methods.filter(|method| mail.contains(method))
    });
    asked.collect()
}

/// The letters' window as it does not take place: called off, or without a date.
fn taken_back(plan: &str) -> [String; 2] {
    let start = "start: 2027-03-20 22:00";
    let edit = |now: &str| plan.replace(start, now);
    [
        edit(&format!("{start}, status: cancelled")),
        edit("start: undecided, new-date-by: 2027-04-30"),
    ]
}

#[test]
fn whoever_has_no_other_window_in_a_briefing_need_not_come_when_hers_is_taken_back() {
    let before = of_both("wards", "finance");
    for after in taken_back(&before) {
        let mut world = World::new()
            .file("plan.yaml", &before)
            .at("2027-02-11T09:00");
        let called = send_on(&mut world, 11);
        for head in [KHAN, PRICE] {
            assert_eq!(asked(&world, &called, head), ["METHOD:REQUEST"]);
        }
        world.write("plan.yaml", after);
        world.turn("2027-02-12T09:00");
        let diff = ["diff", "plan.yaml", "--ledger", "plan.ledger"];
        let shown = read(&world.run(&diff).ended(4).out);
        let words = "briefing talk on Tue 23 Feb 2027, 10:30: takes place without them";
        assert!(shown.contains(words), "{shown}");
        let off = send_on(&mut world, 12);
        assert_eq!(asked(&world, &off, PRICE), ["METHOD:CANCEL"]);
        tells_of_the_briefing(&world, (&off, PRICE), "takes place without you");
        assert_eq!(
            mails(&world, &off, KHAN),
            [""; 0],
            "nothing of hers has changed"
        );
        world.run(&diff).ended(0);
        // She is called again when her window is back.
        world.write("plan.yaml", &before);
        let back = send_on(&mut world, 15);
        assert_eq!(mails(&world, &back, KHAN), [""; 0]);
        let again = send_on(&mut world, 16);
        let asked = [asked(&world, &back, PRICE), asked(&world, &again, PRICE)].concat();
        assert_eq!(asked, ["METHOD:REQUEST"]);
    }
}

#[test]
fn a_briefing_to_which_nobody_comes_any_more_is_off_for_everybody() {
    let before = of_both("wards", "finance");
    let [without_letters, _] = taken_back(&before);
    let after = without_letters.replace(CUTOVER, &format!("{CUTOVER}, status: cancelled"));
    let mut world = World::new()
        .file("plan.yaml", &before)
        .at("2027-02-11T09:00");
    send_on(&mut world, 11);
    world.write("plan.yaml", after);
    world.turn("2027-02-12T09:00");
    let diff = ["diff", "plan.yaml", "--ledger", "plan.ledger"];
    let shown = read(&world.run(&diff).ended(4).out);
    assert!(!shown.contains("without them"), "{shown}");
    let off = send_on(&mut world, 12);
    for head in [KHAN, PRICE] {
        assert_eq!(asked(&world, &off, head), ["METHOD:CANCEL"]);
        tells_of_the_briefing(&world, (&off, head), "does not take place");
        let mails = mails(&world, &off, head);
        assert!(mails[0].contains("STATUS:CANCELLED"), "{}", mails[0]);
        assert!(!mails[0].contains("without you"), "{}", mails[0]);
    }
    world.run(&diff).ended(0);
}

#[test]
fn whoever_comes_because_of_another_window_is_not_invited_anew_when_one_is_taken_back() {
    let before = of_both("wards, finance", "wards, finance");
    for after in taken_back(&before) {
        let mut world = World::new()
            .file("plan.yaml", &before)
            .at("2027-02-11T09:00");
        send_on(&mut world, 11);
        world.write("plan.yaml", after);
        for day in [12, 15, 16] {
            let folder = send_on(&mut world, day);
            for head in [KHAN, PRICE] {
                assert_eq!(asked(&world, &folder, head), [""; 0], "{day}");
                let number = mails(&world, &folder, head).len();
                assert_eq!(number, usize::from(day == 12), "{day}");
            }
        }
        let dry = [
            "approve",
            "plan.yaml",
            "--ledger",
            "plan.ledger",
            "--dry-run",
        ];
        let shown = world.run(&dry).ended(0).out;
        assert!(!shown.contains("briefing-talk"), "{shown}");
    }
}

#[test]
fn whoever_was_invited_with_a_window_that_is_taken_back_hears_with_the_next_what_becomes_of_it() {
    let before = of_both("wards", "wards, finance");
    let mut world = World::new()
        .file("plan.yaml", &before)
        .at("2027-02-11T09:00");
    let called = send_on(&mut world, 11);
    assert_eq!(asked(&world, &called, KHAN), ["METHOD:REQUEST"]);
    // She was invited with this one, and still comes because of the other.
    let off = before.replace(CUTOVER, &format!("{CUTOVER}, status: cancelled"));
    world.write("plan.yaml", &off);
    let folder = send_on(&mut world, 12);
    assert_eq!(asked(&world, &folder, KHAN), [""; 0]);
    let moved = off.replace("2027-02-23 10:30", "2027-02-24 14:00");
    world.write("plan.yaml", &moved);
    let folder = send_on(&mut world, 15);
    for head in [KHAN, PRICE] {
        let [mail] = &mails(&world, &folder, head)[..] else {
            panic!("one mail says it to {head}");
        };
        for words in ["METHOD:REQUEST", "DTSTART:20270224T140000Z", "SEQUENCE:1"] {
            assert!(mail.contains(words), "{words}: {mail}");
        }
    }
    let without = moved.replace("used-by: [wards, finance]", "used-by: [finance]");
    world.write("plan.yaml", without);
    let folder = send_on(&mut world, 16);
    assert_eq!(asked(&world, &folder, KHAN), ["METHOD:CANCEL"]);
    assert_eq!(mails(&world, &folder, PRICE), [""; 0]);
    // And when the other is hers again, she is called again.
    world.write("plan.yaml", moved);
    let folders = [17, 18].map(|day| send_on(&mut world, day));
    let again = folders
        .iter()
        .flat_map(|folder| asked(&world, folder, KHAN));
    assert_eq!(again.collect::<Vec<_>>(), ["METHOD:REQUEST"]);
}

#[test]
fn the_headline_of_an_invitation_says_of_no_service_what_is_so_of_another() {
    let text = of_both("wards, finance", "wards, finance");
    let text = text.replace("{letters: off}", "{letters: read-only}");
    let mut world = World::new().file("plan.yaml", text).at("2027-02-11T09:00");
    let called = send_on(&mut world, 11);
    let mails = mails(&world, &called, KHAN);
    let [call] = mails
        .iter()
        .filter(|mail| mail.contains("METHOD:REQUEST"))
        .collect::<Vec<_>>()[..]
    else {
        panic!("one mail calls her");
    };
    let said = read(call);
    let headline = "Briefing on Patient records + 1 more, 2 dates from Sat 13 Mar";
    assert!(said.contains(headline), "{said}");
    assert!(!said.contains("off on 2 dates"), "{said}");
}

#[test]
fn a_briefing_after_the_night_that_people_were_told_of_stands_when_that_loses_its_date() {
    let windows = with_rehearsal("").replace("2027-02-23", "2027-03-09");
    let undecided = windows.replace(
        "start: 2027-03-06 22:00",
        "start: undecided, new-date-by: 2027-04-30",
    );
    assert_ne!(windows, undecided);
    let mut world = World::new()
        .file("plan.yaml", &undecided)
        .at("2027-02-15T09:00");
    // Nobody knows whether it was about that one.
    let check = ["check", "plan.yaml"];
    let found = read(&world.run(&check).ended(1).out);
    assert!(found.contains("stranded-briefing"), "{found}");
    assert!(found.contains("write `window: cutover`"), "{found}");
    let named = undecided.replace(
        "for: department-heads, start",
        "for: department-heads, window: cutover, start",
    );
    world.write("plan.yaml", named);
    world.run(&check).ended(0);
    world.write("plan.yaml", windows);
    send_on(&mut world, 15);
    world.write("plan.yaml", undecided);
    let off = send_on(&mut world, 16);
    let mails = mails(&world, &off, KHAN);
    assert!(
        mails
            .iter()
            .any(|mail| mail.contains("X-Forewarn-Notice: rehearsal-rescheduled"))
    );
    assert_eq!(asked(&world, &off, KHAN), [""; 0]);
}

#[test]
fn a_mail_to_two_roles_brings_one_file_of_a_window_with_all_its_services() {
    let both = "services: {records: off, letters: off}}";
    let text = plan("").replace("services: {records: off}}", both);
    let bosses = "audiences:\n  executives: {people: [{name: Aisha Khan, email: a.khan@stbrannock.example}]}\n";
    let text = text.replace("audiences:\n", bosses);
    let mut world = World::new().file("plan.yaml", &text).at("2027-02-11T09:00");
    send_on(&mut world, 11);
    world.write(
        "plan.yaml",
        text.replace("2027-03-13 22:00", "2027-03-20 22:00"),
    );
    let moved = send_on(&mut world, 12);
    let [mail] = &mails(&world, &moved, KHAN)[..] else {
        panic!("one mail tells her in both roles");
    };
    assert!(mail.contains("filename=\"downtime.ics\""), "{mail}");
    assert!(!mail.contains("downtime-2.ics"), "{mail}");
    let parsed = MessageParser::default().parse(mail.as_bytes()).unwrap();
    let files = parsed
        .attachments()
        .map(|file| String::from_utf8_lossy(file.contents()));
    let files: String = files.collect();
    assert!(
        files.contains("SUMMARY:Patient records + 1 more off"),
        "{files}"
    );
}

#[test]
fn an_invitation_that_has_left_is_not_approved_once_more_when_the_window_moves() {
    let mut world = invited(plan(""));
    let ledger = ["--ledger", "mails/records-move.ledger"];
    let approve = [&["approve", "plan.yaml", "--by", "Maria Osei"][..], &ledger].concat();
    world.run(&approve).ended(0);
    let moved = plan("").replace("2027-03-13 22:00", "2027-03-20 22:00");
    world.write("plan.yaml", moved);
    world.turn("2027-02-12T09:00");
    let dry = [&["approve", "plan.yaml", "--dry-run"][..], &ledger].concat();
    let shown = world.run(&dry).ended(0).out;
    assert!(!shown.contains("briefing-talk"), "{shown}");
    assert!(shown.contains("cutover-rescheduled"), "{shown}");
}
