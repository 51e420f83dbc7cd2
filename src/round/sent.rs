//! Sent: what really went in one mail, by a book, in the place of what the plan says of it. Reads the
//! book and changes nothing in it.

use crate::ledger::{Book, Error, Standing, Wanted};
use crate::mailing::docket::readers;
use crate::rules::Case;
use crate::timeline::fold::{Folds, Spoken};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A delivery that was taken over: its notice, its audience as it was called first, its mailbox.
type Delivery = (String, String, String);

/// The folds of a plan where nobody was told anything yet, and what the book says where somebody was.
pub fn sent(case: Case, book: &dyn Book, folds: &Folds) -> Result<Folds, Error> {
    let mut mails: HashMap<Delivery, String> = HashMap::new();
    book.records(&Wanted::All, &mut |record| {
        if record.state.standing == Standing::Accepted {
            let planned = record.planned;
            let mailbox = planned.recipient.to_lowercase();
            let delivery = (planned.notice, planned.audience, mailbox);
            mails.insert(delivery, planned.message_id);
        }
    })?;
    if mails.is_empty() {
        return Ok(folds.clone());
    }
    let mut told = told(case, &mails);
    for audience in &case.plan.audiences {
        let recipients = case.directory.recipients(&audience.id);
        for (place, reader) in recipients.iter().enumerate() {
            if let Some(spoken) = told.get_mut(&reader.address.identity()) {
                spoken.seats.push((audience.id.clone(), place));
            }
        }
    }
    Ok(folds.clone().with_told(told.into_values()))
}

/// What every mailbox was told, mail by mail.
fn told(case: Case, mails: &HashMap<Delivery, String>) -> BTreeMap<String, Spoken> {
    let notices: HashSet<&str> = mails.keys().map(|(notice, ..)| notice.as_str()).collect();
    let mut found: BTreeMap<String, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (place, occurrence) in case.timeline.occurrences.iter().enumerate() {
        let notice = occurrence.notice_id();
        if !notices.contains(notice.as_str()) {
            continue;
        }
        let recipients = case.directory.recipients(&occurrence.audience);
        let groups = readers(case, occurrence);
        for member in groups.iter().flat_map(|group| &group.members) {
            let mailbox = recipients[*member].address.identity();
            let audience = occurrence.first.audience.clone();
            let delivery = (notice.clone(), audience, mailbox);
            if let Some(mail) = mails.get(&delivery) {
                let theirs = found.entry(delivery.2).or_default();
                theirs.entry(mail).or_default().push(place);
            }
        }
    }
    let spoken = found.into_iter().map(|(mailbox, mails)| {
        let mails = mails.into_values().collect();
        let seats = Vec::new();
        (mailbox, Spoken { seats, mails })
    });
    spoken.collect()
}
