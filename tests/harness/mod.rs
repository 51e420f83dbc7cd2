//! What tests stand on: made-up authorities and a mail server that can misbehave.

pub mod authority;
pub mod peer;
pub mod script;
