//! What is stated of the case for the change: benefit, precedent, risk and the decision asked.

use super::{Telling, evening, told};
use crate::assessment::risk;
use crate::calendar::zone::Instant;
use crate::notice::facts::{CaseStudy, DecisionFacts, Question, RiskFacts};
use crate::plan::case::{self, Decision};
use crate::rules::Case;
use crate::timeline::Occurrence;

/// How many risks executives are told of.
const TOP_RISKS: usize = 3;

impl Telling<'_> {
    pub(super) fn benefit(&self) -> Option<String> {
        let benefits = &self.case.plan.case.benefits;
        let of = |id: &str| {
            benefits
                .iter()
                .find(|(audience, _)| audience.as_str() == id)
                .map(|(_, text)| text.clone())
        };
        of(self.audience.id.as_str()).or_else(|| of(self.audience.role.slug()))
    }

    pub(super) fn case_studies(&self) -> Vec<CaseStudy> {
        let studies = self.case.plan.case.case_studies.iter();
        let study = |study: &case::CaseStudy| CaseStudy {
            who: study.who.clone(),
            what: study.what.clone(),
            result: study.result.clone(),
            source: study.source.clone(),
        };
        studies.map(study).collect()
    }

    pub(super) fn questions(&self) -> Vec<Question> {
        let questions = self.case.plan.case.questions.iter();
        let ours = questions.filter(|question| self.meant(&question.meant_for));
        ours.map(|asked| Question {
            question: asked.question.clone(),
            answer: asked.answer.clone(),
        })
        .collect()
    }

    pub(super) fn risks(&self) -> Vec<RiskFacts> {
        let register = risk::register(self.case.plan, Some(self.window)).into_iter();
        let top = register.take(TOP_RISKS);
        top.map(|rated| RiskFacts {
            text: rated.risk.text.clone(),
            level: rated.level,
            owner: rated.risk.owner.clone(),
            response: rated.risk.response.clone(),
        })
        .collect()
    }

    pub(super) fn decision(&self) -> Option<DecisionFacts> {
        let (decision, by) = asked(self.case, self.occurrence)?;
        Some(DecisionFacts {
            ask: decision.ask.clone(),
            by: Some(by),
            who: decision.who.clone(),
        })
    }

    /// By when these readers are asked to decide by another window's notices.
    pub(super) fn decision_elsewhere(&self) -> Option<Instant> {
        let (_, by) = open_decision(self.case, self.occurrence)?;
        let asking = self.case.timeline.asking.as_ref()?;
        (asking.window != self.window.id && asking.since < by).then_some(by)
    }

    /// When those notices ask it, if they have not yet.
    pub(super) fn decision_comes(&self) -> Option<Instant> {
        self.decision_elsewhere()?;
        let asking = self.case.timeline.asking.as_ref()?;
        self.ahead(asking.since).then_some(asking.since)
    }
}

/// The decision of the plan, if a notice is about the window with which it is asked.
pub(super) fn asked<'a>(
    case: Case<'a>,
    occurrence: &Occurrence,
) -> Option<(&'a Decision, Instant)> {
    let asking = case.timeline.asking.as_ref()?;
    let here = asking.window == occurrence.window;
    open_decision(case, occurrence).filter(|_| here)
}

/// The decision of the plan, while there is time for it.
fn open_decision<'a>(case: Case<'a>, occurrence: &Occurrence) -> Option<(&'a Decision, Instant)> {
    let decision = case.plan.case.decision.as_ref()?;
    let by = evening(case, occurrence, decision.by);
    (by > told(case, occurrence)).then_some((decision, by))
}
