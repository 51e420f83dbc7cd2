//! Takings: the margin that is lost and the credits that are due while services are off.

use super::credit::{Tier, availability, credit};
use super::figure_words::{amount, estimated, percent, plain};
use super::line::{Basis, Grounds, Kind, Line, Subject};
use super::revenue::Revenue;
use super::three_point::ThreePoint;
use super::working_time::busy;
use crate::calendar::zone::Civil;
use crate::plan::contract::Contract;
use crate::plan::demand::Demand;
use crate::plan::impact::Impact;
use crate::plan::interval::Interval;
use crate::plan::service::Service;
use crate::plan::window::{Status, Window};
use crate::plan::{Plan, revenue};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// What a service that is off costs by itself, and what that rests on.
pub struct Takings<'a> {
    /// The lines.
    pub lines: Vec<Line<'a>>,
    /// What they rest on.
    pub grounds: Grounds<'a>,
}

/// Services through which something is earned and that a window slows down, but does not stop.
pub fn slowed<'a>(plan: &'a Plan, window: &'a Window) -> impl Iterator<Item = &'a Service> {
    let slower = window.services.iter();
    let slower = slower.filter(|(_, impact)| *impact != Impact::Off);
    let services = slower.map(|(id, _)| plan.service(id));
    services.filter(|service| service.revenue.is_some())
}

/// The services that a window stops.
pub fn of<'a>(plan: &'a Plan, window: &'a Window, stretch: Interval) -> Vec<Takings<'a>> {
    let services = off(window).map(|id| plan.service(id));
    let takings = services.map(|service| {
        let subject = Subject::Service(service);
        let mut takings = Takings {
            lines: Vec::new(),
            grounds: Grounds {
                subject,
                basis: Vec::new(),
            },
        };
        if let Some(earned) = &service.revenue {
            takings.lose_margin(earned, busy(&window.zone, earned.demand.as_ref(), stretch));
        }
        if let Some(contract) = &service.contract {
            let others = others_off(plan, window, service);
            takings.give_back(contract, Down::of(window, &others, stretch));
        }
        takings
    });
    takings.collect()
}

fn off(window: &Window) -> impl Iterator<Item = &crate::plan::Id> {
    let services = window.services.iter();
    let off = services.filter(|(_, impact)| *impact == Impact::Off);
    off.map(|(id, _)| id)
}

impl Takings<'_> {
    fn add(&mut self, kind: Kind, amount: ThreePoint) {
        let subject = self.grounds.subject;
        self.lines.push(Line {
            kind,
            subject,
            amount,
        });
    }

    fn lose_margin(&mut self, earned: &revenue::Revenue, hours: Decimal) {
        let sums = sums(earned);
        let Some(lost) = sums.lost_margin(hours) else {
            return;
        };
        let share = |figures| estimated(figures, percent);
        let said = format!(
            "{} a year in {} hours, of which {} depend on it; {} come later all the same; {} are margin",
            estimated(sums.per_year, amount),
            plain(sums.hours_per_year),
            share(sums.depends),
            share(sums.recovered),
            share(sums.margin)
        );
        let weighed = match earned.demand {
            Some(_) => format!("the window counts as {} average hours", plain(hours)),
            None => format!(
                "its {} hours count as average ones, `demand` says nothing else",
                plain(hours)
            ),
        };
        self.grounds.basis.push(Basis::written(said, earned.span));
        self.grounds.basis.push(Basis::taken(weighed));
        self.add(Kind::LostMargin, lost);
    }

    fn give_back(&mut self, contract: &Contract, down: Down) {
        let share = down.share(contract);
        let counted = match contract.counts_planned {
            false => "announced downtime does not count".to_owned(),
            true => format!(
                "{} of {} minutes of the month down, {} available",
                down.earlier + down.here,
                down.month,
                percent(down.available(down.earlier + down.here) / Decimal::ONE_HUNDRED)
            ),
        };
        let fee = ThreePoint::from(&contract.fee);
        let said = format!(
            "fee of {} a month, {} of it given back: {counted}",
            estimated(fee, amount),
            percent(share)
        );
        self.grounds.basis.push(Basis::written(said, contract.span));
        self.add(Kind::Credits, fee * share);
    }
}

