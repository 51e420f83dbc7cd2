//! Listed: which of a window's steps the words of a notice list with their deadlines, and until when they
//! ask for an answer. A fact is told when the words say it, not when a notice has it among its facts.

use crate::notice::event::Deadline;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;

/// Which steps of a window somebody was told to the last one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Listed {
    /// None; perhaps a single one.
    #[default]
    Nothing,
    /// Those before the start.
    Before,
    /// Those before the start and those after the end.
    All,
}

impl Listed {
    /// Those that somebody in a role is ever told.
    pub(super) fn to(role: Role) -> Self {
        match role {
            Role::Executives | Role::Machine => Self::Nothing,
            Role::DepartmentHeads | Role::EndUsers => Self::All,
        }
    }

    /// Those that the words of a notice list to its readers.
    pub(super) fn by(milestone: Milestone, role: Role) -> Self {
        use Milestone::{Detail, Reminder1, Reminder3, Reminder7, Reminder14, Rescheduled, Start};
        let listed = match milestone {
            Detail => Self::All,
            Reminder14 | Reminder7 | Reminder3 | Reminder1 | Start | Rescheduled => Self::Before,
            _ => Self::Nothing,
        };
        listed.min(Self::to(role))
    }
}

/// Whether the words of a notice say until when its readers can answer, when they can.
pub(super) fn asks(what: &Deadline, milestone: Milestone, role: Role) -> bool {
    use Milestone::{Briefing, Changed, Detail, First, Released};
    match what {
        Deadline::Objection => {
            role == Role::DepartmentHeads && matches!(milestone, First | Detail | Changed)
        }
        Deadline::Decision => role == Role::Executives && !matches!(milestone, Briefing | Released),
        Deadline::Action(_) => false,
    }
}

/// Whether a notice names the first of the steps before the start, and no other.
pub(super) fn names_first(milestone: Milestone, role: Role) -> bool {
    milestone == Milestone::Bulletin && role == Role::EndUsers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_say_until_when_to_answer_are_an_answer_asked_for() {
        use Milestone::{Briefing, Changed, Detail, First, Reminder7, Reminder14, Rescheduled};
        let objection = |milestone| asks(&Deadline::Objection, milestone, Role::DepartmentHeads);
        assert!([First, Detail, Changed].into_iter().all(objection));
        assert!(
            ![Reminder14, Reminder7, Rescheduled, Briefing]
                .into_iter()
                .any(objection)
        );
        let decision = |milestone| asks(&Deadline::Decision, milestone, Role::Executives);
        assert!(
            [First, Detail, Reminder7, Rescheduled]
                .into_iter()
                .all(decision)
        );
        assert!(!decision(Briefing));
    }
}
