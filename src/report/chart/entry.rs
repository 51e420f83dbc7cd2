//! Entries: what stands on a day of the calendar, in the order in which it stands there.

use super::mark::Mark;
use super::{Chart, Stretch, standing};
use crate::calendar::midnight::said;
use crate::plan::window::{Status, Window};
use crate::report::row::name;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What stands before the words of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// Nothing: a day off or a freeze.
    Closed,
    /// A bar of the window's colour, with its class.
    Window(&'static str),
    /// The mark of what happens.
    Mark(Mark),
}

/// Something that stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub sign: Sign,
    pub words: String,
}

/// What stands on each day.
pub(super) type Entries = BTreeMap<NaiveDate, Vec<Entry>>;

/// The entries of some days.
pub(super) fn entries(chart: &Chart, days: Stretch) -> Entries {
    let mut entries = Entries::new();
    let mut add = |day: NaiveDate, sign: Sign, words: String| {
        if days.holds(day) {
            entries.entry(day).or_default().push(Entry { sign, words });
        }
    };
    let plan = chart.case.plan;
    for (day, names) in chart.days_off(days) {
        add(day, Sign::Closed, chart.called(&names));
    }
    for frozen in chart.freezes(days) {
        let freeze = frozen.freeze;
        let whom = frozen.whom.as_ref();
        let whom = whom.map_or(String::new(), |whom| format!(" ({whom})"));
        let words = format!("Freeze: {}{whom}", freeze.name);
        add(freeze.from.max(days.first), Sign::Closed, words);
    }
    for (phase, window) in chart.windows(days) {
        let name = match phase.windows.len() {
            1 => phase.name.clone(),
            _ => format!("{}: {}", phase.name, window.id),
        };
        for (day, words) in hours(chart, window) {
            add(
                day,
                Sign::Window(class(window.status)),
                format!("{name} {words}"),
            );
        }
    }
    if let Some(decision) = &plan.case.decision {
        add(
            decision.by,
            Sign::Mark(Mark::Decision),
            "Decision due".to_owned(),
        );
    }
    for briefing in chart.briefings() {
        let start = chart.civil(briefing.start);
        let audience = plan.audience(&briefing.audience);
        let audience = audience.map_or("", |audience| &audience.name);
        let words = format!("{} Briefing: {audience}", start.format("%H:%M"));
        add(start.date(), Sign::Mark(Mark::Briefing), words);
    }
    for ((day, mark, audience), kinds) in told(chart) {
        let audience = &plan.audiences[audience].name;
        add(
            day,
            Sign::Mark(mark),
            format!("{audience}: {}", kinds.join(", ")),
        );
    }
    entries
}

/// The class of the colour of a window.
fn class(status: Status) -> &'static str {
    match status {
        Status::Confirmed => "confirmed",
        Status::Provisional => "provisional",
        Status::Cancelled => "cancelled",
    }
}

/// When it is off on each day, by the plan's clocks: from when, to when, or all day.
fn hours(chart: &Chart, window: &Window) -> Vec<(NaiveDate, String)> {
    let [start, end] = [window.start, window.end].map(|at| chart.civil(at));
    let stretch = chart.stretch(window.start, window.end);
    let end = said(end);
    let standing = match standing(window.status) {
        "" => String::new(),
        standing => format!(", {standing}"),
    };
    let days = stretch.days().map(|day| {
        let (from, to) = (start.format("%H:%M"), end.format("%H:%M"));
        let hours = match (day == stretch.first, day == stretch.last) {
            (true, true) => format!("{from}-{to}"),
            (true, false) => format!("from {from}"),
            (false, true) => format!("to {to}"),
            (false, false) => "all day".to_owned(),
        };
        (day, format!("{hours}{standing}"))
    });
    days.collect()
}

/// The kinds of notices that an audience is told on a day, each once, below their mark.
fn told(chart: &Chart) -> BTreeMap<(NaiveDate, Mark, usize), Vec<&'static str>> {
    let audiences = &chart.case.plan.audiences;
    let mut told: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for row in chart.rows {
        let milestone = row.occurrence.milestone;
        let Some(place) = audiences
            .iter()
            .position(|audience| audience.id == row.occurrence.audience)
        else {
            continue;
        };
        let key = (row.civil.date(), Mark::of(milestone), place);
        let kinds = told.entry(key).or_default();
        if !kinds.contains(&name(milestone)) {
            kinds.push(name(milestone));
        }
    }
    told
}
