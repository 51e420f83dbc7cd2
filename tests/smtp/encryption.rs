//! Encryption: who is believed, and that nothing is said to anybody else.

use super::{MAIL, SECRET, carry, kind, open, refused_line, relay};
use crate::harness::authority::{Authority, authority_for};
use crate::harness::peer::{Act, Peer, Script, Stage};
use forewarn::channel::smtp::{Deadlines, Login, Relay, Secret, Security};
use std::time::Duration;

const NOW: std::ops::Range<i32> = 2020..2090;

fn trusting(peer: &Peer, authority: &Authority, security: Security) -> Relay {
    let mut relay = relay(peer);
    relay.security = security;
    relay.authorities = Some(authority.pem());
    relay
}

fn serving(authority: &Authority, name: &str, years: std::ops::Range<i32>) -> Script {
    Script {
        starttls: Some(authority.server(name, years)),
        ..Script::default()
    }
}

fn assert_nothing_said(peer: &Peer) {
    for command in peer.commands() {
        let harmless = command.starts_with("EHLO") || command == "STARTTLS";
        assert!(harmless, "{command}");
    }
}

#[test]
fn a_server_of_a_trusted_authority_gets_the_mail() {
    let authority = Authority::new();
    for pipelining in [false, true] {
        let mut script = serving(&authority, "127.0.0.1", NOW);
        script.pipelining = pipelining;
        let peer = Peer::start(script);
        let mut line = open(trusting(&peer, &authority, Security::StartTls)).unwrap();
        let long = [MAIL, &b".and so on\r\n".repeat(40_000)].concat();
        assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
        assert_eq!(kind(&carry(line.as_mut(), &long)), "accepted");
        line.close();
        assert_eq!(peer.taken()[1].bytes, long);
        assert_eq!(peer.heard("EHLO"), 2);
        assert_eq!(peer.heard("QUIT"), 1);
    }
}

#[test]
fn a_host_with_several_addresses_is_reached_on_the_one_that_answers() {
    let authority = Authority::new();
    let peer = Peer::start(serving(&authority, "localhost", NOW));
    let mut relay = trusting(&peer, &authority, Security::StartTls);
    relay.host = "localhost".into();
    let mut line = open(relay).unwrap();
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
}

#[test]
fn implicit_tls_is_spoken_from_the_first_byte() {
    let authority = Authority::new();
    let peer = Peer::start(Script {
        implicit: Some(authority.server("127.0.0.1", NOW)),
        ..Script::default()
    });
    let mut line = open(trusting(&peer, &authority, Security::Implicit)).unwrap();
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
}

#[test]
fn a_lost_answer_under_tls_is_in_doubt_and_a_lost_body_is_not() {
    let authority = Authority::new();
    let script = serving(&authority, "127.0.0.1", NOW)
        .at(Stage::Dot, 1, Act::TakeAndDrop)
        .at(Stage::Body, 2, Act::Drop);
    let peer = Peer::start(script);
    let mut line = open(trusting(&peer, &authority, Security::StartTls)).unwrap();
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "in doubt");
    let long = [MAIL, &b"and so on\r\n".repeat(400_000)].concat();
    assert_eq!(kind(&carry(line.as_mut(), &long)), "deferred");
    assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
}

#[test]
fn a_server_without_starttls_gets_nothing() {
    let peer = Peer::start(Script {
        mechanisms: "PLAIN",
        ..Script::default()
    });
    let mut relay = trusting(&peer, &Authority::new(), Security::StartTls);
    relay.login = Login::Password {
        user: "forewarn".into(),
        secret: Secret::new(SECRET),
    };
    let unreachable = refused_line(relay);
    assert!(unreachable.what.contains("does not offer encryption"));
    assert!(!unreachable.passing);
    assert_nothing_said(&peer);
}

#[test]
fn a_server_that_shows_an_authoritys_certificate_is_told_from_one_that_nobody_knows() {
    let authority = Authority::new();
    let peer = Peer::start(Script {
        starttls: Some(authority_for("127.0.0.1")),
        ..serving(&authority, "127.0.0.1", NOW)
    });
    let unreachable = refused_line(trusting(&peer, &authority, Security::StartTls));
    assert!(
        unreachable.what.contains("is marked as an authority's"),
        "{}",
        unreachable.what
    );
    assert!(unreachable.hint.contains("`authorities: FILE`"));
    assert_nothing_said(&peer);
}

