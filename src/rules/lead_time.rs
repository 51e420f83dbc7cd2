//! `lead-time`: everybody concerned hears as early as the policy asks, unless a named person
//! waived it.

use super::Case;
use crate::calendar::Calendar;
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::plan::Id;
use crate::plan::length::Length;
use crate::plan::window::{Status, Window};
use chrono::{Days, TimeDelta};
use std::collections::BTreeMap;

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
///
/// Days are counted on the readers' own clocks, as the notices themselves are: a night that begins
/// on Saturday in Singapore begins on Friday in Frankfurt.
pub fn breach(case: Case, window: &Window, audience: &Id) -> Option<Breach> {
    let wanted = case.plan.policy.lead_time(case.plan.size(window));
    let told = case.timeline.about(&window.id);
    let told = told.filter(|occurrence| occurrence.audience == *audience);
    let mut places = BTreeMap::new();
    for occurrence in told {
        let earliest = places
            .entry(occurrence.place())
            .or_insert(occurrence.moment);
        *earliest = (*earliest).min(occurrence.moment);
    }
    let late = places.into_iter().filter_map(|(place, first)| {
        let latest = latest(window, wanted, &case.directory.places[place].calendar)?;
        (first > latest).then_some(Breach {
            first,
            latest,
            wanted,
        })
    });
    late.max_by_key(|breach| breach.first)
}

/// The last moment at which people who live by this calendar may first hear of a window.
fn latest(window: &Window, wanted: Length, calendar: &Calendar) -> Option<Instant> {
    let start = calendar.zone.civil(window.start).date();
    let day = match wanted {
        Length::Minutes(minutes) => {
            let at = window.start - TimeDelta::minutes(minutes);
            calendar.zone.civil(at).date()
        }
        Length::Days(days) => start.checked_sub_days(Days::new(u64::from(days)))?,
        Length::WorkingDays(days) => calendar.business_days_before(start, days),
    };
    Some(calendar.zone.instant(day.and_hms_opt(23, 59, 0)?))
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
