//! Removed: what people know of and the plan does not have under any id it knows. It asks whether the
//! plan calls it otherwise now; only its author can say.

use super::claim::Claim;
use super::heard::Heard;
use super::history::History;
use crate::calendar::zone::Instant;
use crate::diagnostic::Span;
use crate::night::course::Stage;
use crate::night::{LastWord, STILL_NEWS};
use crate::plan::Id;
use crate::plan::address::Mailbox;
use crate::plan::former::Named;
use crate::plan::window::{Status, Window};
use crate::rules::Case;
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Something that people know of and that is gone from the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// What kind of thing it was.
    pub kind: Named,
    /// Its id.
    pub id: String,
    /// How many people were told of it.
    pub people: usize,
    /// Its start as it was told, when it has one.
    pub start: Option<Instant>,
    /// Whether its end has passed: it cannot be called off any more.
    pub is_over: bool,
    /// What it is probably called now: nobody was told of that, and it is like it.
    pub now: Option<Successor>,
}

/// How long after its end a window is still spoken of: it may be called otherwise by then.
const SPOKEN_OF: TimeDelta = TimeDelta::days(14);

/// What something is probably called now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    /// Its id.
    pub id: Id,
    /// Where it is written.
    pub place: Span,
}

/// Everything that is gone while people count with it, or have to hear what became of it. With
/// `assume_cancelled`, windows and briefings that are gone before their end count as called off.
pub fn find(case: Case, history: &History, assume_cancelled: bool) -> Vec<Removed> {
    let known = Known::of(case, history);
    let mut gone = Vec::new();
    gone.extend(known.windows());
    if !assume_cancelled {
        gone.extend(known.briefings());
    }
    gone.retain(|gone| gone.kind != Named::Window || gone.is_over || !assume_cancelled);
    gone.extend(known.services());
    gone.extend(known.audiences());
    gone
}

/// What was told of one thing.
#[derive(Default)]
struct Told<'h> {
    people: BTreeSet<&'h Mailbox>,
    windows: BTreeSet<&'h str>,
    /// Its name.
    name: &'h str,
    start: Option<Instant>,
}

impl<'h> Told<'h> {
    fn note(&mut self, window: &'h str, mailbox: &'h Mailbox, start: Option<Instant>) {
        self.people.insert(mailbox);
        self.windows.insert(window);
        self.start = self.start.into_iter().chain(start).min();
    }

    fn removed(&self, kind: Named, id: &str, now: Option<Successor>) -> Removed {
        Removed {
            kind,
            id: id.to_owned(),
            people: self.people.len(),
            start: self.start,
            is_over: false,
            now,
        }
    }
}

/// What people know of, thing by thing.
struct Known<'c, 'h> {
    case: Case<'c>,
    history: &'h History,
    /// Audiences, briefings and services that anybody was ever told of.
    ever: BTreeSet<(Named, &'h str)>,
    /// Of those that are gone, briefings still to come and services in windows still to come.
    briefings: BTreeMap<&'h str, Told<'h>>,
    services: BTreeMap<&'h str, Told<'h>>,
    /// The mailboxes of audiences that are gone and count with a window.
    audiences: BTreeMap<&'h str, BTreeSet<&'h Mailbox>>,
}

impl<'c, 'h> Known<'c, 'h> {
    fn of(case: Case<'c>, history: &'h History) -> Self {
        let mut known = Self {
            case,
            history,
            ever: BTreeSet::new(),
            briefings: BTreeMap::new(),
            services: BTreeMap::new(),
            audiences: BTreeMap::new(),
        };
        for window in history.windows() {
            let takes_place = known.takes_place(window);
            // Most people share one claim.
            let mut seen: HashMap<*const Claim, bool> = HashMap::new();
            for (audience, mailbox, heard) in history.about(window) {
                known.ever.insert((Named::Audience, audience));
                let is_gone = !known.is_here(Named::Audience, audience);
                if is_gone && heard.beliefs().any(|claim| claim.when.lies_ahead(case.now)) {
                    let people = known.audiences.entry(audience).or_default();
                    people.insert(mailbox);
                }
                for claim in heard.beliefs() {
                    let seen = seen.entry(Arc::as_ptr(claim));
                    if *seen.or_insert_with(|| known.tells_of_gone(claim)) {
                        known.note((window, mailbox), claim, takes_place);
                    }
                }
            }
        }
        known
    }

    /// Takes down what a claim tells of; whether any of that is gone.
    fn tells_of_gone(&mut self, claim: &'h Claim) -> bool {
        let briefings = claim.briefings.keys().map(|id| (Named::Briefing, id));
        let services = claim.services.keys().map(|id| (Named::Service, id));
        let mut is_gone = false;
        for (kind, id) in briefings.chain(services) {
            is_gone |= !self.is_here(kind, id);
            self.ever.insert((kind, id));
        }
        is_gone
    }

