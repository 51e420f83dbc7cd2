//! The notices of the nights: which are due because something happened, and what they state.

use super::course::{Night, Numbered, Stage, concerns, is_well_before, milestone, tells};
use crate::calendar::zone::Instant;
use crate::directory::{Directory, groups};
use crate::ledger::Happened;
use crate::notice::event::{EventFacts, EventState};
use crate::notice::money::{Amounts, HourlyCost};
use crate::plan::audience::Audience;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use crate::plan::window::Window;
use crate::plan::{Id, Plan};
use crate::timeline::Occurrence;
use chrono::{Days, NaiveTime, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};

/// How long it helps to hear that all is open again, never was closed, or is not finished.
pub const STILL_NEWS: TimeDelta = TimeDelta::days(3);

/// What the notices of the nights state, by notice and audience.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Notices {
    facts: BTreeMap<(String, Id), EventFacts>,
}

impl Notices {
    pub(super) fn facts(&self, occurrence: &Occurrence) -> Option<&EventFacts> {
        if !occurrence.milestone.is_of_the_night() {
            return None;
        }
        let key = (occurrence.notice_id(), occurrence.audience.clone());
        self.facts.get(&key)
    }
}

/// One notice before it is known for whom.
struct Draft {
    milestone: Milestone,
    ordinal: u32,
    at: Instant,
    useful: Instant,
    facts: EventFacts,
}

/// The notices of all nights up to now.
pub(super) fn notices(
    nights: &BTreeMap<String, Night>,
    plan: &Plan,
    directory: &Directory,
    now: Instant,
) -> (Vec<Occurrence>, Notices) {
    let (mut told, mut known) = (Vec::new(), Notices::default());
    for (_, window) in plan.windows() {
        let night = nights.get(window.id.as_str());
        let is_silent = |night: &Night| night.events().is_empty() && now < night.end();
        let Some(night) = night.filter(|night| !is_silent(night)) else {
            continue;
        };
        for audience in &plan.audiences {
            let drafts = night.drafts(plan, audience.role, now);
            let first = plan.first_names(&window.id, None, &audience.id);
            for places in places(plan, directory, audience, window) {
                let zone = &directory.places[places[0]].calendar.zone;
                for draft in &drafts {
                    let occurrence = Occurrence {
                        first: first.clone(),
                        window: window.id.clone(),
                        milestone: draft.milestone,
                        ordinal: draft.ordinal,
                        of: draft.ordinal,
                        briefing: None,
                        audience: audience.id.clone(),
                        places: places.clone(),
                        rule: "because it happened".to_owned(),
                        nominal: zone.civil(draft.at),
                        moment: draft.at,
                        latest_useful: draft.useful,
                        moved: Vec::new(),
                        merged: Vec::new(),
                        words: draft.milestone,
                        opens: false,
                    };
                    let key = (occurrence.notice_id(), audience.id.clone());
                    known.facts.insert(key, draft.facts.clone());
                    told.push(occurrence);
                }
            }
        }
    }
    (told, known)
}

/// The places of an audience's readers, those of one zone together.
fn places(
    plan: &Plan,
    directory: &Directory,
    audience: &Audience,
    window: &Window,
) -> Vec<Vec<usize>> {
    let groups = groups(plan, directory, audience, window);
    let all: BTreeSet<usize> = groups.iter().map(|group| group.place).collect();
    let mut zones: Vec<Vec<usize>> = Vec::new();
    for place in all {
        let zone = |place: usize| &directory.places[place].calendar.zone;
        match zones.iter_mut().find(|known| zone(known[0]) == zone(place)) {
            Some(known) => known.push(place),
            None => zones.push(vec![place]),
        }
    }
    zones
}

/// What an hour more costs, when the plan says it.
fn cost_per_hour(plan: &Plan) -> Option<HourlyCost> {
    let money = &plan.case.money;
    let estimate = money.overrun_per_hour.as_ref()?;
    Some(HourlyCost {
        currency: money.currency.clone(),
        amounts: Amounts {
            low: estimate.value.low.value,
            high: estimate.value.high.value,
        },
    })
}

/// Whether work goes on as planned.
fn on_time(is_late: bool) -> EventState {
    match is_late {
        true => EventState::Late,
        false => EventState::OnTime,
    }
}

