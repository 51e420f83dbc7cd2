//! Gate: what may leave because a named person approved it, word for word and reader by reader.

use super::foreseen;
use crate::belief::Manner;
use crate::ledger::{Approvals, Sheet};
use crate::mailing::{Fault, Item, Mailing, Office};
use crate::plan::address::Mailbox;
use crate::plan::milestone::Milestone;
use crate::rules::Case;
use crate::rules::told::Told;
use chrono::DateTime;
use serde::Deserialize;
use std::collections::HashSet;

/// An instant long before anything that a plan is about: 1 January 2000.
const LONG_BEFORE: i64 = 946_684_800;

/// What has to be approved before it leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A plan once, and from then on whatever differs from what was approved last. What is recorded
    /// on the night needs no second word.
    #[default]
    Corrections,
    /// Everything.
    Required,
    /// Nothing.
    None,
}

/// What may leave because it was approved.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    /// What has to be approved.
    pub rule: Rule,
    /// What was.
    pub approvals: Approvals,
}

/// A message, or some of its readers, that waits for an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The message, with the readers who wait.
    pub sheet: Sheet,
    /// Why.
    pub because: Because,
    /// What it tells.
    pub milestone: Milestone,
}

/// Why something waits for an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// Its notice was never approved.
    New,
    /// It was approved in other words.
    Changed,
    /// Its readers were not concerned when it was approved.
    Readers,
}

impl Gate {
    /// A gate through which everything goes.
    pub fn open() -> Self {
        Self {
            rule: Rule::None,
            approvals: Approvals::default(),
        }
    }

    /// Leaves in a mailing the readers to whom it may go; the others wait.
    pub fn pass(&self, office: Office, mailing: &mut Mailing) -> Result<Option<Held>, Fault> {
        if self.rule == Rule::None || self.needs_no_word(mailing) {
            return Ok(None);
        }
        let mut sheet = sheet(office, mailing)?;
        let contents = self.approvals.of(&sheet.notice, &sheet.audience);
        let because = match contents {
            None => Because::New,
            Some(contents) if !contents.contains(&sheet.content) => Because::Changed,
            Some(_) => Because::Readers,
        };
        let is_named = |mailbox: &Mailbox| {
            because == Because::Readers
                && self
                    .approvals
                    .names(&sheet.window, &sheet.audience, mailbox)
        };
        mailing.keep(&|reader| is_named(&reader.address.mailbox()));
        let going: HashSet<Mailbox> = mailing
            .readers()
            .map(|reader| reader.address.mailbox())
            .collect();
        sheet.readers.retain(|mailbox| !going.contains(mailbox));
        let milestone = mailing.notice.facts.milestone;
        Ok((!sheet.readers.is_empty()).then_some(Held {
            sheet,
            because,
            milestone,
        }))
    }

    /// Whether a mailing tells what was recorded on the night, which under the usual rule needs no
    /// second word.
    fn needs_no_word(&self, mailing: &Mailing) -> bool {
        self.rule == Rule::Corrections && tells_the_night(mailing)
    }
}

/// Whether a mailing tells what was recorded on the night: as a notice of its own, as the start that
/// was before its time, or as a correction to people who hear of it by no such notice.
pub(super) fn tells_the_night(mailing: &Mailing) -> bool {
    let correction = mailing.correction();
    let facts = &mailing.notice.facts;
    facts.tells_the_night() || correction.is_some_and(|correction| correction.is_recorded)
}

/// What of a mailing is approved: its words as the plan and the templates make them, whatever
/// happens on the way there, and its readers. Of a notice of the night, and of a start that was before
/// its time, that is all but what only the night gives, so that it can be approved before.
///
/// Words that stand in for these because somebody missed them, because they leave late, or because
/// a deadline has passed meanwhile, say nothing that was not approved.
pub fn sheet(office: Office, mailing: &Mailing) -> Result<Sheet, Fault> {
    let first = &mailing.occurrence().first;
    let facts = &mailing.notice.facts;
    let is_foreseen = facts.milestone.is_of_the_night() || facts.tells_the_night();
    let (notice, content, words) = if is_foreseen {
        let content = foreseen::content(office, mailing)?;
        (foreseen::name(mailing), content, words(mailing))
    } else {
        let (content, settled) = settled(office, mailing)?;
        let words = match tells_the_night(mailing) {
            true => words(mailing),
            false => settled,
        };
        (mailing.notice.id.clone(), content, words)
    };
    Ok(Sheet {
        notice,
        audience: first.audience.clone(),
        window: first.window.clone(),
        content,
        subject: mailing.message.subject.clone(),
        words,
        readers: mailing
            .readers()
            .map(|reader| reader.address.mailbox())
            .collect(),
    })
}

/// The words of a notice as it was planned, whenever it leaves: their fingerprint, and the text.
fn settled(office: Office, mailing: &Mailing) -> Result<(String, String), Fault> {
    let occurrence = mailing.occurrence();
    let told = Told::default();
    let long_before = DateTime::from_timestamp(LONG_BEFORE, 0).unwrap_or_default();
    let case = Case {
        now: long_before,
        told: &told,
        ..office.case
    };
    let office = Office { case, ..office };
    let of = |mailing: &Mailing| (mailing.content(), words(mailing));
    Ok(match mailing.correction() {
        Some(correction) => {
            let foreseen = foreseen::correction(correction.told_at(long_before));
            of(&office.correction(&foreseen)?)
        }
        None => {
            let item = Item {
                occurrence,
                group: mailing.group.clone(),
                manner: Manner::first(occurrence),
            };
            of(&office.mailing(item)?)
        }
    })
}

/// What people read of it, to be shown beside what it becomes.
fn words(mailing: &Mailing) -> String {
    let message = &mailing.message;
    format!("{}\n\n{}", message.subject, message.text)
}
