//! What the change brings back, against what it and its windows cost.

use super::cost::Cost;
use super::figure_words::{amount, estimated, percent, plain};
use super::line::{Basis, Missing};
use super::return_on::{Flows, Outages, avoided};
use super::three_point::ThreePoint;
use crate::diagnostic::Spanned;
use crate::plan::Plan;
use crate::plan::budget::{Avoided, Budget, Year};
use crate::plan::estimate::Estimate;
use rust_decimal::Decimal;

/// Months of a year.
const MONTHS: u32 = 12;

/// What the change brings back.
#[derive(Debug, Clone, Default)]
pub struct Benefit {
    /// What is paid at the start, its windows included.
    pub investment: Option<ThreePoint>,
    /// What is left over in each year.
    pub years: Vec<ThreePoint>,
    /// The rate at which later money is discounted.
    pub rate: Option<Decimal>,
    /// What follows: at worst, most likely, at best.
    pub returns: Option<[Returns; 3]>,
    /// What a month of waiting costs.
    pub waiting: Option<ThreePoint>,
    /// What all this rests on.
    pub basis: Vec<Basis>,
    /// What is not counted, because nobody says it.
    pub missing: Vec<Missing>,
}

/// What follows from an investment and what is left over in each year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returns {
    /// Net present value, where a rate is known.
    pub npv: Option<Decimal>,
    /// Benefit-cost ratio, where a rate is known.
    pub bcr: Option<Decimal>,
    /// Internal rate of return, where there is one.
    pub irr: Option<Decimal>,
    /// Return on investment over all years.
    pub roi: Option<Decimal>,
    /// The same as a yearly rate.
    pub yearly_roi: Option<Decimal>,
    /// Years until the investment is paid back; nothing when it is not within the years.
    pub payback: Option<Decimal>,
    /// The same with money as it is worth today.
    pub discounted_payback: Option<Decimal>,
}

/// What all windows cost together: as the plan states it, or worked out where nothing is missing.
pub fn cost_of_windows(plan: &Plan, costs: &[Cost]) -> Option<ThreePoint> {
    let stated = plan.case.money.cost_of_windows.as_ref();
    let stated = stated.map(|stated| ThreePoint::from(&stated.value));
    stated.or_else(|| worked_out(costs))
}

/// What all windows cost together, worked out; nothing while something is missing.
pub fn worked_out(costs: &[Cost]) -> Option<ThreePoint> {
    let whole = costs.iter().all(|cost| cost.missing.is_empty());
    let totals = costs.iter().map(Cost::total);
    let total: Option<ThreePoint> = totals.sum();
    total.filter(|_| whole && !costs.is_empty())
}

impl Benefit {
    /// What the change of a plan brings back, whose windows cost this.
    pub fn of(plan: &Plan, costs: &[Cost]) -> Self {
        let money = &plan.case.money;
        let mut benefit = Self::default();
        benefit.invest(money, cost_of_windows(plan, costs));
        benefit.earn(money);
        benefit.wait(money);
        match &money.discount_rate {
            None => benefit.miss("discount-rate", "the net present value"),
            Some(rate) => {
                benefit.rate = Some(rate.value.0);
                let said = format!(
                    "later money is discounted at {} a year",
                    percent(rate.value.0)
                );
                benefit.basis.push(Basis::written(said, rate.span));
            }
        }
        let investment = benefit.investment.filter(|_| !benefit.years.is_empty());
        benefit.returns = investment.map(|investment| benefit.follow(investment));
        benefit
    }

    fn miss(&mut self, field: &str, without: &str) {
        self.missing.push(Missing {
            what: format!("{field} of the change"),
            advice: format!("write `{field}` under `money`; without it {without} is not known"),
            place: None,
        });
    }

    /// What the plan states, with where it does.
    fn stated(&mut self, what: &str, stated: &Spanned<Estimate>) -> ThreePoint {
        let figures = ThreePoint::from(&stated.value);
        let said = format!("{what}: {}, as the plan states", estimated(figures, amount));
        self.basis.push(Basis::written(said, stated.span));
        figures
    }

