//! Things to do as written: sentences, and sentences with a deadline.

use crate::diagnostic::Spanned;
use crate::plan::id::Id;
use crate::plan::length::Lead;
use crate::plan::moment::WrittenMoment;
use crate::plan::text::Text;
use schemars::JsonSchema;
use serde::Deserialize;
use std::fmt;

/// Something to do: a sentence, or a sentence with a deadline, an owner and for whom.
#[derive(Debug, Clone)]
pub struct ActionFile {
    /// What.
    pub text: Option<Text>,
    /// By when.
    pub by: Option<Spanned<Deadline>>,
    /// Who sees to it.
    pub owner: Option<Spanned<Text>>,
    /// Audiences, departments or services whose people it is meant for; all when empty.
    pub audiences: Vec<Spanned<Id>>,
}

/// A deadline: a date and time, or a moment relative to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    /// A date and time.
    At(WrittenMoment),
    /// Relative to the window.
    Lead(Lead),
}

/// What has fewer was not meant as a date.
const DIGITS_OF_A_DATE: usize = 5;

#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
struct ActionFields {
    /// What.
    #[serde(rename = "do")]
    #[schemars(required)]
    text: Option<Spanned<Text>>,
    /// By when: `2027-03-27 21:45` or `3 working days before start`.
    by: Option<Spanned<Deadline>>,
    /// Who sees to it.
    owner: Option<Spanned<Text>>,
    /// Audiences, departments or services whose people it is meant for; all when left out.
    #[serde(rename = "for")]
    audiences: Vec<Spanned<Id>>,
}

impl<'de> Deserialize<'de> for ActionFile {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SentenceOrFields;
        impl<'de> serde::de::Visitor<'de> for SentenceOrFields {
            type Value = (Option<Text>, ActionFields);

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a sentence, or {do: …, by: …, owner: …, for: […]}")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                let text: Text = text.parse().map_err(E::custom)?;
                Ok((Some(text), ActionFields::default()))
            }

            fn visit_newtype_struct<D: serde::Deserializer<'de>>(
                self,
                block: D,
            ) -> Result<Self::Value, D::Error> {
                Ok((None, ActionFields::deserialize(block)?))
            }
        }
        let (sentence, fields) = deserializer.deserialize_string(SentenceOrFields)?;
        let ActionFields {
            text,
            by,
            owner,
            audiences,
        } = fields;
        let text = text.map(|text| text.value).or(sentence);
        Ok(Self {
            text,
            by,
            owner,
            audiences,
        })
    }
}

impl<'de> Deserialize<'de> for Deadline {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl serde::de::Visitor<'_> for Either {
            type Value = Deadline;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a date and time, or a moment such as `3 days before start`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Deadline, E> {
                let text = text.trim();
                let is_relative =
                    text.ends_with("start") || text.ends_with("end") || text.contains("before");
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                if !is_relative && digits >= DIGITS_OF_A_DATE {
                    return text.parse().map(Deadline::At).map_err(E::custom);
                }
                text.parse()
                    .map(Deadline::Lead)
                    .map_err(|refusal: String| match is_relative {
                        true => E::custom(refusal),
                        false => E::custom(format!(
                            "{refusal}\nor a date and time, such as `2027-03-27 21:45`"
                        )),
                    })
            }
        }
        deserializer.deserialize_str(Either)
    }
}

impl JsonSchema for ActionFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ActionFile".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let fields = generator.subschema_for::<ActionFields>();
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, fields] })
    }
}

impl JsonSchema for Deadline {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Deadline".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let at = generator.subschema_for::<WrittenMoment>();
        let lead = generator.subschema_for::<Lead>();
        schemars::json_schema!({ "anyOf": [at, lead] })
    }
}
