//! `cost`: what windows cost and what the change brings, with all it rests on.

use super::failure::Failure;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::assessment::{Benefit, Cost, benefit, cost};
use crate::plan::window::{Status, Window};
use crate::report::cost::{Assessed, Whole, json, page};
use std::path::PathBuf;
use std::process::ExitCode;

/// Show what windows cost and what the change brings, and what that rests on.
#[derive(clap::Args)]
pub struct CostTable {
    /// The plan
    plan: PathBuf,
    /// Only this window
    #[arg(long, value_name = "ID")]
    window: Option<String>,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

impl CostTable {
    /// Prints the costs.
    pub fn run(&self, around: &Surroundings) -> Done {
        let workspace = Workspace::open(&self.plan, around)?;
        mention(&workspace, around);
        let plan = &workspace.plan;
        let windows = plan.windows().into_iter().map(|(_, window)| window);
        let windows = windows.filter(|window| window.status != Status::Cancelled);
        let windows: Vec<&Window> = windows.collect();
        let wanted = |window: &&&Window| {
            let asked = self.window.as_ref();
            asked.is_none_or(|asked| window.id.as_str() == asked)
        };
        let shown: Vec<&Window> = windows.iter().filter(wanted).copied().collect();
        if shown.is_empty() {
            return Err(self.nothing(&windows));
        }
        let each = shown.into_iter().map(|window| {
            let mut costs = vec![Cost::of(plan, window)];
            costs.extend(Cost::alternatives(plan, window));
            (window, costs)
        });
        let whole = self.window.is_none().then(|| {
            let costs = cost::windows(plan);
            Whole {
                worked_out: benefit::worked_out(&costs),
                benefit: Benefit::of(plan, &costs),
            }
        });
        let assessed = Assessed {
            plan,
            sources: &workspace.sources,
            windows: each.collect(),
            whole,
        };
        around.terminal.say(&match self.format {
            Format::Table => page::page(&assessed, around.terminal.width),
            Format::Json => json::json(&assessed),
        });
        Ok(ExitCode::SUCCESS)
    }

    fn nothing(&self, windows: &[&Window]) -> Failure {
        let known: Vec<&str> = windows.iter().map(|window| window.id.as_str()).collect();
        let Some(wanted) = self.window.as_ref().filter(|_| !known.is_empty()) else {
            return Failure::usage(
                "the plan has no window that is to take place and has a date",
                "what a window costs depends on its date; give one a `start`",
            );
        };
        Failure::usage(
            format!("the plan has no window `{wanted}` that is to take place and has a date"),
            format!("it has: {}", known.join(", ")),
        )
    }
}
