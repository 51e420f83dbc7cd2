//! Calendars: events that people's calendars take in, update and drop (RFC 5545, RFC 5546).
//!
//! What comes in: times, words, people, and what calendars were told before ([`Track`]). What goes
//! out: calendar objects as text, who is to be called or called off, and the tracks to store. Every
//! object is read back with [`examine`] before it leaves. It touches neither files nor clocks, and
//! knows nothing of mail.

pub mod amendment;
pub mod briefing;
pub mod downtime;
pub mod event;
pub mod examination;
pub mod feed;
pub mod invitation;
pub mod line;
pub mod maintnote;
pub mod reading;
pub mod track;
pub mod tracks;
pub mod uid;

pub use downtime::Downtime;
pub use event::{Event, Method, Organizer, Party};
pub use examination::examine;
pub use feed::Feed;
pub use reading::Flaw;
pub use track::{Present, Stage, Track};
pub use tracks::Tracks;
pub use uid::{Kind, Uid};
