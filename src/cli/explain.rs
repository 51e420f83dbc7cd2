//! `explain`: the page of a finding's code.

use super::failure::Failure;
use super::{Done, Surroundings};
use crate::diagnostic::Code;
use crate::plan::decode::did_you_mean;
use std::process::ExitCode;

/// Explain a finding by its code.
#[derive(clap::Args)]
pub struct Explain {
    /// The code, such as `end-before-start`; without one, all codes are listed
    code: Option<String>,
}

impl Explain {
    /// Prints the page, or the list.
    pub fn run(&self, around: &Surroundings) -> Done {
        let Some(wanted) = &self.code else {
            let lines = Code::ALL
                .iter()
                .map(|code| format!("{:<20} {}\n", code.slug(), code.title()));
            around.terminal.say(&lines.collect::<String>());
            return Ok(ExitCode::SUCCESS);
        };
        let found = Code::ALL.iter().find(|code| code.slug() == wanted.as_str());
        let Some(code) = found else {
            let advice = did_you_mean(wanted, Code::ALL.iter().map(|code| code.slug()));
            let advice = advice.unwrap_or_else(|| "`forewarn explain` lists all codes".to_owned());
            return Err(Failure::usage(
                format!("there is no finding `{wanted}`"),
                advice,
            ));
        };
        around.terminal.say(&code.plain_page());
        Ok(ExitCode::SUCCESS)
    }
}
