//! People as written: contacts, departments, audiences.

use super::{Ids, SalaryFile, YesNo};
use crate::diagnostic::Spanned;
use crate::plan::address::Address;
use crate::plan::demand::Demand;
use crate::plan::estimate::Estimate;
use crate::plan::id::Id;
use crate::plan::money::Share;
use crate::plan::number::{Multiple, People};
use crate::plan::text::{Language, Name, Text};
use crate::plan::word::word;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::SeqAccessDeserializer;
use std::collections::BTreeMap;
use std::fmt;

/// The team that answers questions.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ContactFile {
    /// Its name.
    #[schemars(required)]
    pub team: Option<Spanned<Text>>,
    /// Its mailbox; answers to notices go there.
    #[schemars(required)]
    pub email: Option<Spanned<Address>>,
    /// Its number, as people write it.
    pub phone: Option<Spanned<Text>>,
    /// When it answers, in words: `day and night`.
    pub hours: Option<Spanned<Text>>,
    /// The IANA zone of its hours, when it is not the plan's.
    pub timezone: Option<Spanned<Name>>,
}

/// A person.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct PersonFile {
    /// Name.
    #[schemars(required)]
    pub name: Option<Spanned<Text>>,
    /// Address.
    pub email: Option<Spanned<Address>>,
    /// Direct line.
    pub phone: Option<Spanned<Text>>,
    /// Department, by id.
    pub department: Option<Spanned<Id>>,
    /// Site, by id.
    pub site: Option<Spanned<Id>>,
    /// What they are, such as `executive`.
    pub role: Option<Spanned<Text>>,
    /// Their zone, when it is not their site's.
    pub timezone: Option<Spanned<Name>>,
    /// Their language.
    pub language: Option<Spanned<Language>>,
    /// Services they use beyond their department's.
    pub services: Vec<Spanned<Id>>,
}

/// A department.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct DepartmentFile {
    /// Its name.
    #[schemars(required)]
    pub name: Option<Spanned<Text>>,
    /// The ids it had before: one, or a list, the first one first.
    pub renamed_from: Option<Spanned<Ids>>,
    /// Who leads it and is told for it.
    #[schemars(required)]
    pub head: Option<Spanned<PersonFile>>,
    /// Who stands in for the head.
    pub deputy: Option<Spanned<PersonFile>>,
    /// The site it is at, by id.
    pub site: Option<Spanned<Id>>,
    /// How many people it has.
    pub people: Option<Spanned<Estimate<People>>>,
    /// What an hour of one of them costs, all charges included; or give `salary`.
    pub cost_per_hour: Option<Spanned<Estimate>>,
    /// What one of them earns; or give `cost-per-hour`.
    pub salary: Option<Spanned<SalaryFile>>,
    /// The share of its work that stops without its services.
    pub stops: Option<Spanned<Estimate<Share>>>,
    /// The share of the lost work that is done later; as under `money` when left out.
    pub catches_up: Option<Spanned<Estimate<Share>>>,
    /// What an hour of catching up costs, as a multiple: `1.5` for half as much again; as under `money`
    /// when left out.
    pub overtime: Option<Spanned<Estimate<Multiple>>>,
    /// Paid hours, such as `08:00-18:00 mon-fri`; all hours of a window count when left out.
    pub working_hours: Option<Spanned<Name>>,
    /// How many of its people are at work in each hour: 24 or 168 multiples of the average.
    pub demand: Option<Spanned<Demand>>,
    /// What worries it.
    pub concerns: Vec<Spanned<Text>>,
}

