//! The plan: as written, then as meant.

pub mod address;
pub mod decode;
pub mod id;
pub mod impact;
pub mod length;
pub mod milestone;
pub mod moment;
pub mod money;
pub mod text;
mod word;
pub mod written;
pub mod yaml;
