//! Advice: where within some weeks a window costs least, and what forbids it elsewhere.
//!
//! A part of its own, because it asks of thousands of dates what the rest asks of one: figures come
//! from a [`tariff`] and not from whole costs, and what `check` finds wrong with the dates of a plan is
//! asked here of dates that it might have ([`obstacle`]).

pub mod heat;
pub mod obstacle;
pub mod tariff;
pub mod weighed;

use super::cost::Cost;
use super::labour;
use super::three_point::ThreePoint;
use crate::calendar::zone::{Instant, Resolved};
use crate::plan::Plan;
use crate::plan::department::Department;
use crate::plan::interval::Interval;
use crate::plan::window::Window;
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use heat::Heat;
use obstacle::{Asked, Obstacle};
use rust_decimal::Decimal;
use tariff::{Measure, Tariff};

/// Starts that are less than this apart are of one night.
const NIGHT: TimeDelta = TimeDelta::hours(12);

/// What is asked.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Of which window.
    pub window: &'a Window,
    /// The first day on which it may take place, and the last, on its clocks.
    pub days: [NaiveDate; 2],
    /// How long it lasts.
    pub length: TimeDelta,
    /// From one start that is tried to the next.
    pub step: TimeDelta,
    /// The instant that counts as now.
    pub now: Instant,
}

/// A start that was tried.
#[derive(Debug, Clone)]
pub struct Start {
    /// From when until when.
    pub stretch: Interval,
    /// What it comes to, by the measure.
    pub figure: ThreePoint,
    /// What forbids it, by place among the obstacles.
    pub forbidden: Vec<usize>,
    /// What is worth a word about it, by place among them.
    pub minded: Vec<usize>,
}

/// The best start of a night.
#[derive(Debug, Clone, Copy)]
pub struct Best<'s> {
    /// The start.
    pub start: &'s Start,
    /// The last start up to which each costs the same.
    pub until: Instant,
}

/// Another date beside the starts: the window's own, or one that was weighed.
#[derive(Debug)]
pub struct Compared<'a> {
    /// What speaks for it, as the plan says.
    pub because: Option<&'a str>,
    /// What it is like.
    pub start: Start,
}

/// What a department has to do with a date.
#[derive(Debug, Clone, Copy)]
pub struct AtWork<'a> {
    /// The department.
    pub department: &'a Department,
    /// The hours of it that count, weighed.
    pub hours: Decimal,
    /// What it comes to, by the measure, when that is known.
    pub figure: Option<ThreePoint>,
}

/// The answer.
pub struct Advice<'a> {
    /// What was asked.
    pub question: Question<'a>,
    /// By what starts are compared.
    pub measure: Measure,
    /// Every start, in order.
    pub starts: Vec<Start>,
    /// What speaks against some dates.
    pub obstacles: Vec<Obstacle<'a>>,
    /// The window's own date, then those that were weighed.
    pub compared: Vec<Compared<'a>>,
    /// What an hour costs through the week.
    pub heat: Heat,
    /// What the window costs at its own date, with all that is missing to say it.
    pub cost: Cost<'a>,
}

impl<'a> Question<'a> {
    /// The window's own date, then those that were weighed, with what speaks for them.
    fn dates_of_the_plan(&self) -> Vec<(Option<&'a str>, Interval)> {
        let (start, end) = (self.window.start, self.window.end);
        let mut dates = vec![(None, Interval { start, end })];
        let others = self.window.alternatives.iter().map(|other| {
            let (start, end) = (other.start, other.end);
            (other.because.as_deref(), Interval { start, end })
        });
        dates.extend(others);
        dates
    }

    fn asked(&self) -> Asked<'a> {
        Asked {
            plan: self.plan,
            window: self.window,
            length: self.length,
            now: self.now,
        }
    }

    /// From the first day's beginning to the last one's end.
    fn weeks(&self) -> Interval {
        let [first, last] = self.days;
        let after = last.checked_add_days(Days::new(1)).unwrap_or(last);
        let [start, end] = [first, after].map(|day| {
            let civil = day.and_time(NaiveTime::MIN);
            self.window.zone.instant(civil)
        });
        Interval { start, end }
    }

    /// Every date that is tried: a clock that jumps over a start has none there.
    fn dates(&self, weeks: Interval) -> Vec<Interval> {
        let zone = &self.window.zone;
        let mut civil = self.days[0].and_time(NaiveTime::MIN);
        let mut dates = Vec::new();
        loop {
            let start = match zone.resolve(civil) {
                Resolved::Once(instant) => Some(instant),
                Resolved::Twice { first, .. } => Some(first.0),
                Resolved::Never { .. } => None,
            };
            civil += self.step;
            let Some(start) = start else { continue };
            let end = start + self.length;
            if end > weeks.end {
                return dates;
            }
            dates.push(Interval { start, end });
        }
    }
}

/// The shortest stretch that holds two.
fn hull(one: Interval, other: Interval) -> Interval {
    Interval {
        start: one.start.min(other.start),
        end: one.end.max(other.end),
    }
}