/// Minutes of a month, and how many of them a service is down in it.
#[derive(Clone, Copy)]
struct Down {
    month: i64,
    earlier: i64,
    here: i64,
}

impl Down {
    /// The month in which a stretch begins; windows that begin before it count as earlier.
    fn of(window: &Window, others: &[&Window], stretch: Interval) -> Self {
        let civil = window.zone.civil(stretch.start);
        let (first, next) = month(civil);
        let [first, next] = [first, next].map(|day| {
            let civil = day.and_time(chrono::NaiveTime::MIN);
            window.zone.instant(civil)
        });
        let earlier = others.iter();
        let earlier = earlier.filter(|other| (first..stretch.start).contains(&other.start));
        let earlier = earlier.map(|other| other.length().num_minutes());
        Self {
            month: (next - first).num_minutes(),
            earlier: earlier.sum(),
            here: (stretch.end - stretch.start).num_minutes(),
        }
    }

    /// The share of a month's fee that is given back for what is down here. What earlier windows of
    /// the month cost already is theirs.
    fn share(self, contract: &Contract) -> Decimal {
        let tiers = contract.credits.iter();
        let tiers = tiers.map(|(below, share)| Tier {
            below: *below,
            share: *share,
        });
        let tiers: Vec<Tier> = tiers.collect();
        let share = |down: i64| {
            let counts = contract.counts_planned;
            let down = if counts { down } else { 0 };
            credit(Decimal::ONE, &tiers, self.available(down))
        };
        (share(self.earlier + self.here) - share(self.earlier)).max(Decimal::ZERO)
    }

    /// The availability of the month after so many minutes, in percent.
    fn available(self, down: i64) -> Decimal {
        availability(Decimal::from(self.month), Decimal::from(down)).unwrap_or_default()
    }
}

/// Other windows that are to take place and stop the service, too.
fn others_off<'a>(plan: &'a Plan, window: &Window, service: &Service) -> Vec<&'a Window> {
    let others = plan.windows().into_iter().map(|(_, other)| other);
    let others = others.filter(|other| {
        other.id != window.id
            && other.status != Status::Cancelled
            && off(other).any(|id| *id == service.id)
    });
    others.collect()
}

/// A service that a window stops, without the hours, which depend on the date.
pub struct Standing<'a> {
    window: &'a Window,
    others: Vec<&'a Window>,
    /// What is lost of its margin, and the hours by which that is weighed.
    pub margin: Option<(Revenue, Option<&'a Demand>)>,
    contract: Option<&'a Contract>,
}

/// The services that a window stops, without the hours.
pub fn standing<'a>(plan: &'a Plan, window: &'a Window) -> Vec<Standing<'a>> {
    let services = off(window).map(|id| plan.service(id));
    let standing = services.map(|service| Standing {
        window,
        others: others_off(plan, window, service),
        margin: service
            .revenue
            .as_ref()
            .map(|earned| (sums(earned), earned.demand.as_ref())),
        contract: service.contract.as_ref(),
    });
    standing.collect()
}

impl Standing<'_> {
    /// Whether it has a contract.
    pub fn has_contract(&self) -> bool {
        self.contract.is_some()
    }

    /// What its contract gives back at some date; nothing without a contract.
    pub fn credits(&self, stretch: Interval) -> Option<ThreePoint> {
        let contract = self.contract?;
        let down = Down::of(self.window, &self.others, stretch);
        Some(ThreePoint::from(&contract.fee) * down.share(contract))
    }
}

fn sums(earned: &revenue::Revenue) -> Revenue {
    let none = ThreePoint::default();
    Revenue {
        per_year: ThreePoint::from(&earned.per_year),
        hours_per_year: earned.hours_per_year,
        depends: ThreePoint::from(&earned.depends),
        recovered: earned.recovered.as_ref().map_or(none, ThreePoint::from),
        margin: ThreePoint::from(&earned.margin),
    }
}

/// The first days of a civil time's month and of the next one.
fn month(civil: Civil) -> (NaiveDate, NaiveDate) {
    let day = civil.date();
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(chrono::Months::new(1));
    (first, next.unwrap_or(first))
}
