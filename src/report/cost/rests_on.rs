//! What figures rest on, and what is missing, each with its place in the plan.

use super::Assessed;
use crate::assessment::line::{Basis, Grounds, Missing};
use crate::assessment::{Cost, ThreePoint};
use crate::diagnostic::Sources;
use crate::report::place::behind;
use crate::report::table::fold;
use rust_decimal::Decimal;

/// An estimate as it is shown.
pub fn range(figures: ThreePoint, shown: impl Fn(Decimal) -> String) -> String {
    if figures.is_exact() {
        return shown(figures.likely());
    }
    let [low, likely, high] = figures.figures();
    format!("{} ({} to {})", shown(likely), shown(low), shown(high))
}

/// What the costs of a window rest on, at its date; and at the others that were weighed, where that is
/// something else.
pub fn windows(assessed: &Assessed, costs: &[Cost], width: usize) -> String {
    let mut text = String::new();
    let planned = &costs[0];
    for grounds in &planned.grounds {
        text.push_str(&fold(grounds.subject.name(), 4, width));
        for basis in &grounds.basis {
            text.push_str(&one(assessed, basis, "", width));
        }
        for (number, other) in (1..).zip(&costs[1..]) {
            let there = of_the_same(other, grounds);
            let fresh = there.filter(|basis| !grounds.basis.contains(basis));
            for basis in fresh {
                text.push_str(&one(assessed, basis, &format!("or {number}: "), width));
            }
        }
    }
    text.push_str(&overrun(assessed, planned, width));
    format!("\n  What this rests on\n{text}")
}

fn of_the_same<'c>(cost: &'c Cost, grounds: &Grounds) -> impl Iterator<Item = &'c Basis> {
    let name = grounds.subject.name().to_owned();
    let same = cost.grounds.iter();
    let same = same.filter(move |other| other.subject.name() == name);
    same.flat_map(|other| &other.basis)
}

fn overrun(assessed: &Assessed, cost: &Cost, width: usize) -> String {
    let overrun = &cost.overrun;
    let mut text = String::new();
    if let Some(place) = overrun.stated {
        let basis = Basis::written("an hour: as the plan states", place);
        text.push_str(&one(assessed, &basis, "", width));
    } else if overrun.per_hour.is_some() {
        let said = "an hour: the work, margin and crew of the time after its end; nothing that is bought, no credits";
        text.push_str(&one(assessed, &Basis::taken(said), "", width));
    }
    if let Some(risk) = overrun.risk {
        let chance = crate::assessment::figure_words::percent(risk.chance);
        let length = crate::plan::length::Length::Minutes(risk.minutes);
        let basis = Basis::written(format!("{chance} likely, by {length} then"), risk.span);
        text.push_str(&one(assessed, &basis, "", width));
    } else {
        let said = "how likely is not said: write `overrun: {chance: 15%, length: 2h}` in the window, with its own figures";
        text.push_str(&one(assessed, &Basis::taken(said), "", width));
    }
    format!("    lasting longer\n{text}")
}

/// One line of what figures rest on.
pub fn one(assessed: &Assessed, basis: &Basis, before: &str, width: usize) -> String {
    let place = behind(assessed.sources, basis.place);
    fold(&format!("{before}{}{place}", basis.said), 6, width)
}

/// What is not counted, and where to write it.
pub fn missing(sources: &Sources, missing: &[Missing], width: usize) -> String {
    if missing.is_empty() {
        return String::new();
    }
    let lines = missing.iter().map(|missing| {
        let place = behind(sources, missing.place);
        fold(
            &format!("{}: {}{place}", missing.what, missing.advice),
            4,
            width,
        )
    });
    format!(
        "\n  Not counted, because it is missing\n{}",
        lines.collect::<String>()
    )
}
