//! Every integration test, in one binary.

mod checked;
mod plans;
mod rules;
