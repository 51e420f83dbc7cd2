//! Course: where one night stands, and the law of what may be recorded next.

use crate::calendar::zone::{Instant, Zone};
use crate::ledger::{Event, Happened};
use crate::plan::Id;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use crate::plan::window::Window;
use chrono::{NaiveTime, TimeDelta};

/// How much before its time work may begin without being news to whoever read when it starts.
const SLIGHT: TimeDelta = TimeDelta::minutes(5);

/// Where a night stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nothing was said of it.
    Ahead,
    /// It was decided that it starts.
    Go,
    /// It was decided that it does not start.
    NoGo,
    /// The work goes on.
    Running,
    /// Everything is open, on the new system.
    Completed,
    /// Everything is open, on the old system.
    RolledBack,
}

impl Stage {
    /// Its name for people and programs.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Ahead => "ahead",
            Self::Go => "go",
            Self::NoGo => "no-go",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::RolledBack => "rolled-back",
        }
    }
}

/// Why something cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing can have happened yet; from when on it can.
    TooEarly(Instant),
    /// Something later is on record already.
    Backwards(Instant),
    /// It has not started.
    NotStarted,
    /// It goes on already.
    Running,
    /// It was decided not to start.
    CalledOff,
    /// It is over, so there is nothing to say of it.
    Over(Stage),
    /// It is not over, so it cannot be closed again.
    NotOver,
    /// The new end is the one that holds, or comes before all that were ever told.
    NotLater(Instant),
    /// The new end has passed already.
    Past,
    /// Whether it starts cannot be decided any more: it was to be over by then.
    Passed(Instant),
    /// It cannot be on time any more: it was to be over by then.
    Behind(Instant),
    /// That was decided already: what, when, and by whom.
    Decided(Stage, Instant, Option<String>),
}

/// One event, and the number of its notice among those of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The number, from 1.
    pub ordinal: u32,
    /// How many events of the window are on record before it, those of other nights among them.
    pub earlier: u32,
    /// The event.
    pub event: Event,
}

/// The night of one window: what was recorded since the window has the start it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Night {
    window: Id,
    first: String,
    planned: (Instant, Instant),
    zone: Zone,
    earliest: Instant,
    events: Vec<Numbered>,
    start_retellings: u32,
}

