//! What a window costs: line by line, with what each rests on and what is missing.

use super::figure_words::{amount, estimated, plain};
use super::line::{Basis, Grounds, Kind, Line, Missing, Subject};
use super::overrun::Overrun;
use super::spread::Spread;
use super::three_point::ThreePoint;
use super::{labour, takings};
use crate::plan::Plan;
use crate::plan::department::Department;
use crate::plan::expense::{Expenses, Weight};
use crate::plan::interval::Interval;
use crate::plan::window::{Status, Window};
use rust_decimal::Decimal;

/// The longest window that is reckoned, in days.
const LONGEST: i64 = 366;

/// What a window costs at its date, or at another one that was weighed.
#[derive(Debug)]
pub struct Cost<'a> {
    /// The window.
    pub window: &'a Window,
    /// At which date.
    pub stretch: Interval,
    /// What it costs.
    pub lines: Vec<Line<'a>>,
    /// What the lines rest on.
    pub grounds: Vec<Grounds<'a>>,
    /// Person-hours that departments lose.
    pub lost: Vec<(&'a Department, ThreePoint)>,
    /// Departments whose lost work is not counted.
    pub uncounted: Vec<&'a Department>,
    /// What is not counted, because nobody says it.
    pub missing: Vec<Missing>,
    /// What is lost and only has a score: what, and 1 to 5.
    pub scores: Vec<(&'a str, u32)>,
    /// What an hour more costs, and how likely that is.
    pub overrun: Overrun,
}

impl<'a> Cost<'a> {
    /// What a window costs at its date.
    pub fn of(plan: &'a Plan, window: &'a Window) -> Self {
        let (start, end) = (window.start, window.end);
        Self::at(plan, window, Interval { start, end })
    }

    /// What it would cost at the other dates that were weighed.
    pub fn alternatives(plan: &'a Plan, window: &'a Window) -> Vec<Self> {
        let others = window.alternatives.iter();
        let others = others.map(|other| {
            let (start, end) = (other.start, other.end);
            Self::at(plan, window, Interval { start, end })
        });
        others.collect()
    }

    /// What it costs at some date.
    pub fn at(plan: &'a Plan, window: &'a Window, stretch: Interval) -> Self {
        let mut cost = Self {
            window,
            stretch,
            lines: Vec::new(),
            grounds: Vec::new(),
            lost: Vec::new(),
            uncounted: Vec::new(),
            missing: Vec::new(),
            scores: Vec::new(),
            overrun: Overrun::default(),
        };
        if (stretch.end - stretch.start).num_days() > LONGEST {
            cost.missing.push(Missing {
                what: format!("what {} costs: it lasts more than a year", window.id),
                advice: "windows up to a year are reckoned".to_owned(),
                place: Some(window.span),
            });
            return cost;
        }
        for labour in labour::of(plan, window, stretch) {
            let department = labour.department;
            cost.lost.extend(labour.lost.map(|lost| (department, lost)));
            cost.lines.extend(labour.lines);
            let uncounted = !labour.missing.is_empty();
            cost.uncounted.extend(uncounted.then_some(department));
            cost.missing.extend(labour.missing);
            cost.add_grounds(labour.grounds);
        }
        for takings in takings::of(plan, window, stretch) {
            cost.lines.extend(takings.lines);
            cost.add_grounds(takings.grounds);
        }
        let slowed = takings::slowed(plan, window);
        cost.missing.extend(slowed.map(|service| {
            Missing {
                what: format!("what {} earns less while it is not off", service.name),
                advice:
                    "`revenue` speaks of a service that is off; nothing says it of a slower one"
                        .to_owned(),
                place: Some(service.span),
            }
        }));
        cost.spend(&window.expenses);
        cost.overrun = Overrun::of(plan, window, stretch);
        cost
    }

    fn add_grounds(&mut self, grounds: Grounds<'a>) {
        if !grounds.basis.is_empty() {
            self.grounds.push(grounds);
        }
    }

    /// Adds what is paid, and what is not for sale.
    fn spend(&mut self, expenses: &'a Expenses) {
        for crew in &expenses.crew {
            let [people, hours] = [
                ThreePoint::from(&crew.people),
                ThreePoint::from(&crew.hours),
            ];
            let rate = ThreePoint::from(&crew.rate);
            let words = |figures| estimated(figures, plain);
            let hourly = estimated(rate, amount);
            let said = format!(
                "{} people, {} hours each, {hourly} an hour",
                words(people),
                words(hours)
            );
            let basis = Basis::written(said, crew.span);
            self.add(Kind::Recovery, &crew.who, people * hours * rate, basis);
        }
        for purchase in &expenses.purchases {
            let basis = Basis::written("as the plan states", purchase.span);
            let amount = ThreePoint::from(&purchase.cost);
            self.add(Kind::Recovery, &purchase.what, amount, basis);
        }
        for lost in &expenses.intangibles {
            match &lost.weight {
                Weight::Score(score) => self.scores.push((&lost.what, *score)),
                Weight::Cost(amount) => {
                    let basis = Basis::written("an amount that the plan states for it", lost.span);
                    self.add(
                        Kind::Intangibles,
                        &lost.what,
                        ThreePoint::from(amount),
                        basis,
                    );
                }
            }
        }
    }

    fn add(&mut self, kind: Kind, name: &'a str, amount: ThreePoint, basis: Basis) {
        let subject = Subject::Named(name);
        self.lines.push(Line {
            kind,
            subject,
            amount,
        });
        self.grounds.push(Grounds {
            subject,
            basis: vec![basis],
        });
    }

    /// The sum of its lines; nothing when nothing is counted.
    pub fn total(&self) -> Option<ThreePoint> {
        let amounts = self.lines.iter().map(|line| line.amount);
        (!self.lines.is_empty()).then(|| amounts.sum())
    }

    /// The sum of a department's lines; nothing when it has none.
    pub fn of_department(&self, department: &Department) -> Option<ThreePoint> {
        let theirs = |line: &&Line| matches!(line.subject, Subject::Department(one) if one.id == department.id);
        let mut lines = self.lines.iter().filter(theirs).peekable();
        lines.peek()?;
        Some(lines.map(|line| line.amount).sum())
    }

    /// The person-hours that a department loses, when they are known.
    pub fn lost_by(&self, department: &Department) -> Option<ThreePoint> {
        let mut lost = self.lost.iter();
        let (_, lost) = lost.find(|(one, _)| one.id == department.id)?;
        Some(*lost)
    }

    /// The sum of the lines of one kind.
    pub fn sum(&self, kind: Kind) -> ThreePoint {
        let lines = self.lines.iter().filter(|line| line.kind == kind);
        lines.map(|line| line.amount).sum()
    }

    /// How long it lasts, in hours.
    pub fn hours(&self) -> Decimal {
        let minutes = (self.stretch.end - self.stretch.start).num_minutes();
        Decimal::from(minutes) / Decimal::from(60)
    }

    /// The total for each hour of the window.
    pub fn per_hour(&self) -> Option<ThreePoint> {
        let hours = self.hours();
        let total = self.total().filter(|_| !hours.is_zero())?;
        Some(total.map(|figure| figure / hours))
    }

    /// How the total spreads. What a department loses is one unknown, whatever it does later.
    pub fn spread(&self) -> Option<Spread> {
        let labour = |line: &Line| matches!(line.subject, Subject::Department(_));
        let together = |one: &Line<'_>, other: &Line<'_>| {
            labour(one) && labour(other) && one.subject.id() == other.subject.id()
        };
        let unknowns = self.lines.chunk_by(together);
        let unknowns = unknowns.map(|lines| lines.iter().map(|line| line.amount).sum());
        let unknowns: Vec<ThreePoint> = unknowns.collect();
        (!unknowns.is_empty()).then(|| Spread::of(&unknowns))
    }
}

/// Person-hours that one department loses to a window, and what they cost; nothing while something is
/// missing to say it.
pub fn of_department(
    plan: &Plan,
    window: &Window,
    department: &Department,
) -> Option<[ThreePoint; 2]> {
    let (start, end) = (window.start, window.end);
    if (end - start).num_days() > LONGEST {
        return None;
    }
    let labour = labour::of_one(plan, window, department, Interval { start, end })?;
    let cost = labour.lines.iter().map(|line| line.amount);
    let whole = labour.missing.is_empty();
    Some([labour.lost.filter(|_| whole)?, cost.sum()])
}

/// What the windows of a plan cost that are to take place, in the order of their start.
pub fn windows(plan: &Plan) -> Vec<Cost<'_>> {
    let windows = plan.windows().into_iter().map(|(_, window)| window);
    let planned = windows.filter(|window| window.status != Status::Cancelled);
    planned.map(|window| Cost::of(plan, window)).collect()
}
