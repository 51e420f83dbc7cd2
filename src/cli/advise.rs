//! `advise`: where within some weeks a window costs least.

use super::failure::Failure;
use super::kept::Kept;
use super::timeline::date;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::assessment::Advice;
use crate::assessment::advice::Question;
use crate::channel::whole_file;
use crate::diagnostic::{Code, Level};
use crate::plan::decode::closest;
use crate::plan::length::Length;
use crate::plan::window::{Status, Window};
use crate::report::advice::{Advised, json, page, picture};
use chrono::{NaiveDate, TimeDelta};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What may be wrong with the date that a window has now: another one is asked for.
const ABOUT_DATES: [Code; 5] = [
    Code::HARD_FREEZE,
    Code::OVERLAP,
    Code::PHASE_ORDER,
    Code::LATE_DECISION,
    Code::LEAD_TIME,
];

/// The finest step.
const FINEST: i64 = 5;
const DAY: i64 = 24 * 60;
/// The longest range, in days.
const LONGEST: i64 = 366;

/// Find the cheapest starts of a window within some weeks, with reasons, and what forbids the others.
///
/// Every start is tried. Freezes, the order of phases, windows that share a service or people, the
/// lead time of the policy and the decision leave starts out; soft freezes, days off, briefings that
/// would come too late and nights in which clocks change are told with a start. The others are compared by what
/// they cost; by person-hours or shares of a week where the plan does not say enough. The dates in the
/// plan stand beside them.
#[derive(clap::Args)]
pub struct Advise {
    /// The plan
    plan: PathBuf,
    /// The window
    window: String,
    /// The first day on which it may take place
    #[arg(long, value_name = "DATE")]
    from: String,
    /// The last day
    #[arg(long, value_name = "DATE")]
    to: String,
    /// How long it lasts [default: as long as in the plan]
    #[arg(long, value_name = "LENGTH")]
    length: Option<String>,
    /// From one start that is tried to the next
    #[arg(long, value_name = "LENGTH", default_value = "15m")]
    step: String,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Also draw what an hour costs through the week, as a picture (SVG)
    #[arg(long, value_name = "FILE")]
    heat_map: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

impl Advise {
    /// Prints the advice.
    pub fn run(&self, around: &Surroundings) -> Done {
        let days = self.days()?;
        let step = self.step()?;
        let kept = Kept::default();
        let workspace = Workspace::open_with(&self.plan, around, &kept, &ABOUT_DATES)?;
        match workspace.findings.count(Level::Error) {
            0 => mention(&workspace, around),
            _ => around.terminal.complain(&wrong_dates(&workspace)),
        }
        let window = self.window(&workspace)?;
        let question = Question {
            plan: &workspace.plan,
            window,
            days,
            length: self.length(window, days)?,
            step,
            now: workspace.now,
        };
        let advised = Advised {
            advice: Advice::of(question),
            sources: &workspace.sources,
        };
        if let Some(path) = &self.heat_map {
            let drawn = whole_file::write(path, picture::svg(&advised).as_bytes());
            drawn.map_err(|error| unwritten(path, &error))?;
        }
        around.terminal.say(&match self.format {
            Format::Human => page::page(&advised, around.terminal.width),
            Format::Json => json::json(&advised),
        });
        Ok(ExitCode::SUCCESS)
    }

    fn days(&self) -> Result<[NaiveDate; 2], Failure> {
        let [from, to] = [date(&self.from)?, date(&self.to)?];
        let days = (to - from).num_days() + 1;
        if days < 1 {
            return Err(Failure::usage(
                format!("`--from {from}` is later than `--to {to}`, so no day lies between them"),
                format!("write them the other way round: `--from {to} --to {from}`"),
            ));
        }
        if days > LONGEST {
            return Err(Failure::usage(
                format!("from {from} to {to} are {days} days; at most a year is searched"),
                "name an earlier day with `--to`, or search year by year",
            ));
        }
        Ok([from, to])
    }

