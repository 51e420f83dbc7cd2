//! Together: what is due now for one mailbox becomes one mail. Corrections go with corrections; what
//! has to stand alone goes with nothing but the same in another role; what was tried together before is
//! tried together again.

use super::Trouble;
use crate::belief::Tried;
use crate::ledger::Standing;
use crate::mailing::{Fault, Mailing};
use crate::notice::Role;
use crate::plan::address::Mailbox;
use crate::plan::milestone::Milestone;
use crate::timeline::fold::stands_alone;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// A reader of one of several mailings: the fingerprint of her mailbox, the mailing, her place among
/// its readers.
type Seat = (u64, u32, u32);

/// What goes with what: the mailings of a mail, and for each of its readers her place in each.
type Sets = BTreeMap<Vec<u32>, Vec<Vec<u32>>>;

/// Mailings that are due now, as the mails in which they leave; the order of those that lead stays.
pub fn together<'a>(
    mailings: Vec<Mailing<'a>>,
    tried: &Tried,
) -> Result<Vec<Mailing<'a>>, Trouble> {
    let mailings = once(mailings);
    let sets = sets(&mailings, tried);
    regroup(mailings, &sets).map_err(|(notice, fault)| Trouble::Unmade(notice, fault))
}

/// Corrections without the readers to whom an earlier one makes the same delivery, which is one.
fn once(mut mailings: Vec<Mailing>) -> Vec<Mailing> {
    let mut known = HashSet::new();
    for mailing in mailings.iter_mut().filter(|mailing| mailing.corrects()) {
        let keys = mailing.readers().map(|reader| mailing.delivery(reader));
        let fresh: Vec<bool> = keys.map(|key| known.insert(key)).collect();
        let mut fresh = fresh.into_iter();
        let members = &mut mailing.group.members;
        members.retain(|_| fresh.next().unwrap_or(true));
    }
    mailings.retain(|mailing| !mailing.group.members.is_empty());
    mailings
}

/// The same for readers of whom nobody was written to.
pub fn foreseen<'a>(mailings: Vec<Mailing<'a>>) -> Result<Vec<Mailing<'a>>, (String, Fault)> {
    let mut sets = Sets::new();
    for seats in meetings(&mailings) {
        join(&mailings, seats, &mut sets);
    }
    regroup(mailings, &sets)
}

fn sets(mailings: &[Mailing], tried: &Tried) -> Sets {
    let mut sets = Sets::new();
    for seats in meetings(mailings) {
        let mut alike: BTreeMap<Option<(&str, Standing)>, Vec<Seat>> = BTreeMap::new();
        for seat in seats {
            let mailing = &mailings[seat.1 as usize];
            let reader = mailing.reader(seat.2 as usize);
            let mail = reader.and_then(|reader| tried.mail(&mailing.delivery(reader)));
            alike.entry(mail).or_default().push(seat);
        }
        for seats in alike.into_values() {
            join(mailings, seats, &mut sets);
        }
    }
    sets
}

/// The readers who meet in several of some mailings, each with her seats.
fn meetings(mailings: &[Mailing]) -> Vec<Vec<Seat>> {
    let may = |mailing: &&Mailing| may_share(mailing);
    if mailings.iter().filter(may).count() < 2 {
        return Vec::new();
    }
    let mut seats: Vec<Seat> = Vec::new();
    for (number, mailing) in (0_u32..).zip(mailings) {
        if may_share(mailing) {
            let readers = (0_u32..).zip(mailing.readers());
            seats
                .extend(readers.map(|(place, reader)| {
                    (fingerprint(&reader.address.mailbox()), number, place)
                }));
        }
    }
    seats.sort_unstable();
    let same = |one: &Seat, other: &Seat| one.0 == other.0;
    let met = seats.chunk_by(same).filter(|seats| seats.len() > 1);
    met.map(<[Seat]>::to_vec).collect()
}

/// Whether a mailing may share a mail at all.
fn may_share(mailing: &Mailing) -> bool {
    mailing.notice.facts.role != Role::Machine
}

/// Whether two of one reader's mailings may share a mail, by what they are: what stands alone goes with
/// nothing but the same to her in another role.
fn are_alike(one: &Mailing, other: &Mailing, hers: &[&Mailing]) -> bool {
    one.corrects() == other.corrects() && alone(one, hers) == alone(other, hers)
}

