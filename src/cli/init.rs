//! `init`: a small complete plan to start from.
#![expect(clippy::disallowed_methods, reason = "door: writes the new plan")]

use super::failure::Failure;
use super::{Done, Surroundings, clock};
use crate::calendar::zone::Civil;
use crate::plan::moment::{WrittenDate, WrittenMoment};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write a small complete plan to start from.
#[derive(clap::Args)]
pub struct Init {
    /// Where to write it
    #[arg(default_value = "plan.yaml")]
    plan: PathBuf,
}

const SCAFFOLD: &str = include_str!("init.yaml");
const AHEAD: u64 = 100;

impl Init {
    /// Writes the plan; never over a file that is there.
    pub fn run(&self, around: &Surroundings) -> Done {
        let today = today(around)?;
        let text = scaffold(today);
        write(&self.plan, &text)?;
        let name = self.plan.display();
        around.terminal.say(&format!(
            "{name} is written: a small complete plan, about three months ahead.\n\n  \
             forewarn check {name}      says what is wrong with it (nothing yet)\n  \
             forewarn timeline {name}   shows who is told when\n  \
             forewarn preview {name}    writes every mail into preview/\n"
        ));
        Ok(ExitCode::SUCCESS)
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::usage(
            format!("{} is there already and stays as it is", path.display()),
            "name another file, or move that one away",
        ),
        _ => Failure::World {
            what: format!("{} cannot be written: {error}", path.display()),
            hint: "check that its folder exists and is yours".to_owned(),
        },
    };
    let file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(failed)
}

fn today(around: &Surroundings) -> Result<Civil, Failure> {
    let Some(text) = &around.global.now else {
        return Ok(clock().naive_utc());
    };
    let written: Result<WrittenMoment, String> = text.parse();
    let day: Result<WrittenDate, String> = text.parse();
    let advice = match day {
        Ok(day) => format!("write `--now {}T09:00`", day.date),
        Err(_) => "write `--now 2026-11-23T09:00`".to_owned(),
    };
    written
        .map(|moment| moment.civil)
        .map_err(|_| Failure::usage(format!("`--now {text}` is no moment"), advice))
}

/// The plan of a Saturday night about a hundred days after `today`.
fn scaffold(today: Civil) -> String {
    let from = today
        .date()
        .checked_add_days(Days::new(AHEAD))
        .unwrap_or(today.date());
    let saturday = from
        .iter_days()
        .find(|day| day.weekday() == Weekday::Sat)
        .unwrap_or(from);
    // Nobody is briefed between the years: then it is a week or two earlier.
    let tuesdays = [18, 25, 32].map(|before| saturday - Days::new(before));
    let between_the_years =
        |day: &NaiveDate| matches!((day.month(), day.day()), (12, 24..) | (1, ..=2));
    let briefing = tuesdays.into_iter().find(|day| !between_the_years(day));
    let briefing = briefing.unwrap_or(saturday - Days::new(18));
    let day = |offset: u64| {
        (saturday + Days::new(offset))
            .format("%Y-%m-%d")
            .to_string()
    };
    SCAFFOLD
        .replace("{saturday}", &day(0))
        .replace("{sunday}", &day(1))
        .replace("{briefing}", &briefing.format("%Y-%m-%d").to_string())
        .replace("{today}", &today.format("%Y-%m-%d").to_string())
        .replace("{year}", &saturday.year().to_string())
}
