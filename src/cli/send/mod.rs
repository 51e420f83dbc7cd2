//! `send`: deliver what is due now, once. Made to be run by cron every few minutes.

mod foresight;
mod login;
pub mod nudge;
mod overdue;
mod turn;
mod unlisted;

use super::asked::{WAITING, asked};
use super::book;
use super::caution::{
    has_begun, refuse_earlier_day, refuse_early_clock, refuse_older, refuse_other_moment,
    refuse_to_start_over,
};
use super::failure::Failure;
use super::kept::Kept;
use super::obstacle::refuse_removed;
use super::prospect;
use super::sample;
use super::stranded::refuse_stranded;
use super::warnings::{mention, mention_the_unheard};
use super::workspace::Workspace;
use super::{Done, Surroundings, clock};
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::channel::Channel;
use crate::channel::outbox::Outbox;
use crate::channel::smtp::Smtp;
use crate::dispatch::Kind;
use crate::ledger::{self, Book, Ledger as _, SqliteBook, SqliteLedger};
use crate::round::Gate;
use crate::timeline::agenda;
use std::path::PathBuf;
use std::process::ExitCode;
use turn::{Reach, Turn, complain_of};
use unlisted::{GONE, tells_a_night};

/// Send what is due now; run it from cron.
#[derive(clap::Args)]
pub struct Send {
    /// The plan
    plan: PathBuf,
    /// Say what would be sent and to how many, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Write the mails into this folder instead of sending them; it keeps a ledger of its own
    #[arg(long, value_name = "DIR")]
    outbox: Option<PathBuf>,
    /// Send marked samples of what comes next to this address only; the ledger stays as it is
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["dry_run", "limit"])]
    test_to: Option<String>,
    /// Send at most this many mails in this run
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,
    /// The ledger [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Send even when the batch is far larger than the plan leads to expect
    #[arg(long)]
    large: bool,
    /// Send although `--now` names a moment more than a day ahead or back, although the clock is
    /// behind the ledger or the folder, although the plan is older than what was sent last, although many
    /// who were told are gone from its lists, although the ledger is an older copy or gone, or although
    /// another ledger of this plan knows who was told
    #[arg(long)]
    really: bool,
    /// Take windows and briefings that are gone from the plan for called off, and tell everybody so
    #[arg(long)]
    assume_cancelled: bool,
}

impl Send {
    /// Sends, or says what it would send.
    pub fn run(&self, around: &Surroundings) -> Done {
        let mut workspace = self.open(around)?;
        if let Some(address) = &self.test_to {
            return sample::send(
                &workspace,
                around,
                address,
                &*self.channel(&workspace, None)?,
            );
        }
        if !self.really {
            refuse_to_start_over(&workspace, self.undone())?;
        }
        if !self.dry_run {
            self.refuse_without_server(&workspace)?;
        }
        if self.dry_run {
            return self.look(workspace, around);
        }
        if !self.really {
            match self.outbox {
                Some(_) => {
                    let called = self.ledger.as_ref().map_or("folder", |_| "ledger");
                    refuse_earlier_day(&workspace, around, called)?;
                }
                None => refuse_other_moment(&workspace, around)?,
            }
        }
        if let Some(folder) = &self.outbox {
            // Its ledger lies in it.
            Outbox::new(folder).prepare()?;
        }
        let mut ledger = match book::writer(&workspace, self.really) {
            Err(ledger::Error::Held { path, holder }) => {
                book::leave_to(&holder, &path, &around.terminal);
                return Ok(ExitCode::SUCCESS);
            }
            opened => opened?,
        };
        self.refuse_early_clock(&workspace, around, ledger.book())?;
        self.refuse_older(&workspace, ledger.book())?;
        let beliefs = self.beliefs(&mut workspace, ledger.book())?;
        if self.really {
            book::mean_it(&workspace, &mut ledger)?;
            self.mean_unlisted((&workspace, &beliefs), &mut ledger)?;
        }
        let refused = self.refuse_unlisted((&workspace, &beliefs), ledger.book());
        let reach = match refused {
            Ok(()) => Reach::All,
            Err(refused) if !tells_a_night(&workspace, &beliefs) => return Err(refused),
            Err(_) => Reach::TheNight,
        };
        let done = self.work_through((workspace, beliefs), around, ledger, reach);
        refused.and(done)
    }

