//! Rules: what a careful colleague would say about a dated plan. One file per rule.

pub mod barred_alternative;
pub mod colliding_names;
pub mod continuity;
pub mod coverage;
pub mod far_date;
pub mod hearing;
pub mod late_briefing;
pub mod late_item;
pub mod late_objection;
pub mod late_start;
pub mod lead_time;
pub mod left_out;
pub mod new_date;
pub mod no_department;
pub mod nobody_to_tell;
pub mod notice_order;
pub mod same_alternative;
pub mod short_decision;
pub mod still_provisional;
pub mod stranded_briefing;
pub mod told;
pub mod unprepared;
pub mod unsocial_briefing;
pub mod untold_step;
pub mod unused_rule;

use crate::calendar::zone::Instant;
use crate::diagnostic::Findings;
use crate::directory::Directory;
use crate::plan::Plan;
use crate::timeline::Timeline;
use coverage::Coverage;
use told::Told;

/// What a rule may look at.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its people.
    pub directory: &'a Directory,
    /// Its dates.
    pub timeline: &'a Timeline,
    /// Who was told of what, by the ledger.
    pub told: &'a Told,
    /// The instant that counts as now.
    pub now: Instant,
}

/// Everything the rules find.
pub fn check(case: Case, findings: &mut Findings) {
    let coverage = Coverage::of(case);
    nobody_to_tell::check(&coverage, findings);
    no_department::check(case, findings);
    lead_time::check(case, &coverage, findings);
    unprepared::check(case, &coverage, findings);
    still_provisional::check(case, findings);
    same_alternative::check(case, findings);
    barred_alternative::check(case, findings);
    continuity::check(case, findings);
    new_date::check(case, findings);
    stranded_briefing::check(case, findings);
    late_briefing::check(case, findings);
    unsocial_briefing::check(case, findings);
    left_out::check(case, findings);
    late_objection::check(case, findings);
    late_item::check(case, findings);
    untold_step::check(case, findings);
    short_decision::check(case, findings);
    let refused = notice_order::check(case, findings);
    unused_rule::check(case, &refused, findings);
    colliding_names::check(case, findings);
    far_date::check(case, findings);
    late_start::check(case, &coverage, findings);
}
