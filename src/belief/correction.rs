//! Correction: what one group of people is told because they believe something that is not so.

use super::claim::{Claim, Span, When};
use super::hearsay::{hearsay, listed};
use super::kind::{Kind, kept};
use crate::calendar::zone::{Instant, Zone};
use crate::directory::Group;
use crate::notice::event::{Change, Deadline, EventFacts, Hearsay};
use crate::notice::facts::ServiceFacts;
use crate::notice::state::{Subject, state_about};
use crate::notice::{DeliveryId, Notice, Telling};
use crate::plan::action::Action;
use crate::plan::phase::Phase;
use crate::plan::service::Severity;
use crate::plan::window::Window;
use crate::plan::{Id, Plan};
use crate::rules::Case;
use crate::timeline::Occurrence;
use chrono::TimeDelta;
use std::cmp::Reverse;
use std::sync::Arc;

/// Inside this time before a window a correction leaves at any hour.
pub const URGENT: TimeDelta = TimeDelta::hours(72);

/// What one group of people is told because they believe something that is not so.
#[derive(Debug, Clone)]
pub struct Correction {
    /// What it takes back.
    pub kind: Kind,
    /// The notice: when, to whom.
    pub occurrence: Occurrence,
    /// The phase it belongs to, as far as there still is one.
    pub phase: Phase,
    /// The window as it is, or as it was told when it is no more.
    pub window: Window,
    /// Who is told.
    pub group: Group,
    /// What they may believe, the surest first.
    pub told: Vec<Arc<Claim>>,
    /// Whether the first of that surely reached them.
    pub is_sure: bool,
    /// What is true.
    pub truth: Arc<Claim>,
    /// The number of this telling.
    pub revision: u32,
    /// The notice it replaces: its id and revision.
    pub replaces: Option<(String, u32)>,
    /// The audience as which its readers heard that.
    pub told_as: String,
    /// Whether it tells nothing but what was recorded on the night.
    pub is_recorded: bool,
    /// Why, by the plan.
    pub reason: Option<String>,
    /// From when on it may leave; nothing when that is now.
    pub opens: Option<Instant>,
    /// Whether it cannot wait for anybody's office hours.
    pub is_urgent: bool,
    /// When the work was begun on the date that was told, and when the old system came back.
    pub went_back: Option<(Instant, Instant)>,
    /// When the work began, if that was before its time and it goes on.
    pub begun: Option<Instant>,
    /// Why it does not start, when that was decided, and by when people hear of a new date.
    pub no_go: Option<(String, Option<Instant>)>,
    /// When beliefs and truth were compared.
    pub now: Instant,
}

impl Correction {
    /// The same, compared and told at another moment.
    pub fn told_at(&self, moment: Instant) -> Self {
        let mut other = self.clone();
        other.occurrence.moment = moment;
        other.now = moment;
        other
    }

    /// Whether it tells people who were let go that it concerns them again.
    pub fn is_again(&self) -> bool {
        let takes_in = matches!(self.kind, Kind::Rescheduled | Kind::Postponed);
        let mut told = self.told.iter();
        takes_in && self.is_sure && told.all(|told| told.when == When::Elsewhere)
    }

    /// Whether these people were let go because they were no longer on the list.
    fn is_relisted(&self) -> bool {
        self.is_again() && self.told.iter().all(|told| told.is_unlisted)
    }

    /// What it states.
    pub fn notice(&self, case: Case) -> Notice {
        let subject = Subject {
            phase: &self.phase,
            window: &self.window,
            revision: self.revision,
        };
        let mut notice = state_about(case, subject, &self.occurrence, &self.group);
        let facts = &mut notice.facts;
        if self.truth.when.span().is_none() {
            facts.window.services = self.services(case.plan);
        }
        facts.next = None;
        facts.again = self.is_again();
        facts.relisted = self.is_relisted();
        facts.event = Some(EventFacts {
            told_in: self.told_in(case),
            successors: self.successors(case),
            ..self.event(case.plan)
        });
        notice
    }

