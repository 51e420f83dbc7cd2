//! `readiness`: what must be ready before the start, how it stands, and whom to ask.

use super::coverage::known_window;
use super::kept::Kept;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::assessment::readiness::{Item, Light, before, items};
use crate::assessment::risk::register;
use crate::report::readiness::{json, page};
use std::path::PathBuf;
use std::process::ExitCode;

/// Show what must be ready before the start, how it stands, and whom to ask.
#[derive(clap::Args)]
pub struct ReadinessList {
    /// The plan
    plan: PathBuf,
    /// Only what is due before this window
    #[arg(long, value_name = "ID")]
    window: Option<String>,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// The ledger that says what scans have found [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs: `{"items": […], "risks": […], "matrix": …}`
    Json,
}

impl ReadinessList {
    /// Prints the list; the exit code says whether something is red.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = Kept::if_readable(self.ledger.as_deref());
        let workspace = Workspace::open_with(&self.plan, around, &kept, &[])?;
        let (plan, directory, now) = (&workspace.plan, &workspace.directory, workspace.now);
        if let Some(wanted) = &self.window {
            known_window(&workspace, wanted)?;
        }
        let windows = plan.windows().into_iter().map(|(_, window)| window);
        let mut windows =
            windows.filter(|window| Some(window.id.as_str()) == self.window.as_deref());
        let window = windows.next();
        let items = match window {
            Some(window) => before(plan, directory, window, now),
            None => items(plan, directory, now),
        };
        let risks = register(plan, window);
        let text = match self.format {
            Format::Human => page(plan, (&items, &risks), around.terminal.width),
            Format::Json => format!("{:#}\n", json(plan, &items, &risks)),
        };
        around.terminal.say(&text);
        let is_red = |item: &Item| item.light() == Light::Red;
        Ok(ExitCode::from(u8::from(items.iter().any(is_red))))
    }
}
