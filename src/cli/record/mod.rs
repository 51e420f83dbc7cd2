//! `record`: writes down what happened on the night of a window. The next `send` tells people.

mod heard;
mod night;
mod readiness;
pub(super) mod refusal;
mod said;
mod unheard;

use super::book;
use super::caution::{refuse_early_clock, refuse_older, refuse_to_start_over};
use super::failure::Failure;
use super::kept::Kept;
use super::obstacle::refuse_removed;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::assessment::readiness::before;
use crate::calendar::zone::Instant;
use crate::ledger::{self, Event, Happened, Ledger as _, SqliteLedger};
use crate::night::{Moved, Nights};
use crate::plan::former::Named;
use crate::plan::window::Window;
use clap::ValueEnum as _;
use heard::heard;
use refusal::refused;
use said::{coming, line, missing, past};
use std::path::PathBuf;
use std::process::ExitCode;

/// Record what happened on the night of a window, so that people hear of it.
#[derive(clap::Args)]
#[command(override_usage = "\
forewarn record PLAN WINDOW go|started|progress|completed
       forewarn record PLAN WINDOW go --despite ITEM --by NAME
       forewarn record PLAN WINDOW no-go --reason TEXT
       forewarn record PLAN WINDOW extended --until TIME --reason TEXT
       forewarn record PLAN WINDOW rolled-back --reason TEXT --data-kept TEXT
       forewarn record PLAN WINDOW reopened --reason TEXT")]
