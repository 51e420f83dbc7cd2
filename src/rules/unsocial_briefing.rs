//! `unsocial-briefing`: who is invited to a briefing is at work when it is held.

use super::Case;
use crate::calendar::Calendar;
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::directory::groups;
use crate::plan::briefing::Briefing;
use crate::plan::window::Status;
use chrono::NaiveTime;
use std::collections::{BTreeMap, BTreeSet};

/// Reports briefings outside the working hours of everybody invited, or of some of them when
/// nothing is said of what they can do otherwise.
pub fn check(case: Case, findings: &mut Findings) {
    for briefing in &case.plan.briefings {
        let invited = invited(case, briefing);
        let all: usize = invited.values().sum();
        let asleep = |place: &usize| {
            !at_work(
                &case.directory.places[*place].calendar,
                [briefing.start, briefing.end],
            )
        };
        let away = invited.iter().filter(|(place, _)| asleep(place));
        let away: Vec<(&usize, &usize)> = away.collect();
        let count: usize = away.iter().map(|(_, readers)| **readers).sum();
        if count == 0 || (count < all && briefing.otherwise.is_some()) {
            continue;
        }
        findings.push(finding(case, briefing, *away[0].0, [count, all]));
    }
}

fn finding(case: Case, briefing: &Briefing, place: usize, [away, all]: [usize; 2]) -> Diagnostic {
    let zone = &case.directory.places[place].calendar.zone;
    let there = zone.civil(briefing.start).format("%A %H:%M");
    let readers = match (away, all) {
        (1, 1) => "the only one invited".to_owned(),
        (away, all) if away == all => format!("all {all} who are invited"),
        (away, all) => format!("{away} of the {all} who are invited"),
    };
    let message = format!(
        "the briefing `{}` is outside the working hours of {readers}: {there} in {}",
        briefing.id,
        zone.name()
    );
    let finding = Diagnostic::new(Code::UNSOCIAL_BRIEFING, message)
        .at(briefing.start_span, "people are not at work then");
    let windows = briefing.windows.iter();
    let mut windows = windows.filter_map(|id| Some(case.plan.window(id)?.1));
    let finding = match windows.next() {
        Some(window) => finding.at(window.start_span, "the window it is about"),
        None => finding,
    };
    finding.help("hold it on a working day between 08:00 and 18:00 of its readers; for those far away name a second session or a recording under `otherwise`")
}

/// How many are invited, by their place.
fn invited(case: Case, briefing: &Briefing) -> BTreeMap<usize, usize> {
    let mut members: BTreeSet<(usize, usize)> = BTreeSet::new();
    let windows = briefing.windows.iter();
    let windows = windows.filter_map(|id| Some(case.plan.window(id)?.1));
    for window in windows.filter(|window| window.status != Status::Cancelled) {
        let Some(audience) = case.plan.audience(&briefing.audience) else {
            continue;
        };
        for group in groups(case.plan, case.directory, audience, window) {
            members.extend(group.members.iter().map(|index| (group.place, *index)));
        }
    }
    let mut invited = BTreeMap::new();
    for (place, _) in members {
        *invited.entry(place).or_default() += 1;
    }
    invited
}

/// Whether people who live by this calendar work while a meeting lasts: on a business day, from
/// eight to six or in their sending hours, whichever is wider.
fn at_work(calendar: &Calendar, [start, end]: [Instant; 2]) -> bool {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a full hour exists");
    let from = calendar.hours.from().min(hour(8));
    let to = calendar.hours.to().max(hour(18));
    let [start, end] = [start, end].map(|instant| calendar.zone.civil(instant));
    calendar.is_business_day(start.date())
        && end.date() == start.date()
        && from <= start.time()
        && end.time() <= to
}
