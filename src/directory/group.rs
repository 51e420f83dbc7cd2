//! Group: readers of one audience to whom a notice says the same.

use crate::plan::Id;
use crate::plan::milestone::Milestone;
use std::collections::BTreeMap;

/// Readers of one audience who share everything that decides what a notice says to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Where they are, among the directory's places.
    pub place: usize,
    /// Their language.
    pub language: String,
    /// The services of the window that concern them, worst first. Of somebody who is here only by what
    /// she was told, those of them that the plan still has: perhaps none.
    pub services: Vec<Id>,
    /// The departments the notice speaks of.
    pub departments: Vec<Id>,
    /// Whether its readers lead those.
    pub leads: bool,
    /// The window whose end opens their extra help: of those that share this window's help, the
    /// last one that concerns them. None while one that may come later has no date.
    pub help_after: Option<Id>,
    /// Whether the window is about some sites, and all at which they work are among these: they know
    /// where it is.
    pub at_home: bool,
    /// The sites of that help at which none of them works.
    pub help_away: Vec<Id>,
    /// The briefings they are invited to when they hear of this window.
    pub invited: Vec<Id>,
    /// The windows that those are about, each with its services that concern them.
    pub briefed: BTreeMap<Id, Vec<Id>>,
    /// Indexes into the audience's recipients, in their order.
    pub members: Vec<usize>,
}

impl Group {
    /// Whether the same message serves both.
    pub fn speaks_like(&self, other: &Self) -> bool {
        self.place == other.place
            && self.language == other.language
            && self.services == other.services
            && self.departments == other.departments
            && self.leads == other.leads
            && self.help_after == other.help_after
            && self.at_home == other.at_home
            && self.help_away == other.help_away
            && self.invited == other.invited
            && self.briefed == other.briefed
    }

    /// Whether a notice about a window, perhaps with an invitation to a briefing, is for them:
    /// of several windows with the same help or briefing only one tells of it.
    pub fn hears(&self, window: &Id, milestone: Milestone, briefing: Option<&Id>) -> bool {
        match milestone {
            _ if milestone.tells_of_help() => self.help_after.as_ref() == Some(window),
            Milestone::Briefing => briefing.is_some_and(|id| self.invited.contains(id)),
            _ => true,
        }
    }

    /// Whether something written for these audiences, departments or services is for them, who are
    /// told as this audience; nothing named means everybody.
    pub fn is_meant(&self, audience: &Id, ids: &[Id]) -> bool {
        let ours =
            |id: &Id| id == audience || self.departments.contains(id) || self.services.contains(id);
        ids.is_empty() || ids.iter().any(ours)
    }
}
