//! One person, one mail: what is told on one day leaves in one mail, in preview and for good, and
//! nothing is lost or late for it.

use crate::harness::peer::{Act, Peer, Script, Stage, Taken};
use crate::harness::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// A ward whose first system has moved, with a report every afternoon, and whose second moves soon:
/// on Friday 12 March its head has a reminder in the morning and a report in the afternoon.
const PLAN: &str = r#"
plan: two-moves
title: Two moves
organisation: St Brannock
timezone: Europe/London
status: confirmed
contact: {team: Change team, email: change@desk.example, phone: "+44 20 7946 0100"}
why: Both systems lose their support.
calendar: {sending-hours: 08:00-18:00 mon-fri}
departments:
  wards: {name: Wards, head: {name: Ana Lee, email: a.lee@wards.example}}
services:
  records: {name: Records, used-by: [wards], severity: high, workaround: Paper.}
  orders: {name: Orders, used-by: [wards], severity: high, workaround: Telephone.}
audiences:
  department-heads: {people: departments}
phases:
  - id: first
    name: Records move
    windows: [{id: records-night, start: 2027-03-06 22:00, length: 4h, services: {records: off}}]
HELP
  - id: second
    name: Orders move
    windows: [{id: orders-night, start: 2027-03-20 22:00, length: 4h, services: {orders: off}}]
"#;

const HELP: &str =
    "    hyper-care: {length: 2 weeks, support: [{channel: Phone, number: \"+44 20 7946 0100\"}]}";

fn plan(help: &str) -> String {
    PLAN.replace("HELP", help)
}

fn world() -> World {
    let world = World::new().file("plan.yaml", plan(HELP));
    World::at(world, "2027-03-11T17:00")
}

/// Sends into a folder; what lies there that did not before.
fn sent(world: &World, known: &mut BTreeMap<String, String>) -> Vec<String> {
    let ran = world.run(&["send", "plan.yaml", "--outbox", "out"]);
    // Where nobody has said what became of the first night, that is asked for, and is no failure.
    assert!(matches!(ran.code, Some(0 | 4)), "{}", ran.said());
    let now = mails(world, "out");
    let fresh = now.iter().filter(|(name, _)| !known.contains_key(*name));
    let fresh = fresh.map(|(_, mail)| mail.clone()).collect();
    *known = now;
    fresh
}

/// Of these mails, all but the word that nobody knows how the first night ended.
fn besides_the_night(mut mails: Vec<String>) -> Vec<String> {
    mails.retain(|mail| !mail.contains("X-Forewarn-Notice: records-night-holding"));
    mails
}

