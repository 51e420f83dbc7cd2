//! Nothing leaves that a named person has not approved, word for word and reader by reader; what was
//! approved leaves as it was.

use crate::harness::peer::{Act, Peer, Script, Stage, Taken};
use crate::harness::world::World;
use crate::sending::{DETAILS, PLAN, header, hospital, people, send};
use std::collections::BTreeSet;

/// What the exit code of a run says when something waits for a person.
const WAITS: i32 = 4;

fn ward(readers: usize, peer: &Peer, rule: &str) -> World {
    let port = peer.port();
    let smtp = format!("smtp: {{host: 127.0.0.1, port: {port}, security: plain}}\n");
    hospital(readers, DETAILS).file("forewarn.yaml", format!("{smtp}{rule}"))
}

fn approve(world: &World) -> String {
    let ran = world.run(&["approve", "plan.yaml", "--by", "Maria Osei"]);
    ran.ended(0).out
}

fn moved(world: &World, to: &str) {
    let plan = PLAN.replace("start: Sat 2027-03-13 22:00", &format!("start: {to}"));
    assert_ne!(plan, PLAN);
    world.write("plan.yaml", plan);
}

/// What readers were told; what the owner is told of what waits is no notice.
fn taken(peer: &Peer) -> Vec<Taken> {
    let mut taken = peer.taken();
    taken.retain(|taken| taken.recipients != ["change@stbrannock.example"]);
    taken
}

fn subjects(peer: &Peer) -> BTreeSet<String> {
    let taken = taken(peer);
    taken.iter().map(|taken| header(taken, "Subject")).collect()
}

#[test]
fn a_plan_that_nobody_approved_tells_nobody() {
    for rule in ["", "approval: corrections\n", "approval: required\n"] {
        let peer = Peer::start(Script::default());
        let world = ward(2, &peer, rule);
        let ran = send(&world).ended(WAITS);
        assert!(
            ran.out
                .contains("3  people wait: what they are to be told was never approved"),
            "{}",
            ran.out
        );
        assert!(ran.out.contains("forewarn approve"), "{}", ran.out);
        let ran = world.run(&["send", "plan.yaml", "--dry-run"]).ended(WAITS);
        assert!(
            ran.out.contains("Nothing would be sent now."),
            "{}",
            ran.out
        );
        assert_eq!(taken(&peer).len(), 0);
        let answer = approve(&world);
        assert!(answer.contains("Approved by Maria Osei."), "{answer}");
        send(&world).ended(0);
        assert_eq!(taken(&peer).len(), 3);
    }
    let peer = Peer::start(Script::default());
    send(&ward(2, &peer, "approval: none\n")).ended(0);
    assert_eq!(taken(&peer).len(), 3);
}

#[test]
fn what_was_approved_leaves_byte_for_byte_but_for_its_date() {
    let peer = Peer::start(Script::default());
    let mut world = ward(2, &peer, "");
    // Approved and looked at a month before it leaves.
    world.turn("2027-01-05T10:00");
    approve(&world);
    world
        .run(&["preview", "plan.yaml", "--all", "--out", "shown"])
        .ended(0);
    let without_date = |mail: &[u8]| {
        let text = String::from_utf8(mail.to_vec()).unwrap();
        let kept = text
            .split_inclusive("\r\n")
            .filter(|line| !line.starts_with("Date: "));
        kept.collect::<String>()
    };
    let shown: BTreeSet<String> = std::fs::read_dir(world.path("shown/mails"))
        .unwrap()
        .map(|entry| without_date(&std::fs::read(entry.unwrap().path()).unwrap()))
        .collect();
    for now in [
        "2027-01-05T10:01",
        "2027-01-12T09:05",
        DETAILS,
        "2027-02-26T09:05",
        "2027-03-05T09:05",
    ] {
        world.turn(now);
        send(&world).ended(0);
    }
    let taken = taken(&peer);
    assert!(taken.len() >= 9, "{}", taken.len());
    for mail in &taken {
        let mail = without_date(&mail.bytes);
        assert!(shown.contains(&mail), "this was not shown:\n{mail}");
    }
}

