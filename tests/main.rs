//! Every integration test, in one binary.

mod harness;
mod smtp;
mod render;
mod templates;
mod wording;
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test owns its world and may fail loudly"
)]

mod dispatch;
mod fault;
mod ledger;
mod ledger_file;
mod recorder;
