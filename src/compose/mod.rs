//! Words: a notice's facts in, one finished message out.
//!
//! A template is a mail draft in light Markdown; `compose` fills it from the facts, reads the
//! result as a handful of blocks, and writes those blocks twice: as plain text and as the HTML
//! inside one page frame. Both parts say the same because they are the same. Nothing here knows
//! an address, a file or the time; `load` is the only door.
//!
//! # A draft
//!
//! ```text
//! Subject: Planned: {{ what.label }} {{ what.state }} {{ when.days }}      the first that fits
//! Subject: Planned: {{ what.label }} {{ what.state }}                      in 60 characters wins
//! Preheader: What a mail list shows beside the subject.
//! Label: One or two words above the headline
//! Tone: calm, late, done or changed: the colour of the band
//!
//! # The headline
//!
//! A paragraph with **bold** words and a [link]({{ link }}).
//!
//! Off from                 a labelled value: a row of the table
//! : {{ when.start.long }}
//!
//! > Something to notice first.
//!
//! [A link alone]({{ link }})   becomes the button
//! ```
//!
//! Drafts lie under `<language>/<audience>/<kind of notice>.txt`; what several of them share lies
//! under `<language>/_parts`, the mail to the plan's owner under `<language>/_owner`, the page under `_layout`. Which draft words which notice is
//! [`lookup::chain`]; what a draft may name is [`view::View`].

mod accord;
pub mod bare;
pub mod block;
pub mod built_in;
mod clock;
mod column;
mod context;
pub mod draft;
pub mod fault;
mod fitted;
pub mod frame;
mod hours;
mod joint;
mod length;
pub mod load;
pub mod locale;
pub mod lookup;
pub mod markdown;
pub mod message;
pub mod moment;
pub mod nudge;
pub mod page;
mod pattern;
mod placed;
mod said;
mod shorter;
pub mod sums;
mod stray;
pub mod subjects;
pub mod templates;
pub mod text;
pub mod theme;
mod together;
mod token;
pub mod view;
pub mod vocabulary;
mod worded;
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

/// Words several notices for one group of readers as one message: the first one leads, and the
/// others follow as sections of their own.
pub fn compose_together(notices: &[&Notice], templates: &Templates) -> Result<Message, Findings> {
    templates.compose_together(notices)
}
