//! What the change brings back, in a terminal.

use super::{Assessed, rests_on};
use crate::assessment::benefit::{Benefit, Returns};
use crate::assessment::currency::shown;
use crate::assessment::figure_words::percent;
use crate::report::table::counted;
use rust_decimal::Decimal;

const NAME: usize = 32;
const COLUMN: usize = 15;

/// The table, what it rests on, what is missing.
pub fn page(assessed: &Assessed, benefit: &Benefit, width: usize) -> String {
    let currency = &assessed.plan.case.money.currency;
    let years = counted(benefit.years.len(), "year");
    let rate = benefit.rate.map_or(String::new(), |rate| {
        format!(", discounted at {}", percent(rate))
    });
    let mut text = match benefit.years.len() {
        0 => "\nWhat the change brings\n".to_owned(),
        _ => format!("\nWhat the change brings over {years}{rate}, in {currency}\n"),
    };
    text.push_str(&figures(benefit, currency));
    if !benefit.basis.is_empty() {
        text.push_str("\n  What this rests on\n");
    }
    for basis in &benefit.basis {
        text.push_str(&rests_on::one(assessed, basis, "", width));
    }
    text.push_str(&rests_on::missing(
        assessed.sources,
        &benefit.missing,
        width,
    ));
    text
}

fn figures(benefit: &Benefit, currency: &str) -> String {
    let amount = |figure: Decimal| shown(figure, currency);
    let mut rows: Vec<(String, [Option<String>; 3])> = Vec::new();
    // At worst everything costs most and brings least.
    if let Some(paid) = benefit.investment {
        let [low, likely, high] = paid.figures();
        let cells = [high, likely, low];
        rows.push((
            "paid, windows included".to_owned(),
            cells.map(|cell| Some(amount(cell))),
        ));
    }
    for (number, year) in (1..).zip(&benefit.years) {
        let cells = year.figures();
        let cells = cells.map(|cell| Some(amount(cell)));
        rows.push((format!("left over in year {number}"), cells));
    }
    if let Some(returns) = &benefit.returns {
        let mut add = |name: &str, of: &dyn Fn(&Returns) -> Option<String>| {
            let cells = [&returns[0], &returns[1], &returns[2]].map(of);
            rows.push((name.to_owned(), cells));
        };
        let share = |figure: Decimal| percent(figure.round_dp(4));
        let years = |figure: Decimal| format!("{:.2} years", figure.round_dp(2));
        if benefit.rate.is_some() {
            add("net present value", &|one| one.npv.map(amount));
            add("benefit-cost ratio", &|one| {
                one.bcr.map(|ratio| format!("{:.4}", ratio.round_dp(4)))
            });
        }
        add("internal rate of return", &|one| one.irr.map(share));
        add("return on investment", &|one| one.roi.map(share));
        add("  a year", &|one| one.yearly_roi.map(share));
        add("paid back after", &|one| one.payback.map(years));
        if benefit.rate.is_some() {
            add("  with money as of today", &|one| {
                one.discounted_payback.map(years)
            });
        }
    }
    if let Some(month) = benefit.waiting {
        let cells = month.figures();
        rows.push((
            "a month of waiting costs".to_owned(),
            cells.map(|cell| Some(amount(cell))),
        ));
    }
    lines(&rows)
}

/// One column where nothing is uncertain, otherwise three.
fn lines(rows: &[(String, [Option<String>; 3])]) -> String {
    let exact = rows
        .iter()
        .all(|(_, [worst, likely, best])| worst == likely && likely == best);
    let line = |name: &str, cells: [&str; 3]| {
        let cells = match exact {
            true => format!("{:>COLUMN$}", cells[1]),
            false => cells.map(|cell| format!("{cell:>COLUMN$}")).concat(),
        };
        format!("  {name:<NAME$}{cells}\n")
    };
    let mut text = String::new();
    if !exact {
        text.push_str(&line("", ["at worst", "most likely", "at best"]));
    }
    for (name, cells) in rows {
        let cells = cells.each_ref().map(|cell| cell.as_deref().unwrap_or("-"));
        text.push_str(&line(name, cells));
    }
    text
}