#[test]
fn a_certificate_that_cannot_be_trusted_is_explained_and_nothing_is_sent() {
    let authority = Authority::new();
    let stranger = Authority::named("Somebody else");
    let cases = [
        (
            &stranger,
            "127.0.0.1",
            NOW,
            "authority that this machine does not trust",
        ),
        (
            &authority,
            "mail.example.org",
            NOW,
            "not for this name but for mail.example.org",
        ),
        (
            &authority,
            "127.0.0.1",
            2020..2024,
            "expired on 1 January 2024",
        ),
        (
            &authority,
            "127.0.0.1",
            2080..2090,
            "not valid before 1 January 2080",
        ),
    ];
    for (signer, name, years, words) in cases {
        let peer = Peer::start(serving(signer, name, years.clone()));
        let unreachable = refused_line(trusting(&peer, &authority, Security::StartTls));
        assert!(unreachable.what.contains(words), "{}", unreachable.what);
        assert!(
            unreachable.what.contains("127.0.0.1:"),
            "{}",
            unreachable.what
        );
        assert!(!unreachable.hint.is_empty() && !unreachable.passing);
        assert_nothing_said(&peer);
    }
}

#[test]
fn words_slipped_in_before_the_encryption_are_noticed() {
    let authority = Authority::new();
    let script = serving(&authority, "127.0.0.1", NOW).at(
        Stage::StartTls,
        1,
        Act::Raw(b"220 go ahead\r\n250 slipped in\r\n"),
    );
    let peer = Peer::start(script);
    let unreachable = refused_line(trusting(&peer, &authority, Security::StartTls));
    assert!(
        unreachable.hint.contains("tampering"),
        "{}",
        unreachable.what
    );
    assert_nothing_said(&peer);
}

#[test]
fn the_wrong_port_for_the_kind_of_encryption_is_hinted_at() {
    let authority = Authority::new();
    let peer = Peer::start(serving(&authority, "127.0.0.1", NOW));
    let mut relay = trusting(&peer, &authority, Security::Implicit);
    relay.deadlines = Deadlines::all(Duration::from_millis(800));
    let unreachable = refused_line(relay);
    assert!(
        unreachable.hint.contains("465 with `security: tls`"),
        "{unreachable:?}"
    );

    let peer = Peer::start(Script {
        implicit: Some(authority.server("127.0.0.1", NOW)),
        ..Script::default()
    });
    let mut relay = trusting(&peer, &authority, Security::StartTls);
    relay.deadlines = Deadlines::all(Duration::from_millis(800));
    let unreachable = refused_line(relay);
    assert!(
        unreachable.hint.contains("465 with `security: tls`"),
        "{unreachable:?}"
    );
}

#[test]
fn a_port_that_hangs_up_before_a_word_is_taken_for_one_that_wants_encryption_at_once() {
    let authority = Authority::new();
    let script = serving(&authority, "127.0.0.1", NOW).at(Stage::Greeting, 1, Act::Drop);
    let peer = Peer::start(script);
    let unreachable = refused_line(trusting(&peer, &authority, Security::StartTls));
    assert!(
        unreachable.what.contains("failed at greeting"),
        "{unreachable:?}"
    );
    assert!(
        unreachable.hint.contains("set `security: tls`"),
        "{unreachable:?}"
    );
    assert!(unreachable.passing);
}

#[test]
fn a_file_of_authorities_that_holds_none_is_said_before_connecting() {
    let peer = Peer::start(Script::default());
    let mut relay = relay(&peer);
    relay.security = Security::StartTls;
    relay.authorities = Some(b"not a certificate".to_vec());
    let unreachable = refused_line(relay);
    assert!(
        unreachable.what.contains("no certificate in it"),
        "{unreachable:?}"
    );
    assert_eq!(peer.connections(), 0);
}
