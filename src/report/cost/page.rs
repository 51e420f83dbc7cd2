//! The costs in a terminal: a table for each window, what it rests on, what is missing.

use super::{Assessed, Whole, benefit, rests_on, table};
use crate::assessment::Cost;
use crate::assessment::currency::shown;
use crate::assessment::figure_words::plain;
use crate::calendar::zone::Zone;
use crate::plan::interval::Interval;
use crate::plan::window::Window;
use crate::report::table::fold;

/// The page.
pub fn page(assessed: &Assessed, width: usize) -> String {
    let currency = &assessed.plan.case.money.currency;
    let mut text = match currency.as_str() {
        "" => {
            "The plan names no currency: add `currency: EUR`, or whichever is meant.\n".to_owned()
        }
        code => format!("All amounts in {code}.\n"),
    };
    for (window, costs) in &assessed.windows {
        text.push('\n');
        text.push_str(&heading(window, costs, width));
        text.push_str(&table::tables(costs, currency));
        text.push_str(&scores(&costs[0], width));
        text.push_str(&rests_on::windows(assessed, costs, width));
        text.push_str(&rests_on::missing(
            assessed.sources,
            &costs[0].missing,
            width,
        ));
    }
    if let Some(whole) = &assessed.whole {
        text.push_str(&all_windows(assessed, whole, width));
        text.push_str(&benefit::page(assessed, &whole.benefit, width));
    }
    text
}

fn heading(window: &Window, costs: &[Cost], width: usize) -> String {
    let planned = date(&window.zone, costs[0].stretch);
    let mut text = format!("{}: {planned}\n", window.id);
    for (number, (cost, weighed)) in (1..).zip(costs[1..].iter().zip(&window.alternatives)) {
        let because = weighed.because.as_ref();
        let because = because.map_or(String::new(), |because| format!(": {because}"));
        let at = date(&window.zone, cost.stretch);
        text.push_str(&fold(&format!("or {number}: {at}{because}"), 2, width));
    }
    text.push('\n');
    text
}

/// `Fri 9 Apr 2027 17:00 to 21:00 (4 h)`.
fn date(zone: &Zone, stretch: Interval) -> String {
    let (from, to) = (zone.civil(stretch.start), zone.civil(stretch.end));
    let same_day = from.date() == to.date();
    let end = to.format(if same_day { "%H:%M" } else { "%a %-d %b %H:%M" });
    let minutes = (stretch.end - stretch.start).num_minutes();
    let hours = rust_decimal::Decimal::from(minutes) / rust_decimal::Decimal::from(60);
    let hours = plain(hours.round_dp(2));
    format!("{} to {end} ({hours} h)", from.format("%a %-d %b %Y %H:%M"))
}

fn scores(cost: &Cost, width: usize) -> String {
    if cost.scores.is_empty() {
        return String::new();
    }
    let scores = cost.scores.iter();
    let scores = scores.map(|(what, score)| format!("{what} {score} of 5"));
    let scores: Vec<String> = scores.collect();
    let text = format!("Not for sale, and not added up: {}", scores.join("; "));
    format!("\n{}", fold(&text, 2, width))
}

fn all_windows(assessed: &Assessed, whole: &Whole, width: usize) -> String {
    let money = &assessed.plan.case.money;
    let several = assessed.windows.len() > 1;
    if !several && money.cost_of_windows.is_none() {
        return String::new();
    }
    let amount = |figure| shown(figure, &money.currency);
    let mut text = "\nAll windows\n".to_owned();
    let said = match &whole.worked_out {
        Some(sum) => format!("worked out: {}", rests_on::range(*sum, amount)),
        None => "worked out: not known, see what is not counted above".to_owned(),
    };
    text.push_str(&fold(&said, 2, width));
    if let Some(stated) = &money.cost_of_windows {
        let sum = rests_on::range((&stated.value).into(), amount);
        let place = assessed.place(stated.span);
        let said = format!("as the plan states: {sum} ({place}); notices say this");
        text.push_str(&fold(&said, 2, width));
    }
    text
}
