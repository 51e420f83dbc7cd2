//! What windows cost at each date that was weighed, and what the change brings back.

use super::Exported;
use super::table::{Cell, Table};
use crate::assessment::benefit::Returns;
use crate::assessment::line::Missing;
use crate::assessment::{Benefit, Cost, ThreePoint};
use crate::report::cost::words;
use rust_decimal::Decimal;

/// The sheet.
pub(super) fn table(exported: &Exported) -> Table {
    let mut rows = Vec::new();
    for costs in &exported.costs {
        for (number, cost) in costs.iter().enumerate() {
            let date = match number {
                0 => "planned".to_owned(),
                number => format!("alternative {number}"),
            };
            of_window(cost, &date, &mut rows);
        }
    }
    of_change(&exported.benefit, &mut rows);
    Table {
        name: "Cost",
        columns: &[
            ("Window", 20),
            ("Which date", 15),
            ("Start", 17),
            ("End", 17),
            ("Zone", 18),
            ("Of", 28),
            ("What", 26),
            ("Low", 18),
            ("Likely", 18),
            ("High", 18),
            ("To be added to the plan", 44),
        ],
        rows,
    }
}

fn of_window(cost: &Cost, date: &str, rows: &mut Vec<Vec<Cell>>) {
    let window = cost.window;
    let [start, end] = [cost.stretch.start, cost.stretch.end].map(|at| window.zone.civil(at));
    let mut add = |figure: &str, figures: Option<ThreePoint>, (of, advice): (&str, &str)| {
        let about = [
            Cell::text(window.id.as_str()),
            Cell::text(date),
            Cell::Moment(start),
            Cell::Moment(end),
            Cell::text(window.zone.name()),
        ];
        rows.push(row(about, figure, Cell::three(figures), (of, advice)));
    };
    for line in &cost.lines {
        let subject = line.subject.name();
        add(words(line.kind), Some(line.amount), (subject, ""));
    }
    let total = match cost.missing.is_empty() {
        true => "total",
        false => "total of what is counted",
    };
    let sums = [
        (total, cost.total()),
        ("an hour beyond its end", cost.overrun.per_hour),
    ];
    for (what, figures) in sums {
        if figures.is_some() {
            add(what, figures, ("", ""));
        }
    }
    for Missing { what, advice, .. } in &cost.missing {
        add("missing", None, (what, advice));
    }
}

/// A row: what it is about, the figure's name, the figure, of what it is and what to add to the plan.
fn row(
    about: [Cell; 5],
    figure: &str,
    [low, likely, high]: [Cell; 3],
    (of, advice): (&str, &str),
) -> Vec<Cell> {
    let figures = [
        Cell::text(of),
        Cell::text(figure),
        low,
        likely,
        high,
        Cell::text(advice),
    ];
    about.into_iter().chain(figures).collect()
}

fn of_change(benefit: &Benefit, rows: &mut Vec<Vec<Cell>>) {
    let mut add = |what: &str, figures: [Cell; 3], note: (&str, &str)| {
        let [date, start, end, zone] = [(); 4].map(|()| Cell::Empty);
        let about = [Cell::text("the whole change"), date, start, end, zone];
        rows.push(row(about, what, figures, note));
    };
    let nothing = ("", "");
    if benefit.investment.is_some() {
        add("investment", Cell::three(benefit.investment), nothing);
    }
    for (number, year) in (1..).zip(&benefit.years) {
        add(
            &format!("left over in year {number}"),
            Cell::three(Some(*year)),
            nothing,
        );
    }
    if let Some(returns) = &benefit.returns {
        type Figure = fn(&Returns) -> Option<Decimal>;
        type Made = fn(Decimal) -> Cell;
        let figures: [(&str, Figure, Made); 5] = [
            ("net present value", |of| of.npv, Cell::Money),
            ("benefit-cost ratio", |of| of.bcr, Cell::Number),
            ("internal rate of return", |of| of.irr, Cell::Share),
            ("return on investment", |of| of.roi, Cell::Share),
            ("years to pay back", |of| of.payback, Cell::Number),
        ];
        for (what, figure, cell) in figures {
            let each = [0, 1, 2].map(|place| Cell::of(figure(&returns[place]), cell));
            add(what, each, ("low is at worst, high at best", ""));
        }
    }
    if benefit.waiting.is_some() {
        add("a month of waiting", Cell::three(benefit.waiting), nothing);
    }
    for Missing { what, advice, .. } in &benefit.missing {
        add("missing", Cell::three(None), (what, advice));
    }
}
