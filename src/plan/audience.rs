//! Audiences: people who are told the same things in the same words.

use super::decode::{closest, is_nearly};
use super::heading::names;
use super::id::Id;
use super::person::{self, Person};
use super::reading::Reading;
use super::role::Role;
use super::written::{AudienceFile, Entries, PeopleFile, PeopleSource};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use std::collections::BTreeMap;

/// People who are told the same things.
#[derive(Debug, Clone)]
pub struct Audience {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// How it is spoken to.
    pub role: Role,
    /// Where its people come from.
    pub people: Source,
    /// Whether they hear of every window, whatever services they use.
    pub everything: bool,
    /// For machines: the account or contract by which they know us.
    pub account: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// Where people come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// The heads of the departments.
    Heads,
    /// The plan's own list.
    Plan,
    /// A CSV file.
    File(CsvSource),
    /// A list of its own.
    List(Vec<Person>),
}

/// A CSV file of people, and which of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvSource {
    /// The file, as the plan names it.
    pub file: String,
    /// Where it is named.
    pub span: Span,
    /// Columns and the words of which one must stand there.
    pub only: BTreeMap<String, Vec<String>>,
    /// Our names of columns and the file's.
    pub columns: BTreeMap<String, String>,
}

impl Audience {
    /// The list in which its people stand, as its author calls it.
    pub fn list(&self) -> String {
        match &self.people {
            Source::Heads => "the plan's `departments`".to_owned(),
            Source::Plan => "the plan's `people`".to_owned(),
            Source::File(source) => source.file.clone(),
            Source::List(_) => format!("the people of `{}`", self.id),
        }
    }

    /// Where that list is named.
    pub fn list_span(&self) -> Span {
        match &self.people {
            Source::File(source) => source.span,
            Source::Heads | Source::Plan | Source::List(_) => self.span,
        }
    }
}

/// The columns a file of people may have.
pub const COLUMNS: [&str; 9] = [
    "name",
    "email",
    "department",
    "role",
    "site",
    "timezone",
    "language",
    "services",
    "phone",
];

/// Reads all audiences; without any, the heads and the plan's own people are told.
pub fn read(
    reading: &mut Reading,
    written: &Entries<AudienceFile>,
    people: bool,
    span: Span,
) -> Vec<Audience> {
    let mut audiences: Vec<_> = written
        .iter()
        .filter_map(|(id, file)| one(reading, id, file))
        .collect();
    if written.is_empty() {
        let built_in = |role: Role, people| Audience {
            id: role.slug().parse().expect("the slugs of roles are ids"),
            name: role.name().to_owned(),
            role,
            people,
            everything: false,
            account: None,
            span,
        };
        if !reading.known.departments.is_empty() {
            audiences.push(built_in(Role::DepartmentHeads, Source::Heads));
        }
        if people {
            audiences.push(built_in(Role::EndUsers, Source::Plan));
        }
    }
    audiences
}

fn one(reading: &mut Reading, id: &Spanned<Id>, file: &Spanned<AudienceFile>) -> Option<Audience> {
    let written = &file.value;
    let role = role(reading, id, written)?;
    let source = reading.required(&written.people, "people", file.span)?;
    let people = match &source.value {
        PeopleSource::Departments => Source::Heads,
        PeopleSource::Plan => Source::Plan,
        PeopleSource::File(file) => Source::File(csv(reading, file, source.span)?),
        PeopleSource::List(list) => Source::List(
            list.iter()
                .filter_map(|file| person::read(reading, file))
                .collect(),
        ),
    };
    let name = reading.optional_line(&written.name);
    let account = reading.optional_line(&written.account);
    if let Some(account) = written.account.as_ref().filter(|_| role != Role::Machine) {
        let message = "only machines know us by an account";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(account.span, "");
        reading.report(finding.help("remove `account`, or add `role: machine`"));
    }
    Some(Audience {
        name: name.unwrap_or_else(|| match Role::from_slug(id.value.as_str()) {
            Some(role) => role.name().to_owned(),
            None => id.value.as_str().replace('-', " "),
        }),
        id: id.value.clone(),
        role,
        people,
        everything: written
            .everything
            .as_ref()
            .map_or(hears_everything(role), |flag| flag.value),
        account,
        span: id.span,
    })
}

