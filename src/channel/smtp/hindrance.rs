//! What keeps us from using a mail server, in words for the person who runs it.
//!
//! Gives what is wrong, what to do, and whether waiting may help; never shows a secret.

use super::relay::{Login, Relay, Secret, Security};
use super::reply::Reply;
use super::trust::explain;
use super::wire::Broken;
use crate::channel::Unreachable;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::net::IpAddr;

pub(super) fn refuse_login_in_clear(relay: &Relay) -> Result<(), Unreachable> {
    let here = relay.host == "localhost"
        || relay
            .host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback());
    let bare = relay.security == Security::Plain && !here;
    if !bare || matches!(relay.login, Login::None) {
        return Ok(());
    }
    Err(Unreachable {
        what: format!(
            "the login for {} would cross the network unencrypted; nothing was sent",
            relay.endpoint()
        ),
        hint: "use STARTTLS or implicit TLS, or a relay that needs no login".to_owned(),
        passing: false,
    })
}

pub(super) fn no_encryption(relay: &Relay) -> Unreachable {
    Unreachable {
        what: format!(
            "the mail server {} does not offer encryption (STARTTLS); nothing was sent",
            relay.endpoint()
        ),
        hint: "use implicit TLS if the server has it (usually port 465); choose an unencrypted \
               connection only for a relay you trust on a network you trust"
            .to_owned(),
        passing: false,
    }
}

pub(super) fn unusable(relay: &Relay, step: &str, broken: &Broken) -> Unreachable {
    if let Broken::Encryption(error) = broken {
        let (what, hint) = explain(error, &relay.host);
        return Unreachable {
            what: format!("{what}; nothing was sent ({})", relay.endpoint()),
            hint,
            passing: false,
        };
    }
    let hint = match (step, broken) {
        ("greeting", Broken::Silent(_) | Broken::Garbage(_)) => {
            "check that port and security fit together: 587 with STARTTLS, 465 with implicit TLS"
        }
        ("encryption", Broken::Garbage(_)) => {
            "somebody on the way may be tampering with the connection; tell the mail team"
        }
        _ => "the next run tries again; if it stays like this, ask the mail team",
    };
    Unreachable {
        what: format!(
            "the mail server {} failed at {step}: {broken}",
            relay.endpoint()
        ),
        hint: hint.to_owned(),
        passing: true,
    }
}

pub(super) fn turned_away(relay: &Relay, what: &str, reply: &Reply) -> Unreachable {
    Unreachable {
        what: format!(
            "the mail server {} {what}: {}",
            relay.endpoint(),
            reply.words()
        ),
        hint: "ask the mail team whether this machine may send through this server".to_owned(),
        passing: reply.code / 100 == 4,
    }
}

pub(super) fn login_refused(relay: &Relay, reply: &Reply, secret: &Secret) -> Unreachable {
    // Some servers repeat what they were told.
    let mut words = reply.words();
    if !secret.expose().is_empty() {
        words = words.replace(secret.expose(), "…");
        words = words.replace(&STANDARD.encode(secret.expose()), "…");
    }
    Unreachable {
        what: format!(
            "the mail server {} refused the login: {words}",
            relay.endpoint()
        ),
        hint: "check account and password or token; forewarn does not try again, so that the \
               account is not locked"
            .to_owned(),
        passing: reply.code / 100 == 4,
    }
}
