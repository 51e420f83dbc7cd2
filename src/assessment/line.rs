//! Lines of a cost: whose, of what kind, how much, and what that rests on.

use super::three_point::ThreePoint;
use crate::diagnostic::Span;
use crate::plan::department::Department;
use crate::plan::service::Service;

/// What a line is the cost of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The value of work that is never done.
    Idle,
    /// What doing the rest later costs.
    CatchingUp,
    /// Margin that is never earned.
    LostMargin,
    /// Carrying the window out: crews and purchases.
    Recovery,
    /// Credits that a contract grants.
    Credits,
    /// What is not for sale, at the amount that stands for it.
    Intangibles,
}

/// Whose a line is.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A department's.
    Department(&'a Department),
    /// A service's.
    Service(&'a Service),
    /// A crew's, a purchase's, or that of something that is lost.
    Named(&'a str),
}

/// Something that a figure rests on, and where it is written, if it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// What it is, in words.
    pub said: String,
    /// Where it is written; a consequence of something that is not written has no place.
    pub place: Option<Span>,
}

/// One line of a cost.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// What it is the cost of.
    pub kind: Kind,
    /// Whose it is.
    pub subject: Subject<'a>,
    /// How much.
    pub amount: ThreePoint,
}

/// What a subject's lines rest on.
#[derive(Debug, Clone)]
pub struct Grounds<'a> {
    /// Whose they are.
    pub subject: Subject<'a>,
    /// What they rest on.
    pub basis: Vec<Basis>,
}

/// An input without which something is not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What it is: `people of Finance`.
    pub what: String,
    /// What to write, and under what.
    pub advice: String,
    /// The block in which it belongs, when there is one.
    pub place: Option<Span>,
}

impl Kind {
    /// Every kind, in the order of a table.
    pub const ALL: [Self; 6] = [
        Self::Idle,
        Self::CatchingUp,
        Self::LostMargin,
        Self::Recovery,
        Self::Credits,
        Self::Intangibles,
    ];

    /// Its name in files for machines.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::CatchingUp => "catching-up",
            Self::LostMargin => "lost-margin",
            Self::Recovery => "recovery",
            Self::Credits => "credits",
            Self::Intangibles => "intangibles",
        }
    }
}

impl<'a> Subject<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        match self {
            Self::Department(department) => &department.name,
            Self::Service(service) => &service.name,
            Self::Named(name) => name,
        }
    }

    /// Its id, when it has one.
    pub fn id(&self) -> Option<&'a str> {
        match self {
            Self::Department(department) => Some(department.id.as_str()),
            Self::Service(service) => Some(service.id.as_str()),
            Self::Named(_) => None,
        }
    }

    /// What sort of thing it is, in files for machines.
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Department(_) => "department",
            Self::Service(_) => "service",
            Self::Named(_) => "window",
        }
    }
}

impl Basis {
    /// Something that is written in the plan.
    pub fn written(said: impl Into<String>, place: Span) -> Self {
        Self {
            said: said.into(),
            place: Some(place),
        }
    }

    /// Something that follows, or is taken to be so because nothing else is written.
    pub fn taken(said: impl Into<String>) -> Self {
        Self {
            said: said.into(),
            place: None,
        }
    }
}
