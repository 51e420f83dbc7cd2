//! Reason: which of the plan's reasons is the one for a correction. One that was written before somebody
//! heard of the window, or was told for an earlier change of it, is not the reason for this one.

use super::claim::When;
use super::correction::Correction;
use super::heard::Heard;
use crate::calendar::zone::Instant;
use crate::plan::reason::Reason;
use crate::plan::{Id, Plan};
use std::sync::Arc;

/// A reason that was surely told of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasoned {
    /// The reason, in its words.
    pub because: Arc<str>,
    /// When the window was to be by the correction that told it.
    pub when: When,
    /// When it was told last.
    pub at: Instant,
}

impl Reasoned {
    /// Adds one to those that are known.
    pub(super) fn note(self, known: &mut Vec<Self>) {
        let is_same = |other: &&mut Self| other.because == self.because && other.when == self.when;
        match known.iter_mut().find(is_same) {
            Some(other) => other.at = other.at.max(self.at),
            None => known.push(self),
        }
    }
}

impl Correction {
    /// The plan's last reason for a change of the window, when it is not the one for this.
    pub fn unexplained<'p>(&self, plan: &'p Plan) -> Option<&'p Reason> {
        let is_given = self.reason.is_some() || self.no_go.is_some() || self.is_recorded;
        let reasons = plan.reasons(&self.window.id);
        reasons.first().copied().filter(|_| !is_given)
    }
}

/// Why a window is no longer what somebody was told, when that was told to nobody for another change:
/// neither to her nor, with another date than the window has now, to anybody else. `told` is what was
/// told to anybody.
pub(super) fn reason(
    plan: &Plan,
    (window, when): (&Id, When),
    heard: &Heard,
    told: &[Reasoned],
) -> Option<String> {
    let day = |at: Instant| plan.zone.civil(at).date();
    let reasons = plan.reasons(window);
    let latest = reasons.first()?.on;
    let is_of_hers = heard.first.is_none_or(|first| day(first) <= latest);
    let others = told.iter().filter(|other| other.when != when);
    let spent: Vec<&Reasoned> = heard.reasons.iter().chain(others).collect();
    let mut latest = reasons.iter().filter(|reason| reason.on == latest);
    let fresh = latest.find(|reason| {
        let is_it = |told: &&&Reasoned| *told.because == *reason.because;
        let last = spent.iter().filter(is_it).map(|told| told.at).max();
        last.is_none_or(|at| day(at) < reason.on)
    });
    fresh
        .filter(|_| is_of_hers)
        .map(|reason| reason.because.clone())
}
