//! `check`: everything that is wrong with a plan.

use super::caution::warn_of_older;
use super::corrections::find_flaws;
use super::kept::Kept;
use super::obstacle::{find_readdressed, find_removed};
use super::promise::find_overdue;
use super::stranded::find_stranded;
use super::unlisted::find_unlisted;
use super::workspace::{Opened, Workspace, open};
use super::{Done, Surroundings};
use crate::compose::compose;
use crate::diagnostic::{Findings, Level, json};
use crate::mailing::docket::readers;
use crate::notice::state::{FIRST_REVISION, state};
use crate::report::table::counted;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

/// Read a plan and say everything that is wrong with it.
#[derive(clap::Args)]
pub struct Check {
    /// The plan
    plan: PathBuf,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// The ledger that says who was told [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Pictures with the source line
    Human,
    /// One JSON array
    Json,
}

impl Check {
    /// Checks the plan, its people, its dates and the words of every kind of notice.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = Kept::if_readable(self.ledger.as_deref());
        let opened = open(&self.plan, around, &kept, &[])?;
        let (findings, sources, summary) = match opened {
            Opened::Faulty(found) => (found.0, found.1, None),
            Opened::Sound(mut workspace) => {
                let words = words(&workspace);
                workspace.findings.extend(words);
                let summary = summary(&workspace);
                let book = workspace.told_before()?;
                warn_of_older(&workspace, &*book, around)?;
                let beliefs = workspace.beliefs(&*book, false)?;
                find_readdressed(&mut workspace, &beliefs);
                find_unlisted(&mut workspace, &beliefs, &*book);
                find_removed(&mut workspace, &beliefs);
                find_stranded(&mut workspace, &beliefs);
                find_overdue(&mut workspace, &beliefs);
                find_flaws(&mut workspace, &beliefs);
                (workspace.findings, workspace.sources, Some(summary))
            }
        };
        match self.format {
            Format::Json => {
                around
                    .terminal
                    .say(&format!("{:#}\n", json::array(&findings, &sources)));
            }
            Format::Human => {
                let pictures = around.terminal.draw(&findings, &sources);
                let verdict = verdict(&self.plan.display().to_string(), &findings, summary);
                around.terminal.say(&format!("{pictures}{verdict}"));
            }
        }
        Ok(ExitCode::from(u8::from(findings.has_errors())))
    }
}

/// Words one notice of every kind and audience, so that a broken template is found today.
fn words(workspace: &Workspace) -> Findings {
    let mut findings = Findings::default();
    let mut seen = BTreeSet::new();
    for occurrence in &workspace.timeline.occurrences {
        if !seen.insert((&occurrence.audience, occurrence.milestone)) {
            continue;
        }
        let case = workspace.case();
        let groups = readers(case, occurrence);
        let Some(group) = groups.first() else {
            continue;
        };
        if let Err(found) = compose(
            &state(case, occurrence, group, FIRST_REVISION),
            &workspace.templates,
        ) {
            findings.extend(found);
        }
    }
    findings
}

fn summary(workspace: &Workspace) -> String {
    let windows = workspace.plan.windows().len();
    let people = workspace.directory.people();
    let people = if people == 1 {
        "1 person".to_owned()
    } else {
        format!("{people} people")
    };
    let occurrences = &workspace.timeline.occurrences;
    let day = |instant| {
        workspace
            .plan
            .zone
            .civil(instant)
            .format("%-d %B %Y")
            .to_string()
    };
    let dates = match (occurrences.first(), occurrences.last()) {
        (Some(first), Some(last)) => format!(" from {} to {}", day(first.moment), day(last.moment)),
        _ => String::new(),
    };
    format!(
        "{}, {people}, {}{dates}",
        counted(windows, "window"),
        counted(occurrences.len(), "notice")
    )
}

/// The last line: sound, or how much there is to mend.
fn verdict(name: &str, findings: &Findings, summary: Option<String>) -> String {
    let number = |level, noun: &str| match findings.count(level) {
        0 => None,
        1 => Some(format!("1 {noun}")),
        number => Some(format!("{number} {noun}s")),
    };
    let counts = [
        number(Level::Error, "error"),
        number(Level::Warning, "warning"),
        number(Level::Note, "note"),
    ];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    let explain = "`forewarn explain CODE` says more about a finding";
    match summary {
        Some(summary) if findings.has_errors() => {
            format!("{name}: {}. {summary}.\n{explain}\n", counts.join(", "))
        }
        Some(summary) if counts.is_empty() => format!("{name}: sound. {summary}.\n"),
        Some(summary) => format!(
            "{name}: usable, with {}. {summary}.\n{explain}\n",
            counts.join(", ")
        ),
        None => format!(
            "{name}: {}. Nothing can be dated or sent until the errors are mended.\n{explain}\n",
            counts.join(", ")
        ),
    }
}
