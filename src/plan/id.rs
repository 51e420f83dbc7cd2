//! Ids: the short names by which one part of a plan refers to another.

use std::fmt;
use std::sync::Arc;

/// The name by which a decoder knows that an id is asked for: a comment behind it is a remark.
pub(super) const ID: &str = "forewarn::Id";

/// A name of 2 to 40 small letters, digits and hyphens. Everybody of a long list names the same few:
/// its text is shared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(Arc<str>);

impl Id {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::str::FromStr for Id {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let letters = text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if letters && (2..=40).contains(&text.len()) {
            return Ok(Self(text.into()));
        }
        let mut message =
            format!("`{text}` cannot be an id: 2 to 40 small letters, digits and hyphens");
        let slug = slug(text);
        if (2..=40).contains(&slug.len()) && slug != text {
            message.push_str(&format!("\nwrite `{slug}`"));
        }
        Err(message)
    }
}

pub(super) fn slug(text: &str) -> String {
    let words = text.to_lowercase();
    let words = words.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl<'de> serde::de::Visitor<'de> for Written {
            type Value = Id;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an id")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Id, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_newtype_struct<D: serde::Deserializer<'de>>(
                self,
                inner: D,
            ) -> Result<Id, D::Error> {
                inner.deserialize_str(self)
            }
        }
        deserializer.deserialize_newtype_struct(ID, Written)
    }
}

impl schemars::JsonSchema for Id {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "2 to 40 small letters, digits and hyphens",
            "pattern": "^[a-z0-9-]{2,40}$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_no_id_comes_with_one_that_is() {
        let refusal = "Patient Records".parse::<Id>().unwrap_err();
        assert!(refusal.contains("write `patient-records`"), "{refusal}");
        assert!("records-2".parse::<Id>().is_ok());
        assert!("a".parse::<Id>().is_err());
    }
}
