//! A tariff: what a window costs wherever it is put within some weeks, read off sums added up once.
//!
//! A cost with all its words takes as long as its hours and departments are many; of thousands of starts
//! only the figure is wanted. So departments and services are metered once, and what a number of hours
//! costs is worked out by the same formulas, once for each number that occurs. Amounts are added in the
//! order of a cost's lines: the figure is the total of [`Cost::at`], to its last digit.

use crate::assessment::cost::Cost;
use crate::assessment::line::Kind;
use crate::assessment::meter::{Counted, Meter};
use crate::assessment::revenue::Revenue;
use crate::assessment::stoppage::Stoppage;
use crate::assessment::three_point::ThreePoint;
use crate::assessment::working_time::busy_meter;
use crate::assessment::{labour, takings};
use crate::plan::Plan;
use crate::plan::interval::Interval;
use crate::plan::window::Window;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// By what starts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// By what they cost.
    Money,
    /// By the person-hours that are lost, as nothing says what an hour costs.
    PersonHours,
    /// By the share of an average week's work, as nothing says how many people stop.
    Share,
}

/// What a window costs wherever it is put.
pub struct Tariff<'a> {
    /// By what starts are compared.
    pub measure: Measure,
    departments: Vec<Work>,
    services: Vec<Earning<'a>>,
    /// What is paid whatever the date.
    fixed: Vec<ThreePoint>,
    /// Everybody's hours, for shares of a week.
    hours: Vec<Meter>,
    week: Decimal,
}

struct Work {
    meter: Meter,
    people: Option<[ThreePoint; 2]>,
    stoppage: Option<Stoppage>,
    amounts: HashMap<Counted, [ThreePoint; 2]>,
}

struct Earning<'a> {
    standing: takings::Standing<'a>,
    margin: Option<Margin>,
}

struct Margin {
    meter: Meter,
    sums: Revenue,
    amounts: HashMap<Counted, Option<ThreePoint>>,
}

impl<'a> Tariff<'a> {
    /// What it costs within some weeks.
    pub fn of(plan: &'a Plan, window: &'a Window, weeks: Interval) -> Self {
        let departments = labour::standing(plan, window).into_iter();
        let departments = departments.map(|standing| Work {
            meter: standing.time.meter(weeks),
            people: standing.people,
            stoppage: standing.stoppage,
            amounts: HashMap::new(),
        });
        let services = takings::standing(plan, window).into_iter();
        let services = services.map(|standing| Earning {
            margin: standing.margin.map(|(sums, demand)| Margin {
                meter: busy_meter(&window.zone, demand, weeks),
                sums,
                amounts: HashMap::new(),
            }),
            standing,
        });
        let paid = Cost::of(plan, window).lines.into_iter();
        let paid = paid.filter(|line| matches!(line.kind, Kind::Recovery | Kind::Intangibles));
        let mut tariff = Self {
            measure: Measure::Share,
            departments: departments.collect(),
            services: services.collect(),
            fixed: paid.map(|line| line.amount).collect(),
            hours: Vec::new(),
            week: Decimal::ZERO,
        };
        tariff.measure = tariff.measured();
        if tariff.measure == Measure::Share {
            let concerned = labour::concerned(plan, window).into_iter();
            let time = concerned.map(|department| labour::time(plan, department).meter(weeks));
            tariff.hours = time.collect();
            tariff.week = tariff.average_week(weeks);
        }
        tariff
    }

    fn measured(&self) -> Measure {
        let priced = self.departments.iter().any(|work| work.stoppage.is_some());
        let earns = self.services.iter().any(Earning::costs);
        let peopled = self.departments.iter().any(|work| work.people.is_some());
        match (priced || earns, peopled) {
            (true, _) => Measure::Money,
            (false, true) => Measure::PersonHours,
            (false, false) => Measure::Share,
        }
    }

    /// The figure by which a date is compared.
    pub fn figure(&mut self, stretch: Interval) -> ThreePoint {
        match self.measure {
            Measure::Money => self.cost(stretch),
            Measure::PersonHours => self.lost(stretch),
            Measure::Share => self.share(stretch),
        }
    }

    /// The same of a date outside these weeks; shares are still those of their average week.
    pub fn elsewhere(&self, plan: &'a Plan, window: &'a Window, stretch: Interval) -> ThreePoint {
        let mut there = Self::of(plan, window, stretch);
        there.week = self.week;
        there.figure(stretch)
    }

    /// The part of it that grows hour by hour: without credits, and what is paid in any case.
    pub fn hourly(&mut self, hour: Interval) -> Decimal {
        match self.measure {
            Measure::Money => {
                let work = self.departments.iter_mut();
                let work = work.flat_map(|work| work.amounts(hour).into_iter().flatten());
                let earned = self.services.iter_mut();
                let earned = earned.filter_map(|earning| earning.margin(hour));
                work.chain(earned).map(|amount| amount.likely()).sum()
            }
            Measure::PersonHours => self.lost(hour).likely(),
            Measure::Share => self.share(hour).likely(),
        }
    }

    fn cost(&mut self, stretch: Interval) -> ThreePoint {
        let work = self.departments.iter_mut();
        let work = work.flat_map(|work| work.amounts(stretch).into_iter().flatten());
        let earned = self.services.iter_mut();
        let earned = earned.flat_map(|earning| {
            let margin = earning.margin(stretch);
            [margin, earning.standing.credits(stretch)]
        });
        let fixed = self.fixed.iter().copied();
        work.chain(earned.flatten()).chain(fixed).sum()
    }

    fn lost(&self, stretch: Interval) -> ThreePoint {
        let lost = self.departments.iter().filter_map(|work| {
            let [people, stops] = work.people?;
            let hours = work.meter.within(stretch).hours();
            Some(people * stops * ThreePoint::exactly(hours))
        });
        lost.sum()
    }

    fn share(&self, stretch: Interval) -> ThreePoint {
        let share = self.counted(stretch).hours().checked_div(self.week);
        ThreePoint::exactly(share.unwrap_or_default())
    }

    fn counted(&self, stretch: Interval) -> Counted {
        let counted = self.hours.iter().map(|meter| meter.within(stretch));
        counted.fold(Counted::default(), Counted::plus)
    }

    /// Everybody's hours of an average week.
    fn average_week(&self, weeks: Interval) -> Decimal {
        let minutes = Decimal::from((weeks.end - weeks.start).num_minutes());
        let week = Decimal::from(7 * 24 * 60);
        let average = (self.counted(weeks).hours() * week).checked_div(minutes);
        average.unwrap_or_default()
    }
}

impl Work {
    /// What its lines are, if it has any.
    fn amounts(&mut self, stretch: Interval) -> Option<[ThreePoint; 2]> {
        let stoppage = self.stoppage?;
        let counted = self.meter.within(stretch);
        let amounts = self.amounts.entry(counted);
        Some(*amounts.or_insert_with(|| stoppage.amounts(ThreePoint::exactly(counted.hours()))))
    }
}

impl Earning<'_> {
    fn costs(&self) -> bool {
        self.margin.is_some() || self.standing.has_contract()
    }

    fn margin(&mut self, stretch: Interval) -> Option<ThreePoint> {
        let margin = self.margin.as_mut()?;
        let counted = margin.meter.within(stretch);
        let sums = margin.sums;
        let amounts = margin.amounts.entry(counted);
        *amounts.or_insert_with(|| sums.lost_margin(counted.hours()))
    }
}
