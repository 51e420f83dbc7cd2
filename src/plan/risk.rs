//! Risks: what may go wrong, and the scale by which it is judged.

use super::estimate::Estimate;
use super::id::Id;
use super::reading::{Reading, optional};
use super::written::{AnchorsFile, PlanFile, RiskFile};
use crate::diagnostic::Spanned;

/// How likely or how bad (NIST SP 800-30 table I-2).
pub use super::written::GradeFile as Grade;

/// How likely something is.
pub use super::written::LikelihoodFile as Likelihood;

/// A matrix of likelihood and impact.
pub use super::written::MatrixFile as Matrix;

/// Something that may go wrong.
#[derive(Debug, Clone)]
pub struct Risk {
    /// Its id.
    pub id: Id,
    /// Cause, event and effect in one sentence.
    pub text: String,
    /// How likely.
    pub likelihood: Likelihood,
    /// How bad.
    pub impact: Grade,
    /// Who owns it.
    pub owner: Option<String>,
    /// What is done about it.
    pub response: Option<String>,
    /// The windows it is a risk of; all when empty.
    pub windows: Vec<Id>,
    /// What it would cost, in the plan's currency.
    pub exposure: Option<Estimate>,
}

/// How the risks of a plan are judged.
#[derive(Debug, Clone, Default)]
pub struct Scale {
    /// The matrix.
    pub matrix: Matrix,
    /// What the grades of an impact mean here, from very low.
    pub impact: Vec<(Grade, String)>,
}

impl Grade {
    /// Every grade, from very low.
    pub const ALL: [Self; 5] = [
        Self::VeryLow,
        Self::Low,
        Self::Moderate,
        Self::High,
        Self::VeryHigh,
    ];

    /// Its name in plans and locales.
    pub fn slug(self) -> &'static str {
        match self {
            Self::VeryLow => "very-low",
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
            Self::VeryHigh => "very-high",
        }
    }
}

/// Reads the risks, in the order written, and their scale.
pub fn read(reading: &mut Reading, file: &PlanFile) -> (Vec<Risk>, Scale) {
    let ids = file.risks.iter().filter_map(|risk| risk.value.id.as_ref());
    reading.unique("risk", ids);
    let risks = file.risks.iter();
    let risks = risks.filter_map(|file| risk(reading, file)).collect();
    let scale = file.risk_scale.as_ref().map(|scale| &scale.value);
    let matrix = scale.and_then(|scale| scale.matrix.as_ref());
    let anchors = scale.and_then(|scale| scale.impact.as_ref());
    let scale = Scale {
        matrix: matrix.map_or_else(Matrix::default, |matrix| matrix.value),
        impact: anchors.map_or_else(Vec::new, |file| anchored(&file.value)),
    };
    (risks, scale)
}

fn anchored(file: &AnchorsFile) -> Vec<(Grade, String)> {
    let AnchorsFile {
        very_low,
        low,
        moderate,
        high,
        very_high,
    } = file;
    let texts = [very_low, low, moderate, high, very_high].map(optional);
    let each = Grade::ALL.into_iter().zip(texts);
    each.filter_map(|(grade, text)| Some((grade, text?)))
        .collect()
}

fn risk(reading: &mut Reading, file: &Spanned<RiskFile>) -> Option<Risk> {
    let written = &file.value;
    let id = reading.required(&written.id, "id", file.span);
    let text = reading.text(&written.text, "text", file.span);
    let likelihood = reading.required(&written.likelihood, "likelihood", file.span);
    let impact = reading.required(&written.impact, "impact", file.span);
    let windows = reading.references(&written.windows, "window", |known| &known.windows);
    let exposure = written.exposure.as_ref();
    Some(Risk {
        id: id?.value.clone(),
        text: text?,
        likelihood: likelihood?.value,
        impact: impact?.value,
        owner: reading.optional_line(&written.owner),
        response: optional(&written.response),
        windows,
        exposure: exposure.map(|estimate| estimate.value.clone()),
    })
}
