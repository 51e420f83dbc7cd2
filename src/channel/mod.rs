//! Ways to carry a message: a folder of files, or a mail server.

pub mod barred;
pub mod mime;
pub mod outbox;
pub mod smtp;
pub mod whole_file;

use crate::notice::receipt::Receipt;
use std::num::NonZeroUsize;

/// Who a mail is from and to, as the server is told; not its headers (RFC 5321 section 2.3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Reverse-path: where bounces go.
    pub sender: String,
    /// Forward-path: the one recipient.
    pub recipient: String,
    /// A name for the delivery that is stable over runs and safe in file names.
    pub key: String,
}

/// A way to carry messages.
pub trait Channel: Send + Sync {
    /// Opens one line. Several may be open at once, each on its own thread.
    fn connect(&self) -> Result<Box<dyn Line>, Unreachable>;

    /// How many lines may be open at once.
    fn width(&self) -> NonZeroUsize;

    /// Whether a delivery with this key already lies there, if the channel can look back.
    fn find(&self, key: &str) -> Option<bool>;

    /// The login that was refused, if one was; its account shows under the salt.
    fn refused_login(&self, _salt: &str) -> Option<RefusedLogin> {
        None
    }
}

/// A login that was refused, and would be refused again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLogin {
    /// The fingerprint of server, account and secret; nobody can find them by it.
    pub account: String,
    /// What was wrong, with the server's words.
    pub words: String,
}

/// One open line of a channel. After any answer that broke the line, the next call reconnects.
pub trait Line: Send {
    /// Everything up to the moment before the message itself: nothing can have arrived yet.
    /// `Ok` means the channel waits for the message.
    fn offer(&mut self, envelope: &Envelope, size: usize) -> Result<(), Receipt>;

    /// Hands over as much of the message as may travel before its end, after a successful
    /// [`Line::offer`]. Nothing can have arrived yet: a message without its end is none. A channel
    /// that has no use for this waits for [`Line::deliver`].
    fn hand_over(&mut self, _message: &[u8]) -> Result<(), Receipt> {
        Ok(())
    }

    /// The message, or what of it was not handed over, and its end.
    fn deliver(&mut self, message: &[u8]) -> Receipt;

    /// Why the last answer was about no message, but about the line: a setting has to be mended
    /// before anything is taken. Said once.
    fn shut(&mut self) -> Option<Unreachable> {
        None
    }

    /// Says goodbye, politely and briefly.
    fn close(&mut self);
}

/// The channel cannot be used at all right now: no server, no login, no trust.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{what}")]
pub struct Unreachable {
    /// What is wrong, with the endpoint in it.
    pub what: String,
    /// What the operator can do about it.
    pub hint: String,
    /// Whether a later run may well succeed without anyone changing anything.
    pub passing: bool,
}
