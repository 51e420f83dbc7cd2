//! Arrival: whether what was sent reached somebody, as far as anybody can say.

use crate::ledger::{Book, Error, Record, Standing};
use crate::plan::milestone::Milestone;

/// Whether a delivery arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It did.
    Sure,
    /// Nobody can say.
    Possible,
    /// It did not.
    None,
}

impl Arrival {
    /// Whether a delivery arrived; nothing when it surely told nothing and corrects nothing.
    pub(super) fn of(book: &dyn Book, record: &Record) -> Result<Option<Self>, Error> {
        let standing = record.state.standing;
        let milestone = Milestone::from_slug(&record.planned.milestone);
        let corrects = milestone.is_some_and(Milestone::corrects);
        if standing == Standing::Accepted {
            return Ok(Some(Self::Sure));
        }
        // An answer that was lost is not found again by a later try that ended otherwise.
        let is_possible = standing.is_doubtful()
            || (record.state.tries > 1 && book.doubtful_tries(&record.planned.id)? > 0);
        Ok(match (is_possible, corrects) {
            (true, _) => Some(Self::Possible),
            (false, true) => Some(Self::None),
            (false, false) => None,
        })
    }
}
