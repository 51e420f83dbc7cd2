//! Sent: what really went in one mail, by a book, and what goes in one now, in the place of what the
//! plan says of it. Reads the book and changes nothing in it.

use crate::calendar::zone::Instant;
use crate::ledger::{Book, Error, Planned, Standing, Wanted};
use crate::mailing::docket::readers;
use crate::plan::address::Mailbox;
use crate::rules::Case;
use crate::timeline::fold::{Because, Folds, Ride, Spoken};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A delivery: its notice, its audience as it was called first, its mailbox.
type Delivery = (String, String, Mailbox);

/// In which mail a delivery was made or is, when that left, and as what it is known.
type Made = (String, Instant, Because);

/// The folds of a plan where nobody was told anything yet, and what the book says where somebody was,
/// or what is `due` to her now.
pub fn sent(
    case: Case,
    book: &dyn Book,
    (folds, due): (&Folds, &[Planned]),
) -> Result<Folds, Error> {
    let mut made: HashMap<Delivery, Made> = HashMap::new();
    let mut enter = |planned: Planned, at, because| {
        let mailbox = planned.mailbox();
        let delivery = (planned.notice, planned.audience, mailbox);
        made.insert(delivery, (planned.message_id, at, because));
    };
    book.records(&Wanted::All, &mut |record| {
        if record.state.standing == Standing::Accepted {
            enter(record.planned, record.state.at, Because::Sent);
        }
    })?;
    for planned in due {
        enter(planned.clone(), case.now, Because::Due);
    }
    if made.is_empty() {
        return Ok(folds.clone());
    }
    let mut told = told(case, &made);
    for audience in &case.plan.audiences {
        let recipients = case.directory.recipients(&audience.id);
        for (place, reader) in recipients.iter().enumerate() {
            if let Some(spoken) = told.get_mut(&reader.address.mailbox()) {
                spoken.seats.push((audience.id.clone(), place));
            }
        }
    }
    Ok(folds.clone().with_told(told.into_values()))
}

/// One mail: when it left, as what it is known, and the places of what it told, in their order.
type Mail = (Instant, Because, Vec<usize>);

/// What every mailbox was told, mail by mail.
fn told(case: Case, made: &HashMap<Delivery, Made>) -> BTreeMap<Mailbox, Spoken> {
    let notices: HashSet<&str> = made.keys().map(|(notice, ..)| notice.as_str()).collect();
    let mut found: BTreeMap<Mailbox, BTreeMap<&str, Mail>> = BTreeMap::new();
    for (place, occurrence) in case.timeline.occurrences.iter().enumerate() {
        let notice = occurrence.notice_id();
        if !notices.contains(notice.as_str()) {
            continue;
        }
        let recipients = case.directory.recipients(&occurrence.audience);
        let groups = readers(case, occurrence);
        for member in groups.iter().flat_map(|group| &group.members) {
            let mailbox = recipients[*member].address.mailbox();
            let audience = occurrence.first.audience.clone();
            let delivery = (notice.clone(), audience, mailbox);
            if let Some((mail, at, because)) = made.get(&delivery) {
                let theirs = found.entry(delivery.2).or_default();
                let (.., places) = theirs
                    .entry(mail)
                    .or_insert_with(|| (*at, *because, Vec::new()));
                places.push(place);
            }
        }
    }
    let spoken = found.into_iter().map(|(mailbox, mails)| {
        let mut spoken = Spoken::default();
        for mail in mails.into_values() {
            spoken.rides.extend(rides(case, &mail));
            spoken.told.extend(mail.2);
        }
        (mailbox, spoken)
    });
    spoken.collect()
}

/// What rode with what in a mail: it left with the last of them that was due by then.
fn rides(case: Case, (at, because, places): &Mail) -> Vec<Ride> {
    let is_due = |place: &&usize| case.timeline.occurrences[**place].moment <= *at;
    let Some(carrier) = places.iter().rev().find(is_due).or_else(|| places.last()) else {
        return Vec::new();
    };
    let riders = places.iter().filter(|place| *place != carrier);
    let ride = |rider: &usize| Ride {
        rider: *rider,
        carrier: *carrier,
        because: *because,
    };
    riders.map(ride).collect()
}