pub struct Record {
    /// The plan
    plan: PathBuf,
    /// The window, by its id
    window: String,
    /// What happened
    what: What,
    /// The new end: `04:00` on the clocks where the work is done, the next time they show it, or a
    /// full date
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// The new end is not certain
    #[arg(long, requires = "until")]
    uncertain: bool,
    /// Why, or what goes on, in one line that people will read
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Who decided
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Something that is not ready and that whoever decides takes on, by its words in the plan (--by);
    /// once for each such thing
    #[arg(long, value_name = "ITEM")]
    despite: Vec<String>,
    /// What was kept and what has to be entered again, in one line that people will read
    #[arg(long, value_name = "TEXT")]
    data_kept: Option<String>,
    /// It is behind
    #[arg(long)]
    late: bool,
    /// When it happened, if that was not just now: `01:50` on the clocks where the work is done, the
    /// last time they showed it, or a full date
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The ledger [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Record it although the plan is older than what was sent or approved last, although the clock
    /// is behind the ledger, although another ledger of this plan knows who was told, or although
    /// the new end, or the start that was planned, lies very far ahead
    #[arg(long)]
    really: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// It was decided that it starts
    Go,
    /// It was decided that it does not start (--reason)
    NoGo,
    /// The work started
    Started,
    /// The work goes on (--late, --reason)
    Progress,
    /// It takes longer (--until, --reason)
    Extended,
    /// All is open, on the new system (--data-kept)
    Completed,
    /// All is open, on the old system (--reason, --data-kept)
    RolledBack,
    /// It was open again, and is closed once more (--reason, --until)
    Reopened,
}

/// What a night has no time for.
const EMERGENCY: &str =
    "in an emergency record it with `--really`, and people are told by this plan";

impl What {
    /// As it is written on the command line, which is as the ledger has it.
    fn slug(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

impl Record {
    /// Writes it down, and says who will be told what.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = Kept::at(self.ledger.as_deref());
        let mut workspace = Workspace::open_with(&self.plan, around, &kept, &[])?;
        let known = workspace.told_before()?.events()?;
        let known = Nights::read(known, &workspace.plan);
        let stranded = night::stranded(&workspace, &known, &self.window);
        let window = match &stranded {
            Some(stranded) => stranded.window.clone(),
            None => night::window(&workspace, &self.window)?.clone(),
        };
        if stranded
            .as_ref()
            .is_some_and(|night| night.moved == Moved::Gone)
        {
            self.refuse_gone(&mut workspace)?;
        }
        let at = self.moment(&workspace, &window)?;
        let what = self.happened(&workspace, at, &window)?;
        let mut ledger = self.open_ledger(&workspace, around)?;
        let first = workspace.plan.first_called(Named::Window, &window.id);
        let event = Event {
            window: first.to_owned(),
            at,
            planned: (window.start, window.end),
            what,
        };
        let which = (&window, stranded.as_ref());
        if let Some(night) = night::night(&workspace, which, ledger.book().events()?) {
            let allowed = night.allows(&event.what, at);
            allowed.map_err(|why| refused(&window, &night, &why))?;
            if !self.really {
                night::refuse_out_of_proportion(&night, &event)?;
            }
        }
        // Whoever cannot be told of it must be known of before it is on record.
        let told = match night::untold(stranded.as_ref(), &event.what) {
            Some(untold) => untold,
            None => heard(&mut workspace, ledger.book(), &event)?,
        };
        if self.really {
            book::mean_it(&workspace, &mut ledger)?;
        }
        ledger.note(&event)?;
        let when = window.zone.civil(event.at).format("%A %-d %B %Y, %H:%M");
        let (slug, id) = (event.what.slug(), &window.id);
        around
            .terminal
            .say(&format!("recorded: {id} {slug}, {when}\n{told}"));
        Ok(ExitCode::SUCCESS)
    }

    /// Refuses what nobody could be told of, because what they were told of is gone from the plan.
    fn refuse_gone(&self, workspace: &mut Workspace) -> Result<(), Failure> {
        let book = workspace.told_before()?;
        let beliefs = workspace.beliefs(&*book, false)?;
        refuse_removed(workspace, &beliefs, "Nothing was recorded")
    }

    /// When it happened: now, or as was said.
    fn moment(&self, workspace: &Workspace, window: &Window) -> Result<Instant, Failure> {
        let text = self.at.as_deref();
        let at = text.map(|text| past(text, &window.zone, workspace.now));
        at.unwrap_or(Ok(workspace.now))
    }

    /// What happened, with all that has to be said of it and nothing else.
    fn happened(
        &self,
        workspace: &Workspace,
        at: Instant,
        window: &Window,
    ) -> Result<Happened, Failure> {
        let until = self.until.as_deref();
        let until = until
            .map(|text| coming(text, &window.zone, at))
            .transpose()?;
        let by = line("--by", self.by.as_ref())?;
        let reason = line("--reason", self.reason.as_ref())?;
        let data_kept = line("--data-kept", self.data_kept.as_ref())?;
        self.refuse_superfluous()?;
        let items = before(&workspace.plan, &workspace.directory, window, at);
        let asked = |text: Option<String>, option: &str, example: &str| {
            text.ok_or_else(|| missing(&self.what.slug(), option, example))
        };
        let why = || {
            asked(
                reason.clone(),
                "--reason",
                "Copying the archive takes longer",
            )
        };
        Ok(match self.what {
            What::Go => Happened::Go {
                despite: self.taken_on(&items, by.as_ref(), window)?,
                by,
            },
            What::NoGo => Happened::NoGo {
                by,
                reason: why()?,
                unready: readiness::red(&items),
            },
            What::Started => Happened::Started,
            What::Progress => Happened::Progress {
                is_late: self.late,
                note: reason,
            },
            What::Extended => Happened::Extended {
                until: until.ok_or_else(|| missing(&self.what.slug(), "--until", "04:00"))?,
                is_certain: !self.uncertain,
                reason: why()?,
            },
            What::Completed => Happened::Completed { data_kept },
            What::RolledBack => Happened::RolledBack {
                by,
                reason: why()?,
                data_kept: asked(
                    data_kept,
                    "--data-kept",
                    "All entries up to 22:00 are there; enter the paper forms again",
                )?,
            },
            What::Reopened => Happened::Reopened {
                reason: why()?,
                until,
            },
        })
    }

    /// An option that would be lost is mostly a slip: `completed --until` means something else.
    fn refuse_superfluous(&self) -> Result<(), Failure> {
        use What::{Completed, Extended, Go, NoGo, Progress, Reopened, RolledBack};
        let given = [
            ("--until", self.until.is_some(), &[Extended, Reopened][..]),
            ("--uncertain", self.uncertain, &[Extended]),
            ("--late", self.late, &[Progress]),
            ("--by", self.by.is_some(), &[Go, NoGo, RolledBack]),
            ("--despite", !self.despite.is_empty(), &[Go]),
            (
                "--data-kept",
                self.data_kept.is_some(),
                &[Completed, RolledBack],
            ),
            (
                "--reason",
                self.reason.is_some(),
                &[NoGo, Progress, Extended, RolledBack, Reopened],
            ),
        ];
        let mut given = given.into_iter();
        match given.find(|(_, is_given, fits)| *is_given && !fits.contains(&self.what)) {
            Some((option, ..)) => Err(Failure::usage(
                format!(
                    "`{option}` says nothing about `{}`. Nothing was recorded",
                    self.what.slug()
                ),
                "leave it out, or name what really happened",
            )),
            None => Ok(()),
        }
    }

    /// The ledger, as soon as a run that sends is done with it. One that is not there would know nobody
    /// who was told; a plan or a clock by which `send` would refuse to tell them is refused here, where
    /// somebody watches.
    fn open_ledger(
        &self,
        workspace: &Workspace,
        around: &Surroundings,
    ) -> Result<SqliteLedger, Failure> {
        if !self.really {
            refuse_to_start_over(workspace, "Nothing was recorded")?;
        }
        let ledger = match book::writer_in_turn(workspace, self.really) {
            Err(ledger::Error::Held { path, holder }) => {
                return Err(Failure::World {
                    what: format!(
                        "the ledger {} is in use by {holder}. Nothing was recorded",
                        path.display()
                    ),
                    hint: "wait until it is done, and record it again".to_owned(),
                });
            }
            opened => opened?,
        };
        if !self.really {
            refuse_early_clock(workspace, around, ledger.book())?;
            refuse_older(workspace, ledger.book()).map_err(|older| older.advise(EMERGENCY))?;
        }
        Ok(ledger)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_recorded_is_called_the_same_on_the_command_line_and_in_the_ledger() {
        for (what, happened) in [
            (
                What::Go,
                Happened::Go {
                    by: None,
                    despite: Vec::new(),
                },
            ),
            (What::Started, Happened::Started),
            (What::Completed, Happened::Completed { data_kept: None }),
            (
                What::NoGo,
                Happened::NoGo {
                    by: None,
                    reason: String::new(),
                    unready: Vec::new(),
                },
            ),
            (
                What::RolledBack,
                Happened::RolledBack {
                    by: None,
                    reason: String::new(),
                    data_kept: String::new(),
                },
            ),
        ] {
            assert_eq!(what.slug(), happened.slug());
        }
    }
}
