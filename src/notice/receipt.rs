//! What a channel answered to one delivery.

/// The verdict on one delivery, as far as the channel could tell.
///
/// The difference that matters: before the final dot nothing can have arrived, after it everything
/// may have (RFC 5321 section 4.2.5 and RFC 1047).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// Taken over: `250` after the dot (RFC 5321 section 4.2.5).
    Accepted {
        /// The server's words, one line.
        answer: String,
    },
    /// Not now: a `4yz` reply, or the connection ended before the dot; trying again is safe.
    Deferred {
        /// The server's words or what broke, one line.
        answer: String,
    },
    /// Never: a `5yz` reply; trying again is useless.
    Refused {
        /// The server's words, one line.
        answer: String,
        /// What it was said to.
        against: Against,
    },
    /// The dot was written and no answer was read: the notice may have arrived.
    InDoubt {
        /// What broke, one line.
        answer: String,
    },
}

impl Receipt {
    /// What was answered, one line.
    pub fn into_answer(self) -> String {
        match self {
            Self::Accepted { answer }
            | Self::Deferred { answer }
            | Self::Refused { answer, .. }
            | Self::InDoubt { answer } => answer,
        }
    }
}

/// What a channel refused, as far as it could tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Against {
    /// The sender. It would be said of every message.
    Sender,
    /// The reader's address. It may be said of every address.
    Address,
    /// The reader's address; somebody else's is taken at the same time.
    Reader,
    /// The reader's address; somebody else's, to whom a message was taken before, is refused too.
    Everybody,
    /// The message.
    Message,
}