#[test]
fn a_half_finished_edit_waits_and_so_does_every_old_reminder() {
    let peer = Peer::start(Script::default());
    let mut world = ward(2, &peer, "");
    approve(&world);
    send(&world).ended(0);
    moved(&world, "Sat 2027-03-20 22:00");
    for now in ["2027-02-22T09:05", "2027-02-26T09:05", "2027-03-06T09:05"] {
        world.turn(now);
        let ran = send(&world).ended(WAITS);
        assert!(ran.out.contains("3  people wait"), "{}", ran.out);
    }
    assert_eq!(taken(&peer).len(), 3, "only what was approved before");
    let answer = approve(&world);
    assert!(
        answer.contains("Since the approval by Maria Osei"),
        "{answer}"
    );
    assert!(
        answer.contains("new     cutover-rescheduled for end-users"),
        "{answer}"
    );
    // On Saturday the new date still waits for the morning of a working day.
    world.turn("2027-03-08T09:05");
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), 6);
    let new_date = "New date: Patient records off Sat 20 Mar, 10pm".to_owned();
    assert!(subjects(&peer).contains(&new_date), "{:?}", subjects(&peer));
    // The reminder of the new week was approved with it.
    world.turn("2027-03-12T16:05");
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), 9);
}

#[test]
fn an_edit_that_says_the_same_needs_no_second_word() {
    let peer = Peer::start(Script::default());
    let mut world = ward(2, &peer, "");
    approve(&world);
    world.write("plan.yaml", format!("# A remark.\n{PLAN}"));
    send(&world).ended(0);
    moved(&world, "Sat 2027-03-20 22:00");
    send(&world).ended(WAITS);
    world.write("plan.yaml", PLAN);
    world.turn("2027-02-26T09:05");
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), 6);
}

#[test]
fn a_deadline_that_passes_does_not_undo_the_approval_of_what_takes_it_back() {
    let asked = |by: &str, impact: &str| {
        let action = format!("{{do: Print the list, by: {by}}}");
        let actions = format!("{impact}}}, before: [{action}]}}");
        PLAN.replace("off}}", &actions)
    };
    let peer = Peer::start(Script::default());
    let mut world = ward(1, &peer, "");
    world.write("plan.yaml", asked("2027-02-15 18:00", "off"));
    approve(&world);
    send(&world).ended(0);
    let before = taken(&peer).len();
    assert!(before > 0);
    world.turn("2027-02-15T17:30");
    world.write("plan.yaml", asked("2027-02-19 18:00", "slower"));
    approve(&world);
    // Overnight the first of the two deadlines passes.
    world.turn("2027-02-16T09:05");
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), before + 2, "{:?}", subjects(&peer));
}

#[test]
fn who_waits_for_several_things_is_one_person_who_waits() {
    let peer = Peer::start(Script::default());
    let world = ward(1, &peer, "");
    let head = "name,email,department\nAisha Khan,a.khan@stbrannock.example,wards\n";
    world.write("people.csv", head);
    // One mail would tell her as a head and as a user.
    let waits = "1  person waits: what she is to be told was never approved";
    let ran = send(&world).ended(WAITS);
    assert!(ran.out.contains(waits), "{}", ran.out);
    let look = ["send", "plan.yaml", "--dry-run"];
    let ran = world.run(&look).ended(WAITS);
    let waits = "1 person waits for what nobody has approved:";
    assert!(ran.out.contains(waits), "{}", ran.out);
    approve(&world);
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), 1);
}

#[test]
fn people_who_join_wait_and_the_others_do_not_wait_for_them() {
    let peer = Peer::start(Script::default());
    let world = ward(2, &peer, "");
    approve(&world);
    world.write("people.csv", people(4));
    let ran = send(&world).ended(WAITS);
    assert!(
        ran.out.contains(
            "2  people wait: what they are to be told was approved, but not for these people"
        ),
        "{}",
        ran.out
    );
    assert_eq!(taken(&peer).len(), 3);
    let answer = approve(&world);
    assert!(
        answer.contains("2  people are newly concerned: Reader 2, Reader 3"),
        "{answer}"
    );
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), 5);
}

