//! Decisions, risks, actions and dates in words.

use crate::calendar::zone::Instant;
use crate::compose::moment::{Clock, Moment};
use crate::compose::words::Words;
use crate::notice::Facts;
use crate::notice::facts::{
    Action, Actions, CaseStudy, Checkpoint, DateFact, DecisionFacts, MoneyFacts, Question,
    RiskFacts, Waiver,
};
use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::Serialize;

const SAVING_TAKES: TimeDelta = TimeDelta::minutes(15);

/// What to do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ActionsView {
    /// Before the window.
    pub before: Vec<ActionView>,
    /// While it lasts.
    pub during: Vec<ActionView>,
    /// After it.
    pub after: Vec<ActionView>,
    /// Whether there is anything to do at all.
    pub any: bool,
}

/// One thing to do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ActionView {
    /// What.
    pub text: Words,
    /// By when.
    pub by: Option<Moment>,
    /// Who sees to it.
    pub owner: Option<Words>,
}

/// A date ahead.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DateView {
    /// The day, and the time where it matters.
    pub at: Words,
    /// What happens.
    pub what: Words,
}

/// A go/no-go decision.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckpointView {
    /// When.
    pub at: Moment,
    /// Who decides.
    pub owner: Option<Words>,
    /// What must hold.
    pub criteria: Vec<Words>,
    /// Whether it is still to come when the notice is told.
    pub ahead: bool,
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

/// Who allowed short notice, and why.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WaiverView {
    /// Who.
    pub by: Words,
    /// Why.
    pub because: Words,
}

/// The latest moment to save work: what the plan asks for last before the start, else a quarter of
/// an hour before it.
pub(super) fn save_by(facts: &Facts) -> Instant {
    let start = facts.window.start;
    let asked = facts
        .actions
        .before
        .iter()
        .filter_map(|action| action.by)
        .filter(|by| *by < start && *by > start - TimeDelta::hours(2))
        .max();
    asked.unwrap_or(start - SAVING_TAKES)
}

impl ActionsView {
    pub(super) fn of(actions: &Actions, clock: Clock<'_>) -> Self {
        let list = |list: &[Action]| -> Vec<ActionView> {
            list.iter()
                .map(|action| ActionView {
                    text: Words::line(&action.text),
                    by: action.by.map(|by| clock.moment(by)),
                    owner: action.owner.as_deref().map(Words::plain),
                })
                .filter(|action| !action.text.is_empty())
                .collect()
        };
        let (before, during, after) = (
            list(&actions.before),
            list(&actions.during),
            list(&actions.after),
        );
        Self {
            any: !(before.is_empty() && during.is_empty() && after.is_empty()),
            before,
            during,
            after,
        }
    }
}

impl DateView {
    pub(super) fn of(date: &DateFact, clock: Clock<'_>) -> Self {
        let at = clock.moment(date.at);
        Self {
            at: if date.day_only {
                at.day_short
            } else {
                at.short
            },
            what: Words::line(&date.what),
        }
    }
}

impl CheckpointView {
    pub(super) fn of(checkpoint: &Checkpoint, clock: Clock<'_>, now: Instant) -> Self {
        Self {
            at: clock.moment(checkpoint.at),
            owner: checkpoint.owner.as_deref().map(Words::plain),
            criteria: super::lines(&checkpoint.criteria),
            ahead: checkpoint.at >= now,
        }
    }
}

impl DecisionView {
    pub(super) fn of(decision: &DecisionFacts, clock: Clock<'_>) -> Self {
        Self {
            ask: Words::sentence(&decision.ask),
            by: decision.by.map(|by| clock.moment(by)),
            who: decision.who.as_deref().map(Words::plain),
        }
    }
}

impl RiskView {
    pub(super) fn of(risk: &RiskFacts) -> Self {
        Self {
            text: Words::sentence(&risk.text),
            level: Words::plain(&risk.level),
            owner: risk.owner.as_deref().map(Words::plain),
            response: risk.response.as_deref().map(Words::sentence),
        }
    }
}

impl MoneyView {
    pub(super) fn of(money: &MoneyFacts) -> Option<Self> {
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
    pub(super) fn of(study: &CaseStudy) -> Self {
        Self {
            who: Words::line(&study.who),
            what: Words::line(&study.what),
            result: Words::sentence(&study.result),
            source: study.source.as_deref().and_then(Words::address),
        }
    }
}

impl QuestionView {
    pub(super) fn of(question: &Question) -> Self {
        Self {
            question: Words::line(&question.question),
            answer: Words::sentence(&question.answer),
        }
    }
}

impl WaiverView {
    pub(super) fn of(waiver: &Waiver) -> Self {
        Self {
            by: Words::plain(&waiver.by),
            because: Words::sentence(&waiver.because),
        }
    }
}
