//! `send` as cron runs it: the real program, its ledger on disk, a mail server that can misbehave.

use crate::harness::authority::Authority;
use crate::harness::peer::{Act, Peer, Script, Stage, Taken};
use crate::harness::world::{PROGRAM, Ran, World, ran};
use forewarn::ledger::{Book, SqliteBook, Standing, Wanted};
use std::collections::{BTreeMap, BTreeSet};
use std::thread::sleep;
use std::time::Duration;

pub const PLAN: &str = "
plan: records-move
title: Patient records move
organisation: St Brannock Hospitals
timezone: Europe/London
status: confirmed
contact: {team: IT Change Team, email: change@stbrannock.example}
departments:
  wards: {name: Wards, head: {name: Aisha Khan, email: a.khan@stbrannock.example}}
services:
  records: {name: Patient records, severity: high, used-by: [wards], workaround: Use the paper forms.}
audiences:
  department-heads: {people: departments}
  end-users: {people: {file: people.csv}}
phases:
  - id: main
    name: Patient records
    windows:
      - {id: cutover, start: Sat 2027-03-13 22:00, length: 4h, services: {records: off}}
policy:
  waivers:
    - {window: cutover, rule: lead-time, by: Maria Osei, because: The old system fails every week.}
";

/// Thirty days ahead: the details are due, to users and to the head.
pub const DETAILS: &str = "2027-02-11T09:05";

pub fn people(number: usize) -> String {
    let rows = (0..number).map(|at| format!("Reader {at},reader-{at}@stbrannock.example,wards\n"));
    format!("name,email,department\n{}", rows.collect::<String>())
}

pub fn hospital(readers: usize, now: &str) -> World {
    World::new()
        .file("plan.yaml", PLAN)
        .file("people.csv", people(readers))
        .file("forewarn.yaml", "approval: none\n")
        .at(now)
}

pub fn with_server(world: World, peer: &Peer, further: &str) -> World {
    let port = peer.port();
    let smtp = format!(
        "smtp: {{host: 127.0.0.1, port: {port}, security: plain, connections: 2}}\napproval: none\n"
    );
    world.file("forewarn.yaml", format!("{smtp}{further}"))
}

pub fn send(world: &World) -> Ran {
    world.run(&["send", "plan.yaml"])
}

pub fn header(taken: &Taken, name: &str) -> String {
    let text = String::from_utf8_lossy(&taken.bytes).into_owned();
    let start = format!("{name}: ");
    let line = text.lines().find_map(|line| line.strip_prefix(&start));
    line.unwrap_or_default().to_owned()
}

pub fn readers(peer: &Peer) -> BTreeMap<String, usize> {
    let mut readers = BTreeMap::new();
    for taken in peer.taken() {
        for recipient in taken.recipients {
            *readers.entry(recipient).or_insert(0) += 1;
        }
    }
    readers
}

/// The Message-IDs whose deliveries the ledger has in these standings.
pub fn known(world: &World, standings: &[Standing]) -> BTreeSet<String> {
    let book = match SqliteBook::open_read_only(&world.path("plan.ledger"), "records-move") {
        Ok(book) => book,
        Err(_) => return BTreeSet::new(),
    };
    let mut found = BTreeSet::new();
    book.records(&Wanted::All, &mut |record| {
        if standings.contains(&record.state.standing) {
            found.insert(record.planned.message_id);
        }
    })
    .unwrap();
    found
}

#[test]
fn what_is_due_is_sent_once_and_never_again() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(5, DETAILS), &peer, "");
    let first = send(&world).ended(0);
    assert_eq!(first.out, "", "cron hears nothing when all is well");
    assert_eq!(readers(&peer).len(), 6);
    send(&world).ended(0);
    assert_eq!(peer.taken().len(), 6);
    let status = world
        .run(&["status", "plan.yaml", "--format", "json"])
        .ended(0)
        .json();
    let details = status["notices"].as_array().unwrap().iter();
    let details = details.filter(|line| line["notice"] == "cutover-detail");
    let accepted = details.map(|line| line["standings"]["accepted"].as_u64().unwrap());
    assert_eq!(accepted.sum::<u64>(), 6);
}