    /// What is due leaves, what is missed is written off, and somebody is told.
    fn work_through(
        &self,
        (mut workspace, mut beliefs): (Box<Workspace>, Beliefs),
        around: &Surroundings,
        mut ledger: SqliteLedger,
        reach: Reach,
    ) -> Done {
        let mut turn = self.turn((&workspace, &beliefs), around, (&mut ledger, None), reach)?;
        if turn.may_be_followed() {
            beliefs = self.beliefs(&mut workspace, ledger.book())?;
            turn = self.turn(
                (&workspace, &beliefs),
                around,
                (&mut ledger, Some(turn)),
                reach,
            )?;
        }
        let Turn {
            tally,
            report,
            held,
            ..
        } = turn;
        if tally.number(Kind::Accepted) > 0 && !around.terminal.watched {
            mention_the_unheard(&workspace, around);
        }
        let waits = !held.is_empty();
        if around.terminal.watched || report.trouble || waits || self.outbox.is_some() {
            around.terminal.say(&around.terminal.fold(&report.answer));
        }
        let asked = asked(&workspace, &beliefs);
        around.terminal.complain(&asked);
        let mut trouble = report.trouble;
        // Other mails come first; while those cannot leave, this one waits for a later run, too.
        if self.outbox.is_none() && tally.stopped.is_none() {
            let waits = nudge::waits(&workspace, &beliefs, &held);
            let unheard = self.nudge(&workspace, waits, &mut ledger)?;
            let untold = self.warn_of_overdue(&workspace, &mut ledger)?;
            for unheard in [unheard, untold].into_iter().flatten() {
                trouble = true;
                around.terminal.complain(&unheard);
            }
        }
        Ok(match trouble {
            true => ExitCode::from(3),
            false => ended(waits, &asked),
        })
    }

    fn open(&self, around: &Surroundings) -> Result<Box<Workspace>, Failure> {
        let workspace = Workspace::open_with(&self.plan, around, &self.kept(), &[])?;
        self.refuse_to_surprise(&workspace, around)?;
        // Of a plan that is refused, all is said.
        let is_said = self.test_to.is_none() && self.begins_late(&workspace)?;
        if !is_said && (self.dry_run || around.terminal.watched) {
            mention(&workspace, around);
        }
        Ok(workspace)
    }

    /// Says what would be sent, and whether anything would be.
    fn look(&self, mut workspace: Box<Workspace>, around: &Surroundings) -> Done {
        let behind = self.behind(&workspace)?;
        let book = workspace.told_before()?;
        self.refuse_early_clock(&workspace, around, &*book)?;
        let older = self.refuse_older(&workspace, &*book);
        let beliefs = self.beliefs(&mut workspace, &*book)?;
        let agenda = agenda(&workspace.timeline, &workspace.directory, workspace.now);
        let mut prospect = self.prospect((&workspace, &beliefs), &agenda, &*book)?;
        for (notice, fault) in std::mem::take(&mut prospect.unworded) {
            complain_of(&workspace, around, notice, fault);
        }
        let is_late = self.begins_late(&workspace)?;
        let mut answer = prospect::told((&workspace, &beliefs), &prospect);
        if is_late && self.outbox.is_none() {
            answer = format!("{LATE}Once somebody has:\n{answer}");
        }
        let gone = self.refuse_unlisted((&workspace, &beliefs), &*book);
        if gone.is_err() {
            answer = format!("{GONE}Once somebody has said that it is meant:\n{answer}");
        }
        if older.is_err() {
            answer = format!("{OLDER}Once somebody has said that it is meant:\n{answer}");
        }
        if behind.is_some() {
            answer = format!("{BEHIND}Once somebody has said that it is meant:\n{answer}");
        }
        around.terminal.say(&answer);
        let asked = asked(&workspace, &beliefs);
        around.terminal.complain(&asked);
        behind.map_or(Ok(()), Err)?;
        older?;
        gone?;
        if is_late && self.outbox.is_none() {
            return Err(late(&workspace));
        }
        if is_late {
            around.terminal.complain(&late_look(&workspace));
        }
        Ok(ended(!prospect.held.is_empty(), &asked))
    }

    /// Whether this run would begin a plan too late to tell everybody in time, and nobody has allowed
    /// it. One that runs goes on: its other notices are worth more than the delay.
    fn begins_late(&self, workspace: &Workspace) -> Result<bool, Failure> {
        Ok(workspace.findings.has_errors() && !has_begun(workspace)?)
    }

    /// A server is not told of a plan that begins late; whoever only looks is told that it would not be.
    fn refuse_to_surprise(
        &self,
        workspace: &Workspace,
        around: &Surroundings,
    ) -> Result<(), Failure> {
        if self.dry_run || self.test_to.is_some() || !self.begins_late(workspace)? {
            return Ok(());
        }
        if self.outbox.is_some() {
            around.terminal.complain(&late_look(workspace));
            return Ok(());
        }
        around.terminal.complain(LATE);
        Err(late(workspace))
    }

    /// The clock of a run: real time, or time that goes on from `--now`.
    fn clock(
        &self,
        around: &Surroundings,
        workspace: &Workspace,
    ) -> impl Fn() -> Instant + Sync + use<> {
        let ahead = around.global.now.as_ref().map(|_| workspace.now - clock());
        move || clock() + ahead.unwrap_or_default()
    }

