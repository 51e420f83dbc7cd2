//! `send`: deliver what is due now, once. Made to be run by cron every few minutes.

use super::failure::Failure;
use super::outcome::{self, Prospect};
use super::preview::make;
use super::progress::Progress;
use super::sample;
use super::workspace::Workspace;
use super::{Done, Surroundings, clock};
use crate::calendar::zone::Instant;
use crate::channel::Channel;
use crate::channel::outbox::Outbox;
use crate::channel::smtp::Smtp;
use crate::directory::Recipient;
use crate::dispatch::{Dispatch, Order, Outgoing};
use crate::ledger::{self, Book, HeldBy, Lock, MemoryLedger, SqliteBook, SqliteLedger};
use crate::mailing::Mailing;
use crate::mailing::docket::{self, Asked, Item};
use crate::timeline::{Agenda, Occurrence, agenda};
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
}

/// A batch is far too large when it has more mails than this many times the people concerned.
const TOO_LARGE: u64 = 3;
const NEVER_TOO_LARGE: u64 = 50;

impl Send {
    /// Sends, or says what it would send.
    pub fn run(&self, around: &Surroundings) -> Done {
        let workspace = Workspace::open(&self.plan, around)?;
        if let Some(address) = &self.test_to {
            return sample::send(&workspace, around, address, &*self.channel(&workspace)?);
        }
        let agenda = agenda(&workspace.timeline, &workspace.directory, workspace.now);
        if self.dry_run {
            let prospect = self.prospect(&workspace, &agenda)?;
            around
                .terminal
                .say(&outcome::prospect(&workspace, &agenda, &prospect));
            return Ok(ExitCode::SUCCESS);
        }
        let channel = self.channel(&workspace)?;
        let ledger = match self.open_ledger(&workspace) {
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
        self.deliver(&workspace, around, &agenda, (ledger, &*channel))
    }

    fn deliver(
        &self,
        workspace: &Workspace,
        around: &Surroundings,
        agenda: &Agenda,
        (mut ledger, channel): (SqliteLedger, &dyn Channel),
    ) -> Done {
        let due = items(workspace, &agenda.due, (&ledger, Asked::Open))?;
        let missed = items(workspace, &agenda.missed, (&ledger, Asked::Untried))?;
        let late = items(workspace, &agenda.missed, (&ledger, Asked::Unfinished))?;
        let size = outcome::count(&due);
        self.refuse_if_too_large(workspace, size)?;
        let forbidden = forbidden(workspace, agenda, &ledger)?;
        let due = mailings(workspace, due)?;
        let missed = mailings(workspace, missed)?;
        let late = mailings(workspace, late)?;
        let limit = self.limit.unwrap_or(usize::MAX);
        let write_offs = missed
            .iter()
            .flat_map(skips_of)
            .chain(late.iter().flat_map(orders_of));
        let orders = write_offs.chain(due.iter().flat_map(orders_of).take(limit));
        let progress = Progress::new(
            &around.terminal,
            size.min(u64::try_from(limit).unwrap_or(u64::MAX)),
        );
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
            now: &now,
            sleep: &std::thread::sleep,
            stop: &stop,
            progress: &|tally| progress.show(tally),
        };
        let tally = dispatch.carry_out(orders, &mut ledger, channel);
        progress.clear();
        let report = outcome::report(&tally, forbidden, workspace, agenda);
        if !report.answer.is_empty()
            && (around.terminal.watched || report.trouble || self.outbox.is_some())
        {
            around.terminal.say(&report.answer);
        }
        Ok(ExitCode::from(if report.trouble { 3 } else { 0 }))
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
            let outbox = Outbox::new(folder);
            outbox.prepare()?;
            return Ok(Box::new(outbox));
        }
        let Some(relay) = workspace.settings.relay()? else {
            return Err(Failure::usage(
                "no mail server is set, so nothing can be sent",
                "write the mails into a folder with `--outbox DIR`, or put the server into a file `forewarn.yaml` beside the plan:\n\n  smtp: {host: mail.example.org}          # STARTTLS on port 587, no login\n  # smtp: {host: …, user: …, password: {env: SMTP_PASSWORD}}",
            ));
        };
        Ok(Box::new(Smtp::new(relay)?))
    }

    /// Where the ledger lies: an outbox keeps its own, so that trying out counts as nothing told.
    fn ledger_path(&self, workspace: &Workspace) -> PathBuf {
        match (&self.ledger, &self.outbox) {
            (Some(path), _) => path.clone(),
            (None, Some(folder)) => folder.join(format!("{}.ledger", workspace.plan.id)),
            (None, None) => workspace.settings.ledger(&workspace.path),
        }
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
        let due = items(workspace, &agenda.due, (&*book, Asked::Open))?;
        let missed = items(workspace, &agenda.missed, (&*book, Asked::Untried))?;
        let size = outcome::count(&due);
        let due = mailings(workspace, due)?;
        let lines = due.iter().map(|mailing| {
            (
                mailing.message.subject.clone(),
                format!(
                    "{} for {}",
                    mailing.notice.id,
                    mailing.occurrence().audience
                ),
                mailing.group.members.len(),
            )
        });
        Ok(Prospect {
            lines: lines.collect(),
            missed: outcome::count(&missed),
            size,
        })
    }

    fn refuse_if_too_large(&self, workspace: &Workspace, size: u64) -> Result<(), Failure> {
        if self.large {
            return Ok(());
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
        let (most, whose) = match workspace.settings.largest_batch() {
            Some(most) => (most, "the settings allow".to_owned()),
            None => (
                usual,
                format!("{TOO_LARGE} for each of the plan's people make"),
            ),
        };
        if size <= most {
            return Ok(());
        }
        Err(Failure::World {
            what: format!("{size} mails would leave in one run; {whose} {most}. Nothing was sent"),
            hint: "look at them with `send --dry-run`; if they are right, send with `--large`, or a part with `--limit`".to_owned(),
        })
    }
}