#[test]
fn a_killed_run_loses_nothing_and_repeats_only_what_was_open() {
    const READERS: usize = 160;
    const CONNECTIONS: usize = 2;
    let script = Script::default().always(Stage::Dot, Act::Slow(Duration::from_millis(2)));
    let peer = Peer::start(script);
    let mut world = with_server(hospital(READERS, DETAILS), &peer, "");
    let (mut kills, mut open) = (0, BTreeSet::new());
    for round in 0_u64..20 {
        // What the first runs had begun is tried again when it has waited.
        if round > 2 {
            world.turn(&format!("2027-02-11T09:{}", 12 + 2 * round));
        }
        let before = peer.taken().len();
        let mut child = world.start(&["send", "plan.yaml"]);
        // From the first moments, before the ledger exists, into the midst of the work.
        let wanted = before + usize::try_from(round).unwrap();
        while round > 2 && peer.taken().len() < wanted && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_micros(200));
        }
        sleep(Duration::from_micros(7_300 * (round % 3) + 400 * round));
        if child.try_wait().unwrap().is_none() {
            kills += 1;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        peer.settle();
        open.extend(known(&world, &[Standing::Begun, Standing::InDoubt]));
        if peer.taken().len() >= READERS {
            break;
        }
    }
    assert!(kills >= 8, "{kills} runs were killed");
    world.turn("2027-02-11T11:00");
    send(&world).ended(0);
    let copies = peer.copies();
    assert_eq!(copies.len(), READERS + 1, "somebody was not told");
    let repeated: BTreeMap<_, _> = copies.iter().filter(|(_, times)| **times > 1).collect();
    for id in repeated.keys() {
        assert!(
            open.contains(*id),
            "{id} was told twice though the ledger knew its answer"
        );
    }
    let extra: usize = repeated.values().map(|times| **times - 1).sum();
    assert!(
        extra <= kills * CONNECTIONS,
        "{extra} copies after {kills} kills"
    );
    assert_eq!(known(&world, &[Standing::Accepted]).len(), READERS + 1);
    send(&world).ended(0);
    assert_eq!(peer.copies(), copies);
}

#[test]
fn what_a_dead_run_left_in_the_middle_is_counted_once() {
    let peer = Peer::start(Script::default());
    let mut world = with_server(hospital(5, DETAILS), &peer, "");
    send(&world).ended(0);
    // It died before it could write down what the server answered.
    let ledger = rusqlite::Connection::open(world.path("plan.ledger")).unwrap();
    let died = "UPDATE delivery SET standing = 'begun' WHERE notice = 'cutover-detail'";
    let begun = ledger.execute(died, []).unwrap();
    drop(ledger);
    world.turn("2027-02-11T09:02");
    let said = send(&world).out;
    assert!(said.contains(&format!("{begun}  in doubt")), "{said}");
    assert!(!said.contains("waiting for their next try"), "{said}");
    let status = world.run(&["status", "plan.yaml"]).out;
    assert!(status.contains("begun, in doubt"), "{status}");
}

#[test]
fn two_runs_at_once_send_nobody_two_copies() {
    for runs in [2, 4] {
        let script = Script::default().always(Stage::Dot, Act::Slow(Duration::from_millis(1)));
        let peer = Peer::start(script);
        let world = with_server(hospital(60, DETAILS), &peer, "");
        let children: Vec<_> = (0..runs)
            .map(|_| world.start(&["send", "plan.yaml"]))
            .collect();
        for child in children {
            let ran = ran(child).ended(0);
            assert!(
                ran.err.is_empty() || ran.err.contains("is in use by"),
                "{}",
                ran.err
            );
        }
        let copies = peer.copies();
        assert_eq!(copies.len(), 61);
        assert!(copies.values().all(|times| *times == 1), "{copies:?}");
    }
}

