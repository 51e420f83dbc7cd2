//! `send` tick after tick: what is settled is not looked at again, what is not is never forgotten,
//! and a run that is asked to end leaves the rest to the next.

use crate::harness::peer::{Act, Peer, Script, Stage};
use crate::harness::world::{PROGRAM, World, ran};
use crate::sending::{DETAILS, hospital, known, people, readers, send, with_server};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{TimeDelta, Utc};
use forewarn::ledger::{Book, HeldBy, Lock, SqliteBook, Standing};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

fn marks(world: &World) -> usize {
    let book = SqliteBook::open_read_only(&world.path("plan.ledger"), "records-move").unwrap();
    book.marks().unwrap().len()
}

#[test]
fn a_reader_who_joins_after_everybody_was_told_is_told_too() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(3, DETAILS), &peer, "");
    for _ in 0..3 {
        send(&world).ended(0);
    }
    assert_eq!(peer.taken().len(), 4);
    assert!(marks(&world) > 0, "everybody was told");
    world.write("people.csv", people(4));
    send(&world).ended(0);
    assert_eq!(readers(&peer).len(), 5, "the one who joined");
    world.write("people.csv", people(2));
    send(&world).ended(0);
    world.write("people.csv", people(5));
    for _ in 0..3 {
        send(&world).ended(0);
    }
    let readers = readers(&peer);
    assert_eq!(readers.len(), 6);
    // Whoever left the list heard that she gets no further messages, and what she had to hear when she
    // came back.
    let back = |reader: &str| {
        ["reader-2@", "reader-3@"]
            .iter()
            .any(|who| reader.starts_with(who))
    };
    for (reader, copies) in &readers {
        assert_eq!(*copies, if back(reader) { 3 } else { 1 }, "{readers:?}");
    }
}

#[test]
fn what_was_put_off_is_never_taken_for_settled() {
    let script = Script::default().at(Stage::Rcpt, 2, Act::Say("451 4.3.2 try later"));
    let peer = Peer::start(script);
    let mut world = with_server(hospital(3, DETAILS), &peer, "");
    send(&world).ended(3);
    for _ in 0..3 {
        send(&world).ended(0);
    }
    assert_eq!(peer.taken().len(), 3);
    world.turn("2027-02-11T09:40");
    send(&world).ended(0);
    let readers = readers(&peer);
    assert_eq!(readers.len(), 4, "{readers:?}");
    assert!(readers.values().all(|copies| *copies == 1), "{readers:?}");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_asked_to_end_settles_what_is_under_way_and_leaves_the_rest() {
    for signal in ["-TERM", "-INT"] {
        let slow = Act::Slow(Duration::from_millis(40));
        let peer = Peer::start(Script::default().always(Stage::Dot, slow));
        let mut world = with_server(hospital(60, DETAILS), &peer, "");
        let child = world.start(&["send", "plan.yaml"]);
        while peer.taken().len() < 6 {
            sleep(Duration::from_millis(2));
        }
        let asked = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(asked.unwrap().success());
        let first = ran(child).ended(3);
        peer.settle();
        let told = peer.taken().len();
        assert!((6..61).contains(&told), "{told} were told");
        assert_eq!(known(&world, &[Standing::Accepted]).len(), told);
        let doubts = known(&world, &[Standing::Begun, Standing::InDoubt]);
        assert!(doubts.is_empty(), "{doubts:?}");
        let left = format!("{:>6}  left to the next run\nstopped as asked", 61 - told);
        assert!(first.out.contains(&left), "{}", first.out);
        world.turn("2027-02-11T09:10");
        assert_eq!(send(&world).ended(0).said(), "");
        let readers = readers(&peer);
        assert_eq!(readers.len(), 61);
        assert!(readers.values().all(|copies| *copies == 1), "{readers:?}");
    }
}

#[test]
fn a_run_that_finds_another_at_work_says_so_to_cron_only_when_that_takes_long() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(1, DETAILS), &peer, "");
    let held = |minutes: i64| {
        let holder = HeldBy {
            pid: 4711,
            since: Some(Utc::now() - TimeDelta::minutes(minutes)),
        };
        let _lock = Lock::take(&world.path("plan.ledger"), &holder).unwrap();
        send(&world).ended(0).said()
    };
    assert_eq!(held(40), "");
    let said = held(70);
    assert!(
        said.contains("plan.ledger is in use by process 4711"),
        "{said}"
    );
    assert_eq!(peer.taken().len(), 0);
}