    /// The services as they were told, for windows that the reader no longer has to care for.
    fn services(&self, plan: &Plan) -> Vec<ServiceFacts> {
        let told = self.told.iter().rev();
        let told = told.flat_map(|claim| &claim.services);
        let told = told.map(|(id, (name, impact))| (id.as_str(), name.as_str(), *impact));
        // Whoever was let go was told of none.
        let open = plan.undecided.iter();
        let open = open.filter(|open| self.is_again() && open.id == self.window.id);
        let open = open.flat_map(|open| &open.services);
        let open = open.filter(|(id, _)| self.group.services.contains(id));
        let open = open.map(|(id, impact)| (id.as_str(), id.as_str(), *impact));
        let mut services: Vec<ServiceFacts> = Vec::new();
        for (id, name, impact) in told.chain(open) {
            if services.iter().all(|service| service.id != *id) {
                let known = plan
                    .services
                    .iter()
                    .find(|service| service.id.as_str() == id);
                services.push(ServiceFacts {
                    id: id.to_owned(),
                    name: known.map_or_else(|| name.to_owned(), |service| service.name.clone()),
                    impact,
                    high_severity: known.is_some_and(|service| service.severity == Severity::High),
                    workaround: None,
                    contingency: None,
                    still_works: Vec::new(),
                });
            }
        }
        // As for windows with a date: the worst first, and then as the plan names them.
        let order = self.order_of_services(plan);
        let place = |service: &ServiceFacts| order.iter().position(|id| id.as_str() == service.id);
        services.sort_by_key(|service| {
            let place = place(service).unwrap_or(order.len());
            (Reverse(service.impact), !service.high_severity, place)
        });
        services
    }

