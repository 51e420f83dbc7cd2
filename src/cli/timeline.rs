//! `timeline`: when who is told what.

use super::failure::Failure;
use super::settled::Settled;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::diagnostic::Findings;
use crate::directory::Group;
use crate::mailing::docket::readers;
use crate::plan::address::Mailbox;
use crate::plan::moment::WrittenDate;
use crate::report::chart::{Chart, gantt, months};
use crate::report::leaving::{self, Leaving};
use crate::report::row::Row;
use crate::report::{matrix, row, sheet, table};
use crate::rules::Case;
use crate::timeline::Occurrence;
use crate::timeline::fold::Folds;
use chrono::NaiveDate;
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
    #[arg(long = "for", alias = "person", value_name = "ADDRESS")]
    person: Option<String>,
    /// Only from this day on
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only up to this day
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Only what is due now and was not told yet
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
    /// For a wiki: a communication matrix (Markdown)
    Markdown,
    /// A picture (SVG): windows and notices on one line of days
    Svg,
    /// A picture (SVG): a calendar of the months
    CalendarSvg,
}

impl TimelineTable {
    /// Prints the notices that the filters leave.
    pub fn run(&self, around: &Surroundings) -> Done {
        let workspace = Workspace::open(&self.plan, around)?;
        mention(&workspace, around);
        let [from, to] = self.days()?;
        self.known_audience(&workspace)?;
        let person = self.person.as_ref();
        let person = person.map(|person| workspace.person(person)).transpose()?;
        let case = workspace.case();
        let folds = Folds::of(case.plan, case.directory, case.timeline);
        let due = self.due.then(|| leaving::due(case));
        let settled = match self.due {
            true => Some(Settled::of(&*workspace.told_before()?)?),
            false => None,
        };
        let places = workspace.timeline.occurrences.iter().enumerate();
        let told = places.filter_map(|(place, occurrence)| {
            let audience = self.audience.as_ref();
            if audience.is_some_and(|audience| occurrence.audience.as_str() != audience) {
                return None;
            }
            let mut groups = readers(case, occurrence);
            for Group { members, .. } in &mut groups {
                if let Some(person) = &person {
                    keep_person(members, &workspace, (occurrence, person));
                }
                if let Some(due) = &due {
                    leaving::keep_due(case, &folds, (place, due), members);
                }
                if let Some(settled) = &settled {
                    let people = workspace.directory.recipients(&occurrence.audience);
                    members.retain(|member| !settled.is_done(occurrence, &people[*member]));
                }
            }
            if person.is_some() || due.is_some() {
                groups.retain(|group| !group.members.is_empty());
                if groups.is_empty() {
                    return None;
                }
            }
            let members = groups.iter().flat_map(|group| &group.members);
            let leaving = Leaving::of(case, &folds, place, members.copied());
            let zone = &workspace.directory.places[occurrence.place()].calendar.zone;
            let day = zone.civil(leaving.at).date();
            let within = from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to);
            within.then_some((occurrence, leaving, groups))
        });
        let rows = row::rows((case, &folds), told.collect(), &workspace.templates);
        let rows = rows.map_err(|found: Findings| {
            Failure::Findings(Box::new((found, workspace.sources.clone())))
        })?;
        let width = around.terminal.width;
        around
            .terminal
            .say(&self.text((case, &rows), [from, to], width));
        Ok(ExitCode::SUCCESS)
    }

    /// The notices as they are printed.
    fn text(
        &self,
        (case, rows): (Case, &[Row]),
        asked: [Option<NaiveDate>; 2],
        width: usize,
    ) -> String {
        let chart = Chart {
            case,
            rows,
            asked,
            is_narrowed: self.audience.is_some() || self.person.is_some() || self.due,
        };
        match self.format {
            Format::Table if rows.is_empty() => "no notice matches\n".to_owned(),
            Format::Table => table::table(rows, leaving::mails(case, rows), width),
            Format::Json => format!("{:#}\n", sheet::json(rows)),
            Format::Csv => sheet::csv(rows),
            Format::Markdown => matrix::markdown(case, rows),
            Format::Svg => gantt::svg(&chart),
            Format::CalendarSvg => months::svg(&chart),
        }
    }

    /// The first and the last day asked for.
    fn days(&self) -> Result<[Option<NaiveDate>; 2], Failure> {
        let asked = |text: &Option<String>| text.as_deref().map(date).transpose();
        let [from, to] = [asked(&self.from)?, asked(&self.to)?];
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

/// A day that was asked for.
pub(super) fn date(text: &str) -> Result<NaiveDate, Failure> {
    let date: Result<WrittenDate, String> = text.parse();
    date.map(|date| date.date).map_err(|refusal| {
        let (what, hint) = refusal.split_once('\n').unwrap_or((&refusal, ""));
        Failure::usage(what, hint)
    })
}

/// Leaves of a notice's readers only the one person.
fn keep_person(
    members: &mut Vec<usize>,
    workspace: &Workspace,
    (occurrence, mailbox): (&Occurrence, &Mailbox),
) {
    let readers = workspace.directory.recipients(&occurrence.audience);
    members.retain(|index| readers[*index].address.mailbox() == *mailbox);
}
