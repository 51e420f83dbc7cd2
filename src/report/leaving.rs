//! Leaving: when a notice really leaves, to whom by itself, to whom in the mail of another, and to
//! whom at the moment of another. What the timeline, the page of a preview and the list of what is due
//! say of it is reckoned here.

use super::row::{Row, name};
use crate::calendar::zone::{Civil, Instant};
use crate::mailing::lead::by_weight;
use crate::rules::Case;
use crate::timeline::agenda;
use crate::timeline::fold::{Because, Folds};
use std::collections::{BTreeMap, BTreeSet};

/// When a notice leaves, to some of its readers.
pub struct Leaving {
    /// Its place in the timeline.
    place: usize,
    /// The moment at which the first of these readers is told.
    pub at: Instant,
    /// The same on the readers' clocks.
    pub civil: Civil,
    /// On their clocks, when those are told who are told it by itself.
    pub own: Civil,
    /// How many are told at its own moment, in a mail that it names.
    alone: usize,
    /// Those who are told in a mail that it names, at the moment of another notice.
    pub leads: Vec<Shared>,
    /// Those who are told in a mail that another notice names.
    pub rides: Vec<Shared>,
    /// Those who get a mail that it names, by all that their mail tells: places in the timeline, this
    /// one first.
    pub mails: BTreeMap<Vec<usize>, Vec<usize>>,
    /// All of them, by the place of the notice at whose moment their mail leaves.
    carriers: BTreeMap<usize, Vec<usize>>,
}

/// The readers who are told a notice in one mail with others.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared {
    /// When the mail leaves.
    pub at: Instant,
    /// The place in the timeline of the notice that stands for the mail: the one that leads it, or the
    /// one at whose moment it leaves.
    other: usize,
    /// Why they are told in one mail.
    pub because: Because,
    /// The id of the other notice.
    pub with: String,
    /// When the mail leaves, on the readers' clocks.
    pub civil: Civil,
    /// Who they are, by their places in the audience.
    pub readers: Vec<usize>,
}

/// The mail in which one reader is told a notice.
struct Mail {
    /// The place of the notice at whose moment it leaves.
    carrier: usize,
    /// All that it tells, the one that leads first.
    parts: Vec<usize>,
    /// Why it tells the notice and the one that leads; nothing when that is one, at its own moment.
    because: Option<Because>,
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
        let mut known: BTreeMap<Option<u32>, Mail> = BTreeMap::new();
        let mut told: Vec<(usize, Option<u32>)> = Vec::new();
        for member in members {
            let like = folds.like(&occurrence.audience, member);
            known
                .entry(like)
                .or_insert_with(|| Mail::of(case, folds, place, member));
            told.push((member, like));
        }
        let mut mails: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        let (mut alone, mut leads, mut rides) = (0, Vec::new(), Vec::new());
        let mut carriers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (member, like) in told {
            let mail = &known[&like];
            carriers.entry(mail.carrier).or_default().push(member);
            let is_lead = mail.parts.first() == Some(&place);
            if is_lead {
                match mails.get_mut(&mail.parts) {
                    Some(readers) => readers.push(member),
                    None => drop(mails.insert(mail.parts.clone(), vec![member])),
                }
            }
            let at = occurrences[mail.carrier].moment;
            let because = mail.because.filter(|_| !is_lead || at != occurrence.moment);
            let Some(because) = because else {
                alone += 1;
                continue;
            };
            let other = if is_lead { mail.carrier } else { mail.parts[0] };
            let shared = Shared {
                at,
                other,
                because,
                with: occurrences[other].notice_id(),
                civil: zone.civil(at),
                readers: vec![member],
            };
            shared.join(if is_lead { &mut leads } else { &mut rides });
        }
        leads.sort_unstable();
        rides.sort_unstable();
        let moments = leads.iter().chain(&rides).map(|shared: &Shared| shared.at);
        let own = alone > 0 || moments.clone().any(|at| at == occurrence.moment);
        let at = moments.min().filter(|_| !own);
        let at = at.unwrap_or(occurrence.moment);
        Self {
            place,
            at,
            civil: zone.civil(at),
            own: zone.civil(occurrence.moment),
            alone,
            leads,
            rides,
            mails,
            carriers,
        }
    }

    /// By what a list of notices is sorted: when they leave, what rides below what it rides with.
    pub fn order(&self) -> impl Ord + use<> {
        let mut rides = self.rides.iter();
        let ride = rides.find(|ride| self.is_ridden() && ride.at == self.at);
        let lead = ride.map_or(self.place, |ride| ride.other);
        (self.at, lead, self.is_ridden(), self.place)
    }

    /// Whether it names no mail to any of them.
    fn is_ridden(&self) -> bool {
        self.alone == 0 && self.leads.is_empty()
    }

    /// Whether all of them are told it in the same way.
    pub fn is_one(&self) -> bool {
        usize::from(self.alone > 0) + self.leads.len() + self.rides.len() <= 1
    }

    /// In whose mails it is told, and at whose moments, in words.
    pub fn words(&self, case: Case) -> Vec<String> {
        let leads = self.leads.iter().map(|shared| (true, shared));
        let rides = self.rides.iter().map(|shared| (false, shared));
        leads
            .chain(rides)
            .map(|(leads, shared)| self.word(case, leads, shared))
            .collect()
    }

    fn word(&self, case: Case, leads: bool, shared: &Shared) -> String {
        let other = &case.timeline.occurrences[shared.other];
        let (own, at) = (self.own, shared.civil);
        let whose = match case.plan.audience(&other.audience) {
            Some(audience) if audience.id != case.timeline.occurrences[self.place].audience => {
                format!(" for {}", audience.name)
            }
            _ => String::new(),
        };
        let with = format!(
            "with {} ({}){whose} on {}",
            name(other.milestone),
            other.window,
            at.format("%a %-d %b, %H:%M")
        );
        let why = match shared.because {
            Because::SameDay => "both fall on one day",
            Because::Budget => "the week is full",
            Because::Sent => "so they were sent",
            Because::Due => "both are due",
        };
        if !self.is_one() {
            return match (leads, shared.readers.len()) {
                (true, number) => format!("for {number} of them it leads a mail {with}: {why}"),
                (false, 1) => format!("1 of them hears it {with}: {why}"),
                (false, number) => format!("{number} of them hear it {with}: {why}"),
            };
        }
        let alone = match own.date() == at.date() {
            _ if own == at => String::new(),
            true => own.format(", not by itself at %H:%M").to_string(),
            false => own
                .format(", not by itself on %a %-d %b, %H:%M")
                .to_string(),
        };
        let how = if leads { "leads a mail" } else { "told" };
        format!("{how} {with}{alone}: {why}")
    }
}

