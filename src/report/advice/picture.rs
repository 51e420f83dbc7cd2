//! The heat of the week as a picture: an SVG file that is read on paper, on a white page and on a dark
//! one, by its figures without its colours, and aloud.

use super::Advised;
use super::heat::DAYS;
use crate::assessment::advice::heat::SHADES;
use crate::assessment::advice::tariff::Measure;
use crate::report::picture::{Anchor, Drawing, Frame, Ink};
use chrono::{Datelike, TimeDelta, Timelike};

const LEFT: usize = 54;
const TOP: usize = 100;
const CELL: usize = 26;
const WIDTH: usize = LEFT + 24 * CELL + 20;
const FOOT: usize = TOP + 7 * CELL;
const HEIGHT: usize = FOOT + 84;

const STYLE: &str = "\
.picture .cell { stroke-width: 2; }
.picture .key { stroke-width: 1; }
.picture .best { fill: none; stroke: currentColor; stroke-width: 2.5; }
.picture .none { fill: none; }
";

/// Shades run from light to dark on white, and from dark to light on black.
const INKS: [Ink; 7] = [
    Ink::stroke("cell", "#ffffff", "#0d1117"),
    Ink::stroke("key", "#8b949e", "#8b949e"),
    Ink::fill("s0", "#eef1f4", "#1d232b"),
    Ink::fill("s1", "#fdd9b0", "#55300f"),
    Ink::fill("s2", "#f79d4d", "#97520f"),
    Ink::fill("s3", "#cf5a10", "#dd8a2b"),
    Ink::fill("s4", "#7a2a05", "#ffd596"),
];

/// The picture.
pub fn svg(advised: &Advised) -> String {
    let question = &advised.advice.question;
    let verb = match advised.advice.measure {
        Measure::Money => "costs",
        _ => "takes",
    };
    let title = format!(
        "What an hour off {verb}, by hour of the week: {}",
        question.window.id
    );
    let [first, last] = question.days.map(|day| day.format("%-d %b %Y"));
    let below = format!(
        "{}, likely; average of {first} to {last}; clocks of {}",
        advised.unit(),
        question.window.zone.name()
    );
    let mut drawing = Drawing::default();
    axes(&mut drawing);
    cells(advised, &mut drawing);
    outline(advised, &mut drawing);
    legend(advised, &mut drawing);
    let frame = Frame {
        name: "heat",
        title: &title,
        below: &below,
        description: &described(advised, &below),
        left: LEFT,
        size: (WIDTH, HEIGHT),
        style: STYLE,
        inks: &INKS,
    };
    frame.around(&drawing)
}

/// The picture in words: when an hour costs least, and when most.
fn described(advised: &Advised, below: &str) -> String {
    let week = &advised.advice.heat.week;
    let hours = DAYS.iter().zip(week).flat_map(|(day, hours)| {
        let figures = hours.iter().enumerate();
        figures.filter_map(move |(hour, figure)| figure.map(|figure| (figure, *day, hour)))
    });
    let hours: Vec<_> = hours.collect();
    let most = hours.iter().max_by_key(|(figure, ..)| *figure);
    let least = hours.iter().min_by_key(|(figure, ..)| *figure);
    let Some((least, most)) = least.zip(most) else {
        return below.to_owned();
    };
    let said = |(figure, day, hour): &(_, &str, usize)| {
        format!("{day} {hour:02}:00 with {}", advised.figure(*figure))
    };
    format!(
        "A row for each day, a column for each hour. {below}. Least: {}. Most: {}.",
        said(least),
        said(most)
    )
}

fn axes(drawing: &mut Drawing) {
    for hour in 0..24 {
        let place = at(LEFT + hour * CELL + CELL / 2, TOP - 8);
        drawing.words("", place, Anchor::Middle, &format!("{hour:02}"));
    }
    drawing.words("", at(LEFT, TOP - 24), Anchor::Start, "hour of the day");
    for (row, day) in DAYS.iter().enumerate() {
        let place = at(LEFT - 10, TOP + row * CELL + 18);
        drawing.words("", place, Anchor::End, day);
    }
}

fn cells(advised: &Advised, drawing: &mut Drawing) {
    let heat = &advised.advice.heat;
    for (row, (day, hours)) in DAYS.iter().zip(&heat.week).enumerate() {
        for (hour, figure) in hours.iter().enumerate() {
            let (class, said) = match figure {
                Some(figure) => (
                    format!("s{}", heat.shade(*figure)),
                    format!("{} {}", advised.figure(*figure), advised.unit()),
                ),
                None => ("none".to_owned(), "no such hour in these weeks".to_owned()),
            };
            let said = format!("{day} {hour:02}:00: {said}");
            let (x, y) = corner(row, hour);
            drawing.rect(&format!("cell {class}"), square(x, y, CELL), &said);
        }
    }
}

fn at(x: usize, y: usize) -> (f64, f64) {
    (x as f64, y as f64)
}

fn square(x: usize, y: usize, side: usize) -> [f64; 4] {
    [x, y, side, side].map(|length| length as f64)
}

fn corner(row: usize, hour: usize) -> (usize, usize) {
    (LEFT + hour * CELL, TOP + row * CELL)
}

/// A frame around the hours of the best start, one for each day that it touches.
fn outline(advised: &Advised, drawing: &mut Drawing) {
    let best = advised.advice.best(1);
    let Some(best) = best.first() else { return };
    let stretch = best.start.stretch;
    let zone = &advised.advice.question.window.zone;
    let mut frames: Vec<(usize, usize, usize)> = Vec::new();
    let mut instant = stretch.start;
    // A window of a week frames every day; more says nothing more.
    while instant < stretch.end && frames.len() <= 7 {
        let civil = zone.civil(instant);
        let row = civil.weekday().num_days_from_monday() as usize;
        let hour = civil.hour() as usize;
        match frames.last_mut() {
            Some((day, _, last)) if *day == row && hour >= *last => *last = hour,
            _ => frames.push((row, hour, hour)),
        }
        instant += TimeDelta::minutes(60 - i64::from(civil.minute()));
    }
    for (row, first, last) in frames {
        let (x, y) = corner(row, first);
        let frame = [x, y, (last + 1 - first) * CELL, CELL].map(|length| length as f64);
        drawing.rect("best", frame, "");
    }
    let said = format!(
        "framed: the best start, {}, to its end",
        advised.moment(stretch.start)
    );
    drawing.words("", at(LEFT, FOOT + 68), Anchor::Start, &said);
}

fn legend(advised: &Advised, drawing: &mut Drawing) {
    let heat = &advised.advice.heat;
    let room = 24 * CELL / (SHADES as usize + 1);
    for shade in 0..=SHADES {
        let x = LEFT + shade as usize * room;
        let y = FOOT + 22;
        let said = match shade {
            0 => "nothing".to_owned(),
            _ => format!("to {}", advised.figure(heat.bound(shade))),
        };
        drawing.rect(&format!("key s{shade}"), square(x, y, 18), "");
        drawing.words("", at(x + 24, y + 14), Anchor::Start, &said);
    }
}
