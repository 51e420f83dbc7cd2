//! The case for the change in words: why, what it brings, what it costs, what could go wrong.

use super::sentences;
use crate::compose::locale::Locale;
use crate::compose::moment::{Clock, Moment, Stretch};
use crate::compose::words::Words;
use crate::notice::Facts;
use crate::notice::facts::{CaseStudy, Covered, DecisionFacts, Question, RiskFacts, SecondDate};
use crate::notice::money::{Amounts, MoneyFacts};
use schemars::JsonSchema;
use serde::Serialize;

/// The case for the change.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CaseView {
    /// The planner's reason: paragraphs and lists, so it needs lines of its own.
    pub why: Option<Words>,
    /// Its first paragraph, for those who read little.
    pub why_first: Option<Words>,
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
    /// The other windows that it covers and that the same mail does not tell of.
    pub covered: Vec<CoveredView>,
    /// The dates that can be decided on instead.
    pub second_dates: Vec<SecondDateView>,
    /// Whether the decision is about every date of the plan, and not about one window alone.
    pub decides_all: bool,
    /// By when a decision is asked for that another window's notices ask, while there is time.
    pub decision_elsewhere: Option<Moment>,
    /// When those notices ask it, if they have not yet.
    pub decision_comes: Option<Moment>,
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

/// Another window that a decision covers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CoveredView {
    /// The name of its phase.
    pub phase: Words,
    /// Its times.
    pub when: Stretch,
}

/// A date in the place of another.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SecondDateView {
    /// When.
    pub when: Stretch,
    /// When the window starts as it is planned.
    pub instead_of: Moment,
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
    /// What all windows cost.
    pub cost_of_windows: Option<Words>,
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
        let covered = facts.covered.iter();
        let second_dates = facts.second_dates.iter();
        Self {
            why: facts.why.as_deref().map(Words::text),
            why_first: facts.why.as_deref().map(first_paragraph),
            benefit: facts.benefit.as_deref().map(Words::text),
            reassurance: sentences(&facts.reassurance),
            case_studies: facts.case_studies.iter().map(CaseStudyView::of).collect(),
            questions: facts.questions.iter().map(QuestionView::of).collect(),
            money: facts
                .money
                .as_ref()
                .map(|money| MoneyView::of(money, clock.locale)),
            risks: facts
                .risks
                .iter()
                .map(|risk| RiskView::of(risk, clock.locale))
                .collect(),
            decision: decision
                .filter(|decision| decision.by.is_none_or(|by| by >= facts.moment))
                .map(|decision| DecisionView::of(decision, clock)),
            covered: covered.map(|other| CoveredView::of(other, clock)).collect(),
            second_dates: second_dates
                .map(|date| SecondDateView::of(date, clock))
                .collect(),
            decides_all: facts.decides_all,
            decision_elsewhere: facts
                .decision_elsewhere
                .filter(|by| *by >= facts.moment)
                .map(|by| clock.moment(by)),
            decision_comes: facts.decision_comes.map(|comes| clock.moment(comes)),
        }
    }
}

/// A text up to its first empty line, or to a line end that closes a sentence: a folded text of a
/// plan keeps no more than that of an empty line. Never half a sentence.
fn first_paragraph(text: &str) -> Words {
    let mut lines = Vec::new();
    for line in text.trim().lines().map(str::trim_end) {
        if line.is_empty() {
            break;
        }
        lines.push(line);
        if line.ends_with(['.', '!', '?']) {
            break;
        }
    }
    Words::text(&lines.join("\n"))
}

impl DecisionView {
    fn of(decision: &DecisionFacts, clock: Clock<'_>) -> Self {
        Self {
            ask: Words::text(&decision.ask),
            by: decision.by.map(|by| clock.moment(by)),
            who: decision.who.as_deref().map(Words::plain),
        }
    }
}

impl CoveredView {
    fn of(covered: &Covered, clock: Clock<'_>) -> Self {
        Self {
            phase: Words::plain(&covered.phase),
            when: clock.stretch(covered.start, covered.end),
        }
    }
}

impl SecondDateView {
    fn of(date: &SecondDate, clock: Clock<'_>) -> Self {
        Self {
            when: clock.stretch(date.start, date.end),
            instead_of: clock.moment(date.instead_of),
        }
    }
}

impl RiskView {
    fn of(risk: &RiskFacts, locale: &Locale) -> Self {
        Self {
            text: Words::text(&risk.text),
            level: Words::plain(locale.level(risk.level)),
            owner: risk.owner.as_deref().map(Words::plain),
            response: risk.response.as_deref().map(Words::text),
        }
    }
}

impl MoneyView {
    fn of(money: &MoneyFacts, locale: &Locale) -> Self {
        let currency = money.currency.as_str();
        let yearly = |amounts: Amounts| Words::plain(&locale.money.a_year(amounts, currency));
        Self {
            cost_of_windows: money
                .cost_of_windows
                .map(|amounts| Words::plain(&locale.money.amount(amounts, currency))),
            cost_of_waiting: money.cost_of_waiting.map(yearly),
            benefit: money.benefit.map(yearly),
        }
    }
}

impl CaseStudyView {
    fn of(study: &CaseStudy) -> Self {
        Self {
            who: Words::line(&study.who),
            what: Words::line(&study.what),
            result: Words::text(&study.result),
            source: study.source.as_deref().and_then(Words::address),
        }
    }
}

impl QuestionView {
    fn of(question: &Question) -> Self {
        Self {
            question: Words::line(&question.question),
            answer: Words::text(&question.answer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_reason_loses_whole_paragraphs_and_never_half_a_sentence() {
        for (why, kept) in [
            ("One. Two.\nThree.", "One. Two."),
            ("One goes\non here.\n\nTwo", "One goes on here."),
            ("**One** only", "**One** only."),
        ] {
            assert_eq!(first_paragraph(why).as_str(), kept);
        }
    }
}