#[test]
fn every_mail_is_the_one_that_was_previewed_but_for_its_date() {
    let peer = Peer::start(Script::default().pipelining());
    let world = with_server(hospital(12, DETAILS), &peer, "");
    world
        .run(&["preview", "plan.yaml", "--all", "--out", "seen"])
        .ended(0);
    let undated = |bytes: &[u8]| -> (String, Vec<String>) {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let lines = text.split_inclusive("\r\n");
        let kept: Vec<String> = lines
            .filter(|line| !line.starts_with("Date: "))
            .map(str::to_owned)
            .collect();
        let id = kept.iter().find(|line| line.starts_with("Message-ID: "));
        (id.cloned().unwrap_or_default(), kept)
    };
    let mut previewed = BTreeMap::new();
    for entry in std::fs::read_dir(world.path("seen/mails")).unwrap() {
        let (id, mail) = undated(&std::fs::read(entry.unwrap().path()).unwrap());
        previewed.insert(id, mail);
    }
    send(&world).ended(0);
    let taken = peer.taken();
    assert_eq!(taken.len(), 13);
    for taken in taken {
        let (id, mail) = undated(&taken.bytes);
        assert_eq!(previewed.get(&id), Some(&mail), "{id}");
        assert!(
            header(&taken, "Date").contains("11 Feb 2027"),
            "{}",
            header(&taken, "Date")
        );
    }
}

#[test]
fn a_deferred_mail_goes_out_with_a_later_run() {
    let script = Script::default().at(Stage::Dot, 1, Act::Say("451 4.3.0 try again later"));
    let peer = Peer::start(script);
    let mut world = with_server(hospital(3, DETAILS), &peer, "");
    let ran = send(&world).ended(3);
    assert!(ran.out.contains("1  put off"), "{}", ran.out);
    assert_eq!(peer.taken().len(), 3);
    world.turn("2027-02-11T11:30");
    send(&world).ended(0);
    assert_eq!(readers(&peer).len(), 4);
    assert!(peer.copies().values().all(|times| *times == 1));
}

#[test]
fn a_refused_recipient_is_reported_and_the_others_are_told() {
    let peer = Peer::start(Script::default().at(Stage::Rcpt, 2, Act::Say("550 5.1.1 nobody here")));
    let world = with_server(hospital(5, DETAILS), &peer, "");
    let ran = send(&world).ended(3);
    assert!(ran.out.contains("1  refused"), "{}", ran.out);
    assert!(ran.out.contains("5.1.1 nobody here"), "{}", ran.out);
    assert_eq!(peer.taken().len(), 5);
    let heard = peer.heard("RCPT");
    let again = send(&world);
    assert_eq!(peer.heard("RCPT"), heard, "{}", again.said());
}

#[test]
fn what_was_never_taken_in_time_expires_and_is_reported() {
    let peer = Peer::start(Script::default().always(Stage::Mail, Act::Say("451 4.3.0 later")));
    let mut world = with_server(hospital(2, DETAILS), &peer, "");
    let ran = send(&world).ended(3);
    assert!(ran.out.contains("put off"), "{}", ran.out);
    // By then the reminder of a fortnight has taken the place of the details.
    world.turn("2027-02-26T09:10");
    let ran = send(&world).ended(3);
    assert!(ran.said().contains("expired"), "{}", ran.said());
    let expired = known(&world, &[Standing::Expired]);
    assert_eq!(expired.len(), 3);
    assert!(
        expired.iter().all(|id| id.contains("cutover-detail")),
        "{expired:?}"
    );
    assert_eq!(peer.taken().len(), 0);
}

#[test]
fn a_plan_that_starts_late_tells_the_latest_and_skips_the_rest() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(2, "2027-03-03T09:30"), &peer, "");
    send(&world).ended(0);
    let subjects: BTreeSet<String> = peer
        .taken()
        .iter()
        .map(|taken| header(taken, "Subject"))
        .collect();
    // Nobody heard of it before, so nobody is reminded.
    let details = "Planned: Patient records off Sat 13 Mar, 10pm";
    assert_eq!(subjects, BTreeSet::from([details.to_owned()]));
    assert!(readers(&peer).values().all(|times| *times == 1));
    let skipped = known(&world, &[Standing::Skipped]);
    assert_eq!(skipped.len(), 6, "{skipped:?}");
    send(&world).ended(0);
    assert_eq!(peer.taken().len(), 3);
}

#[test]
fn sixty_five_days_ahead_the_first_notice_still_leaves_once() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(2, "2027-01-07T10:00"), &peer, "");
    send(&world).ended(0);
    let told: BTreeSet<String> = readers(&peer).into_keys().collect();
    assert_eq!(
        told,
        BTreeSet::from(["a.khan@stbrannock.example".to_owned()])
    );
    send(&world).ended(0);
    assert_eq!(peer.taken().len(), 1);
}

