//! `lead-time`: everybody concerned hears as early as the policy asks, unless a named person
//! waived it.

use super::Case;
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::Id;
use crate::plan::length::Length;
use crate::plan::window::{Status, Window};
use chrono::{Days, TimeDelta};

/// A first notice that comes too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    /// When the first notice is told.
    pub first: Instant,
    /// When it should have been, at the latest.
    pub latest: Instant,
    /// The lead time the policy asks for.
    pub wanted: Length,
}

/// Whether the first notice about a window reaches an audience too late.
pub fn breach(case: Case, window: &Window, audience: &Id) -> Option<Breach> {
    let plan = case.plan;
    let wanted = plan.policy.lead_time(plan.size(window));
    let start = plan.zone.civil(window.start).date();
    let day = match wanted {
        Length::Minutes(minutes) => plan
            .zone
            .civil(window.start - TimeDelta::minutes(minutes))
            .date(),
        Length::Days(days) => start.checked_sub_days(Days::new(u64::from(days)))?,
        Length::WorkingDays(days) => plan.calendar.business_days_before(start, days),
    };
    let latest = plan.zone.instant(day.and_hms_opt(23, 59, 0)?);
    let told = case.timeline.occurrences.iter();
    let told = told
        .filter(|occurrence| occurrence.window == window.id && occurrence.audience == *audience);
    let mut first: Option<Instant> = None;
    let mut places = std::collections::BTreeMap::new();
    for occurrence in told {
        let earliest = places.entry(occurrence.place).or_insert(occurrence.moment);
        *earliest = (*earliest).min(occurrence.moment);
    }
    for earliest in places.into_values() {
        first = Some(first.map_or(earliest, |first: Instant| first.max(earliest)));
    }
    first.filter(|first| *first > latest).map(|first| Breach {
        first,
        latest,
        wanted,
    })
}

/// Reports every breach that nobody waived.
pub fn check(case: Case, findings: &mut Findings) {
    for (_, window) in case.plan.windows() {
        let waived = case
            .plan
            .policy
            .waivers
            .iter()
            .any(|waiver| waiver.window == window.id);
        if waived || window.status == Status::Cancelled {
            continue;
        }
        for audience in &case.plan.audiences {
            let Some(breach) = breach(case, window, &audience.id) else {
                continue;
            };
            let civil = |instant| case.plan.zone.civil(instant).date();
            let message = format!(
                "{} first hear of `{}` on {}, later than the policy's {} before the start",
                audience.name,
                window.id,
                civil(breach.first),
                breach.wanted
            );
            let finding = Diagnostic::new(Code::LEAD_TIME, message).at(
                window.start_span,
                format!("they should hear by {}", civil(breach.latest)),
            );
            findings.push(finding.help("move the window or the notice, or let a named person waive it: `policy: {waivers: [{window: …, rule: lead-time, by: …, because: …}]}`"));
        }
    }
}
