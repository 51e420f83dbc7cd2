//! The ground of a line of days: months and weeks, what is closed, and today.

use super::closed::Frozen;
use super::scale::{LEFT, RIGHT, Scale};
use super::{Chart, Stretch};
use crate::report::picture::letters::{SMALL, USUAL, width};
use crate::report::picture::{Anchor, Drawing};
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// Where months stand.
const MONTHS: f64 = 88.0;
/// Where days stand.
const DAYS: f64 = 103.0;
/// Where the word for today stands.
const TODAY: f64 = 118.0;
/// Where the lanes begin.
pub(super) const TOP: f64 = 124.0;
/// So much room a number of a day needs.
const NUMBER: f64 = 22.0;

/// Draws the ground, down to some line.
pub(super) fn draw(chart: &Chart, scale: Scale, foot: f64, drawing: &mut Drawing) {
    weekends(chart, scale, foot, drawing);
    let freezes = chart.freezes(scale.days).into_iter();
    // What binds only some people would look as if it bound all.
    for frozen in freezes.filter(|frozen| frozen.whom.is_none()) {
        freeze(&frozen, scale, [TOP, foot - TOP], drawing);
    }
    days_off(chart, scale, foot, drawing);
    months(scale, foot, drawing);
    numbers(scale, drawing);
    today(chart, scale, foot, drawing);
}

/// A freeze as a bar, from a line on, so high.
pub(super) fn freeze(frozen: &Frozen, scale: Scale, [y, height]: [f64; 2], drawing: &mut Drawing) {
    let Stretch { first, last } = frozen.stretch();
    let (from, to) = (scale.morning(first), scale.evening(last));
    let tip = format!("{}: {}", frozen.freeze.name, frozen.words());
    drawing.rect("frozen", [from, y, to - from, height], &tip);
}

fn weekends(chart: &Chart, scale: Scale, foot: f64, drawing: &mut Drawing) {
    let week = chart.case.plan.calendar.week;
    let mut run: Option<NaiveDate> = None;
    let after = scale.days.last.checked_add_days(Days::new(1));
    for day in scale.days.days().chain(after) {
        let is_free = !week.contains(day.weekday()) && scale.days.holds(day);
        match (run, is_free) {
            (None, true) => run = Some(day),
            (Some(first), false) => {
                let (from, to) = (scale.morning(first), scale.morning(day));
                drawing.rect("weekend", [from, TOP, to - from, foot - TOP], "");
                run = None;
            }
            _ => {}
        }
    }
}

fn days_off(chart: &Chart, scale: Scale, foot: f64, drawing: &mut Drawing) {
    let plan = chart.case.plan;
    for (day, names) in chart.days_off(scale.days) {
        if plan.calendar.is_day_off(day) {
            let tip = format!("{}: {}", day.format("%a %-d %b"), chart.called(&names));
            let from = scale.morning(day);
            drawing.rect("off", [from, TOP, scale.day().max(1.0), foot - TOP], &tip);
        }
    }
}

/// Months, or years when months are too narrow for a word.
fn months(scale: Scale, foot: f64, drawing: &mut Drawing) {
    let is_wide = scale.day() * 28.0 > width("Mar", USUAL) + 8.0;
    let step = Months::new(if is_wide { 1 } else { 12 });
    let first = scale.days.first;
    let first_of = if is_wide {
        first.with_day(1)
    } else {
        NaiveDate::from_ymd_opt(first.year(), 1, 1)
    };
    let mut begins = first_of;
    while let Some(day) = begins.filter(|day| *day <= scale.days.last) {
        begins = day.checked_add_months(step);
        let (from, to) = (
            scale.morning(day),
            begins.map_or(RIGHT, |next| scale.morning(next)),
        );
        if day > first {
            drawing.line("rule", [(from, MONTHS - 12.0), (from, foot)]);
        }
        let names = if is_wide {
            ["%B %Y", "%b %Y", "%b"]
        } else {
            ["%Y"; 3]
        };
        let names = names.map(|name| day.format(name).to_string());
        let mut fitting = names
            .iter()
            .filter(|name| width(name, USUAL) + 8.0 <= to - from);
        if let Some(name) = fitting.next() {
            drawing.words("name", (from + 4.0, MONTHS), Anchor::Start, name);
        }
    }
    drawing.line("rule", [(LEFT, TOP), (RIGHT, TOP)]);
}

/// The numbers of days: of all, of Mondays, or of none, as they find room.
fn numbers(scale: Scale, drawing: &mut Drawing) {
    let is_every = scale.day() >= NUMBER;
    if scale.day() * 7.0 < NUMBER {
        return;
    }
    let shown = scale.days.days();
    for day in shown.filter(|day| is_every || day.weekday() == Weekday::Mon) {
        let number = day.format("%-d").to_string();
        let x = scale.noon(day);
        // Mondays of a narrow line begin with their day; at its edge they would leave it.
        let x = x.clamp(
            LEFT + width(&number, SMALL) / 2.0,
            RIGHT - width(&number, SMALL) / 2.0,
        );
        drawing.words("small faint", (x, DAYS), Anchor::Middle, &number);
    }
}

fn today(chart: &Chart, scale: Scale, foot: f64, drawing: &mut Drawing) {
    let today = chart.today();
    if !scale.days.holds(today) {
        return;
    }
    let x = scale.at(chart.civil(chart.case.now));
    let word = "today";
    let half = width(word, SMALL) / 2.0;
    drawing.line("now", [(x, TOP), (x, foot)]);
    let x = x.clamp(LEFT + half, RIGHT - half);
    drawing.words("small name", (x, TODAY), Anchor::Middle, word);
}
