//! The case for the change in words: why, what it brings, what it costs, what could go wrong.

use super::sentences;
use crate::compose::moment::{Clock, Moment};
use crate::compose::words::Words;
use crate::notice::Facts;
use crate::notice::facts::{CaseStudy, DecisionFacts, MoneyFacts, Question, RiskFacts};
use schemars::JsonSchema;
use serde::Serialize;

/// The case for the change.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CaseView {
    /// The planner's reason.
    pub why: Option<Words>,
    /// The benefit.
    pub benefit: Option<Words>,
    /// What reassures.
    pub reassurance: Vec<Words>,
    /// Who has done it before.
    pub case_studies: Vec<CaseStudyView>,
    /// Questions and answers.
    pub questions: Vec<QuestionView>,
    /// Money.
    pub money: Option<MoneyView>,
    /// Risks, worst first.
    pub risks: Vec<RiskView>,
    /// The decision asked, while there is time for it.
    pub decision: Option<DecisionView>,
}

/// The decision asked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DecisionView {
    /// What to decide.
    pub ask: Words,
    /// By when.
    pub by: Option<Moment>,
    /// Who decides.
    pub who: Option<Words>,
}

/// One risk.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RiskView {
    /// What may happen.
    pub text: Words,
    /// How serious.
    pub level: Words,
    /// Who owns it.
    pub owner: Option<Words>,
    /// What is done about it.
    pub response: Option<Words>,
}

/// Money.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MoneyView {
    /// What the window costs.
    pub cost_of_window: Option<Words>,
    /// What waiting costs.
    pub cost_of_waiting: Option<Words>,
    /// What it brings.
    pub benefit: Option<Words>,
}

/// Who has done it before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CaseStudyView {
    /// Who.
    pub who: Words,
    /// Did what.
    pub what: Words,
    /// With what result.
    pub result: Words,
    /// Where to read of it.
    pub source: Option<Words>,
}

/// A question and its answer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct QuestionView {
    /// The question.
    pub question: Words,
    /// The answer.
    pub answer: Words,
}

impl CaseView {
    pub(super) fn of(facts: &Facts, clock: Clock<'_>) -> Self {
        let decision = facts.decision.as_ref();
        Self {
            why: facts.why.as_deref().map(Words::sentence),
            benefit: facts.benefit.as_deref().map(Words::sentence),
            reassurance: sentences(&facts.reassurance),
            case_studies: facts.case_studies.iter().map(CaseStudyView::of).collect(),
            questions: facts.questions.iter().map(QuestionView::of).collect(),
            money: facts.money.as_ref().and_then(MoneyView::of),
            risks: facts.risks.iter().map(RiskView::of).collect(),
            decision: decision
                .filter(|decision| decision.by.is_none_or(|by| by >= facts.moment))
                .map(|decision| DecisionView::of(decision, clock)),
        }
    }
}

impl DecisionView {
    fn of(decision: &DecisionFacts, clock: Clock<'_>) -> Self {
        Self {
            ask: Words::sentence(&decision.ask),
            by: decision.by.map(|by| clock.moment(by)),
            who: decision.who.as_deref().map(Words::plain),
        }
    }
}

impl RiskView {
    fn of(risk: &RiskFacts) -> Self {
        Self {
            text: Words::sentence(&risk.text),
            level: Words::plain(&risk.level),
            owner: risk.owner.as_deref().map(Words::plain),
            response: risk.response.as_deref().map(Words::sentence),
        }
    }
}

impl MoneyView {
    fn of(money: &MoneyFacts) -> Option<Self> {
        let line = |text: &Option<String>| text.as_deref().map(Words::line);
        let view = Self {
            cost_of_window: line(&money.cost_of_window),
            cost_of_waiting: line(&money.cost_of_waiting),
            benefit: line(&money.benefit),
        };
        let said = [&view.cost_of_window, &view.cost_of_waiting, &view.benefit];
        said.iter().any(|line| line.is_some()).then_some(view)
    }
}

impl CaseStudyView {
    fn of(study: &CaseStudy) -> Self {
        Self {
            who: Words::line(&study.who),
            what: Words::line(&study.what),
            result: Words::sentence(&study.result),
            source: study.source.as_deref().and_then(Words::address),
        }
    }
}

impl QuestionView {
    fn of(question: &Question) -> Self {
        Self {
            question: Words::line(&question.question),
            answer: Words::sentence(&question.answer),
        }
    }
}
