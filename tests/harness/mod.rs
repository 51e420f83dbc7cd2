//! What tests share.

mod hospital;
pub mod notices;