impl Night {
    /// The night of a window as the plan has it, by all that was ever recorded of that window.
    ///
    /// What was recorded while the window had another start belongs to another night; its notices
    /// are counted all the same, so that no two of them have one name.
    pub fn of(window: &Window, recorded: &[Event]) -> Self {
        let mut events = Vec::new();
        for (index, event) in recorded.iter().enumerate() {
            let kind = milestone(&event.what);
            let earlier = recorded[..index].iter();
            let alike = earlier.filter(|other| milestone(&other.what) == kind);
            let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX - 1);
            let ordinal = number(alike.count()) + 1;
            let earlier = number(index);
            if event.planned.0 == window.start {
                let event = event.clone();
                events.push(Numbered {
                    ordinal,
                    earlier,
                    event,
                });
            }
        }
        let retold = recorded.iter().map(is_well_before);
        Self {
            start_retellings: retold.map(u32::from).sum(),
            window: window.id.clone(),
            first: window.id.to_string(),
            planned: (window.start, window.end),
            zone: window.zone.clone(),
            earliest: earliest(window),
            events,
        }
    }

    /// The same, of a window that was called otherwise first.
    pub(super) fn first_called(self, first: &str) -> Self {
        let first = first.to_owned();
        Self { first, ..self }
    }

    /// The notice, by its id, that tells one of its events.
    pub(super) fn notice(&self, known: &Numbered) -> String {
        let kind = milestone(&known.event.what).slug();
        format!("{}-{kind}-{}", self.first, known.ordinal)
    }

    /// The window.
    pub fn window(&self) -> &Id {
        &self.window
    }

    /// What was recorded, in order.
    pub fn events(&self) -> &[Numbered] {
        &self.events
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        self.stage_at(self.events.len())
    }

    /// Where it stood after the first `count` events.
    pub(super) fn stage_at(&self, count: usize) -> Stage {
        let known = self.events[..count].last();
        known.map_or(Stage::Ahead, |last| stage(&last.event.what))
    }

    /// Start and end as the plan has them.
    pub fn planned(&self) -> (Instant, Instant) {
        self.planned
    }

    /// How often whoever read when it starts has to hear that the work of its window, on whatever
    /// date, began well before.
    pub fn start_retellings(&self) -> u32 {
        self.start_retellings
    }

    /// When it is to end: as the plan says, or as it was extended since the plan was last changed.
    pub fn end(&self) -> Instant {
        self.end_at(self.events.len())
    }

    /// The end that held after the first `count` events.
    pub(super) fn end_at(&self, count: usize) -> Instant {
        let known = self.events[..count].iter().rev();
        let mut extended = known.filter_map(|known| self.until(&known.event));
        extended.next().unwrap_or(self.planned.1)
    }

    /// Whether nobody has said until when it takes, since it was closed again.
    pub(super) fn is_open_ended_at(&self, count: usize) -> bool {
        let mut said = self.events[..count].iter().rev().map(|known| &known.event);
        let names_end = |event: &&Event| {
            matches!(
                event.what,
                Happened::Extended { .. } | Happened::Reopened { .. }
            )
        };
        let last = said.find(names_end);
        last.is_some_and(|last| {
            let closes = matches!(last.what, Happened::Reopened { .. });
            closes && !self.has_end_since(last)
        })
    }

    /// Whether it is known until when it takes since it was closed again: that was said with it, or
    /// planned after it.
    pub(super) fn has_end_since(&self, closed: &Event) -> bool {
        closed.what.until().is_some() || closed.planned != self.planned
    }

    /// Every end that people may have been told by the night's own notices or before it.
    pub fn ends(&self) -> impl Iterator<Item = Instant> {
        let extended = self.events.iter().filter_map(|known| {
            let event = &known.event;
            self.until(event)
        });
        std::iter::once(self.planned.1).chain(extended)
    }

    /// The end an event names, unless the plan was changed since.
    pub(super) fn until(&self, event: &Event) -> Option<Instant> {
        let until = event.what.until();
        until.filter(|_| event.planned == self.planned)
    }

    /// Whether an event may be recorded now.
    pub fn allows(&self, what: &Happened, now: Instant) -> Result<(), Refusal> {
        if now < self.earliest {
            return Err(Refusal::TooEarly(self.earliest));
        }
        if let Some(last) = self.events.last().filter(|last| last.event.at > now) {
            return Err(Refusal::Backwards(last.event.at));
        }
        let stage = self.stage();
        match what {
            // That it did not take place can be said when it would have been over, too.
            Happened::Go { .. } | Happened::NoGo { .. } => match stage {
                Stage::Ahead | Stage::Go | Stage::NoGo
                    if matches!(what, Happened::Go { .. }) && now >= self.end() =>
                {
                    Err(Refusal::Passed(self.end()))
                }
                Stage::Ahead | Stage::Go | Stage::NoGo => self.refuse_decided(what),
                Stage::Running => Err(Refusal::Running),
                over => Err(Refusal::Over(over)),
            },
            Happened::Started => match stage {
                Stage::Ahead | Stage::Go => Ok(()),
                Stage::NoGo => Err(Refusal::CalledOff),
                Stage::Running => Err(Refusal::Running),
                over => Err(Refusal::Over(over)),
            },
            Happened::Progress { is_late, .. } => match stage {
                Stage::Running if !is_late && self.is_behind(now) => {
                    Err(Refusal::Behind(self.end()))
                }
                Stage::Running => Ok(()),
                other => Err(not_running(other)),
            },
            Happened::Extended { until, .. } => {
                self.refuse_not_running(now)?;
                self.refuse_known_end(*until, now)
            }
            Happened::Completed { .. } | Happened::RolledBack { .. } => {
                self.refuse_not_running(now)
            }
            Happened::Reopened { until, .. } => match stage {
                Stage::Completed | Stage::RolledBack => {
                    // Whatever was told before, it is closed for longer than people know.
                    match until.is_some_and(|until| until <= now) {
                        true => Err(Refusal::Past),
                        false => Ok(()),
                    }
                }
                _ => Err(Refusal::NotOver),
            },
        }
    }

    /// Refuses when the work does not go on, unless its start has passed and nobody said otherwise.
    fn refuse_not_running(&self, now: Instant) -> Result<(), Refusal> {
        match self.stage() {
            Stage::Running => Ok(()),
            Stage::Ahead | Stage::Go if self.planned.0 <= now => Ok(()),
            other => Err(not_running(other)),
        }
    }

    /// Whether its end has come, if it has one.
    fn is_behind(&self, now: Instant) -> bool {
        self.end() <= now && !self.is_open_ended_at(self.events.len())
    }

    /// Refuses the decision that stands already: whoever heard it need not hear it again.
    fn refuse_decided(&self, what: &Happened) -> Result<(), Refusal> {
        let last = self.events.last().map(|known| &known.event);
        match last.filter(|last| last.what.slug() == what.slug()) {
            Some(last) => {
                let by = last.what.decided_by().map(str::to_owned);
                Err(Refusal::Decided(self.stage(), last.at, by))
            }
            None => Ok(()),
        }
    }

    /// Refuses an end that has passed, and the one that holds: another is a later one, or an earlier one
    /// when that was put off too far.
    fn refuse_known_end(&self, until: Instant, now: Instant) -> Result<(), Refusal> {
        let (end, earliest) = (self.end(), self.end().min(self.planned.1));
        let is_known = until == end || until < earliest;
        if is_known && !self.is_open_ended_at(self.events.len()) {
            return Err(Refusal::NotLater(end));
        }
        if until <= now {
            return Err(Refusal::Past);
        }
        Ok(())
    }

    /// The zone in which it happens.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }
}

