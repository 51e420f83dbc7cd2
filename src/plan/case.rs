//! The case for the change: why, benefits, stories, the decision asked, money, risks, readiness.

use super::budget::{self, Budget};
use super::id::Id;
use super::length::{Lead, Length};
use super::reading::{MEANT, Reading, optional, texts};
use super::written::{
    DecisionAskFile, GradeFile, HistoryFile, PlanFile, QuestionFile, ReadinessFile, RiskFile,
};
use crate::diagnostic::{Span, Spanned};
use chrono::NaiveDate;

/// How likely or how bad (NIST SP 800-30 table I-2).
pub use super::written::GradeFile as Grade;

/// The case for the change.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// Why it is done.
    pub why: Option<String>,
    /// What it brings, per audience.
    pub benefits: Vec<(Id, String)>,
    /// What reassures.
    pub reassurance: Vec<String>,
    /// Who has done it before: who, what, result, source.
    pub case_studies: Vec<CaseStudy>,
    /// Questions with answers.
    pub questions: Vec<Question>,
    /// What executives are asked to decide.
    pub decision: Option<Decision>,
    /// What downtime costs and the change brings.
    pub money: Budget,
    /// What may go wrong, worst first.
    pub risks: Vec<Risk>,
    /// What must be ready before the start.
    pub readiness: Vec<Readiness>,
    /// Earlier windows.
    pub history: Vec<PastWindow>,
}

/// Somebody who has done it before.
#[derive(Debug, Clone)]
pub struct CaseStudy {
    /// Who.
    pub who: String,
    /// Did what.
    pub what: String,
    /// With what result.
    pub result: String,
    /// Where to read of it.
    pub source: Option<String>,
}

/// A question and its answer.
#[derive(Debug, Clone)]
pub struct Question {
    /// As it was asked.
    pub question: String,
    /// As it is answered.
    pub answer: String,
    /// Audiences, departments or users of services it is for; all when empty.
    pub meant_for: Vec<Id>,
}

/// What executives are asked to decide.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What.
    pub ask: String,
    /// By when.
    pub by: NaiveDate,
    /// Where that is written.
    pub by_span: Span,
    /// Who decides.
    pub who: Option<String>,
    /// About which window, when the plan says so.
    pub window: Option<Id>,
}

/// Something that may go wrong.
#[derive(Debug, Clone)]
pub struct Risk {
    /// Its id.
    pub id: Id,
    /// Cause, event and effect in one sentence.
    pub text: String,
    /// How likely.
    pub likelihood: Grade,
    /// How bad.
    pub impact: Grade,
    /// Who owns it.
    pub owner: Option<String>,
    /// What is done about it.
    pub response: Option<String>,
    /// The windows it is a risk of; all when empty.
    pub windows: Vec<Id>,
}

/// Something that must be ready before the start.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// What.
    pub item: String,
    /// Who sees to it.
    pub owner: String,
    /// By when.
    pub due: Option<Lead>,
    /// Where the proof lies.
    pub proof: Option<String>,
    /// Whether it is done.
    pub done: bool,
}

/// An earlier window.
#[derive(Debug, Clone)]
pub struct PastWindow {
    /// When.
    pub date: Option<NaiveDate>,
    /// What.
    pub what: Option<String>,
    /// How long it was to last.
    pub planned: Length,
    /// How long it lasted.
    pub actual: Length,
}

/// The matrix of NIST SP 800-30 table I-2: rows are likelihood, columns impact, from very low.
const MATRIX: [[Grade; 5]; 5] = {
    use GradeFile::{High as H, Low as L, Moderate as M, VeryHigh as VH, VeryLow as VL};
    [
        [VL, VL, VL, L, L],
        [VL, L, L, L, M],
        [VL, L, M, M, H],
        [VL, L, M, H, VH],
        [VL, L, M, H, VH],
    ]
};