impl Start {
    fn of(stretch: Interval, figure: ThreePoint, obstacles: &[Obstacle]) -> Self {
        let mut start = Self {
            stretch,
            figure,
            forbidden: Vec::new(),
            minded: Vec::new(),
        };
        let held = obstacles.iter().enumerate();
        for (place, obstacle) in held.filter(|(_, one)| one.holds(stretch)) {
            let places = match obstacle.forbids {
                true => &mut start.forbidden,
                false => &mut start.minded,
            };
            places.push(place);
        }
        start
    }
}

impl<'a> Advice<'a> {
    /// Tries every start.
    pub fn of(question: Question<'a>) -> Self {
        let Question { plan, window, .. } = question;
        let weeks = question.weeks();
        let others = question.dates_of_the_plan();
        let all = others.iter().map(|(_, date)| *date).fold(weeks, hull);
        let obstacles = obstacle::all(question.asked(), all);
        let mut tariff = Tariff::of(plan, window, weeks);
        let dates = question.dates(weeks).into_iter();
        let starts = dates.map(|date| Start::of(date, tariff.figure(date), &obstacles));
        let starts = starts.collect();
        let heat = Heat::of(&mut tariff, &window.zone, weeks);
        let compared = others.into_iter().map(|(because, date)| Compared {
            because,
            start: Start::of(date, tariff.elsewhere(plan, window, date), &obstacles),
        });
        Self {
            compared: compared.collect(),
            measure: tariff.measure,
            starts,
            heat,
            cost: Cost::of(plan, window),
            obstacles,
            question,
        }
    }

    /// How many starts nothing forbids.
    pub fn allowed(&self) -> usize {
        let allowed = self.starts.iter();
        allowed.filter(|start| start.forbidden.is_empty()).count()
    }

    /// The best starts, cheapest first, one of each night; of those that cost the same the one with the
    /// least to mind, then the earliest, which leaves most room after it.
    pub fn best(&self, most: usize) -> Vec<Best<'_>> {
        let starts = self.starts.iter().enumerate();
        let mut allowed: Vec<_> = starts
            .filter(|(_, start)| start.forbidden.is_empty())
            .collect();
        allowed.sort_by_key(|(place, start)| {
            let [low, likely, high] = start.figure.figures();
            (likely, high, low, start.minded.len(), *place)
        });
        let mut best: Vec<Best> = Vec::new();
        for (place, start) in allowed {
            if best.len() == most {
                break;
            }
            if !best.iter().any(|other| self.of_one_night(other, start)) {
                let until = self.level(place).stretch.start;
                best.push(Best { start, until });
            }
        }
        best
    }

    fn of_one_night(&self, best: &Best, start: &Start) -> bool {
        let (at, begins) = (start.stretch.start, best.start.stretch.start);
        let day = |instant| self.question.window.zone.civil(instant).date();
        let within = begins <= at && at <= best.until;
        within || (at - begins).abs() < NIGHT || day(at) == day(begins)
    }

    /// The last start from a place on up to which nothing changes.
    fn level(&self, place: usize) -> &Start {
        let first = &self.starts[place];
        let same = self.starts[place..].iter();
        let same = same.take_while(|start| {
            start.forbidden.is_empty()
                && start.minded == first.minded
                && start.figure == first.figure
        });
        same.last().unwrap_or(first)
    }

    /// Whether every allowed start comes to the same.
    pub fn is_level(&self) -> bool {
        let mut allowed = self
            .starts
            .iter()
            .filter(|start| start.forbidden.is_empty());
        let first = allowed.next().map(|start| start.figure);
        allowed.all(|start| Some(start.figure) == first)
    }

    /// The obstacles that forbid starts, with how many; those that forbid most come first.
    pub fn left_out(&self) -> Vec<(&Obstacle<'a>, usize)> {
        let counted = self.obstacles.iter().enumerate().map(|(place, obstacle)| {
            let starts = self.starts.iter();
            let held = starts.filter(|start| start.forbidden.contains(&place));
            (obstacle, held.count())
        });
        let mut counted: Vec<_> = counted.filter(|(_, number)| *number > 0).collect();
        counted.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
        counted
    }

    /// The departments that the window concerns, and what a date means to each; who loses most
    /// comes first.
    pub fn at_work(&self, date: Interval) -> Vec<AtWork<'a>> {
        let Question { plan, window, .. } = self.question;
        let cost = Cost::at(plan, window, date);
        let concerned = labour::concerned(plan, window).into_iter();
        let each = concerned.map(|department| AtWork {
            department,
            hours: labour::time(plan, department).within(date),
            figure: match self.measure {
                Measure::Money => cost.of_department(department),
                Measure::PersonHours => cost.lost_by(department),
                Measure::Share => None,
            },
        });
        let mut each: Vec<AtWork> = each.collect();
        each.sort_by_key(|one| {
            let figure = one.figure.map(|figure| figure.likely());
            std::cmp::Reverse((figure, one.hours))
        });
        each
    }

    /// Departments all of whose hours count alike, as nothing says when they work.
    pub fn always_at_work(&self) -> Vec<&'a Department> {
        let Question { plan, window, .. } = self.question;
        let concerned = labour::concerned(plan, window).into_iter();
        let alike = concerned.filter(|one| one.working_hours.is_none() && one.demand.is_none());
        alike.collect()
    }
}