/// How sure a later end is.
fn surely(is_certain: bool) -> EventState {
    match is_certain {
        true => EventState::Certain,
        false => EventState::Uncertain,
    }
}

/// What is stated of a decision whether to start; nothing of any other event.
fn decided(what: &Happened) -> EventFacts {
    let mut facts = EventFacts::default();
    match what {
        Happened::Go { by, despite } => {
            facts.state = Some(EventState::Go);
            facts.unready.clone_from(despite);
            facts.decided_by.clone_from(by);
        }
        Happened::NoGo {
            by,
            reason,
            unready,
        } => {
            facts.state = Some(EventState::NoGo);
            facts.unready.clone_from(unready);
            facts.decided_by.clone_from(by);
            facts.reason = Some(reason.clone());
        }
        _ => {}
    }
    facts
}

impl Night {
    fn drafts(&self, plan: &Plan, role: Role, now: Instant) -> Vec<Draft> {
        let numbered = self.events().iter().enumerate();
        let told = numbered.filter(|(_, known)| tells(&known.event.what, role));
        let told = told.map(|(index, known)| {
            let mut facts = self.facts(plan, index, role);
            if matches!(known.event.what, Happened::Reopened { .. }) {
                facts.next_update = self.to_come(facts.next_update, role, now);
            }
            Draft {
                milestone: milestone(&known.event.what),
                ordinal: known.ordinal,
                at: known.event.at,
                useful: self.useful_to(index, role),
                facts,
            }
        });
        let mut drafts: Vec<Draft> = told.collect();
        if !concerns(Milestone::Holding, role) {
            return drafts;
        }
        let holding = self.holding(role, now).into_iter();
        drafts.extend(holding.map(|holding| Draft {
            milestone: Milestone::Holding,
            ordinal: holding.ordinal,
            at: holding.at,
            useful: holding.useful,
            facts: EventFacts {
                state: (!holding.is_known_to_run).then_some(EventState::Unknown),
                next_update: holding.next,
                ..EventFacts::default()
            },
        }));
        drafts
    }

    /// Until when readers of a role need the notice of an event. A machine that has not heard that the
    /// work began hears so until the end, or something else: it is told nothing that says so meanwhile.
    pub(super) fn useful_to(&self, index: usize, role: Role) -> Instant {
        let usual = self.useful(index);
        let event = &self.events()[index].event;
        if role != Role::Machine || !matches!(event.what, Happened::Started) {
            return usual;
        }
        let mut later = self.events()[index + 1..].iter();
        let next = later.find(|later| tells(&later.event.what, role));
        let end = self.end_at(index + 1).max(usual);
        next.map_or(end, |next| next.event.at.min(end))
    }

    /// Until when the notice of an event is worth telling: until it is overtaken.
    pub(super) fn useful(&self, index: usize) -> Instant {
        let Numbered { event, .. } = &self.events()[index];
        let later = &self.events()[index + 1..];
        let overtaken = |by: fn(&Happened) -> bool| {
            let mut later = later.iter().filter(|later| by(&later.event.what));
            later.next().map(|later| later.event.at)
        };
        let any = overtaken(|_| true);
        let bound =
            |natural: Instant, by: Option<Instant>| by.map_or(natural, |by| by.min(natural));
        match &event.what {
            Happened::Go { .. } => bound(self.planned().1, any),
            // Whoever stayed away, or came for nothing, wants to know why afterwards, too.
            Happened::NoGo { .. } => {
                let natural = (event.at + STILL_NEWS).max(self.planned().1);
                bound(natural, any)
            }
            // Since when it goes on stays true while it does.
            Happened::Started if is_well_before(event) => bound(self.end_at(index + 1), any),
            Happened::Started | Happened::Progress { .. } => {
                bound(self.asked(index).unwrap_or(event.at), any)
            }
            Happened::Extended { until, .. } => {
                let by = overtaken(|what| {
                    !matches!(what, Happened::Progress { .. } | Happened::Started)
                });
                bound(*until, by)
            }
            Happened::Completed { .. } | Happened::RolledBack { .. } => {
                bound(event.at + STILL_NEWS, any)
            }
            Happened::Reopened { .. } => {
                let by = overtaken(|what| {
                    matches!(
                        what,
                        Happened::Completed { .. } | Happened::RolledBack { .. }
                    )
                });
                bound(event.at + STILL_NEWS, by)
            }
        }
    }