/// From when on something can have happened: the day of the first decision, or the day before.
fn earliest(window: &Window) -> Instant {
    let decisions = window.checkpoints.iter().map(|checkpoint| checkpoint.at);
    let usual = window.start - TimeDelta::days(1);
    let first = decisions.chain([usual]).min().unwrap_or(usual);
    let day = window.zone.civil(first).date();
    window.zone.instant(day.and_time(NaiveTime::MIN))
}

/// How long before its time work began; nothing for what is no start, or none before its time.
pub(super) fn lead(event: &Event) -> Option<TimeDelta> {
    let starts = matches!(event.what, Happened::Started);
    let lead = event.planned.0 - event.at;
    Some(lead).filter(|lead| starts && *lead > TimeDelta::zero())
}

/// Whether work began so long before its time that it is news to whoever read when it starts.
pub(super) fn is_well_before(event: &Event) -> bool {
    lead(event).is_some_and(|lead| lead > SLIGHT)
}

/// Where a night stands after something has happened.
pub(super) fn stage(what: &Happened) -> Stage {
    match what {
        Happened::Go { .. } => Stage::Go,
        Happened::NoGo { .. } => Stage::NoGo,
        Happened::Started
        | Happened::Progress { .. }
        | Happened::Extended { .. }
        | Happened::Reopened { .. } => Stage::Running,
        Happened::Completed { .. } => Stage::Completed,
        Happened::RolledBack { .. } => Stage::RolledBack,
    }
}

fn not_running(stage: Stage) -> Refusal {
    match stage {
        Stage::NoGo => Refusal::CalledOff,
        Stage::Completed | Stage::RolledBack => Refusal::Over(stage),
        Stage::Ahead | Stage::Go | Stage::Running => Refusal::NotStarted,
    }
}

/// The notice that tells an event.
pub fn milestone(what: &Happened) -> Milestone {
    match what {
        Happened::Go { .. } | Happened::NoGo { .. } => Milestone::GoNoGo,
        Happened::Started | Happened::Progress { .. } => Milestone::Progress,
        Happened::Extended { .. } => Milestone::Extended,
        Happened::Completed { .. } => Milestone::Completed,
        Happened::RolledBack { .. } => Milestone::RolledBack,
        Happened::Reopened { .. } => Milestone::Reopened,
    }
}

/// Whether readers of a role are told of a moment of the night.
pub fn concerns(milestone: Milestone, role: Role) -> bool {
    match role {
        Role::Executives | Role::DepartmentHeads => true,
        Role::EndUsers => !matches!(milestone, Milestone::GoNoGo | Milestone::Progress),
        // That it is off, or on again, is a correction to a machine.
        Role::Machine => !matches!(milestone, Milestone::GoNoGo | Milestone::Holding),
    }
}

/// Whether readers of a role are told of an event. To a machine that goes on what goes on is no news.
pub(super) fn tells(what: &Happened, role: Role) -> bool {
    let is_news = role != Role::Machine || !matches!(what, Happened::Progress { .. });
    is_news && concerns(milestone(what), role)
}
