//! `status`: what was sent to whom, and what became of it.

mod ahead;
mod gone;
mod line;
mod outlook;
mod overview;
mod stands;
mod untold;

use self::line::Lines;
use self::outlook::Unworded;
use super::asked::{WAITING, asked, reviews};
use super::evidence;
use super::failure::Failure;
use super::kept::Kept;
use super::obstacle::unmade;
use super::send::nudge;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::assessment::readiness::items;
use crate::belief::Beliefs;
use crate::ledger::{Book, Record, Wanted};
use crate::plan::address::Address;
use crate::report::readiness::{item_json, unready};
use crate::round::{Gate, Trouble};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Show what was sent to whom, and what became of it.
#[derive(clap::Args)]
pub struct Status {
    /// The plan
    plan: PathBuf,
    /// The ledger [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// What this person was told, and when
    #[arg(long = "for", value_name = "ADDRESS")]
    person: Option<String>,
    /// Only who was not reached: refused, put off, expired or in doubt
    #[arg(long, conflicts_with = "person")]
    refused: bool,
    /// How it is printed; for programs `{"notices": […], "nights": […], "owner": […],
    /// "readiness": […]}`, or a list of deliveries with `--for` and `--refused`
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

impl Status {
    /// Prints a table of notices, or one person's history.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = Kept::at(self.ledger.as_deref());
        let mut workspace = Workspace::open_with(&self.plan, around, &kept, &[])?;
        mention(&workspace, around);
        let book = workspace.told_before()?;
        let beliefs = workspace.beliefs(&*book, false)?;
        let gate = kept.of_outbox(&workspace).gate(&workspace, &*book)?;
        let shown = (&*workspace, around.terminal.width);
        let text = match &self.person {
            Some(person) => self.history(shown, &*book, person)?,
            None if self.refused => self.not_reached(shown, &*book)?,
            None => {
                let (text, unworded) = self.notices(shown, &beliefs, (&*book, &gate))?;
                complain_of(unworded, &workspace, around);
                text
            }
        };
        around.terminal.say(&text);
        if self.person.is_some() || self.refused {
            return Ok(ExitCode::SUCCESS);
        }
        let asked = asked(&workspace, &beliefs);
        around.terminal.complain(&asked);
        Ok(ExitCode::from(if asked.is_empty() { 0 } else { WAITING }))
    }

    fn notices(
        &self,
        (workspace, width): (&Workspace, usize),
        beliefs: &Beliefs,
        (book, gate): (&dyn Book, &Gate),
    ) -> Result<(String, Option<Unworded>), Failure> {
        let lines = Lines::of((workspace, beliefs), (book, gate))?;
        let (plan, now) = (&workspace.plan, workspace.now);
        let mut items = items(plan, &workspace.directory, now);
        items.retain(|item| item.window.start > now);
        if let Format::Json = self.format {
            let all = json!({
                "notices": lines.json(),
                "nights": beliefs.history.nights.reviews(),
                "owner": nudge::told_json(book)?,
                "readiness": items.iter().map(item_json).collect::<Vec<Value>>(),
            });
            return Ok((format!("{all:#}\n"), lines.into_unworded()));
        }
        let names = evidence::first_not_reached((workspace, width), &lines.not_reached());
        let night = reviews(workspace, beliefs);
        let owner = nudge::told(workspace, book)?;
        let unready = unready(items.iter(), width);
        let notices = lines.table(workspace) + &lines.farewell(workspace);
        let text = notices + &names + &owner + &unready + &night;
        Ok((text, lines.into_unworded()))
    }

    fn not_reached(&self, shown: (&Workspace, usize), book: &dyn Book) -> Result<String, Failure> {
        let mut records = Vec::new();
        book.records(&Wanted::All, &mut |record| {
            if evidence::is_not_reached(&record) || evidence::is_put_off(&record) {
                records.push(record);
            }
        })?;
        if let Format::Json = self.format {
            let trouble: Vec<Value> = records.iter().map(evidence::json).collect();
            return Ok(format!("{:#}\n", Value::from(trouble)));
        }
        if records.is_empty() {
            return Ok(
                "nobody was refused or put off, and nothing is in doubt or has expired\n"
                    .to_owned(),
            );
        }
        let records: Vec<&Record> = records.iter().collect();
        Ok(evidence::not_reached(shown, &records))
    }

    fn history(
        &self,
        (workspace, width): (&Workspace, usize),
        book: &dyn Book,
        person: &str,
    ) -> Result<String, Failure> {
        let known = workspace.person(person);
        // Somebody who has left the plan may still have been told things.
        let left = || person.parse().map(|address: Address| address.mailbox());
        let mailbox = known.as_ref().ok().cloned().or_else(|| left().ok());
        let mut records = Vec::new();
        if let Some(mailbox) = mailbox {
            let hers = Wanted::Recipient(mailbox);
            book.records(&hers, &mut |record| records.push(record))?;
        }
        if records.is_empty() {
            known?;
        }
        if let Format::Json = self.format {
            let told: Vec<Value> = records.iter().map(evidence::json).collect();
            return Ok(format!("{:#}\n", Value::from(told)));
        }
        if records.is_empty() {
            return Ok(format!("nothing was told to {person} yet\n"));
        }
        let line = |record: &Record| {
            let mail = |other: &&Record| {
                other.planned.message_id == record.planned.message_id
                    && other.planned.id != record.planned.id
            };
            let with = records.iter().filter(mail);
            let with: Vec<&str> = with.map(|other| other.planned.notice.as_str()).collect();
            evidence::told((workspace, width), record, &with)
        };
        Ok(records.iter().map(line).collect())
    }
}

/// Says that nothing can leave, when no words can be made of something, and why.
fn complain_of(unworded: Option<Unworded>, workspace: &Workspace, around: &Surroundings) {
    let Some((notice, fault)) = unworded else {
        return;
    };
    let terminal = &around.terminal;
    let said = format!("nothing can leave, because no words can be made of `{notice}`:\n");
    terminal.complain(&terminal.fold(&said));
    let why = unmade(workspace, Trouble::Unmade(notice, fault));
    terminal.complain(&why.render(terminal));
}
