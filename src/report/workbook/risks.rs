//! The risks, worst first.

use super::Exported;
use super::table::{Cell, Table};
use crate::assessment::ThreePoint;
use crate::assessment::risk::Expected;
use crate::plan::risk::Grade;

/// The sheet.
pub(super) fn table(exported: &Exported) -> Table {
    let grade = |grade: Grade| Cell::text(grade.slug().replace('-', " "));
    let optional = |text: &Option<String>| Cell::text(text.clone().unwrap_or_default());
    let rows = exported.risks.iter().map(|rated| {
        let risk = rated.risk;
        let windows: Vec<&str> = risk.windows.iter().map(|id| id.as_str()).collect();
        let expected = rated
            .expected
            .map(|Expected { low, likely, high }| ThreePoint::sorted([low, likely, high]));
        let mut row = vec![
            Cell::text(risk.id.as_str()),
            Cell::text(&risk.text),
            grade(rated.likelihood),
            grade(risk.impact),
            grade(rated.level),
            optional(&risk.owner),
            optional(&risk.response),
            Cell::text(windows.join(", ")),
        ];
        row.extend(Cell::three(expected));
        row
    });
    Table {
        name: "Risks",
        columns: &[
            ("Risk", 20),
            ("What may happen", 60),
            ("Likelihood", 13),
            ("Impact", 13),
            ("Level", 13),
            ("Owner", 24),
            ("Response", 50),
            ("Only of these windows", 24),
            ("Costs on average, low", 18),
            ("Likely", 18),
            ("High", 18),
        ],
        rows: rows.collect(),
    }
}