#[test]
fn a_notice_that_only_others_got_before_is_not_said_to_be_in_other_words() {
    let peer = Peer::start(Script::default());
    let world = ward(1, &peer, "");
    let line = PLAN.lines().find(|line| line.contains("id: cutover"));
    let line = line.unwrap();
    let plan = |status: &str| {
        let stores = "  stores: {name: Stores, people: 1, head: {name: Tom Reed, email: t.reed@stbrannock.example}}\nservices:\n  post: {name: Post, severity: high, used-by: [stores], workaround: Use the telephone.}\n";
        let plan = PLAN.replace("services:\n", stores);
        let plan = plan.replace("used-by: [wards]", "used-by: [wards, stores]");
        let later = format!(
            "      - {{id: later, start: Sat 2027-03-20 22:00, length: 4h, services: {{post: off}}{status}}}"
        );
        let help = "hyper-care: {length: 5 working days, support: [{channel: Service desk, number: \"+44 20 7946 0100\", hours: day and night}]}\n";
        format!("{}{help}", plan.replace(line, &format!("{line}\n{later}")))
    };
    world.write("plan.yaml", plan(""));
    approve(&world);
    world.write("plan.yaml", plan(", status: cancelled"));
    let answer = approve(&world);
    let words = "for department-heads, 1 who did not get it before: Tom Reed\n";
    let help = format!("  joined  cutover-hyper-care-open {words}");
    assert!(answer.contains(&help), "{answer}");
    assert!(
        !answer.contains("changed cutover-hyper-care-open"),
        "{answer}"
    );
}

#[test]
fn words_that_only_newcomers_read_are_said_to_be_for_them() {
    let peer = Peer::start(Script::default());
    let world = ward(1, &peer, "");
    let stores = |users: &str| {
        let stores = "  stores: {name: Stores, people: 1, head: {name: Tom Reed, email: t.reed@stbrannock.example}}\nservices:\n";
        let plan = PLAN.replace("services:\n", stores);
        plan.replace("used-by: [wards]", users)
    };
    world.write("plan.yaml", stores("used-by: [wards]"));
    approve(&world);
    world.write("plan.yaml", stores("used-by: [wards, stores]"));
    let answer = approve(&world);
    let person = "     1  person is newly concerned: Tom Reed\n";
    assert!(answer.contains(person), "{answer}");
    let notice = "  joined  cutover-detail for department-heads, 1 newly concerned: Tom Reed\n";
    assert!(answer.contains(notice), "{answer}");
    assert!(!answer.contains("changed"), "{answer}");
}

#[test]
fn an_approval_up_to_a_day_covers_nothing_later() {
    let peer = Peer::start(Script::default());
    let mut world = ward(2, &peer, "");
    let until = [
        "approve",
        "plan.yaml",
        "--by",
        "Maria Osei",
        "--until",
        "2027-02-20",
    ];
    world.run(&until).ended(0);
    send(&world).ended(0);
    world.turn("2027-02-26T09:05");
    send(&world).ended(WAITS);
    assert_eq!(taken(&peer).len(), 3);
}

#[test]
fn an_approval_without_a_name_is_none() {
    let peer = Peer::start(Script::default());
    let world = ward(1, &peer, "");
    world.run(&["approve", "plan.yaml"]).ended(2);
    world.run(&["approve", "plan.yaml", "--by", " "]).ended(2);
    world.run(&["approve", "plan.yaml", "--dry-run"]).ended(0);
    send(&world).ended(WAITS);
}

#[test]
fn what_was_approved_leaves_also_when_everything_before_it_was_missed() {
    let peer = Peer::start(Script::default());
    let mut world = ward(2, &peer, "");
    world.turn("2027-01-05T10:00");
    approve(&world);
    // Nobody ran the program for seven weeks.
    world.turn("2027-02-26T09:05");
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), 3);
    let details = "Planned: Patient records off Sat 13 Mar, 10pm".to_owned();
    assert_eq!(subjects(&peer), BTreeSet::from([details]));
}