impl Shared {
    /// Adds its readers to those who are told in the same way.
    fn join(self, list: &mut Vec<Self>) {
        let key = |shared: &Self| (shared.at, shared.other, shared.because);
        match list.iter_mut().find(|known| key(known) == key(&self)) {
            Some(known) => known.readers.extend(self.readers),
            None => list.push(self),
        }
    }
}

impl Mail {
    /// The mail in which a reader, by her place in its audience, is told a notice.
    fn of(case: Case, folds: &Folds, place: usize, reader: usize) -> Self {
        let occurrences = &case.timeline.occurrences;
        let audience = &occurrences[place].audience;
        let ride = |part: usize| folds.ride(audience, reader, part);
        let carrier = ride(place).map_or(place, |ride| ride.carrier);
        let parts = folds.mail(audience, reader, carrier);
        let whose = (folds, audience, reader);
        let parts = by_weight(case, whose, parts, occurrences[carrier].moment);
        let both = parts.first().into_iter().chain([&place]);
        let because = both.filter_map(|part| ride(*part)).map(|ride| ride.because);
        Self {
            carrier,
            because: because.max(),
            parts,
        }
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
            Some(ride) if due.contains(&ride.carrier) => !occurrence.is_over(case.now),
            // What it waited for was missed.
            Some(_) => itself,
        }
    });
}

/// How many mails leave with some notices: a reader gets one with all that it tells.
pub fn mails(case: Case, rows: &[Row]) -> usize {
    let shown: BTreeSet<usize> = rows.iter().map(|row| row.leaving.place).collect();
    let (mut carried, mut further) = (0, BTreeSet::new());
    for row in rows {
        let readers = case.directory.recipients(&row.occurrence.audience);
        for (carrier, members) in &row.leaving.carriers {
            if *carrier == row.leaving.place {
                carried += members.len();
            } else if !shown.contains(carrier) {
                let mailbox = |reader: &usize| readers[*reader].address.mailbox();
                let mailboxes = members.iter().map(mailbox);
                further.extend(mailboxes.map(|mailbox| (*carrier, mailbox)));
            }
        }
    }
    carried + further.len()
}
