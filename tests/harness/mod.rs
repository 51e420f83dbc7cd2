//! What tests share.

pub mod notices;
