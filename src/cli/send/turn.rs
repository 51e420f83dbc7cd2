//! A turn of `send`: a round by what the ledger shows, carried out. A run takes one, and a second one
//! for whoever was put right by the first: what waited for that follows at once.

use super::super::failure::Failure;
use super::super::obstacle::unmade;
use super::super::outcome::{Outlook, Report};
use super::super::progress::Progress;
use super::super::workspace::Workspace;
use super::super::{Surroundings, book, signal};
use super::Send;
use super::foresight::Foresight;
use super::login;
use crate::belief::Beliefs;
use crate::directory::Recipient;
use crate::dispatch::{Dispatch, Order, Tally};
use crate::ledger::{Ledger as _, Occasion, SqliteLedger};
use crate::mailing::Fault;
use crate::round::following::Corrected;
use crate::round::{Held, Round, Trouble};
use crate::timeline::agenda;

/// What a turn did.
pub(super) struct Turn {
    /// What became of its orders, and of those of the turn before it.
    pub tally: Tally,
    /// The same in words.
    pub report: Report,
    /// What waits for an approval.
    pub held: Vec<Held>,
    corrected: Corrected,
}

/// How much of a round is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// All of it.
    All,
    /// What was recorded of a night, until a person has looked at the rest.
    TheNight,
}

/// Where a turn is taken: the plan, the world around it, what there is to do, and what is known.
struct Stage<'s> {
    workspace: &'s Workspace,
    around: &'s Surroundings,
    round: &'s Round<'s>,
    ledger: &'s mut SqliteLedger,
}

/// What became of the orders of a turn.
struct Done {
    tally: Tally,
    corrected: Corrected,
    /// How many there were, with those of the turn before.
    orders: usize,
}

/// Says that a notice whose time is over stays as it is, and why.
pub(super) fn complain_of(
    workspace: &Workspace,
    around: &Surroundings,
    notice: String,
    fault: Fault,
) {
    let terminal = &around.terminal;
    let said = format!(
        "`{notice}` is over and cannot be written off, because no words can be made of it; the rest goes on\n"
    );
    terminal.complain(&terminal.fold(&said));
    let why = unmade(workspace, Trouble::Unmade(notice, fault));
    terminal.complain(&why.render(terminal));
}

impl Turn {
    /// Whether somebody was put right, and what waited for that may leave now.
    pub fn may_be_followed(&self) -> bool {
        !self.corrected.is_nobody() && self.tally.stopped.is_none()
    }
}

impl Send {
    /// Carries out what there is to do; after another turn, only what could not be done before it.
    pub(super) fn turn(
        &self,
        (workspace, beliefs): (&Workspace, &Beliefs),
        around: &Surroundings,
        (ledger, before): (&mut SqliteLedger, Option<Turn>),
        reach: Reach,
    ) -> Result<Turn, Failure> {
        let agenda = agenda(&workspace.timeline, &workspace.directory, workspace.now);
        let within = |reader: &Recipient| workspace.settings.allows(&reader.address);
        let office = workspace.office(beliefs);
        let told = |trouble| unmade(workspace, trouble);
        let gate = self.gate(workspace, ledger.book())?;
        let mut round =
            Round::plan(office, &agenda, (ledger.book(), &gate), &within).map_err(told)?;
        if reach == Reach::TheNight {
            round.keep_the_night();
        }
        let unworded = std::mem::take(&mut round.unworded);
        let leaves_something = !unworded.is_empty();
        // A second turn has nothing new to say of it.
        for (notice, fault) in unworded.into_iter().filter(|_| before.is_none()) {
            complain_of(workspace, around, notice, fault);
        }
        ledger.mark(&round.settled)?;
        let foresight = self.foresight(workspace, &round, ledger.book())?;
        let stage = Stage {
            workspace,
            around,
            round: &round,
            ledger: &mut *ledger,
        };
        let Done {
            tally,
            corrected,
            orders,
        } = match before {
            None => self.first(stage, &foresight)?,
            Some(before) => self.follow(stage, before)?,
        };
        let outlook = Outlook {
            workspace,
            beliefs,
            corrections: &round.waiting,
            after_hours: &round.after_hours,
            held: &round.held,
            begun: foresight.left_in_the_middle(),
            withheld: &round.withheld,
            watched: around.terminal.watched,
            strays: round.strays,
            open: round.open(),
            orders,
            limit: self.limit,
            riding: round.riders(),
            outbox: self.outbox.as_deref(),
        };
        let mut report = outlook.report(&tally);
        report.trouble |= leaves_something;
        ledger.mark(&round.withheld.news)?;
        Ok(Turn {
            tally,
            report,
            held: round.held,
            corrected,
        })
    }

