//! Obstacles: what speaks against a date, in words, and where the plan says it.
//!
//! They are the rules by which `check` judges the dates that a plan has, asked of dates that it might
//! have: freezes, the order of phases, windows that share a service, the lead time of the policy, the
//! decision. Each is worded once; whether it holds is asked of every start.

use crate::assessment::labour;
use crate::calendar::zone::{Instant, Zone};
use crate::calendar::{Calendar, Closed, Hardness, freeze};
use crate::diagnostic::Span;
use crate::plan::Plan;
use crate::plan::interval::Interval;
use crate::plan::policy::{Waivable, hear_by};
use crate::plan::window::{Status, Window};
use chrono::{NaiveTime, TimeDelta};
use std::collections::BTreeSet;

/// What is asked of dates.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Of which window.
    pub window: &'a Window,
    /// How long it lasts.
    pub length: TimeDelta,
    /// The instant that counts as now.
    pub now: Instant,
}

/// What sort of obstacle it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The start has gone by.
    Past,
    /// People would hear too late.
    LeadTime,
    /// It would begin before it is decided.
    Decision,
    /// A phase comes before another.
    Order,
    /// Another window touches the same service then.
    Overlap,
    /// Somebody is at work on another window then.
    Busy,
    /// A freeze.
    Freeze,
    /// Clocks change in between.
    Clocks,
    /// A public holiday, or a day off of the organisation.
    DayOff,
    /// It would begin before a briefing about it.
    Briefing,
}

/// Something that speaks against some dates.
pub struct Obstacle<'a> {
    /// What sort it is.
    pub kind: Kind,
    /// Whether it forbids them; otherwise it is only worth a word.
    pub forbids: bool,
    /// What it is, in words.
    pub said: String,
    /// Where the plan says it.
    pub place: Option<Span>,
    holds: Box<dyn Fn(Interval) -> bool + 'a>,
}

impl Kind {
    /// Its name in files for machines.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Past => "past",
            Self::LeadTime => "lead-time",
            Self::Decision => "decision",
            Self::Order => "order",
            Self::Overlap => "overlap",
            Self::Busy => "busy",
            Self::Freeze => "freeze",
            Self::Clocks => "clocks",
            Self::DayOff => "day-off",
            Self::Briefing => "briefing",
        }
    }
}

impl<'a> Obstacle<'a> {
    fn new(kind: Kind, said: impl Into<String>, holds: impl Fn(Interval) -> bool + 'a) -> Self {
        Self {
            kind,
            forbids: true,
            said: said.into(),
            place: None,
            holds: Box::new(holds),
        }
    }

    fn at(mut self, place: impl Into<Option<Span>>) -> Self {
        self.place = place.into();
        self
    }

    fn forbidding(mut self, forbids: bool) -> Self {
        self.forbids = forbids;
        self
    }

    /// Whether it speaks against a date.
    pub fn holds(&self, stretch: Interval) -> bool {
        (self.holds)(stretch)
    }
}

/// Everything that speaks against some date within these weeks.
pub fn all<'a>(asked: Asked<'a>, weeks: Interval) -> Vec<Obstacle<'a>> {
    let mut all = vec![past(asked.now)];
    all.extend(lead_time(asked));
    all.extend(decision(asked));
    all.extend(order(asked));
    let others = asked.plan.windows().into_iter();
    let others = others.map(|(_, other)| other).filter(|other| {
        other.id != asked.window.id
            && other.status != Status::Cancelled
            && meets(weeks, stretch(other))
    });
    for other in others {
        all.extend(overlap(asked, other));
        all.extend(busy(asked, other));
    }
    all.extend(freezes(asked));
    all.extend(clocks(asked, weeks));
    all.extend(days_off(asked, weeks));
    all.extend(briefings(asked));
    all
}

fn stretch(window: &Window) -> Interval {
    let (start, end) = (window.start, window.end);
    Interval { start, end }
}

fn meets(one: Interval, other: Interval) -> bool {
    one.start < other.end && other.start < one.end
}

/// `Sat 5 Jun 2027 02:00`.
fn moment(zone: &Zone, instant: Instant) -> String {
    zone.civil(instant).format("%a %-d %b %Y %H:%M").to_string()
}

fn past<'a>(now: Instant) -> Obstacle<'a> {
    Obstacle::new(Kind::Past, "it has gone by", move |date| date.start <= now)
}