    fn is_here(&self, kind: Named, id: &str) -> bool {
        let plan = self.case.plan;
        let mut briefings = plan.briefings.iter().chain(&plan.cancelled_briefings);
        match kind {
            Named::Briefing => briefings.any(|briefing| briefing.id.as_str() == id),
            Named::Service => id.parse().is_ok_and(|id| plan.services.get(&id).is_some()),
            Named::Audience => plan.audiences.iter().any(|other| other.id.as_str() == id),
            Named::Window | Named::Department => true,
        }
    }

    fn note(
        &mut self,
        (window, mailbox): (&'h str, &'h Mailbox),
        claim: &'h Claim,
        takes_place: bool,
    ) {
        let now = self.case.now;
        let Some((_, end)) = claim.when.span() else {
            return;
        };
        for (id, session) in &claim.briefings {
            let ahead = session.as_ref().filter(|session| session.start > now);
            if let Some(session) = ahead.filter(|_| !self.is_here(Named::Briefing, id)) {
                let told = self.briefings.entry(id).or_default();
                told.note(window, mailbox, Some(session.start));
            }
        }
        // What is said of a window that is over, off or gone is not said of its services.
        if end <= now || !takes_place {
            return;
        }
        for (id, (name, _)) in &claim.services {
            if !self.is_here(Named::Service, id) {
                let told = self.services.entry(id).or_default();
                told.note(window, mailbox, None);
                told.name = name;
            }
        }
    }

    fn takes_place(&self, window: &str) -> bool {
        let window = window.parse().ok();
        let window = window.and_then(|id: Id| self.case.plan.window(&id));
        window.is_some_and(|(_, window)| window.status != Status::Cancelled)
    }

    fn was_told(&self, kind: Named, id: &Id) -> bool {
        self.ever.contains(&(kind, id.as_str()))
    }

    fn windows(&self) -> Vec<Removed> {
        let plan = self.case.plan;
        let dated = plan.windows().into_iter().map(|(_, window)| &window.id);
        let undecided = plan.undecided.iter().map(|window| &window.id);
        let here: BTreeSet<&str> = dated.chain(undecided).map(Id::as_str).collect();
        let gone = self.history.windows().filter(|id| !here.contains(id));
        let gone = gone.filter_map(|id| {
            let counts = |heard: &Heard| self.history.counts_with(id, heard, self.case.now);
            let told = self.told_of(id, &counts);
            if told.people.is_empty() {
                return self.over(id);
            }
            let now = self.window_now(id, told.start);
            Some(told.removed(Named::Window, id, now))
        });
        gone.collect()
    }