#[test]
fn an_approval_does_not_make_a_plan_under_another_name_start_over() {
    let peer = Peer::start(Script::default());
    let world = ward(2, &peer, "");
    approve(&world);
    send(&world).ended(0);
    std::fs::rename(world.path("plan.yaml"), world.path("move.yaml")).unwrap();
    let ran = world
        .run(&["approve", "move.yaml", "--by", "Maria Osei"])
        .ended(2);
    assert!(ran.err.contains("plan.ledger"), "{}", ran.err);
    assert!(!world.path("move.ledger").exists());
}

#[test]
fn a_dry_run_lists_what_waits_for_an_approval() {
    let peer = Peer::start(Script::default());
    let ran = ward(2, &peer, "")
        .run(&["send", "plan.yaml", "--dry-run"])
        .ended(WAITS);
    assert!(
        ran.out
            .contains("3 people wait for what nobody has approved:"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("cutover-detail for end-users"),
        "{}",
        ran.out
    );
}

#[test]
fn whoever_refused_a_correction_hears_the_new_date_with_the_next_notice() {
    let script = Script::default().at(Stage::Rcpt, 4, Act::Say("550 5.1.1 nobody of that name"));
    let peer = Peer::start(script);
    let mut world = ward(2, &peer, "approval: none\n");
    send(&world).ended(0);
    moved(&world, "Sat 2027-03-20 22:00");
    world.turn("2027-02-22T09:05");
    send(&world).ended(3);
    assert_eq!(taken(&peer).len(), 5);
    let ran = world.run(&["diff", "plan.yaml"]).ended(4);
    let first = "1 person believes something that is not so, and refused the correction.\n";
    assert!(ran.out.starts_with(first), "{}", ran.out);
    world.turn("2027-03-05T09:05");
    send(&world).ended(0);
    let heard = |taken: &Taken| String::from_utf8_lossy(&taken.bytes).contains("20 Mar");
    let taken = taken(&peer);
    let told = taken.iter().filter(|taken| heard(taken));
    let readers: BTreeSet<&String> = told.flat_map(|taken| &taken.recipients).collect();
    assert_eq!(readers.len(), 3, "everybody knows the new date");
}

#[test]
fn the_difference_says_what_has_to_be_approved_before_it_leaves() {
    let peer = Peer::start(Script::default());
    let mut world = ward(2, &peer, "");
    approve(&world);
    send(&world).ended(0);
    moved(&world, "Sat 2027-03-20 22:00");
    world.turn("2027-02-22T09:05");
    let diff = |world: &World| world.run(&["diff", "plan.yaml"]).ended(WAITS).out;
    let shown = diff(&world);
    assert!(
        shown.contains("leaves    once `approve` has let it"),
        "{shown}"
    );
    assert!(!shown.contains("with the next `send`"), "{shown}");
    let json = world.run(&["diff", "plan.yaml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.ended(WAITS).out).unwrap();
    let pending = json["pending"].as_array().unwrap();
    assert!(
        pending
            .iter()
            .all(|told| told["waits-for-approval"] == true)
    );
    send(&world).ended(WAITS);
    assert_eq!(taken(&peer).len(), 3, "nothing has left");
    approve(&world);
    let shown = diff(&world);
    assert!(shown.contains("leaves    with the next `send`"), "{shown}");
    assert!(!shown.contains("once `approve`"), "{shown}");
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), 6);
}

/// A head and a user who know of the night, under a rule by which every word is approved.
fn eve(peer: &Peer) -> World {
    eve_under("approval: required\n", peer)
}

/// The same under another rule.
fn eve_under(rule: &str, peer: &Peer) -> World {
    let mut world = ward(1, peer, rule);
    approve(&world);
    for now in [DETAILS, "2027-03-12T09:05", "2027-03-13T21:35"] {
        world.turn(now);
        send(&world).ended(0);
    }
    world
}

fn approve_branch(world: &World, branch: &str) -> String {
    let arguments = [
        "approve",
        "plan.yaml",
        "--by",
        "Maria Osei",
        "--branch",
        branch,
    ];
    world.run(&arguments).ended(0).out
}

fn record(world: &mut World, now: &str, what: &[&str]) {
    world.turn(now);
    let arguments = [&["record", "plan.yaml", "cutover"], what].concat();
    world.run(&arguments).ended(0);
}

const EXTENDED: [&str; 5] = [
    "extended",
    "--until",
    "03:10",
    "--reason",
    "The last copy takes longer",
];

#[test]
fn a_branch_approved_before_leaves_on_the_night_without_another_word() {
    let peer = Peer::start(Script::default());
    let mut world = eve(&peer);
    world.turn("2027-03-12T10:00");
    let answer = approve_branch(&world, "overrun:90m");
    assert!(answer.contains("if it takes 90 minutes longer"), "{answer}");
    assert!(
        answer.contains("cutover-extended-certain for end-users, 1 person"),
        "{answer}"
    );
    let before = taken(&peer).len();
    // Another end, another hour and a reason that nobody knew before.
    record(&mut world, "2027-03-13T22:04", &["started"]);
    send(&world).ended(0);
    record(&mut world, "2027-03-14T01:20", &EXTENDED);
    send(&world).ended(0);
    record(&mut world, "2027-03-14T02:51", &["completed"]);
    send(&world).ended(0);
    let told = taken(&peer);
    assert_eq!(told.len(), before + 5);
    let delayed = "Delayed: Patient records now back by 3:10am, Sun 14 Mar".to_owned();
    assert!(subjects(&peer).contains(&delayed), "{:?}", subjects(&peer));
    // What nobody approved still waits: it is said otherwise, or is another branch.
    let again = ["reopened", "--reason", "Some results are missing"];
    record(&mut world, "2027-03-14T03:20", &again);
    send(&world).ended(WAITS);
    assert_eq!(taken(&peer).len(), told.len());
}

#[test]
fn whatever_a_night_that_takes_longer_brings_needs_no_word_once_its_branch_is_approved() {
    let peer = Peer::start(Script::default());
    let mut world = eve(&peer);
    world.turn("2027-03-12T10:00");
    approve_branch(&world, "overrun:90m");
    record(&mut world, "2027-03-13T22:04", &["started"]);
    send(&world).ended(0);
    let late = ["progress", "--late", "--reason", "One disk is slow"];
    record(&mut world, "2027-03-14T00:10", &late);
    send(&world).ended(0);
    let uncertain = [&EXTENDED[..], &["--uncertain"]].concat();
    record(&mut world, "2027-03-14T01:20", &uncertain);
    send(&world).ended(0);
    let before = taken(&peer).len();
    // Nobody says anything, and its new end has come.
    world.turn("2027-03-14T03:12");
    let ran = send(&world).ended(WAITS);
    assert!(!ran.out.contains("approve"), "{}", ran.out);
    assert!(taken(&peer).len() > before, "{:?}", subjects(&peer));
}

#[test]
fn a_branch_that_nobody_approved_waits_and_is_approved_in_the_midst_of_the_night() {
    let peer = Peer::start(Script::default());
    let mut world = eve(&peer);
    let before = taken(&peer).len();
    record(&mut world, "2027-03-13T22:04", &["started"]);
    send(&world).ended(WAITS);
    assert_eq!(taken(&peer).len(), before);
    approve(&world);
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), before + 1);
}