#[test]
fn nothing_is_said_to_a_server_without_encryption_unless_the_settings_say_so() {
    let peer = Peer::start(Script::default());
    let settings = format!(
        "smtp: {{host: 127.0.0.1, port: {}}}\napproval: none\n",
        peer.port()
    );
    let world = hospital(2, DETAILS).file("forewarn.yaml", settings);
    let ran = send(&world).ended(3);
    assert!(ran.said().contains("STARTTLS"), "{}", ran.said());
    assert_eq!(peer.heard("MAIL"), 0);
}

#[test]
fn no_secret_is_ever_said() {
    const SECRET: &str = "correct-horse-battery";
    let authority = Authority::new();
    let script = Script {
        starttls: Some(authority.server("localhost", 2020..2040)),
        mechanisms: "PLAIN LOGIN",
        ..Script::default()
    };
    let peer = Peer::start(script);
    let settings = |secret: &str| {
        let port = peer.port();
        format!(
            "smtp: {{host: localhost, port: {port}, user: forewarn, password: {secret}, authorities: ca.pem}}\n"
        )
    };
    let world = hospital(2, DETAILS)
        .file("ca.pem", authority.pem())
        .file("secret.txt", format!("{SECRET}\n"))
        .variable("SMTP_PASSWORD", SECRET);
    for place in [
        "{env: SMTP_PASSWORD}",
        "{file: secret.txt}",
        "{command: cat secret.txt}",
        SECRET,
    ] {
        world.write("forewarn.yaml", settings(place) + "approval: none\n");
        let sent = send(&world).ended(3);
        assert!(peer.heard("AUTH") > 0, "{}", sent.said());
        let mut said = sent.said();
        for command in ["check", "status", "timeline"] {
            said += &world.run(&[command, "plan.yaml"]).said();
        }
        if place != SECRET {
            assert!(!said.contains(SECRET), "{place}: {said}");
        }
        assert!(!sent.said().contains(SECRET), "{place}: {}", sent.said());
    }
    world.write(
        "forewarn.yaml",
        settings("{env: NOT_SET}") + "approval: none\n",
    );
    let ran = send(&world).ended(3);
    assert!(ran.err.contains("NOT_SET"), "{}", ran.err);
}

#[test]
fn without_a_server_it_says_what_to_set_and_how_to_do_without() {
    let ran = send(&hospital(2, DETAILS)).ended(2);
    for words in ["--outbox DIR", "forewarn.yaml", "smtp:"] {
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn addresses_outside_the_allowed_domains_are_kept_back() {
    let peer = Peer::start(Script::default());
    let people = "name,email,department\nSam,sam@stbrannock.example,wards\nEve,eve@elsewhere.example,wards\n";
    let world = hospital(0, DETAILS).file("people.csv", people);
    let world = with_server(world, &peer, "allowed-domains: [stbrannock.example]\n");
    let ran = world.run(&["send", "plan.yaml", "--dry-run"]).ended(0);
    assert!(ran.out.contains("1  kept back"), "{}", ran.out);
    let ran = send(&world).ended(3);
    assert!(ran.out.contains("1  kept back"), "{}", ran.out);
    let told: Vec<String> = readers(&peer).into_keys().collect();
    assert_eq!(
        told,
        ["a.khan@stbrannock.example", "sam@stbrannock.example"]
    );
}

#[test]
fn a_limit_leaves_the_rest_to_the_next_run() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(5, DETAILS), &peer, "");
    world.run(&["send", "plan.yaml", "--limit", "2"]).ended(0);
    assert_eq!(peer.taken().len(), 2);
    send(&world).ended(0);
    assert_eq!(readers(&peer).len(), 6);
    assert!(peer.copies().values().all(|times| *times == 1));
}

