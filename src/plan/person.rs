//! People named in a plan: contacts, heads, single readers.

use super::address::{Address, refuse_no_reply};
use super::id::Id;
use super::reading::Reading;
use super::written::{ContactFile, PersonFile};
use crate::calendar::zone::Zone;
use crate::diagnostic::{Span, Spanned};

/// The team that answers questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its name.
    pub team: String,
    /// Its mailbox.
    pub email: Address,
    /// Its number, as people write it.
    pub phone: Option<String>,
    /// When it answers, in words.
    pub hours: Option<String>,
    /// The zone of those hours, when it is not the plan's.
    pub zone: Option<Zone>,
}

/// A person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Address.
    pub email: Option<Address>,
    /// Direct line.
    pub phone: Option<String>,
    /// Department.
    pub department: Option<Id>,
    /// Site.
    pub site: Option<Id>,
    /// What they are.
    pub role: Option<String>,
    /// Their own zone.
    pub zone: Option<Zone>,
    /// Their own language.
    pub language: Option<String>,
    /// Services they use beyond their department's.
    pub services: Vec<Id>,
    /// Where they are written.
    pub span: Span,
}

/// Reads the contact.
pub fn read_contact(reading: &mut Reading, file: &Spanned<ContactFile>) -> Option<Contact> {
    let written = &file.value;
    let team = reading.name(&written.team, "team", file.span);
    let email = reading.required(&written.email, "email", file.span);
    email
        .and_then(refuse_no_reply)
        .into_iter()
        .for_each(|finding| reading.report(finding));
    let (phone, hours) = (
        reading.optional_line(&written.phone),
        reading.optional_line(&written.hours),
    );
    let zone = written.timezone.as_ref();
    let zone = zone.and_then(|name| reading.zone(name));
    Some(Contact {
        zone,
        team: team?,
        email: email?.value.clone(),
        phone,
        hours,
    })
}

/// Reads a person who can be asked.
pub fn read_named(reading: &mut Reading, file: &Spanned<PersonFile>) -> Option<Person> {
    let email = file.value.email.as_ref();
    email
        .and_then(refuse_no_reply)
        .into_iter()
        .for_each(|finding| reading.report(finding));
    read(reading, file)
}

/// Reads a person.
pub fn read(reading: &mut Reading, file: &Spanned<PersonFile>) -> Option<Person> {
    let written = &file.value;
    let name = reading.name(&written.name, "name", file.span);
    let department = written.department.as_ref();
    let department =
        department.filter(|id| reading.refers(id, "department", |known| &known.departments));
    let site = written.site.as_ref();
    let site = site.filter(|id| reading.refers(id, "site", |known| &known.sites));
    let zone = written
        .timezone
        .as_ref()
        .and_then(|name| reading.zone(name));
    let services = reading.references(&written.services, "service", |known| &known.services);
    Some(Person {
        name: name?,
        email: written.email.as_ref().map(|email| email.value.clone()),
        phone: reading.optional_line(&written.phone),
        department: department.map(|id| id.value.clone()),
        site: site.map(|id| id.value.clone()),
        role: reading.optional_line(&written.role),
        zone,
        language: written.language.as_ref().map(|tag| tag.value.0.clone()),
        services,
        span: file.span,
    })
}