fn mails(world: &World, folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![world.path(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "eml") {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// The same for the first time, after which somebody says that the first night went well.
fn begun(world: &World, known: &mut BTreeMap<String, String>) {
    sent(world, known);
    finished(world, "2027-03-07T01:55", "out/two-moves.ledger");
    sent(world, known);
}

fn finished(world: &World, at: &str, ledger: &str) {
    let said = ["record", "plan.yaml", "records-night", "completed"];
    let ran = world.run(&[&said[..], &["--at", at, "--ledger", ledger]].concat());
    ran.ended(0);
}

fn tells_both(mail: &str) -> bool {
    mail.contains("X-Forewarn-Notice: orders-night-reminder-7")
        && mail.contains("X-Forewarn-With: records-night-hyper-care-weekly-1")
}

#[test]
fn the_report_of_the_afternoon_goes_with_the_notice_of_the_morning() {
    let mut world = world();
    let mut known = BTreeMap::new();
    begun(&world, &mut known);
    world.turn("2027-03-12T09:00");
    let fresh = sent(&world, &mut known);
    assert!(fresh.len() == 1 && tells_both(&fresh[0]), "{fresh:?}");
    world.turn("2027-03-12T16:00");
    assert_eq!(sent(&world, &mut known), Vec::<String>::new());
}

#[test]
fn when_the_report_is_called_off_the_morning_notice_leaves_alone() {
    let mut world = world();
    let mut known = BTreeMap::new();
    sent(&world, &mut known);
    world.write("plan.yaml", plan(""));
    world.turn("2027-03-12T09:00");
    let fresh = sent(&world, &mut known);
    let alone = |mail: &String| {
        mail.contains("orders-night-reminder-7") && !mail.contains("X-Forewarn-With")
    };
    assert_eq!(
        fresh.iter().filter(|mail| alone(mail)).count(),
        1,
        "{fresh:?}"
    );
}

#[test]
fn a_late_run_tells_both_once() {
    let mut world = world();
    let mut known = BTreeMap::new();
    begun(&world, &mut known);
    world.turn("2027-03-12T17:30");
    let fresh = sent(&world, &mut known);
    assert!(fresh.len() == 1 && tells_both(&fresh[0]), "{fresh:?}");
    assert!(sent(&world, &mut known).is_empty());
    let head = "a.lee@wards.example";
    let ledger = "out/two-moves.ledger";
    let told = world.run(&["status", "plan.yaml", "--ledger", ledger, "--for", head]);
    let shared = "orders-night-reminder-7, in one mail with records-night-hyper-care-weekly-1";
    assert!(told.out.contains(shared), "{}", told.said());
}

#[test]
fn the_preview_of_a_shared_mail_is_the_mail() {
    let mut world = world();
    let mut known = BTreeMap::new();
    begun(&world, &mut known);
    let ledger = "out/two-moves.ledger";
    let ran = world
        .run(&["preview", "plan.yaml", "--ledger", ledger])
        .ended(0);
    let shown = mails(&world, "preview");
    let shown: Vec<_> = shown.values().filter(|mail| tells_both(mail)).collect();
    assert_eq!(shown.len(), 1, "{}", ran.said());
    world.turn("2027-03-12T09:00");
    let fresh = sent(&world, &mut known);
    assert_eq!(undated(&fresh[0]), undated(shown[0]));
}

#[test]
fn the_timeline_of_a_person_says_in_whose_mail_a_notice_is_told() {
    let world = world();
    let head = "a.lee@wards.example";
    let json = world
        .run(&["timeline", "plan.yaml", "--for", head, "--format", "json"])
        .json();
    let rows = json.as_array().unwrap();
    let report = rows
        .iter()
        .find(|row| row["notice"] == "records-night-hyper-care-weekly-1");
    let report = report.unwrap();
    let mail = &report["in-the-mail-of"][0];
    assert_eq!(mail["notice"], "orders-night-reminder-7");
    assert_eq!(mail["local"], "2027-03-12T09:00");
    assert_eq!(mail["because"], "same-day");
    assert_eq!(report["local"], "2027-03-12T09:00");
    assert_eq!(report["by-itself"], "2027-03-12T16:00");
    let table = world.run(&["timeline", "plan.yaml", "--for", head]);
    assert!(
        in_line(&table.out).contains(
            "told with Reminder, 7 days (orders-night) on Fri 12 Mar, 09:00, not by itself at 16:00"
        ),
        "{}",
        table.out
    );
}

fn in_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The data on the page of a preview.
fn page(world: &World) -> serde_json::Value {
    let page = world.read("preview/index.html");
    let (_, data) = page.split_once(r#"id="data">"#).unwrap();
    serde_json::from_str(data.split("</script>").next().unwrap()).unwrap()
}

/// How many mails a page shows.
fn mails_on(page: &serde_json::Value) -> usize {
    let readers = |message: &serde_json::Value| {
        let group = usize::try_from(message["recipients"].as_u64().unwrap()).unwrap();
        page["groups"][group].as_array().unwrap().len()
    };
    let messages = page["notices"].as_array().unwrap().iter();
    let messages = messages.flat_map(|notice| notice["messages"].as_array().unwrap());
    let mails = messages.map(|message| (message["mail"].as_u64(), readers(message)));
    mails.collect::<BTreeMap<_, _>>().values().sum()
}

#[test]
fn notices_and_mails_are_the_same_numbers_wherever_they_are_named() {
    for plan in ["hospital", "bank", "university"] {
        let world = World::with_shipped(plan).at("2026-11-23T09:00");
        let file = format!("{plan}.yaml");
        let rows = world.run(&["timeline", &file, "--format", "json"]).json();
        let notices = rows.as_array().unwrap().len();
        let shown = world.run(&["preview", &file, "--all"]).ended(0);
        let mails = mails(&world, "preview").len();
        let all = |text: &str, wanted: String| assert!(text.contains(&wanted), "{wanted}: {text}");
        all(&shown.out, format!("{notices} notices, "));
        all(&shown.out, format!(", {mails} mails\n{mails} files in "));
        let first = world.run(&["preview", &file]).ended(0);
        all(&first.out, format!(", {mails} mails\n"));
        let page = page(&world);
        let on_page = page["notices"].as_array().unwrap();
        assert_eq!((on_page.len(), mails_on(&page)), (notices, mails), "{plan}");
        all(
            &world.run(&["check", &file]).out,
            format!(" {notices} notices from "),
        );
        all(
            &world.run(&["approve", &file, "--dry-run"]).ended(0).out,
            format!("{notices:>6}  notices are new\n"),
        );
        let table = world.run(&["timeline", &file]).out;
        all(&table, format!("\n{notices} notices in {mails} mails\n"));
        // And each of them stands on one day in all of them.
        let stands = |notice: &serde_json::Value| {
            let at = format!("{}T{}", notice["date_iso"], notice["time"]).replace('"', "");
            (at, notice["audience"].clone().to_string())
        };
        let dated = |row: &serde_json::Value| {
            let at = row["local"].as_str().unwrap().to_owned();
            (at, row["audience"].clone().to_string())
        };
        let [mut one, mut other]: [Vec<_>; 2] = [
            on_page.iter().map(stands).collect(),
            rows.as_array().unwrap().iter().map(dated).collect(),
        ];
        one.sort();
        other.sort();
        assert_eq!(one, other, "{plan}");
    }
}

#[test]
fn what_waits_for_a_later_mail_stands_where_that_leaves() {
    let mut world = World::with_shipped("bank").at("2026-11-23T09:00");
    let rows = world
        .run(&["timeline", "bank.yaml", "--format", "json"])
        .json();
    let rows = rows.as_array().unwrap();
    // It names the mail, which leaves at the moment of another notice.
    let waits = |row: &&serde_json::Value| row["at-the-moment-of"][0]["because"] == "budget";
    let row = rows.iter().find(waits).expect("a week is full");
    assert_eq!(row["in-the-mail-of"], serde_json::json!([]));
    let mail = &row["at-the-moment-of"][0];
    assert_eq!(row["at"], mail["at"]);
    let [own, local] = ["by-itself", "local"].map(|name| row[name].as_str().unwrap());
    assert_eq!([own, local], ["2027-06-01T09:00", "2027-06-02T09:00"]);
    let order: Vec<_> = rows.iter().map(|row| row["at"].as_str()).collect();
    assert!(order.is_sorted());
    // On its own day nothing is due; it is on the day of the mail.
    let due = |world: &World| {
        let ran = world.run(&["timeline", "bank.yaml", "--due", "--format", "csv"]);
        ran.out.contains(row["notice"].as_str().unwrap())
    };
    let at = row["at"].as_str().unwrap();
    world.turn(&at.replace("2027-06-02", "2027-06-01"));
    assert!(!due(&world));
    world.turn(at);
    assert!(due(&world));
    world.turn("2026-11-23T09:00");
    world.run(&["preview", "bank.yaml"]).ended(0);
    let page = page(&world);
    let mut notices = page["notices"].as_array().unwrap().iter();
    let shown = notices.find(|shown| {
        let told_with = shown["told_with"].as_str().unwrap();
        shown["audience"] == row["audience"] && told_with.contains("the week is full")
    });
    let shown = shown.expect("the page shows it");
    assert_eq!(shown["date_iso"], "2027-06-02");
    let said = "on Wed 2 Jun, 09:00, not by itself on Tue 1 Jun, 09:00: the week is full";
    assert!(shown["told_with"].as_str().unwrap().ends_with(said));
    let table = world.run(&["timeline", "bank.yaml"]);
    assert!(in_line(&table.out).contains(said), "{}", table.out);
}

#[test]
fn of_a_notice_that_some_hear_with_another_both_is_said() {
    let world = World::with_shipped("hospital").at("2026-11-23T09:00");
    let rows = world
        .run(&["timeline", "hospital.yaml", "--format", "json"])
        .json();
    let heads = |row: &&serde_json::Value| {
        row["notice"] == "pilot-night-hyper-care-daily-4" && row["audience"] == "department-heads"
    };
    let row = rows.as_array().unwrap().iter().find(heads).unwrap();
    assert_eq!(
        (&row["local"], &row["recipients"]),
        (&row["by-itself"], &2.into())
    );
    assert_eq!(row["in-the-mail-of"][0]["recipients"], 1);
    let table = world.run(&[
        "timeline",
        "hospital.yaml",
        "--audience",
        "department-heads",
    ]);
    let said = "1 of them hears it with Details (cutover) on Thu 25 Feb, 09:00";
    assert!(in_line(&table.out).contains(said), "{}", table.out);
}

#[test]
fn what_a_notice_is_heard_with_is_said_with_its_audience_when_that_is_another() {
    let world = World::new().at("2026-11-23T09:00");
    world.run(&["init", "plan.yaml"]).ended(0);
    let chief = "- {name: Dana Wolf, email: d.wolf@hospital.example}";
    let both = format!("{chief}\n      - {{name: Aisha Khan, email: a.khan@hospital.example}}");
    world.write("plan.yaml", world.read("plan.yaml").replace(chief, &both));
    let table = world.run(&["timeline", "plan.yaml", "--audience", "executives"]);
    let said = "1 of them hears it with Details (move-night) for Department heads on";
    assert!(in_line(&table.out).contains(said), "{}", table.out);
}

#[test]
fn the_subject_of_several_notices_says_how_many_there_are_and_counts_one_thing() {
    let mut decisions = BTreeSet::new();
    for plan in ["hospital", "bank", "university"] {
        let world = World::with_shipped(plan).at("2026-11-23T09:00");
        world.run(&["preview", &format!("{plan}.yaml")]).ended(0);
        for mail in mails(&world, "preview").values() {
            let parsed = mail_parser::MessageParser::default().parse(mail).unwrap();
            let Some(with) = parsed.header_raw("X-Forewarn-With") else {
                continue;
            };
            let (subject, others) = (parsed.subject().unwrap(), with.split_whitespace().count());
            let counts = format!(" ({} notices)", others + 1);
            let counted = subject.ends_with(&format!(" (+{others} more)"))
                || (subject.contains(" more ") && subject.ends_with(&counts))
                || subject.contains(" more, from ")
                // What would go for it is worth more.
                || subject.chars().count() + counts.len() > 60;
            assert!(counted && subject.chars().count() <= 60, "{subject}");
            assert!(subject.matches(" more").count() <= 1, "{subject}");
            let lead = parsed.header_raw("X-Forewarn-Notice").unwrap();
            if lead.trim().ends_with("-first") {
                decisions.insert(subject.to_owned());
            }
        }
    }
    let decision = "Decision by Thu 18 Mar: Accounts + 2 more, from Fri 4 Jun";
    assert!(decisions.contains(decision), "{decisions:?}");
}

#[test]
fn no_mails_a_week_is_not_a_budget() {
    let text = format!("{}policy: {{mails-per-week: 0}}\n", plan(HELP));
    let world = World::new().file("plan.yaml", text);
    let ran = world.run(&["check", "plan.yaml"]);
    assert!(
        ran.said()
            .contains("no mails a week would tell nobody anything"),
        "{}",
        ran.said()
    );
}

#[test]
fn executives_read_fewer_than_two_hundred_words_of_several_notices_too() {
    let world = World::with_shipped("bank").at("2026-11-23T09:00");
    world.run(&["preview", "bank.yaml"]).ended(0);
    let mut shared = 0;
    for mail in mails(&world, "preview").values() {
        let told_with = mail.contains("X-Forewarn-With: ");
        if !told_with || !mail.contains("X-Forewarn-Audience: executives") {
            continue;
        }
        shared += 1;
        let parsed = mail_parser::MessageParser::default().parse(mail).unwrap();
        let text = parsed.body_text(0).unwrap();
        let words = text.split_whitespace().count();
        assert!(words < 200, "{words} words:\n{text}");
    }
    assert!(
        shared > 0,
        "nobody of the bank gets several notices in one mail"
    );
}

#[test]
fn no_heading_stands_above_what_was_not_meant_for_it() {
    let world = World::with_shipped("bank").at("2026-11-23T09:00");
    world.run(&["preview", "bank.yaml"]).ended(0);
    let mut seen = 0;
    for mail in mails(&world, "preview").values() {
        let heads = mail.contains("X-Forewarn-Audience: department-heads");
        if !heads || !mail.contains("X-Forewarn-With: ") {
            continue;
        }
        let parsed = mail_parser::MessageParser::default().parse(mail).unwrap();
        let text = parsed.body_text(0).unwrap().replace('\r', "");
        for below in text.split("\nMeanwhile\n---------\n\n").skip(1) {
            seen += 1;
            assert!(below.starts_with("- "), "{text}");
        }
    }
    assert!(seen > 0);
}

/// A weekly report of the second move, and one mail a week.
const BUDGET: &str = "policy: {mails-per-week: 1}
notices:
  - {notice: bulletin, windows: [orders-night], every: week, from: 19 days before start}
";

#[test]
fn a_report_beyond_the_budget_of_its_week_leaves_with_the_next_mail() {
    let world = World::new().file("plan.yaml", plan("") + BUDGET);
    let mut world = world.at("2027-03-05T17:00");
    let mut known = BTreeMap::new();
    sent(&world, &mut known);
    world.turn("2027-03-08T09:00");
    assert_eq!(
        besides_the_night(sent(&world, &mut known)),
        Vec::<String>::new()
    );
    world.turn("2027-03-12T09:00");
    let fresh = sent(&world, &mut known);
    assert_eq!(fresh.len(), 1, "{fresh:?}");
    let with = "X-Forewarn-With: orders-night-bulletin-2";
    let lead = "X-Forewarn-Notice: orders-night-reminder-7";
    assert!(
        fresh[0].contains(with) && fresh[0].contains(lead),
        "{}",
        fresh[0]
    );
}

#[test]
fn a_report_that_waits_for_the_all_clear_shares_no_mail_and_is_shown_alone() {
    let mut world = world();
    let mut known = BTreeMap::new();
    sent(&world, &mut known);
    world.turn("2027-03-12T09:00");
    let ledger = "out/two-moves.ledger";
    let preview = ["preview", "plan.yaml", "--ledger", ledger];
    world.run(&preview).ended(0);
    let shown = mails(&world, "preview");
    let shown: BTreeSet<String> = shown.values().map(|mail| undated(mail)).collect();
    let fresh = sent(&world, &mut known);
    assert_eq!(fresh.len(), 1, "{fresh:?}");
    assert!(!tells_both(&fresh[0]), "{}", fresh[0]);
    assert!(shown.contains(&undated(&fresh[0])), "{}", fresh[0]);
}

fn undated(mail: &str) -> String {
    let dated = |line: &&str| !line.starts_with("Date: ");
    mail.split_inclusive("\r\n").filter(dated).collect()
}

/// The field of a mail, unfolded.
fn field(mail: &str, name: &str) -> String {
    let (head, _) = mail.split_once("\r\n\r\n").unwrap_or((mail, ""));
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let start = format!("{name}: ");
    let line = head.lines().find_map(|line| line.strip_prefix(&start));
    line.unwrap_or_default().to_owned()
}

/// What each mail refers to, by its Message-ID.
fn threads<'m>(mails: impl Iterator<Item = &'m String>) -> BTreeMap<String, String> {
    mails
        .map(|mail| (field(mail, "Message-ID"), field(mail, "References")))
        .collect()
}

#[test]
fn a_thread_knows_only_mails_that_were_sent_and_the_preview_knows_the_thread() {
    for (help, further) in [("", BUDGET), (HELP, ""), (HELP, BUDGET)] {
        let world = World::new().file("plan.yaml", plan(help) + further);
        let mut world = world.at("2026-11-20T09:00");
        world.run(&["preview", "plan.yaml", "--all"]).ended(0);
        let shown = mails(&world, "preview/mails");
        let shown = threads(shown.values());
        let rows = world.run(&["timeline", "plan.yaml", "--format", "json"]);
        let rows = rows.json();
        let at = |row: &serde_json::Value| row["at"].as_str().unwrap().to_owned();
        let moments: BTreeSet<String> = rows.as_array().unwrap().iter().map(at).collect();
        let mut known = BTreeMap::new();
        let mut ids = BTreeMap::new();
        let mut is_open = true;
        for (run, moment) in moments.iter().enumerate() {
            world.turn(moment);
            if is_open && moment.as_str() > "2027-03-07T02:00" {
                is_open = false;
                finished(&world, "2027-03-07T02:00", "out/two-moves.ledger");
            }
            let fresh = sent(&world, &mut known);
            for (id, references) in threads(fresh.iter()) {
                let mut references = references.split_whitespace();
                assert!(references.next().unwrap().contains(".thread."));
                let runs = references.map(|reference| {
                    let left = ids.get(reference);
                    let left = *left.unwrap_or_else(|| panic!("{id} refers to {reference}"));
                    (left, reference)
                });
                let runs: Vec<(usize, &str)> = runs.collect();
                let is_sorted = runs.is_sorted_by_key(|(left, _)| *left);
                assert!(is_sorted, "{id} refers to an older mail last: {runs:?}");
                ids.insert(id, run);
            }
        }
        // What comes after the all-clear refers to it, and nobody can foresee that one.
        let unforeseen = ["hyper-care", "completed"];
        let dated = |(id, _): &(String, String)| !unforeseen.iter().any(|kind| id.contains(kind));
        let shown: BTreeMap<_, _> = shown.into_iter().filter(dated).collect();
        let left: BTreeMap<_, _> = threads(known.values()).into_iter().filter(dated).collect();
        assert!(left.len() > 8 && left.len() < rows.as_array().unwrap().len());
        assert_eq!(left, shown);
    }
}

/// A ward whose mails leave by a server, after somebody approved them.
fn served(peer: &Peer) -> World {
    let waivers = "policy:
  waivers:
    - {window: records-night, rule: lead-time, by: Ana Lee, because: All agreed.}
    - {window: orders-night, rule: lead-time, by: Ana Lee, because: All agreed.}
";
    let port = peer.port();
    let smtp = format!("smtp: {{host: 127.0.0.1, port: {port}, security: plain}}\n");
    let world = World::new().file("plan.yaml", plan(HELP) + waivers);
    let world = world.file("forewarn.yaml", smtp).at("2027-03-11T17:00");
    world
        .run(&["approve", "plan.yaml", "--by", "Ana Lee"])
        .ended(0);
    world.run(&["send", "plan.yaml"]);
    finished(&world, "2027-03-07T01:55", "plan.ledger");
    world.run(&["send", "plan.yaml"]);
    world
}

/// The mails to the head of the ward, from the first on that was not seen.
fn to_head(peer: &Peer, seen: usize) -> Vec<String> {
    let text = |taken: &Taken| String::from_utf8(taken.bytes.clone()).unwrap();
    let taken = peer.taken();
    let hers = taken
        .iter()
        .filter(|taken| taken.recipients == ["a.lee@wards.example"]);
    hers.map(text).skip(seen).collect()
}

#[test]
fn what_waits_for_a_mail_that_nobody_approved_leaves_alone() {
    let peer = Peer::start(Script::default());
    let mut world = served(&peer);
    let seen = to_head(&peer, 0).len();
    // Other words of the report, and of nothing else.
    let text = world.read("plan.yaml");
    world.write(
        "plan.yaml",
        text.replace("support: [{channel: Phone", "support: [{channel: Telephone"),
    );
    world.turn("2027-03-12T09:00");
    world.run(&["preview", "plan.yaml"]).ended(0);
    let shown = mails(&world, "preview/mails");
    let ran = world.run(&["send", "plan.yaml"]);
    let told = to_head(&peer, seen);
    assert_eq!(told.len(), 1, "{}", ran.said());
    let is_told = |shown: &String| undated(shown) == undated(&told[0]);
    assert!(shown.values().any(is_told), "{}", told[0]);
    assert!(told[0].contains("X-Forewarn-Notice: orders-night-reminder-7"));
    assert!(!told[0].contains("X-Forewarn-With"), "{}", told[0]);
    world.turn("2027-03-12T16:00");
    let ran = world.run(&["send", "plan.yaml"]).ended(4);
    assert_eq!(to_head(&peer, seen).len(), 1, "{}", ran.said());
}

#[test]
fn a_shared_mail_leaves_by_a_server_byte_for_byte_as_it_was_shown() {
    let peer = Peer::start(Script::default());
    let mut world = served(&peer);
    let seen = to_head(&peer, 0).len();
    world.run(&["preview", "plan.yaml"]).ended(0);
    let shown = mails(&world, "preview/mails");
    let shown: Vec<&String> = shown.values().filter(|mail| tells_both(mail)).collect();
    world.turn("2027-03-12T16:00");
    let ran = world.run(&["send", "plan.yaml"]);
    let told = to_head(&peer, seen);
    assert_eq!((shown.len(), told.len()), (1, 1), "{}", ran.said());
    assert_eq!(undated(&told[0]), undated(shown[0]));
}

#[test]
fn what_is_sent_day_by_day_is_what_the_preview_of_that_moment_showed() {
    let mut world = World::new()
        .file("plan.yaml", plan(HELP))
        .at("2026-11-23T09:00");
    let rows = world
        .run(&["timeline", "plan.yaml", "--format", "json"])
        .json();
    let at = |row: &serde_json::Value| row["at"].as_str().unwrap().to_owned();
    let mut moments: BTreeSet<String> = rows.as_array().unwrap().iter().map(at).collect();
    let night = "2027-03-07T03:30:00+00:00";
    let end = "2027-03-07T07:40:00+00:00";
    moments.extend([night, "2027-03-07T05:00:00+00:00", end].map(str::to_owned));
    let ledger = ["--ledger", "out/two-moves.ledger"];
    let mut known = BTreeMap::new();
    let mut compared = 0;
    for moment in &moments {
        world.turn(moment);
        let said: &[&str] = match moment.as_str() {
            at if at == night => &["extended", "--until", "08:00", "--reason", "Slow"],
            at if at == end => &["completed"],
            _ => &[],
        };
        if let [what, more @ ..] = said {
            let record = ["record", "plan.yaml", "records-night", what];
            world.run(&[&record, more, &ledger].concat()).ended(0);
        }
        let ledger = if known.is_empty() {
            &[][..]
        } else {
            &ledger[..]
        };
        let show = ["preview", "plan.yaml", "--all"];
        world.run(&[&show, ledger].concat()).ended(0);
        let shown = mails(&world, "preview/mails");
        let before: BTreeSet<String> = known.keys().cloned().collect();
        sent(&world, &mut known);
        for (name, mail) in known.iter().filter(|(name, _)| !before.contains(*name)) {
            let undated = |mail: &str| {
                let lines = mail.split_inclusive("\r\n");
                let lines = lines.filter(|line| !line.starts_with("Date: "));
                lines.collect::<String>()
            };
            let shown = shown
                .get(name)
                .unwrap_or_else(|| panic!("{moment}: {name}"));
            assert_eq!(undated(mail), undated(shown), "{moment}: {name}");
            compared += 1;
        }
    }
    let help = |name: &String| name.starts_with("records-night-hyper-care-open.");
    assert!(compared >= 20 && known.keys().any(help), "{compared}");
}

#[test]
fn what_waits_for_a_later_mail_is_not_promised_for_the_morning() {
    let world = World::new().file("plan.yaml", plan("") + BUDGET);
    let mut world = world.at("2027-03-05T17:00");
    sent(&world, &mut BTreeMap::new());
    world.turn("2027-03-08T19:00");
    let said = world.run(&["send", "plan.yaml", "--outbox", "out"]).said();
    assert!(
        said.contains("1  notice waits to be told in one mail"),
        "{said}"
    );
    assert!(!said.contains("sending hours"), "{said}");
}

/// The same plan after the night of the notice that leads was called off.
fn called_off(text: &str) -> String {
    text.replace(
        "{id: orders-night,",
        "{id: orders-night, status: cancelled,",
    )
}

#[test]
fn what_outlives_the_notice_that_led_is_sent_again_under_the_same_name() {
    let counted = Peer::start(Script::default());
    served(&counted);
    let nth = counted.taken().len() + 1;
    let peer = Peer::start(Script::default().at(Stage::Dot, nth, Act::TakeAndDrop));
    let mut world = served(&peer);
    let seen = to_head(&peer, 0).len();
    world.turn("2027-03-12T09:00");
    let ran = world.run(&["send", "plan.yaml"]);
    let told = to_head(&peer, seen);
    assert!(told.len() == 1 && tells_both(&told[0]), "{}", ran.said());
    world.write("plan.yaml", called_off(&world.read("plan.yaml")));
    world.turn("2027-03-12T16:05");
    world
        .run(&["approve", "plan.yaml", "--by", "Ana Lee"])
        .ended(0);
    let ran = world.run(&["send", "plan.yaml"]);
    let again = to_head(&peer, seen + 1);
    let report = again
        .iter()
        .find(|mail| mail.contains("X-Forewarn-Notice: records-night-hyper-care-weekly-1"));
    let report = report.unwrap_or_else(|| panic!("{} {again:?}", ran.said()));
    assert_eq!(field(report, "Message-ID"), field(&told[0], "Message-ID"));
    assert!(!report.contains("X-Forewarn-With"), "{report}");
}

#[test]
fn what_outlives_the_notice_that_led_is_looked_for_in_their_mail() {
    let mut world = world();
    let mut known = BTreeMap::new();
    begun(&world, &mut known);
    world.turn("2027-03-12T17:30");
    let fresh = sent(&world, &mut known);
    assert!(fresh.len() == 1 && tells_both(&fresh[0]), "{fresh:?}");
    // The run died before it could write down that the mail was there.
    let ledger = world.path("out/two-moves.ledger");
    let ledger = rusqlite::Connection::open(ledger).unwrap();
    let died = "UPDATE delivery SET standing = 'begun' WHERE notice IN
        ('orders-night-reminder-7', 'records-night-hyper-care-weekly-1')";
    assert_eq!(ledger.execute(died, []).unwrap(), 2);
    drop(ledger);
    world.write("plan.yaml", called_off(&world.read("plan.yaml")));
    world.turn("2027-03-12T17:40");
    let fresh = sent(&world, &mut known);
    assert!(
        !fresh.iter().any(|mail| mail.contains("hyper-care-weekly")),
        "{fresh:?}"
    );
    let status = world.run(&["status", "plan.yaml", "--ledger", "out/two-moves.ledger"]);
    let mut weekly = status
        .out
        .lines()
        .filter(|row| row.contains("Extra help, weekly"));
    assert!(
        weekly.all(|row| row.ends_with("1  1 sent")),
        "{}",
        status.out
    );
}

#[test]
fn the_difference_shows_each_notice_in_its_own_words() {
    let mut world = world();
    world.turn("2026-10-20T17:00");
    sent(&world, &mut BTreeMap::new());
    world.turn("2027-03-11T17:00");
    finished(&world, "2027-03-07T01:55", "out/two-moves.ledger");
    let look = world.run(&["send", "plan.yaml", "--outbox", "out", "--dry-run"]);
    let subject = "Planned: Orders off Sat 20 Mar, 10pm";
    assert!(
        look.out.contains(&format!("{subject} (+1 more)")),
        "{}",
        look.out
    );
    let ledger = "out/two-moves.ledger";
    let diff = world.run(&["diff", "plan.yaml", "--ledger", ledger]);
    let diff = diff.ended(4).out;
    assert!(diff.contains(&format!("{subject}\n")), "{diff}");
}

#[test]
fn a_way_to_get_help_stands_once_in_a_mail_of_several_notices() {
    let world = World::with_shipped("hospital").at("2026-11-23T09:00");
    world.run(&["preview", "hospital.yaml"]).ended(0);
    let mut seen = 0;
    for mail in mails(&world, "preview").values() {
        let with = mail.contains("X-Forewarn-With: pilot-night-hyper-care-daily");
        if !with || !mail.contains("X-Forewarn-Audience: department-heads") {
            continue;
        }
        seen += 1;
        let parsed = mail_parser::MessageParser::default().parse(mail).unwrap();
        let text = parsed.body_text(0).unwrap();
        let desk = text.matches("+44 20 7946 0100, day and night").count();
        assert_eq!(desk, 1, "{text}");
        assert!(text.contains("Helper at Harbour reception"), "{text}");
    }
    assert!(seen > 0);
}

#[test]
fn the_page_shows_what_went_in_one_mail_as_it_went_and_the_rest_as_it_will() {
    let text = plan("") + BUDGET;
    let world = World::new().file(
        "plan.yaml",
        text.replace("policy: {mails-per-week: 1}\n", ""),
    );
    let mut world = world.at("2027-03-05T17:00");
    let mut known = BTreeMap::new();
    sent(&world, &mut known);
    world.turn("2027-03-08T09:00");
    let alone = besides_the_night(sent(&world, &mut known));
    assert!(alone.len() == 1 && !alone[0].contains("X-Forewarn-With: "));
    let told_with = |id: &str| {
        world
            .run(&["preview", "plan.yaml", "--ledger", "out/two-moves.ledger"])
            .ended(0);
        let page = page(&world);
        let mut notices = page["notices"].as_array().unwrap().iter();
        let shown = notices.find(|shown| shown["id"] == id).expect(id);
        shown["told_with"].as_str().unwrap().to_owned()
    };
    // The plan would tell it later, now that the week is full; but it is told.
    world.write("plan.yaml", &text);
    assert_eq!(told_with("orders-night-bulletin-2"), "");
    let mut world = World::new().file("plan.yaml", &text).at("2027-03-05T17:00");
    let mut known = BTreeMap::new();
    sent(&world, &mut known);
    world.turn("2027-03-12T09:00");
    assert_eq!(sent(&world, &mut known).len(), 1);
    world.write(
        "plan.yaml",
        text.replace("policy: {mails-per-week: 1}\n", ""),
    );
    world
        .run(&["preview", "plan.yaml", "--ledger", "out/two-moves.ledger"])
        .ended(0);
    let page = page(&world);
    let mut notices = page["notices"].as_array().unwrap().iter();
    let rides = notices
        .find(|shown| shown["id"] == "orders-night-bulletin-2")
        .unwrap();
    assert!(
        rides["told_with"].as_str().unwrap().ends_with(
            "on Fri 12 Mar, 09:00, not by itself on Mon 8 Mar, 09:00: so they were sent"
        ),
        "{}",
        rides["told_with"]
    );
}

#[test]
fn the_foot_of_a_mail_about_two_windows_names_the_clock_of_both() {
    let away = "sites: {halifax: {name: Halifax, timezone: America/Halifax}}\ndepartments:";
    let plan = plan("").replace(
        "departments:\n  wards: {",
        &format!("{away}\n  wards: {{site: halifax, "),
    );
    let mut world = World::new()
        .file("plan.yaml", plan.clone())
        .at("2027-02-04T13:05");
    crate::corrected::send(&world, "first");
    // Clocks in Halifax go forward between the two.
    let moved = plan
        .replace("2027-03-06", "2027-03-13")
        .replace("2027-03-20", "2027-03-27");
    world.write("plan.yaml", moved);
    world.turn("2027-02-05T13:05");
    let told = crate::corrected::send(&world, "moved");
    assert_eq!(told.len(), 1, "{told:#?}");
    let foot = "Times are given in Atlantic Time, UTC-4, then UTC-3.";
    assert!(told[0].text.contains(foot), "{told:#?}");
    assert!(told[0].text.contains("(Atlantic Time, UTC-4)"), "{told:#?}");
    assert!(told[0].text.contains("(Atlantic Time, UTC-3)"), "{told:#?}");
}
