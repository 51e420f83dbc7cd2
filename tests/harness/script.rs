//! What a mail server made for tests is to do, and where it is to misbehave.

use rustls::ServerConfig;
use std::sync::Arc;
use std::time::Duration;

/// A moment at which the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// A connection was made.
    Greeting,
    /// EHLO.
    Hello,
    /// STARTTLS.
    StartTls,
    /// Each line of a login.
    Auth,
    /// MAIL.
    Mail,
    /// RCPT.
    Rcpt,
    /// DATA.
    Data,
    /// In the middle of a message: after its first line.
    Body,
    /// The final dot.
    Dot,
    /// RSET.
    Reset,
    /// QUIT.
    Quit,
}

/// What the server does instead of its duty.
#[derive(Debug, Clone)]
pub enum Act {
    /// Answers this, `\r\n` added; a message answered so at its dot counts as taken only if it is
    /// a `2yz`.
    Say(&'static str),
    /// Answers these bytes as they are; takes nothing.
    Raw(&'static [u8]),
    /// Hangs up. At the dot: without having taken the message.
    Drop,
    /// Hangs up at the dot, having taken the message.
    TakeAndDrop,
    /// Says nothing more until the other side goes away. At the dot: having taken the message.
    Silence,
    /// Does its duty, but late.
    Slow(Duration),
    /// Answers in single bytes, this far apart.
    Drip(Duration),
    /// Answers as it should and forgets what else was sent at once.
    Forget,
}

/// The words in which a reader is refused, if she is.
pub type Unwanted = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What the server offers and where it misbehaves.
#[derive(Clone, Default)]
pub struct Script {
    /// Offers PIPELINING.
    pub pipelining: bool,
    /// Offers SIZE.
    pub size: bool,
    /// Offers STARTTLS, with this identity.
    pub starttls: Option<Arc<ServerConfig>>,
    /// Speaks TLS from the first byte, with this identity.
    pub implicit: Option<Arc<ServerConfig>>,
    /// Offers AUTH with these mechanisms.
    pub mechanisms: &'static str,
    /// Lines of a login that are accepted, whole.
    pub proofs: Vec<String>,
    /// Says to whom it takes no mail, and in which words.
    pub unwanted: Option<Unwanted>,
    /// Stage, first and last time, and what then; see [`Script::at`].
    pub rules: Vec<(Stage, usize, usize, Act)>,
    /// Recipient, which time, and what then; see [`Script::at_reader`].
    pub readers: Vec<(&'static str, usize, Act)>,
}

impl Script {
    /// Misbehaves at the `nth` time (from 1) a stage is reached, over all connections.
    pub fn at(mut self, stage: Stage, nth: usize, act: Act) -> Self {
        self.rules.push((stage, nth, nth, act));
        self
    }

    /// Misbehaves at the `nth` RCPT (from 1) of one reader, whoever comes before her.
    pub fn at_reader(mut self, reader: &'static str, nth: usize, act: Act) -> Self {
        self.readers.push((reader, nth, act));
        self
    }

    /// Misbehaves whenever a stage is reached.
    pub fn always(mut self, stage: Stage, act: Act) -> Self {
        self.rules.push((stage, 1, usize::MAX, act));
        self
    }

    /// Takes no mail to those for whom this gives words.
    pub fn refusing(
        mut self,
        unwanted: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.unwanted = Some(Arc::new(unwanted));
        self
    }

    /// The same with PIPELINING offered.
    pub fn pipelining(mut self) -> Self {
        self.pipelining = true;
        self
    }
}
