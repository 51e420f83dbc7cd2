//! The mail server channel against a server that can misbehave at every step.

mod broken;
mod encryption;
mod login;

use crate::harness::peer::{Act, Peer, Script, Stage};
use forewarn::channel::smtp::{Deadlines, Relay, Security, Smtp};
use forewarn::channel::{Channel, Envelope, Line, Unreachable};
use forewarn::notice::receipt::Receipt;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::num::NonZeroUsize;
use std::time::Duration;

const MAIL: &[u8] = b"Message-ID: <one@example.org>\r\nSubject: Planned\r\n\r\nHi\r\n";
/// What no print may show.
const SECRET: &str = "correct horse battery";

fn relay(peer: &Peer) -> Relay {
    let mut relay = Relay::new("127.0.0.1", peer.port());
    relay.security = Security::Plain;
    relay.deadlines = Deadlines::all(Duration::from_secs(20));
    relay
}

/// For servers that will not answer.
fn impatient(peer: &Peer) -> Relay {
    let mut relay = relay(peer);
    relay.deadlines = Deadlines::all(Duration::from_millis(800));
    relay
}

fn open(relay: Relay) -> Result<Box<dyn Line>, Unreachable> {
    Smtp::new(relay)?.connect()
}

fn line(peer: &Peer) -> Box<dyn Line> {
    open(relay(peer)).expect("the peer takes connections")
}

fn refused_line(relay: Relay) -> Unreachable {
    match open(relay) {
        Err(unreachable) => unreachable,
        Ok(_) => panic!("the line was opened"),
    }
}

fn envelope() -> Envelope {
    Envelope {
        sender: "bounces@example.org".into(),
        recipient: "a.khan@wards.example.org".into(),
        key: "one".into(),
    }
}

fn carry(line: &mut dyn Line, message: &[u8]) -> Receipt {
    match line.offer(&envelope(), message.len()) {
        Ok(()) => line.deliver(message),
        Err(receipt) => receipt,
    }
}

/// `accepted`, `deferred`, `refused` or `in doubt`.
fn kind(receipt: &Receipt) -> &'static str {
    match receipt {
        Receipt::Accepted { .. } => "accepted",
        Receipt::Deferred { .. } => "deferred",
        Receipt::Refused { .. } => "refused",
        Receipt::InDoubt { .. } => "in doubt",
    }
}

fn answer(receipt: &Receipt) -> &str {
    match receipt {
        Receipt::Accepted { answer }
        | Receipt::Deferred { answer }
        | Receipt::Refused { answer, .. }
        | Receipt::InDoubt { answer } => answer,
    }
}

#[test]
fn a_mail_without_its_end_has_not_arrived_and_the_next_one_does() {
    let peer = Peer::start(Script::default());
    let mut line = line(&peer);
    line.offer(&envelope(), MAIL.len()).unwrap();
    line.hand_over(MAIL).unwrap();
    assert!(peer.taken().is_empty());
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
    line.offer(&envelope(), MAIL.len()).unwrap();
    line.hand_over(MAIL).unwrap();
    drop(line);
    peer.settle();
    assert_eq!(peer.taken().len(), 1);
}

#[test]
fn a_mail_handed_over_before_its_end_arrives_whole() {
    let peer = Peer::start(Script::default().pipelining());
    let mut line = line(&peer);
    for _ in 0..2 {
        line.offer(&envelope(), MAIL.len()).unwrap();
        line.hand_over(MAIL).unwrap();
        assert_eq!(kind(&line.deliver(MAIL)), "accepted");
    }
    line.close();
    peer.settle();
    let taken = peer.taken();
    assert_eq!(taken.len(), 2);
    assert!(taken.iter().all(|taken| taken.bytes == MAIL));
}

