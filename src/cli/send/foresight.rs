//! Foresight: what a run would do, mail by mail, before it does anything.

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
use crate::ledger::{Book, Planned, Standing, Supposed};
use crate::mailing::Mailing;
use crate::notice::DeliveryId;
use crate::round::{self, Round};
use crate::timeline::Agenda;
use std::sync::Arc;

/// So many mails are looked up in the ledger at once.
const CHUNK: usize = 64;

/// What a run would do with the mails of a round: by its mailings, and by their readers.
pub(super) struct Foresight(Vec<Vec<Foreseen>>);

/// What a run would do with one mail. One is kept for every reader, so it is small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Foreseen {
    /// It would leave.
    Goes,
    /// A dead run has begun it, and this one leaves it alone for now.
    LeftInTheMiddle {
        /// Whether that is so of all that it tells.
        rests: bool,
    },
    /// There is nothing to do about it.
    Rests,
    /// Something is written down about it.
    Written,
}

impl Foreseen {
    /// By the verdicts about all that it tells, the delivery that leads first.
    fn of(verdicts: &[Verdict], was_begun: bool) -> Self {
        let rests = |verdict: &Verdict| matches!(verdict, Verdict::Leave(..));
        let rests = verdicts.iter().all(rests);
        match verdicts {
            [Verdict::Go { .. }, ..] => Self::Goes,
            [Verdict::Leave(Kind::Waiting, _), ..] if was_begun => Self::LeftInTheMiddle { rests },
            _ if rests => Self::Rests,
            _ => Self::Written,
        }
    }
}

impl Foresight {
    /// How many mails a dead run has begun and this one leaves alone for now.
    pub(super) fn left_in_the_middle(&self) -> usize {
        let mails = self.0.iter().flatten();
        let left = |mail: &&Foreseen| matches!(mail, Foreseen::LeftInTheMiddle { .. });
        mails.filter(left).count()
    }

    /// Whether there is nothing to do about any mail.
    pub(super) fn rests(&self) -> bool {
        let mut mails = self.0.iter().flatten();
        mails.all(|mail| {
            matches!(
                mail,
                Foreseen::Rests | Foreseen::LeftInTheMiddle { rests: true }
            )
        })
    }

    /// How many mails would leave.
    fn size(&self) -> usize {
        let mails = self.0.iter().flatten();
        mails.filter(|mail| **mail == Foreseen::Goes).count()
    }

    /// How many mails of a mailing would leave, by its place in the round.
    fn going(&self, mailing: usize) -> usize {
        let mails = self.0.get(mailing).into_iter().flatten();
        mails.filter(|mail| **mail == Foreseen::Goes).count()
    }

    /// Whether the mail of a mailing to a reader would leave, by their places.
    fn goes(&self, mailing: usize, reader: usize) -> bool {
        let mail = self.0.get(mailing).and_then(|mails| mails.get(reader));
        mail == Some(&Foreseen::Goes)
    }
}

impl Send {
    /// What a run would do now with each mail of a round.
    pub(super) fn foresight(
        &self,
        workspace: &Workspace,
        round: &Round,
        book: &dyn Book,
    ) -> Result<Foresight, Failure> {
        let mut foresight = Vec::with_capacity(round.due.len());
        for mailing in &round.due {
            let readers: Vec<(usize, &Recipient)> = mailing.readers().enumerate().collect();
            let mut mails = Vec::with_capacity(readers.len());
            for readers in readers.chunks(CHUNK) {
                mails.extend(self.foresee(workspace, book, (mailing, readers))?);
            }
            foresight.push(mails);
        }
        Ok(Foresight(foresight))
    }

