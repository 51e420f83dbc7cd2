//! Nights: those of all windows of a plan, and what they change about it.

use super::beginning::for_newcomers;
use super::course::{Night, Stage, concerns, milestone, stage, tells};
use super::notices::{Notices, notices};
use super::review::Review;
use crate::calendar::zone::Instant;
use crate::directory::Directory;
use crate::ledger::{Event, Happened};
use crate::notice::event::EventFacts;
use crate::plan::former::Named;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use crate::plan::window::Status;
use crate::plan::{Id, Plan};
use crate::timeline::{Occurrence, Timeline, schedule};
use std::collections::{BTreeMap, BTreeSet};

/// The nights of all windows of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nights {
    nights: BTreeMap<String, Night>,
    /// The windows, and their starts as they were then, whose work was begun and taken back, with
    /// when it was begun and when the old system was open again.
    went_back: BTreeMap<(String, Instant), (Instant, Instant)>,
    /// What the readers of each audience do.
    roles: BTreeMap<Id, Role>,
    /// What was recorded of dates that their windows have no more.
    past: Vec<Review>,
    /// The audiences that are told of each window before its night.
    told_ahead: BTreeMap<String, BTreeSet<Id>>,
    notices: Notices,
}

impl Nights {
    /// The nights of a plan's windows by what was recorded. Former ids are read as what they are
    /// called now.
    pub fn read(events: Vec<Event>, plan: &Plan) -> Self {
        let mut recorded: BTreeMap<String, Vec<Event>> = BTreeMap::new();
        for event in events {
            let now_called = plan.now_called(Named::Window, &event.window);
            let window = now_called.map_or_else(|| event.window.clone(), Id::to_string);
            recorded.entry(window).or_default().push(event);
        }
        let mut went_back = BTreeMap::new();
        for (window, events) in &recorded {
            let mut begun = BTreeMap::new();
            for event in events {
                // The last word on each date counts.
                let (start, _) = event.planned;
                let night = (window.clone(), start);
                match &event.what {
                    Happened::RolledBack { .. } => {
                        let begun = begun.get(&start).copied().unwrap_or(start);
                        went_back.insert(night, (begun, event.at));
                    }
                    what => {
                        went_back.remove(&night);
                        if *what == Happened::Started {
                            begun.insert(start, event.at);
                        }
                    }
                }
            }
        }
        let roles = plan.audiences.iter();
        let roles = roles.map(|audience| (audience.id.clone(), audience.role));
        let past = past(&recorded, plan);
        let windows = plan.windows().into_iter();
        let held = windows.filter(|(_, window)| window.status != Status::Cancelled);
        let nights = held.map(|(_, window)| {
            let events = recorded.remove(window.id.as_str()).unwrap_or_default();
            let night = Night::of(window, &events);
            let first = plan.first_called(Named::Window, &window.id);
            (window.id.to_string(), night.first_called(first))
        });
        Self {
            nights: nights.collect(),
            went_back,
            roles: roles.collect(),
            past,
            told_ahead: BTreeMap::new(),
            notices: Notices::default(),
        }
    }

    /// Lets what happened come true in a plan and its dates: ends that were extended, with the extra
    /// help that follows them, and the notices of the night up to now. What is told at the start is due when the work begins.
    pub fn enter(
        &mut self,
        plan: &mut Plan,
        timeline: &mut Timeline,
        directory: &Directory,
        now: Instant,
    ) {
        let mut is_extended = false;
        let windows = plan.phases.iter_mut().flat_map(|phase| &mut phase.windows);
        for window in windows {
            let night = self.nights.get(window.id.as_str());
            if let Some(night) = night.filter(|night| night.end() != window.end) {
                window.end = night.end();
                let help = window.hyper_care.as_ref();
                let calendar = window.calendar(&plan.calendar, &plan.sites);
                window.hyper_care = help.and_then(|help| help.after(night.end(), calendar));
                is_extended = true;
            }
        }
        if is_extended {
            // What is wrong with its dates was found when they were first reckoned.
            *timeline = schedule(plan, directory, &mut Default::default());
        }
        let ahead = timeline.occurrences.iter();
        for notice in ahead.filter(|notice| notice.milestone.leads_to_start()) {
            let audiences = self.told_ahead.entry(notice.window.to_string());
            audiences.or_default().insert(notice.audience.clone());
        }
        let (mut told, facts) = notices(&self.nights, plan, directory, now);
        self.notices = facts;
        told.extend(for_newcomers(
            (plan, directory),
            timeline,
            &self.nights,
            now,
        ));
        let starts = self.nights.values();
        let starts = starts.filter_map(|night| Some((night.window().clone(), night.start(now)?)));
        *timeline = std::mem::take(timeline).with_nights(told, &starts.collect());
    }

