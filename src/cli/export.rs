//! `export`: a workbook of the plan, to be taken away.

use super::failure::Failure;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::assessment::readiness::items;
use crate::assessment::risk::register;
use crate::assessment::{Benefit, Cost, cost};
use crate::channel::whole_file;
use crate::diagnostic::Findings;
use crate::mailing::docket::readers;
use crate::plan::window::Status;
use crate::report::leaving::Leaving;
use crate::report::row;
use crate::report::workbook::{self, Exported};
use crate::timeline::fold::Folds;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write a workbook (XLSX): calendar of notices, recipients, cost, risks and readiness.
///
/// Each has a sheet, with dates as dates, counts as numbers and money in the plan's currency. The first
/// row stays when one scrolls and is printed on each page, and every column can be filtered. Names and
/// addresses of all recipients stand in it: give it to nobody who may not see them.
#[derive(clap::Args)]
pub struct Export {
    /// The plan
    plan: PathBuf,
    /// The workbook, a file that ends with `.xlsx`
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Write it in the place of a file that is there
    #[arg(long)]
    replace: bool,
}

impl Export {
    /// Writes the workbook.
    pub fn run(&self, around: &Surroundings) -> Done {
        self.named_well()?;
        let workspace = Workspace::open(&self.plan, around)?;
        mention(&workspace, around);
        let case = workspace.case();
        let folds = Folds::of(case.plan, case.directory, case.timeline);
        let places = case.timeline.occurrences.iter().enumerate();
        let told = places.map(|(place, occurrence)| {
            let groups = readers(case, occurrence);
            let members = groups.iter().flat_map(|group| &group.members);
            let leaving = Leaving::of(case, &folds, place, members.copied());
            (occurrence, leaving, groups)
        });
        let rows = row::rows((case, &folds), told.collect(), &workspace.templates);
        let rows = rows.map_err(|found: Findings| {
            Failure::Findings(Box::new((found, workspace.sources.clone())))
        })?;
        let plan = case.plan;
        let windows = plan.windows().into_iter().map(|(_, window)| window);
        let windows = windows.filter(|window| window.status != Status::Cancelled);
        let costs = windows.map(|window| {
            let planned = std::iter::once(Cost::of(plan, window));
            planned.chain(Cost::alternatives(plan, window)).collect()
        });
        let exported = Exported {
            case,
            rows: &rows,
            costs: costs.collect(),
            benefit: Benefit::of(plan, &cost::windows(plan)),
            risks: register(plan, None),
            items: items(plan, case.directory, case.now),
        };
        let bytes = workbook::bytes(&exported).map_err(|error| self.failed(&error))?;
        whole_file::write(&self.out, &bytes).map_err(|error| self.failed(&error))?;
        around
            .terminal
            .say(&format!("{} is written\n", self.out.display()));
        Ok(ExitCode::SUCCESS)
    }

    /// Nothing that is there is lost, and what is written can be opened.
    fn named_well(&self) -> Result<(), Failure> {
        let out = self.out.display();
        let ending = self.out.extension();
        if !ending.is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
            return Err(Failure::usage(
                format!("`--out {out}` does not end with `.xlsx`, and no program would open it"),
                format!(
                    "name a workbook, such as `--out {}.xlsx`",
                    self.out.with_extension("").display()
                ),
            ));
        }
        if self.out.exists() && !self.replace {
            return Err(Failure::usage(
                format!("{out} is there already; what was changed in it by hand would be lost"),
                "name another file with `--out`, or add `--replace`",
            ));
        }
        Ok(())
    }

    fn failed(&self, error: &dyn std::error::Error) -> Failure {
        Failure::World {
            what: format!("{} cannot be written: {error}", self.out.display()),
            hint: "check the folder and the space on its disk, or name another file with `--out`"
                .to_owned(),
        }
    }
}
