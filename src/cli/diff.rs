//! `diff`: who believes something that is not so, and what they will be told, before anything is sent.

use super::asked::{WAITING, asked};
use super::caution::{refuse_early_clock, warn_of_older};
use super::failure::Failure;
use super::kept::Kept;
use super::newcomers::Newcomers;
use super::obstacle::{question, refuse_removed, unmade};
use super::stranded::refuse_stranded;
use super::unlisted::refuse_unlisted;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::belief::Beliefs;
use crate::directory::Recipient;
use crate::mailing::{Fault, Mailing};
use crate::plan::address::Mailbox;
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
    /// Prints the difference; ends with 4 when something is to be told, or somebody refused to hear it.
    pub fn run(&self, around: &Surroundings) -> Done {
        let mut workspace = Workspace::open_with(&self.plan, around, &self.kept(), &[])?;
        let book = workspace.told_before()?;
        refuse_early_clock(&workspace, around, &*book)?;
        let is_older = warn_of_older(&workspace, &*book, around)?;
        mention(&workspace, around);
        let beliefs = workspace.beliefs(&*book, self.assume_cancelled)?;
        refuse_removed(&workspace, &beliefs, "Nothing was compared")?;
        refuse_stranded(&workspace, &beliefs, "Nothing was compared")?;
        let gate = self.kept().of_outbox(&workspace).gate(&workspace, &*book)?;
        let lost_many = refuse_unlisted((&workspace, &beliefs), (gate.rule, &*book), "");
        let person = self.person.as_ref();
        let person = person.map(|person| workspace.person(person)).transpose()?;
        let is_hers = |mailbox: &Mailbox| person.as_ref().is_none_or(|person| mailbox == person);
        let is_meant = |reader: &Recipient| is_hers(&reader.address.mailbox());
        let office = workspace.office(&beliefs);
        let told = |trouble| unmade(&workspace, trouble);
        let mut pending = corrections((&workspace, &beliefs), &gate, &is_meant)?;
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
            let unworded = |fault| told(Trouble::Unmade(notice.notice_id(), fault));
            let passed = parted(&gate, mailing).map_err(unworded)?;
            pending.extend(passed.map(|(mailing, held)| Pending {
                mailing,
                correction: None,
                opens: opens.map(|(_, opens)| *opens),
                held,
            }));
        }
        pending.retain(|pending| !pending.mailing.group.members.is_empty());
        let mut refused = beliefs.beyond_reach.clone();
        refused.retain(|(_, mailbox)| is_hers(mailbox));
        let difference = Difference {
            plan: &workspace.plan,
            beyond_reach: &refused,
            reworded: &beliefs.reworded,
            asked: &asked(&workspace, &beliefs),
            width: around.terminal.width,
            is_older,
            unlisted: &beliefs.unlisted,
            lost_many: lost_many.is_err(),
            pending,
        };
        around.terminal.say(&match self.format {
            Format::Human => difference.text(),
            Format::Json => format!("{:#}\n", difference.json()),
        });
        let questions = beliefs.readdressed.iter().map(question);
        let questions: String = questions.map(|question| question + "\n").collect();
        around.terminal.complain(&questions);
        let ended = if difference.is_settled() { 0 } else { WAITING };
        Ok(ExitCode::from(ended))
    }

    fn kept(&self) -> Kept<'_> {
        Kept::at(self.ledger.as_deref())
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

/// What puts right what people believe, worded for those of them who are meant.
fn corrections<'a>(
    (workspace, beliefs): (&'a Workspace, &'a Beliefs),
    gate: &Gate,
    is_meant: &dyn Fn(&Recipient) -> bool,
) -> Result<Vec<Pending<'a>>, Failure> {
    let office = workspace.office(beliefs);
    let mut pending = Vec::new();
    for correction in &beliefs.corrections {
        let notice = || correction.occurrence.notice_id();
        let unworded = |fault| unmade(workspace, Trouble::Unmade(notice(), fault));
        let made = office.correction(correction);
        let mut mailing = made.map_err(unworded)?;
        mailing.keep(is_meant);
        let passed = parted(gate, mailing).map_err(unworded)?;
        pending.extend(passed.map(|(mailing, held)| Pending {
            mailing,
            correction: Some(correction),
            opens: correction.opens,
            held,
        }));
    }
    Ok(pending)
}

/// A mailing to those to whom it may go, and to those who have to wait for an approval: each with
/// whether it waits.
fn parted<'a>(
    gate: &Gate,
    mut mailing: Mailing<'a>,
) -> Result<impl Iterator<Item = (Mailing<'a>, bool)>, Fault> {
    let all = mailing.group.members.clone();
    let Some(_) = gate.pass(mailing.office(), &mut mailing)? else {
        return Ok([Some((mailing, false)), None].into_iter().flatten());
    };
    let is_held = |member: &usize| !mailing.group.members.contains(member);
    let held: Vec<usize> = all.into_iter().filter(is_held).collect();
    if mailing.group.members.is_empty() {
        mailing.group.members = held;
        return Ok([None, Some((mailing, true))].into_iter().flatten());
    }
    let waiting = mailing.to(held)?;
    let parts = [Some((mailing, false)), Some((waiting, true))];
    Ok(parts.into_iter().flatten())
}