/// The notice to which a mailing belongs that shares its mail with nothing else. Whoever hears first of
/// a window in several roles, in one of them by its start, hears all of it with that.
fn alone<'m>(mailing: &'m Mailing, hers: &[&'m Mailing]) -> Option<&'m str> {
    if mailing.corrects() {
        return None;
    }
    if stands_alone(mailing.occurrence().milestone) {
        return Some(&mailing.notice.id);
    }
    let window = &mailing.occurrence().window;
    let is_first = |mailing: &Mailing| mailing.notice.facts.first_word && !mailing.corrects();
    let mut starts = hers.iter().filter(|other| {
        let told = other.occurrence();
        is_first(other) && told.milestone == Milestone::Start && told.window == *window
    });
    let start = starts.next().filter(|_| is_first(mailing))?;
    Some(&start.notice.id)
}

fn fingerprint(mailbox: &Mailbox) -> u64 {
    let mut hasher = DefaultHasher::new();
    mailbox.hash(&mut hasher);
    hasher.finish()
}

/// Adds the sets that one reader's seats make: what is alike, one language each, at most one that calls
/// to a briefing, or several that take the same out of calendars.
fn join(mailings: &[Mailing], seats: Vec<Seat>, sets: &mut Sets) {
    let seats = seats.into_iter().filter_map(|seat| {
        let reader = mailings[seat.1 as usize].reader(seat.2 as usize)?;
        Some((reader.address.mailbox(), seat))
    });
    let seats: Vec<(Mailbox, Seat)> = seats.collect();
    let mut mails: Vec<(&str, &Mailbox, Vec<Seat>)> = Vec::new();
    for (mailbox, seat) in &seats {
        let mailing = &mailings[seat.1 as usize];
        // Two mailboxes might have one fingerprint.
        let hers = seats.iter().filter(|(other, _)| other == mailbox);
        let hers: Vec<&Mailing> = hers.map(|(_, seat)| &mailings[seat.1 as usize]).collect();
        let fits = |(language, known, others): &&mut (&str, &Mailbox, Vec<Seat>)| {
            let mut others = others.iter().map(|other| &mailings[other.1 as usize]);
            *known == mailbox
                && *language == mailing.notice.locale
                && others
                    .all(|other| are_alike(other, mailing, &hers) && !other.calls_beside(mailing))
        };
        match mails.iter_mut().find(fits) {
            Some((.., others)) => others.push(*seat),
            None => mails.push((&mailing.notice.locale, mailbox, vec![*seat])),
        }
    }
    for (.., mut seats) in mails.into_iter().filter(|(.., seats)| seats.len() > 1) {
        seats.sort_unstable_by_key(|seat| seat.1);
        seats.dedup_by_key(|seat| seat.1);
        let (key, places) = seats.iter().map(|seat| (seat.1, seat.2)).unzip();
        sets.entry(key).or_default().push(places);
    }
}

/// The mails: of each mailing what is left of it, and the sets, each where its lead stood.
fn regroup<'a>(
    mut mailings: Vec<Mailing<'a>>,
    sets: &Sets,
) -> Result<Vec<Mailing<'a>>, (String, Fault)> {
    let mut gone: Vec<Vec<u32>> = vec![Vec::new(); mailings.len()];
    let mut mails: Vec<(usize, bool, Mailing)> = Vec::new();
    for (key, readers) in sets {
        let mut parts = Vec::with_capacity(key.len());
        for (at, number) in key.iter().enumerate() {
            let mailing = &mailings[*number as usize];
            let places = readers.iter().map(|places| places[at]);
            gone[*number as usize].extend(places.clone());
            let members = places.map(|place| mailing.group.members[place as usize]);
            let part = mailing.to(members.collect());
            parts.push(part.map_err(|fault| (mailing.notice.id.clone(), fault))?);
        }
        let name = parts[0].notice.id.clone();
        let mail = Mailing::together(parts).map_err(|fault| (name, fault))?;
        let first = key.iter().map(|number| *number as usize);
        let leads = |number: &usize| mailings[*number].occurrence() == mail.occurrence();
        let place = first.clone().find(leads).or_else(|| first.clone().next());
        mails.push((place.unwrap_or_default(), true, mail));
    }
    for (number, (mut mailing, mut gone)) in mailings.drain(..).zip(gone).enumerate() {
        gone.sort_unstable();
        let mut places = 0_u32..;
        let members = &mut mailing.group.members;
        members.retain(|_| {
            let place = places.next().unwrap_or_default();
            gone.binary_search(&place).is_err()
        });
        if !mailing.group.members.is_empty() {
            mails.push((number, false, mailing));
        }
    }
    mails.sort_by_key(|(place, is_set, _)| (*place, *is_set));
    Ok(mails.into_iter().map(|(.., mail)| mail).collect())
}