/// How an audience is spoken to: by its own id when that is built in, else as it says.
fn role(reading: &mut Reading, id: &Spanned<Id>, written: &AudienceFile) -> Option<Role> {
    let built_in = Role::from_slug(id.value.as_str());
    if let Some(like) = written.like.as_ref().filter(|_| built_in.is_some()) {
        let message = format!(
            "`{}` is built in; `like` is for audiences of your own",
            id.value
        );
        reading.report(Diagnostic::new(Code::WRONG_VALUE, message).at(like.span, "remove this"));
    }
    let like = written.like.as_ref().filter(|_| built_in.is_none());
    if let Some(machine) = &written.role {
        let people = built_in.is_some_and(|role| role != Role::Machine);
        if people || like.is_some() {
            let message = "an audience is spoken to as people or as machines, not both";
            let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(machine.span, "");
            let advice = "machines need an audience of their own, with `role: machine` alone";
            reading.report(finding.help(advice));
        }
        return Some(Role::Machine);
    }
    let Some(like) = like else {
        if built_in.is_none() {
            note_near(reading, id);
        }
        return Some(built_in.unwrap_or(Role::EndUsers));
    };
    let role = Role::from_slug(like.value.as_str());
    if role.is_none() {
        reading.refers(like, "built-in audience", |known| &known.roles);
    }
    role
}

/// Notes an audience that does not say how it is spoken to, and whose id is nearly a built-in one.
fn note_near(reading: &mut Reading, id: &Spanned<Id>) {
    let people = [Role::Executives, Role::DepartmentHeads, Role::EndUsers];
    let mut slugs = people.map(Role::slug).into_iter();
    let Some(meant) = slugs.find(|slug| is_nearly(id.value.as_str(), slug)) else {
        return;
    };
    let message = format!(
        "`{}` is an audience of your own, spoken to like end users; the built-in one is `{meant}`",
        id.value
    );
    let finding = Diagnostic::new(Code::NEAR_AUDIENCE, message).at(id.span, "");
    reading.report(finding.help(format!(
        "write `{meant}`, or say how these people are spoken to: `like: {meant}` or `like: end-users`"
    )));
}

/// Executives answer for everything; a machine has no department to tell by what concerns it.
fn hears_everything(role: Role) -> bool {
    matches!(role, Role::Executives | Role::Machine)
}

fn csv(reading: &mut Reading, written: &PeopleFile, span: Span) -> Option<CsvSource> {
    let file = reading.required(&written.file, "file", span);
    for (ours, name) in &written.columns {
        if !COLUMNS.contains(&ours.as_str()) {
            let message = format!("there is no column `{ours}` to map to");
            let finding = Diagnostic::new(Code::UNKNOWN_FIELD, message).at(name.span, "");
            let meant = COLUMNS.into_iter().find(|column| names(column, ours));
            let meant = meant.or_else(|| closest(ours, COLUMNS.into_iter()));
            reading.report(finding.help(meant.map_or_else(
                || format!("the columns are: {}", COLUMNS.join(", ")),
                |column| format!("did you mean `{column}`?"),
            )));
        }
    }
    let file = file?;
    Some(CsvSource {
        file: file.value.0.clone(),
        span: file.span,
        only: written
            .only
            .iter()
            .map(|(column, words)| (column.clone(), words.value.0.clone()))
            .collect(),
        columns: written
            .columns
            .iter()
            .map(|(ours, theirs)| (ours.clone(), theirs.value.0.clone()))
            .collect(),
    })
}
