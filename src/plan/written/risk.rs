//! Risks as written, and the scale they are judged by.

use crate::diagnostic::Spanned;
use crate::plan::estimate::Estimate;
use crate::plan::id::Id;
use crate::plan::money::Share;
use crate::plan::text::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Very low to very high (NIST SP 800-30 table I-2).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum GradeFile {
    /// Very low.
    VeryLow,
    /// Low.
    Low,
    /// Moderate.
    Moderate,
    /// High.
    High,
    /// Very high.
    VeryHigh,
}

/// How likely something is: a grade, or a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LikelihoodFile {
    /// A grade.
    Grade(GradeFile),
    /// A percentage; only it gives what a risk costs on average.
    Share(Share),
}

/// How risks are judged.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct RiskScaleFile {
    /// `nist` (SP 800-30 table I-2; the default), or `numeric`: likelihood times impact, 1 to 25.
    pub matrix: Option<Spanned<MatrixFile>>,
    /// What the grades of an impact mean here: money, hours, safety, law.
    pub impact: Option<Spanned<AnchorsFile>>,
}

/// A matrix of likelihood and impact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MatrixFile {
    /// Table I-2 of NIST SP 800-30.
    #[default]
    Nist,
    /// Likelihood times impact: 1 to 4 low, 5 to 9 moderate, 10 to 16 high, 17 to 25 very high.
    Numeric,
}

/// What each grade of an impact means, in the plan's own words.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct AnchorsFile {
    /// Very low.
    pub very_low: Option<Spanned<Text>>,
    /// Low.
    pub low: Option<Spanned<Text>>,
    /// Moderate.
    pub moderate: Option<Spanned<Text>>,
    /// High.
    pub high: Option<Spanned<Text>>,
    /// Very high.
    pub very_high: Option<Spanned<Text>>,
}

/// Something that may go wrong.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct RiskFile {
    /// Its id.
    #[schemars(required)]
    pub id: Option<Spanned<Id>>,
    /// Cause, event and effect in one sentence.
    #[schemars(required)]
    pub text: Option<Spanned<Text>>,
    /// How likely: `low`, or a percentage such as `20%`.
    #[schemars(required)]
    pub likelihood: Option<Spanned<LikelihoodFile>>,
    /// How bad.
    #[schemars(required)]
    pub impact: Option<Spanned<GradeFile>>,
    /// Who owns it.
    pub owner: Option<Spanned<Text>>,
    /// What is done about it.
    pub response: Option<Spanned<Text>>,
    /// The windows it is a risk of; all when left out.
    pub windows: Vec<Spanned<Id>>,
    /// What it would cost.
    pub exposure: Option<Spanned<Estimate>>,
}

impl<'de> Deserialize<'de> for LikelihoodFile {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct GradeOrShare;
        impl serde::de::Visitor<'_> for GradeOrShare {
            type Value = LikelihoodFile;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("`very-low` to `very-high`, or a percentage such as `20%`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<LikelihoodFile, E> {
                let text = text.trim();
                if text.ends_with('%') {
                    return text.parse().map(LikelihoodFile::Share).map_err(E::custom);
                }
                let grades = GradeFile::ALL.into_iter();
                let mut named = grades.filter(|grade| grade.slug() == text);
                let grade = named.next().ok_or_else(|| {
                    E::custom(format!(
                        "`{text}` does not say how likely it is\nwrite `very-low`, `low`, `moderate`, `high` or `very-high`, or a percentage such as `20%`"
                    ))
                });
                grade.map(LikelihoodFile::Grade)
            }
        }
        deserializer.deserialize_str(GradeOrShare)
    }
}

impl JsonSchema for LikelihoodFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Likelihood".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let grade = generator.subschema_for::<GradeFile>();
        let share = generator.subschema_for::<Share>();
        schemars::json_schema!({ "anyOf": [grade, share] })
    }
}
