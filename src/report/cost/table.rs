//! The table of one window: a row for each line, a column for its date and each that was weighed.

use crate::assessment::currency::shown;
use crate::assessment::line::{Kind, Line};
use crate::assessment::spread::Spread;
use crate::assessment::{Cost, ThreePoint};
use crate::report::table::cut;
use rust_decimal::Decimal;

const NAME: usize = 22;
const KIND: usize = 12;
const COLUMN: usize = 14;
/// Columns that fit beside each other.
const BESIDE: usize = 3;

/// The words for a kind.
pub fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Idle => "not done",
        Kind::CatchingUp => "done later",
        Kind::LostMargin => "lost margin",
        Kind::Recovery => "paid",
        Kind::Credits => "credits",
        Kind::Intangibles => "not for sale",
    }
}

/// A table, or several when more dates were weighed than fit beside each other.
pub fn tables(costs: &[Cost], currency: &str) -> String {
    let (planned, weighed) = (&costs[0], &costs[1..]);
    if weighed.is_empty() {
        return table(&[("planned".to_owned(), planned)], currency);
    }
    let numbered = (1..).zip(weighed);
    let numbered: Vec<_> = numbered
        .map(|(number, cost): (usize, _)| (format!("or {number}"), cost))
        .collect();
    let tables = numbered.chunks(BESIDE - 1).map(|beside| {
        let mut columns = vec![("planned".to_owned(), planned)];
        columns.extend(beside.iter().cloned());
        table(&columns, currency)
    });
    tables.collect::<Vec<_>>().join("\n")
}

fn table(columns: &[(String, &Cost)], currency: &str) -> String {
    let titles: Vec<String> = columns.iter().map(|(title, _)| title.clone()).collect();
    let rule = "-".repeat(NAME + KIND + COLUMN * columns.len());
    let lines = lines(columns, currency);
    format!(
        "{}{lines}  {rule}\n{}",
        row("", "", &titles),
        sums(columns, currency)
    )
}

/// A row for each line of the cost at the planned date, and for each department that is not counted.
fn lines(columns: &[(String, &Cost)], currency: &str) -> String {
    let planned = columns[0].1;
    let mut text = String::new();
    let mut before = "";
    for (place, line) in planned.lines.iter().enumerate() {
        let cells = columns.iter().map(|(_, cost)| {
            let same = |other: &&Line| {
                other.kind == line.kind && other.subject.name() == line.subject.name()
            };
            let other = cost.lines.get(place).filter(same);
            other.map(|line| shown(line.amount.likely(), currency))
        });
        let name = line.subject.name();
        let shown_name = if name == before { "" } else { name };
        before = name;
        text.push_str(&row(shown_name, words(line.kind), &filled(cells)));
    }
    for department in &planned.uncounted {
        let cells = columns.iter().map(|_| None);
        text.push_str(&row(&department.name, "not counted", &filled(cells)));
    }
    text
}

fn sums(columns: &[(String, &Cost)], currency: &str) -> String {
    let of = |figure: &dyn Fn(&Cost) -> Option<Decimal>| {
        let amounts = columns.iter().map(|(_, cost)| figure(cost));
        filled(amounts.map(|figure| figure.map(|figure| shown(figure, currency))))
    };
    let total = |of: fn(ThreePoint) -> Decimal| move |cost: &Cost| cost.total().map(of);
    let likely = |figures: Option<ThreePoint>| figures.map(ThreePoint::likely);
    let whole = columns.iter().all(|(_, cost)| cost.missing.is_empty());
    let named = if whole {
        "total"
    } else {
        "total of what is counted"
    };
    let mut text = row(named, "", &of(&total(|total| total.likely())));
    let totals = columns.iter().filter_map(|(_, cost)| cost.total());
    if !totals.into_iter().all(|total| total.is_exact()) {
        let spread = |share: fn(Spread) -> Decimal| move |cost: &Cost| cost.spread().map(share);
        let rows = [
            ("  at least", of(&total(|total| total.low()))),
            (
                "  below, in 1 of 10 (P10)",
                of(&spread(|spread| spread.p10)),
            ),
            (
                "  below, in 5 of 10 (P50)",
                of(&spread(|spread| spread.p50)),
            ),
            (
                "  below, in 9 of 10 (P90)",
                of(&spread(|spread| spread.p90)),
            ),
            ("  at most", of(&total(|total| total.high()))),
        ];
        text.extend(rows.map(|(name, cells)| row(name, "", &cells)));
    }
    let hour = |cost: &Cost| likely(cost.per_hour());
    text.push_str(&row("an hour of the window", "", &of(&hour)));
    let more = |cost: &Cost| likely(cost.overrun.per_hour);
    text.push_str(&row("an hour beyond its end", "", &of(&more)));
    let expected = |cost: &Cost| likely(cost.overrun.expected());
    text.push_str(&row("expected of lasting longer", "", &of(&expected)));
    text
}

/// Cells, where a dash stands for what is not known.
fn filled(cells: impl Iterator<Item = Option<String>>) -> Vec<String> {
    let cells = cells.map(|cell| cell.unwrap_or_else(|| "-".to_owned()));
    cells.collect()
}

fn row(name: &str, kind: &str, cells: &[String]) -> String {
    let front = match kind {
        "" => cut(name, NAME + KIND),
        _ if name.chars().count() < NAME => format!("{name:<NAME$}{kind}"),
        _ => format!("{}… {kind}", cut(name, NAME - 2)),
    };
    let cells = cells.iter().map(|cell| format!("{cell:>COLUMN$}"));
    let width = NAME + KIND;
    let line = format!("  {front:<width$}{}", cells.collect::<String>());
    format!("{}\n", line.trim_end())
}
