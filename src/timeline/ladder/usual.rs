//! The usual ladder: which notice goes to whom, how long before or after a window.

use crate::plan::length::{Anchor, Lead, Length};
use crate::plan::milestone::Milestone;
use crate::plan::policy::Size;
use crate::plan::role::Role;

/// One step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// Which notice.
    pub milestone: Milestone,
    /// When, from the window.
    pub lead: Lead,
}

/// What decides a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// How much the window weighs.
    pub size: Size,
    /// Whether it touches a high-severity service.
    pub high_severity: bool,
}

/// The notices before a window, earliest first.
pub fn before(change: Change, role: Role) -> Vec<Rung> {
    use Milestone::{Detail, First, Reminder1, Reminder3, Reminder7, Reminder14, Start};
    let days: &[(Milestone, u32)] = match (change.size, role) {
        (Size::Major, Role::Executives) => &[(First, 90), (Detail, 30), (Reminder7, 7)],
        (Size::Major, Role::DepartmentHeads) => &[
            (First, 75),
            (Detail, 30),
            (Reminder14, 14),
            (Reminder7, 7),
            (Reminder3, 3),
            (Reminder1, 1),
        ],
        (Size::Major, Role::EndUsers) => &[
            (First, 60),
            (Detail, 30),
            (Reminder14, 14),
            (Reminder7, 7),
            (Reminder3, 3),
            (Reminder1, 1),
        ],
        (Size::Significant, Role::Executives) => &[(First, 60), (Detail, 14)],
        (Size::Significant, Role::DepartmentHeads) => &[
            (First, 45),
            (Detail, 14),
            (Reminder7, 7),
            (Reminder3, 3),
            (Reminder1, 1),
        ],
        (Size::Significant, Role::EndUsers) => &[
            (First, 30),
            (Detail, 14),
            (Reminder7, 7),
            (Reminder3, 3),
            (Reminder1, 1),
        ],
        (Size::Minor, Role::Executives) => &[],
        (Size::Minor, Role::DepartmentHeads) => &[(First, 21), (Reminder7, 7), (Reminder1, 1)],
        (Size::Minor, Role::EndUsers) => &[(First, 14), (Reminder1, 1)],
        // A machine forgets nothing: it hears of a window, and then for certain.
        (Size::Major, Role::Machine) => &[(First, 60), (Detail, 30)],
        (Size::Significant, Role::Machine) => &[(First, 30), (Detail, 14)],
        (Size::Minor, Role::Machine) => &[(First, 14), (Detail, 7)],
    };
    let wanted = |milestone: Milestone| milestone != Reminder3 || change.high_severity;
    let rungs = days.iter().filter(|(milestone, _)| wanted(*milestone));
    let mut rungs: Vec<Rung> = rungs
        .map(|(milestone, days)| rung(*milestone, Length::Days(*days)))
        .collect();
    if !matches!(role, Role::Executives | Role::Machine) {
        rungs.push(rung(Start, Length::Minutes(30)));
    }
    rungs
}

fn rung(milestone: Milestone, length: Length) -> Rung {
    Rung {
        milestone,
        lead: Lead {
            length,
            before: true,
            anchor: Anchor::Start,
            time: None,
        },
    }
}

/// On which working days of the extra help which notice is told; days from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HelpDay {
    /// Which notice.
    pub milestone: Milestone,
    /// The working day, from 1.
    pub day: usize,
    /// Which day or week of the extra help it ends.
    pub ordinal: u32,
    /// How many days or weeks of it there are, told or not.
    pub of: u32,
}

/// The notices on the working days of extra help; a weekly one ends every fifth day.
pub fn during_help(role: Role, days: usize) -> Vec<HelpDay> {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let dailies: &[usize] = match role {
        Role::Executives => &[1, 3, 5],
        Role::DepartmentHeads => &[1, 2, 3, 4, 5],
        Role::EndUsers => &[],
        Role::Machine => return Vec::new(),
    };
    let weeks = if role == Role::EndUsers { 0 } else { days / 5 };
    let daily = |day: &usize| HelpDay {
        milestone: Milestone::HyperCareDaily,
        day: *day,
        ordinal: count(*day),
        of: count(days),
    };
    let weekly = |week: usize| HelpDay {
        milestone: Milestone::HyperCareWeekly,
        day: week * 5,
        ordinal: count(week),
        of: count(days.div_ceil(5)),
    };
    let close = HelpDay {
        milestone: Milestone::HyperCareClose,
        day: days,
        ordinal: 1,
        of: 1,
    };
    let dailies = dailies.iter().filter(|day| **day <= days).map(daily);
    dailies
        .chain((1..=weeks).map(weekly))
        .chain((days > 0).then_some(close))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_days_before_only_high_severity_is_worth_a_reminder() {
        let change = |high_severity| Change {
            size: Size::Major,
            high_severity,
        };
        let has = |rungs: Vec<Rung>| {
            rungs
                .iter()
                .any(|rung| rung.milestone == Milestone::Reminder3)
        };
        assert!(has(before(change(true), Role::EndUsers)));
        assert!(!has(before(change(false), Role::EndUsers)));
    }

    #[test]
    fn machines_hear_twice_before_a_window_and_never_of_help() {
        for size in [Size::Major, Size::Significant, Size::Minor] {
            let change = Change {
                size,
                high_severity: true,
            };
            let told = before(change, Role::Machine).into_iter();
            let told: Vec<_> = told.map(|rung| rung.milestone).collect();
            assert_eq!(told, [Milestone::First, Milestone::Detail]);
        }
        assert_eq!(during_help(Role::Machine, 10), []);
    }

    #[test]
    fn ten_days_of_help_have_two_weeks_and_one_end() {
        let kinds = |milestone| {
            let days = during_help(Role::DepartmentHeads, 10);
            days.into_iter()
                .filter(|day| day.milestone == milestone)
                .map(|day| day.day)
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds(Milestone::HyperCareDaily), [1, 2, 3, 4, 5]);
        assert_eq!(kinds(Milestone::HyperCareWeekly), [5, 10]);
        assert_eq!(kinds(Milestone::HyperCareClose), [10]);
    }

    #[test]
    fn a_day_of_help_is_one_of_all_its_days_and_not_of_those_that_are_told() {
        for role in [Role::Executives, Role::DepartmentHeads] {
            let daily = |days| {
                let told = during_help(role, days).into_iter();
                let daily = told.filter(|day| day.milestone == Milestone::HyperCareDaily);
                daily.map(|day| (day.ordinal, day.of)).collect::<Vec<_>>()
            };
            assert!(daily(10).contains(&(3, 10)), "{role:?}");
            assert!(daily(10).iter().all(|(_, of)| *of == 10), "{role:?}");
            assert!(daily(4).contains(&(3, 4)), "{role:?}");
        }
    }
}
