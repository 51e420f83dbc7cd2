//! What a notice states: values, not words. Everything a template may say comes from here.

use crate::calendar::zone::{Instant, Zone};
pub use crate::notice::briefing::{BriefedWindow, BriefingFacts};
pub use crate::notice::contact::{ContactFacts, PersonContact};
pub use crate::notice::date::{DateFact, DateKind};
pub use crate::notice::decision::{Covered, DecisionFacts, SecondDate};
use crate::notice::event::EventFacts;
use crate::notice::money::{LostWork, MoneyFacts};
use crate::plan::former::FirstNames;
pub use crate::plan::impact::Impact;
use crate::plan::milestone::Milestone;
use crate::plan::risk::Grade;
pub use crate::plan::role::Role;
use serde::Serialize;
use std::borrow::Cow;

/// Everything one notice states to one group of readers.
///
/// Texts are the planner's own words in light Markdown; lists may be empty, options absent, and
/// then the section that would show them disappears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// The plan's id.
    pub plan: String,
    /// The plan's title.
    pub title: String,
    /// Who sends this: the organisation.
    pub organisation: String,
    /// The audience's id (a declared one, or a role's slug) and its role.
    pub audience: String,
    /// How the audience is spoken to.
    pub role: Role,
    /// Whether it hears of every window, whatever its readers use.
    pub everything: bool,
    /// Which moment of the change this is.
    pub milestone: Milestone,
    /// Whether it says what the first notice says as well, because the plan has none before it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub opens: bool,
    /// Whether its readers hear of the window for the first time by it, although it is not the first
    /// notice of the plan.
    pub first_word: bool,
    /// Whether it is the first that its readers hear since they were told that the window does not
    /// concern them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// Whether what they were told then was that they are no longer on the list.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub relisted: bool,
    /// The zone by whose clock they are told.
    pub zone: String,
    /// First, second … of its kind: day of hyper-care, week, bulletin number. From 1.
    pub ordinal: u32,
    /// How many of its kind there will be, or days or weeks of extra help.
    pub of: u32,
    /// When this notice is told.
    pub moment: Instant,
    /// The window it is about.
    pub window: WindowFacts,
    /// The reader's department, for department heads and end users who have one.
    pub department: Option<DepartmentFacts>,
    /// The planner's reason.
    pub why: Option<String>,
    /// The benefit, in the words meant for this audience.
    pub benefit: Option<String>,
    /// What reassures.
    pub reassurance: Vec<String>,
    /// Who has done it before.
    pub case_studies: Vec<CaseStudy>,
    /// Questions with their answers.
    pub questions: Vec<Question>,
    /// Money lines; executives only.
    pub money: Option<MoneyFacts>,
    /// Top risks, worst first; executives only.
    pub risks: Vec<RiskFacts>,
    /// The decision asked of executives about this window.
    pub decision: Option<DecisionFacts>,
    /// The other windows ahead that it covers, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub covered: Vec<Covered>,
    /// The second dates of all that it covers, this window first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub second_dates: Vec<SecondDate>,
    /// Whether the decision is about every date of the plan, and not about one window that it names.
    pub decides_all: bool,
    /// By when executives are asked to decide by the notices of another window of the plan, while that is open.
    pub decision_elsewhere: Option<Instant>,
    /// When they are asked for it, while they have not been.
    pub decision_comes: Option<Instant>,
    /// Go/no-go checkpoints, in order; executives and department heads.
    pub checkpoints: Vec<Checkpoint>,
    /// Things to do before, during and after, for this audience.
    pub actions: Actions,
    /// Whom to ask.
    pub contact: ContactFacts,
    /// Until when another date can be asked for; department heads.
    pub object_by: Option<Instant>,
    /// The dates ahead, in order; department heads and executives.
    pub dates: Vec<DateFact>,
    /// When this audience hears next, if it does.
    pub next: Option<Instant>,
    /// What it hears then.
    pub next_milestone: Option<Milestone>,
    /// The briefing this notice invites to or mentions.
    pub briefing: Option<BriefingFacts>,
    /// The sessions ahead that these readers are invited to, about this window or, when they hear of
    /// every window, about any.
    pub sessions: Vec<Instant>,
    /// The extra help after the window.
    pub hyper_care: Option<HyperCareFacts>,
    /// Why this notice comes on short notice, when a named person waived the lead time.
    pub short_notice: Option<Waiver>,
    /// What happened on the night, for the notices that tell it.
    pub event: Option<EventFacts>,
    /// Where everything can be read: the plan's page.
    pub link: Option<String>,
}

impl Facts {
    /// The services it speaks of, worst first: those of its window or, of an invitation that is about
    /// several, of all of them.
    pub fn services(&self) -> Cow<'_, [ServiceFacts]> {
        match &self.briefing {
            Some(briefing) if !briefing.windows.is_empty() => Cow::Owned(briefing.services()),
            _ => Cow::Borrowed(&self.window.services),
        }
    }

    /// Tells of the start as one that was, and whether its readers counted with another or none.
    pub fn begin(&mut self, (at, is_unexpected): (Instant, bool)) {
        let event = self.event.get_or_insert_default();
        event.since = Some(at);
        event.is_early = at < self.window.start;
        event.is_unexpected = is_unexpected;
    }

    /// Whether it tells what happened on the night, be it of the start as one that was. Whomever it
    /// begins to concern then hears what is in the plan.
    pub fn tells_the_night(&self) -> bool {
        let has_begun = self
            .event
            .as_ref()
            .is_some_and(|event| event.since.is_some());
        let is_start = self.milestone == Milestone::Start;
        let is_told_first = self.first_word || self.again;
        !is_told_first && (self.milestone.is_of_the_night() || (is_start && has_begun))
    }

    /// Names the other ends in which its readers may believe, the surest first, beside the new one.
    pub fn end_replaces(&mut self, ends: &[Instant]) {
        let Some(event) = &mut self.event else {
            return;
        };
        if let Some((surest, others)) = ends.split_first() {
            event.old_end = Some(*surest);
            event.doubtful_ends = others.to_vec();
        }
        event.is_sooner = event.old_end.is_some_and(|old| old > self.window.end);
    }

    /// Says of the ends in which its readers may believe, the surest first, that they do not hold:
    /// they have passed at that moment, or lie ahead.
    pub fn ends_as_believed(&mut self, ends: &[Instant], at: Instant) {
        let event = self.event.get_or_insert_default();
        if let Some((surest, others)) = ends.split_first() {
            self.window.end = *surest;
            event.doubtful_ends = others.to_vec();
        }
        event.end_is_ahead = self.window.end > at;
    }
}