/// Nobody hears of it as early as the policy asks, even when they are told today.
fn lead_time<'a>(asked: Asked<'a>) -> Option<Obstacle<'a>> {
    let (plan, window, now) = (asked.plan, asked.window, asked.now);
    let allowed = plan.policy.waiver(Waivable::LeadTime, &window.id, None);
    if allowed.is_some() {
        return None;
    }
    let mut sized = window.clone();
    sized.agreed = asked.length;
    let wanted = plan.policy.lead_time(plan.size(&sized));
    let of_departments = labour::concerned(plan, window).into_iter();
    let of_departments = of_departments.map(|department| labour::calendar(plan, department));
    let mut calendars: Vec<&Calendar> = vec![&plan.calendar];
    for calendar in of_departments {
        if !calendars.contains(&calendar) {
            calendars.push(calendar);
        }
    }
    let too_late = move |date: Interval| {
        calendars.iter().any(|calendar| {
            let by = hear_by(date.start, wanted, calendar);
            by.is_none_or(|by| by < calendar.zone.civil(now).date())
        })
    };
    let said = format!("nobody could be told {wanted} before, as the policy asks");
    Some(Obstacle::new(Kind::LeadTime, said, too_late).at(plan.policy.lead_time_span))
}

fn decision<'a>(asked: Asked<'a>) -> Option<Obstacle<'a>> {
    let plan = asked.plan;
    let decision = plan.case.decision.as_ref()?;
    let about = plan.decided()?;
    if about.id != asked.window.id {
        return None;
    }
    let said = format!(
        "it is decided on {} only",
        decision.by.format("%a %-d %b %Y")
    );
    let early = |date: Interval| decision.by > plan.zone.civil(date.start).date();
    Some(Obstacle::new(Kind::Decision, said, early).at(decision.by_span))
}

/// Phases that must be over before, and those that come after.
fn order<'a>(asked: Asked<'a>) -> Vec<Obstacle<'a>> {
    let (plan, window) = (asked.plan, asked.window);
    let mut found = Vec::new();
    let Some((phase, _)) = plan.window(&window.id) else {
        return found;
    };
    let others = plan.phases.iter().filter(|other| other.id != phase.id);
    for other in others {
        if let Some(last) = other.last().filter(|_| phase.after.contains(&other.id)) {
            let ends = moment(&window.zone, last.end);
            let said = format!("`{}` must be over before: it ends {ends}", last.id);
            let early = |date: Interval| date.start < last.end;
            found.push(Obstacle::new(Kind::Order, said, early).at(last.start_span));
        }
        if let Some(first) = other.first().filter(|_| other.after.contains(&phase.id)) {
            let starts = moment(&window.zone, first.start);
            let said = format!("`{}` comes after it and starts {starts}", first.id);
            let late = |date: Interval| date.end > first.start;
            found.push(Obstacle::new(Kind::Order, said, late).at(first.start_span));
        }
    }
    found
}

fn overlap<'a>(asked: Asked<'a>, other: &'a Window) -> Option<Obstacle<'a>> {
    let service = asked.plan.service(asked.window.shares(other)?);
    let said = format!("`{}` is at work on {}, too", other.id, service.name);
    let same = |date| meets(date, stretch(other));
    Some(Obstacle::new(Kind::Overlap, said, same).at(other.start_span))
}

/// Crews and people of the plan who are named in both windows.
fn busy<'a>(asked: Asked<'a>, other: &'a Window) -> Option<Obstacle<'a>> {
    let known = people(asked);
    let here = at_work(asked.window, &known);
    let there = at_work(other, &known);
    let both: Vec<&str> = here.intersection(&there).copied().collect();
    if both.is_empty() {
        return None;
    }
    let verb = if both.len() == 1 { "works" } else { "work" };
    let said = format!("{} {verb} on `{}` then", both.join(", "), other.id);
    let same = |date| meets(date, stretch(other));
    Some(Obstacle::new(Kind::Busy, said, same).at(other.start_span))
}

/// Names of people; `Team leads` is nobody's.
fn people<'a>(asked: Asked<'a>) -> BTreeSet<&'a str> {
    let plan = asked.plan;
    let departments = plan.departments.iter();
    let heads = departments.flat_map(|one| [Some(&one.head), one.deputy.as_ref()]);
    let named = [plan.owner.as_ref(), plan.deputy.as_ref()];
    let everybody = heads.chain(named).flatten().chain(&plan.people);
    everybody.map(|person| person.name.as_str()).collect()
}

