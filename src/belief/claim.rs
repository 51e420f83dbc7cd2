//! Claim: what a notice said of one window, as far as it can become false.

use crate::calendar::zone::Instant;
use crate::ledger::Stated;
use crate::notice::Facts;
use crate::notice::event::{Change, Deadline, Hearsay, Meeting, Ways};
use crate::plan::Plan;
use crate::plan::former::Named;
use crate::plan::impact::Impact;
use crate::plan::milestone::Milestone;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a notice said of one window, as far as it can become false.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// When it is.
    pub when: When,
    /// Names of the services and what happens to them, by id.
    pub services: BTreeMap<String, (String, Impact)>,
    /// Until when to do what.
    pub deadlines: BTreeMap<Deadline, Instant>,
    /// Its briefings, by id; nothing for one that was called off.
    pub briefings: BTreeMap<String, Option<Meeting>>,
    /// Briefings that take place without the reader; only what is true knows them.
    pub without: BTreeSet<String>,
    /// Whether it says all there is to do.
    pub is_detailed: bool,
    /// The start and end that were named last, of a window that is on no date by what was said; only
    /// what was told knows them.
    pub last: Option<Span>,
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
    /// What a notice's stated facts claim; nothing when they are in no form that is known.
    pub fn read(stated: &Stated) -> Option<Self> {
        let said: Said = serde_json::from_str(stated.json()).ok()?;
        Some(Self::said(said))
    }

    /// Whether a notice's stated facts tell of a start on which its readers did not count.
    pub fn tells_unexpected(stated: &Stated) -> bool {
        let said = serde_json::from_str::<Said>(stated.json()).ok();
        let event = said.and_then(|said| said.event);
        event.is_some_and(|event| event.is_unexpected)
    }

    /// What facts claim that a notice would state: the same as when it was read, without the way
    /// through text and fingerprint.
    pub fn of(facts: &Facts) -> Self {
        let value = serde_json::to_value(facts).expect("facts hold only what JSON can say");
        let said = serde_json::from_value(value).expect("what we state is in the form we read");
        Self::said(said)
    }

    fn said(said: Said) -> Self {
        let event = said.event.unwrap_or_default();
        let when = match said.milestone {
            Milestone::Cancelled => When::Cancelled,
            Milestone::Released => When::Elsewhere,
            Milestone::GoNoGo if event.state.as_deref() == Some("no-go") => {
                When::Undecided { promised: None }
            }
            Milestone::Rescheduled if !event.has_new_date => When::Undecided {
                promised: event.new_date_by,
            },
            _ => When::Dated {
                start: said.window.start,
                end: said.window.end,
                provisional: said.window.provisional,
            },
        };
        let told = event.old_start.zip(event.old_end);
        let last = match said.milestone {
            _ if when.span().is_some() => None,
            Milestone::GoNoGo => Some((said.window.start, said.window.end)),
            _ => told.or(event.last),
        };
        let concerned = when != When::Elsewhere;
        let services = said.window.services.into_iter().filter(|_| concerned);
        let actions = [said.actions.before, said.actions.during, said.actions.after];
        let actions = actions.into_iter().flatten();
        let actions =
            actions.filter_map(|action| Some((Deadline::Action(action.text), action.by?)));
        let decision = said.decision.and_then(|decision| decision.by);
        let asked = [
            (Deadline::Objection, said.object_by),
            (Deadline::Decision, decision),
        ];
        let asked = asked.into_iter().filter_map(|(what, by)| Some((what, by?)));
        let mut claim = Self {
            when,
            services: services
                .map(|service| (service.id, (service.name, service.impact)))
                .collect(),
            deadlines: actions.chain(asked).collect(),
            briefings: BTreeMap::new(),
            without: BTreeSet::new(),
            is_detailed: is_detailed(said.milestone),
            last,
        };
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
        self
    }

    /// The claim that it has no date for somebody.
    pub fn undated(when: When) -> Self {
        Self {
            when,
            services: BTreeMap::new(),
            deadlines: BTreeMap::new(),
            briefings: BTreeMap::new(),
            without: BTreeSet::new(),
            is_detailed: false,
            last: None,
        }
    }

    /// The date it names, or was told to be off.
    pub fn named(&self) -> Option<Span> {
        self.when.span().or(self.last)
    }

    /// What somebody believes who believed `self` and is then told `later`, which replaces it all
    /// when it is a correction.
    pub fn then(&self, later: &Claim, corrects: bool) -> Self {
        let mut believed = later.clone();
        if later.named().is_none() {
            believed.last = self.named();
        }
        let start = |claim: &Self| claim.when.span().map(|(start, _)| start);
        // Whoever hears that it goes on knows that what hung on another date is void.
        if !corrects && start(self) == start(later) {
            believed.is_detailed |= self.is_detailed;
            for (what, by) in &self.deadlines {
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

/// Whether a notice says all there is to do; the first word of a window does not.
fn is_detailed(milestone: Milestone) -> bool {
    (milestone.informs() && milestone != Milestone::First) || milestone.corrects()
}

/// The part of a notice's facts that can become false, as the ledger keeps it.
#[derive(Deserialize)]
struct Said {
    milestone: Milestone,
    window: SaidWindow,
    #[serde(default)]
    actions: SaidActions,
    object_by: Option<Instant>,
    decision: Option<SaidDecision>,
    briefing: Option<SaidBriefing>,
    event: Option<SaidEvent>,
}

#[derive(Deserialize)]
struct SaidWindow {
    start: Instant,
    end: Instant,
    provisional: bool,
    services: Vec<SaidService>,
}

#[derive(Deserialize)]
struct SaidService {
    id: String,
    name: String,
    impact: Impact,
}

#[derive(Default, Deserialize)]
struct SaidActions {
    before: Vec<SaidAction>,
    during: Vec<SaidAction>,
    after: Vec<SaidAction>,
}

#[derive(Deserialize)]
struct SaidAction {
    text: String,
    by: Option<Instant>,
}

#[derive(Deserialize)]
struct SaidDecision {
    by: Option<Instant>,
}

#[derive(Deserialize)]
struct SaidBriefing {
    id: String,
    start: Instant,
    end: Instant,
    place: Option<String>,
    join: Option<String>,
}

#[derive(Default, Deserialize)]
struct SaidEvent {
    state: Option<String>,
    old_start: Option<Instant>,
    old_end: Option<Instant>,
    last: Option<Span>,
    new_date_by: Option<Instant>,
    #[serde(default)]
    has_new_date: bool,
    #[serde(default)]
    is_unexpected: bool,
    #[serde(default)]
    changes: Vec<Change>,
    #[serde(default)]
    hearsay: Vec<Hearsay>,
    #[serde(default)]
    uncalled: Vec<String>,
}

impl SaidEvent {
    /// The briefings that it speaks of, as they are.
    fn briefings(&self) -> impl Iterator<Item = (String, Option<Meeting>)> {
        let hearsay = self.hearsay.iter().filter_map(Hearsay::detail);
        let listed = self.changes.iter().chain(hearsay);
        let listed = listed.filter_map(|change| match change {
            Change::Briefing { id, new, .. } => Some((id.clone(), new.clone())),
            Change::Uninvited { id, .. } => Some((id.clone(), None)),
            _ => None,
        });
        listed.chain(self.uncalled.iter().map(|id| (id.clone(), None)))
    }
}
