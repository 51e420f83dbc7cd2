//! Rhythm: how often people hear while a night goes on, and when they are promised to. Only what is
//! sure to be sent is promised; who runs the night is asked for more.

use super::course::{Night, Stage, concerns, milestone, stage, tells};
use super::notices::STILL_NEWS;
use crate::calendar::zone::Instant;
use crate::ledger::Happened;
use crate::plan::role::Role;
use chrono::TimeDelta;

/// Between two words while all is on time.
const ON_TIME: TimeDelta = TimeDelta::minutes(60);
/// The same when it is late.
const LATE: TimeDelta = TimeDelta::minutes(30);

/// How long after a word the next one comes when it is late. End users sleep, or work by hand.
pub(super) fn late(role: Role) -> TimeDelta {
    if role == Role::EndUsers {
        ON_TIME
    } else {
        LATE
    }
}

/// How long after a word of a night that goes on the next one is wanted.
fn wait(what: &Happened) -> TimeDelta {
    match what {
        Happened::Started | Happened::Progress { is_late: false, .. } => ON_TIME,
        _ => LATE,
    }
}

/// How many notices in a row say only that it is not finished; then somebody has forgotten to say
/// what became of it, and more mails help nobody.
fn most(role: Role) -> usize {
    if role == Role::EndUsers { 4 } else { 12 }
}

/// How far ahead the next of them is looked for: further than one comes after another.
const AHEAD: TimeDelta = TimeDelta::hours(6);
/// Where the numbers of what is told of nights without a word begin: far above all others.
const SILENT: u32 = 1_000_000;

impl Night {
    /// When readers of a role hear next, as the notice of an event promises: when they are told that
    /// it is not finished, unless something is recorded before. Nothing else is sure to come. An
    /// event that ends the night promises nothing here.
    pub(super) fn promised(&self, index: usize, role: Role) -> Option<Instant> {
        let runs = self.stage_at(index + 1) == Stage::Running;
        runs.then(|| self.first_holding(index, role))
    }

    /// When readers of a role hear next, as a notice promises that leaves at a moment: the time it was to
    /// promise may have come by then.
    pub(super) fn to_come(
        &self,
        promised: Option<Instant>,
        role: Role,
        now: Instant,
    ) -> Option<Instant> {
        match promised {
            Some(at) if at <= now => self.next_holding(role, now),
            promised => promised,
        }
    }

    /// When somebody is asked how it goes, unless something is recorded after an event of a night
    /// that goes on; until then that event is news.
    pub(super) fn asked(&self, index: usize) -> Option<Instant> {
        let event = &self.events()[index].event;
        let (end, next) = (self.end_at(index + 1), event.at + wait(&event.what));
        let runs = self.stage_at(index + 1) == Stage::Running;
        let is_bound = event.at < end && !self.is_open_ended_at(index + 1);
        runs.then(|| if is_bound { next.min(end) } else { next })
    }

    /// When somebody is asked for word of it in the name of those who wait: as above, but whom a new
    /// end was promised wait for nothing before that.
    pub(super) fn wanted(&self, index: usize) -> Option<Instant> {
        let event = &self.events()[index].event;
        let end = self.end_at(index + 1);
        let names_end = matches!(
            event.what,
            Happened::Extended { .. } | Happened::Reopened { .. }
        );
        let is_promised = names_end && event.at < end && !self.is_open_ended_at(index + 1);
        let asked = self.asked(index)?;
        Some(if is_promised { end } else { asked })
    }

    /// When readers of a role hear next after a moment that it is not finished, unless something is
    /// recorded before.
    pub(super) fn next_holding(&self, role: Role, now: Instant) -> Option<Instant> {
        let later = now.max(self.end()) + AHEAD;
        let holding = self.holding(role, later).into_iter();
        holding
            .map(|holding| holding.at)
            .filter(|at| *at > now)
            .min()
    }