#[test]
fn a_mail_arrives_once_with_its_envelope_and_its_bytes() {
    for script in [Script::default(), Script::default().pipelining()] {
        let peer = Peer::start(script);
        let mut line = line(&peer);
        let receipt = carry(line.as_mut(), MAIL);
        assert_eq!(kind(&receipt), "accepted");
        assert_eq!(answer(&receipt), "250 2.0.0 queued as 4711");
        line.close();
        let taken = peer.taken();
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].sender, "bounces@example.org");
        assert_eq!(taken[0].recipients, ["a.khan@wards.example.org"]);
        assert_eq!(taken[0].bytes, MAIL);
        assert_eq!(peer.heard("QUIT"), 1);
        assert_eq!(peer.copies()["<one@example.org>"], 1);
    }
}

#[test]
fn the_size_is_announced_to_a_server_that_asks_for_it() {
    let peer = Peer::start(Script {
        size: true,
        ..Script::default()
    });
    carry(line(&peer).as_mut(), MAIL);
    assert_eq!(
        peer.heard(&format!(
            "MAIL FROM:<bounces@example.org> SIZE={}",
            MAIL.len()
        )),
        1
    );
}

#[test]
fn every_stage_before_the_dot_defers_or_refuses_by_its_code() {
    let cases = [
        (Stage::Mail, "450 4.3.0 later", "deferred"),
        (Stage::Mail, "550 5.7.1 never", "refused"),
        (Stage::Rcpt, "450 4.2.0 mailbox busy", "deferred"),
        (Stage::Rcpt, "550 5.1.1 no such user", "refused"),
        (Stage::Data, "451 4.3.0 later", "deferred"),
        (Stage::Data, "554 5.7.1 never", "refused"),
        (Stage::Dot, "452 4.3.1 disk full", "deferred"),
        (Stage::Dot, "552 5.3.4 too large", "refused"),
    ];
    for (stage, words, wanted) in cases {
        for pipelining in [false, true] {
            let mut script = Script::default().at(stage, 1, Act::Say(words));
            script.pipelining = pipelining;
            let peer = Peer::start(script);
            let mut line = line(&peer);
            let receipt = carry(line.as_mut(), MAIL);
            assert_eq!(kind(&receipt), wanted, "{stage:?} {words} {pipelining}");
            assert_eq!(answer(&receipt), words);
            assert!(peer.taken().is_empty());
            let next = carry(line.as_mut(), MAIL);
            assert_eq!(kind(&next), "accepted", "{stage:?} {words} {pipelining}");
            assert_eq!(peer.connections(), 1, "{stage:?}: the connection is kept");
        }
    }
}

#[test]
fn a_refused_recipient_is_never_followed_by_a_message_to_nobody() {
    let peer = Peer::start(Script::default().pipelining().at(
        Stage::Rcpt,
        2,
        Act::Say("550 5.1.1 no such user"),
    ));
    let mut line = line(&peer);
    let kinds: Vec<_> = (0..3).map(|_| kind(&carry(line.as_mut(), MAIL))).collect();
    assert_eq!(kinds, ["accepted", "refused", "accepted"]);
    assert_eq!(peer.taken().len(), 2);
    assert_eq!(peer.connections(), 1);
    assert_eq!(peer.heard("RSET"), 1);
}

#[test]
fn an_answer_of_several_lines_is_one_answer() {
    let words = "250-2.0.0 taken\r\n250-and well\r\n250 queued";
    let peer = Peer::start(Script::default().at(Stage::Dot, 1, Act::Say(words)));
    let receipt = carry(line(&peer).as_mut(), MAIL);
    assert_eq!(answer(&receipt), "250 2.0.0 taken and well queued");
}

#[test]
fn a_connection_is_renewed_after_its_number_of_messages() {
    let peer = Peer::start(Script::default());
    let mut relay = relay(&peer);
    relay.per_connection = NonZeroUsize::new(2).unwrap();
    let mut line = open(relay).unwrap();
    for _ in 0..5 {
        assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
    }
    line.close();
    let brought: Vec<_> = peer.taken().iter().map(|taken| taken.connection).collect();
    assert_eq!(brought, [1, 1, 2, 2, 3]);
    assert_eq!(peer.heard("QUIT"), 3);
}

