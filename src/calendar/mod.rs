//! When people work: zones, working days, sending hours, holidays and freezes.

pub mod load;
pub mod release;
pub mod zone;
