//! What keeps us from using a mail server, in words for the person who runs it.
//!
//! Gives what is wrong, what to do, and whether waiting may help; never shows a secret.

use super::relay::{Login, Relay, Security};
use super::reply::Reply;
use super::trust::explain;
use super::wire::Broken;
use crate::channel::Unreachable;
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
        hint: "set `security: starttls` or `security: tls`, or use a relay that needs no login"
            .to_owned(),
        passing: false,
    })
}

pub(super) fn no_encryption(relay: &Relay) -> Unreachable {
    Unreachable {
        what: format!(
            "the mail server {} does not offer encryption (STARTTLS); nothing was sent",
            relay.endpoint()
        ),
        hint: "set `security: tls` if the server has implicit TLS (usually port 465); set \
               `security: plain` only for a relay you trust on a network you trust"
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
            "check that port and security fit together: 587 with `security: starttls`, 465 with `security: tls`"
        }
        ("greeting", Broken::Lost(_)) if relay.security == Security::StartTls => {
            "if this port speaks TLS from the first byte, as 465 does, set `security: tls` under `smtp` in the settings; otherwise the next run tries again, and if it stays like this, ask the mail team"
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

pub(super) fn login_refused(relay: &Relay, reply: &Reply, said: &[&str]) -> Unreachable {
    let passing = reply.code / 100 == 4;
    let hint = match passing {
        true => "the next run tries again; if it stays like this, ask the mail team",
        false => {
            "check account and password or token; so that the account is not locked, the runs that \
             send do not try the same again within an hour"
        }
    };
    Unreachable {
        what: format!(
            "the mail server {} refused the login: {}",
            relay.endpoint(),
            masked(&reply.words(), said)
        ),
        hint: hint.to_owned(),
        passing,
    }
}

/// Answers that are about how we came, whatever we bring: a login or encryption is wanted (RFC 4954
/// section 6, RFC 3207 section 4).
const LOCKED: [u16; 4] = [530, 534, 535, 538];

/// Whether an answer to a message is about the connection, and which setting is to be mended.
pub(super) fn locked(relay: &Relay, reply: &Reply) -> Option<Unreachable> {
    if !LOCKED.contains(&reply.code) {
        return None;
    }
    let words = reply.words();
    let lower = words.to_lowercase();
    let wants_encryption = reply.code == 538
        || ["tls", "encrypt", "secure"]
            .iter()
            .any(|word| lower.contains(word));
    let hint = match &relay.login {
        _ if wants_encryption && relay.security == Security::Plain => {
            "set `security: starttls` under `smtp` in the settings, or `security: tls` if the server has implicit TLS (usually port 465)"
        }
        Login::None => {
            "set `user` and `password`, or `user` and `token`, under `smtp` in the settings"
        }
        Login::Password { .. } | Login::Token { .. } => {
            "check `user` and `password` or `token` under `smtp` in the settings, and ask the mail team which kind of login the server wants"
        }
    };
    Some(Unreachable {
        what: format!(
            "the mail server {} takes no mail over this connection: {words}",
            relay.endpoint()
        ),
        hint: hint.to_owned(),
        passing: false,
    })
}

/// The same as [`unusable`] while secrets were said.
pub(super) fn login_failed(relay: &Relay, broken: Broken, said: &[&str]) -> Unreachable {
    let broken = match broken {
        Broken::Garbage(words) => Broken::Garbage(masked(&words, said)),
        other => other,
    };
    unusable(relay, "login", &broken)
}

/// Shorter pieces of what was said tell nothing.
const TELLING: usize = 4;

/// A server's words without what it was told and repeats, be it only a part or in other letters.
fn masked(words: &str, said: &[&str]) -> String {
    let mut words = words.to_owned();
    for secret in said.iter().filter(|secret| !secret.is_empty()) {
        words = words.replace(secret, "…");
    }
    let said: Vec<String> = said.iter().map(|secret| secret.to_lowercase()).collect();
    let is_repeated = |piece: &str| {
        let piece = piece.to_lowercase();
        piece.len() >= TELLING && said.iter().any(|secret| secret.contains(&piece))
    };
    let is_of_word = |letter: char| letter.is_alphanumeric() || "+/=".contains(letter);
    let mut masked = String::with_capacity(words.len());
    let mut rest = words.as_str();
    while let Some(start) = rest.find(is_of_word) {
        let end = rest[start..].find(|letter| !is_of_word(letter));
        let end = end.map_or(rest.len(), |end| start + end);
        masked.push_str(&rest[..start]);
        let piece = &rest[start..end];
        masked.push_str(if is_repeated(piece) { "…" } else { piece });
        rest = &rest[end..];
    }
    masked.push_str(rest);
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_masked_whole_in_part_and_in_other_letters() {
        let said = ["AGJvYgBodW50ZXIy", "hunter2!"];
        for words in [
            "501 syntax error in: AUTH PLAIN AGJvYgBodW50ZXIy",
            "501 AUTH PLAIN agjvygbodw50zxiy: what?",
            "501 AUTH PLAIN AGJvYgBod",
            "535 hunter2! is wrong",
            "535 password (hunter2) is wrong",
        ] {
            let masked = masked(words, &said).to_lowercase();
            assert!(masked.contains('…'), "{masked}");
            assert!(
                !masked.contains("agjv") && !masked.contains("hunter"),
                "{masked}"
            );
        }
        let plain = "535 5.7.8 authentication credentials invalid";
        assert_eq!(masked(plain, &said), plain);
    }
}
