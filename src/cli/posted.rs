//! Posted: the mails of a plan as they left or will leave, by the notice at whose moment each leaves.
//! What is due now is shown before and not once more.

use super::failure::Failure;
use super::making::fault;
use super::workspace::Workspace;
use crate::directory::Recipient;
use crate::mailing::{Item, Mailing, Office, docket};
use crate::plan::address::Mailbox;
use crate::round::together;
use crate::rules::Case;
use crate::timeline::Occurrence;
use crate::timeline::fold::{Because, Folds};
use std::collections::HashSet;

/// The mails of a plan as they will leave.
pub struct Posted<'a> {
    workspace: &'a Workspace,
    office: Office<'a>,
    person: Option<&'a Mailbox>,
    folds: &'a Folds,
    shown: &'a Shown,
}

/// Which notices, by their places in the timeline, were shown as due to which mailboxes.
#[derive(Default)]
pub struct Shown(HashSet<(usize, Mailbox)>);

impl Shown {
    /// Adds what a mail tells its readers.
    pub fn add(&mut self, case: Case, mailing: &Mailing) {
        let parts = std::iter::once(mailing).chain(&mailing.riders);
        for part in parts.filter(|part| !part.corrects()) {
            if let Some(place) = case.timeline.place(part.occurrence()) {
                let readers = part.readers();
                let readers = readers.map(|reader| (place, reader.address.mailbox()));
                self.0.extend(readers);
            }
        }
    }

    fn holds(&self, place: usize, reader: &Recipient) -> bool {
        !self.0.is_empty() && self.0.contains(&(place, reader.address.mailbox()))
    }
}

/// Whether a reader is the one person, when there is one.
pub fn meant(reader: &Recipient, person: Option<&Mailbox>) -> bool {
    person.is_none_or(|person| reader.address.mailbox() == *person)
}

impl<'a> Posted<'a> {
    /// Those of a plan, to one person if there is one, without what was shown.
    pub fn of(
        (workspace, office): (&'a Workspace, Office<'a>),
        person: Option<&'a Mailbox>,
        shown: &'a Shown,
    ) -> Self {
        Self {
            workspace,
            office,
            person,
            shown,
            folds: office.beliefs.folds(office.case),
        }
    }

    /// Which notices ride with which.
    pub fn folds(&self) -> &'a Folds {
        self.folds
    }

    /// The mails that leave with a notice, by its place in the timeline: its own, unless it rides
    /// with a later one, and those that ride with it. What readers were told since is not told them
    /// any more.
    pub fn mails(&self, place: usize) -> Result<Vec<Mailing<'a>>, Failure> {
        let case = self.office.case;
        let occurrences = &case.timeline.occurrences;
        let nights = &self.office.beliefs.history.nights;
        let mut made = Vec::new();
        for other in self.folds.riders(place).chain([place]) {
            let mut office = self.office;
            if other != place {
                office.case.now = case.now.max(occurrences[place].moment);
            }
            let readers = case.directory.recipients(&occurrences[other].audience);
            let leaves_here = |index: &usize| {
                if self.shown.holds(other, &readers[*index]) {
                    return false;
                }
                let ride = self.folds.ride(&occurrences[other].audience, *index, other);
                let ride = ride.filter(|ride| {
                    let both = [other, ride.carrier].map(|place| &occurrences[place]);
                    ride.because == Because::Sent || !nights.keeps_apart(both, case.now)
                });
                ride.map_or(other, |ride| ride.carrier) == place
            };
            made.extend(self.alone(office, &occurrences[other], &leaves_here)?);
        }
        let mails = together::foreseen(made);
        mails.map_err(|(notice, made)| fault(self.workspace, &notice, made))
    }

    /// The mailings of an occurrence to some of its readers, one per group; only those with the one
    /// person when there is one.
    fn alone(
        &self,
        office: Office<'a>,
        occurrence: &'a Occurrence,
        within: &dyn Fn(&usize) -> bool,
    ) -> Result<Vec<Mailing<'a>>, Failure> {
        let Office { case, beliefs, .. } = self.office;
        if beliefs.history.nights.is_moot(occurrence) {
            return Ok(Vec::new());
        }
        let readers = case.directory.recipients(&occurrence.audience);
        let is_meant = |index: &usize| meant(&readers[*index], self.person);
        let mut made = Vec::new();
        for group in docket::readers(case, occurrence) {
            for (mut group, manner) in docket::split(case, beliefs, occurrence, group) {
                group.members.retain(within);
                if manner.is_covered || !group.members.iter().any(is_meant) {
                    continue;
                }
                let item = Item {
                    occurrence,
                    group,
                    manner,
                };
                let mailing = office.mailing(item);
                let wrong = |made| fault(self.workspace, &occurrence.notice_id(), made);
                made.push(mailing.map_err(wrong)?);
            }
        }
        Ok(made)
    }
}
