//! Which mail server, and how it is spoken to: settings, as meant.
//!
//! Gives values only; secrets never show in any of its prints.

use sha2::{Digest as _, Sha256};
use std::num::NonZeroUsize;
use std::time::Duration;

/// How many connections at once, usually.
const CONNECTIONS: NonZeroUsize = NonZeroUsize::new(4).expect("it is not nought");

/// How many messages a connection carries, usually.
const PER_CONNECTION: NonZeroUsize = NonZeroUsize::new(1_000).expect("it is not nought");

/// The mail server that takes our mails over.
#[derive(Debug, Clone)]
pub struct Relay {
    /// Its name, as its certificate has it.
    pub host: String,
    /// Its port: 587 for STARTTLS, 465 for implicit TLS, 25 for relays inside.
    pub port: u16,
    /// How the line is protected.
    pub security: Security,
    /// Certificates (PEM) of further authorities to trust, besides this machine's.
    pub authorities: Option<Vec<u8>>,
    /// Who we say we are.
    pub login: Login,
    /// The name we greet with: a host name or an address literal (RFC 5321 section 4.1.4).
    pub hello: String,
    /// How many connections at once.
    pub connections: NonZeroUsize,
    /// After how many messages a connection is closed and a fresh one opened.
    pub per_connection: NonZeroUsize,
    /// How long each step may take.
    pub deadlines: Deadlines,
}

impl Relay {
    /// A relay spoken to with STARTTLS, without a login.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Self {
            host: host.into(),
            port,
            security: Security::StartTls,
            authorities: None,
            login: Login::None,
            hello: "[127.0.0.1]".to_owned(),
            connections: CONNECTIONS,
            per_connection: PER_CONNECTION,
            deadlines: Deadlines::default(),
        }
    }

    /// The fingerprint of server, account and secret under a salt, where there is a login: sixteen
    /// bits, enough to see that one of them is another, too few to find a secret by.
    pub fn account(&self, salt: &str) -> Option<String> {
        let (kind, user, secret) = match &self.login {
            Login::None => return None,
            Login::Password { user, secret } => ("password", user, secret),
            Login::Token { user, secret } => ("token", user, secret),
        };
        let mut hash = Sha256::new_with_prefix("forewarn-login-v1");
        for part in [salt, &self.endpoint(), kind, user, secret.expose()] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        Some(format!("{:02x}{:02x}", digest[0], digest[1]))
    }

    /// Host and port, as messages name it.
    pub fn endpoint(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// How the line is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Security {
    /// In clear until STARTTLS, which must succeed before anything else is said (RFC 3207).
    #[default]
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Implicit,
    /// In clear; only for a relay on the same machine or a trusted wire.
    Plain,
}

/// Who we say we are.
#[derive(Debug, Clone, Default)]
pub enum Login {
    /// The relay knows us by our address.
    #[default]
    None,
    /// A password, by AUTH PLAIN or else AUTH LOGIN (RFC 4954).
    Password {
        /// Account.
        user: String,
        /// Password.
        secret: Secret,
    },
    /// An access token, by AUTH XOAUTH2.
    Token {
        /// Account.
        user: String,
        /// Access token.
        secret: Secret,
    },
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` out of sight.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("(secret)")
    }
}

/// How long each step of the dialogue may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// Until a connection stands, over all addresses of the host.
    pub connect: Duration,
    /// Greeting, EHLO, STARTTLS with its handshake, AUTH: each.
    pub greeting: Duration,
    /// MAIL, and RSET.
    pub mail: Duration,
    /// RCPT.
    pub rcpt: Duration,
    /// DATA, until the server waits for the message.
    pub data: Duration,
    /// Each piece of the message.
    pub block: Duration,
    /// From the final dot to the answer: shorter ones make duplicates.
    pub dot: Duration,
    /// QUIT: politeness is not worth a wait.
    pub quit: Duration,
}

impl Default for Deadlines {
    /// RFC 5321 section 4.5.3.2.
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(count * 60);
        Self {
            connect: minutes(5),
            greeting: minutes(5),
            mail: minutes(5),
            rcpt: minutes(5),
            data: minutes(2),
            block: minutes(3),
            dot: minutes(10),
            quit: Duration::from_secs(5),
        }
    }
}

impl Deadlines {
    /// The same for every step; for trying out and for tests.
    pub fn all(limit: Duration) -> Self {
        Self {
            connect: limit,
            greeting: limit,
            mail: limit,
            rcpt: limit,
            data: limit,
            block: limit,
            dot: limit,
            quit: limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_shows_that_something_has_changed_and_nothing_else() {
        let login = |user: &str, secret: &str| {
            let mut relay = Relay::new("mail.example.org", 587);
            relay.login = Login::Password {
                user: user.into(),
                secret: Secret::new(secret),
            };
            relay
        };
        let account = login("forewarn", "tr0ub4dor").account("1");
        assert_eq!(account.as_ref().map(String::len), Some(4));
        assert_eq!(login("forewarn", "tr0ub4dor").account("1"), account);
        assert_ne!(login("forewarn", "tr0ub4dor").account("2"), account);
        assert_ne!(login("forewarn", "tr0ub4dour").account("1"), account);
        assert_ne!(login("forewarned", "tr0ub4dor").account("1"), account);
        assert_eq!(Relay::new("mail.example.org", 587).account("1"), None);
    }

    #[test]
    fn a_secret_is_not_printed_with_its_settings() {
        let mut relay = Relay::new("mail.example.org", 587);
        for login in [
            Login::Password {
                user: "forewarn".into(),
                secret: Secret::new("tr0ub4dor"),
            },
            Login::Token {
                user: "forewarn".into(),
                secret: Secret::new("tr0ub4dor"),
            },
        ] {
            relay.login = login;
            assert!(!format!("{relay:?} {relay:#?}").contains("tr0ub4dor"));
        }
    }
}
