//! Ahead: what the next run would do about those who are not told a notice yet.

use super::outlook::Outlook;
use super::untold::Notice;
use crate::calendar::zone::{Instant, Zone};

/// What the next run would do about those who are not told yet.
#[derive(Default)]
pub(super) struct Ahead {
    /// Tell so many.
    pub(super) due: u64,
    /// Let so many wait for an approval.
    pub(super) held: u64,
    /// Let so many wait for the mail of a later notice.
    pub(super) riding: u64,
    /// Let some wait for their sending hours, which begin then.
    after_hours: Vec<(Instant, u64)>,
}

impl Ahead {
    /// That of a notice.
    pub(super) fn of(outlook: &Outlook, notice: &Notice) -> Self {
        Self {
            due: outlook.due(notice),
            held: outlook.held(notice),
            riding: outlook.riding(notice),
            after_hours: outlook.after_hours(notice),
        }
    }

    /// How many wait for their sending hours.
    pub(super) fn waiting(&self) -> u64 {
        self.after_hours.iter().map(|(_, number)| number).sum()
    }

    /// How many, and what becomes of them: `75 due now`, `3 wait for an approval`.
    pub(super) fn words(&self, zone: &Zone) -> Vec<(u64, String)> {
        let hour = |at: Instant| zone.civil(at).format("%a %-d %b %H:%M").to_string();
        let mut words = vec![
            (self.due, "due now".to_owned()),
            (self.held, "wait for an approval".to_owned()),
            (self.riding, "told with a later notice".to_owned()),
        ];
        let waits = self.after_hours.iter();
        words.extend(waits.map(|(at, number)| (*number, format!("wait until {}", hour(*at)))));
        words
    }
}
