//! Every integration test, in one binary.

mod harness;
mod render;
mod templates;
mod wording;
