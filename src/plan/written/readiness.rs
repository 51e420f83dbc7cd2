//! What must be ready before the start, as written.

use super::{PersonFile, YesNo};
use crate::diagnostic::Spanned;
use crate::plan::id::Id;
use crate::plan::length::{Lead, Length};
use crate::plan::moment::WrittenDate;
use crate::plan::text::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that must be ready before the start.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ReadinessFile {
    /// What.
    #[schemars(required)]
    pub item: Option<Spanned<Text>>,
    /// Who sees to it: a name that the plan or its people know, or `{name: …, email: …}`.
    #[schemars(required)]
    pub owner: Option<Spanned<OwnerFile>>,
    /// By when, such as `5 working days before start`; by the start when left out.
    pub due: Option<Spanned<Lead>>,
    /// Before which window; before each of them when left out.
    pub window: Option<Spanned<Id>>,
    /// What was tried, when it is a test: its proof then needs a date and a place, and that of a
    /// rehearsal what was measured. A `scan` is proven by what `forewarn scan --record` has put on
    /// record, and by nothing written here.
    pub test: Option<Spanned<TestFile>>,
    /// Where the proof lies: a text, or `{date: …, place: …, took: …}`.
    pub proof: Option<Spanned<ProofFile>>,
    /// Whether it is done.
    #[schemars(with = "Option<YesNo>")]
    pub done: Option<Spanned<bool>>,
    /// `open`, `done` or `failed`, instead of `done`.
    pub state: Option<Spanned<ItemStateFile>>,
}

/// Who sees to something: a name, or a person.
#[derive(Debug, Clone)]
pub enum OwnerFile {
    /// A name.
    Name(Text),
    /// A person.
    Person(Box<PersonFile>),
}

/// A test that is due before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TestFile {
    /// A backup is restored on other machines.
    Restore,
    /// The other site takes over.
    DisasterRecovery,
    /// The whole window, with its times measured.
    Rehearsal,
    /// The folders under `scan` are free of addresses that will change.
    Scan,
}

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ItemStateFile {
    /// It is still to be done.
    Open,
    /// It is done.
    Done,
    /// It was tried and did not work.
    Failed,
}

/// Where the proof lies: a text, or date and place with what was measured.
#[derive(Debug, Clone)]
pub enum ProofFile {
    /// In words.
    Said(Text),
    /// Date, place and times.
    Seen(Box<SeenFile>),
}

/// When and where it was seen, and how long it took.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct SeenFile {
    /// When.
    pub date: Option<Spanned<WrittenDate>>,
    /// Where it took place, or where the record of it lies.
    pub place: Option<Spanned<Text>>,
    /// How long it took.
    pub took: Option<Spanned<Length>>,
    /// How long the way back took.
    pub way_back_took: Option<Spanned<Length>>,
}

macro_rules! text_or_fields {
    ($type:ident, $text:ident, $fields:ident($inner:ty), $name:literal, $expecting:literal) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct TextOrFields;
                impl<'de> serde::de::Visitor<'de> for TextOrFields {
                    type Value = $type;

                    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                        formatter.write_str($expecting)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        text.parse().map($type::$text).map_err(E::custom)
                    }

                    fn visit_newtype_struct<D: serde::Deserializer<'de>>(self, block: D) -> Result<$type, D::Error> {
                        let fields = <$inner>::deserialize(block)?;
                        Ok($type::$fields(Box::new(fields)))
                    }
                }
                deserializer.deserialize_string(TextOrFields)
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let fields = generator.subschema_for::<$inner>();
                schemars::json_schema!({ "anyOf": [{ "type": "string" }, fields] })
            }
        }
    };
}

text_or_fields!(
    OwnerFile,
    Name,
    Person(PersonFile),
    "Owner",
    "a name, or {name: …, email: …}"
);
text_or_fields!(
    ProofFile,
    Said,
    Seen(SeenFile),
    "Proof",
    "a sentence, or {date: …, place: …, took: …}"
);
