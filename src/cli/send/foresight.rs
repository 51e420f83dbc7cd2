//! Foresight: what a run would do, delivery by delivery, before it does anything.

use super::super::batch::largest;
use super::super::failure::Failure;
use super::super::obstacle::unmade;
use super::super::prospect::{self, Lines, Prospect};
use super::super::workspace::Workspace;
use super::Send;
use crate::belief::Beliefs;
use crate::channel::Channel as _;
use crate::channel::outbox::Outbox;
use crate::directory::Recipient;
use crate::dispatch::{self, Circumstances, Kind, Verdict};
use crate::ledger::{Book, Standing, Supposed};
use crate::mailing::Mailing;
use crate::round::{self, Round};
use crate::timeline::Agenda;
use std::sync::Arc;

impl Send {
    /// How many deliveries a dead run has begun and this one leaves alone for now.
    pub(super) fn left_in_the_middle(
        &self,
        workspace: &Workspace,
        round: &Round,
        book: &dyn Book,
    ) -> Result<usize, Failure> {
        let mut number = 0;
        for mailing in &round.due {
            for reader in mailing.readers() {
                let state = book.state(&mailing.delivery(reader))?;
                if state.is_some_and(|state| state.standing == Standing::Begun) {
                    let verdict = self.foresee(workspace, book, (mailing, reader))?;
                    number += usize::from(matches!(verdict, Verdict::Leave(Kind::Waiting, _)));
                }
            }
        }
        Ok(number)
    }

    /// Whether there is nothing to do at all, so that no secret need be asked for.
    pub(super) fn is_idle(
        &self,
        workspace: &Workspace,
        round: &Round,
        book: &dyn Book,
    ) -> Result<bool, Failure> {
        if !round.writes_nothing_off() {
            return Ok(false);
        }
        for mailing in &round.due {
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
    pub(super) fn foresee(
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
    pub(super) fn going(
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

    pub(super) fn prospect<'w>(
        &self,
        (workspace, beliefs): (&'w Workspace, &'w Beliefs),
        agenda: &Agenda<'w>,
        book: &dyn Book,
    ) -> Result<Prospect<'w>, Failure> {
        let within = |reader: &Recipient| workspace.settings.allows(&reader.address);
        let office = workspace.office(beliefs);
        let told = |trouble| unmade(workspace, trouble);
        let gate = self.gate(workspace, book)?;
        let round = Round::plan(office, agenda, (book, &gate), &within).map_err(told)?;
        let mut lines: Lines = Vec::new();
        let (mut all, mut shared) = (0, 0);
        let mut room = self.limit.unwrap_or(usize::MAX);
        for mailing in &round.due {
            let going = self.going(workspace, book, mailing)?;
            all += going;
            let going = going.min(room);
            room -= going;
            if going > 0 {
                let size = u64::try_from(going).unwrap_or(u64::MAX);
                shared += size * u64::from(mailing.parts() > 1);
                let parts = std::iter::once(mailing).chain(&mailing.riders);
                let parts = parts.map(|part| {
                    let audience = &part.occurrence().audience;
                    format!("{} for {audience}", part.notice.id)
                });
                let parts = parts.collect::<Vec<_>>().join(", with ");
                prospect::add(&mut lines, (&mailing.message.subject, parts, going));
            }
        }
        let following = match room {
            0 => Vec::new(),
            _ => self.following((workspace, beliefs), agenda, (book, &round))?,
        };
        Ok(Prospect {
            following,
            going: all,
            open: round.open(),
            shared,
            riding: round.riding,
            lines,
            missed: round::members(&round.missed),
            strays: round.strays,
            after_hours: round.after_hours.clone(),
            held: round.held.clone(),
            forbidden: round.withheld.number,
            corrections: round.waiting,
        })
    }

    /// What would leave in the same run once those are put right who believe something else.
    fn following(
        &self,
        (workspace, beliefs): (&Workspace, &Beliefs),
        agenda: &Agenda,
        (book, round): (&dyn Book, &Round),
    ) -> Result<Lines, Failure> {
        let corrected = round.corrected();
        let mut lines = Vec::new();
        if corrected.is_nobody() {
            return Ok(lines);
        }
        let told = round.told_to(&corrected, |mailing, reader| {
            let verdict = self.foresee(workspace, book, (mailing, reader))?;
            Ok::<_, Failure>(matches!(verdict, Verdict::Go { .. }))
        })?;
        let then = Supposed::arrived(book, told.into_iter(), workspace.now);
        let beliefs =
            workspace.believed_then(beliefs, (&then, self.assume_cancelled), workspace.now)?;
        let within = |reader: &Recipient| workspace.settings.allows(&reader.address);
        let office = workspace.office(&beliefs);
        let gate = self.gate(workspace, book)?;
        let round = Round::plan(office, agenda, (&then, &gate), &within);
        let round = round.map_err(|trouble| unmade(workspace, trouble))?;
        for order in round.following(&corrected) {
            let deliveries = order.deliveries();
            let parts = deliveries.map(|told| format!("{} for {}", told.notice, told.audience));
            let parts = parts.collect::<Vec<_>>().join(", with ");
            let lead = order.deliveries().next().expect("an order has a delivery");
            prospect::add(&mut lines, (&lead.subject, parts, 1));
        }
        Ok(lines)
    }

    pub(super) fn refuse_if_too_large(
        &self,
        workspace: &Workspace,
        round: &Round,
        book: &dyn Book,
    ) -> Result<(), Failure> {
        if self.large {
            return Ok(());
        }
        let (most, whose) = largest(workspace);
        let limit = self.limit.unwrap_or(usize::MAX);
        let is_too_large = |size: usize| u64::try_from(size.min(limit)).unwrap_or(u64::MAX) > most;
        if !is_too_large(round.open()) {
            return Ok(());
        }
        // Some of them may only be waiting.
        let mut size = 0;
        for mailing in &round.due {
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
