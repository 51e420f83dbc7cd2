//! The case for the change: why, benefits, stories, the decision asked, money, risks, readiness.

use super::budget::{self, Budget};
use super::id::Id;
use super::length::Length;
use super::readiness::{self, Readiness};
use super::reading::{MEANT, Reading, optional, texts};
use super::risk::{self, Risk, Scale};
use super::written::{DecisionAskFile, HistoryFile, PlanFile, QuestionFile};
use crate::diagnostic::{Span, Spanned};
use chrono::NaiveDate;

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
    /// What may go wrong, in the order written.
    pub risks: Vec<Risk>,
    /// How that is judged.
    pub risk_scale: Scale,
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
    let (risks, risk_scale) = risk::read(reading, file);
    Case {
        why: optional(&file.why),
        benefits,
        reassurance: texts(&file.reassurance),
        case_studies,
        questions,
        decision,
        money: budget::read(reading, file),
        risks,
        risk_scale,
        readiness: readiness::read(reading, file),
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
