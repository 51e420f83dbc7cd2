//! When people work: zones, working days, sending hours, holidays and freezes.

pub mod zone;
