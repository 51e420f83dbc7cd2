//! Rules: what a careful colleague would say about a dated plan. One file per rule.

pub mod colliding_names;
pub mod late_briefing;
pub mod late_start;
pub mod lead_time;
pub mod new_date;
pub mod nobody_to_tell;
pub mod short_decision;
pub mod still_provisional;
pub mod unused_rule;

use crate::calendar::zone::Instant;
use crate::diagnostic::Findings;
use crate::directory::Directory;
use crate::plan::Plan;
use crate::timeline::Timeline;

/// What a rule may look at.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its people.
    pub directory: &'a Directory,
    /// Its dates.
    pub timeline: &'a Timeline,
    /// The instant that counts as now.
    pub now: Instant,
}

/// Everything the rules find.
pub fn check(case: Case, findings: &mut Findings) {
    nobody_to_tell::check(case, findings);
    lead_time::check(case, findings);
    still_provisional::check(case, findings);
    new_date::check(case, findings);
    late_briefing::check(case, findings);
    short_decision::check(case, findings);
    unused_rule::check(case, findings);
    colliding_names::check(case, findings);
    late_start::check(case, findings);
}
