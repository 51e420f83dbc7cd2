//! A mail server as a channel (RFC 5321), spoken to in our own words.
//!
//! Gives lines whose receipts say on which side of the final dot something broke: before it nothing
//! can have arrived, after it everything may have. Never sends anything in clear unless told to,
//! never accepts a certificate it cannot check, never tries a refused login again.

mod hindrance;
mod line;
mod relay;
mod reply;
mod session;
mod stuffing;
mod trust;
mod wire;
mod witness;

pub use relay::{Deadlines, Login, Relay, Secret, Security};

use crate::channel::{Channel, Line, RefusedLogin, Unreachable};
use line::SmtpLine;
use rustls::ClientConfig;
use std::num::NonZeroUsize;
use std::sync::Arc;
use witness::Witness;

/// The mail server.
#[derive(Debug)]
pub struct Smtp {
    relay: Arc<Relay>,
    trust: Option<Arc<ClientConfig>>,
    witness: Arc<Witness>,
}

impl Smtp {
    /// A channel to `relay`; reads whom this machine trusts, connects to nobody yet.
    pub fn new(relay: Relay) -> Result<Self, Unreachable> {
        let plain =
            |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        if !plain(&relay.hello) || !plain(&relay.host) {
            return Err(Unreachable {
                what: format!(
                    "the mail server `{}` cannot be used: its name or the name we greet it with \
                     is empty or has a space or a letter outside ASCII",
                    relay.host.escape_debug()
                ),
                hint: "correct the host and the greeting name in the mail server settings"
                    .to_owned(),
                passing: false,
            });
        }
        let trust = match relay.security {
            Security::Plain => None,
            Security::StartTls | Security::Implicit => Some(trust::establish(
                wire::machine_authorities(),
                relay.authorities.as_deref(),
            )?),
        };
        Ok(Self {
            relay: Arc::new(relay),
            trust,
            witness: Arc::default(),
        })
    }

    /// The same, which knows from earlier that messages to this one are taken.
    pub fn knowing(self, recipient: &str) -> Self {
        self.witness.saw(recipient);
        self
    }
}

impl Channel for Smtp {
    fn connect(&self) -> Result<Box<dyn Line>, Unreachable> {
        let line = SmtpLine::open(
            Arc::clone(&self.relay),
            self.trust.clone(),
            Arc::clone(&self.witness),
        )?;
        Ok(Box::new(line))
    }

    fn width(&self) -> NonZeroUsize {
        self.relay.connections
    }

    /// A mail server cannot be asked what it took over.
    fn find(&self, _key: &str) -> Option<bool> {
        None
    }

    fn refused_login(&self, salt: &str) -> Option<RefusedLogin> {
        Some(RefusedLogin {
            account: self.relay.account(salt)?,
            words: self.witness.refusal()?,
        })
    }
}