    /// What a run would do now with the mails of a mailing to some of its readers.
    fn foresee(
        &self,
        workspace: &Workspace,
        book: &dyn Book,
        (mailing, readers): (&Mailing, &[(usize, &Recipient)]),
    ) -> Result<Vec<Foreseen>, Failure> {
        let told = readers.iter().map(|(place, reader)| {
            let riders = mailing.riding(*place).into_iter().map(Arc::new);
            (Arc::new(mailing.planned(reader)), riders.collect())
        });
        let told: Vec<(Arc<Planned>, Vec<Arc<Planned>>)> = told.collect();
        let deliveries = told
            .iter()
            .flat_map(|(lead, riders)| std::iter::once(lead).chain(riders));
        let ids: Vec<DeliveryId> = deliveries.map(|planned| planned.id.clone()).collect();
        let mut states = book.states(&ids)?.into_iter();
        let mut mails = Vec::with_capacity(told.len());
        for ((lead, riders), (_, reader)) in told.iter().zip(readers) {
            let states: Vec<_> = states.by_ref().take(1 + riders.len()).collect();
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
            let state = states.first().and_then(Option::as_ref);
            let was_begun = state.is_some_and(|state| state.standing == Standing::Begun);
            let verdicts = dispatch::foresee((lead, riders), &states, book, &circumstances)?;
            mails.push(Foreseen::of(&verdicts, was_begun));
        }
        Ok(mails)
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
        let foresight = self.foresight(workspace, &round, book)?;
        for (place, mailing) in round.due.iter().enumerate() {
            let going = foresight.going(place);
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
        let room = self.room(workspace).saturating_sub(all);
        let known = (book, &round, &foresight);
        let following = match room {
            0 => Vec::new(),
            _ => self.following((workspace, beliefs), agenda, known, room)?,
        };
        Ok(Prospect {
            following,
            going: all,
            open: round.open(),
            shared,
            riding: round.riders(),
            lines,
            missed: round::members(&round.missed),
            strays: round.strays,
            after_hours: round.after_hours.clone(),
            held: round.held.clone(),
            forbidden: round.withheld.number,
            corrections: round.waiting,
            unworded: round.unworded,
        })
    }

    /// What would leave in the same run, as far as it has room, once those are put right who believe
    /// something else.
    fn following(
        &self,
        (workspace, beliefs): (&Workspace, &Beliefs),
        agenda: &Agenda,
        (book, round, foresight): (&dyn Book, &Round, &Foresight),
        room: usize,
    ) -> Result<Lines, Failure> {
        let corrected = round.corrected();
        let mut lines = Vec::new();
        if corrected.is_nobody() {
            return Ok(lines);
        }
        let told = round.told_to(&corrected, |mailing, reader| {
            foresight.goes(mailing, reader)
        });
        let then = Supposed::arrived(book, told.into_iter(), workspace.now);
        let beliefs =
            workspace.believed_then(beliefs, &then, self.assume_cancelled, workspace.now)?;
        let within = |reader: &Recipient| workspace.settings.allows(&reader.address);
        let office = workspace.office(&beliefs);
        let gate = self.gate(workspace, book)?;
        let round = Round::plan(office, agenda, (&then, &gate), &within);
        let round = round.map_err(|trouble| unmade(workspace, trouble))?;
        for order in round.following(&corrected).take(room) {
            let deliveries = order.deliveries();
            let parts = deliveries.map(|told| format!("{} for {}", told.notice, told.audience));
            let parts = parts.collect::<Vec<_>>().join(", with ");
            let lead = order.deliveries().next().expect("an order has a delivery");
            prospect::add(&mut lines, (&lead.subject, parts, 1));
        }
        Ok(lines)
    }

    /// How many mails may leave in one run before somebody has to say that it is meant.
    pub(super) fn room(&self, workspace: &Workspace) -> usize {
        let limit = self.limit.unwrap_or(usize::MAX);
        let (most, _) = largest(workspace);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        match self.large {
            true => limit,
            false => limit.min(most),
        }
    }

    pub(super) fn refuse_if_too_large(
        &self,
        workspace: &Workspace,
        round: &Round,
        foresight: &Foresight,
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
        let size = foresight.size();
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
