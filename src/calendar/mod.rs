//! When people work: zones, working days, sending hours, holidays and freezes.

mod content_line;
pub mod holiday;
pub mod icalendar;
pub mod load;
pub mod place;
pub mod release;
pub mod zone;

pub use holiday::Holidays;
