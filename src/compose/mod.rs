//! Words: a notice's facts in, one finished message out.
//!
//! A template is a mail draft in light Markdown; `compose` fills it from the facts, reads the
//! result as a handful of blocks, and writes those blocks twice: as plain text and as the HTML
//! inside one page frame. Both parts say the same because they are the same. Nothing here knows
//! an address, a file or the time; `load` is the only door.

pub mod block;
pub mod draft;
pub mod fault;
pub mod frame;
pub mod load;
pub mod locale;
pub mod lookup;
pub mod markdown;
pub mod message;
pub mod moment;
pub mod page;
pub mod templates;
pub mod text;
pub mod theme;
pub mod view;
pub mod vocabulary;
pub mod words;
pub mod wrap;

use crate::compose::message::Message;
use crate::compose::templates::Templates;
use crate::diagnostic::Findings;
use crate::notice::Notice;

/// Words a notice for its group of readers; the reader's name stays a slot.
///
/// What goes wrong here goes wrong in a template, so it comes back as findings that point into it.
pub fn compose(notice: &Notice, templates: &Templates) -> Result<Message, Findings> {
    templates.compose(notice)
}