#[test]
fn a_limit_is_not_used_up_by_those_that_wait() {
    let peer = Peer::start(Script::default().at(Stage::Dot, 1, Act::TakeAndDrop));
    let world = with_server(hospital(3, DETAILS), &peer, "in-doubt: hold\n");
    let one = ["send", "plan.yaml", "--limit", "1"];
    world.run(&one).ended(3);
    let ran = world.run(&one).ended(3);
    assert!(ran.out.contains("1  held"), "{}", ran.out);
    assert!(
        ran.out
            .contains("2  more are due now (held back by `--limit` or `largest-batch`)"),
        "{}",
        ran.out
    );
    assert_eq!(world.run(&one).ended(0).said(), "", "said once");
    let dry = world.run(&["send", "plan.yaml", "--dry-run"]).ended(0);
    assert!(dry.out.starts_with("1 mail would be"), "{}", dry.out);
    assert!(dry.out.contains("1  waiting for their next try, or held"));
    send(&world).ended(0);
    assert_eq!(readers(&peer).len(), 4);
    assert!(peer.copies().values().all(|times| *times == 1));
}

#[test]
fn a_limited_run_that_finds_no_server_leaves_to_the_next_one_what_it_would_have_sent() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let smtp = format!("smtp: {{host: 127.0.0.1, port: {port}, security: plain}}\n");
    let world = hospital(160, DETAILS).file("forewarn.yaml", smtp + "approval: none\n");
    let ran = world.run(&["send", "plan.yaml", "--limit", "5"]).ended(3);
    let said = [
        "156  more are due now (held back",
        "5  left to the next run",
    ];
    assert!(
        said.iter().all(|said| ran.out.contains(said)),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("cannot be reached"), "{}", ran.out);
}

#[test]
fn a_limit_lifts_the_guard_against_large_batches() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(5, DETAILS), &peer, "largest-batch: 3\n");
    world.run(&["send", "plan.yaml", "--limit", "3"]).ended(0);
    assert_eq!(peer.taken().len(), 3);
    world.run(&["send", "plan.yaml", "--limit", "4"]).ended(0);
    assert_eq!(peer.taken().len(), 6);
}

#[test]
fn a_look_into_the_future_sends_nothing_by_accident() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(2, DETAILS), &peer, "");
    let run = |further: &[&str]| {
        let mut command = std::process::Command::new(PROGRAM);
        command.args(["send", "plan.yaml", "--now", "2127-02-11T09:05"]);
        world.settle(command.args(further));
        ran(command.spawn().unwrap())
    };
    let refused = run(&[]).ended(2);
    assert!(refused.err.contains("--really"), "{}", refused.err);
    assert!(!world.path("plan.ledger").exists());
    run(&["--dry-run"]).ended(0);
    run(&["--outbox", "out"]);
    assert_eq!(peer.heard("MAIL"), 0);
}

#[test]
fn no_secret_is_asked_for_when_nothing_is_to_be_sent() {
    let peer = Peer::start(Script::default().at(Stage::Dot, 1, Act::Say("451 4.3.0 later")));
    let mut world = with_server(hospital(1, DETAILS), &peer, "");
    send(&world).ended(3);
    let settings = "smtp: {host: localhost, user: forewarn, password: {command: touch asked}}\napproval: none\n";
    world.write("forewarn.yaml", settings);
    // The second is before anything is due.
    for moment in [DETAILS, "2026-12-01T10:00"] {
        world.turn(moment);
        assert_eq!(send(&world).ended(0).said(), "", "{moment}");
    }
    assert!(!world.path("asked").exists());
    world.turn("2027-02-11T10:00");
    send(&world).ended(3);
    assert!(world.path("asked").exists());
}