/// Who is told the same things in the same words.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct AudienceFile {
    /// Its name, for audiences beyond the three built in.
    pub name: Option<Spanned<Text>>,
    /// For a further audience: as which of the three it is spoken to; default `end-users`.
    pub like: Option<Spanned<Id>>,
    /// `machine` when its mailboxes are read by machines, as those of a network centre that take in
    /// MAINTNOTE calendars.
    pub role: Option<Spanned<MachineFile>>,
    /// For machines: the account or contract by which they know us.
    pub account: Option<Spanned<Text>>,
    /// The ids it had before: one, or a list, the first one first.
    pub renamed_from: Option<Spanned<Ids>>,
    /// Where its people come from.
    #[schemars(required)]
    pub people: Option<Spanned<PeopleSource>>,
    /// Whether all of them are told of every window, whatever services they use; executives and
    /// machines are unless it says `no`.
    #[schemars(with = "Option<YesNo>")]
    pub everything: Option<Spanned<bool>>,
}

/// The word for an audience of machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MachineFile;

impl std::str::FromStr for MachineFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refusal = || {
            format!(
                "`{text}` cannot be the role of an audience\nthe only word here is `machine`; how people are spoken to is said by `like`, such as `like: executives`"
            )
        };
        (text == "machine").then_some(Self).ok_or_else(refusal)
    }
}

word!(MachineFile, "Machine", "the word `machine`", "^machine$");

/// Where people come from: `departments` (the heads named there), a CSV file, or a list.
#[derive(Debug, Clone)]
pub enum PeopleSource {
    /// The heads of the departments.
    Departments,
    /// The people under the plan's `people`.
    Plan,
    /// A CSV file.
    File(Box<PeopleFile>),
    /// A list here.
    List(Vec<Spanned<PersonFile>>),
}

/// People in a CSV file.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct PeopleFile {
    /// The file, beside the plan.
    #[schemars(required)]
    pub file: Option<Spanned<Name>>,
    /// Only rows whose columns hold these words: `{role: executive}`.
    #[serde(rename = "where")]
    pub only: BTreeMap<String, Spanned<OneOrMany>>,
    /// How the file calls the columns: `{email: E-Mail-Adresse}`.
    pub columns: BTreeMap<String, Spanned<Text>>,
}

/// One word or a list of words.
#[derive(Debug, Clone)]
pub struct OneOrMany(pub Vec<String>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> serde::de::Visitor<'de> for Words {
            type Value = OneOrMany;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a word or a list of words")
            }

            fn visit_str<E>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany(vec![text.to_owned()]))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                list: A,
            ) -> Result<OneOrMany, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(list)).map(OneOrMany)
            }
        }
        deserializer.deserialize_any(Words)
    }
}

impl JsonSchema for OneOrMany {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OneOrMany".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["string", "array"], "items": { "type": "string" } })
    }
}

impl<'de> Deserialize<'de> for PeopleSource {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Source;
        impl<'de> serde::de::Visitor<'de> for Source {
            type Value = PeopleSource;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter
                    .write_str("`departments`, `plan`, `{file: people.csv}` or a list of people")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<PeopleSource, E> {
                match text {
                    "departments" => Ok(PeopleSource::Departments),
                    "plan" => Ok(PeopleSource::Plan),
                    _ => {
                        let advice = "write `departments` (the heads named there), `plan` (the plan's own list) or `{file: people.csv}`";
                        Err(E::custom(format!(
                            "`{text}` does not say where people come from\n{advice}"
                        )))
                    }
                }
            }

            fn visit_newtype_struct<D: serde::Deserializer<'de>>(
                self,
                block: D,
            ) -> Result<PeopleSource, D::Error> {
                let file = PeopleFile::deserialize(block)?;
                Ok(PeopleSource::File(Box::new(file)))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                list: A,
            ) -> Result<PeopleSource, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(PeopleSource::List)
            }
        }
        deserializer.deserialize_any(Source)
    }
}

impl JsonSchema for PeopleSource {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PeopleSource".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let file = generator.subschema_for::<PeopleFile>();
        let list = generator.subschema_for::<Vec<PersonFile>>();
        schemars::json_schema!({ "anyOf": [{ "enum": ["departments", "plan"] }, file, list] })
    }
}
