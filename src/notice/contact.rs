//! Whom a notice names for questions: a team, and for some readers a person with a direct line.

use crate::calendar::zone::Zone;
use serde::Serialize;

/// Whom to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ContactFacts {
    /// The team.
    pub team: String,
    /// Its address.
    pub email: Option<String>,
    /// Its number, as people write it.
    pub phone: Option<String>,
    /// When it answers, in words.
    pub hours: Option<String>,
    /// The zone of those hours.
    #[serde(skip)]
    pub zone: Option<Zone>,
    /// A named person with a direct line, for department heads and executives.
    pub person: Option<PersonContact>,
    /// Who stands in.
    pub deputy: Option<PersonContact>,
}

/// A named person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonContact {
    /// Name.
    pub name: String,
    /// Address.
    pub email: Option<String>,
    /// Direct line.
    pub phone: Option<String>,
}
