//! Leaving: when a notice really leaves, to whom by itself and to whom in the mail of another. What
//! the timeline, the page of a preview and the list of what is due say of it is reckoned here.

use super::row::{Row, name};
use crate::calendar::zone::{Civil, Instant};
use crate::rules::Case;
use crate::timeline::agenda;
use crate::timeline::fold::{Because, Folds};
use std::collections::BTreeSet;

/// When a notice leaves, to some of its readers.
pub struct Leaving {
    /// Its place in the timeline.
    place: usize,
    /// The place of the notice at whose moment the first of these readers is told.
    lead: usize,
    /// That moment.
    pub at: Instant,
    /// The same on the readers' clocks.
    pub civil: Civil,
    /// On their clocks, when those are told who are told it by itself.
    pub own: Civil,
    /// How many are told in a mail of its own, at its own moment.
    pub alone: usize,
    /// The others, by the mail in which they are told.
    pub rides: Vec<Rides>,
}

/// The readers who are told a notice in the mail of another.
#[derive(PartialEq, Eq)]
pub struct Rides {
    /// The place of the other in the timeline.
    carrier: usize,
    /// Its id.
    pub with: String,
    /// When it leaves.
    pub at: Instant,
    /// The same on the readers' clocks.
    pub civil: Civil,
    /// Why they are told in one mail.
    pub because: Because,
    /// Who they are, by their places in the audience.
    pub readers: Vec<usize>,
}

impl Leaving {
    /// When a notice, by its place in the timeline, leaves to some members of its audience.
    pub fn of(
        case: Case,
        folds: &Folds,
        place: usize,
        members: impl Iterator<Item = usize>,
    ) -> Self {
        let occurrences = &case.timeline.occurrences;
        let occurrence = &occurrences[place];
        let zone = &case.directory.places[occurrence.place()].calendar.zone;
        let (mut alone, mut rides) = (0, Vec::<Rides>::new());
        for member in members {
            let Some(ride) = folds.ride(&occurrence.audience, member, place) else {
                alone += 1;
                continue;
            };
            let same =
                |known: &&mut Rides| (known.carrier, known.because) == (ride.carrier, ride.because);
            match rides.iter_mut().find(same) {
                Some(known) => known.readers.push(member),
                None => rides.push(Rides {
                    carrier: ride.carrier,
                    with: occurrences[ride.carrier].notice_id(),
                    at: occurrences[ride.carrier].moment,
                    civil: zone.civil(occurrences[ride.carrier].moment),
                    because: ride.because,
                    readers: vec![member],
                }),
            }
        }
        rides.sort_by_key(|ride| (ride.carrier, ride.because));
        let lead = match rides.first() {
            Some(first) if alone == 0 => first.carrier,
            _ => place,
        };
        Self {
            place,
            lead,
            at: occurrences[lead].moment,
            civil: zone.civil(occurrences[lead].moment),
            own: zone.civil(occurrence.moment),
            alone,
            rides,
        }
    }

    /// By what a list of notices is sorted: when they leave, what rides below what it rides with.
    pub fn order(&self) -> impl Ord + use<> {
        (self.lead, self.lead != self.place, self.place)
    }

    /// Whether nobody is told it by itself.
    pub fn is_ridden(&self) -> bool {
        self.lead != self.place
    }

    /// In whose mails it is told, in words.
    pub fn words(&self, case: Case) -> Vec<String> {
        let words = |ride: &Rides| {
            let carrier = &case.timeline.occurrences[ride.carrier];
            let (own, at) = (self.own, ride.civil);
            let with = format!(
                "with {} ({}) on {}",
                name(carrier.milestone),
                carrier.window,
                at.format("%a %-d %b, %H:%M")
            );
            let why = match ride.because {
                Because::SameDay => "both fall on one day",
                Because::Budget => "the week is full",
            };
            if !self.is_ridden() || self.rides.len() > 1 {
                let people = match ride.readers.len() {
                    1 => "1 of them hears".to_owned(),
                    number => format!("{number} of them hear"),
                };
                return format!("{people} it {with}: {why}");
            }
            let alone = match own.date() == at.date() {
                _ if own == at => String::new(),
                true => own.format(", not by itself at %H:%M").to_string(),
                false => own
                    .format(", not by itself on %a %-d %b, %H:%M")
                    .to_string(),
            };
            format!("told {with}{alone}: {why}")
        };
        self.rides.iter().map(words).collect()
    }
}

/// The places of what is due by its own date.
pub fn due(case: Case) -> BTreeSet<usize> {
    let agenda = agenda(case.timeline, case.directory, case.now);
    let places = agenda.due.into_iter();
    places.filter_map(|due| case.timeline.place(due)).collect()
}

/// Leaves of some readers of a notice, by its place in the timeline, those who are to be told now:
/// what waits for a later mail is not due, and what goes with a mail that is due is.
pub fn keep_due(
    case: Case,
    folds: &Folds,
    (place, due): (usize, &BTreeSet<usize>),
    members: &mut Vec<usize>,
) {
    let occurrences = &case.timeline.occurrences;
    let occurrence = &occurrences[place];
    let itself = due.contains(&place);
    members.retain(|member| {
        match folds.ride(&occurrence.audience, *member, place) {
            None => itself,
            Some(ride) if occurrences[ride.carrier].moment > case.now => false,
            Some(ride) if due.contains(&ride.carrier) => occurrence.latest_useful > case.now,
            // What it waited for was missed.
            Some(_) => itself,
        }
    });
}

/// How many mails leave with some notices: a reader gets one with all that it tells.
pub fn mails(case: Case, rows: &[Row]) -> usize {
    let shown: BTreeSet<usize> = rows.iter().map(|row| row.leaving.place).collect();
    let mut led = BTreeSet::new();
    let mut alone = 0;
    for row in rows {
        alone += row.leaving.alone;
        let readers = case.directory.recipients(&row.occurrence.audience);
        for ride in &row.leaving.rides {
            if !shown.contains(&ride.carrier) {
                let mailbox = |reader: &usize| readers[*reader].address.identity();
                let mailboxes = ride.readers.iter().map(mailbox);
                led.extend(mailboxes.map(|mailbox| (ride.carrier, mailbox)));
            }
        }
    }
    alone + led.len()
}
