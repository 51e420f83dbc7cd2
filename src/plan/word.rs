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
                        let text = text.trim();
                        $crate::plan::word::on_one_line(text).map_err(E::custom)?;
                        text.parse().map_err(E::custom)
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

/// Refuses a word with a line break or another control character in it, which a message about the
/// word would show as something else.
pub(super) fn on_one_line(text: &str) -> Result<(), String> {
    if !text.contains(char::is_control) {
        return Ok(());
    }
    let shown = text.replace(char::is_control, "\u{2423}");
    Err(format!(
        "`{shown}` has a line break or another character that nobody sees in it\nwrite it on one line"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_on_two_lines_is_refused_in_one() {
        let refusal = on_one_line("a@b.example\r\nBcc: c@d.example").unwrap_err();
        let (message, help) = refusal.split_once('\n').unwrap();
        assert!(message.starts_with("`a@b.example\u{2423}\u{2423}Bcc: c@d.example` has"));
        assert_eq!(help, "write it on one line");
        assert_eq!(on_one_line("3 days before start"), Ok(()));
    }
}
