//! Reader: who is corrected, and what is true for her.

use super::claim::Claim;
use super::kind::Kind;
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
    /// Whether she is here only by what she was told: she is in no list any more.
    pub(super) is_former: bool,
}

impl From<Concern<'_>> for Reader {
    fn from(concern: Concern<'_>) -> Self {
        Self {
            audience: concern.audience.clone(),
            group: concern.group.clone(),
            member: concern.member,
            claim: Arc::clone(concern.claim),
            is_former: false,
        }
    }
}

impl Reader {
    /// What has to be told to her when that is `kind`: that a window does not concern her is not known of
    /// whoever left the lists.
    pub(super) fn as_listed(&self, kind: Kind) -> Kind {
        match kind {
            Kind::Released if self.is_former => Kind::Unlisted,
            kind => kind,
        }
    }
}
