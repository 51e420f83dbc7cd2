//! What tests stand on: a world of one's own, made-up authorities, a mail server that can
//! misbehave, notices.

pub mod authority;
mod hospital;
pub mod notices;
pub mod peer;
pub mod script;
pub mod world;