    /// The night of a window; nothing for one that is called off or has no date.
    pub fn of(&self, window: &str) -> Option<&Night> {
        self.nights.get(window)
    }

    /// Since when a window is as it is, when the plan says so since some instant: what was recorded
    /// after that is later.
    pub fn since(&self, window: &str, revised: Instant) -> Instant {
        let recorded = self.of(window).and_then(|night| night.events().last());
        recorded.map_or(revised, |known| revised.max(known.event.at))
    }

    /// Every night, by its window.
    pub fn all(&self) -> impl Iterator<Item = &Night> {
        self.nights.values()
    }

    /// What was recorded of dates that their windows have no more.
    pub(super) fn past(&self) -> &[Review] {
        &self.past
    }

    /// What a notice of a night says happened.
    pub fn facts(&self, occurrence: &Occurrence) -> Option<&EventFacts> {
        self.notices.facts(occurrence)
    }

    /// Whether a notice must not leave by what happened, or did not: nobody is reminded of what is
    /// over or will not be, and nobody hears of help with what may not be there.
    pub fn withholds(&self, occurrence: &Occurrence) -> bool {
        let Some(night) = self.of(occurrence.window.as_str()) else {
            return false;
        };
        let stage = night.stage();
        let milestone = occurrence.milestone;
        if milestone.is_of_the_night() || milestone.corrects() {
            false
        } else if milestone.tells_of_help() {
            // No clock knows that all is open, so it waits until a person says so.
            stage != Stage::Completed
        } else if milestone == Milestone::Start && stage == Stage::Running {
            // Whoever hears how it goes need not hear that it will.
            let role = self.roles.get(&occurrence.audience);
            night.was_over() || role.is_some_and(|role| concerns(Milestone::Progress, *role))
        } else {
            let is_over = matches!(stage, Stage::NoGo | Stage::Completed | Stage::RolledBack);
            // Nobody reads that it will start when it has.
            let began_early = stage == Stage::Running && night.early_start().is_some();
            is_over || (milestone.announces() && began_early)
        }
    }

    /// Whether two notices that would share a mail leave apart by what is known at a moment: nobody
    /// has said yet that all is open, and it is late for that or will be when the first of them leaves.
    pub fn keeps_apart(&self, notices: [&Occurrence; 2], now: Instant) -> bool {
        let [one, other] = notices.map(|notice| notice.moment);
        let first = one.min(other);
        notices.into_iter().any(|notice| {
            let night = self.of(notice.window.as_str());
            let is_unsaid = notice.milestone.tells_of_help() && self.withholds(notice);
            let is_late = |night: &Night| night.end() <= now || night.end() > first;
            is_unsaid && night.is_some_and(is_late)
        })
    }

    /// Whether a notice will not be told any more, as things stand.
    pub fn is_moot(&self, occurrence: &Occurrence) -> bool {
        let night = self.of(occurrence.window.as_str());
        let came_to_nothing = night.is_some_and(Night::came_to_nothing);
        came_to_nothing && self.withholds(occurrence)
    }

