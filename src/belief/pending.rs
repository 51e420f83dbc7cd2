//! Pending: a correction that is still under way to somebody, or was refused.

use super::claim::Claim;
use std::sync::Arc;

/// A correction that did not surely arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its notice.
    pub notice: String,
    /// Its revision.
    pub revision: u32,
    /// What it claims.
    pub claim: Arc<Claim>,
    /// Whether it was refused, and is not offered again.
    pub is_refused: bool,
}
