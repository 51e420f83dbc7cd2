//! What executives are asked to decide: the question, the other dates it covers, and those they can
//! choose instead.

use super::facts::ServiceFacts;
use crate::calendar::zone::Instant;
use serde::Serialize;

/// The decision asked of executives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecisionFacts {
    /// What to decide.
    pub ask: String,
    /// By when.
    pub by: Option<Instant>,
    /// Who decides.
    pub who: Option<String>,
}

/// Another window that a decision covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Covered {
    /// Its id.
    pub id: String,
    /// Its phase's name.
    pub phase: String,
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// Services that concern these readers, worst first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceFacts>,
}

/// A date that can be decided on in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SecondDate {
    /// When the window starts that it would be the new date of.
    pub instead_of: Instant,
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
}
