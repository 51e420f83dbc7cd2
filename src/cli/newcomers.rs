//! Newcomers: who is to hear of a window for the first time, when others heard of it before. Whoever
//! hears in her turn is none. It only reads.

use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::ledger::{Book, Error};
use crate::mailing::Mailing;
use crate::plan::address::Mailbox;
use crate::rules::Case;
use crate::timeline::Occurrence;
use std::collections::HashSet;

/// Who is new to a window.
pub struct Newcomers<'a> {
    case: Case<'a>,
    beliefs: &'a Beliefs,
    book: &'a dyn Book,
    /// When anybody was told anything last.
    last: Option<Instant>,
}

impl<'a> Newcomers<'a> {
    /// By what a ledger says that people were told.
    pub fn of(case: Case<'a>, beliefs: &'a Beliefs, book: &'a dyn Book) -> Self {
        let history = &beliefs.history;
        let heard = history.windows().flat_map(|window| history.about(window));
        let told = heard.flat_map(|(_, _, heard)| &heard.told);
        let last = told.map(|told| told.at).max();
        Self {
            case,
            beliefs,
            book,
            last,
        }
    }

    /// Keeps of a due notice those who are new to its window; all of them when it tells what
    /// happened on a night, or tells in other words what it tells others as a reminder.
    pub fn keep(&self, mailing: &mut Mailing) -> Result<(), Error> {
        let milestone = mailing.notice.facts.milestone;
        let occurrence = mailing.occurrence();
        let tells_the_night = mailing.notice.facts.tells_the_night();
        if tells_the_night || milestone != occurrence.words {
            return Ok(());
        }
        if milestone.corrects() || !self.is_overtaken(occurrence) {
            mailing.keep(&|_| false);
            return Ok(());
        }
        // What was begun for a reader comes to her as it was meant to.
        let known = self.book.standings(&occurrence.notice_id())?;
        let (window, audience) = (occurrence.window.as_str(), occurrence.audience.as_str());
        let readers = mailing.readers();
        let new = readers.filter(|reader| {
            let mailbox = reader.address.mailbox();
            let heard = self.beliefs.history.heard(window, audience, &mailbox);
            let is_informed = heard.is_some_and(|heard| heard.informed.is_some());
            !is_informed && !known.contains_key(&mailing.delivery(reader))
        });
        let new: HashSet<Mailbox> = new.map(|reader| reader.address.mailbox()).collect();
        mailing.keep(&|reader| new.contains(&reader.address.mailbox()));
        Ok(())
    }

    /// Whether its readers should have heard of the window when others were told something: by this
    /// notice or by one before it.
    fn is_overtaken(&self, occurrence: &Occurrence) -> bool {
        let before = self.case.timeline.about(&occurrence.window);
        let mut before = before.filter(|other| {
            *other == occurrence
                || (other.shares_readers(occurrence)
                    && other.milestone.informs()
                    && other.moment < occurrence.moment)
        });
        before.any(|other| self.last.is_some_and(|last| other.moment <= last))
    }
}
