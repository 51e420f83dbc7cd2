//! A worded notice: what a mail needs, before it has a recipient.

/// Stands where the reader's name belongs; a message is worded once for a whole group.
pub const NAME_SLOT: &str = "QFWNAMEQ";

/// One notice in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// One line, without control characters.
    pub subject: String,
    /// The text part: 72 columns, every fact in it.
    pub text: String,
    /// The HTML part: one complete page, the same facts.
    pub html: String,
    /// What a mail list shows beside the subject.
    pub preheader: String,
}
