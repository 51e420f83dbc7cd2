//! What an outage does to a service.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an outage does to a service; the order is by weight.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Impact {
    /// Works, but slower.
    Slower,
    /// Can be looked at, not changed.
    ReadOnly,
    /// Cannot be used.
    Off,
}

impl Impact {
    /// Its name in plans and locales.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Slower => "slower",
            Self::ReadOnly => "read-only",
            Self::Off => "off",
        }
    }
}
