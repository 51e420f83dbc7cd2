//! The plan as a picture for those who decide: what is closed, what happens and who is told on one
//! line of days ([`gantt`]), or month by month ([`months`]).

mod closed;
mod entry;
pub mod gantt;
mod ground;
mod inks;
mod legend;
mod mark;
pub mod months;
mod scale;

use super::row::Row;
use super::table::counted;
use crate::calendar::midnight::said;
use crate::calendar::zone::{Civil, Instant, Zone};
use crate::plan::briefing::Briefing;
use crate::plan::phase::Phase;
use crate::plan::window::{Status, Window};
use crate::rules::Case;
use chrono::{Days, NaiveDate};

/// So many days before what is shown or after it today is shown, too.
const NEAR: u64 = 21;
/// The longest stretch that is drawn, in days.
const LONGEST: i64 = 3_660;

/// What is drawn.
pub struct Chart<'a> {
    /// The plan, its people, and today.
    pub case: Case<'a>,
    /// The notices that are shown.
    pub rows: &'a [Row<'a>],
    /// The first and the last day asked for.
    pub asked: [Option<NaiveDate>; 2],
    /// Whether notices to some readers were left out.
    pub is_narrowed: bool,
}

/// Days, the last one included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    first: NaiveDate,
    last: NaiveDate,
}

impl Stretch {
    fn holds(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    fn touches(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.first
            .iter_days()
            .take_while(move |day| *day <= self.last)
    }

    fn length(self) -> i64 {
        (self.last - self.first).num_days() + 1
    }
}

impl<'a> Chart<'a> {
    fn zone(&self) -> &'a Zone {
        &self.case.plan.zone
    }

    fn today(&self) -> NaiveDate {
        self.zone().civil(self.case.now).date()
    }

    /// On the plan's clocks.
    fn civil(&self, instant: Instant) -> Civil {
        self.zone().civil(instant)
    }

    /// The days on which something happens from one instant up to another.
    fn stretch(&self, start: Instant, end: Instant) -> Stretch {
        let (start, end) = (self.civil(start), self.civil(end));
        Stretch {
            first: start.date(),
            last: said(end).date().max(start.date()),
        }
    }

    /// Windows with a date that touch some days, with their phases.
    fn windows(&self, days: Stretch) -> Vec<(&'a Phase, &'a Window)> {
        let windows = self.case.plan.windows().into_iter();
        let shown = windows.filter(|(_, window)| self.whole(window).touches(days));
        shown.collect()
    }

    /// A window with the extra help after it.
    fn whole(&self, window: &Window) -> Stretch {
        let own = self.stretch(window.start, window.end);
        let help = window.hyper_care.as_ref().map(|help| help.until);
        Stretch {
            last: help.map_or(own.last, |until| until.max(own.last)),
            ..own
        }
    }

    /// Briefings to which readers of the notices shown are invited.
    fn briefings(&self) -> Vec<&'a Briefing> {
        let audience = |briefing: &&Briefing| {
            let mut rows = self.rows.iter();
            !self.is_narrowed || rows.any(|row| row.occurrence.audience == briefing.audience)
        };
        self.case.plan.briefings.iter().filter(audience).collect()
    }

    /// The days that are drawn.
    fn days(&self) -> Stretch {
        let today = self.today();
        let plan = self.case.plan;
        let mut days: Vec<NaiveDate> = self.rows.iter().map(|row| row.civil.date()).collect();
        for (_, window) in plan.windows() {
            let Stretch { first, last } = self.whole(window);
            days.extend([first, last]);
        }
        let briefings = self.briefings();
        days.extend(
            briefings
                .iter()
                .map(|briefing| self.civil(briefing.start).date()),
        );
        days.extend(plan.case.decision.as_ref().map(|decision| decision.by));
        let [from, to] = self.asked;
        let first = from.or(days.iter().min().copied()).unwrap_or(today);
        let last = to
            .or(days.iter().max().copied())
            .unwrap_or(today)
            .max(first);
        let longest = first.checked_add_days(Days::new(LONGEST as u64));
        let days = Stretch {
            first,
            last: longest.map_or(last, |longest| last.min(longest)),
        };
        Stretch {
            first: from.unwrap_or_else(|| self.reaching_back(days)),
            last: to.unwrap_or_else(|| self.reaching_on(days)),
        }
    }

    /// The first day, or today when that comes shortly before.
    fn reaching_back(&self, days: Stretch) -> NaiveDate {
        let earliest = days.first.checked_sub_days(Days::new(NEAR));
        let today = self.today();
        match earliest.is_some_and(|earliest| earliest <= today) {
            true => days.first.min(today),
            false => days.first,
        }
    }

    /// The last day, or today when that comes shortly after.
    fn reaching_on(&self, days: Stretch) -> NaiveDate {
        let latest = days.last.checked_add_days(Days::new(NEAR));
        let today = self.today();
        match latest.is_some_and(|latest| latest >= today) {
            true => days.last.max(today),
            false => days.last,
        }
    }

    /// What is to be known of the picture.
    fn below(&self, days: Stretch) -> String {
        let people = if self.is_narrowed {
            ", of those asked for"
        } else {
            ""
        };
        format!(
            "{}; {} to {}; {}{people}; as of {}; clocks of {}, readers by their own",
            self.case.plan.organisation,
            days.first.format("%-d %b %Y"),
            days.last.format("%-d %b %Y"),
            counted(self.rows.len(), "notice"),
            self.today().format("%a %-d %b %Y"),
            self.zone().name()
        )
    }

    /// The plan in words: its windows and how many notices tell of them.
    fn described(&self, days: Stretch) -> String {
        let windows = self
            .windows(days)
            .into_iter()
            .map(|(phase, window)| format!("{}: {}", phase.name, self.when(window)));
        let windows: Vec<String> = windows.collect();
        format!("{}. {}.", self.below(days), windows.join(". "))
    }

    /// When a window takes place, by its own clocks: `Sat 5 Jun 02:00 to 09:00 +08`.
    fn when(&self, window: &Window) -> String {
        let [start, end] = [window.start, window.end].map(|at| window.zone.civil(at));
        let end = said(end);
        let end = match start.date() == end.date() {
            true => end.format("%H:%M"),
            false => end.format("%a %-d %b %H:%M"),
        };
        let clocks = match window.zone == *self.zone() {
            true => String::new(),
            false => format!(" {}", window.zone.abbreviation(window.start)),
        };
        format!("{} to {end}{clocks}", start.format("%a %-d %b %H:%M"))
    }
}

/// How a window stands, when it is not simply to take place.
fn standing(status: Status) -> &'static str {
    match status {
        Status::Confirmed => "",
        Status::Provisional => "provisional",
        Status::Cancelled => "cancelled",
    }
}
