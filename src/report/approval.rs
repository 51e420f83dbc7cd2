//! What differs between what was approved last and what is to be approved now.

use super::rewording::rewordings;
use crate::belief::Unlisted;
use crate::directory::Directory;
use crate::ledger::{Approvals, Sheet, Worded};
use crate::night::Branch;
use crate::plan::Plan;
use crate::plan::address::Mailbox;
use std::collections::{BTreeMap, BTreeSet};

/// How many changed notices are named.
const NAMED: usize = 30;
/// How many people who are newly concerned are.
const PEOPLE: usize = 5;

/// How often each notice to an audience is dated, by notice and audience; once when it is not here.
pub type Dates = BTreeMap<(String, String), usize>;

/// What is to be approved, beside what was.
pub struct Comparison<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its people.
    pub directory: &'a Directory,
    /// What was approved so far.
    pub before: &'a Approvals,
    /// The words in which notices were approved that are not so any more, and for whom, by notice and
    /// audience, the latest first.
    pub words: BTreeMap<(&'a str, &'a str), Vec<Worded>>,
    /// How often each is dated.
    pub dates: Dates,
    /// What is to be approved.
    pub sheets: &'a [Sheet],
    /// Who was told and is in no list any more.
    pub unlisted: &'a [Unlisted],
    /// The branch it belongs to, when it is one.
    pub branch: Option<Branch>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    New,
    Changed,
    /// It is worded otherwise to people who did not get it before alone.
    Joined,
    Same,
}

/// One notice to an audience.
struct Line<'a> {
    difference: Difference,
    /// The message that differs most, of those to parts of the audience.
    sheet: &'a Sheet,
    people: usize,
    /// The mailboxes of those who did not get it before and read it in other words than the others.
    joined: BTreeSet<&'a Mailbox>,
    /// How often it is dated: by the calendar of every place to which it goes.
    dates: usize,
}