#[test]
fn a_branch_is_approved_with_the_plan_as_it_was() {
    let peer = Peer::start(Script::default());
    let mut world = eve(&peer);
    world.turn("2027-03-12T10:00");
    approve_branch(&world, "overrun:90m");
    let renamed = PLAN.replace("team: IT Change Team", "team: Night Desk");
    world.write("plan.yaml", renamed);
    record(&mut world, "2027-03-13T22:04", &["started"]);
    record(&mut world, "2027-03-14T01:20", &EXTENDED);
    let ran = send(&world).ended(WAITS);
    assert!(
        ran.out
            .contains("says something else than what was approved"),
        "{}",
        ran.out
    );
}

#[test]
fn under_the_usual_rule_a_night_needs_no_word_whatever_was_approved() {
    let peer = Peer::start(Script::default());
    let mut world = ward(1, &peer, "");
    approve(&world);
    approve_branch(&world, "rollback");
    send(&world).ended(0);
    record(&mut world, "2027-03-13T22:04", &["started"]);
    send(&world).ended(0);
    record(&mut world, "2027-03-14T01:20", &EXTENDED);
    send(&world).ended(0);
}

const NO_GO: [&str; 3] = ["no-go", "--reason", "The rehearsal took too long"];

/// The subjects of what came since `from`, each reader's with her address.
fn since(peer: &Peer, from: usize) -> BTreeSet<(String, String)> {
    let taken = taken(peer).split_off(from);
    let told = taken.iter();
    told.map(|taken| (taken.recipients[0].clone(), header(taken, "Subject")))
        .collect()
}