    /// Whether an audience is told of a window before its night; a night concerns no other that was told
    /// nothing.
    pub fn tells_ahead(&self, window: &str, audience: &Id) -> bool {
        let audiences = self.told_ahead.get(window);
        audiences.is_some_and(|audiences| audiences.contains(audience))
    }

    /// Whether the window will not be on its date, by decision.
    pub fn is_off(&self, window: &str) -> bool {
        let night = self.of(window);
        night.is_some_and(|night| night.stage() == Stage::NoGo)
    }

    /// When the work of a window was begun and when the old system came back, if that was when the
    /// window had this start.
    pub fn went_back(&self, window: &str, start: Instant) -> Option<(Instant, Instant)> {
        self.went_back.get(&(window.to_owned(), start)).copied()
    }

    /// Why the window will not be on its date, by decision, and by when people hear of a new one.
    pub fn no_go(&self, window: &str, plan: &Plan) -> Option<(String, Option<Instant>)> {
        self.of(window)?.no_go(plan)
    }

    /// The end that a notice puts in the place of the one that was told.
    pub fn replaces_end(&self, occurrence: &Occurrence) -> Option<Instant> {
        let facts = self.facts(occurrence)?;
        let night = self.of(occurrence.window.as_str())?;
        let is_new_end = match occurrence.milestone {
            Milestone::Extended => facts.old_end.is_some(),
            Milestone::Reopened => facts.has_new_date,
            _ => false,
        };
        is_new_end.then(|| night.end())
    }

    /// Whether a later notice tells of an end, or that one has passed, so that whoever would hear
    /// that nobody knows it need not hear so by this one.
    pub fn is_overtaken(&self, occurrence: &Occurrence, now: Instant) -> bool {
        let Some(night) = self.of(occurrence.window.as_str()) else {
            return false;
        };
        let role = self.roles.get(&occurrence.audience);
        let mut holding = role.into_iter().flat_map(|role| night.holding(*role, now));
        if holding.any(|holding| holding.at > occurrence.moment) {
            return true;
        }
        let notice = occurrence.notice_id();
        let since = night.events().iter();
        let since = since.skip_while(|known| night.notice(known) != notice);
        let mut later = since.skip(1).map(|known| &known.event.what);
        later.any(|what| matches!(what, Happened::Extended { .. }))
    }

    /// The last event before that of a notice by which the night takes longer than people knew, or
    /// again, with the notice that tells it: word of how it goes is said with that.
    pub fn said_with(&self, occurrence: &Occurrence) -> Option<(&Event, String)> {
        let night = self.of(occurrence.window.as_str())?;
        let (events, notice) = (night.events(), occurrence.notice_id());
        let place = events
            .iter()
            .position(|known| night.notice(known) == notice)?;
        let before = events[..place].iter().rev();
        let mut before = before.take_while(|known| stage(&known.event.what) == Stage::Running);
        let known = before.find(|known| milestone(&known.event.what).says_how_long())?;
        Some((&known.event, night.notice(known)))
    }

    /// Whether a notice tells of an end in whose place the plan put another one since: that is told
    /// by a correction.
    pub fn is_replaced(&self, occurrence: &Occurrence) -> bool {
        let Some(night) = self.of(occurrence.window.as_str()) else {
            return false;
        };
        let notice = occurrence.notice_id();
        let mut events = night.events().iter();
        let told = events.find(|known| night.notice(known) == notice);
        occurrence.milestone == Milestone::Extended
            && told.is_some_and(|known| known.event.what.until() != Some(night.end()))
    }

    /// When anybody hears next that a night is not finished, unless something is recorded before;
    /// `is_known` says of which windows people were told.
    pub fn next_holding(&self, now: Instant, is_known: impl Fn(&str) -> bool) -> Option<Instant> {
        let known = self.all().filter(|night| is_known(night.window().as_str()));
        let roles = || self.roles.values().filter(|role| **role != Role::Machine);
        let next =
            known.flat_map(|night| roles().filter_map(|role| night.next_holding(*role, now)));
        next.min()
    }