#[test]
fn a_line_that_was_closed_opens_again() {
    let peer = Peer::start(Script::default());
    let mut line = line(&peer);
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
    line.close();
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
    assert_eq!(peer.connections(), 2);
}

#[test]
fn an_offer_that_is_not_taken_up_delivers_nothing() {
    let peer = Peer::start(Script::default());
    let mut line = line(&peer);
    line.offer(&envelope(), 1).unwrap();
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
    line.offer(&envelope(), 1).unwrap();
    line.close();
    assert_eq!(kind(&line.deliver(MAIL)), "deferred");
    assert_eq!(peer.taken().len(), 1);
}

#[test]
fn addresses_and_messages_that_could_smuggle_are_refused_before_anything_leaves() {
    let peer = Peer::start(Script::default());
    let mut line = line(&peer);
    for bad in [
        "a@b>\r\nRCPT TO:<c@d",
        "a b@example.org",
        "jose@bücher.example",
        "nobody",
        "",
    ] {
        let astray = Envelope {
            recipient: bad.into(),
            ..envelope()
        };
        let receipt = line.offer(&astray, 1).unwrap_err();
        assert_eq!(kind(&receipt), "refused", "{bad}");
    }
    assert_eq!(peer.heard("MAIL"), 0);
    for bad in ["a\n.\nMAIL FROM:<x@y>\r\n", "a\r.\r\r\n"] {
        assert_eq!(kind(&carry(line.as_mut(), bad.as_bytes())), "refused");
    }
    assert!(peer.taken().is_empty());
}

#[test]
fn what_arrives_is_what_was_given_whatever_its_lines() {
    let peer = Peer::start(Script::default().pipelining());
    let mut line = line(&peer);
    let lines = prop::collection::vec("[^\r\n]{0,40}|\\.|\\.\\.|\\. |\\.[^\r\n]{0,9}", 0..12);
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(200)
    });
    let law = |lines: Vec<String>| {
        let message: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let receipt = carry(line.as_mut(), message.as_bytes());
        prop_assert_eq!(kind(&receipt), "accepted");
        let taken = peer.taken().pop().unwrap();
        prop_assert_eq!(taken.bytes, message.into_bytes());
        Ok(())
    };
    let line_law = std::cell::RefCell::new(law);
    let run = runner.run(&lines, |lines| (line_law.borrow_mut())(lines));
    run.unwrap();
    let sound = carry(line.as_mut(), b"a\r\n.\r\nb\r\n");
    assert_eq!(kind(&sound), "accepted");
    assert_eq!(peer.taken().pop().unwrap().bytes, b"a\r\n.\r\nb\r\n");
    assert_eq!(peer.connections(), 1);
}

#[test]
fn nobody_listening_is_said_with_the_endpoint_and_may_pass() {
    let peer = Peer::start(Script::default());
    let mut relay = relay(&peer);
    drop(peer);
    relay.port = 1;
    let unreachable = refused_line(relay);
    assert!(
        unreachable.what.contains("127.0.0.1:1"),
        "{}",
        unreachable.what
    );
    assert!(unreachable.passing);
}

#[test]
fn a_name_that_does_not_exist_is_said() {
    let mut relay = Relay::new("mail.invalid", 587);
    relay.deadlines = Deadlines::all(Duration::from_secs(2));
    let unreachable = refused_line(relay);
    assert!(unreachable.what.contains("mail.invalid:587"));
    assert!(
        unreachable.what.contains("looked up"),
        "{}",
        unreachable.what
    );
}

#[test]
fn a_greeting_that_turns_us_away_says_whether_it_may_pass() {
    for (words, passing) in [("554 5.7.1 go away", false), ("421 4.3.2 busy", true)] {
        let peer = Peer::start(Script::default().always(Stage::Greeting, Act::Say(words)));
        let unreachable = refused_line(relay(&peer));
        assert!(unreachable.what.contains(words), "{}", unreachable.what);
        assert_eq!(unreachable.passing, passing);
    }
}
