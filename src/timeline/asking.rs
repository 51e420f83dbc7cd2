//! Whose notices ask executives for the decision of a plan.

use super::Timeline;
use crate::calendar::zone::Instant;
use crate::plan::role::Role;
use crate::plan::window::Window;
use crate::plan::{Id, Plan};

/// The window whose notices ask for the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The window.
    pub window: Id,
    /// When the executives are first asked.
    pub since: Instant,
}

impl Asking {
    /// The window that the plan names. When it names none: the one that weighs most of those whose
    /// executives hear before the decision is due, or the one that weighs most of all.
    pub(super) fn of(plan: &Plan, timeline: &Timeline) -> Option<Self> {
        let decision = plan.case.decision.as_ref()?;
        let executives = |id: &Id| {
            let audience = plan.audience(id);
            audience.is_some_and(|audience| audience.role == Role::Executives)
        };
        let asked = |window: &Window| {
            let mut told = timeline.about(&window.id);
            let first = told.find(|occurrence| executives(&occurrence.audience))?;
            Some(Self {
                window: window.id.clone(),
                since: first.moment,
            })
        };
        if let Some(named) = &decision.window {
            return plan.window(named).and_then(|(_, window)| asked(window));
        }
        let candidates = plan.windows().into_iter().filter_map(|(_, window)| {
            let asking = asked(window)?;
            let late = plan.zone.civil(asking.since).date() > decision.by;
            Some(((late, plan.weight(window)), asking))
        });
        let first = candidates.min_by(|(one, _), (other, _)| one.cmp(other))?;
        Some(first.1)
    }
}
