//! What is stated of the case for the change: benefit, precedent, risk and the decision asked.

use super::{Telling, evening, told};
use crate::assessment::risk;
use crate::calendar::zone::Instant;
use crate::directory::{Group, groups};
use crate::notice::facts::{CaseStudy, Covered, DecisionFacts, Question, RiskFacts, SecondDate};
use crate::plan::Id;
use crate::plan::case::{self, Decision};
use crate::plan::milestone::Milestone;
use crate::plan::phase::Phase;
use crate::plan::window::{Status, Window};
use crate::rules::Case;
use crate::timeline::Occurrence;
use std::collections::BTreeSet;

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

    /// The other windows ahead that a decision covers when it is asked here.
    pub(super) fn covered(&self, asks: bool) -> Vec<Covered> {
        let others = self.decided().into_iter().filter(|_| asks);
        let others = others.filter(|(_, window)| window.id != self.window.id);
        others
            .map(|(phase, window)| Covered {
                id: window.id.to_string(),
                phase: phase.name.clone(),
                start: window.start,
                end: window.end,
                services: self.touched(window, &self.hit(window)),
            })
            .collect()
    }

    /// The services of another window that concern these readers.
    fn hit(&self, window: &Window) -> Vec<Id> {
        let (plan, directory) = (self.case.plan, self.case.directory);
        let reader = self.group.members.first();
        let is_hers = |group: &Group| reader.is_some_and(|reader| group.members.contains(reader));
        let mut groups = groups(plan, directory, self.audience, window).into_iter();
        groups
            .find(is_hers)
            .map_or_else(Vec::new, |group| group.services)
    }

    /// The dates ahead that can be decided on instead, when the decision is asked here.
    pub(super) fn second_dates(&self, asks: bool) -> Vec<SecondDate> {
        let mut windows = self.decided();
        windows.sort_by_key(|(_, window)| window.id != self.window.id);
        let windows = windows.into_iter().filter(|_| asks);
        let dates = windows.flat_map(|(_, window)| {
            let others = window.alternatives.iter();
            let open = others.filter(|other| self.can_be_chosen(window, other));
            open.map(|other| SecondDate {
                instead_of: window.start,
                start: other.start,
                end: other.end,
            })
        });
        dates.collect()
    }

    /// The windows ahead that the decision is about: the one it names, or else those whose first
    /// notice all these readers get, and this one.
    pub(super) fn decided(&self) -> Vec<(&Phase, &Window)> {
        let decision = self.case.plan.case.decision.as_ref();
        let named = decision.and_then(|decision| decision.window.as_ref());
        let is_about = |window: &Window| match named {
            Some(named) => window.id == *named,
            None => window.id == self.window.id || self.announced(window),
        };
        let windows = self.case.plan.windows().into_iter();
        windows
            .filter(|(_, window)| window.status != Status::Cancelled && self.ahead(window.start))
            .filter(|(_, window)| is_about(window))
            .collect()
    }

    /// Whether all these readers get the first notice of another window.
    fn announced(&self, window: &Window) -> bool {
        let mut reached = self.reached(window).into_iter();
        reached.any(|told| told.milestone == Milestone::First)
    }

    /// What all these readers hear of another window as the same audience.
    pub(super) fn reached(&self, window: &Window) -> Vec<&Occurrence> {
        let (plan, directory) = (self.case.plan, self.case.directory);
        let groups = groups(plan, directory, self.audience, window);
        let about = self.case.timeline.about(&window.id);
        let ours = about.filter(|told| told.audience == self.audience.id);
        let reached = ours.filter(|told| {
            let hear = groups
                .iter()
                .filter(|group| told.places.contains(&group.place) && told.is_for(group));
            let hear: BTreeSet<usize> = hear
                .flat_map(|group| group.members.iter().copied())
                .collect();
            let mut members = self.group.members.iter();
            members.all(|member| hear.contains(member))
        });
        reached.collect()
    }

    /// By when these readers are asked to decide by another window's notices.
    pub(super) fn decision_elsewhere(&self) -> Option<Instant> {
        let (_, by) = open_decision(self.case, self.occurrence)?;
        let asking = self.case.timeline.asking.as_ref()?;
        (asking.window != self.window.id && asking.since < by).then_some(by)
    }

    /// Whether the decision is about every date of the plan, and not about one window that it names.
    pub(super) fn decides_all(&self) -> bool {
        let decision = self.case.plan.case.decision.as_ref();
        decision.is_none_or(|decision| decision.window.is_none())
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
