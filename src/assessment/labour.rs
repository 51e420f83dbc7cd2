//! Labour: what the stopped work of a department costs, and what is missing to say it.

use super::figure_words::{amount, estimated, percent, plain};
use super::line::{Basis, Grounds, Kind, Line, Missing, Subject};
use super::stoppage::{Stoppage, loaded_rate};
use super::three_point::ThreePoint;
use super::working_time::WorkingTime;
use crate::calendar::Calendar;
use crate::diagnostic::Spanned;
use crate::plan::Plan;
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
    let site = department.site.as_ref();
    let here = window.sites.is_empty() || site.is_none_or(|site| window.sites.contains(site));
    let services = window.services.iter().filter(|_| here);
    let used = services.filter(|(id, _)| plan.service(id).used_by(&department.id));
    let worst = used.map(|(_, impact)| *impact).max()?;
    Some(match worst {
        Impact::Off => stopped(plan, department, stretch),
        Impact::Slower | Impact::ReadOnly => slowed(department),
    })
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
    let people = labour.input(department.people.as_ref(), "people", " people", plain);
    let stops = labour.input(
        department.stops.as_ref(),
        "stops",
        " of their work stops",
        percent,
    );
    let rate = labour.rate(&plan.case.money.currency);
    let money = &plan.case.money;
    let catches_up = department.catches_up.as_ref().or(money.catches_up.as_ref());
    let made_up = labour.input(catches_up, "catches-up", " of that is done later", percent);
    // Nobody works overtime for work that is never done.
    let never = made_up.is_some_and(|share| share.high.is_zero());
    let overtime = department.overtime.as_ref().or(money.overtime.as_ref());
    let overtime = match overtime {
        None if never => Some(ThreePoint::default()),
        overtime => labour.input(
            overtime,
            "overtime",
            " times the rate for catching up",
            plain,
        ),
    };
    let (Some(people), Some(stops)) = (people, stops) else {
        return labour;
    };
    labour.lost = Some(people * stops * hours);
    let (Some(rate), Some(made_up), Some(overtime)) = (rate, made_up, overtime) else {
        return labour;
    };
    let stoppage = Stoppage {
        people,
        stops,
        hours,
        rate,
        made_up,
        overtime,
    };
    let subject = Subject::Department(department);
    let line = |kind, amount| Line {
        kind,
        subject,
        amount,
    };
    labour.lines = vec![
        line(Kind::Idle, stoppage.idle()),
        line(Kind::CatchingUp, stoppage.catching_up()),
    ];
    labour
}

impl Labour<'_> {
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
        let time = WorkingTime {
            calendar: calendar(plan, department),
            hours: worked.map(|hours| hours.value),
            demand: demand.map(|curve| &curve.value),
        };
        let hours = time.within(stretch);
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

/// The calendar by which a department works.
fn calendar<'a>(plan: &'a Plan, department: &Department) -> &'a Calendar {
    let site = department.site.as_ref();
    let site = site.and_then(|id| plan.site(id));
    site.map_or(&plan.calendar, |site| &site.calendar)
}
