//! Whom to ask, in words.

use crate::calendar::zone::Instant;
use crate::compose::hours::hours;
use crate::compose::moment::Clock;
use crate::compose::words::Words;
use crate::notice::facts::{ContactFacts, PersonContact};
use schemars::JsonSchema;
use serde::Serialize;

/// Whom to ask.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ContactView {
    /// The team.
    pub team: Words,
    /// Its address, as a link.
    pub email: Option<Words>,
    /// Its number, as a link.
    pub phone: Option<Words>,
    /// When it answers.
    pub hours: Option<Words>,
    /// A named person.
    pub person: Option<PersonView>,
    /// Who stands in.
    pub deputy: Option<PersonView>,
}

/// A named person.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonView {
    /// Name.
    pub name: Words,
    /// Address, as a link.
    pub email: Option<Words>,
    /// Direct line, as a link.
    pub phone: Option<Words>,
}

impl ContactView {
    /// The clock of a reader, and the moments at which she may ask.
    pub(super) fn of(contact: &ContactFacts, asked: (Clock<'_>, &[Instant])) -> Self {
        let reach = |text: &Option<String>| text.as_deref().map(Words::reach);
        Self {
            team: Words::plain(&contact.team),
            email: reach(&contact.email),
            phone: reach(&contact.phone),
            hours: contact
                .hours
                .as_deref()
                .map(|text| hours(text, contact.zone.as_ref(), asked)),
            person: contact.person.as_ref().map(PersonView::of),
            deputy: contact.deputy.as_ref().map(PersonView::of),
        }
    }
}

impl PersonView {
    fn of(person: &PersonContact) -> Self {
        let reach = |text: &Option<String>| text.as_deref().map(Words::reach);
        Self {
            name: Words::plain(&person.name),
            email: reach(&person.email),
            phone: reach(&person.phone),
        }
    }
}
