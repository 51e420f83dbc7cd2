//! Reader: who is corrected, and what is true for her.

use super::claim::Claim;
use super::truth::Concern;
use crate::directory::Group;
use crate::plan::Id;
use std::sync::Arc;

/// Who is corrected, and what is true for her.
pub(super) struct Reader {
    /// The audience as which she is told.
    pub(super) audience: Id,
    /// Her group.
    pub(super) group: Group,
    /// Her index among the audience's recipients.
    pub(super) member: usize,
    /// What is true for her.
    pub(super) claim: Arc<Claim>,
}

impl From<Concern<'_>> for Reader {
    fn from(concern: Concern<'_>) -> Self {
        Self {
            audience: concern.audience.clone(),
            group: concern.group.clone(),
            member: concern.member,
            claim: Arc::clone(concern.claim),
        }
    }
}
