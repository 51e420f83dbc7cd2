//! Every integration test, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test owns its world and may fail loudly"
)]

mod beginning;
mod book;
mod checked;
mod coverage;
mod cron;
mod dispatch;
mod fault;
mod harness;
mod house;
mod hostile;
mod language;
mod ledger;
mod ledger_file;
mod plans;
mod readme;
mod recorder;
mod render;
mod rules;
mod scheduling;
mod sending;
mod smtp;
mod templates;
mod timeline;
mod vectors;
mod wording;
