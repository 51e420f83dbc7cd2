//! The case for the change as written: stories, decision, money, risks, readiness, history.

use super::YesNo;
use crate::diagnostic::Spanned;
use crate::plan::estimate::Estimate;
use crate::plan::id::Id;
use crate::plan::length::{Lead, Length};
use crate::plan::moment::WrittenDate;
use crate::plan::text::{Link, Name, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody who has done it before.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct CaseStudyFile {
    /// Who.
    #[schemars(required)]
    pub who: Option<Spanned<Text>>,
    /// Did what.
    #[schemars(required)]
    pub what: Option<Spanned<Text>>,
    /// With what result.
    #[schemars(required)]
    pub result: Option<Spanned<Text>>,
    /// Where to read of it.
    pub source: Option<Spanned<Link>>,
}

/// A question and its answer.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct QuestionFile {
    /// As it was asked.
    #[schemars(required)]
    pub question: Option<Spanned<Text>>,
    /// As it is answered.
    #[schemars(required)]
    pub answer: Option<Spanned<Text>>,
    /// Audiences, departments or services whose people it is for; all when left out.
    #[serde(rename = "for")]
    pub audiences: Vec<Spanned<Id>>,
}

/// What executives are asked to decide.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct DecisionAskFile {
    /// What to decide.
    #[schemars(required)]
    pub ask: Option<Spanned<Text>>,
    /// By when.
    #[schemars(required)]
    pub by: Option<Spanned<WrittenDate>>,
    /// Who decides.
    pub who: Option<Spanned<Text>>,
    /// About which window; the one that weighs most when left out.
    pub window: Option<Spanned<Id>>,
}

/// Very low to very high (NIST SP 800-30 table I-2).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema,
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
    /// How likely.
    #[schemars(required)]
    pub likelihood: Option<Spanned<GradeFile>>,
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

/// Something that must be ready before the start.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ReadinessFile {
    /// What.
    #[schemars(required)]
    pub item: Option<Spanned<Text>>,
    /// Who sees to it.
    #[schemars(required)]
    pub owner: Option<Spanned<Text>>,
    /// By when.
    pub due: Option<Spanned<Lead>>,
    /// Where the proof lies.
    pub proof: Option<Spanned<Text>>,
    /// Whether it is done.
    #[schemars(with = "Option<YesNo>")]
    pub done: Option<Spanned<bool>>,
}

/// Earlier windows, planned and actual.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct HistoryFile {
    /// A CSV file beside the plan.
    pub file: Option<Spanned<Name>>,
    /// Or written here.
    pub windows: Vec<Spanned<PastWindowFile>>,
}

/// One earlier window.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct PastWindowFile {
    /// When.
    pub date: Option<Spanned<WrittenDate>>,
    /// What.
    pub what: Option<Spanned<Text>>,
    /// How long it was to last.
    pub planned: Option<Spanned<Length>>,
    /// How long it lasted.
    pub actual: Option<Spanned<Length>>,
}
