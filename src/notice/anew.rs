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

    /// Whether a change is a step that its readers put off to a later time than one that has passed: it
    /// has to be done at once.
    pub fn is_at_once(&self, change: &Change) -> bool {
        matches!(
            change,
            Change::Deadline {
                of: Deadline::Action(_),
                new: Some(by),
                ..
            } if *by <= self.moment
        )
    }

    /// The steps before a window that has a new date which have to be done at once.
    pub fn overdue(&self) -> Vec<Action> {
        let changes = self.event.iter().flat_map(|event| &event.changes);
        let changes = changes.filter(|change| self.lists_steps_anew() && self.is_at_once(change));
        changes
            .filter_map(|change| match change {
                Change::Deadline {
                    of: Deadline::Action(text),
                    new,
                    ..
                } => Some(Action {
                    text: text.clone(),
                    by: *new,
                    owner: None,
                }),
                _ => None,
            })
            .collect()
    }

    /// Whether a change is said by the list of what has to be done before a new date.
    pub fn lists(&self, change: &Change) -> bool {
        let Change::Deadline {
            of: Deadline::Action(text),
            new: Some(by),
            ..
        } = change
        else {
            return false;
        };
        let mut steps = self.actions.before.iter();
        let mut is_here = || steps.any(|step| step.text == *text && step.by == Some(*by));
        self.lists_steps_anew() && (self.is_at_once(change) || is_here())
    }
}