    /// The notice of the night, by its id, that tells readers of a role who believe in a start and
    /// an end what is true now, so that nothing has to be corrected while it can reach them.
    pub fn told_by(
        &self,
        window: &str,
        (start, end): (Instant, Instant),
        role: Role,
    ) -> Option<String> {
        let night = self.of(window)?;
        let is_known = night.planned().0 == start && night.ends().any(|known| known == end);
        let mut events = night.events().iter().rev();
        let event = match night.stage() {
            Stage::NoGo => events.next().filter(|_| concerns(Milestone::GoNoGo, role)),
            _ => events
                .find(|known| night.until(&known.event).is_some())
                .filter(|_| night.end() != end),
        };
        event.filter(|_| is_known).map(|event| night.notice(event))
    }

    /// What readers of an audience do.
    pub fn role(&self, audience: &str) -> Option<Role> {
        let mut roles = self.roles.iter();
        let role = roles.find(|(id, _)| id.as_str() == audience);
        role.map(|(_, role)| *role)
    }

    /// The notice of a night that goes on, by its id, that tells so to readers of a role who hear how
    /// it goes; nothing when none is worth telling at a moment.
    pub fn goes_on_by(&self, window: &str, role: Role, now: Instant) -> Option<String> {
        let night = self.of(window).filter(|night| night.has_begun())?;
        let mut events = night.events().iter().enumerate().rev();
        let told = events.find(|(index, known)| {
            stage(&known.event.what) == Stage::Running
                && tells(&known.event.what, role)
                && night.useful_to(*index, role) > now
        });
        told.map(|(_, known)| night.notice(known))
    }

    /// The notice, by its id, that takes back the last all-clear of a window, and says what was
    /// recorded since; nothing when it is not worth telling at a moment.
    pub fn taken_back_by(&self, window: &str, now: Instant) -> Option<String> {
        let night = self.of(window)?;
        let mut events = night.events().iter().enumerate().rev();
        let takes_back = |what: &Happened| matches!(what, Happened::Reopened { .. });
        let (index, known) = events.find(|(_, known)| takes_back(&known.event.what))?;
        (night.useful(index) > now).then(|| night.notice(known))
    }

    /// The notice of the night, by its id, that tells readers of a role who heard that it does not
    /// start that it does, on the date it had.
    pub fn revived_by(&self, window: &str, role: Role) -> Option<String> {
        let night = self.of(window)?;
        let (last, before) = night.events().split_last()?;
        let mut before = before.iter().map(|known| &known.event.what);
        let is_revived = night.stage() == Stage::Go
            && before.any(|what| matches!(what, Happened::NoGo { .. }))
            && concerns(Milestone::GoNoGo, role);
        is_revived.then(|| night.notice(last))
    }

    /// Whether a night is over: nobody cares any more how long it was to take.
    pub fn is_over(&self, window: &str) -> bool {
        let night = self.of(window);
        night.is_some_and(|night| matches!(night.stage(), Stage::Completed | Stage::RolledBack))
    }
}

/// What was recorded of dates that their windows have no more: they were moved, called off, or are
/// gone from the plan.
fn past(recorded: &BTreeMap<String, Vec<Event>>, plan: &Plan) -> Vec<Review> {
    let mut past = Vec::new();
    for (id, events) in recorded {
        let windows = plan.windows().into_iter().map(|(_, window)| window);
        let mut held = windows.filter(|window| window.status != Status::Cancelled);
        let held = held.find(|window| window.id.as_str() == id);
        let mut nights: BTreeMap<Instant, Vec<Event>> = BTreeMap::new();
        for event in events {
            let start = event.planned.0;
            if held.is_none_or(|window| window.start != start) {
                nights.entry(start).or_default().push(event.clone());
            }
        }
        past.extend(
            nights
                .values()
                .filter_map(|night| Review::of_past(id, night)),
        );
    }
    past
}