/// One window and what it does to the services that concern the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WindowFacts {
    /// Its id.
    pub id: String,
    /// Its phase's name.
    pub phase: String,
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// Where it happens: the event's own zone.
    pub zone: String,
    /// The sites whose people alone it affects, for readers who are not bound to one of them.
    pub sites: Vec<String>,
    /// Whether the dates may still move.
    pub provisional: bool,
    /// Services that concern this reader, worst first; none when all of which she was told are gone from
    /// the plan.
    pub services: Vec<ServiceFacts>,
    /// Names of the plan's services that this window leaves alone, when they are few.
    pub unaffected: Vec<String>,
    /// The stated length the old system needs to come back, as words of the plan.
    pub way_back: Option<WayBack>,
    /// Other dates that were weighed.
    pub alternatives: Vec<Alternative>,
}

/// What the window does to one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceFacts {
    /// Its id.
    pub id: String,
    /// Its name, as people say it.
    pub name: String,
    /// Off, read-only or slower.
    pub impact: Impact,
    /// Whether it is of high severity.
    pub high_severity: bool,
    /// What to do without it.
    pub workaround: Option<String>,
    /// What to do when it takes longer or goes wrong.
    pub contingency: Option<String>,
    /// What still works while it is off.
    pub still_works: Vec<String>,
}

/// The reader's department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DepartmentFacts {
    /// Its id.
    pub id: String,
    /// Its name; several when the reader has several.
    pub names: Vec<String>,
    /// Whether the reader is spoken to as a head and somebody else leads it. Then its people, worries
    /// and losses are not the reader's, and absent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub led_by_another: bool,
    /// Its people, when known.
    pub people: Option<u64>,
    /// What worries it, as the planner noted.
    pub concerns: Vec<String>,
    /// What it loses while the window lasts, when the plan says all that this rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<LostWork>,
}

/// A department or organisation that has done it before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseStudy {
    /// Who.
    pub who: String,
    /// Did what.
    pub what: String,
    /// With what result.
    pub result: String,
    /// Where to read of it, an `https` address.
    pub source: Option<String>,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// As it was asked.
    pub question: String,
    /// As it is answered.
    pub answer: String,
}

/// One risk in executive words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RiskFacts {
    /// Cause, event and effect in one sentence.
    pub text: String,
    /// How much it weighs.
    pub level: Grade,
    /// Who owns it.
    pub owner: Option<String>,
    /// What is done about it.
    pub response: Option<String>,
}

/// A go/no-go decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checkpoint {
    /// When.
    pub at: Instant,
    /// Who decides.
    pub owner: Option<String>,
    /// What must hold.
    pub criteria: Vec<String>,
}

/// Things to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Actions {
    /// Before the window.
    pub before: Vec<Action>,
    /// While it lasts.
    pub during: Vec<Action>,
    /// After it.
    pub after: Vec<Action>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// What.
    pub text: String,
    /// By when.
    pub by: Option<Instant>,
    /// Who sees to it.
    pub owner: Option<String>,
}

/// Extra help after the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HyperCareFacts {
    /// Its first day begins.
    pub start: Instant,
    /// Its last day, any instant of it.
    pub until: Instant,
    /// Ways to get help.
    pub support: Vec<SupportChannel>,
    /// What must hold before it ends, in words.
    pub exit_when: Vec<String>,
    /// Where help is afterwards, in words.
    pub afterwards: Option<String>,
}

/// One way to get help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SupportChannel {
    /// What it is.
    pub channel: String,
    /// Number or address.
    pub number: Option<String>,
    /// When.
    pub hours: Option<String>,
    /// The zone of those hours.
    #[serde(skip)]
    pub zone: Option<Zone>,
    /// The name of the site it is at, for readers who do not work there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

/// What the old system needs to come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WayBack {
    /// The last instant at which going back is still possible.
    pub point_of_no_return: Option<Instant>,
    /// The last instant at which it can be decided to go back, to be back by the end.
    pub last_chance: Option<Instant>,
    /// Minutes the way back takes, checks included.
    pub minutes: Option<i64>,
}

/// Another date that was weighed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternative {
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// What speaks for it.
    pub because: Option<String>,
}

/// Who allowed short notice, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiver {
    /// Who.
    pub by: String,
    /// Why.
    pub because: String,
}

/// A notice: what a group of readers who share audience, language, zone and scope is told at one
/// moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Stable over runs: window, milestone and ordinal (`cutover-reminder-7`).
    pub id: String,
    /// What its window, briefing and audience were called first.
    pub first: FirstNames,
    /// How often it has been told in other facts; from 1.
    pub revision: u32,
    /// BCP 47 language of its words.
    pub locale: String,
    /// The readers' zone.
    pub zone: Zone,
    /// The zone in which the window happens.
    pub event_zone: Zone,
    /// What it states.
    pub facts: Facts,
}
