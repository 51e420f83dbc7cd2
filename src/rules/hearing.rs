//! Hearing: when the people of an audience at one place first hear of a window, and until when the
//! policy wants them to.

use super::Case;
use crate::calendar::Calendar;
use crate::calendar::zone::Instant;
use crate::plan::Id;
use crate::plan::length::Length;
use crate::plan::policy::{Waivable, Waiver, hear_by};
use crate::plan::window::Window;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// How people at one place hear of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hearing<'a> {
    /// When they hear of it first: when they did, when they will, or now at the earliest.
    pub first: Instant,
    /// The same on their calendar.
    pub day: NaiveDate,
    /// The last day on which the policy wants them to hear, on their calendar.
    pub by: NaiveDate,
    /// How many days before the start they hear, on their calendar.
    pub ahead: i64,
    /// Whether that is early enough.
    pub timing: Timing<'a>,
}

/// Whether people hear early enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing<'a> {
    /// As early as the policy asks.
    InTime,
    /// They were told, later than the plan meant and the policy asks.
    ToldLate,
    /// Later than the policy asks, and a named person allowed it.
    ShortNotice(&'a Waiver),
    /// The plan tells them later than the policy asks.
    TooLate,
    /// The plan would have told them in time, but nobody was told and the time is over.
    Overdue,
}

impl Timing<'_> {
    /// How bad it is; the worst is the greatest.
    fn rank(&self) -> u8 {
        match self {
            Self::InTime => 0,
            Self::ToldLate => 1,
            Self::ShortNotice(_) => 2,
            Self::TooLate => 3,
            Self::Overdue => 4,
        }
    }
}

impl Hearing<'_> {
    /// What hearings are weighed by: the worst is the greatest.
    pub(super) fn weight(&self) -> (u8, Instant) {
        (self.timing.rank(), self.first)
    }
}

/// How each place of an audience hears of a window; nothing for places that no notice tells.
///
/// Days are counted on the readers' own clocks, as the notices themselves are: a night that begins
/// on Saturday in Singapore begins on Friday in Frankfurt.
pub fn hearings<'a>(
    case: Case<'a>,
    window: &Window,
    audience: &Id,
) -> BTreeMap<usize, Hearing<'a>> {
    let mut planned: BTreeMap<usize, Instant> = BTreeMap::new();
    let about = case.timeline.about(&window.id);
    let informing =
        about.filter(|notice| notice.audience == *audience && notice.milestone.informs());
    for notice in informing {
        for place in &notice.places {
            let earliest = planned.entry(*place).or_insert(notice.moment);
            *earliest = (*earliest).min(notice.moment);
        }
    }
    let facts = Facts {
        wanted: case.plan.policy.lead_time(case.plan.size(window)),
        told: case.told.of(&window.id, audience),
        waiver: case
            .plan
            .policy
            .waiver(Waivable::LeadTime, &window.id, None),
        now: case.now,
    };
    let places = planned.into_iter();
    places
        .filter_map(|(place, planned)| {
            let calendar = &case.directory.places[place].calendar;
            Some((place, facts.hearing(window, planned, calendar)?))
        })
        .collect()
}

/// Whether an audience hears of a window later than the policy asks, by plan or by now.
pub fn is_late(case: Case, window: &Window, audience: &Id) -> bool {
    let hearings = hearings(case, window, audience);
    let mut timings = hearings.values().map(|hearing| hearing.timing);
    timings.any(|timing| timing != Timing::InTime)
}

/// How soon a window begins, in words: `within a day`, `in 12 days`.
pub(super) fn begins(case: Case, window: &Window) -> String {
    match (window.start - case.now).num_days() {
        0 => "within a day".to_owned(),
        1 => "in 1 day".to_owned(),
        days => format!("in {days} days"),
    }
}

/// What all places of an audience share.
struct Facts<'a> {
    wanted: Length,
    told: Option<Instant>,
    waiver: Option<&'a Waiver>,
    now: Instant,
}

impl<'a> Facts<'a> {
    fn hearing(
        &self,
        window: &Window,
        planned: Instant,
        calendar: &Calendar,
    ) -> Option<Hearing<'a>> {
        let begins = calendar.zone.civil(window.start).date();
        let by = hear_by(window.start, self.wanted, calendar)?;
        let latest = calendar.zone.instant(by.and_hms_opt(23, 59, 0)?);
        // What was not told when it was due can be told now at the earliest.
        let open = window.start > self.now;
        let first = match self.told {
            Some(told) => told,
            None if open => planned.max(self.now),
            None => planned,
        };
        let timing = match self.waiver {
            _ if first.max(planned) <= latest => Timing::InTime,
            Some(waiver) => Timing::ShortNotice(waiver),
            None if planned > latest => Timing::TooLate,
            None if self.told.is_some() => Timing::ToldLate,
            None => Timing::Overdue,
        };
        let day = calendar.zone.civil(first).date();
        Some(Hearing {
            first,
            day,
            by,
            ahead: (begins - day).num_days(),
            timing,
        })
    }
}
