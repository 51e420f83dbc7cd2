//! The heat of the week as a picture: an SVG file that is read on paper, on a white page and on a dark
//! one, by its figures without its colours, and aloud.

use super::Advised;
use super::heat::DAYS;
use crate::assessment::advice::heat::SHADES;
use crate::assessment::advice::tariff::Measure;
use crate::compose::page::escape;
use chrono::{Datelike, TimeDelta, Timelike};
use std::fmt::Write as _;

const LEFT: usize = 54;
const TOP: usize = 100;
const CELL: usize = 26;
const WIDTH: usize = LEFT + 24 * CELL + 20;
const FOOT: usize = TOP + 7 * CELL;
const HEIGHT: usize = FOOT + 84;

/// Shades run from light to dark on white, and from dark to light on black.
const STYLE: &str = "\
svg { color: #1b1f24; }
.ground { fill: #ffffff; }
text { fill: currentColor; font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; }
.title { font-size: 17px; font-weight: 600; }
.cell { stroke: #ffffff; stroke-width: 2; }
.key { stroke: #8b949e; stroke-width: 1; }
.best { fill: none; stroke: currentColor; stroke-width: 2.5; }
.s0 { fill: #eef1f4; } .s1 { fill: #fdd9b0; } .s2 { fill: #f79d4d; }
.s3 { fill: #cf5a10; } .s4 { fill: #7a2a05; } .none { fill: none; }
@media (prefers-color-scheme: dark) {
  svg { color: #e6edf3; }
  .ground { fill: #0d1117; }
  .cell { stroke: #0d1117; }
  .s0 { fill: #1d232b; } .s1 { fill: #55300f; } .s2 { fill: #97520f; }
  .s3 { fill: #dd8a2b; } .s4 { fill: #ffd596; } .none { fill: none; }
}
@media print {
  svg { color: #000000; }
  .ground { fill: none; }
  .cell { stroke: #ffffff; }
  .s0 { fill: #eef1f4; } .s1 { fill: #fdd9b0; } .s2 { fill: #f79d4d; }
  .s3 { fill: #cf5a10; } .s4 { fill: #7a2a05; } .none { fill: none; }
}
";

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
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\" aria-labelledby=\"title desc\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n<style>\n{STYLE}</style>\n\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\n\
         <text class=\"title\" x=\"{LEFT}\" y=\"26\">{}</text>\n<text x=\"{LEFT}\" y=\"46\">{}</text>\n",
        escape(&title),
        escape(&described(advised, &below)),
        escape(&title),
        escape(&below),
    );
    axes(&mut text);
    cells(advised, &mut text);
    outline(advised, &mut text);
    legend(advised, &mut text);
    text.push_str("</svg>\n");
    text
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

fn axes(text: &mut String) {
    for hour in 0..24 {
        let x = LEFT + hour * CELL + CELL / 2;
        let y = TOP - 8;
        let _ = writeln!(
            text,
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{hour:02}</text>"
        );
    }
    let _ = writeln!(
        text,
        "<text x=\"{LEFT}\" y=\"{}\">hour of the day</text>",
        TOP - 24
    );
    for (row, day) in DAYS.iter().enumerate() {
        let y = TOP + row * CELL + 18;
        let x = LEFT - 10;
        let _ = writeln!(
            text,
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{day}</text>"
        );
    }
}

fn cells(advised: &Advised, text: &mut String) {
    let heat = &advised.advice.heat;
    for (row, (day, hours)) in DAYS.iter().zip(&heat.week).enumerate() {
        for (hour, figure) in hours.iter().enumerate() {
            let (x, y) = corner(row, hour);
            let (class, said) = match figure {
                Some(figure) => (
                    format!("s{}", heat.shade(*figure)),
                    format!("{} {}", advised.figure(*figure), advised.unit()),
                ),
                None => ("none".to_owned(), "no such hour in these weeks".to_owned()),
            };
            let said = escape(&format!("{day} {hour:02}:00: {said}"));
            let _ = writeln!(
                text,
                "<rect class=\"cell {class}\" x=\"{x}\" y=\"{y}\" width=\"{CELL}\" height=\"{CELL}\"><title>{said}</title></rect>"
            );
        }
    }
}

fn corner(row: usize, hour: usize) -> (usize, usize) {
    (LEFT + hour * CELL, TOP + row * CELL)
}

/// A frame around the hours of the best start, one for each day that it touches.
fn outline(advised: &Advised, text: &mut String) {
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
        let width = (last + 1 - first) * CELL;
        let _ = writeln!(
            text,
            "<rect class=\"best\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{CELL}\" rx=\"3\"/>"
        );
    }
    let y = FOOT + 68;
    let said = escape(&format!(
        "framed: the best start, {}, to its end",
        advised.moment(stretch.start)
    ));
    let _ = writeln!(text, "<text x=\"{LEFT}\" y=\"{y}\">{said}</text>");
}

fn legend(advised: &Advised, text: &mut String) {
    let heat = &advised.advice.heat;
    let room = 24 * CELL / (SHADES as usize + 1);
    for shade in 0..=SHADES {
        let x = LEFT + shade as usize * room;
        let y = FOOT + 22;
        let said = match shade {
            0 => "nothing".to_owned(),
            _ => format!("to {}", advised.figure(heat.bound(shade))),
        };
        let _ = writeln!(
            text,
            "<rect class=\"key s{shade}\" x=\"{x}\" y=\"{y}\" width=\"18\" height=\"18\"/><text x=\"{}\" y=\"{}\">{}</text>",
            x + 24,
            y + 14,
            escape(&said)
        );
    }
}
