//! Every integration test, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test owns its world and may fail loudly"
)]

mod checked;
mod dispatch;
mod fault;
mod harness;
mod ledger;
mod ledger_file;
mod plans;
mod readme;
mod recorder;
mod render;
mod rules;
mod smtp;
mod templates;
mod wording;