const HEAD: &str = "a.khan@stbrannock.example";
const USER: &str = "reader-0@stbrannock.example";

fn are<const N: usize>(told: [(&str, &str); N]) -> BTreeSet<(String, String)> {
    let told = told.into_iter();
    told.map(|(reader, subject)| (reader.to_owned(), subject.to_owned()))
        .collect()
}

#[test]
fn under_the_usual_rule_nobody_waits_for_a_no_go_or_for_the_go_that_takes_it_back() {
    let peer = Peer::start(Script::default());
    let mut world = eve_under("", &peer);
    let before = taken(&peer).len();
    record(&mut world, "2027-03-13T21:40", &NO_GO);
    send(&world).ended(0);
    let no_go = are([
        (HEAD, "No-go: Patient records not on Sat 13 Mar"),
        (USER, "New date to come: Patient records, not Sat 13 Mar"),
    ]);
    assert_eq!(since(&peer, before), no_go);
    record(&mut world, "2027-03-13T21:45", &["go"]);
    send(&world).ended(0);
    let go = are([
        (HEAD, "Go: Patient records off from Sat 13 Mar, 10pm"),
        (USER, "New date: Patient records off Sat 13 Mar, 10pm"),
        (USER, "Starts 10pm: Patient records off, Sat 13 Mar"),
    ]);
    assert_eq!(since(&peer, before + 2), go);
    world.run(&["diff", "plan.yaml"]).ended(0);
}

#[test]
fn a_plan_that_was_changed_after_a_no_go_waits_also_when_it_is_taken_back() {
    for (was, is) in [
        ("start: Sat 2027-03-13 22:00", "start: Sat 2027-03-20 22:00"),
        ("records: off", "records: read-only"),
    ] {
        let peer = Peer::start(Script::default());
        let mut world = eve_under("", &peer);
        record(&mut world, "2027-03-13T21:40", &NO_GO);
        send(&world).ended(0);
        let before = taken(&peer).len();
        assert!(PLAN.contains(was));
        world.write("plan.yaml", PLAN.replace(was, is));
        if is == "records: read-only" {
            record(&mut world, "2027-03-13T21:45", &["go"]);
        }
        send(&world).ended(WAITS);
        let told = since(&peer, before);
        assert!(told.iter().all(|(reader, _)| reader != USER), "{told:?}");
    }
}

#[test]
fn a_no_go_approved_before_leaves_with_the_reason_and_the_promise_of_the_night() {
    let peer = Peer::start(Script::default());
    let mut world = eve(&peer);
    world.turn("2027-03-12T10:00");
    approve_branch(&world, "no-go");
    let before = taken(&peer).len();
    record(&mut world, "2027-03-13T21:40", &NO_GO);
    send(&world).ended(0);
    let told = since(&peer, before);
    let readers: Vec<&str> = told.iter().map(|(reader, _)| reader.as_str()).collect();
    assert_eq!(readers, [HEAD, USER]);
}

