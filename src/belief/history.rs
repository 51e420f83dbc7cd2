//! History: what everybody was told, read back from the ledger.

use super::claim::Claim;
use super::heard::Heard;
use crate::directory::Directory;
use crate::ledger::{Book, Error, Record, Standing, Wanted};
use crate::plan::Plan;
use crate::plan::milestone::Milestone;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// What everybody was told, by window, audience and mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    windows: BTreeMap<String, BTreeMap<String, HashMap<String, Heard>>>,
}

impl History {
    /// Reads it from a ledger. Former ids of windows and audiences are read as what they are
    /// called now.
    pub fn read(book: &dyn Book, now_called: &dyn Fn(Named, &str) -> String) -> Result<Self, Error> {
        let mut records = Vec::new();
        book.records(&Wanted::All, &mut |record| {
            if matters(&record) {
                records.push(record);
            }
        })?;
        records.sort_by_key(|record| record.state.at);
        let mut history = Self::default();
        let mut claims: HashMap<Arc<str>, Option<Arc<Claim>>> = HashMap::new();
        for record in &records {
            let stated = &record.planned.facts;
            let claim = claims
                .entry(stated.digest().into())
                .or_insert_with(|| Claim::read(stated).map(Arc::new));
            let milestone = Milestone::from_slug(&record.planned.milestone);
            if let Some((claim, milestone)) = claim.clone().zip(milestone) {
                history.hear(record, milestone, &claim, now_called);
            }
        }
        Ok(history)
    }

    fn hear(
        &mut self,
        record: &Record,
        milestone: Milestone,
        claim: &Arc<Claim>,
        now_called: &dyn Fn(Named, &str) -> String,
    ) {
        let planned = &record.planned;
        let window = now_called(Named::Window, &planned.window);
        let audience = now_called(Named::Audience, &planned.audience);
        let audiences = self.windows.entry(window).or_default();
        let people = audiences.entry(audience).or_default();
        let heard = people
            .entry(planned.recipient.to_lowercase())
            .or_insert_with(|| Heard::nothing(record));
        heard.hear(record, milestone, claim);
    }

    /// Every window of which somebody was told something.
    pub fn windows(&self) -> impl Iterator<Item = &str> {
        self.windows.keys().map(String::as_str)
    }

    /// The mailboxes of the audiences that were told of a window, with what they heard.
    pub fn about(&self, window: &str) -> impl Iterator<Item = (&str, &str, &Heard)> {
        let audiences = self.windows.get(window).into_iter().flatten();
        audiences.flat_map(|(audience, people)| {
            let people = people.iter();
            people.map(move |(mailbox, heard)| (audience.as_str(), mailbox.as_str(), heard))
        })
    }

    /// Takes everybody into the directory who was told of something and is in no audience of the
    /// plan any more.
    pub fn admit_former(&self, plan: &Plan, directory: &mut Directory) {
        let audiences = plan.audiences.iter();
        let known = audiences.flat_map(|audience| directory.recipients(&audience.id));
        let mut known: HashSet<String> = known.map(|reader| reader.address.identity()).collect();
        for window in self.windows() {
            let mut former: Vec<_> = self.about(window).collect();
            former.retain(|(_, mailbox, heard)| {
                heard.is_concerned() && !known.contains(*mailbox)
            });
            former.sort_by_key(|(audience, mailbox, _)| (*mailbox, *audience));
            for (audience, mailbox, heard) in former {
                let told_as = plan.audiences.iter().find(|other| other.id.as_str() == audience);
                let audience = told_as.or(plan.audiences.last());
                let (Some(audience), Ok(address)) = (audience, heard.address.parse()) else {
                    continue;
                };
                if known.insert(mailbox.to_owned()) {
                    directory.admit(plan, &audience.id, (&heard.name, address));
                }
            }
        }
    }

    /// What a mailbox was told of a window as a member of an audience.
    pub fn heard(&self, window: &str, audience: &str, mailbox: &str) -> Option<&Heard> {
        self.windows.get(window)?.get(audience)?.get(mailbox)
    }
}

/// What may have been called otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A window.
    Window,
    /// An audience.
    Audience,
}

/// Whether a delivery may have told something, or is a correction.
fn matters(record: &Record) -> bool {
    let standing = record.state.standing;
    let corrects =
        Milestone::from_slug(&record.planned.milestone).is_some_and(Milestone::corrects);
    standing == Standing::Accepted || standing.is_doubtful() || corrects
}