    fn invest(&mut self, money: &Budget, windows: Option<ThreePoint>) {
        let itself = money.investment.as_ref();
        let itself = itself.map(|stated| self.stated("the change itself", stated));
        if itself.is_none() {
            self.miss("investment", "what comes back of it");
        }
        match (&money.cost_of_windows, windows) {
            (Some(stated), _) => {
                self.stated("its windows", stated);
            }
            (None, Some(_)) => self
                .basis
                .push(Basis::taken("its windows: as worked out above")),
            (None, None) => self.missing.push(Missing {
                what: "cost of the windows, as a part of the investment".to_owned(),
                advice: "write what is missing above, or `cost-of-windows` under `money`"
                    .to_owned(),
                place: None,
            }),
        }
        self.investment = itself.map(|itself| itself + windows.unwrap_or_default());
    }

    fn earn(&mut self, money: &Budget) {
        if !money.years.is_empty() {
            for (number, year) in (1..).zip(&money.years) {
                let left = self.left_over(number, year);
                self.years.push(left);
            }
            return;
        }
        let Some(flat) = &money.benefit_per_year else {
            return self.miss("benefit-per-year` or `years", "what the change brings");
        };
        let Some(horizon) = &money.horizon else {
            return self.miss("horizon-years", "over how many years it brings that");
        };
        let year = self.stated("brought in each year", flat);
        let said = format!("judged over {} years", horizon.value);
        self.basis.push(Basis::written(said, horizon.span));
        self.years = vec![year; horizon.value as usize];
    }

    /// What is left over in a year.
    fn left_over(&mut self, number: u32, year: &Year) -> ThreePoint {
        let mut parts = Vec::new();
        let mut sum = ThreePoint::default();
        let mut add = |name: &str, figures: ThreePoint| {
            parts.push(format!("{name} {}", estimated(figures, amount)));
            sum = sum + figures;
        };
        if let Some(savings) = &year.savings {
            add("savings", savings.into());
        }
        match &year.avoided {
            None => {}
            Some(Avoided::Stated(saved)) => add("outages avoided", saved.into()),
            Some(Avoided::Outages {
                before,
                after,
                per_hour,
            }) => {
                let outages = |(a_year, hours): (Decimal, Decimal)| Outages { a_year, hours };
                let [before, after] = [*before, *after].map(outages);
                let hourly = ThreePoint::from(per_hour);
                // With more outages than before the dearest hour is the worst.
                let saved = hourly.map(|hourly| avoided(before, after, hourly));
                let counted = format!(
                    "outages avoided ({} x {} h less {} x {} h, at {} an hour)",
                    plain(before.a_year),
                    plain(before.hours),
                    plain(after.a_year),
                    plain(after.hours),
                    estimated(hourly, amount)
                );
                add(&counted, saved);
            }
        }
        if let Some(margin) = &year.new_margin {
            add("new margin", margin.into());
        }
        if let Some(cost) = &year.run_cost {
            let cost = ThreePoint::from(cost);
            parts.push(format!("less {} to run", estimated(cost, amount)));
            sum = sum.less(cost);
        }
        let said = match parts.as_slice() {
            [] => "nothing is stated".to_owned(),
            parts => parts.join(", "),
        };
        let said = format!("year {number}: {said}");
        self.basis.push(Basis::written(said, year.span));
        sum
    }

    fn wait(&mut self, money: &Budget) {
        let months = Decimal::from(MONTHS);
        let month = |year: ThreePoint| year.map(|figure| figure / months);
        if let Some(stated) = &money.cost_of_waiting {
            self.waiting = Some(month(self.stated("a year of waiting", stated)));
        } else if let Some(first) = self.years.first() {
            self.waiting = Some(month(*first));
            let said = "a month of waiting: a twelfth of the first year; longer support of the old system and its risks are not counted";
            self.basis.push(Basis::taken(said));
        }
    }

    /// What follows at worst, most likely and at best: at worst everything costs most and brings least.
    fn follow(&self, investment: ThreePoint) -> [Returns; 3] {
        let years = |of: fn(&ThreePoint) -> Decimal| self.years.iter().map(of).collect();
        let flows = [
            (investment.high(), years(|year| year.low())),
            (investment.likely(), years(|year| year.likely())),
            (investment.low(), years(|year| year.high())),
        ];
        flows.map(|(investment, years)| Returns::of(&Flows { investment, years }, self.rate))
    }
}

impl Returns {
    fn of(flows: &Flows, rate: Option<Decimal>) -> Self {
        Self {
            npv: rate.map(|rate| flows.npv(rate)),
            bcr: rate.and_then(|rate| flows.bcr(rate)),
            irr: flows.irr(),
            roi: flows.roi(),
            yearly_roi: flows.yearly_roi(),
            payback: flows.payback(),
            discounted_payback: rate.and_then(|rate| flows.discounted_payback(rate)),
        }
    }
}