/// Who is named for the hours of a window itself.
fn at_work<'w>(window: &'w Window, known: &BTreeSet<&str>) -> BTreeSet<&'w str> {
    let [_, during, _] = &window.actions;
    let decide = window.checkpoints.iter();
    let decide = decide.filter(|checkpoint| checkpoint.at >= window.start);
    let decide = decide.filter_map(|checkpoint| checkpoint.owner.as_deref());
    let act = during.iter().filter_map(|action| action.owner.as_deref());
    let persons = decide.chain(act).filter(|name| known.contains(name));
    let crews = window.expenses.crew.iter().map(|crew| crew.who.as_str());
    persons.chain(crews).collect()
}

fn freezes<'a>(asked: Asked<'a>) -> Vec<Obstacle<'a>> {
    let window = asked.window;
    let bound = asked.plan.freezes_on(window).into_iter();
    let each = bound.map(|bound| {
        let frozen = &bound.freeze;
        let hard = frozen.hardness == Hardness::Hard;
        let verb = if hard { "falls into" } else { "touches" };
        let days = freeze::days(frozen.from, frozen.to);
        let said = format!("it {verb} the freeze “{}” ({days})", frozen.name);
        let civil = |instant| window.zone.civil(instant);
        let touches = move |date: Interval| {
            let shared = frozen.overlap(civil(date.start), civil(date.end));
            shared.is_some()
        };
        let obstacle = Obstacle::new(Kind::Freeze, said, touches);
        obstacle.at(bound.span).forbidding(hard)
    });
    each.collect()
}

/// Nights in which an hour is missing or comes twice: clocks on walls and in logs mislead whoever works.
/// `check` lets them be, so they are only worth a word; of starts that cost the same, others come first.
fn clocks<'a>(asked: Asked<'a>, weeks: Interval) -> Vec<Obstacle<'a>> {
    let sites = asked.window.sites.iter();
    let sites = sites.filter_map(|id| asked.plan.site(id));
    let mut zones: Vec<&Zone> = vec![&asked.window.zone];
    for site in sites {
        if !zones.contains(&&site.calendar.zone) {
            zones.push(&site.calendar.zone);
        }
    }
    let mut found = Vec::new();
    for zone in zones {
        let mut from = weeks.start;
        while let Some((at, _)) = zone.clock_change(from, weeks.end) {
            let night = zone.civil(at).format("%a %-d %b %Y");
            let said = format!("clocks change in {} on {night}", zone.name());
            let within = move |date: Interval| date.start < at && at < date.end;
            found.push(Obstacle::new(Kind::Clocks, said, within).forbidding(false));
            from = at;
        }
    }
    found
}

/// Days off where the window takes place: cheap, because few are at work, and dear to whoever works.
fn days_off<'a>(asked: Asked<'a>, weeks: Interval) -> Vec<Obstacle<'a>> {
    let (plan, window) = (asked.plan, asked.window);
    let sites = window.sites.iter().filter_map(|id| plan.site(id));
    let sites = sites.map(|site| (site.name.as_str(), &site.calendar));
    let mut places: Vec<(&str, &Calendar)> = sites.collect();
    if places.is_empty() {
        places.push((&plan.organisation, &plan.calendar));
    }
    let mut found = Vec::new();
    for (place, calendar) in places {
        let [first, last] = [weeks.start, weeks.end].map(|at| calendar.zone.civil(at).date());
        for day in first.iter_days().take_while(|day| *day <= last) {
            let name = match calendar.closed(day) {
                Some(Closed::Holiday(name) | Closed::DayOff(name)) => name,
                _ => continue,
            };
            let said = format!("{} is off at {place}: {name}", day.format("%a %-d %b %Y"));
            let civil = |instant| calendar.zone.civil(instant);
            let touches = move |date: Interval| {
                civil(date.start).date() <= day && civil(date.end) > day.and_time(NaiveTime::MIN)
            };
            found.push(Obstacle::new(Kind::DayOff, said, touches).forbidding(false));
        }
    }
    found
}

/// Briefings that people would come to when it has begun; they can be moved with it.
fn briefings<'a>(asked: Asked<'a>) -> Vec<Obstacle<'a>> {
    let window = asked.window;
    let about = asked.plan.briefings.iter();
    let about = about.filter(|briefing| briefing.windows.contains(&window.id));
    let each = about.map(|briefing| {
        let held = moment(&window.zone, briefing.start);
        let said = format!(
            "the briefing `{}` comes after its start: {held}",
            briefing.id
        );
        let late = |date: Interval| date.start <= briefing.start;
        let obstacle = Obstacle::new(Kind::Briefing, said, late);
        obstacle.at(briefing.start_span).forbidding(false)
    });
    each.collect()
}
