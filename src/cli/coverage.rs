//! `coverage`: whether everybody whom a window concerns hears of it in time.

use super::failure::Failure;
use super::kept::Kept;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::diagnostic::Code;
use crate::report::coverage::{files, page};
use crate::rules::coverage::Coverage;
use std::path::PathBuf;
use std::process::ExitCode;

/// Show whether everybody hears in time: department by department, audience by audience.
#[derive(clap::Args)]
pub struct CoverageTable {
    /// The plan
    plan: PathBuf,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Only this window
    #[arg(long, value_name = "ID")]
    window: Option<String>,
    /// The ledger that says who was told [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
    /// For documents
    Markdown,
}

/// Errors that are what the matrix shows.
const SHOWN: [Code; 4] = [
    Code::LEAD_TIME,
    Code::NOBODY_TO_TELL,
    Code::NO_ADDRESS,
    Code::UNPREPARED,
];

impl CoverageTable {
    /// Prints the matrix; the exit code says whether there is a gap in it.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = Kept::if_readable(self.ledger.as_deref());
        let workspace = Workspace::open_with(&self.plan, around, &kept, &SHOWN)?;
        let mut coverage = Coverage::of(workspace.case());
        if let Some(window) = &self.window {
            known_window(&workspace, window)?;
            let wanted = |id: &crate::plan::Id| id.as_str() == window;
            coverage.cells.retain(|cell| wanted(&cell.window.id));
            coverage.orphans.retain(|orphan| wanted(&orphan.window.id));
        }
        let plan = &workspace.plan;
        let text = match self.format {
            Format::Table => {
                let style = around.terminal.style();
                let style = page::Style {
                    colour: style.colour,
                    width: style.width,
                };
                page::page(plan, &coverage, style)
            }
            Format::Json => files::json(plan, &coverage),
            Format::Csv => files::csv(&coverage),
            Format::Markdown => files::markdown(plan, &coverage),
        };
        around.terminal.say(&text);
        Ok(ExitCode::from(u8::from(coverage.sum().gaps > 0)))
    }
}

/// Whether the plan has such a window with a date.
pub(super) fn known_window(workspace: &Workspace, wanted: &str) -> Result<(), Failure> {
    let windows = workspace.plan.windows();
    let known: Vec<&str> = windows.iter().map(|(_, one)| one.id.as_str()).collect();
    if known.contains(&wanted) {
        return Ok(());
    }
    Err(Failure::usage(
        format!("the plan has no dated window `{wanted}`"),
        format!("it has: {}", known.join(", ")),
    ))
}
