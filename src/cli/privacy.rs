//! Privacy: which lines of a settings file may hold a secret. It reads lines, not fields, so that it
//! is right of a file that cannot be read, too; in doubt a line is private.

use crate::plan::decode::did_you_mean;
use std::collections::BTreeSet;

/// Fields whose values may be seen.
const OPEN: [&str; 19] = [
    "name",
    "email",
    "reply-to",
    "bounces-to",
    "domain",
    "host",
    "port",
    "security",
    "user",
    "authorities",
    "hello",
    "connections",
    "messages-per-connection",
    "per-minute",
    "ledger",
    "templates",
    "in-doubt",
    "approval",
    "largest-batch",
];

/// Fields that hold others; what stands right behind their names may be a secret.
const BLOCKS: [&str; 3] = ["smtp", "password", "token"];

/// What somebody may call a secret.
const SECRETS: [&str; 8] = [
    "password",
    "passphrase",
    "pass",
    "pwd",
    "token",
    "secret",
    "client-secret",
    "command",
];

/// Parts of words that speak of a secret.
const HINTS: [&str; 5] = ["pass", "pwd", "secret", "token", "&"];

/// Fields in which no secret stands, even where they are written as a list.
const LISTS: [&str; 2] = ["allowed-domains", "from"];

/// The lines of settings, from 0, that may hold a secret.
pub fn private_lines(text: &str) -> BTreeSet<usize> {
    let mut private = BTreeSet::new();
    // How far the private line is indented whose value goes on.
    let mut within = None;
    let mut listed = false;
    for (number, line) in text.trim_start_matches('\u{feff}').split('\n').enumerate() {
        let begins = line.trim_start();
        if begins.is_empty() {
            continue;
        }
        let indent = line.len() - begins.len();
        if within.is_some_and(|at| indent > at) {
            private.insert(number);
            continue;
        }
        let begins = begins.strip_prefix("- ").unwrap_or(begins);
        let mut pieces = begins.split(['{', '}', '[', ']', ',']);
        let open = pieces.all(|piece| is_open(piece.trim(), &mut listed));
        within = (!open).then_some(indent);
        if !open {
            private.insert(number);
        }
    }
    private
}

/// Whether a piece of a line may be seen: a field and its value, or one of the list begun before.
fn is_open(piece: &str, listed: &mut bool) -> bool {
    let Some((name, value)) = piece.split_once(':') else {
        return piece.is_empty() || *listed && !speaks_of_secret(piece);
    };
    let (name, value) = (name.trim().trim_matches(['"', '\'']), value.trim());
    *listed = LISTS.contains(&name);
    if value.contains(':') {
        return false;
    }
    match name {
        _ if LISTS.contains(&name) => !speaks_of_secret(value),
        "env" => !value.contains(|letter: char| letter.is_lowercase() || letter.is_whitespace()),
        "file" | "calendar-copy" => true,
        _ if BLOCKS.contains(&name) => value.is_empty(),
        _ if OPEN.contains(&name) => !speaks_of_secret(value),
        _ => is_slip(name) && !speaks_of_secret(name) && !speaks_of_secret(value),
    }
}

/// Whether a name resembles that of an open field, and none of a secret.
fn is_slip(name: &str) -> bool {
    did_you_mean(name, OPEN.into_iter()).is_some()
        && did_you_mean(name, SECRETS.into_iter()).is_none()
}

fn speaks_of_secret(text: &str) -> bool {
    let text = text.to_lowercase();
    HINTS.iter().any(|hint| text.contains(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_may_hold_a_secret_is_private_however_it_is_written() {
        for text in [
            "password: hunter2",
            "  passwort: hunter2",
            "smtp: hunter2",
            "smtp: [hunter2]",
            "from: the password is hunter2",
            "hunter2",
            "[hunter2]",
            "smtp: {host: a.example.org, password: hunter2, prot: 25}",
            "smtp: {host: a.example.org, password hunter2}",
            "smtp: {host: a.example.org, password:hunter2}",
            "smtp: {host: a.example.org, hunter2}",
            "password: {hunter2}",
            "password: [hunter2]",
            "password: {value: hunter2}",
            "password: {env: hunter2}",
            "token: {command: fetch --key hunter2}",
            "client-secret: hunter2",
            "pw: hunter2",
            "host: smtp://me:hunter2@mail.example.org",
            "user: &p hunter2",
            "port: 25 # the password is hunter2",
            "\"password\":hunter2",
            "? password",
            ": hunter2",
        ] {
            assert_eq!(private_lines(text), [0].into(), "{text}");
        }
    }

    #[test]
    fn a_secret_of_several_lines_is_private_to_its_end() {
        let text = "smtp:\n  password: |\n    hunter2\n    user: x\n\n  port: 25\n";
        assert_eq!(private_lines(text), [1, 2, 3].into());
        let text = "smtp:\n  password:\n    hunter2\n  prot: 25\n";
        assert_eq!(private_lines(text), [2].into());
    }

    #[test]
    fn every_other_line_may_be_seen() {
        for text in [
            "smtp: {host: a.example.org, user: x, password: {env: SMTP_PASSWORD}, prot: 25}",
            "smtp:\n  host: a.example.org\n  token: {file: /run/secrets/token}\n",
            "\u{feff}from: {name: IT Change Team, emial: change@hospital.example}\r\n",
            "allowed-domains: [a.example, b.example]\nin-doubt: maybe\n",
            "from: x",
            "from: [a, 3]",
            "from:\n  - a.example",
            "allowed-domains:\n  - a.example\n  - b.example\n\ncalendar-copy: yes\n",
        ] {
            assert_eq!(private_lines(text), BTreeSet::new(), "{text}");
        }
    }
}
