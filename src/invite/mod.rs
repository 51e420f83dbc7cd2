//! Calendars: events that people's calendars take in, update and drop (RFC 5545, RFC 5546).
//!
//! What comes in: times, words, people, and what calendars were told before ([`Track`]). What goes
//! out: calendar objects as text, who is to be called or called off, and the tracks to store. Every
//! object is read back with [`examine`] before it leaves. It touches neither files nor clocks, and
//! knows nothing of mail.

pub mod briefing;
pub mod event;
pub mod line;
pub mod track;
pub mod uid;

pub use event::{Event, Method, Organizer, Party};
pub use track::{Present, Stage, Track, Tracks};
pub use uid::{Kind, Uid};
