//! The heat of the week in a terminal: a shade for each hour, told apart without colour.

use super::Advised;
use crate::assessment::advice::heat::SHADES;
use crate::report::table::fold;

/// One for nothing, then from the lightest to the darkest.
const MARKS: [char; SHADES as usize + 1] = ['·', '░', '▒', '▓', '█'];

/// The days, from Monday.
pub const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The week as rows of two marks for each hour, and what the marks mean.
pub fn map(advised: &Advised, width: usize) -> String {
    let heat = &advised.advice.heat;
    let zone = advised.advice.question.window.zone.name();
    let unit = advised.unit();
    let title = format!(
        "What an hour off costs by hour of the week, likely, on average of these weeks ({unit}; clocks of {zone})"
    );
    let title = match advised.advice.measure {
        crate::assessment::advice::tariff::Measure::Money => title,
        _ => title.replace("costs", "takes"),
    };
    let mut text = format!("\n{}\n       ", fold(&title, 0, width));
    for hour in (0..24).step_by(3) {
        text.push_str(&format!("{hour:02}    "));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    for (day, hours) in DAYS.iter().zip(&heat.week) {
        let marks = hours.iter().map(|figure| match figure {
            Some(figure) => MARKS[heat.shade(*figure) as usize],
            None => ' ',
        });
        let row: String = marks.flat_map(|mark| [mark, mark]).collect();
        text.push_str(format!("  {day}  {row}").trim_end());
        text.push('\n');
    }
    let bounds = (1..=SHADES).map(|shade| {
        let bound = advised.figure(heat.bound(shade));
        format!("{} to {bound}", MARKS[shade as usize])
    });
    let bounds: Vec<String> = bounds.collect();
    let legend = format!("{} nothing   {}", MARKS[0], bounds.join("   "));
    text.push_str(&format!("\n  {legend}\n"));
    text
}
