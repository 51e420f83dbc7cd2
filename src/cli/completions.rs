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
    around.terminal.say(&page(command(&around.zones)));
    Ok(ExitCode::SUCCESS)
}

/// The manual page of a command line.
fn page(mut command: clap::Command) -> String {
    command.build();
    let synopsis = synopsis(&command);
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(command.override_usage(synopsis)).render(&mut page);
    written.expect("memory takes every page");
    String::from_utf8_lossy(&page).into_owned()
}

/// How the program is called, each option with its value as the help shows it.
fn synopsis(command: &clap::Command) -> String {
    let options = command.get_arguments();
    let options = options.filter(|option| !option.is_hide_set() && !option.is_positional());
    let options = options.map(|option| match option.get_short() {
        Some(short) => format!("[-{short}|{option}]"),
        None => format!("[{option}]"),
    });
    let mut words = vec![command.get_name().to_owned()];
    words.extend(options);
    words.push("<COMMAND>".to_owned());
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;

    #[test]
    fn the_manual_shows_every_option_with_its_value() {
        let page = page(command(&Zones::bundled())).replace('\\', "");
        let (_, after) = page.split_once(".SH SYNOPSIS\n").unwrap();
        let synopsis = after.lines().next().unwrap();
        let options = "[--now <MOMENT>] [--settings <FILE>] [--color <WHEN>] [-h|--help] [-V|--version] <COMMAND>";
        assert!(synopsis.ends_with(options), "{synopsis}");
        assert!(synopsis.contains("forewarn"), "{synopsis}");
    }
}
