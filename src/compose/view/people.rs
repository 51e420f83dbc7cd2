//! Whom to ask, in words.

use crate::compose::locale::Locale;
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
    pub(super) fn of(contact: &ContactFacts, locale: &Locale) -> Self {
        let reach = |text: &Option<String>| text.as_deref().map(Words::reach);
        Self {
            team: Words::plain(&contact.team),
            email: reach(&contact.email),
            phone: reach(&contact.phone),
            hours: contact
                .hours
                .as_deref()
                .map(|hours| Words::line(&locale.hours(hours))),
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