    /// What the notice of an event states.
    fn facts(&self, plan: &Plan, index: usize, role: Role) -> EventFacts {
        let event = &self.events()[index].event;
        let mut facts = EventFacts {
            next_update: self.promised(index, role),
            ..decided(&event.what)
        };
        match &event.what {
            Happened::Go { .. } => {}
            Happened::NoGo { .. } => facts.next_update = self.news_of_date(plan, index),
            Happened::Started => {
                let is_late = event.at >= self.end_at(index);
                facts.state = Some(on_time(is_late));
                facts.since = Some(event.at);
                facts.is_early = is_well_before(event);
            }
            Happened::Progress { is_late, note } => {
                facts.state = Some(on_time(*is_late));
                facts.reason.clone_from(note);
            }
            Happened::Extended { reason, .. } => {
                let (last, until) = self.said_since(index, role);
                facts.next_update = self.promised(last, role);
                facts.state = Some(surely(until != Some(false)));
                facts.reason = Some(reason.clone());
                let was_open = self.is_open_ended_at(index);
                facts.old_end = Some(self.end_at(index)).filter(|_| !was_open);
                facts.cost_per_hour = cost_per_hour(plan).filter(|_| role == Role::Executives);
            }
            Happened::Completed { data_kept } => {
                facts.since = Some(event.at);
                facts.data_kept.clone_from(data_kept);
            }
            Happened::RolledBack {
                by,
                reason,
                data_kept,
            } => {
                facts.since = Some(event.at);
                facts.decided_by.clone_from(by);
                facts.reason = Some(reason.clone());
                facts.data_kept = Some(data_kept.clone());
                facts.next_update = self.news_of_date(plan, index);
            }
            Happened::Reopened { reason, .. } => {
                let (last, until) = self.said_since(index, role);
                facts.next_update = self.promised(last, role);
                facts.reason = Some(reason.clone());
                facts.since = Some(event.at);
                facts.has_new_date = until.is_some();
                // To whoever never heard the all-clear this is an end put off, and as surely.
                facts.state = until.map(surely);
                facts.cost_per_hour =
                    cost_per_hour(plan).filter(|_| role == Role::Executives && until.is_some());
            }
        }
        facts
    }

    /// What was said of a night since it was closed again, or put off: the last event of which readers
    /// of a role hear, and whether the end that was named last, if one was, is certain, and not to be
    /// missed by what was said since. Whoever hears only now that it is closed hears that with it.
    fn said_since(&self, index: usize, role: Role) -> (usize, Option<bool>) {
        let (mut last, mut until, mut is_late) = (index, None, false);
        for (place, known) in self.events().iter().enumerate().skip(index) {
            match &known.event.what {
                Happened::Reopened { .. } if place == index => {
                    until = self.has_end_since(&known.event).then_some(true);
                }
                Happened::Extended { is_certain, .. } => {
                    (until, is_late) = (Some(*is_certain), false);
                }
                Happened::Progress { is_late: late, .. } => is_late = *late,
                _ => break,
            }
            if tells(&known.event.what, role) {
                last = place;
            }
        }
        (last, until.map(|is_certain| is_certain && !is_late))
    }

    /// By when people hear of a new date after a night that came to nothing: noon of the next
    /// working day.
    pub(super) fn news_of_date(&self, plan: &Plan, index: usize) -> Option<Instant> {
        let event = &self.events()[index].event;
        let next_day = plan.zone.civil(event.at).date() + Days::new(1);
        let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
        let day = (0..60)
            .map(|days| next_day + Days::new(days))
            .find(|day| plan.calendar.is_business_day(*day))?;
        Some(plan.zone.instant(day.and_time(noon)))
    }

    /// Why it does not start, when that was decided, and by when people hear of a new date.
    pub(super) fn no_go(&self, plan: &Plan) -> Option<(String, Option<Instant>)> {
        let (last, earlier) = self.events().split_last()?;
        match &last.event.what {
            Happened::NoGo { reason, .. } => {
                Some((reason.clone(), self.news_of_date(plan, earlier.len())))
            }
            _ => None,
        }
    }

    /// Whether people wait for word of a new date.
    pub(super) fn came_to_nothing(&self) -> bool {
        matches!(self.stage(), Stage::NoGo | Stage::RolledBack)
    }
}
