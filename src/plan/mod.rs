//! The plan: as written, then as meant.

pub mod milestone;