impl Risk {
    /// Its level.
    pub fn level(&self) -> Grade {
        MATRIX[self.likelihood as usize][self.impact as usize]
    }
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

/// Reads everything that argues for the change.
pub fn read(reading: &mut Reading, file: &PlanFile) -> Case {
    let mut benefits = Vec::new();
    for (audience, text) in file.benefits.iter() {
        if reading.refers(audience, "audience", |known| &known.audiences) {
            benefits.push((audience.value.clone(), text.value.0.clone()));
        }
    }
    let case_studies = file.case_studies.iter().filter_map(|study| {
        let who = reading.line(&study.value.who, "who", study.span);
        let what = reading.text(&study.value.what, "what", study.span);
        let result = reading.text(&study.value.result, "result", study.span);
        let source = study.value.source.as_ref().map(|link| link.value.0.clone());
        Some(CaseStudy {
            who: who?,
            what: what?,
            result: result?,
            source,
        })
    });
    let case_studies = case_studies.collect();
    let questions = file
        .questions
        .iter()
        .filter_map(|file| question(reading, file))
        .collect();
    let decision = file
        .decision
        .as_ref()
        .and_then(|file| decision(reading, file));
    reading.unique(
        "risk",
        file.risks.iter().filter_map(|risk| risk.value.id.as_ref()),
    );
    let mut risks: Vec<Risk> = file
        .risks
        .iter()
        .filter_map(|file| risk(reading, file))
        .collect();
    risks.sort_by_key(|risk| std::cmp::Reverse(risk.level()));
    Case {
        why: optional(&file.why),
        benefits,
        reassurance: texts(&file.reassurance),
        case_studies,
        questions,
        decision,
        money: budget::read(reading, file),
        risks,
        readiness: file
            .readiness
            .iter()
            .filter_map(|file| readiness(reading, file))
            .collect(),
        history: file
            .history
            .as_ref()
            .map(|file| history(reading, file))
            .unwrap_or_default(),
    }
}

fn question(reading: &mut Reading, file: &Spanned<QuestionFile>) -> Option<Question> {
    let question = reading.text(&file.value.question, "question", file.span);
    let answer = reading.text(&file.value.answer, "answer", file.span);
    let meant_for = reading.references(&file.value.audiences, MEANT, |known| &known.readers);
    Some(Question {
        question: question?,
        answer: answer?,
        meant_for,
    })
}

fn decision(reading: &mut Reading, file: &Spanned<DecisionAskFile>) -> Option<Decision> {
    let ask = reading.text(&file.value.ask, "ask", file.span);
    let by = reading.required(&file.value.by, "by", file.span)?;
    let (by, by_span) = (reading.date(by), by.span);
    let window = file.value.window.as_ref();
    let window = window.filter(|id| reading.refers(id, "window", |known| &known.windows));
    Some(Decision {
        window: window.map(|id| id.value.clone()),
        ask: ask?,
        by,
        by_span,
        who: reading.optional_line(&file.value.who),
    })
}

fn risk(reading: &mut Reading, file: &Spanned<RiskFile>) -> Option<Risk> {
    let written = &file.value;
    let id = reading.required(&written.id, "id", file.span);
    let text = reading.text(&written.text, "text", file.span);
    let likelihood = reading.required(&written.likelihood, "likelihood", file.span);
    let impact = reading.required(&written.impact, "impact", file.span);
    let windows = reading.references(&written.windows, "window", |known| &known.windows);
    Some(Risk {
        id: id?.value.clone(),
        text: text?,
        likelihood: likelihood?.value,
        impact: impact?.value,
        owner: reading.optional_line(&written.owner),
        response: optional(&written.response),
        windows,
    })
}

fn readiness(reading: &mut Reading, file: &Spanned<ReadinessFile>) -> Option<Readiness> {
    let item = reading.text(&file.value.item, "item", file.span);
    let owner = reading.line(&file.value.owner, "owner", file.span);
    Some(Readiness {
        item: item?,
        owner: owner?,
        due: file.value.due.as_ref().map(|lead| lead.value),
        proof: optional(&file.value.proof),
        done: file.value.done.as_ref().is_some_and(|done| done.value),
    })
}

fn history(reading: &mut Reading, file: &Spanned<HistoryFile>) -> Vec<PastWindow> {
    let windows = file.value.windows.iter().filter_map(|file| {
        let planned = reading.required(&file.value.planned, "planned", file.span);
        let actual = reading.required(&file.value.actual, "actual", file.span);
        let date = file.value.date.as_ref().map(|date| reading.date(date));
        let what = optional(&file.value.what);
        Some(PastWindow {
            date,
            what,
            planned: planned?.value,
            actual: actual?.value,
        })
    });
    windows.collect()
}
