//! What tests stand on: made-up authorities, a mail server that can misbehave, notices.

pub mod authority;
mod hospital;
pub mod notices;
pub mod peer;
pub mod script;
