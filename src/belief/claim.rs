//! Claim: what a notice said of one window, as far as it can become false.

use super::aside::Aside;
use super::listed::{Listed, asks, names_first};
use super::said::{Said, SaidAction, SaidBriefing, SaidDepartment, SaidEvent};
use crate::calendar::zone::Instant;
use crate::ledger::Stated;
use crate::notice::Facts;
use crate::notice::event::{Deadline, Meeting, Ways};
use crate::plan::Plan;
use crate::plan::former::Named;
use crate::plan::impact::Impact;
use crate::plan::milestone::Milestone;
use std::collections::{BTreeMap, BTreeSet};

/// What a notice said of one window, as far as it can become false.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// When it is.
    pub when: When,
    /// Names of the services and what happens to them, by id.
    pub services: BTreeMap<String, (String, Impact)>,
    /// Until when to do what, as far as the words of the notice say so.
    pub deadlines: BTreeMap<Deadline, Instant>,
    /// The steps before the start that the words name, with a deadline or without.
    pub steps: BTreeSet<String>,
    /// What need not be done any more; only what a correction says by itself knows it.
    pub void: BTreeSet<Deadline>,
    /// Its briefings, by id; nothing for one that was called off.
    pub briefings: BTreeMap<String, Option<Meeting>>,
    /// Briefings that take place without the reader; only what is true knows them.
    pub without: BTreeSet<String>,
    /// Which steps it names to the last one.
    pub listed: Listed,
    /// The start and end that were named last, of a window that is on no date by what was said; only
    /// what was told knows them.
    pub last: Option<Span>,
    /// How exactly its date was named, when a notice about another window did; that said nothing else.
    pub aside: Option<Aside>,
    /// The zone by whose clock it was told.
    pub zone: Option<String>,
    /// Whether it does not concern the reader because she is no longer on the list.
    pub is_unlisted: bool,
    /// What the reader led by it: ids and names of departments.
    pub leads: BTreeSet<String>,
}

/// The start and end of a window.
pub type Span = (Instant, Instant);

/// When a window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// On this date.
    Dated {
        /// First instant.
        start: Instant,
        /// First instant after.
        end: Instant,
        /// Whether it may still move.
        provisional: bool,
    },
    /// On no date that is known.
    Undecided {
        /// By when a date is promised.
        promised: Option<Instant>,
    },
    /// Never.
    Cancelled,
    /// It does not concern the reader.
    Elsewhere,
}

impl When {
    /// Its start and end.
    pub fn span(self) -> Option<Span> {
        match self {
            Self::Dated { start, end, .. } => Some((start, end)),
            _ => None,
        }
    }

    /// Whether somebody who believes this counts with the window.
    pub fn lies_ahead(self, now: Instant) -> bool {
        match self {
            Self::Dated { end, .. } => end > now,
            Self::Undecided { .. } => true,
            Self::Cancelled | Self::Elsewhere => false,
        }
    }
}

impl Claim {
    /// What a notice's stated facts claim, and the reason that they give; nothing when they are in no
    /// form that is known.
    pub fn read(stated: &Stated) -> Option<(Self, Option<String>)> {
        let mut said: Said = serde_json::from_str(stated.json()).ok()?;
        let reason = said.event.as_mut().and_then(|event| event.reason.take());
        let listed = Listed::by(said.milestone, said.role);
        let told_as = (said.milestone, said.role);
        let is_asked = |what: &Deadline| asks(what, told_as.0, told_as.1);
        Some((Self::said(said, listed, is_asked), reason))
    }

    /// Whether a notice's stated facts tell of a start on which its readers did not count.
    pub fn tells_unexpected(stated: &Stated) -> bool {
        let said = serde_json::from_str::<Said>(stated.json()).ok();
        let event = said.and_then(|said| said.event);
        event.is_some_and(|event| event.is_unexpected)
    }

    /// What facts claim when all is said that their readers are ever told of them.
    pub fn of(facts: &Facts) -> Self {
        let value = serde_json::to_value(facts).expect("facts hold only what JSON can say");
        let said = serde_json::from_value(value).expect("what we state is in the form we read");
        Self::said(said, Listed::to(facts.role), |_| true)
    }

    fn said(said: Said, listed: Listed, is_asked: impl Fn(&Deadline) -> bool) -> Self {
        let event = said.event.unwrap_or_default();
        let when = event.when(said.milestone, &said.window);
        let last = event.last(said.milestone, (when, &said.window));
        let concerned = when != When::Elsewhere;
        let services = said.window.services.into_iter().filter(|_| concerned);
        let listed = match when {
            When::Dated { .. } => listed,
            _ => Listed::Nothing,
        };
        let decision = said.decision.and_then(|decision| decision.by);
        let asked = [
            (Deadline::Objection, said.object_by),
            (Deadline::Decision, decision),
        ];
        let asked = asked.into_iter().filter(|(what, _)| is_asked(what));
        let asked = asked.filter_map(|(what, by)| Some((what, by?)));
        let names_first = names_first(said.milestone, said.role);
        let led = said.department.into_iter().flat_map(SaidDepartment::led);
        let (before, after) = said.actions.named(listed, names_first);
        let mut claim = Self {
            when,
            services: services
                .map(|service| (service.id, (service.name, service.impact)))
                .collect(),
            deadlines: asked.collect(),
            steps: before.iter().map(|step| step.text.clone()).collect(),
            void: BTreeSet::new(),
            briefings: BTreeMap::new(),
            without: BTreeSet::new(),
            listed,
            last,
            aside: None,
            zone: said.zone,
            is_unlisted: said.milestone == Milestone::Unlisted,
            leads: led.collect(),
        };
        claim.tell(before.into_iter().chain(after), &event);
        if let Some(briefing) = said.briefing {
            // Whoever only mentions it does not say where it is.
            let calls = said.milestone == Milestone::Briefing;
            let SaidBriefing {
                id,
                start,
                end,
                place,
                join,
            } = briefing;
            let ways = calls.then_some(Ways { place, join });
            let session = Meeting { start, end, ways };
            claim.briefings.insert(id, Some(session));
        }
        claim.briefings.extend(event.briefings());
        claim
    }