#[test]
fn what_is_to_be_approved_stands_beside_what_was() {
    let peer = Peer::start(Script::default());
    let world = ward(2, &peer, "");
    approve(&world);
    let plan = PLAN.replace("Use the paper forms.", "Use the green paper forms.");
    world.write("plan.yaml", plan);
    let answer = world
        .run(&["approve", "plan.yaml", "--dry-run"])
        .ended(0)
        .out;
    assert!(
        answer.contains("changed cutover-detail for end-users, 2 people"),
        "{answer}"
    );
    assert!(answer.contains("was  Use the paper forms."), "{answer}");
    assert!(
        answer.contains("now  Use the green paper forms."),
        "{answer}"
    );
    let widest = answer.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{answer}");
}

#[test]
fn what_nobody_approved_in_time_is_written_off_with_these_words() {
    let peer = Peer::start(Script::default());
    let mut world = ward(1, &peer, "approval: required\n");
    send(&world).ended(WAITS);
    world.turn("2027-03-05T09:05");
    send(&world).ended(WAITS);
    assert_eq!(taken(&peer).len(), 0);
    let history = [
        "status",
        "plan.yaml",
        "--for",
        "reader-0@stbrannock.example",
    ];
    let told = world.run(&history).ended(0).said();
    assert!(
        told.contains("nobody approved it before its moment passed"),
        "{told}"
    );
}

const EARLY: &str = "In progress: Patient records off since 9:15pm, Sat 13 Mar";

#[test]
fn a_start_before_its_time_is_approved_in_the_words_that_say_so() {
    let peer = Peer::start(Script::default());
    let mut world = told_of_the_night(&peer, "approval: required\n");
    let before = taken(&peer).len();
    record(&mut world, "2027-03-13T21:15", &["started"]);
    send(&world).ended(WAITS);
    assert_eq!(taken(&peer).len(), before, "{:?}", subjects(&peer));
    let answer = approve(&world);
    assert!(answer.contains("cutover-start-early"), "{answer}");
    send(&world).ended(0);
    let told = since(&peer, before);
    assert_eq!(told, are([(HEAD, EARLY), (USER, EARLY)]));
    send(&world).ended(0);
}

#[test]
fn a_start_before_its_time_can_be_approved_before_the_night() {
    let peer = Peer::start(Script::default());
    let mut world = told_of_the_night(&peer, "approval: required\n");
    let before = taken(&peer).len();
    let answer = approve_branch(&world, "early");
    assert!(
        answer.contains("cutover-start-early for end-users, 1 person"),
        "{answer}"
    );
    record(&mut world, "2027-03-13T21:15", &["started"]);
    send(&world).ended(0);
    assert_eq!(since(&peer, before), are([(HEAD, EARLY), (USER, EARLY)]));
    record(&mut world, "2027-03-14T00:40", &["completed"]);
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), before + 4);
}

/// A head and a user who were told of the night, under a rule; it is the day before.
fn told_of_the_night(peer: &Peer, rule: &str) -> World {
    let mut world = ward(1, peer, rule);
    approve(&world);
    for now in [DETAILS, "2027-03-12T09:05"] {
        world.turn(now);
        send(&world).ended(0);
    }
    world
}

#[test]
fn a_start_that_was_recorded_waits_for_no_correction_that_nobody_approved() {
    let peer = Peer::start(Script::default());
    let mut world = told_of_the_night(&peer, "");
    let before = taken(&peer).len();
    moved(&world, "Sat 2027-03-13 23:00");
    world.turn("2027-03-13T20:00");
    send(&world).ended(WAITS);
    assert_eq!(taken(&peer).len(), before);
    world.turn("2027-03-13T22:00");
    let said = world.run(&["record", "plan.yaml", "cutover", "started"]);
    let said = said.ended(0).said();
    let begun = "In progress: Patient records off since 10pm, Sat 13 Mar";
    for audience in ["Department heads", "End users"] {
        assert!(said.contains(&format!("1  {audience}: {begun}")), "{said}");
    }
    send(&world).ended(0);
    assert_eq!(since(&peer, before), are([(HEAD, begun), (USER, begun)]));
    world.run(&["diff", "plan.yaml"]).ended(0);
    send(&world).ended(0);
    assert_eq!(taken(&peer).len(), before + 2);
}

