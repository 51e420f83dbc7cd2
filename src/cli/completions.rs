//! `completions` and `manual`: the command line, described for shells and for `man`.

use super::{Done, Surroundings, command};
use std::process::ExitCode;

/// Print a completion script for a shell.
#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

impl Completions {
    /// Prints the script. It is made in memory first: the generator fails on a closed pipe.
    pub fn run(&self, around: &Surroundings) -> Done {
        let shell = match self.shell {
            Shell::Bash => clap_complete::Shell::Bash,
            Shell::Elvish => clap_complete::Shell::Elvish,
            Shell::Fish => clap_complete::Shell::Fish,
            Shell::Powershell => clap_complete::Shell::PowerShell,
            Shell::Zsh => clap_complete::Shell::Zsh,
        };
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command(&around.zones), "forewarn", &mut script);
        around.terminal.say(&String::from_utf8_lossy(&script));
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints the manual page.
pub fn manual(around: &Surroundings) -> Done {
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(command(&around.zones)).render(&mut page);
    written.expect("memory takes every page");
    around.terminal.say(&String::from_utf8_lossy(&page));
    Ok(ExitCode::SUCCESS)
}