    /// Takes in the steps that are listed, and the deadlines that are said to be otherwise than they were.
    fn tell(&mut self, listed: impl Iterator<Item = SaidAction>, event: &SaidEvent) {
        for step in listed {
            if let Some(by) = step.by {
                let known = self.deadlines.entry(Deadline::Action(step.text));
                known.or_insert(by);
            }
        }
        for (what, by) in event.deadlines() {
            let Some(by) = by else {
                self.void.insert(what);
                continue;
            };
            if let Deadline::Action(step) = &what {
                self.steps.insert(step.clone());
            }
            self.deadlines.insert(what, by);
        }
    }

    /// Takes in the steps before the start whose time has passed, of whoever is told any: no notice
    /// lists them, and they stand all the same.
    pub(super) fn keep<'s>(&mut self, steps: impl Iterator<Item = (&'s str, Instant)>) {
        if self.listed == Listed::Nothing {
            return;
        }
        for (step, by) in steps {
            let known = self.deadlines.entry(Deadline::Action(step.to_owned()));
            known.or_insert(by);
        }
    }

    /// The same claim by the ids that services and briefings have now.
    pub fn renamed(mut self, plan: &Plan) -> Self {
        let named = |kind, told: String| match plan.now_called(kind, &told) {
            Some(id) => id.to_string(),
            None => told,
        };
        let services = self.services.into_iter();
        self.services = services
            .map(|(id, service)| (named(Named::Service, id), service))
            .collect();
        let briefings = self.briefings.into_iter();
        self.briefings = briefings
            .map(|(id, session)| (named(Named::Briefing, id), session))
            .collect();
        let leads = self.leads.into_iter();
        self.leads = leads.map(|id| named(Named::Department, id)).collect();
        self
    }

    /// The claim that it has no date for somebody.
    pub fn undated(when: When) -> Self {
        Self {
            when,
            services: BTreeMap::new(),
            deadlines: BTreeMap::new(),
            steps: BTreeSet::new(),
            void: BTreeSet::new(),
            briefings: BTreeMap::new(),
            without: BTreeSet::new(),
            listed: Listed::Nothing,
            last: None,
            aside: None,
            zone: None,
            is_unlisted: false,
            leads: BTreeSet::new(),
        }
    }

    /// The date it names, or was told to be off.
    pub fn named(&self) -> Option<Span> {
        self.when.span().or(self.last)
    }

    /// What somebody believes who believed `self` and is then told `later`, which replaces it all
    /// when it is a correction, but for the deadlines of which that says nothing.
    pub fn then(&self, later: &Claim, corrects: bool) -> Self {
        let mut believed = later.clone();
        believed.void.clear();
        if !matches!(later.when, When::Cancelled | When::Elsewhere) {
            believed.steps.extend(self.steps.iter().cloned());
        }
        if later.named().is_none() {
            believed.last = self.named();
        }
        let start = |claim: &Self| claim.when.span().map(|(start, _)| start);
        // Whoever hears that it goes on knows that what hung on another date is void.
        let is_dated = start(self).is_some() && start(later).is_some();
        if (corrects && is_dated) || (!corrects && start(self) == start(later)) {
            believed.listed = self.listed.max(later.listed);
            // Until when to answer hung on the date, too.
            let is_same_date = start(self) == start(later);
            let stands = |what: &Deadline| is_same_date || matches!(what, Deadline::Action(_));
            let told = self.deadlines.iter().filter(|(what, _)| stands(what));
            for (what, by) in told.filter(|(what, _)| !later.void.contains(*what)) {
                believed.deadlines.entry(what.clone()).or_insert(*by);
            }
        }
        believed.add_briefings(&self.briefings);
        believed
    }

    /// Adds the briefings of which somebody was told otherwise: those that this does not name, and how
    /// to get to those that it only mentions.
    pub(super) fn add_briefings(&mut self, told: &BTreeMap<String, Option<Meeting>>) {
        for (id, session) in told {
            let known = self.briefings.entry(id.clone());
            let known = known.or_insert_with(|| session.clone());
            if let (Some(known), Some(session)) = (known, session)
                && known.ways.is_none()
            {
                known.ways.clone_from(&session.ways);
            }
        }
    }

    /// What somebody believes as one of an audience who believed `self` and is corrected by `later` as
    /// one of another: when it is, and which briefings do not take place for her. What she has to do
    /// as one of the first hung on the date and is void with it.
    pub fn beside(&self, later: &Claim) -> Self {
        let mut believed = self.clone();
        if self.when != later.when {
            believed.when = later.when;
            believed.zone.clone_from(&later.zone);
            believed.last = match later.named() {
                Some(_) => later.last,
                None => self.named(),
            };
        }
        let start = |claim: &Self| claim.when.span().map(|(start, _)| start);
        if start(self) != start(later) {
            believed.deadlines.clear();
        }
        for (id, session) in &mut believed.briefings {
            if later.briefings.get(id).is_some_and(Option::is_none) {
                *session = None;
            }
        }
        believed
    }
}
