//! The case for the change as written: stories, decision, money, history.

use crate::diagnostic::Spanned;
use crate::plan::id::Id;
use crate::plan::length::Length;
use crate::plan::moment::WrittenDate;
use crate::plan::text::{Link, Name, Text};
use schemars::JsonSchema;
use serde::Deserialize;

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
