//! How a window is kept safe as written: its steps, the way forward after the point of no return,
//! the rehearsal and the backup.

use crate::diagnostic::Spanned;
use crate::plan::length::{Lead, Length};
use crate::plan::moment::{WrittenDate, WrittenMoment};
use crate::plan::text::Text;
use schemars::JsonSchema;
use serde::Deserialize;
use std::fmt;

/// A step of the work in a window; each waits for the one before.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct StepFile {
    /// What is done.
    #[serde(rename = "do")]
    #[schemars(required)]
    pub text: Option<Spanned<Text>>,
    /// How long it takes, checks included: `45m`, or
    /// `{optimistic: 30m, likely: 45m, pessimistic: 1h}`.
    #[schemars(required)]
    pub lasts: Option<Spanned<DurationFile>>,
}

/// How long something takes: when all goes well, most likely, and when all goes badly. A single
/// length is all three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DurationFile {
    /// When all goes well, in minutes.
    pub optimistic: i64,
    /// Most likely, in minutes.
    pub likely: i64,
    /// When all goes badly, in minutes.
    pub pessimistic: i64,
}

/// What is done when something fails after the point of no return.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct FixForwardFile {
    /// Who mends it.
    pub who: Option<Spanned<Text>>,
    /// How long that may take.
    pub lasts: Option<Spanned<Length>>,
    /// What people work with meanwhile.
    pub workaround: Option<Spanned<Text>>,
}

/// A rehearsal of the whole window, with what was measured.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct RehearsalFile {
    /// When it was, or will be.
    pub date: Option<Spanned<WrittenDate>>,
    /// How long the work took.
    pub took: Option<Spanned<Length>>,
    /// How long the way back took, checks included.
    pub way_back_took: Option<Spanned<Length>>,
}

/// The backup that a window relies on.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct BackupFile {
    /// When the last backup before the start is verified: `2027-03-27`, `2027-03-27 21:50` or
    /// `10m before start`.
    #[schemars(required)]
    pub verified: Option<Spanned<VerifiedFile>>,
}

/// When a backup is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifiedFile {
    /// On a day; which counts from its first minute.
    Day(WrittenDate),
    /// At a moment.
    At(WrittenMoment),
    /// Relative to the window.
    Lead(Lead),
}

#[derive(Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct DurationFields {
    /// When all goes well.
    optimistic: Length,
    /// Most likely.
    likely: Length,
    /// When all goes badly.
    pessimistic: Length,
}

/// The minutes of a length that is clock time.
fn minutes(length: Length) -> Result<i64, String> {
    let advice = "write hours and minutes, such as `45m` or `1h 30m`";
    let minutes = length
        .minutes()
        .ok_or_else(|| format!("a step takes clock time, not working days\n{advice}"))?;
    match minutes {
        0 => Err(format!("a step that takes no time is none\n{advice}")),
        _ => Ok(minutes),
    }
}

impl<'de> Deserialize<'de> for DurationFile {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrThree;
        impl<'de> serde::de::Visitor<'de> for OneOrThree {
            type Value = DurationFile;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str(
                    "a length such as `45m`, or {optimistic: …, likely: …, pessimistic: …}",
                )
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<DurationFile, E> {
                let length: Length = text.trim().parse().map_err(E::custom)?;
                let likely = minutes(length).map_err(E::custom)?;
                Ok(DurationFile {
                    optimistic: likely,
                    likely,
                    pessimistic: likely,
                })
            }

            fn visit_newtype_struct<D: serde::Deserializer<'de>>(
                self,
                block: D,
            ) -> Result<DurationFile, D::Error> {
                let fields = DurationFields::deserialize(block)?;
                let minutes = |length| minutes(length).map_err(serde::de::Error::custom);
                let [optimistic, likely, pessimistic] = [
                    minutes(fields.optimistic)?,
                    minutes(fields.likely)?,
                    minutes(fields.pessimistic)?,
                ];
                if optimistic > likely || likely > pessimistic {
                    let message = "the three lengths are out of order\noptimistic must not exceed likely, nor likely pessimistic";
                    return Err(serde::de::Error::custom(message));
                }
                Ok(DurationFile {
                    optimistic,
                    likely,
                    pessimistic,
                })
            }
        }
        deserializer.deserialize_any(OneOrThree)
    }
}

impl JsonSchema for DurationFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let one = generator.subschema_for::<Length>();
        let three = generator.subschema_for::<DurationFields>();
        schemars::json_schema!({ "anyOf": [one, three] })
    }
}

impl<'de> Deserialize<'de> for VerifiedFile {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DayMomentOrLead;
        impl serde::de::Visitor<'_> for DayMomentOrLead {
            type Value = VerifiedFile;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter
                    .write_str("a date, a date and time, or a moment such as `10m before start`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<VerifiedFile, E> {
                let text = text.trim();
                let relative =
                    text.ends_with("start") || text.ends_with("end") || text.contains("before");
                if relative {
                    return text.parse().map(VerifiedFile::Lead).map_err(E::custom);
                }
                if text.contains(':') {
                    return text.parse().map(VerifiedFile::At).map_err(E::custom);
                }
                text.parse().map(VerifiedFile::Day).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(DayMomentOrLead)
    }
}

impl JsonSchema for VerifiedFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Verified".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let day = generator.subschema_for::<WrittenDate>();
        let at = generator.subschema_for::<WrittenMoment>();
        let lead = generator.subschema_for::<Lead>();
        schemars::json_schema!({ "anyOf": [day, at, lead] })
    }
}
