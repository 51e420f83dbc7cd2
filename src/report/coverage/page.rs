//! The matrices of a plan in a terminal, for a project manager.

use super::matrix::{Row, audiences, rows};
use super::words::{Form, Weight, brief, further_remarks, heading, remarks, summary};
use crate::plan::Plan;
use crate::plan::audience::Audience;
use crate::report::table::{cut, fold};
use crate::rules::coverage::{Cell, Coverage, Verdict};
use crate::rules::hearing::Timing;

const MARGIN: usize = 2;
const GAP: usize = 2;
const NARROWEST: usize = 13;
const WIDEST: usize = 20;
const LABEL: usize = 26;
const LABEL_LEAST: usize = 16;

/// How it is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether colours may be used. They repeat what words say.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// A matrix for each window, what has to be said about it, and a last line.
pub fn page(plan: &Plan, coverage: &Coverage, style: Style) -> String {
    let mut text = String::new();
    for cells in coverage.windows() {
        let window = cells[0].window;
        let head = format!(
            "{}; the policy asks for {}",
            heading(window),
            cells[0].wanted
        );
        text.push_str(&style.bold(&head));
        text.push('\n');
        let audiences = audiences(cells, &plan.audiences);
        let rows = rows(cells, &audiences);
        // Labels give way so that all columns stand side by side, if that is enough.
        let space = style.width.saturating_sub(MARGIN);
        let side_by_side = space.saturating_sub(audiences.len() * (NARROWEST + GAP));
        let widest = if side_by_side >= LABEL_LEAST {
            side_by_side.min(LABEL)
        } else {
            LABEL
        };
        let label = rows.iter().map(|row| label(row).chars().count());
        let label = label.max().unwrap_or_default().clamp(LABEL_LEAST, widest);
        let room = space.saturating_sub(label);
        let columns = (room / (NARROWEST + GAP)).max(1);
        for start in (0..audiences.len()).step_by(columns) {
            let end = audiences.len().min(start + columns);
            let width = (room / (end - start)).clamp(NARROWEST + GAP, WIDEST + GAP) - GAP;
            let band = Band {
                style,
                label,
                width,
                columns: start..end,
            };
            text.push_str(&band.draw(&audiences, &rows));
        }
        text.push_str(&style.remarks(remarks(cells, &coverage.orphans)));
        text.push('\n');
    }
    text.push_str(&style.remarks(further_remarks(coverage)));
    let sum = coverage.sum();
    let last = fold(&summary(sum), 0, style.width);
    text.push_str(&last);
    text
}

fn label<'r>(row: &'r Row) -> &'r str {
    row.services.as_deref().unwrap_or(row.department)
}

/// Some columns of a matrix that fit side by side.
struct Band {
    style: Style,
    label: usize,
    width: usize,
    columns: std::ops::Range<usize>,
}

impl Band {
    fn draw(&self, audiences: &[&Audience], rows: &[Row]) -> String {
        let names = audiences[self.columns.clone()].iter();
        let names: Vec<_> = names
            .map(|audience| fold(&audience.name, 0, self.width))
            .collect();
        let names: Vec<Vec<&str>> = names.iter().map(|name| name.lines().collect()).collect();
        let lines = names.iter().map(Vec::len).max().unwrap_or_default();
        let mut text = String::new();
        for line in 0..lines {
            let parts = names.iter().map(|name| name.get(line).copied());
            let parts = parts.map(|part| cut(part.unwrap_or_default(), self.width));
            text.push_str(&self.line("", parts.map(|part| (part, None))));
        }
        let form = self.form(rows);
        let mut last = None;
        for row in rows {
            let indented = row
                .services
                .as_ref()
                .map(|services| format!("  {services}"));
            if indented.is_some() && last != Some(row.department) {
                text.push_str(&self.line(row.department, std::iter::empty()));
            }
            last = Some(row.department);
            let cells = row.cells[self.columns.clone()].iter();
            let cells = cells.map(|cell| match cell {
                None => ("-".to_owned(), None),
                Some(cell) => (brief(&cell.verdict, form), Some(*cell)),
            });
            text.push_str(&self.line(indented.as_deref().unwrap_or(row.department), cells));
        }
        text
    }

    /// The longest form in which all cells fit.
    fn form(&self, rows: &[Row]) -> Form {
        let fits = |form: &Form| {
            let mut cells = rows
                .iter()
                .flat_map(|row| row.cells[self.columns.clone()].iter().flatten());
            cells.all(|cell| brief(&cell.verdict, *form).chars().count() <= self.width)
        };
        Form::ALL.into_iter().find(fits).unwrap_or(Form::Brief)
    }

    fn line<'c>(
        &self,
        label: &str,
        cells: impl Iterator<Item = (String, Option<&'c Cell<'c>>)>,
    ) -> String {
        let mut line = format!(
            "{:MARGIN$}{:<2$}",
            "",
            shortened(label, self.label),
            self.label
        );
        for (words, cell) in cells {
            let padding = self.width.saturating_sub(words.chars().count());
            let drawn = match cell {
                Some(cell) => self.style.cell(&words, cell),
                None => words,
            };
            line.push_str(&format!("{:GAP$}{drawn}{:padding$}", "", ""));
        }
        format!("{}\n", line.trim_end())
    }
}

/// A label that shows when it was cut.
fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    format!("{}…", cut(text, width - 1))
}

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[1m\u{1b}[91m";
const YELLOW: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

impl Style {
    fn remarks(&self, remarks: Vec<(Weight, String)>) -> String {
        let line = |(weight, remark): (Weight, String)| {
            let mark = match weight {
                Weight::Gap => '!',
                Weight::Known => '~',
            };
            fold(&format!("{mark} {remark}"), MARGIN, self.width)
        };
        remarks.into_iter().map(line).collect()
    }

    fn bold(&self, text: &str) -> String {
        self.painted(text, BOLD)
    }

    fn cell(&self, text: &str, cell: &Cell) -> String {
        match cell.verdict {
            _ if cell.verdict.is_gap() => self.painted(text, RED),
            Verdict::Excused(_) => self.painted(text, YELLOW),
            Verdict::Hears(hearing) if hearing.timing != Timing::InTime => {
                self.painted(text, YELLOW)
            }
            _ => text.to_owned(),
        }
    }

    fn painted(&self, text: &str, paint: &str) -> String {
        match self.colour {
            true => format!("{paint}{text}{PLAIN}"),
            false => text.to_owned(),
        }
    }
}
