//! Anew: what has to be done before a new date, beside what was told to be done before the old one.

use crate::calendar::zone::Instant;
use crate::notice::event::{Change, Deadline};
use crate::notice::facts::{Action, Facts, Role};
use crate::plan::milestone::Milestone;

impl Facts {
    /// Whether it tells a new date with all that has to be done before it.
    pub fn lists_steps_anew(&self) -> bool {
        let is_dated = self.event.as_ref().is_some_and(|event| event.has_new_date);
        let lists = matches!(self.role, Role::DepartmentHeads | Role::EndUsers);
        lists && is_dated && self.milestone == Milestone::Rescheduled
    }

    /// By when these readers were told to do something before a window that has a new date, when that is
    /// not so any more.
    pub fn told_otherwise(&self, step: &Action) -> Option<Instant> {
        let changes = self.event.iter().flat_map(|event| &event.changes);
        let mut changes = changes.filter(|_| self.lists_steps_anew());
        changes.find_map(|change| match change {
            Change::Deadline {
                of: Deadline::Action(text),
                old,
                new,
            } if *text == step.text && *new == step.by => *old,
            _ => None,
        })
    }

    /// Whether a change is said by the list of what has to be done before a new date.
    pub fn lists(&self, change: &Change) -> bool {
        let mut steps = self.actions.before.iter();
        let Change::Deadline {
            of: Deadline::Action(text),
            new: Some(by),
            ..
        } = change
        else {
            return false;
        };
        self.lists_steps_anew() && steps.any(|step| step.text == *text && step.by == Some(*by))
    }
}
