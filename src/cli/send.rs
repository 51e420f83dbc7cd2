//! `send`: deliver what is due now, once. Made to be run by cron every few minutes.

use super::failure::Failure;
use super::kept::Kept;
use super::outcome::{self, Outlook, Prospect};
use super::progress::Progress;
use super::sample;
use super::warnings::{mention, mention_the_unheard};
use super::work::{Work, forbidden, members, work};
use super::workspace::Workspace;
use super::{Done, Surroundings, clock};
use crate::calendar::zone::Instant;
use crate::channel::Channel;
use crate::channel::outbox::Outbox;
use crate::channel::smtp::Smtp;
use crate::directory::Recipient;
use crate::dispatch::{self, Circumstances, Dispatch, Kind, Tally, Verdict};
use crate::ledger::{
    self, Book, HeldBy, Ledger as _, Lock, MemoryLedger, SqliteBook, SqliteLedger,
};
use crate::mailing::Mailing;
use crate::timeline::{Agenda, agenda};
use chrono::TimeDelta;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

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
    /// Send although `--now` names a moment more than a day ahead, or although another ledger of
    /// this plan knows who was told
    #[arg(long)]
    really: bool,
}

/// A batch is far too large when it has more mails than this many times the people concerned.
const TOO_LARGE: u64 = 3;
const NEVER_TOO_LARGE: u64 = 50;

/// How far `--now` may be ahead of the clock without being a look into the future.
const LOOKING_AHEAD: TimeDelta = TimeDelta::days(1);

impl Send {
    /// Sends, or says what it would send.
    pub fn run(&self, around: &Surroundings) -> Done {
        let workspace = self.open(around)?;
        if let Some(address) = &self.test_to {
            return sample::send(&workspace, around, address, &*self.channel(&workspace)?);
        }
        let agenda = agenda(&workspace.timeline, &workspace.directory, workspace.now);
        self.refuse_to_start_over(&workspace, &agenda)?;
        if self.dry_run {
            let prospect = self.prospect(&workspace, &agenda)?;
            around
                .terminal
                .say(&outcome::prospect(&workspace, &agenda, &prospect));
            return Ok(ExitCode::SUCCESS);
        }
        self.refuse_to_foretell(&workspace)?;
        if let Some(folder) = &self.outbox {
            // Its ledger lies in it.
            Outbox::new(folder).prepare()?;
        }
        let mut ledger = match self.open_ledger(&workspace) {
            Err(ledger::Error::Held { path, holder }) => {
                let message = format!(
                    "{} is in use by {holder}; this run leaves the work to it\n",
                    path.display()
                );
                around.terminal.complain(&message);
                return Ok(ExitCode::SUCCESS);
            }
            opened => opened?,
        };
        let work = work(&workspace, &agenda, &ledger)?;
        ledger.mark(&work.settled)?;
        let forbidden = if around.terminal.watched {
            forbidden(&workspace, &agenda, &ledger)?
        } else {
            0
        };
        let outlook = Outlook {
            workspace: &workspace,
            agenda: &agenda,
            forbidden,
            strays: work.strays,
            open: work.open(),
            write_offs: work.write_offs(),
        };
        let report = if self.is_idle(&workspace, &work, &ledger)? {
            outlook.report(&Tally::default())
        } else {
            let tally = self.deliver(&workspace, around, (&work, ledger))?;
            if tally.number(Kind::Accepted) > 0 && !around.terminal.watched {
                mention_the_unheard(&workspace, around);
            }
            outlook.report(&tally)
        };
        if around.terminal.watched || report.trouble || self.outbox.is_some() {
            around.terminal.say(&report.answer);
        }
        Ok(ExitCode::from(if report.trouble { 3 } else { 0 }))
    }

    fn open(&self, around: &Surroundings) -> Result<Box<Workspace>, Failure> {
        let workspace = Workspace::open_with(&self.plan, around, &self.kept(), &[])?;
        if self.test_to.is_none() {
            self.refuse_to_surprise(&workspace)?;
        }
        if self.dry_run || around.terminal.watched {
            mention(&workspace, around);
        }
        Ok(workspace)
    }

