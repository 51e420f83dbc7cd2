//! `timeline`: when who is told what.

use super::failure::Failure;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::diagnostic::Findings;
use crate::plan::moment::WrittenDate;
use crate::report::row::{self, Rides, Told};
use crate::report::{sheet, table};
use crate::timeline::fold::Folds;
use crate::timeline::{Occurrence, agenda};
use chrono::NaiveDate;
use std::collections::HashSet;
use std::path::PathBuf;
use std::process::ExitCode;

/// Show when who is told what.
#[derive(clap::Args)]
pub struct TimelineTable {
    /// The plan
    plan: PathBuf,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Only this audience
    #[arg(long, value_name = "ID")]
    audience: Option<String>,
    /// Only what this person is told
    #[arg(long = "for", value_name = "ADDRESS")]
    person: Option<String>,
    /// Only from this day on
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only up to this day
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Only what is due now
    #[arg(long)]
    due: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

impl TimelineTable {
    /// Prints the notices that the filters leave.
    pub fn run(&self, around: &Surroundings) -> Done {
        let workspace = Workspace::open(&self.plan, around)?;
        mention(&workspace, around);
        let [from, to] = self.days()?;
        self.known_audience(&workspace)?;
        let due = agenda(&workspace.timeline, &workspace.directory, workspace.now).due;
        let due: HashSet<_> = due.into_iter().map(std::ptr::from_ref).collect();
        let wanted = |occurrence: &&Occurrence| {
            let zone = &workspace.directory.places[occurrence.place()].calendar.zone;
            let day = zone.civil(occurrence.moment).date();
            self.audience
                .as_ref()
                .is_none_or(|audience| occurrence.audience.as_str() == audience)
                && from.is_none_or(|from| day >= from)
                && to.is_none_or(|to| day <= to)
                && (!self.due || due.contains(&std::ptr::from_ref(*occurrence)))
        };
        let occurrences = workspace.timeline.occurrences.iter().filter(wanted);
        let case = workspace.case();
        let mut told: Vec<Told> = occurrences
            .map(|occurrence| row::told(case, occurrence))
            .collect();
        if let Some(person) = &self.person {
            let identity = workspace.person(person)?;
            for told in &mut told {
                keep_person(told, &workspace, &identity);
            }
            told.retain(|(_, groups)| !groups.is_empty());
        }
        let rows = row::rows(case, told, &workspace.templates);
        let mut rows = rows.map_err(|found: Findings| {
            Failure::Findings(Box::new((found, workspace.sources.clone())))
        })?;
        if self.person.is_some() {
            let folds = Folds::of(&workspace.plan, &workspace.directory, &workspace.timeline);
            for row in &mut rows {
                let mut members = row.groups.iter().flat_map(|group| &group.members);
                let reader = members.next().copied();
                row.rides = reader.and_then(|at| Rides::of(case, &folds, row.occurrence, at));
            }
        }
        let text = match self.format {
            Format::Table if rows.is_empty() => "no notice matches\n".to_owned(),
            Format::Table => table::table(&rows, around.terminal.width),
            Format::Json => format!("{:#}\n", sheet::json(&rows)),
            Format::Csv => sheet::csv(&rows),
        };
        around.terminal.say(&text);
        Ok(ExitCode::SUCCESS)
    }

    /// The first and the last day asked for.
    fn days(&self) -> Result<[Option<NaiveDate>; 2], Failure> {
        let [from, to] = [date(&self.from)?, date(&self.to)?];
        match (from, to) {
            (Some(first), Some(last)) if first > last => Err(Failure::usage(
                format!(
                    "`--from {first}` is later than `--to {last}`, so no day lies between them"
                ),
                format!("write them the other way round: `--from {last} --to {first}`"),
            )),
            _ => Ok([from, to]),
        }
    }

    fn known_audience(&self, workspace: &Workspace) -> Result<(), Failure> {
        let Some(wanted) = &self.audience else {
            return Ok(());
        };
        let known: Vec<&str> = workspace
            .plan
            .audiences
            .iter()
            .map(|audience| audience.id.as_str())
            .collect();
        if known.contains(&wanted.as_str()) {
            return Ok(());
        }
        Err(Failure::usage(
            format!("the plan has no audience `{wanted}`"),
            format!("it has: {}", known.join(", ")),
        ))
    }
}

fn date(text: &Option<String>) -> Result<Option<NaiveDate>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let date: Result<WrittenDate, String> = text.parse();
    date.map(|date| Some(date.date)).map_err(|refusal| {
        let (what, hint) = refusal.split_once('\n').unwrap_or((&refusal, ""));
        Failure::usage(what, hint)
    })
}

/// Leaves of a notice's readers only the one person.
fn keep_person((occurrence, groups): &mut Told, workspace: &Workspace, identity: &str) {
    let readers = workspace.directory.recipients(&occurrence.audience);
    for group in groups.iter_mut() {
        group
            .members
            .retain(|index| readers[*index].address.identity() == identity);
    }
    groups.retain(|group| !group.members.is_empty());
}
