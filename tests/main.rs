//! Every integration test, in one binary.

mod harness;
mod smtp;
mod render;
mod templates;
mod wording;
