//! Labour: what the stopped work of a department costs, and what is missing to say it.

use super::figure_words::{amount, estimated, percent, plain};
use super::line::{Basis, Grounds, Kind, Line, Missing, Subject};
use super::stoppage::{Stoppage, loaded_rate};
use super::three_point::ThreePoint;
use super::working_time::WorkingTime;
use crate::calendar::Calendar;
use crate::diagnostic::Spanned;
use crate::plan::Plan;
use crate::plan::budget::Budget;
use crate::plan::department::Department;
use crate::plan::estimate::{Estimate, Figure};
use crate::plan::impact::Impact;
use crate::plan::interval::Interval;
use crate::plan::rate::Rate;
use crate::plan::window::Window;
use rust_decimal::Decimal;

/// A department whose work a window stops, as far as the plan says it.
#[derive(Debug)]
pub struct Labour<'a> {
    /// The department.
    pub department: &'a Department,
    /// Person-hours that are lost, if that is known.
    pub lost: Option<ThreePoint>,
    /// What that costs, if that is known, in two lines.
    pub lines: Vec<Line<'a>>,
    /// What the lines rest on.
    pub grounds: Grounds<'a>,
    /// What is not known.
    pub missing: Vec<Missing>,
}

/// The departments whose work a window stops, and those of which nobody says what they lose.
pub fn of<'a>(plan: &'a Plan, window: &'a Window, stretch: Interval) -> Vec<Labour<'a>> {
    let touched = plan.departments_touched(window).into_iter();
    let labour = touched.filter_map(|department| of_one(plan, window, department, stretch));
    labour.collect()
}

/// The same of one department; nothing when the window does not concern it.
pub fn of_one<'a>(
    plan: &'a Plan,
    window: &Window,
    department: &'a Department,
    stretch: Interval,
) -> Option<Labour<'a>> {
    Some(match worst(plan, window, department)? {
        Impact::Off => stopped(plan, department, stretch),
        Impact::Slower | Impact::ReadOnly => slowed(department),
    })
}

/// A department whose work a window stops, without the hours, which depend on the date.
#[derive(Debug)]
pub struct Standing<'a> {
    /// When its people work.
    pub time: WorkingTime<'a>,
    /// How many people lose which share of their hours, if that is known.
    pub people: Option<[ThreePoint; 2]>,
    /// What that costs at no hours, if that is known.
    pub stoppage: Option<Stoppage>,
}

/// The departments whose work a window stops, without the hours.
pub fn standing<'a>(plan: &'a Plan, window: &Window) -> Vec<Standing<'a>> {
    let touched = plan.departments_touched(window).into_iter();
    let stopped = touched.filter(|department| worst(plan, window, department) == Some(Impact::Off));
    let standing = stopped.map(|department| {
        let figures = nothing(department).figures(&plan.case.money);
        Standing {
            time: time(plan, department),
            people: figures.people,
            stoppage: figures.stoppage,
        }
    });
    standing.collect()
}

/// The departments that a window concerns, whether it stops their work or not.
pub fn concerned<'a>(plan: &'a Plan, window: &Window) -> Vec<&'a Department> {
    let touched = plan.departments_touched(window).into_iter();
    let concerned = touched.filter(|department| worst(plan, window, department).is_some());
    concerned.collect()
}

/// What a window does at worst to what a department uses; nothing when it does not concern it.
fn worst(plan: &Plan, window: &Window, department: &Department) -> Option<Impact> {
    let site = department.site.as_ref();
    let here = window.sites.is_empty() || site.is_none_or(|site| window.sites.contains(site));
    let services = window.services.iter().filter(|_| here);
    let used = services.filter(|(id, _)| plan.service(id).used_by(&department.id));
    used.map(|(_, impact)| *impact).max()
}

/// What no share says: how much work is lost while a service is slower, or can only be read.
fn slowed(department: &Department) -> Labour<'_> {
    let mut labour = nothing(department);
    labour.missing.push(Missing {
        what: format!(
            "what {} loses while its services work, but not fully",
            department.name
        ),
        advice: "`stops` speaks of services that are off; nothing says it of slower ones"
            .to_owned(),
        place: Some(department.span),
    });
    labour
}

fn nothing(department: &Department) -> Labour<'_> {
    Labour {
        department,
        lost: None,
        lines: Vec::new(),
        grounds: Grounds {
            subject: Subject::Department(department),
            basis: Vec::new(),
        },
        missing: Vec::new(),
    }
}

fn stopped<'a>(plan: &'a Plan, department: &'a Department, stretch: Interval) -> Labour<'a> {
    let mut labour = nothing(department);
    let hours = labour.hours(plan, stretch);
    let figures = labour.figures(&plan.case.money);
    labour.lost = figures.people.map(|[people, stops]| people * stops * hours);
    let subject = Subject::Department(department);
    let line = |kind, amount| Line {
        kind,
        subject,
        amount,
    };
    labour.lines = figures.stoppage.map_or(Vec::new(), |stoppage| {
        let [idle, catching_up] = stoppage.amounts(hours);
        vec![line(Kind::Idle, idle), line(Kind::CatchingUp, catching_up)]
    });
    labour
}

