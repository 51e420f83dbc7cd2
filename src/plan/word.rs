//! Words with a grammar of their own: read from text by `FromStr`, described in the JSON Schema.

/// Makes a `FromStr` type readable from a plan: the error's first line says what is wrong, further
/// lines what to write instead. `or number` is for words that may be a bare number, which editors read
/// as one.
macro_rules! word {
    ($type:ty, $name:literal, $description:literal, $pattern:literal) => {
        word!($type, $name, $description, $pattern, as "string");
    };
    ($type:ty, $name:literal, $description:literal, $pattern:literal, or number) => {
        word!($type, $name, $description, $pattern, as ["string", "number"]);
    };
    ($type:ty, $name:literal, $description:literal, $pattern:literal, as $kind:tt) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Word;
                impl serde::de::Visitor<'_> for Word {
                    type Value = $type;

                    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
                        formatter.write_str($description)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        text.trim().parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Word)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": $kind,
                    "description": $description,
                    "pattern": $pattern,
                })
            }
        }
    };
}

pub(super) use word;
