//! `diff`: who believes something that is not so, and what they will be told, before anything is sent.

use super::asked::{WAITING, asked};
use super::kept::Kept;
use super::newcomers::Newcomers;
use super::obstacle::{question, refuse_removed, unmade};
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::directory::Recipient;
use crate::mailing::Mailing;
use crate::report::difference::{Difference, Pending};
use crate::round::{Gate, Round, Trouble};
use crate::timeline::agenda;
use std::path::PathBuf;
use std::process::ExitCode;

/// Show who believes something that is not so, and what they will be told; of a night also what was
/// recorded and is not told yet, and what somebody has to say.
#[derive(clap::Args)]
pub struct Diff {
    /// The plan
    plan: PathBuf,
    /// The ledger [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Only what this person will be told
    #[arg(long = "for", value_name = "ADDRESS")]
    person: Option<String>,
    /// Take windows and briefings that are gone from the plan for called off
    #[arg(long)]
    assume_cancelled: bool,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

impl Diff {
    /// Prints the difference; ends with 4 when something is to be told.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = Kept {
            ledger: self.ledger.as_deref(),
            outbox: None,
        };
        let mut workspace = Workspace::open_with(&self.plan, around, &kept, &[])?;
        mention(&workspace, around);
        let book = workspace.told_before(self.ledger.as_deref())?;
        let beliefs = workspace.beliefs(&*book, self.assume_cancelled)?;
        refuse_removed(&workspace, &beliefs, "Nothing was compared")?;
        let person = self.person.as_ref();
        let person = person.map(|person| workspace.person(person)).transpose()?;
        let is_meant = |reader: &Recipient| {
            let mailbox = person.as_ref();
            mailbox.is_none_or(|mailbox| reader.address.identity() == *mailbox)
        };
        let office = workspace.office(&beliefs);
        let told = |trouble| unmade(&workspace, trouble);
        let mut pending = Vec::new();
        for correction in &beliefs.corrections {
            let notice = correction.occurrence.notice_id();
            let made = office.correction(correction);
            let mut mailing = made.map_err(|fault| told(Trouble::Unmade(notice, fault)))?;
            mailing.keep(&is_meant);
            pending.push(Pending {
                mailing,
                correction: Some(correction),
                opens: correction.opens,
            });
        }
        let mut agenda = agenda(&workspace.timeline, &workspace.directory, workspace.now);
        // What waits for its readers' morning is as little known to them as what leaves now.
        let waiting = std::mem::take(&mut agenda.waiting);
        agenda.due.extend(waiting.iter().map(|(notice, _)| *notice));
        let round =
            Round::plan(office, &agenda, (&*book, &Gate::open()), &is_meant).map_err(told)?;
        let newcomers = Newcomers::of(workspace.case(), &beliefs, &*book);
        for mut mailing in apart(round.due).map_err(told)? {
            newcomers.keep(&mut mailing)?;
            let notice = mailing.occurrence();
            let opens = waiting.iter().find(|(other, _)| *other == notice);
            pending.push(Pending {
                opens: opens.map(|(_, opens)| *opens),
                mailing,
                correction: None,
            });
        }
        pending.retain(|pending| !pending.mailing.group.members.is_empty());
        let difference = Difference {
            plan: &workspace.plan,
            beyond_reach: &beliefs.beyond_reach,
            asked: &asked(&workspace, &beliefs),
            width: around.terminal.width,
            pending,
        };
        let answer = match self.format {
            Format::Human => difference.text(),
            Format::Json => format!("{:#}\n", difference.json()),
        };
        around.terminal.say(&answer);
        for person in &beliefs.readdressed {
            around.terminal.complain(&format!("{}\n", question(person)));
        }
        let is_pending = !difference.pending.is_empty() || !difference.asked.is_empty();
        Ok(ExitCode::from(if is_pending { WAITING } else { 0 }))
    }
}

/// Each notice of some mails by itself.
fn apart(mails: Vec<Mailing>) -> Result<Vec<Mailing>, Trouble> {
    let mut notices = Vec::with_capacity(mails.len());
    for mail in mails {
        let notice = mail.notice.id.clone();
        let apart = mail.apart();
        notices.extend(apart.map_err(|fault| Trouble::Unmade(notice, fault))?);
    }
    Ok(notices)
}
