//! Review: what was planned and what became of it, in minutes, for those who look back.

use super::course::{Night, Stage, stage};
use super::nights::Nights;
use crate::calendar::zone::Instant;
use crate::ledger::{Event, Happened};
use serde::Serialize;

/// What was planned for one night and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Review {
    /// The window.
    pub window: String,
    /// Whether the window still has the date it had then.
    pub is_current: bool,
    /// Where it stands.
    pub stage: Stage,
    /// The start that was published.
    pub planned_start: Instant,
    /// The end that was published before any extension.
    pub planned_end: Instant,
    /// When somebody said that it started.
    pub actual_start: Option<Instant>,
    /// When somebody said that everything is open, and it stayed so.
    pub actual_end: Option<Instant>,
    /// By how many minutes the published end was put off at last.
    pub extended_minutes: i64,
    /// How many minutes it took beyond the published end: unplanned downtime, which regulators
    /// count apart. Nothing while it goes on.
    pub overrun_minutes: Option<i64>,
    /// What was recorded, in order.
    pub recorded: Vec<Recorded>,
}

/// One thing that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Recorded {
    /// When it happened.
    pub at: Instant,
    /// What, as `record` calls it.
    pub what: &'static str,
    /// Who decided.
    pub by: Option<String>,
    /// Why, or how it goes.
    pub reason: Option<String>,
    /// The new end.
    pub until: Option<Instant>,
    /// What was kept and what has to be entered again.
    pub data_kept: Option<String>,
    /// What was not ready when it was decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unready: Vec<String>,
}

impl Recorded {
    fn of(event: &Event) -> Self {
        let mut recorded = Self {
            at: event.at,
            what: event.what.slug(),
            by: None,
            reason: None,
            until: None,
            data_kept: None,
            unready: Vec::new(),
        };
        match event.what.clone() {
            Happened::Started => {}
            Happened::Go { by, despite } => (recorded.by, recorded.unready) = (by, despite),
            Happened::NoGo {
                by,
                reason,
                unready,
            } => {
                (recorded.by, recorded.reason) = (by, Some(reason));
                recorded.unready = unready;
            }
            Happened::Progress { note, .. } => recorded.reason = note,
            Happened::Extended { until, reason, .. } => {
                (recorded.until, recorded.reason) = (Some(until), Some(reason));
            }
            Happened::Completed { data_kept } => recorded.data_kept = data_kept,
            Happened::RolledBack {
                by,
                reason,
                data_kept,
            } => {
                (recorded.by, recorded.reason) = (by, Some(reason));
                recorded.data_kept = Some(data_kept);
            }
            Happened::Reopened { reason, until } => {
                (recorded.until, recorded.reason) = (until, Some(reason));
            }
        }
        recorded
    }
}

impl Review {
    /// Of a window, by what was recorded of one date and the end that held at last.
    fn of(window: &str, events: &[&Event], end: Instant) -> Option<Self> {
        let (first, last) = (events.first()?, events.last()?);
        let (planned_start, planned_end) = first.planned;
        let is_start = |event: &&&Event| matches!(event.what, Happened::Started);
        let stage = stage(&last.what);
        let is_over = matches!(stage, Stage::Completed | Stage::RolledBack);
        let actual_end = is_over.then_some(last.at);
        let recorded = events.iter().map(|event| Recorded::of(event));
        Some(Self {
            window: window.to_owned(),
            is_current: true,
            stage,
            planned_start,
            planned_end,
            actual_start: events.iter().find(is_start).map(|event| event.at),
            actual_end,
            extended_minutes: (end - planned_end).num_minutes().max(0),
            overrun_minutes: actual_end.map(|end| (end - planned_end).num_minutes().max(0)),
            recorded: recorded.collect(),
        })
    }

    /// Of a date that the window has no more.
    pub(super) fn of_past(window: &str, events: &[Event]) -> Option<Self> {
        let (last, all) = (events.last()?, events.iter());
        let ends = all
            .clone()
            .rev()
            .filter(|event| event.planned == last.planned);
        let mut ends = ends.filter_map(|event| event.what.until());
        let end = ends.next().unwrap_or(last.planned.1);
        let review = Self::of(window, &all.collect::<Vec<_>>(), end)?;
        Some(Self {
            is_current: false,
            ..review
        })
    }
}

impl Night {
    /// What was planned and what became of it; nothing when nothing was recorded.
    pub fn review(&self) -> Option<Review> {
        let events = self.events().iter().map(|known| &known.event);
        let events: Vec<&Event> = events.collect();
        Review::of(self.window().as_str(), &events, self.end())
    }
}

impl Nights {
    /// Every night of which something was recorded, those on dates that their windows have no more
    /// among them; in the order of their dates.
    pub fn reviews(&self) -> Vec<Review> {
        let current = self.all().filter_map(Night::review);
        let mut reviews: Vec<Review> = current.chain(self.past().iter().cloned()).collect();
        reviews.sort_by(|one, other| {
            let [one, other] = [one, other].map(|night| (night.planned_start, &night.window));
            one.cmp(&other)
        });
        reviews
    }
}
