//! The command line: arguments in, exit code out.
//!
//! Exit codes: 0 done · 1 the plan has errors · 2 wrong usage · 3 the world failed, or a delivery
//! was refused, deferred or left in doubt · 4 something waits to be told, or for somebody to say what
//! became of a night. A closed pipe is no failure.
#![expect(
    clippy::disallowed_methods,
    reason = "door: arguments and the one reading of the clock"
)]

mod advise;
mod approve;
mod asked;
mod batch;
mod book;
mod branch;
mod caution;
mod check;
mod completions;
mod corrections;
mod cost;
mod diff;
mod discretion;
mod evidence;
mod explain;
mod export;
mod coverage;
mod departures;
mod failure;
mod feed;
mod folder;
mod init;
mod kept;
mod making;
mod newcomers;
mod posted;
mod preview;
mod obstacle;
mod outcome;
mod pages;
mod privacy;
mod progress;
mod promise;
mod prospect;
mod published;
mod readiness;
mod record;
mod sample;
mod scan;
mod schema;
mod secret;
mod send;
mod server;
mod settings;
mod settings_file;
mod settings_rules;
mod settings_shape;
mod settled;
mod signal;
mod simulate;
mod status;
mod stranded;
mod templates;
mod terminal;
mod timeline;
mod unlisted;
mod waiting;
mod warnings;
mod withheld;
mod workspace;

use crate::calendar::{holiday, load, zone::Zones};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use failure::Failure;
use std::path::PathBuf;
use std::process::ExitCode;
use terminal::Terminal;

/// One migration plan in; every notice dated, previewed, and sent once.
#[derive(Parser)]
#[command(name = "forewarn")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

/// What every command understands.
#[derive(clap::Args, Clone)]
struct Global {
    /// Pretend it is this moment: `2026-11-23T09:00` in the plan's zone, or with an offset; a day alone
    /// does not say when
    #[arg(long, global = true, value_name = "MOMENT")]
    now: Option<String>,
    /// The settings file [default: forewarn.yaml beside the plan]
    #[arg(long, global = true, value_name = "FILE", env = "FOREWARN_SETTINGS")]
    settings: Option<PathBuf>,
    /// Whether to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: terminal::Colour,
}

#[derive(Subcommand)]
enum Command {
    /// Read a plan and say everything that is wrong with it
    Check(check::Check),
    /// Show whether everybody hears in time
    Coverage(coverage::CoverageTable),
    /// Show what must be ready before the start, and how it stands
    Readiness(readiness::ReadinessList),
    /// Find the addresses that will change in files, by owner
    Scan(scan::ScanFolders),
    /// Show what windows cost and what the change brings, and what that rests on
    Cost(cost::CostTable),
    /// Find the cheapest starts of a window within some weeks, and what forbids others
    Advise(advise::Advise),
    /// Show when who is told what
    Timeline(timeline::TimelineTable),
    /// Write a workbook (XLSX): calendar of notices, recipients, cost, risks and readiness
    Export(export::Export),
    /// Write every mail into a folder, with a page to leaf through them
    Preview(preview::Preview),
    /// Play the months ahead, with what may happen, and show every mail anyone would get
    Simulate(simulate::Simulate),
    /// Send what is due now; run it from cron
    Send(send::Send),
    /// Show what was sent to whom, and what became of it
    Status(status::Status),
    /// Record what happened on the night of a window, so that people hear of it
    Record(record::Record),
    /// Show who believes something that is not so, and what they will be told
    Diff(diff::Diff),
    /// Let notices leave as they are now; show what differs from what was approved last
    Approve(approve::Approve),
    /// Write the calendars people subscribe to; run it from cron
    Feed(feed::FeedFiles),
    /// Explain a finding by its code
    Explain(explain::Explain),
    /// Write a small complete plan to start from
    Init(init::Init),
    /// List the built-in templates, or write them into a folder to start your own from
    Templates(templates::TemplateFiles),
    /// Print the JSON Schema of the plan language, for editors
    Schema,
    /// Print a completion script for a shell
    Completions(completions::Completions),
    /// Print the manual page
    Manual,
}

/// What the commands are given besides their arguments.
struct Surroundings {
    terminal: Terminal,
    zones: Zones,
    global: Global,
}

/// Runs the program: arguments in, exit code out.
pub fn run() -> ExitCode {
    let zones = load::zones();
    let command = command(&zones);
    let matches = match command.try_get_matches_from(std::env::args_os()) {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version are answers and go to standard output; clap knows which is which.
            let printed = error.print();
            return ExitCode::from(if printed.is_ok() && !error.use_stderr() {
                0
            } else {
                2
            });
        }
    };
    let asked = matches.subcommand().and_then(|(name, given)| {
        let plan = given.try_get_one::<PathBuf>("plan").ok().flatten()?;
        Some((name.to_owned(), plan.clone()))
    });
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let terminal = Terminal::new(arguments.global.color);
    let surroundings = Surroundings {
        terminal,
        zones,
        global: arguments.global,
    };
    match carry_out(arguments.command, &surroundings) {
        Ok(code) => code,
        Err(failure) => {
            let terminal = &surroundings.terminal;
            let undone = asked.and_then(|(command, plan)| failure.undone(&command, &plan));
            let undone = undone.unwrap_or_default();
            terminal.complain(&(failure.render(terminal) + &undone));
            failure.exit_code()
        }
    }
}

/// Runs one command.
fn carry_out(command: Command, around: &Surroundings) -> Done {
    match command {
        Command::Check(command) => command.run(around),
        Command::Coverage(command) => command.run(around),
        Command::Readiness(command) => command.run(around),
        Command::Scan(command) => command.run(around),
        Command::Cost(command) => command.run(around),
        Command::Advise(command) => command.run(around),
        Command::Timeline(command) => command.run(around),
        Command::Export(command) => command.run(around),
        Command::Preview(command) => command.run(around),
        Command::Simulate(command) => command.run(around),
        Command::Send(command) => command.run(around),
        Command::Status(command) => command.run(around),
        Command::Record(command) => command.run(around),
        Command::Diff(command) => command.run(around),
        Command::Approve(command) => command.run(around),
        Command::Feed(command) => command.run(around),
        Command::Explain(command) => command.run(around),
        Command::Init(command) => command.run(around),
        Command::Templates(command) => command.run(around),
        Command::Schema => schema::run(around),
        Command::Completions(command) => command.run(around),
        Command::Manual => completions::manual(around),
    }
}

/// The grammar of the command line, with the version that names our data.
fn command(zones: &Zones) -> clap::Command {
    let version = format!(
        "{} (time zones {}; public holidays: {})",
        env!("CARGO_PKG_VERSION"),
        zones.release(),
        holiday::release()
    );
    Arguments::command().version(version)
}

/// What a command gives back: an exit code, or a failure to be shown.
type Done = Result<ExitCode, Failure>;

/// The instant that the clock shows, whatever `--now` says.
fn clock() -> crate::calendar::zone::Instant {
    crate::clock::now()
}
