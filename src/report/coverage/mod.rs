//! The coverage of a plan, for people and for programs.

pub mod files;
pub mod matrix;
pub mod page;
pub mod words;