#[test]
fn a_start_before_its_time_that_nobody_approved_stays_due_while_the_work_goes_on() {
    for (begun, subject) in [
        ("2027-03-13T21:15", EARLY),
        (
            "2027-03-13T21:50",
            "In progress: Patient records off since 9:50pm, Sat 13 Mar",
        ),
    ] {
        let peer = Peer::start(Script::default());
        let mut world = told_of_the_night(&peer, "approval: required\n");
        if begun > "2027-03-13T21:35" {
            world.turn("2027-03-13T21:35");
            send(&world).ended(0);
        }
        let before = taken(&peer).len();
        record(&mut world, begun, &["started"]);
        for now in [begun, "2027-03-13T22:05", "2027-03-13T23:40"] {
            world.turn(now);
            let said = send(&world).ended(WAITS).said();
            assert!(said.contains("2  people wait"), "{now}: {said}");
            let said = world.run(&["diff", "plan.yaml"]).ended(WAITS).said();
            assert!(said.contains("once `approve` has let it"), "{said}");
        }
        assert_eq!(taken(&peer).len(), before);
        approve(&world);
        send(&world);
        let told = since(&peer, before);
        assert_eq!(told, are([(HEAD, subject), (USER, subject)]));
        send(&world);
        assert_eq!(taken(&peer).len(), before + 2);
    }
}

#[test]
fn an_all_clear_taken_back_is_an_end_put_off_to_whoever_never_heard_it_and_approved_as_one() {
    let peer = Peer::start(Script::default());
    let mut world = eve(&peer);
    world.turn("2027-03-12T10:00");
    approve_branch(&world, "overrun:90m");
    record(&mut world, "2027-03-13T22:04", &["started"]);
    send(&world).ended(0);
    record(&mut world, "2027-03-14T01:20", &["completed"]);
    let again = [
        "reopened",
        "--reason",
        "Some results are missing",
        "--until",
        "03:10",
    ];
    record(&mut world, "2027-03-14T01:30", &again);
    let before = taken(&peer).len();
    send(&world).ended(0);
    let delayed = "Delayed: Patient records now back by 3:10am, Sun 14 Mar";
    assert_eq!(
        since(&peer, before),
        are([(HEAD, delayed), (USER, delayed)])
    );
}

#[test]
fn a_no_go_can_be_approved_as_long_as_it_can_be_recorded() {
    let went = [(HEAD, "No-go: "), (USER, "New date to come: ")];
    // In the morning after, users hear from their sending hours on.
    for (now, heard) in [("2027-03-13T21:40", 2), ("2027-03-14T07:00", 1)] {
        let peer = Peer::start(Script::default());
        let mut world = eve(&peer);
        world.turn(now);
        world
            .run(&["preview", "plan.yaml", "--branch", "no-go"])
            .ended(0);
        let page = world.read("preview/if-no-go.html");
        for (_, subject) in went {
            assert!(page.contains(subject), "{now}: {subject}");
        }
        approve_branch(&world, "no-go");
        let before = taken(&peer).len();
        record(&mut world, now, &NO_GO);
        let said = send(&world);
        assert!(!said.out.contains("approv"), "{now}: {}", said.out);
        let told = since(&peer, before);
        let told: Vec<_> = told
            .iter()
            .filter(|(reader, _)| [HEAD, USER].contains(&&**reader))
            .collect();
        assert_eq!(told.len(), heard, "{now}: {told:?}");
        for ((reader, subject), (known, words)) in told.into_iter().zip(went) {
            assert!(
                reader == known && subject.starts_with(words),
                "{now}: {subject}"
            );
        }
    }
}
