//! Told: a notice that somebody was told, as she can refer to it.

use crate::calendar::zone::Instant;
use crate::ledger::Record;
use std::sync::Arc;

/// A notice that was told.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Told {
    /// When it was settled.
    pub at: Instant,
    /// Its id.
    pub notice: Arc<str>,
    /// Its revision.
    pub revision: u32,
    /// The Message-ID of the mail in which it was told, when that has the name of another notice.
    pub mail: Option<Arc<str>>,
    /// When it was to be told by plan; what it gave to calendars is not younger.
    pub moment: Instant,
}

impl Told {
    pub(super) fn of(record: &Record) -> Self {
        let planned = &record.planned;
        // The key of a delivery stands in the name of its own mail; most leave in that.
        let mail = Some(planned.message_id.as_str());
        let mail = mail.filter(|mail| !mail.is_empty() && !mail.contains(planned.id.as_str()));
        Self {
            at: record.state.at,
            notice: planned.notice.as_str().into(),
            revision: planned.revision,
            mail: mail.map(Arc::from),
            moment: planned.moment,
        }
    }
}