    /// All that a round has to do.
    fn first(&self, stage: Stage, foresight: &Foresight) -> Result<Done, Failure> {
        let Stage {
            workspace, round, ..
        } = stage;
        let orders = round.open() + round.write_offs();
        // Nothing to do at all, so that no secret need be asked for.
        if round.writes_nothing_off() && foresight.rests() {
            return Ok(Done {
                tally: Tally::default(),
                corrected: Corrected::default(),
                orders,
            });
        }
        self.refuse_if_too_large(workspace, round, foresight)?;
        let given = (round.orders(), round.open());
        let (tally, ledger) = self.deliver(stage, given, self.limit)?;
        Ok(Done {
            tally,
            corrected: round.corrected().heard(ledger.book())?,
            orders,
        })
    }

    /// What a round can do only since somebody was put right.
    fn follow(&self, stage: Stage, before: Turn) -> Result<Done, Failure> {
        let Turn {
            mut tally,
            corrected,
            ..
        } = before;
        let given: Vec<Order> = stage.round.following(&corrected).collect();
        let number = given.len();
        let orders = number + usize::try_from(tally.total()).unwrap_or(usize::MAX);
        if number > 0 {
            let given = (given.into_iter(), number);
            let tried = usize::try_from(tally.tried()).unwrap_or(usize::MAX);
            let room = self.room(stage.workspace).saturating_sub(tried);
            tally = tally.and(self.deliver(stage, given, Some(room))?.0);
        }
        Ok(Done {
            tally,
            corrected: Corrected::default(),
            orders,
        })
    }

    /// Hands so many orders of a round over, of which at most `limit` are tried.
    fn deliver<'o, 's>(
        &self,
        stage: Stage<'s>,
        (orders, number): (impl Iterator<Item = Order<'o>>, usize),
        limit: Option<usize>,
    ) -> Result<(Tally, &'s SqliteLedger), Failure> {
        let Stage {
            workspace,
            around,
            round,
            ledger,
        } = stage;
        // From here on only the world is in the way, and a plan that waits for it has begun.
        ledger.begin(workspace.now)?;
        let due = round.due.iter();
        let lapses = due.map(|mailing| mailing.occurrence().latest_useful).min();
        let channel = self.channel(workspace, Some((&*ledger, lapses)))?;
        book::remember(workspace, &round.due, ledger)?;
        book::publish(workspace, Occasion::Sending, ledger)?;
        let size = number.min(limit.unwrap_or(usize::MAX));
        let progress = Progress::new(&around.terminal, u64::try_from(size).unwrap_or(u64::MAX));
        let now = self.clock(around, workspace);
        let run = format!(
            "{}-{}",
            workspace.now.format("%Y%m%dT%H%M%SZ"),
            std::process::id()
        );
        let stop = signal::watch();
        let dispatch = Dispatch {
            run: &run,
            doubt: workspace.settings.doubt(),
            per_minute: workspace
                .settings
                .per_minute()
                .filter(|_| self.outbox.is_none()),
            limit,
            now: &now,
            sleep: &std::thread::sleep,
            stop: &stop,
            progress: &|tally| progress.show(tally),
        };
        let tally = dispatch.carry_out(orders, ledger, &*channel);
        progress.clear();
        login::remember(workspace, &*channel, ledger)?;
        Ok((tally, ledger))
    }
}