/// The deliveries to allowed addresses that are asked for.
fn items<'w>(
    workspace: &'w Workspace,
    occurrences: &[&'w Occurrence],
    asked: (&dyn Book, Asked),
) -> Result<Vec<Item<'w>>, Failure> {
    let within = |reader: &Recipient| workspace.settings.allows(&reader.address);
    Ok(docket::items(
        workspace.case(),
        occurrences,
        asked,
        &within,
    )?)
}

/// How many due mails are kept back because their domain is not allowed.
fn forbidden(workspace: &Workspace, agenda: &Agenda, book: &dyn Book) -> Result<u64, Failure> {
    let outside = |reader: &Recipient| !workspace.settings.allows(&reader.address);
    let asked = (book, Asked::Untried);
    let items = docket::items(workspace.case(), &agenda.due, asked, &outside)?;
    Ok(outcome::count(&items))
}

fn mailings<'w>(
    workspace: &'w Workspace,
    items: Vec<Item<'w>>,
) -> Result<Vec<Mailing<'w>>, Failure> {
    items
        .into_iter()
        .map(|item| make(workspace, item.occurrence, item.group))
        .collect()
}

/// Orders to deliver a mailing to each of its readers. Late ones are offered no more: dispatch
/// writes down what became of them.
fn orders_of<'o>(mailing: &'o Mailing<'o>) -> impl Iterator<Item = Order<'o>> + 'o {
    mailing.readers().map(move |reader| {
        let made = move |date| {
            mailing
                .mail(reader, date)
                .map_err(|error| error.to_string())
        };
        Order::Deliver(Outgoing {
            planned: Arc::new(mailing.planned(reader)),
            envelope: mailing.envelope(reader),
            message: Box::new(made),
        })
    })
}

/// Orders to write down that a missed notice is not told, for each of its readers.
fn skips_of<'o>(mailing: &'o Mailing<'o>) -> impl Iterator<Item = Order<'o>> + 'o {
    mailing.readers().map(move |reader| Order::Skip {
        planned: Arc::new(mailing.planned(reader)),
        because: "a later notice took its place, or its moment passed, before it could be told"
            .to_owned(),
    })
}
