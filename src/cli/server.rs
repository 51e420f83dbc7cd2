//! Server: the mail server that settings name, as meant. It reveals no secret and reads no file.

use super::secret::SecretFile;
use super::settings_file::{SecurityFile, SmtpFile};
use crate::channel::smtp::{Relay, Security};
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

/// A mail server that is named, and how to get in.
#[derive(Debug)]
pub(super) struct Server {
    /// What is known of it without a secret.
    pub(super) relay: Relay,
    /// Who we are there.
    pub(super) account: Account,
    /// Where certificates of further authorities lie.
    pub(super) authorities: Option<PathBuf>,
    /// How many messages a minute may leave.
    pub(super) per_minute: Option<NonZeroU32>,
}

/// Who we are at a server, with a secret that is still to be revealed.
#[derive(Debug)]
pub(super) enum Account {
    /// It knows us by our address.
    None,
    /// By a password.
    Password(String, SecretFile),
    /// By an access token.
    Token(String, SecretFile),
}

impl Server {
    /// The server that was written down; none without a host, which has its finding.
    pub(super) fn of(written: SmtpFile, folder: &Path) -> Option<Self> {
        let security = match written.security.map(|security| security.value) {
            None | Some(SecurityFile::Starttls) => Security::StartTls,
            Some(SecurityFile::Tls) => Security::Implicit,
            Some(SecurityFile::Plain) => Security::Plain,
        };
        let usual = match security {
            Security::StartTls => 587,
            Security::Implicit => 465,
            Security::Plain => 25,
        };
        let port = written.port.map_or(usual, |port| port.value);
        let mut relay = Relay::new(written.host?.value.0, port);
        relay.security = security;
        if let Some(hello) = written.hello {
            relay.hello = hello.value.0;
        }
        // A nought has its finding, and nothing leaves by these settings.
        let connections = written.connections.map(|most| usize::from(most.value));
        let messages = written.messages_per_connection;
        let messages = messages.map(|most| usize::try_from(most.value).unwrap_or(usize::MAX));
        if let Some(connections) = connections.and_then(NonZeroUsize::new) {
            relay.connections = connections;
        }
        if let Some(messages) = messages.and_then(NonZeroUsize::new) {
            relay.per_connection = messages;
        }
        let account = match (written.user, written.token, written.password) {
            (Some(user), Some(token), _) => Account::Token(user.value.0, token.value),
            (Some(user), None, Some(password)) => Account::Password(user.value.0, password.value),
            (None, ..) | (_, None, None) => Account::None,
        };
        let authorities = written.authorities;
        Some(Self {
            relay,
            account,
            authorities: authorities.map(|path| folder.join(&path.value.0)),
            per_minute: written
                .per_minute
                .and_then(|limit| NonZeroU32::new(limit.value)),
        })
    }
}