/// What is the same at every date, as far as the plan says it.
struct Figures {
    people: Option<[ThreePoint; 2]>,
    stoppage: Option<Stoppage>,
}

impl Labour<'_> {
    /// What its people and their hours are worth, each with its basis.
    fn figures(&mut self, money: &Budget) -> Figures {
        let department = self.department;
        let people = self.input(department.people.as_ref(), "people", " people", plain);
        let stops = self.input(
            department.stops.as_ref(),
            "stops",
            " of their work stops",
            percent,
        );
        let rate = self.rate(&money.currency);
        let catches_up = department.catches_up.as_ref().or(money.catches_up.as_ref());
        let made_up = self.input(catches_up, "catches-up", " of that is done later", percent);
        // Nobody works overtime for work that is never done.
        let never = made_up.is_some_and(|share| share.high().is_zero());
        let overtime = department.overtime.as_ref().or(money.overtime.as_ref());
        let overtime = match overtime {
            None if never => Some(ThreePoint::default()),
            overtime => self.input(
                overtime,
                "overtime",
                " times the rate for catching up",
                plain,
            ),
        };
        let people = people.zip(stops).map(|(people, stops)| [people, stops]);
        let priced = rate.zip(made_up).zip(overtime);
        let stoppage = people.zip(priced);
        let stoppage = stoppage.map(|([people, stops], ((rate, made_up), overtime))| Stoppage {
            people,
            stops,
            hours: ThreePoint::default(),
            rate,
            made_up,
            overtime,
        });
        Figures { people, stoppage }
    }

    /// An input with its basis; what is not written is missing.
    fn input<T: Figure>(
        &mut self,
        written: Option<&Spanned<Estimate<T>>>,
        field: &str,
        after: &str,
        words: fn(Decimal) -> String,
    ) -> Option<ThreePoint> {
        let Some(written) = written else {
            self.miss(field);
            return None;
        };
        let figures = ThreePoint::from(&written.value);
        let said = format!("{}{after}", estimated(figures, words));
        self.grounds.basis.push(Basis::written(said, written.span));
        Some(figures)
    }

    fn miss(&mut self, field: &str) {
        let Department { id, name, span, .. } = self.department;
        let elsewhere = match field {
            "catches-up" | "overtime" => ", or for all of them under `money`",
            _ => "",
        };
        self.missing.push(Missing {
            what: format!("{field} of {name}"),
            advice: format!("write `{field}` in the department `{id}`{elsewhere}"),
            place: Some(*span),
        });
    }

    /// What an hour of one of them costs.
    fn rate(&mut self, currency: &str) -> Option<ThreePoint> {
        let (figures, said, place) = match &self.department.rate {
            None => {
                self.miss("cost-per-hour");
                return None;
            }
            Some(Rate::PerHour(rate)) => {
                let figures = ThreePoint::from(&rate.value);
                (figures, String::new(), rate.span)
            }
            Some(Rate::Salary(salary)) => {
                let Spanned { value, span } = salary;
                let year = ThreePoint::from(&value.per_year);
                let hourly =
                    |year| loaded_rate(year, value.on_cost, value.hours).unwrap_or_default();
                let said = format!(
                    " ({} a year and {} on top, {} hours)",
                    estimated(year, amount),
                    percent(value.on_cost),
                    plain(value.hours)
                );
                (year.map(hourly), said, *span)
            }
        };
        let hour = estimated(figures, amount);
        let said = format!("{hour} {currency} an hour{said}").replace("  ", " ");
        self.grounds.basis.push(Basis::written(said, place));
        Some(figures)
    }

    /// The hours for which its people cannot work.
    fn hours(&mut self, plan: &Plan, stretch: Interval) -> ThreePoint {
        let department = self.department;
        let worked = department.working_hours.as_ref();
        let demand = department.demand.as_ref();
        let hours = time(plan, department).within(stretch);
        let said = match worked {
            Some(_) => "are paid",
            None => "count, all of them, as `working-hours` says nothing else",
        };
        let weighed = match demand {
            Some(_) => ", each weighed by how many are at work",
            None => "",
        };
        let said = format!("hours of the window: {} {said}{weighed}", plain(hours));
        let place = worked.map(|hours| hours.span);
        let place = place.or(demand.map(|curve| curve.span));
        self.grounds.basis.push(Basis { said, place });
        ThreePoint::exactly(hours)
    }
}

/// When the people of a department work.
pub fn time<'a>(plan: &'a Plan, department: &'a Department) -> WorkingTime<'a> {
    WorkingTime {
        calendar: calendar(plan, department),
        hours: department.working_hours.as_ref().map(|hours| hours.value),
        demand: department.demand.as_ref().map(|curve| &curve.value),
    }
}

/// The calendar by which a department works.
pub fn calendar<'a>(plan: &'a Plan, department: &Department) -> &'a Calendar {
    let site = department.site.as_ref();
    let site = site.and_then(|id| plan.site(id));
    site.map_or(&plan.calendar, |site| &site.calendar)
}
