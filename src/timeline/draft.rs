//! A date in the making: moved off closed days, merged with others of its day.

use super::occurrence::Occurrence;
use crate::calendar::zone::{Civil, Instant, Zone};
use crate::calendar::{Calendar, Closed, Moved};
use crate::plan::milestone::Milestone;
use crate::plan::{Id, Plan};
use chrono::NaiveDate;

/// An occurrence before it is known for whom and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub milestone: Milestone,
    pub ordinal: u32,
    pub of: u32,
    pub briefing: Option<(Id, Instant)>,
    pub rule: String,
    pub nominal: Civil,
    pub civil: Civil,
    pub moment: Instant,
    pub latest_useful: Instant,
    pub moved: Vec<(NaiveDate, Closed)>,
    pub merged: Vec<Milestone>,
    pub words: Milestone,
    pub opens: bool,
}

impl Draft {
    /// A notice that keeps its moment whatever day it is.
    pub(super) fn fixed(milestone: Milestone, rule: String, nominal: Civil, zone: &Zone) -> Self {
        Self::new(
            milestone,
            rule,
            nominal,
            Moved {
                to: nominal,
                because: Vec::new(),
            },
            zone,
        )
    }

    /// A notice moved to the previous working moment.
    pub(super) fn moved_back(
        milestone: Milestone,
        rule: String,
        nominal: Civil,
        calendar: &Calendar,
    ) -> Option<Self> {
        let moved = calendar.previous_moment(nominal)?;
        Some(Self::new(milestone, rule, nominal, moved, &calendar.zone))
    }

    /// A notice moved to the next working moment inside a span or, when none is left in it, to the
    /// previous one: it tells of a last day, and may not come after it. Freezes keep nobody from
    /// hearing about help.
    pub(super) fn inside(
        milestone: Milestone,
        rule: String,
        (nominal, [from, to]): (Civil, [Civil; 2]),
        calendar: &Calendar,
    ) -> Option<Self> {
        let open = Calendar {
            freezes: Vec::new(),
            ..calendar.clone()
        };
        let within = |moved: &Moved| from <= moved.to && moved.to <= to;
        let on = open.next_moment(nominal).filter(within);
        let moved = on.or_else(|| open.previous_moment(nominal).filter(within))?;
        Some(Self::new(milestone, rule, nominal, moved, &calendar.zone))
    }

    fn new(milestone: Milestone, rule: String, nominal: Civil, moved: Moved, zone: &Zone) -> Self {
        let moment = zone.instant(moved.to);
        Self {
            milestone,
            ordinal: 1,
            of: 1,
            briefing: None,
            rule,
            nominal,
            civil: moved.to,
            moment,
            latest_useful: moment,
            moved: moved.because,
            merged: Vec::new(),
            words: milestone,
            opens: false,
        }
    }

    /// Whether it carries all the facts, so that it may stand for earlier ones.
    pub(super) fn informs(&self) -> bool {
        self.milestone.informs()
    }

    fn tells_details(&self) -> bool {
        self.milestone == Milestone::Detail || self.merged.contains(&Milestone::Detail)
    }

    fn reports(&self) -> bool {
        use Milestone::{HyperCareClose, HyperCareDaily, HyperCareWeekly};
        matches!(
            self.milestone,
            HyperCareDaily | HyperCareWeekly | HyperCareClose
        )
    }

    pub(super) fn occurrence(
        self,
        plan: &Plan,
        (window, audience): (&Id, &Id),
        places: &[usize],
    ) -> Occurrence {
        let briefing = self.briefing.map(|(id, _)| id);
        Occurrence {
            first: plan.first_names(window, briefing.as_ref(), audience),
            window: window.clone(),
            milestone: self.milestone,
            ordinal: self.ordinal,
            of: self.of,
            briefing,
            audience: audience.clone(),
            places: places.to_vec(),
            rule: self.rule,
            nominal: self.nominal,
            moment: self.moment,
            latest_useful: self.latest_useful,
            moved: self.moved,
            merged: self.merged,
            words: self.words,
            opens: self.opens,
        }
    }
}

/// Merges notices that fall on one day: the later milestone wins and tells for the others.
///
/// Invitations and the last call before the start say something no other notice says, and stay.
pub(super) fn merge(drafts: &mut Vec<Draft>) {
    let alike = |one: &Draft, other: &Draft| {
        one.civil.date() == other.civil.date()
            && (one.informs() || one.milestone == Milestone::Bulletin || one.reports())
            && (other.informs() || other.milestone == Milestone::Bulletin || other.reports())
    };
    let weight = |draft: &Draft| {
        (
            draft.milestone != Milestone::Bulletin,
            draft.milestone,
            draft.ordinal,
        )
    };
    let mut kept: Vec<Draft> = Vec::new();
    for draft in drafts.drain(..) {
        let Some(other) = kept.iter_mut().find(|other| alike(other, &draft)) else {
            kept.push(draft);
            continue;
        };
        let (mut winner, loser) = if weight(&draft) > weight(other) {
            (draft, other.clone())
        } else {
            (other.clone(), draft)
        };
        winner.merged.push(loser.milestone);
        winner.merged.extend(loser.merged);
        *other = winner;
    }
    *drafts = kept;
}

/// Has one of the notices before a window say what is to be done about it: the details, the notice that
/// tells for them, or else the first one, where no other will. What may be due soonest is never read too
/// late by that. Where nobody hears before the last call, that says it.
pub(super) fn tell_steps(drafts: &mut [Draft]) {
    let earliest = |is_such: fn(&Draft) -> bool| {
        let such = drafts
            .iter()
            .enumerate()
            .filter(|(_, draft)| is_such(draft));
        let first = such.min_by_key(|(_, draft)| draft.moment);
        first.map(|(place, _)| place)
    };
    let opens = earliest(Draft::informs);
    let details = earliest(Draft::tells_details).or(opens);
    let last_call = earliest(|draft| draft.milestone == Milestone::Start);
    if let Some(details) = details {
        drafts[details].words = Milestone::Detail;
        drafts[details].opens = opens == Some(details);
    } else if let Some(last_call) = last_call {
        drafts[last_call].opens = true;
    }
}
