//! Scanning: which files still name an address that will change.
//!
//! In come the plan's endpoints and a folder; out comes what stands where, and what was not read and
//! why. `literal`, `host` and `sought` say what a line of text names, exactly; `walk` is the door: it
//! goes through folders and hands over the lines that may name something. Nothing here prints, knows
//! a person, or changes a file.

pub mod escape;
pub mod harvest;
pub mod host;
pub mod literal;
pub mod sought;
pub mod walk;