    /// What those were told of a window of whom this holds.
    fn told_of(&self, id: &'h str, holds: &dyn Fn(&Heard) -> bool) -> Told<'h> {
        let mut told = Told::default();
        for (_, mailbox, heard) in self.history.about(id) {
            let spans = heard.beliefs().filter_map(|claim| claim.when.span());
            let start = spans.map(|(start, _)| start).min();
            if holds(heard) {
                told.note(id, mailbox, start);
            }
        }
        told
    }

    /// A window that is gone after its end while somebody has to hear what became of it, also when nobody
    /// said so yet; or that is called otherwise now, and would be told of as another one. One that was told
    /// to its end may go.
    fn over(&self, id: &'h str) -> Option<Removed> {
        let now = self.case.now;
        let is_recent = |heard: &Heard| {
            let mut spans = heard.beliefs().filter_map(|claim| claim.when.span());
            spans.any(|(_, end)| end + SPOKEN_OF > now)
        };
        let last = self.history.nights.last_word(id);
        let told = self.told_of(id, &is_recent);
        let successor = self.same_window(id, told.start);
        let told = match successor {
            Some(_) => told,
            None => self.told_of(id, &|heard| {
                let lacks = |last| lacks(last, heard, now);
                is_recent(heard) && last.as_ref().map_or(heard.is_concerned(), lacks)
            }),
        };
        let gone = told.removed(Named::Window, id, successor);
        (gone.people > 0).then_some(Removed {
            is_over: true,
            ..gone
        })
    }

    /// The window of which nobody was told that has the same start, and does something to the same
    /// services and perhaps to others.
    fn same_window(&self, gone: &str, start: Option<Instant>) -> Option<Successor> {
        let start = start?;
        let claims = self.history.about(gone);
        let claims = claims.flat_map(|(_, _, heard)| heard.beliefs());
        let told = claims.flat_map(|claim| claim.services.keys().map(String::as_str));
        let told: BTreeSet<&str> = told.collect();
        let mut windows = self.case.plan.windows().into_iter();
        let found = windows.find(|(_, window)| {
            let services = window.services.iter().map(|(id, _)| id.as_str());
            window.start == start
                && !self.history.is_known(window.id.as_str())
                && told.is_subset(&services.collect())
        });
        found.map(|(_, window)| Successor {
            id: window.id.clone(),
            place: window.start_span,
        })
    }

    /// The window that has the same start, or does something to the same services.
    fn window_now(&self, gone: &str, start: Option<Instant>) -> Option<Successor> {
        let windows = self.case.plan.windows().into_iter();
        let windows = windows.map(|(_, window)| window);
        let unknown = windows.filter(|window| !self.history.is_known(window.id.as_str()));
        let unknown: Vec<&Window> = unknown.collect();
        let claims = self.history.about(gone);
        let claims = claims.flat_map(|(_, _, heard)| heard.beliefs());
        let told = claims.flat_map(|claim| claim.services.keys().map(String::as_str));
        let told: BTreeSet<&str> = told.collect();
        let is_alike = |window: &&&Window| {
            let services = window.services.iter().map(|(id, _)| id.as_str());
            !told.is_empty() && services.collect::<BTreeSet<&str>>() == told
        };
        let at_once = |window: &&&Window| Some(window.start) == start;
        let found = unknown.iter().find(at_once);
        let found = found.or_else(|| unknown.iter().find(is_alike))?;
        Some(Successor {
            id: found.id.clone(),
            place: found.start_span,
        })
    }

    fn briefings(&self) -> Vec<Removed> {
        let plan = self.case.plan;
        let all = || plan.briefings.iter().chain(&plan.cancelled_briefings);
        let gone = self.briefings.iter().map(|(id, told)| {
            let unknown = || all().filter(|other| !self.was_told(Named::Briefing, &other.id));
            let at_once = unknown().find(|other| Some(other.start) == told.start);
            let is_about = |id: &Id| told.windows.contains(id.as_str());
            let alike = || unknown().find(|other| other.windows.iter().any(is_about));
            let now = at_once.or_else(alike).map(|briefing| Successor {
                id: briefing.id.clone(),
                place: briefing.start_span,
            });
            told.removed(Named::Briefing, id, now)
        });
        gone.collect()
    }

    /// Services of which another takes the place: it has the same name, or is off or slower in the
    /// same windows. That one is gone and none has come is told as it is.
    fn services(&self) -> Vec<Removed> {
        let gone = self.services.iter().filter_map(|(id, told)| {
            let new = self.case.plan.services.iter();
            let new = new.filter(|service| !self.was_told(Named::Service, &service.id));
            let alike = new.filter(|service| {
                let same_name = service.name.to_lowercase() == told.name.to_lowercase();
                same_name || self.windows_of(&service.id) == told.windows
            });
            let best = alike.max_by_key(|service| service.name == told.name)?;
            let now = Successor {
                id: best.id.clone(),
                place: best.span,
            };
            Some(told.removed(Named::Service, id, Some(now)))
        });
        gone.collect()
    }

    /// The windows that take place and do something to a service.
    fn windows_of(&self, service: &Id) -> BTreeSet<&'c str> {
        let windows = self.case.plan.windows().into_iter();
        let windows = windows.map(|(_, window)| window);
        let windows = windows.filter(|window| window.status != Status::Cancelled);
        let about = windows.filter(|window| window.services.iter().any(|(id, _)| id == service));
        about.map(|window| window.id.as_str()).collect()
    }

    /// Audiences of whose people most are in another one, which nobody was ever told in.
    fn audiences(&self) -> Vec<Removed> {
        let Case {
            plan, directory, ..
        } = self.case;
        let gone = self.audiences.iter().filter_map(|(id, people)| {
            let new = plan.audiences.iter();
            let mut new = new.filter(|audience| !self.was_told(Named::Audience, &audience.id));
            let now = new.find(|audience| {
                let readers = directory.recipients(&audience.id).iter();
                let same = readers.filter(|reader| {
                    let mailbox = reader.address.mailbox();
                    people.contains(&mailbox)
                });
                same.count() * 2 > people.len()
            })?;
            Some(Removed {
                kind: Named::Audience,
                id: (*id).to_owned(),
                people: people.len(),
                start: None,
                is_over: false,
                now: Some(Successor {
                    id: now.id.clone(),
                    place: now.span,
                }),
            })
        });
        gone.collect()
    }
}

/// Whether somebody has not heard the last that was recorded of a night, and has to.
fn lacks(last: &LastWord, heard: &Heard, now: Instant) -> bool {
    match last.stage {
        Stage::Completed | Stage::RolledBack => {
            let knew = heard.first.is_some_and(|first| first < last.at);
            let is_told = heard.opened.is_some_and(|at| at >= last.at);
            knew && !is_told && !heard.was_missed(&last.notice) && now < last.at + STILL_NEWS
        }
        Stage::Ahead | Stage::Go | Stage::NoGo | Stage::Running => true,
    }
}