impl Comparison<'_> {
    /// For people.
    pub fn text(&self) -> String {
        let zone = &self.plan.zone;
        let mut text = match &self.before.last {
            Some((by, at)) => {
                let at = zone.civil(*at).format("%A %-d %B %Y, %H:%M");
                format!("Since the approval by {by} on {at}:\n")
            }
            None => "Nothing of this plan was approved before.\n".to_owned(),
        };
        if let Some(branch) = self.branch {
            let condition = branch.condition();
            text.push_str(&format!("What people are told {condition}:\n"));
        }
        let notices = self.notices();
        for (difference, words) in [
            (Difference::New, "new"),
            (Difference::Changed, "in other words than before"),
            (Difference::Joined, "as before, and for further people"),
            (Difference::Same, "as approved before"),
        ] {
            let alike = notices
                .values()
                .filter(|line| line.difference == difference);
            let noun = match alike.map(|line| line.dates).sum() {
                0 => continue,
                1 => "     1  notice is".to_owned(),
                number => format!("{number:>6}  notices are"),
            };
            text.push_str(&format!("{noun} {words}\n"));
        }
        let (all, fresh) = self.people();
        if !fresh.is_empty() && self.before.last.is_some() {
            let words = match fresh.len() {
                1 => "person is newly concerned",
                _ => "people are newly concerned",
            };
            let names = self.names(&fresh);
            text.push_str(&format!("{:>6}  {words}: {names}\n", fresh.len()));
        }
        for gone in self.unlisted {
            let sentence = gone.sentence();
            let (people, words) = sentence.split_once(' ').unwrap_or_default();
            text.push_str(&format!("{people:>6}  {words}: {}\n", gone.names()));
        }
        text.push_str(&match all {
            1 => "     1  person is told in all\n".to_owned(),
            all => format!("{all:>6}  people are told in all\n"),
        });
        text.push_str(&self.named(&notices));
        text
    }

    /// Every notice to an audience, and how it differs.
    fn notices(&self) -> BTreeMap<(&str, &str), Line<'_>> {
        let mut notices: BTreeMap<(&str, &str), Line> = BTreeMap::new();
        for sheet in self.sheets {
            let difference = match self.before.of(&sheet.notice, &sheet.audience) {
                None => Difference::New,
                Some(contents) if contents.contains(&sheet.content) => Difference::Same,
                Some(_)
                    if sheet
                        .readers
                        .iter()
                        .all(|reader| self.is_fresh(sheet, reader)) =>
                {
                    Difference::Joined
                }
                Some(_) if self.is_for_others(sheet) => Difference::Joined,
                Some(_) => Difference::Changed,
            };
            let key = (sheet.notice.as_str(), sheet.audience.as_str());
            let line = notices.entry(key).or_insert(Line {
                difference,
                sheet,
                people: 0,
                joined: BTreeSet::new(),
                dates: self.dated(key),
            });
            line.people += sheet.readers.len();
            if difference == Difference::Joined {
                line.joined.extend(&sheet.readers);
            }
            if difference < line.difference {
                (line.difference, line.sheet) = (difference, sheet);
            }
        }
        notices
    }

    /// How often a notice to an audience is dated.
    fn dated(&self, (notice, audience): (&str, &str)) -> usize {
        let key = (notice.to_owned(), audience.to_owned());
        self.dates.get(&key).copied().unwrap_or(1)
    }

    /// Whether a window does not concern a reader by what was approved.
    fn is_fresh(&self, sheet: &Sheet, mailbox: &Mailbox) -> bool {
        !self.before.names(&sheet.window, &sheet.audience, mailbox)
    }

    /// Whether a notice was approved for other people only, in whatever words.
    fn is_for_others(&self, sheet: &Sheet) -> bool {
        let key = (sheet.notice.as_str(), sheet.audience.as_str());
        let known = self.words.get(&key).filter(|known| !known.is_empty());
        known.is_some_and(|known| {
            let mut readers = sheet.readers.iter();
            readers.all(|mailbox| !known.iter().any(|worded| worded.readers.contains(mailbox)))
        })
    }

    /// The first of some people, by name.
    fn names(&self, mailboxes: &BTreeSet<&Mailbox>) -> String {
        let readers = |mailbox: &Mailbox| {
            let audiences = self.plan.audiences.iter();
            let mut all = audiences.flat_map(|audience| self.directory.recipients(&audience.id));
            let reader = all.find(|reader| reader.address.mailbox() == *mailbox);
            let name = reader.map(|reader| reader.name.clone());
            name.filter(|name| !name.is_empty())
        };
        let named = mailboxes.iter().take(PEOPLE);
        let named = named.map(|mailbox| readers(mailbox).unwrap_or_else(|| mailbox.to_string()));
        let named: Vec<String> = named.collect();
        match mailboxes.len() - named.len() {
            0 => named.join(", "),
            more => format!("{} and {more} more", named.join(", ")),
        }
    }

    /// How many people are told something, and for whom that is new.
    fn people(&self) -> (usize, BTreeSet<&Mailbox>) {
        let (mut all, mut fresh) = (BTreeSet::new(), BTreeSet::new());
        for sheet in self.sheets {
            for mailbox in &sheet.readers {
                all.insert(mailbox);
                if self.is_fresh(sheet, mailbox) {
                    fresh.insert(mailbox);
                }
            }
        }
        (all.len(), fresh)
    }

    /// The notices that differ, when something was approved before; of a branch, all.
    fn named(&self, notices: &BTreeMap<(&str, &str), Line>) -> String {
        if self.before.last.is_none() && self.branch.is_none() {
            return String::new();
        }
        let differ: Vec<_> = notices
            .iter()
            .filter(|(_, line)| line.difference != Difference::Same)
            .collect();
        let mut text = String::new();
        for ((notice, audience), line) in differ.iter().take(NAMED) {
            let mark = match line.difference {
                Difference::New => "new",
                Difference::Joined => "joined",
                _ => "changed",
            };
            let people = match (line.difference, line.people) {
                (Difference::Joined, _) => {
                    let mut joined = line.joined.iter();
                    let how = match joined.all(|who| self.is_fresh(line.sheet, who)) {
                        true => "newly concerned",
                        false => "who did not get it before",
                    };
                    let (number, names) = (line.joined.len(), self.names(&line.joined));
                    format!("{number} {how}: {names}")
                }
                (_, 1) => "1 person".to_owned(),
                (_, people) => format!("{people} people"),
            };
            let places = match line.dates {
                1 => String::new(),
                places => format!(", by the calendars of {places} places"),
            };
            text.push_str(&format!(
                "  {mark:<8}{notice} for {audience}, {people}{places}\n"
            ));
            let reworded = match line.difference {
                Difference::Changed => self.reworded(line.sheet),
                _ => None,
            };
            let subject = || format!("          {}\n", line.sheet.subject);
            text.push_str(&reworded.unwrap_or_else(subject));
        }
        if differ.len() > NAMED {
            let further: usize = differ[NAMED..].iter().map(|(_, line)| line.dates).sum();
            text.push_str(&format!(
                "  and {further} more; `forewarn preview` shows all\n"
            ));
        }
        text
    }

    /// What a changed notice said to the same people and what it says now, when that is known.
    fn reworded(&self, sheet: &Sheet) -> Option<String> {
        let key = (sheet.notice.as_str(), sheet.audience.as_str());
        let known = self.words.get(&key)?.iter();
        let shared = |worded: &Worded| {
            let readers = sheet.readers.iter();
            readers
                .filter(|mailbox| worded.readers.contains(*mailbox))
                .count()
        };
        let known = known.map(|worded| (shared(worded), worded));
        let known = known.filter(|(shared, _)| *shared > 0);
        // Of several, the latest: it is the first.
        let nearest = known.rev().max_by_key(|(shared, _)| *shared);
        nearest.map(|(_, worded)| rewordings(&worded.words, &sheet.words))
    }
}