    /// The services in the order in which the window names them, and then the plan's others.
    fn order_of_services<'p>(&self, plan: &'p Plan) -> Vec<&'p Id> {
        let dated = plan.window(&self.window.id).map(|(_, window)| window);
        let dated = dated.map(|window| &window.services);
        let mut undecided = plan.undecided.iter();
        let undecided = undecided.find(|window| window.id == self.window.id);
        let named = dated.or(undecided.map(|window| &window.services));
        let named = named.into_iter().flatten().map(|(id, _)| id);
        let others = plan.services.iter().map(|service| &service.id);
        named.chain(others).collect()
    }

    fn event(&self, plan: &Plan) -> EventFacts {
        let truth = self.truth.when;
        let old = self.old();
        let sure = self.sure();
        let is_sure_of = |is: fn(When) -> bool| sure.is_some_and(|told| is(told.when));
        // Whoever hears no more of it is told nothing by the decision not to start.
        let lets_go = self.kind.milestone().lets_go();
        let no_go = self.no_go.clone().filter(|_| !lets_go);
        let (no_go, next_update) = no_go.unzip();
        let is_listed = self.kind != Kind::Unlisted;
        let reason = self.reason.clone().filter(|_| is_listed);
        let listed = |told| listed(told, &self.truth, self.now);
        let corrected = sure.filter(|_| !self.is_again());
        let changes = corrected.map_or_else(Vec::new, listed);
        let begun = self.begun.filter(|_| self.kind == Kind::Changed);
        EventFacts {
            reason: no_go.or(reason),
            next_update: next_update.flatten(),
            since: begun.or(self.went_back.map(|(_, back)| back)),
            is_early: begun.is_some(),
            old_start: old.map(|(start, _)| start),
            old_end: old.map(|(_, end)| end),
            last: self
                .told
                .iter()
                .find_map(|told| told.last)
                .filter(|_| old.is_none() && truth.span().is_none()),
            hearsay: self.hearsay(old, &changes),
            new_date_by: match truth {
                When::Undecided { promised } => kept(promised, self.now),
                _ => None,
            },
            has_new_date: truth.span().is_some(),
            was_cancelled: is_sure_of(|told| told == When::Cancelled),
            was_undecided: is_sure_of(|told| matches!(told, When::Undecided { .. })),
            went_back: self.went_back.map(|(begun, _)| begun),
            is_as_before: match self.kind {
                Kind::Unlisted => self.still_stands(plan),
                Kind::Changed => self.is_as_before() && changes.is_empty(),
                _ => self.is_as_before(),
            },
            changes,
            actions: self.prepared(),
            ..EventFacts::default()
        }
    }

    /// The zone by whose clock these people were told, when they are told by that of another now.
    fn told_in(&self, case: Case) -> Option<Zone> {
        let mut zones = self.told.iter().filter_map(|told| told.zone.as_deref());
        let told = case.directory.zone(zones.next()?)?;
        let here = &case.directory.places[self.group.place].calendar.zone;
        (told != *here).then_some(told)
    }

    /// What surely reached them.
    fn sure(&self) -> Option<&Claim> {
        let surest = self.told.first().filter(|_| self.is_sure);
        surest.map(Arc::as_ref)
    }

    /// The date that does not hold any more. Of a window with a date that is what its readers were
    /// told first of all; what else they may have heard does not speak for it.
    fn old(&self) -> Option<Span> {
        let Some(holds) = self.truth.when.span() else {
            return self.told.iter().find_map(|told| told.when.span());
        };
        let old = self.told.first().and_then(|told| told.when.span());
        old.filter(|old| match self.kind {
            Kind::Changed => *old != holds,
            _ => old.0 != holds.0,
        })
    }

    /// What else they may have been told and is not so, the surest first.
    fn hearsay(&self, old: Option<Span>, changes: &[Change]) -> Vec<Hearsay> {
        let possible = self.told.iter().skip(usize::from(self.is_sure));
        let others = possible.flat_map(|told| hearsay(told, &self.truth, self.now));
        let mut named: Vec<Hearsay> = Vec::new();
        for other in others {
            let is_known = match &other {
                Hearsay::Date { start, .. } => {
                    let is_same = |one: &Hearsay| matches!(one, Hearsay::Date { start: one, .. } if one == start);
                    old.is_some_and(|(old, _)| old == *start) || named.iter().any(is_same)
                }
                Hearsay::Detail { change } => changes.contains(change) || named.contains(&other),
                _ => named.contains(&other),
            };
            if !is_known {
                named.push(other);
            }
        }
        named
    }

    /// Whether it takes place on the date that its readers surely knew, or that was called off.
    fn is_as_before(&self) -> bool {
        let Some((start, _)) = self.truth.when.span() else {
            return false;
        };
        let is_on = |told: &Claim| told.named().is_some_and(|(known, _)| known == start);
        match self.sure() {
            Some(told) => is_on(told) && matches!(told.when, When::Dated { .. } | When::Cancelled),
            None => self.told.iter().all(|told| is_on(told)),
        }
    }

    /// What these people were asked to prepare: it still stands, or is no longer needed. Of a window with a
    /// date that is what they were told in these words by this time, of one that does not take place
    /// only what they were told to have done by now.
    fn prepared(&self) -> Vec<String> {
        if self.is_again() {
            return Vec::new();
        }
        if self.kind == Kind::Cancelled {
            return self.done_by_now();
        }
        let ours = |meant_for: &[Id]| {
            let Group {
                departments,
                services,
                ..
            } = &self.group;
            let audience = &self.occurrence.audience;
            meant_for.is_empty()
                || meant_for
                    .iter()
                    .any(|id| id == audience || departments.contains(id) || services.contains(id))
        };
        let before = self.window.actions[0].iter();
        let before = before.filter(|action| ours(&action.meant_for) && self.is_told(action));
        before.map(|action| action.text.clone()).collect()
    }

    /// Whether these people were told of a step before the start, and where it has a date surely and so.
    fn is_told(&self, step: &Action) -> bool {
        if self.truth.when.span().is_none() {
            return self.told.iter().any(|told| told.steps.contains(&step.text));
        }
        let what = Deadline::Action(step.text.clone());
        let is_same = |told: &Arc<Claim>| {
            told.steps.contains(&step.text) && told.deadlines.get(&what) == step.by.as_ref()
        };
        self.is_sure && self.told.iter().all(is_same)
    }

    /// What they were told to do before the start by a time that has passed, in the order of those
    /// times.
    fn done_by_now(&self) -> Vec<String> {
        let told = self.told.iter().flat_map(|claim| {
            let start = claim.when.span().map(|(start, _)| start);
            claim.deadlines.iter().filter_map(move |(what, by)| {
                let Deadline::Action(text) = what else {
                    return None;
                };
                let is_before = start.is_some_and(|start| *by <= start);
                (is_before && *by <= self.now).then_some((*by, text))
            })
        });
        let mut told: Vec<_> = told.collect();
        told.sort_unstable();
        told.dedup();
        told.into_iter().map(|(_, text)| text.clone()).collect()
    }

    /// By what corrections are sorted.
    pub(super) fn order(&self) -> impl Ord + '_ {
        let notice = (
            &self.occurrence.window,
            &self.occurrence.audience,
            self.kind,
        );
        (notice, self.revision, &self.group.members)
    }

    /// The keys of its deliveries, one for each member of its group.
    pub fn keys<'m>(&'m self, case: Case<'m>) -> impl Iterator<Item = DeliveryId> + 'm {
        let recipients = case.directory.recipients(&self.occurrence.audience);
        let notice = self.occurrence.notice_id();
        self.group.members.iter().map(move |index| {
            let told = Telling {
                notice: &notice,
                audience: &self.occurrence.first.audience,
                revision: self.revision,
            };
            let mailbox = recipients[*index].address.mailbox();
            DeliveryId::of(case.plan.id.as_str(), told, &mailbox)
        })
    }
}