#[test]
fn what_has_left_the_plan_is_not_tried_again_and_not_forgotten() {
    let peer = Peer::start(Script::default().at(Stage::Dot, 2, Act::Say("451 4.3.0 later")));
    let mut world = with_server(hospital(2, DETAILS), &peer, "");
    send(&world).ended(3);
    let deferred = known(&world, &[Standing::Deferred]);
    assert_eq!(deferred.len(), 1);
    let plan = world.read("plan.yaml");
    world.write(
        "plan.yaml",
        plan.replace("id: cutover", "id: move")
            .replace("window: cutover", "window: move"),
    );
    world.turn("2027-02-11T10:00");
    let ran = send(&world);
    assert!(
        known(&world, &[Standing::Deferred]) == deferred,
        "{}",
        ran.said()
    );
    let status = world.run(&["status", "plan.yaml"]).ended(0);
    let (_, gone) = status.out.split_once("No longer in the plan").unwrap();
    assert!(
        gone.contains("cutover-detail") && gone.contains("1 deferred"),
        "{gone}"
    );
    let json = world
        .run(&["status", "plan.yaml", "--format", "json"])
        .ended(0)
        .json();
    let lines = json["notices"].as_array().unwrap().iter();
    let gone = lines.filter(|line| line["notice"] == "cutover-detail");
    assert!(gone.clone().count() == 2 && gone.clone().all(|line| line["gone"] == true));
    // So long after its end nobody asks any more whether it is called otherwise.
    world.turn("2027-03-29T10:00");
    send(&world).ended(0);
    assert!(known(&world, &[Standing::Skipped]).is_superset(&deferred));
    let why = ["reader-0", "reader-1", "a.khan"].map(|who| {
        let mailbox = format!("{who}@stbrannock.example");
        let history = ["status", "plan.yaml", "--for", &mailbox];
        world.run(&history).ended(0).said()
    });
    let why = why.concat();
    assert!(why.contains("it is no longer in the plan"), "{why}");
    assert!(!why.contains("not taken in time"), "{why}");
    send(&world).ended(0);
}

#[test]
fn a_batch_that_is_far_too_large_stops_and_asks() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(5, DETAILS), &peer, "largest-batch: 3\n");
    let ran = send(&world).ended(3);
    assert!(
        ran.err.contains("6 mails would leave") && ran.err.contains("--large"),
        "{}",
        ran.err
    );
    assert_eq!(peer.taken().len(), 0);
    world.run(&["send", "plan.yaml", "--large"]).ended(0);
    assert_eq!(peer.taken().len(), 6);
}

#[test]
fn a_sample_is_marked_goes_to_one_address_and_leaves_no_trace() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(5, DETAILS), &peer, "");
    let ran = world.run(&["send", "plan.yaml", "--test-to", "me@stbrannock.example"]);
    let said = ran.ended(0).said();
    for audience in ["Department heads", "End users"] {
        assert!(said.contains(&format!("sent ({audience}): ")), "{said}");
    }
    let taken = peer.taken();
    assert_eq!(taken.len(), 2, "one for each audience");
    for sample in &taken {
        assert_eq!(sample.recipients, ["me@stbrannock.example"]);
        assert!(header(sample, "Subject").starts_with("[Test] "));
    }
    assert!(!world.path("plan.ledger").exists());
    send(&world).ended(0);
    assert_eq!(readers(&peer).len(), 7);
}

#[test]
fn a_dry_run_says_who_would_hear_what_and_writes_nothing() {
    let world = hospital(5, DETAILS);
    let ran = world.run(&["send", "plan.yaml", "--dry-run"]).ended(0);
    assert!(
        ran.out.starts_with("6 mails would be sent now:"),
        "{}",
        ran.out
    );
    assert!(!world.path("plan.ledger").exists());
}

#[test]
fn a_server_that_is_away_costs_nothing_but_time() {
    let peer = Peer::start(Script::default());
    let mut world = with_server(hospital(3, DETAILS), &peer, "");
    let settings = world.read("forewarn.yaml");
    world.write(
        "forewarn.yaml",
        settings.replace(&peer.port().to_string(), "1"),
    );
    let ran = send(&world).ended(3);
    assert!(ran.said().contains("127.0.0.1"), "{}", ran.said());
    world.write("forewarn.yaml", settings);
    world.turn("2027-02-11T10:30");
    send(&world).ended(0);
    assert_eq!(readers(&peer).len(), 4);
}

#[test]
fn a_server_that_hangs_up_before_its_answer_does_not_get_copy_after_copy() {
    let peer = Peer::start(Script::default().always(Stage::Dot, Act::TakeAndDrop));
    let mut world = with_server(hospital(6, DETAILS), &peer, "");
    let ran = send(&world).ended(3);
    assert!(ran.out.contains("stopped after 5 messages"), "{}", ran.out);
    for minute in 6..40 {
        world.turn(&format!("2027-02-11T09:{minute:02}"));
        send(&world);
    }
    assert_eq!(known(&world, &[Standing::Held]).len(), 7);
    let copies = peer.copies();
    assert!(copies.values().all(|times| *times <= 3), "{copies:?}");
    assert_eq!(send(&world).ended(0).said(), "");
}

