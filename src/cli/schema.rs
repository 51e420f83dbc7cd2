//! `schema`: the plan language for editors.

use super::{Done, Surroundings};
use crate::plan::written::PlanFile;
use std::process::ExitCode;

/// Prints the JSON Schema of a plan, made from the types that read it.
pub fn run(around: &Surroundings) -> Done {
    let schema = schemars::schema_for!(PlanFile);
    around.terminal.say(&format!("{:#}\n", schema.to_value()));
    Ok(ExitCode::SUCCESS)
}
