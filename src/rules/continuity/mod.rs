//! Continuity: what a careful colleague would say about the hours of a window. One file per rule.
//!
//! A plan that says nothing of steps, way back, backup or rehearsal is asked for none of them; once it
//! says some of it, the other half of a pair is missed.

mod half_said;
mod late_checkpoint;
mod long_disruption;
mod long_outage;
mod long_way_back;
mod long_work;
mod mixed_severity;
mod no_way_on;
mod old_backup;
mod thin_margin;
mod unrehearsed;

use super::Case;
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
use crate::plan::Plan;
use crate::plan::length::Length;
use crate::plan::window::{Status, Window};
use chrono::{NaiveDate, TimeDelta};

/// What a rule of this folder may look at.
#[derive(Clone, Copy)]
struct Hours<'a> {
    plan: &'a Plan,
    window: &'a Window,
    /// The day that counts as today, where the work is done.
    today: NaiveDate,
}

/// Everything these rules find about the windows that are not over.
pub fn check(case: Case, findings: &mut Findings) {
    for (_, window) in case.plan.windows() {
        if window.status == Status::Cancelled || window.end <= case.now {
            continue;
        }
        let hours = Hours {
            plan: case.plan,
            window,
            today: window.zone.civil(case.now).date(),
        };
        let rules = [
            long_work::check,
            long_way_back::check,
            late_checkpoint::check,
            long_outage::check,
            long_disruption::check,
            old_backup::check,
            no_way_on::check,
            thin_margin::check,
            unrehearsed::check,
            mixed_severity::check,
            half_said::check,
        ];
        for rule in rules {
            rule(hours, findings);
        }
    }
}

impl Hours<'_> {
    /// A finding about the window, at `span` and at its start.
    fn finding(&self, code: Code, message: String, span: Span) -> Diagnostic {
        let finding = Diagnostic::new(code, message).at(span, "");
        finding.at(self.window.start_span, "the window starts here")
    }

    /// An instant on the clocks where the work is done, with its day where that is not plain.
    fn clock(&self, instant: Instant) -> String {
        let window = self.window;
        let is_near = instant >= window.start - TimeDelta::hours(12)
            && instant <= window.start + TimeDelta::hours(24);
        let shape = if is_near {
            "%-H:%M"
        } else {
            "%a %-d %b, %-H:%M"
        };
        window.zone.civil(instant).format(shape).to_string()
    }

    /// The instant so many minutes after the start.
    fn after(&self, minutes: i64) -> Instant {
        self.window.start + TimeDelta::minutes(minutes)
    }
}

/// Minutes in words.
fn words(minutes: i64) -> String {
    Length::Minutes(minutes).to_string()
}
