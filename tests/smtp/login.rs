//! Logins: spoken as offered, tried once, shown nowhere.

use super::{MAIL, SECRET, carry, kind, open, refused_line, relay};
use crate::harness::peer::{Act, Peer, Script, Stage};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use forewarn::channel::Channel as _;
use forewarn::channel::smtp::{Login, Relay, Secret, Security, Smtp};

fn password() -> Login {
    Login::Password {
        user: "forewarn".into(),
        secret: Secret::new(SECRET),
    }
}

fn token() -> Login {
    Login::Token {
        user: "forewarn".into(),
        secret: Secret::new(SECRET),
    }
}

fn plain_proof() -> String {
    format!(
        "AUTH PLAIN {}",
        STANDARD.encode(format!("\0forewarn\0{SECRET}"))
    )
}

fn login_proof() -> String {
    let (user, secret) = (STANDARD.encode("forewarn"), STANDARD.encode(SECRET));
    format!("AUTH LOGIN {user} {secret}")
}

fn token_proof() -> String {
    let proof = format!("user=forewarn\x01auth=Bearer {SECRET}\x01\x01");
    format!("AUTH XOAUTH2 {}", STANDARD.encode(proof))
}

fn asking(mechanisms: &'static str, proof: String) -> Script {
    Script {
        mechanisms,
        proofs: vec![proof],
        ..Script::default()
    }
}

#[test]
fn each_kind_of_login_is_spoken_as_the_server_offers_it() {
    let cases = [
        ("LOGIN PLAIN XOAUTH2", plain_proof(), password()),
        ("LOGIN", login_proof(), password()),
        ("PLAIN XOAUTH2", token_proof(), token()),
    ];
    for (mechanisms, proof, login) in cases {
        let peer = Peer::start(asking(mechanisms, proof));
        let mut relay = relay(&peer);
        relay.login = login;
        let mut line = open(relay).unwrap();
        assert_eq!(kind(&carry(line.as_mut(), MAIL)), "accepted");
    }
}

#[test]
fn a_refused_login_is_tried_once_and_its_secret_shown_nowhere() {
    for (mechanisms, login) in [
        ("PLAIN", password()),
        ("LOGIN", password()),
        ("XOAUTH2", token()),
    ] {
        let peer = Peer::start(asking(mechanisms, "another".to_owned()));
        let mut relay = relay(&peer);
        relay.login = login;
        let channel = Smtp::new(relay).unwrap();
        let Err(unreachable) = channel.connect() else {
            panic!("let in");
        };
        assert!(unreachable.what.contains("535 5.7.8"), "{unreachable:?}");
        assert!(!unreachable.passing);
        assert_eq!(peer.connections(), 1);
        let shown = format!("{unreachable} {unreachable:?} {channel:?} {channel:#?}");
        for secret in [SECRET.to_owned(), STANDARD.encode(SECRET)] {
            assert!(!shown.contains(&secret), "{shown}");
        }
    }
}

#[test]
fn a_server_that_repeats_the_secret_does_not_make_us_show_it() {
    let words = "535 5.7.8 `correct horse battery` is wrong";
    let peer =
        Peer::start(asking("PLAIN", "another".to_owned()).always(Stage::Auth, Act::Say(words)));
    let mut relay = relay(&peer);
    relay.login = password();
    let unreachable = refused_line(relay);
    assert!(!format!("{unreachable:?}").contains(SECRET));
}

#[test]
fn a_login_refused_when_calling_again_is_not_tried_a_third_time() {
    let script = asking("PLAIN", plain_proof())
        .at(Stage::Auth, 2, Act::Say("535 5.7.8 expired"))
        .at(Stage::Mail, 1, Act::Drop);
    let peer = Peer::start(script);
    let mut relay = relay(&peer);
    relay.login = password();
    let mut line = open(relay).unwrap();
    for _ in 0..4 {
        assert_eq!(kind(&carry(line.as_mut(), MAIL)), "deferred");
    }
    assert_eq!(peer.connections(), 2);
    assert_eq!(peer.heard("AUTH"), 2);
}

#[test]
fn a_login_that_the_server_does_not_offer_is_not_attempted() {
    let peer = Peer::start(asking("GSSAPI", plain_proof()));
    let mut relay = relay(&peer);
    relay.login = password();
    let unreachable = refused_line(relay);
    assert!(
        unreachable.what.contains("it offers GSSAPI"),
        "{unreachable:?}"
    );
    assert_eq!(peer.heard("AUTH"), 0);
}

#[test]
fn a_server_too_busy_to_check_a_login_may_pass() {
    let script = asking("PLAIN", plain_proof()).always(Stage::Auth, Act::Say("454 4.7.0 later"));
    let peer = Peer::start(script);
    let mut relay = relay(&peer);
    relay.login = password();
    assert!(refused_line(relay).passing);
}

#[test]
fn a_login_never_crosses_a_network_in_clear() {
    let mut relay = Relay::new("relay.example.org", 25);
    relay.security = Security::Plain;
    relay.login = password();
    let unreachable = refused_line(relay);
    assert!(unreachable.what.contains("unencrypted"), "{unreachable:?}");
}