    /// When readers of a role are told that it is not finished, up to now: for each time, until
    /// when that is worth telling, and when they hear next.
    pub(super) fn holding(&self, role: Role, now: Instant) -> Vec<Holding> {
        let mut told: Vec<Holding> = Vec::new();
        told.extend(self.silence(role, now));
        let mut next: Option<(Instant, usize)> = None;
        for index in 0..=self.events().len() {
            let event = self.events().get(index).map(|known| &known.event);
            let earlier = index.checked_sub(1).map(|last| self.events()[last].earlier);
            let after = earlier.unwrap_or_default().saturating_mul(100);
            let until = event.map_or(now + TimeDelta::nanoseconds(1), |event| event.at);
            while let Some((at, count)) = next.filter(|(at, _)| *at < until) {
                let later = at + late(role);
                let said = self.said_from(index, role);
                let said_at = self.events().get(said).map(|known| known.event.at);
                let is_last = count + 1 == most(role);
                // Nothing comes after the last one that would say the same: whoever heard nothing while
                // nobody sent hears it, however late.
                let useful = if is_last { at + STILL_NEWS } else { later };
                told.push(Holding {
                    ordinal: after.saturating_add(u32::try_from(count).unwrap_or(99) + 1),
                    at,
                    useful: said_at.map_or(useful, |said| useful.min(said)),
                    next: (!is_last).then_some(later),
                    is_known_to_run: self.stage_at(said) == Stage::Running,
                });
                next = (!is_last).then_some((later, count + 1));
            }
            let Some(event) = event else { break };
            let stage = self.stage_at(index + 1);
            if stage == Stage::Go {
                next = Some((self.end_at(index + 1), 0));
            } else if stage != Stage::Running {
                next = None;
            } else if next.is_none() || concerns(milestone(&event.what), role) {
                next = Some((self.first_holding(index, role), 0));
            }
        }
        // One gives way to the next, also where what lies between them was not told.
        for place in 1..told.len() {
            told[place - 1].useful = told[place - 1].useful.min(told[place].at);
        }
        told
    }

    /// When readers of a role are told that it is not finished, unless something is recorded after
    /// an event: at its end, or in the rhythm of the night when it has none ahead.
    fn first_holding(&self, index: usize, role: Role) -> Instant {
        let event = &self.events()[index].event;
        let end = self.end_at(index + 1);
        if self.is_open_ended_at(index + 1) {
            event.at + late(role).max(wait(&event.what))
        } else if event.at < end {
            end
        } else {
            event.at + late(role)
        }
    }

    /// The first event from one on that readers of a role hear of, or by which the work does not go on:
    /// before that, that it is not finished is news to them.
    fn said_from(&self, index: usize, role: Role) -> usize {
        let goes_on = |what: &Happened| stage(what) == Stage::Running && !tells(what, role);
        let unsaid = self.events()[index..].iter();
        index
            + unsaid
                .take_while(|known| goes_on(&known.event.what))
                .count()
    }

    /// The one time at which people are told that there is no word of a night: nothing was said of
    /// it before its end. Whoever never records anything is asked; nobody else hears more. Whoever
    /// does not hear that it goes on hears with it that it is not finished.
    fn silence(&self, role: Role, now: Instant) -> Option<Holding> {
        let (start, end) = self.planned();
        let first = self.events().first().map(|known| known.event.at);
        if end > now || first.is_some_and(|first| first <= end) {
            return None;
        }
        let said = self.said_from(0, role);
        let next = (said > 0).then(|| self.first_holding(0, role));
        let said_at = self.events().get(said).map(|known| known.event.at);
        let useful = next
            .into_iter()
            .chain(said_at)
            .fold(end + STILL_NEWS, Instant::min);
        let day = start.timestamp().div_euclid(24 * 60 * 60);
        Some(Holding {
            ordinal: SILENT.saturating_add(u32::try_from(day).unwrap_or_default()),
            at: end,
            useful,
            next,
            is_known_to_run: said > 0,
        })
    }
}

/// One time at which people are told that it is not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holding {
    /// Its number, by the event that came before it: what is recorded later, and happened earlier,
    /// gives no other notice a number that was used. Fewer than a hundred follow one event.
    pub ordinal: u32,
    /// When.
    pub at: Instant,
    /// Until when that helps.
    pub useful: Instant,
    /// When they hear next.
    pub next: Option<Instant>,
    /// Whether anybody said that it started.
    pub is_known_to_run: bool,
}