#[test]
fn a_refused_login_is_not_tried_again_within_the_hour_unless_it_is_another() {
    let proof = |secret: &str| STANDARD.encode(format!("\0change\0{secret}"));
    let peer = Peer::start(Script {
        mechanisms: "PLAIN",
        proofs: vec![format!("AUTH PLAIN {}", proof("right"))],
        ..Script::default()
    });
    let login = format!(
        "smtp: {{host: 127.0.0.1, port: {}, security: plain, user: change, password: {{file: secret}}}}\napproval: none\n",
        peer.port()
    );
    let mut world = hospital(2, DETAILS)
        .file("forewarn.yaml", login)
        .file("secret", "wrong-one\n");
    let first = send(&world).ended(3).said();
    assert!(first.contains("refused the login: 535"), "{first}");
    let asked = peer.heard("AUTH");
    for minute in ["10", "50"] {
        world.turn(&format!("2027-02-11T09:{minute}"));
        let again = send(&world).ended(3).said();
        for words in [
            "refused the login: 535",
            "11 February 2027 at 10:05",
            "is not locked",
        ] {
            assert!(again.contains(words), "{again}");
        }
        assert!(!again.contains("wrong-one"), "{again}");
    }
    assert_eq!(peer.heard("AUTH"), asked, "nobody asked meanwhile");
    world.turn("2027-02-11T10:05");
    send(&world).ended(3);
    assert_eq!(peer.heard("AUTH"), 2 * asked, "once more after an hour");
    let kept = world.read_bytes("plan.ledger");
    assert!(!kept.windows(9).any(|bytes| bytes == b"wrong-one"));
    world.write("secret", "right\n");
    world.turn("2027-02-11T10:10");
    send(&world).ended(0);
    assert_eq!(readers(&peer).len(), 3);
    // The last call is worth nothing in an hour: it is tried at every run.
    let known = peer.heard("AUTH");
    world.write("secret", "wrong-one\n");
    for (turn, minute) in ["30", "40", "50"].iter().enumerate() {
        world.turn(&format!("2027-03-13T21:{minute}"));
        send(&world).ended(3);
        assert!(peer.heard("AUTH") > known + turn, "21:{minute}");
    }
}

#[test]
fn a_ledger_that_is_not_there_is_not_taken_for_an_empty_one() {
    let world = hospital(1, DETAILS);
    world.run(&["status", "plan.yaml"]).ended(0);
    for command in ["status", "check", "coverage", "diff", "preview", "simulate"] {
        let ran = world.run(&[command, "plan.yaml", "--ledger", "plam.ledger"]);
        let ran = ran.ended(2);
        assert!(
            ran.err.contains("there is no ledger plam.ledger"),
            "{command}: {}",
            ran.err
        );
        assert!(!world.path("plam.ledger").exists());
    }
}

#[test]
fn whatever_begins_a_ledger_may_be_tried_where_there_is_none_yet() {
    let world = hospital(1, DETAILS);
    let asked = ["plan.yaml", "--ledger", "own/plan.ledger"];
    let approve = ["approve", "--by", "Maria Osei"];
    let dry = [&approve[..], &["--dry-run"]].concat();
    let said = world.run(&[&approve[..], &asked].concat()).ended(3).err;
    assert!(said.contains("there is no folder own"), "{said}");
    world.run(&[&dry[..], &asked].concat()).ended(0);
    std::fs::create_dir(world.path("own")).unwrap();
    world.run(&[&dry[..], &asked].concat()).ended(0);
    assert!(!world.path("own/plan.ledger").exists());
    world.run(&[&approve[..], &asked].concat()).ended(0);
    assert!(world.path("own/plan.ledger").exists());
    world.run(&[&["status"][..], &asked].concat()).ended(0);
}

#[test]
fn a_plan_under_another_name_does_not_tell_everybody_again() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(2, DETAILS), &peer, "");
    send(&world).ended(0);
    std::fs::rename(world.path("plan.yaml"), world.path("move.yaml")).unwrap();
    let run = |further: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.args(["send", "move.yaml", "--now", DETAILS]);
        world.settle(command.args(further));
        ran(command.spawn().unwrap())
    };
    for further in [&[] as &[&str], &["--dry-run"]] {
        let refused = run(further).ended(2);
        for word in ["move.ledger", "--ledger plan.ledger", "--really"] {
            assert!(refused.err.contains(word), "{}", refused.err);
        }
        assert!(!world.path("move.ledger").exists());
    }
    run(&["--dry-run", "--ledger", "plan.ledger"]).ended(0);
    run(&["--ledger", "plan.ledger", "--really"]).ended(0);
    assert_eq!(peer.taken().len(), 3);
    run(&["--really"]).ended(0);
    assert_eq!(peer.taken().len(), 6);
}

#[test]
fn a_row_that_cannot_be_used_is_said_when_mails_leave_and_not_at_every_tick() {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(1, DETAILS), &peer, "");
    world.write("people.csv", people(2) + "Nobody,nobody-at-all,wards\n");
    let line = "1 warning: a person in people.csv line 4 may hear nothing; see `forewarn check plan.yaml`\n";
    assert_eq!(send(&world).ended(0).said(), line);
    assert_eq!(send(&world).ended(0).said(), "");
    for command in ["status", "timeline", "preview"] {
        let ran = world.run(&[command, "plan.yaml"]).ended(0);
        assert_eq!(ran.err, line, "{command}");
    }
    let ran = world.run(&["send", "plan.yaml", "--dry-run"]).ended(0);
    assert_eq!(ran.err, line);
    // Without these settings `check` may find something else.
    let command = ["timeline", "plan.yaml", "--settings", "forewarn.yaml"];
    let ran = world.run(&command).ended(0);
    assert!(
        ran.err
            .ends_with("see `forewarn check plan.yaml --settings forewarn.yaml`\n"),
        "{}",
        ran.err
    );
}
