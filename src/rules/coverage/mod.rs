//! Coverage: whether everybody a window concerns hears of it, service by service, department by
//! department and audience by audience, as early as the policy asks.
//!
//! Findings and the matrix of `coverage` are both drawn from it, so they cannot disagree.

mod ground;
mod sheet;

use super::Case;
use super::hearing::{Hearing, Timing};
use crate::plan::audience::Audience;
use crate::plan::department::Department;
use crate::plan::length::Length;
use crate::plan::policy::Waiver;
use crate::plan::service::Service;
use crate::plan::window::{Status, Window};
use ground::Ground;

/// Who hears of what, and when.
#[derive(Debug, Clone, Default)]
pub struct Coverage<'a> {
    /// Every cell, in the order of windows, departments, services and audiences.
    pub cells: Vec<Cell<'a>>,
    /// Services of which nobody who uses them is told.
    pub orphans: Vec<Orphan<'a>>,
}

/// What people of one department who use one service hear of a window as one audience.
#[derive(Debug, Clone)]
pub struct Cell<'a> {
    /// The window.
    pub window: &'a Window,
    /// The service it touches.
    pub service: &'a Service,
    /// The department that uses it; none for people of no department that does.
    pub department: Option<&'a Department>,
    /// The audience.
    pub audience: &'a Audience,
    /// How many people they are.
    pub people: usize,
    /// The lead time the policy wants for them.
    pub wanted: Length,
    /// What becomes of them.
    pub verdict: Verdict<'a>,
}

/// What becomes of the people of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// They hear; of several places, this is the worst.
    Hears(Hearing<'a>),
    /// No notice that informs is planned for them.
    Untold,
    /// None of them is known.
    Nobody,
    /// None of them is known, and a named person says that this is right.
    Excused(&'a Waiver),
    /// Who should be told for them has no mail address.
    NoAddress {
        /// The name of that person.
        who: &'a str,
    },
    /// They are not told as this audience, and need not be.
    NotForThem,
}

impl Verdict<'_> {
    /// Whether somebody has to do something about it.
    pub fn is_gap(&self) -> bool {
        match self {
            Self::Hears(hearing) => matches!(hearing.timing, Timing::TooLate | Timing::Overdue),
            Self::Untold | Self::Nobody | Self::NoAddress { .. } => true,
            Self::Excused(_) | Self::NotForThem => false,
        }
    }
}

/// A service that a window touches and of which nobody who uses it is told.
#[derive(Debug, Clone, Copy)]
pub struct Orphan<'a> {
    /// The window.
    pub window: &'a Window,
    /// The service.
    pub service: &'a Service,
    /// Who says that this is right.
    pub waiver: Option<&'a Waiver>,
    /// Whether gaps of departments say so already.
    pub said: bool,
}

/// How much of a plan is covered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Cells whose people have to hear.
    pub all: usize,
    /// Those that hear in time.
    pub in_time: usize,
    /// Those whose short notice a named person allowed.
    pub short: usize,
    /// Those that were told later than they should have been.
    pub told_late: usize,
    /// Those of which a named person says that there is nobody.
    pub excused: usize,
    /// Gaps.
    pub gaps: usize,
}

impl<'a> Coverage<'a> {
    /// Looks at every window that is still to come or under way.
    pub fn of(case: Case<'a>) -> Self {
        let ground = Ground::of(case);
        let mut coverage = Self::default();
        for (_, window) in case.plan.windows() {
            if window.status != Status::Cancelled && window.end > case.now {
                ground.look(window, &mut coverage);
            }
        }
        coverage
    }

    /// How much of it is covered.
    pub fn sum(&self) -> Sum {
        let mut sum = Sum::default();
        for cell in &self.cells {
            sum.all += usize::from(cell.verdict != Verdict::NotForThem);
            match cell.verdict {
                Verdict::Hears(hearing) => match hearing.timing {
                    Timing::InTime => sum.in_time += 1,
                    Timing::ShortNotice(_) => sum.short += 1,
                    Timing::ToldLate => sum.told_late += 1,
                    Timing::TooLate | Timing::Overdue => sum.gaps += 1,
                },
                Verdict::Excused(_) => sum.excused += 1,
                Verdict::Untold | Verdict::Nobody | Verdict::NoAddress { .. } => sum.gaps += 1,
                Verdict::NotForThem => {}
            }
        }
        for orphan in self.orphans.iter().filter(|orphan| !orphan.said) {
            sum.all += 1;
            match orphan.waiver {
                Some(_) => sum.excused += 1,
                None => sum.gaps += 1,
            }
        }
        sum
    }

    /// The cells window by window.
    pub fn windows(&self) -> impl Iterator<Item = &[Cell<'a>]> {
        self.cells
            .chunk_by(|one, other| one.window.id == other.window.id)
    }
}

/// How many names a finding lists.
pub const NAMED: usize = 5;

/// Whom some cells of one window and audience are about, in one line: departments with their
/// number of people, and services.
pub fn names(cells: &[&Cell]) -> String {
    let mut people: Vec<(&str, usize)> = Vec::new();
    let mut services: Vec<&str> = Vec::new();
    for cell in cells {
        let name = cell.department.map_or(OTHERS, |one| one.name.as_str());
        match people.iter_mut().find(|(known, _)| *known == name) {
            Some((_, number)) => *number = (*number).max(cell.people),
            None => people.push((name, cell.people)),
        }
        if !services.contains(&cell.service.name.as_str()) {
            services.push(&cell.service.name);
        }
    }
    let alone = matches!(people.as_slice(), [(name, _)] if *name == OTHERS);
    let people: Vec<String> = people
        .into_iter()
        .map(|(name, number)| match number {
            1 if alone => "1 person".to_owned(),
            2.. if alone => format!("{number} people"),
            0 => name.to_owned(),
            1 => format!("{name} (1 person)"),
            _ => format!("{name} ({number} people)"),
        })
        .collect();
    let services: Vec<String> = services.into_iter().map(str::to_owned).collect();
    let more = people.len() > NAMED || services.len() > NAMED;
    let all = if more {
        "; `forewarn coverage PLAN` shows all"
    } else {
        ""
    };
    let services = some(&services);
    format!("it concerns {}; they use {services}{all}", some(&people))
}

/// How people are called who belong to no department that uses the service.
pub const OTHERS: &str = "everyone else";

fn some(names: &[String]) -> String {
    let shown = names[..names.len().min(NAMED)].join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
