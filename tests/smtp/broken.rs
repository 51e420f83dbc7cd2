//! Servers that break off: what may be tried again, what is in doubt.

use super::{MAIL, answer, carry, impatient, kind, line, open};
use crate::harness::authority::Authority;
use crate::harness::peer::{Act, Peer, Script, Stage};
use forewarn::channel::smtp::Security;
use std::time::Duration;

#[test]
fn a_server_that_hangs_up_before_the_dot_defers_and_is_called_again() {
    for stage in [Stage::Mail, Stage::Rcpt, Stage::Data, Stage::Body] {
        for pipelining in [false, true] {
            for act in [Act::Drop, Act::Say("421 4.3.2 closing")] {
                // In the middle of a message nobody may answer, only leave.
                if matches!((stage, &act), (Stage::Body, Act::Say(_))) {
                    continue;
                }
                let mut script = Script::default().at(stage, 1, act);
                script.pipelining = pipelining;
                let peer = Peer::start(script);
                let mut line = line(&peer);
                let long = [MAIL, &b"and so on\r\n".repeat(400_000)].concat();
                let message = if stage == Stage::Body { &long } else { MAIL };
                let receipt = carry(line.as_mut(), message);
                assert_eq!(kind(&receipt), "deferred", "{stage:?}: {receipt:?}");
                assert!(peer.taken().is_empty());
                assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
                assert_eq!(peer.connections(), 2);
                assert_eq!(peer.taken().len(), 1);
            }
        }
    }
}

#[test]
fn a_server_that_stops_reading_in_the_middle_of_a_message_defers_and_never_gets_it() {
    let authority = Authority::new();
    for security in [Security::Plain, Security::Implicit] {
        let pause = Act::Slow(Duration::from_secs(3));
        let mut script = Script::default().at(Stage::Body, 1, pause);
        if security == Security::Implicit {
            script.implicit = Some(authority.server("127.0.0.1", 2020..2090));
        }
        let peer = Peer::start(script);
        let mut relay = impatient(&peer);
        relay.security = security;
        relay.authorities = Some(authority.pem());
        let mut line = open(relay).unwrap();
        let long = [MAIL, &b"and so on\r\n".repeat(1_000_000)].concat();
        let receipt = carry(line.as_mut(), &long);
        assert_eq!(kind(&receipt), "deferred", "{receipt:?}");
        drop(line);
        peer.settle();
        assert!(peer.taken().is_empty());
    }
}

#[test]
fn a_lost_answer_after_the_dot_is_in_doubt() {
    let acts = [
        Act::Drop,
        Act::TakeAndDrop,
        Act::Silence,
        Act::Raw(b"what?\r\n"),
        Act::Raw(b"250-never\r\n251 ended\r\n"),
        Act::Raw(b"354 go on\r\n"),
        Act::Raw(b"250 no end of line"),
    ];
    for act in acts {
        let peer = Peer::start(Script::default().at(Stage::Dot, 1, act.clone()));
        let mut line = open(impatient(&peer)).unwrap();
        let receipt = carry(line.as_mut(), MAIL);
        assert_eq!(kind(&receipt), "in doubt", "{act:?}: {receipt:?}");
        assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted", "{act:?}");
        assert_eq!(peer.connections(), 2, "{act:?}");
    }
}

#[test]
fn a_server_that_closes_with_421_at_the_dot_has_answered() {
    let peer = Peer::start(Script::default().at(Stage::Dot, 1, Act::Say("421 4.3.2 closing")));
    let mut line = line(&peer);
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "deferred");
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
    assert_eq!(peer.connections(), 2);
}

#[test]
fn silence_and_dripping_before_the_dot_end_at_the_deadline() {
    for act in [Act::Silence, Act::Drip(Duration::from_millis(200))] {
        for stage in [Stage::Mail, Stage::Rcpt, Stage::Data] {
            let peer = Peer::start(Script::default().at(stage, 1, act.clone()));
            let mut line = open(impatient(&peer)).unwrap();
            let receipt = carry(line.as_mut(), MAIL);
            assert_eq!(kind(&receipt), "deferred");
            assert!(
                answer(&receipt).contains("no answer within 800 ms"),
                "{receipt:?}"
            );
            assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
        }
    }
}

#[test]
fn garbage_before_the_dot_ends_the_connection_and_defers() {
    let garbage: [&'static [u8]; 7] = [
        b"999 code\r\n",
        b"\0\0\0\r\n",
        b"250-a\r\n550 b\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"354 too early\r\n",
        &[b'2'; 5_000],
        &[b'\n'; 10],
    ];
    for bytes in garbage {
        let peer = Peer::start(Script::default().at(Stage::Mail, 1, Act::Raw(bytes)));
        let mut line = line(&peer);
        let receipt = carry(line.as_mut(), MAIL);
        assert_eq!(kind(&receipt), "deferred");
        assert!(
            answer(&receipt).contains("could not be understood"),
            "{receipt:?}"
        );
        assert!(!answer(&receipt).contains(char::is_control));
        assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
        assert_eq!(peer.connections(), 2);
    }
}

#[test]
fn a_server_that_loses_commands_sent_at_once_gets_them_one_by_one() {
    let script = Script::default()
        .pipelining()
        .at(Stage::Mail, 1, Act::Forget);
    let peer = Peer::start(script);
    let mut line = open(impatient(&peer)).unwrap();
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "deferred");
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
    assert_eq!(peer.taken().len(), 1);
}
