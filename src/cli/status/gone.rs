//! Gone: deliveries that are of no notice of the plan as it is, and where they stand.

use super::stands::{Stands, standings_json};
use crate::calendar::zone::{Instant, Zone};
use crate::ledger::Standing;
use crate::plan::milestone::Milestone;
use serde_json::{Value, json};

/// Deliveries of a notice that is not in the plan, and where they stand: it is no longer, or it is a
/// correction, or it was told for a date that its window has no more.
pub(super) struct Gone {
    pub(super) notice: String,
    pub(super) audience: String,
    pub(super) window: String,
    pub(super) moment: Instant,
    pub(super) milestone: Option<Milestone>,
    /// The start of its window of which it spoke, when that is another one by now.
    pub(super) superseded: Option<Instant>,
    pub(super) stands: Stands,
}

impl Gone {
    pub(super) fn corrects(&self) -> bool {
        self.milestone.is_some_and(Milestone::corrects)
    }

    /// The day it stands for: of a date that is no more when it left, else when it was to be told.
    pub(super) fn at(&self) -> Instant {
        let left = self.superseded.and_then(|_| self.stands.since());
        left.unwrap_or(self.moment)
    }

    /// How many deliveries there are.
    pub(super) fn number(&self) -> u64 {
        self.stands.standings.values().sum()
    }

    /// Whether any of them was tried.
    pub(super) fn was_tried(&self) -> bool {
        let mut standings = self.stands.standings.keys();
        standings.any(|standing| *standing != Standing::Skipped)
    }

    /// `148 sent`, `2 refused`; `2 sent, for Sat 6 Mar 22:00`.
    pub(super) fn words(&self, zone: &Zone) -> String {
        let mut words = self.stands.words(zone, self.at());
        words.extend(self.superseded.map(|start| {
            let start = zone.civil(start);
            format!("for {}", start.format("%a %-d %b %H:%M"))
        }));
        words.join(", ")
    }

    pub(super) fn json(&self) -> Value {
        let corrects = self.corrects();
        json!({
            "notice": self.notice,
            "audience": self.audience,
            "window": self.window,
            "at": self.at().to_rfc3339(),
            "corrects": corrects,
            "gone": !corrects,
            "of-start": self.superseded.map(|start| start.to_rfc3339()),
            "planned": if corrects { self.number() } else { 0 },
            "withheld": 0,
            "awaits-word": false,
            "told-again": self.stands.again,
            "told-later": 0,
            "missed": 0,
            "not-told": 0,
            "due": 0,
            "awaits-approval": 0,
            "after-hours": 0,
            "with-later": 0,
            "awaits-correction": 0,
            "cannot-leave": 0,
            "standings": standings_json(&self.stands.standings),
            "not-reached": self.stands.json(),
        })
    }
}