    fn step(&self) -> Result<TimeDelta, Failure> {
        let minutes = clock_length("--step", &self.step)?;
        if minutes < FINEST {
            return Err(Failure::usage(
                format!(
                    "`--step {}` is too fine: nobody starts to the minute",
                    self.step
                ),
                format!("name at least {FINEST} minutes, such as `--step 15m`"),
            ));
        }
        if DAY % minutes != 0 {
            return Err(Failure::usage(
                format!(
                    "`--step {}` does not divide a day: starts would wander from day to day",
                    self.step
                ),
                "name a part of a day, such as `15m`, `30m`, `1h`, `6h` or `1 day`",
            ));
        }
        Ok(TimeDelta::minutes(minutes))
    }

    fn length(&self, window: &Window, [from, to]: [NaiveDate; 2]) -> Result<TimeDelta, Failure> {
        let length = match &self.length {
            Some(length) => TimeDelta::minutes(clock_length("--length", length)?),
            None => window.length(),
        };
        if length < TimeDelta::minutes(1) {
            return Err(Failure::usage(
                "a window without a length costs nothing anywhere",
                "name its length, such as `--length 4h`",
            ));
        }
        let days = (to - from).num_days() + 1;
        if length > TimeDelta::days(days) {
            let lasts = Length::Minutes(length.num_minutes());
            return Err(Failure::usage(
                format!("{lasts} do not fit between {from} and {to}"),
                "name a later day with `--to`, or a shorter `--length`",
            ));
        }
        Ok(length)
    }

    fn window<'w>(&self, workspace: &'w Workspace) -> Result<&'w Window, Failure> {
        let plan = &workspace.plan;
        let windows = plan.windows().into_iter().map(|(_, window)| window);
        let windows = windows.filter(|window| window.status != Status::Cancelled);
        let windows: Vec<&Window> = windows.collect();
        let wanted = self.window.as_str();
        if let Some(window) = windows.iter().find(|window| window.id.as_str() == wanted) {
            return Ok(window);
        }
        let mut undecided = plan.undecided.iter();
        if undecided.any(|window| window.id.as_str() == wanted) {
            return Err(Failure::usage(
                format!("the date of `{wanted}` was taken back, and with it its length"),
                "give it a provisional `start` and `length`, and ask again",
            ));
        }
        if windows.is_empty() {
            return Err(Failure::usage(
                "the plan has no window that is to take place and has a date",
                "give one a `start`",
            ));
        }
        let known: Vec<&str> = windows.iter().map(|window| window.id.as_str()).collect();
        let meant = closest(wanted, known.iter().copied());
        let meant = meant.map_or(String::new(), |meant| format!("did you mean `{meant}`? "));
        Err(Failure::usage(
            format!("the plan has no window `{wanted}` that is to take place and has a date"),
            format!("{meant}it has: {}", known.join(", ")),
        ))
    }
}

/// The dates that the plan has are not right, which is why others are asked for.
fn wrong_dates(workspace: &Workspace) -> String {
    let check = workspace.command("check");
    format!("the plan's own dates have errors; see `{check}`\n")
}

/// A length by the clock, in minutes.
fn clock_length(option: &str, text: &str) -> Result<i64, Failure> {
    let length: Result<Length, String> = text.parse();
    let length = length.map_err(|refusal| {
        let (what, hint) = refusal.split_once('\n').unwrap_or((&refusal, ""));
        Failure::usage(format!("`{option}`: {what}"), hint)
    })?;
    length.minutes().ok_or_else(|| {
        Failure::usage(
            format!("`{option} {text}` is counted in working days"),
            "name hours or minutes, such as `4h` or `15m`",
        )
    })
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::World {
        what: format!("{} cannot be written: {error}", path.display()),
        hint: "check the folder and the space on its disk, or name another file with `--heat-map`"
            .to_owned(),
    }
}