    /// Where mails leave, by what a ledger knows of the server, and until when the first of what is due is
    /// worth sending.
    fn channel(
        &self,
        workspace: &Workspace,
        known: Option<(&SqliteLedger, Option<Instant>)>,
    ) -> Result<Box<dyn Channel>, Failure> {
        if let Some(folder) = &self.outbox {
            return Ok(Box::new(Outbox::new(folder)));
        }
        self.refuse_without_server(workspace)?;
        let Some(relay) = workspace.settings.relay()? else {
            return Err(no_server());
        };
        match known {
            Some(known) => login::server(workspace, relay, known),
            None => Ok(Box::new(Smtp::new(relay)?)),
        }
    }

    /// Nothing is worth looking at while there is no way for a mail to leave.
    fn refuse_without_server(&self, workspace: &Workspace) -> Result<(), Failure> {
        if self.outbox.is_some() || workspace.settings.names_server() {
            return Ok(());
        }
        Err(no_server())
    }

    fn kept(&self) -> Kept<'_> {
        Kept {
            ledger: self.ledger.as_deref(),
            outbox: self.outbox.as_deref(),
            is_spared: false,
            may_begin: true,
        }
    }

    /// By a clock that is behind the ledger nothing is due that is, in a folder or at a look either.
    fn refuse_early_clock(
        &self,
        workspace: &Workspace,
        around: &Surroundings,
        book: &dyn Book,
    ) -> Result<(), Failure> {
        match self.really {
            true => Ok(()),
            false => refuse_early_clock(workspace, around, book),
        }
    }

    /// A folder of mails by an older plan would be taken for what leaves next. So an outbox asks
    /// the plan's ledger, too.
    fn refuse_older(&self, workspace: &Workspace, book: &dyn Book) -> Result<(), Failure> {
        if self.really {
            return Ok(());
        }
        refuse_older(workspace, book)?;
        if self.outbox.is_none() || self.ledger.is_some() {
            return Ok(());
        }
        // One that cannot be read is a matter for whoever sends by it.
        let usual = workspace.book(&workspace.settings.ledger(&workspace.path));
        usual.map_or(Ok(()), |usual| refuse_older(workspace, &*usual))
    }

    /// Why the ledger may be a copy that was put back, where nobody has said that it is meant.
    fn behind(&self, workspace: &Workspace) -> Result<Option<ledger::Error>, Failure> {
        if self.really {
            return Ok(None);
        }
        let plan = workspace.plan.id.as_str();
        Ok(SqliteBook::behind(&workspace.ledger, plan)?)
    }

    /// What may leave.
    fn gate(&self, workspace: &Workspace, book: &dyn Book) -> Result<Gate, Failure> {
        Ok(self.kept().gate(workspace, book)?)
    }

    /// What everybody believes, when nothing is missing that they believe in.
    fn beliefs(&self, workspace: &mut Workspace, book: &dyn Book) -> Result<Beliefs, Failure> {
        let beliefs = workspace.beliefs(book, self.assume_cancelled)?;
        refuse_removed(workspace, &beliefs, self.undone())?;
        refuse_stranded(workspace, &beliefs, self.undone())?;
        Ok(beliefs)
    }

    /// What is said of a run that is refused.
    fn undone(&self) -> &'static str {
        match self.dry_run {
            true => "Nothing would be sent",
            false => "Nothing was sent",
        }
    }
}

/// What is said of a plan that would be begun late.
const LATE: &str = "`send` does not begin this plan: people would hear later than the policy asks,\nand no named person has allowed it.\n";

const BEHIND: &str = "`send` refuses this ledger: more was written into it than it holds.\n";

const OLDER: &str = "`send` refuses this plan: it is older than what was sent or approved last.\n";

/// How a run without trouble ends: whether something waits for a person's word.
fn ended(waits: bool, asked: &str) -> ExitCode {
    match waits || !asked.is_empty() {
        true => ExitCode::from(WAITING),
        false => ExitCode::SUCCESS,
    }
}

/// Where it is late, and how that is allowed.
fn late(workspace: &Workspace) -> Failure {
    let found = (workspace.findings.clone(), workspace.sources.clone());
    Failure::Findings(Box::new(found))
}

/// The same for whoever only looks at the mails in a folder.
fn late_look(workspace: &Workspace) -> String {
    let check = workspace.command("check");
    format!("These mails are only to look at. {LATE}`{check}` says where, and how it is allowed.\n")
}

fn no_server() -> Failure {
    Failure::usage(
        "no mail server is set, so nothing can be sent",
        "write the mails into a folder with `--outbox DIR`, or put the server into a file `forewarn.yaml` beside the plan:\n\n  smtp: {host: mail.example.org}          # STARTTLS on port 587, no login\n  # smtp: {host: …, user: …, password: {env: SMTP_PASSWORD}}",
    )
}