#[test]
fn a_relay_that_does_not_want_us_costs_a_small_notice_nothing_but_time() {
    let script = Script::default().at(Stage::Rcpt, 1, Act::Say("550 5.7.1 relaying denied"));
    let peer = Peer::start(script.at(Stage::Rcpt, 2, Act::Say("550 5.7.1 relaying denied")));
    let mut world = with_server(hospital(1, DETAILS), &peer, "");
    let ran = send(&world).ended(3);
    assert!(ran.out.contains("2  put off"), "{}", ran.out);
    world.turn("2027-02-11T09:20");
    send(&world).ended(0);
    assert_eq!(readers(&peer).len(), 2);
}

#[cfg(unix)]
#[test]
fn an_operator_who_asks_twice_need_not_wait_for_a_silent_server() {
    let peer = Peer::start(Script::default().always(Stage::Dot, Act::Silence));
    let world = with_server(hospital(1, DETAILS), &peer, "");
    let mut child = world.start(&["send", "plan.yaml"]);
    while peer.taken().is_empty() {
        sleep(Duration::from_millis(2));
    }
    let interrupt = || {
        let id = child.id().to_string();
        let killed = std::process::Command::new("kill")
            .args(["-INT", &id])
            .status();
        assert!(killed.unwrap().success());
    };
    interrupt();
    sleep(Duration::from_millis(200));
    interrupt();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!known(&world, &[Standing::Begun]).is_empty());
}

#[test]
fn a_doubt_that_can_no_longer_be_cleared_is_reported_once() {
    let peer = Peer::start(Script::default().always(Stage::Dot, Act::TakeAndDrop));
    let mut world = with_server(hospital(1, DETAILS), &peer, "");
    let ran = send(&world).ended(3);
    assert!(ran.out.contains("2  in doubt"), "{}", ran.out);
    drop(peer);
    let peer = Peer::start(Script::default());
    let port = peer.port();
    let smtp =
        format!("smtp: {{host: 127.0.0.1, port: {port}, security: plain}}\napproval: none\n");
    world.write("forewarn.yaml", smtp);
    world.turn("2027-02-26T09:10");
    let ran = send(&world).ended(3);
    assert!(ran.out.contains("it may have arrived"), "{}", ran.out);
    let ran = send(&world).ended(0);
    assert_eq!(ran.out, "");
    assert_eq!(peer.taken().len(), 2, "only the reminders");
}

#[test]
fn a_plan_whose_first_run_met_no_server_has_begun() {
    let peer = Peer::start(Script::default());
    let mut world = with_server(
        World::with_shipped("hospital").at("2026-12-24T09:05"),
        &peer,
        "",
    );
    let settings = world.read("forewarn.yaml");
    world.write(
        "forewarn.yaml",
        settings.replace(&peer.port().to_string(), "1"),
    );
    let ran = world.run(&["send", "hospital.yaml"]).ended(3);
    assert!(ran.out.contains("left to the next run"), "{}", ran.out);
    world.write("forewarn.yaml", settings);
    world.turn("2027-01-06T09:05");
    let look = world.run(&["send", "hospital.yaml", "--dry-run"]).ended(0);
    assert!(look.out.contains("mails would be sent now"), "{}", look.out);
    let ran = world.run(&["send", "hospital.yaml"]);
    assert!(!ran.said().contains("does not begin"), "{}", ran.said());
    assert!(readers(&peer).len() > 100, "{}", ran.said());
}

#[test]
fn a_plan_that_nobody_let_through_has_not_begun() {
    let peer = Peer::start(Script::default());
    let mut world = with_server(
        World::with_shipped("hospital").at("2026-12-24T09:05"),
        &peer,
        "",
    );
    world.run(&["send", "hospital.yaml", "--dry-run"]).ended(0);
    world.turn("2027-01-06T09:05");
    let ran = world.run(&["send", "hospital.yaml"]).ended(1);
    assert!(
        ran.said().contains("does not begin this plan"),
        "{}",
        ran.said()
    );
    assert!(readers(&peer).is_empty());
}
