//! The lead: which of several notices to the same readers comes first in their mail, and names it.
//! The mail, what refers to it and all that is said of it choose by one weight.

use super::Mailing;
use crate::calendar::zone::Instant;
use crate::directory::is_grave;
use crate::notice::state::asks;
use crate::notice::{EventFacts, Notice, Role};
use crate::plan::Id;
use crate::plan::milestone::Milestone;
use crate::rules::Case;
use crate::timeline::Occurrence;
use crate::timeline::fold::Folds;

/// The rank of what takes nothing back: see [`takes_back`].
const NEWS: u8 = 4;

/// By what notices in one mail are sorted; the least stands first: see [`Mailing::weight`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight<'m> {
    asks_nothing: bool,
    role: u8,
    reports: bool,
    is_minor: bool,
    takes_back: u8,
    start: Instant,
    milestone: Milestone,
    notice: &'m str,
    audience: &'m str,
}

impl Mailing<'_> {
    /// Where it stands among several in one mail: what asks for a decision first, then by what its
    /// readers answer for, what is ahead before reports of what is over, what touches a service of high
    /// severity that concerns them, of corrections the graver one, then the earlier window.
    pub fn weight(&self) -> Weight<'_> {
        let facts = &self.notice.facts;
        let services = &facts.window.services;
        let is_grave = services.iter().any(|service| service.high_severity);
        Weight {
            asks_nothing: facts.milestone != Milestone::First || facts.decision.is_none(),
            role: rank(facts.role),
            reports: reports(facts.milestone),
            is_minor: !reports(facts.milestone) && !is_grave,
            takes_back: takes_back(&self.notice),
            start: facts.window.start,
            milestone: facts.milestone,
            notice: &self.notice.id,
            audience: &facts.audience,
        }
    }
}

/// Notices of the timeline, by their places in it, as they will stand in the mail that tells them at
/// a moment to a reader, by her place in an audience: the first one leads.
pub fn by_weight(
    case: Case,
    (folds, audience, reader): (&Folds, &Id, usize),
    told: impl Iterator<Item = usize>,
    leaves: Instant,
) -> Vec<usize> {
    let mut case = case;
    case.now = case.now.max(leaves);
    let named = told.map(|place| (place, case.timeline.occurrences[place].notice_id()));
    let named: Vec<(usize, String)> = named.collect();
    let mut weighed: Vec<(Weight, usize)> = named
        .iter()
        .filter_map(|(place, notice)| {
            let told = &case.timeline.occurrences[*place];
            let seat = folds.seat(audience, reader, &told.audience)?;
            Some((planned(case, (told, seat), notice)?, *place))
        })
        .collect();
    weighed.sort_unstable();
    weighed.into_iter().map(|(_, place)| place).collect()
}

/// Where a notice of the timeline will stand to a reader, by her place in its audience, and its id.
fn planned<'m>(
    case: Case<'m>,
    (told, seat): (&'m Occurrence, usize),
    notice: &'m str,
) -> Option<Weight<'m>> {
    let audience = case.plan.audience(&told.audience)?;
    let (_, window) = case.plan.window(&told.window)?;
    let asks = told.milestone == Milestone::First && asks(case, told);
    let reader = case.directory.recipients(&audience.id).get(seat)?;
    let is_grave = is_grave(case.plan, audience, reader, window);
    Some(Weight {
        asks_nothing: !asks,
        role: rank(audience.role),
        reports: reports(told.milestone),
        is_minor: !reports(told.milestone) && !is_grave,
        // What lies ahead corrects nothing.
        takes_back: NEWS,
        start: window.start,
        milestone: told.milestone,
        notice,
        audience: told.audience.as_str(),
    })
}

/// How much a correction takes back, the most first: a date without another one, the whole window, a
/// date with another one, something else; nothing for other notices.
fn takes_back(notice: &Notice) -> u8 {
    let has_date = |event: &EventFacts| event.has_new_date;
    let is_dated = notice.facts.event.as_ref().is_some_and(has_date);
    match notice.facts.milestone {
        Milestone::Rescheduled => u8::from(is_dated) * 2,
        Milestone::Cancelled => 1,
        Milestone::Changed => 3,
        _ => NEWS,
    }
}

/// What its readers answer for, the most first.
fn rank(role: Role) -> u8 {
    match role {
        Role::DepartmentHeads => 0,
        Role::Executives => 1,
        Role::EndUsers => 2,
        Role::Machine => 3,
    }
}

/// Whether a notice reports of what is over.
fn reports(milestone: Milestone) -> bool {
    milestone.tells_of_help() || milestone == Milestone::Bulletin
}