    /// Whether there is nothing to do at all, so that no secret need be asked for.
    fn is_idle(
        &self,
        workspace: &Workspace,
        work: &Work,
        book: &dyn Book,
    ) -> Result<bool, Failure> {
        if !work.writes_nothing_off() {
            return Ok(false);
        }
        for mailing in &work.due {
            for reader in mailing.readers() {
                let verdict = self.foresee(workspace, book, (mailing, reader))?;
                if !matches!(verdict, Verdict::Leave(..)) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// What a run would do now about the delivery of a mailing to a reader.
    fn foresee(
        &self,
        workspace: &Workspace,
        book: &dyn Book,
        (mailing, reader): (&Mailing, &Recipient),
    ) -> Result<Verdict, Failure> {
        let find = || {
            let folder = self.outbox.as_ref()?;
            Outbox::new(folder).find(&mailing.envelope(reader).key)
        };
        let circumstances = Circumstances {
            now: workspace.now,
            doubt: workspace.settings.doubt(),
            doubts: 0,
            find: &find,
        };
        let planned = Arc::new(mailing.planned(reader));
        Ok(dispatch::foresee(&planned, book, &circumstances)?)
    }

    /// How many mails of a mailing would really leave now.
    fn going(
        &self,
        workspace: &Workspace,
        book: &dyn Book,
        mailing: &Mailing,
    ) -> Result<usize, Failure> {
        let mut going = 0;
        for reader in mailing.readers() {
            let verdict = self.foresee(workspace, book, (mailing, reader))?;
            going += usize::from(matches!(verdict, Verdict::Go { .. }));
        }
        Ok(going)
    }

    fn deliver(
        &self,
        workspace: &Workspace,
        around: &Surroundings,
        (work, mut ledger): (&Work, SqliteLedger),
    ) -> Result<Tally, Failure> {
        self.refuse_if_too_large(workspace, work, &ledger)?;
        let channel = self.channel(workspace)?;
        let size = work.open().min(self.limit.unwrap_or(usize::MAX));
        let progress = Progress::new(&around.terminal, u64::try_from(size).unwrap_or(u64::MAX));
        let now = self.clock(around, workspace);
        let run = format!(
            "{}-{}",
            workspace.now.format("%Y%m%dT%H%M%SZ"),
            std::process::id()
        );
        let stop = super::signal::watch();
        let dispatch = Dispatch {
            run: &run,
            doubt: workspace.settings.doubt(),
            per_minute: workspace
                .settings
                .per_minute()
                .filter(|_| self.outbox.is_none()),
            limit: self.limit,
            now: &now,
            sleep: &std::thread::sleep,
            stop: &stop,
            progress: &|tally| progress.show(tally),
        };
        let tally = dispatch.carry_out(work.orders(workspace), &mut ledger, &*channel);
        progress.clear();
        Ok(tally)
    }

    /// Mails that leave too early cannot be called back: whoever looks ahead mostly wants to look.
    fn refuse_to_foretell(&self, workspace: &Workspace) -> Result<(), Failure> {
        let is_ahead = workspace.now - clock() > LOOKING_AHEAD;
        if !is_ahead || self.really || self.outbox.is_some() {
            return Ok(());
        }
        Err(Failure::usage(
            "`--now` names a moment more than a day ahead, and the mails would really be sent. Nothing was sent",
            "look with `--dry-run`, write the mails into a folder with `--outbox DIR`, or send them now with `--really`",
        ))
    }

    /// A plan that begins too late to tell everybody in time begins when somebody has allowed it. One
    /// that runs goes on: its other notices are worth more than the delay.
    fn refuse_to_surprise(&self, workspace: &Workspace) -> Result<(), Failure> {
        if !workspace.findings.has_errors() || SqliteBook::is_there(&self.ledger_path(workspace)) {
            return Ok(());
        }
        let found = (workspace.findings.clone(), workspace.sources.clone());
        Err(Failure::Findings(Box::new(found)))
    }

    /// A plan file that was given another name has another ledger, which knows nobody who was told.
    fn refuse_to_start_over(&self, workspace: &Workspace, agenda: &Agenda) -> Result<(), Failure> {
        let path = self.ledger_path(workspace);
        let nothing_past = agenda.due.is_empty() && agenda.missed.is_empty();
        if self.really || nothing_past || SqliteBook::is_there(&path) {
            return Ok(());
        }
        let others = SqliteBook::beside(&path, workspace.plan.id.as_str());
        let Some(other) = others.first() else {
            return Ok(());
        };
        let (path, other) = (path.display(), other.display());
        Err(Failure::usage(
            format!(
                "there is no ledger {path} yet, but {other} is a ledger of this plan: everybody it knows as told would be told again. Nothing was sent"
            ),
            format!(
                "go on with it by `--ledger {other}`, or give it the name {path}; start afresh with `--really`"
            ),
        ))
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

    fn channel(&self, workspace: &Workspace) -> Result<Box<dyn Channel>, Failure> {
        if let Some(folder) = &self.outbox {
            return Ok(Box::new(Outbox::new(folder)));
        }
        let Some(relay) = workspace.settings.relay()? else {
            return Err(Failure::usage(
                "no mail server is set, so nothing can be sent",
                "write the mails into a folder with `--outbox DIR`, or put the server into a file `forewarn.yaml` beside the plan:\n\n  smtp: {host: mail.example.org}          # STARTTLS on port 587, no login\n  # smtp: {host: …, user: …, password: {env: SMTP_PASSWORD}}",
            ));
        };
        Ok(Box::new(Smtp::new(relay)?))
    }

    fn kept(&self) -> Kept<'_> {
        Kept {
            ledger: self.ledger.as_deref(),
            outbox: self.outbox.as_deref(),
        }
    }

    fn ledger_path(&self, workspace: &Workspace) -> PathBuf {
        let (settings, plan) = (&workspace.settings, &workspace.plan);
        self.kept().path(settings, &workspace.path, &plan.id)
    }

    fn open_ledger(&self, workspace: &Workspace) -> Result<SqliteLedger, ledger::Error> {
        let path = self.ledger_path(workspace);
        let holder = HeldBy {
            pid: std::process::id(),
            host: String::new(),
            since: Some(clock()),
        };
        let lock = Lock::take(&path, &holder)?;
        SqliteLedger::open_or_create(lock, workspace.plan.id.as_str())
    }

    fn prospect(&self, workspace: &Workspace, agenda: &Agenda) -> Result<Prospect, Failure> {
        let path = self.ledger_path(workspace);
        let book: Box<dyn Book> =
            match SqliteBook::open_read_only(&path, workspace.plan.id.as_str()) {
                Err(ledger::Error::Missing { .. }) => Box::new(MemoryLedger::new()),
                opened => Box::new(opened?),
            };
        let work = work(workspace, agenda, &*book)?;
        let mut lines = Vec::new();
        for mailing in &work.due {
            let going = self.going(workspace, &*book, mailing)?;
            if going > 0 {
                let notice = &mailing.notice.id;
                let audience = &mailing.occurrence().audience;
                lines.push((
                    mailing.message.subject.clone(),
                    format!("{notice} for {audience}"),
                    going,
                ));
            }
        }
        Ok(Prospect {
            going: lines.iter().map(|(_, _, going)| going).sum(),
            open: work.open(),
            limit: self.limit,
            lines,
            missed: members(&work.missed),
            strays: work.strays,
            forbidden: forbidden(workspace, agenda, &*book)?,
        })
    }

    fn refuse_if_too_large(
        &self,
        workspace: &Workspace,
        work: &Work,
        book: &dyn Book,
    ) -> Result<(), Failure> {
        if self.large {
            return Ok(());
        }
        let (most, whose) = largest(workspace);
        let limit = self.limit.unwrap_or(usize::MAX);
        let is_too_large = |size: usize| u64::try_from(size.min(limit)).unwrap_or(u64::MAX) > most;
        if !is_too_large(work.open()) {
            return Ok(());
        }
        // Some of them may only be waiting.
        let mut size = 0;
        for mailing in &work.due {
            size += self.going(workspace, book, mailing)?;
        }
        if !is_too_large(size) {
            return Ok(());
        }
        let size = size.min(limit);
        Err(Failure::World {
            what: format!("{size} mails would leave in one run; {whose} {most}. Nothing was sent"),
            hint: "look at them with `send --dry-run`; if they are right, send with `--large`, or a part with `--limit`".to_owned(),
        })
    }
}

/// The largest batch that leaves without `--large`, and the words for whose number that is.
fn largest(workspace: &Workspace) -> (u64, String) {
    if let Some(most) = workspace.settings.largest_batch() {
        return (most, "the settings allow".to_owned());
    }
    let people = u64::try_from(workspace.directory.people()).unwrap_or(u64::MAX);
    let stated = workspace
        .plan
        .departments
        .iter()
        .map(|department| department.people.map(u64::from));
    let stated: Option<u64> = stated.sum::<Option<u64>>().filter(|sum| *sum > 0);
    let usual = people
        .min(stated.unwrap_or(people))
        .saturating_mul(TOO_LARGE)
        .max(NEVER_TOO_LARGE);
    let whose = format!("{TOO_LARGE} for each of the plan's people make");
    (usual, whose)
}
