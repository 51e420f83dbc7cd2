//! Line: one notice for one audience, how many people it is for, and what became of it.

use super::super::failure::Failure;
use super::super::workspace::Workspace;
use super::ahead::Ahead;
use super::gone::Gone;
use super::outlook::{Outlook, Unworded};
use super::overview::{farewell, table, window};
use super::stands::{Known, Stands, standings_json};
use super::untold::{Notice, Untold, untold};
use crate::belief::Beliefs;
use crate::calendar::zone::{Instant, Zone};
use crate::ledger::{Book, Record, Standing};
use crate::mailing::docket::readers;
use crate::night::Nights;
use crate::round::Gate;
use crate::timeline::Occurrence;
use serde_json::{Value, json};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// One notice for one audience: how many were planned, and where they stand.
pub(super) struct Line<'a> {
    pub(super) occurrence: &'a Occurrence,
    pub(super) planned: usize,
    /// How many of them lie outside the allowed domains.
    outside: usize,
    /// What the night keeps it back for.
    night: Keeps,
    stands: Stands,
    /// Who did not get it.
    untold: Untold,
    /// When those of its readers are told who are told next.
    next: Option<Instant>,
    /// None where nothing can leave, because no words can be made of something.
    ahead: Option<Ahead>,
}

/// Whether what happened on a night, or did not, keeps a notice back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// It does not.
    Nothing,
    /// Until somebody says that all is open.
    UntilSaid,
    /// For good: the night came to nothing.
    ForGood,
}

impl Keeps {
    fn of(nights: &Nights, occurrence: &Occurrence) -> Self {
        match occurrence.milestone.tells_of_help() {
            _ if nights.is_moot(occurrence) => Self::ForGood,
            true if nights.withholds(occurrence) => Self::UntilSaid,
            _ => Self::Nothing,
        }
    }
}

/// Every notice for every audience: those of the plan, its corrections and those that are gone from it.
pub(super) struct Lines<'a> {
    lines: Vec<Line<'a>>,
    /// Corrections, and what was told for dates that its windows have no more.
    others: Vec<Gone>,
    gone: Vec<Gone>,
    /// What keeps everything from leaving, if something does.
    unworded: Option<Unworded>,
}

impl<'a> Lines<'a> {
    /// Those of a plan by a ledger.
    pub(super) fn of(
        (workspace, beliefs): (&'a Workspace, &Beliefs),
        (book, gate): (&dyn Book, &Gate),
    ) -> Result<Self, Failure> {
        let Known {
            mut current,
            superseded,
            tried,
        } = Known::read(workspace, book)?;
        let mut lines: Vec<Line> = Vec::new();
        let mut places: HashMap<(String, &str), usize> = HashMap::new();
        for occurrence in &workspace.timeline.occurrences {
            let (planned, outside) = planned((workspace, beliefs), occurrence);
            let next = Some(occurrence.moment).filter(|at| *at > workspace.now && planned > 0);
            match places.entry((occurrence.notice_id(), &*occurrence.first.audience)) {
                Entry::Occupied(place) => {
                    let line = &mut lines[*place.get()];
                    line.planned += planned;
                    line.outside += outside;
                    line.next = line.next.into_iter().chain(next).min();
                }
                Entry::Vacant(place) => {
                    let (notice, audience) = place.key();
                    let known = current.remove(&(notice.clone(), (*audience).to_owned()));
                    if known.is_none() && planned == 0 && occurrence.milestone.is_of_the_night() {
                        continue;
                    }
                    place.insert(lines.len());
                    lines.push(Line {
                        occurrence,
                        planned,
                        outside,
                        night: Keeps::of(&beliefs.history.nights, occurrence),
                        stands: known.map(|known| known.stands).unwrap_or_default(),
                        untold: Untold::default(),
                        next,
                        ahead: None,
                    });
                }
            }
        }
        let moved: HashSet<&Notice> = superseded.keys().map(|(notice, _)| notice).collect();
        let is_asked = |line: &&Line| line.is_asked(workspace.now, &moved);
        let asked: Vec<Notice> = lines.iter().filter(is_asked).map(Line::name).collect();
        let mut untold = untold(workspace, (book, beliefs), &asked)?;
        let outlook = Outlook::of((workspace, beliefs), (book, gate), &tried)?;
        for line in &mut lines {
            line.untold = untold.remove(&line.name()).unwrap_or_default();
            let outlook = outlook.as_ref().ok();
            line.ahead = outlook.map(|outlook| Ahead::of(outlook, &line.name()));
        }
        let gone = current.into_values().chain(superseded.into_values());
        let (others, gone) = with_rows(workspace, gone.collect());
        Ok(Self {
            lines,
            others,
            gone,
            unworded: outlook.err(),
        })
    }

    /// Who was to be told and was not, or nobody knows.
    pub(super) fn not_reached(&self) -> Vec<&Record> {
        let stands = self.lines.iter().map(|line| &line.stands);
        let others = self.others.iter().chain(&self.gone);
        let stands = stands.chain(others.map(|gone| &gone.stands));
        stands.flat_map(|stands| &stands.not_reached).collect()
    }

    /// The notice of which no words can be made, so that nothing leaves, and why.
    pub(super) fn into_unworded(self) -> Option<Unworded> {
        self.unworded
    }

    /// For programs.
    pub(super) fn json(&self) -> Vec<Value> {
        let notices = self.lines.iter().map(Line::json);
        let others = self.others.iter().chain(&self.gone);
        notices.chain(others.map(Gone::json)).collect()
    }

    /// The notices of every window and the corrections, with where they stand.
    pub(super) fn table(&self, workspace: &Workspace) -> String {
        table(workspace, (&self.lines, &self.others))
    }

    /// What was told, or is still open, of notices that are no longer in the plan.
    pub(super) fn farewell(&self, workspace: &Workspace) -> String {
        farewell(workspace, &self.gone)
    }
}

/// Of deliveries that are of no notice of the plan those that have a row with their window, and the rest.
fn with_rows(workspace: &Workspace, mut gone: Vec<Gone>) -> (Vec<Gone>, Vec<Gone>) {
    gone.sort_by_key(|gone| gone.moment);
    let has_row = |gone: &Gone| {
        let is_told = gone.corrects() || gone.superseded.is_some();
        is_told && window(workspace, gone).is_some()
    };
    gone.into_iter().partition(has_row)
}

/// How many people a notice is for, and how many of them lie outside the allowed domains.
fn planned(
    (workspace, beliefs): (&Workspace, &Beliefs),
    occurrence: &Occurrence,
) -> (usize, usize) {
    let settings = &workspace.settings;
    let groups = readers(workspace.case(), occurrence);
    let recipients = workspace.directory.recipients(&occurrence.audience);
    let hears = |index: &&usize| {
        let reader = &recipients[**index].address;
        !occurrence.milestone.is_of_the_night() || beliefs.concerns(occurrence, &reader.mailbox())
    };
    let members = groups.iter().flat_map(|group| &group.members).filter(hears);
    let number = members.clone().count();
    if settings.allowed_domains().is_none() {
        return (number, 0);
    }
    let is_outside = |index: &&usize| !settings.allows(&recipients[**index].address);
    (number, members.filter(is_outside).count())
}

impl Line<'_> {
    /// How many are kept back because of their domain, and stand nowhere.
    fn withheld(&self) -> usize {
        self.outside.saturating_sub(self.stands.outside)
    }

    /// Its name in the ledger.
    fn name(&self) -> Notice {
        let occurrence = self.occurrence;
        (occurrence.notice_id(), occurrence.first.audience.clone())
    }

    /// Whether somebody may not have got it, and its moment has come or was another one before.
    fn is_asked(&self, now: Instant, moved: &HashSet<&Notice>) -> bool {
        let is_skipped = self.stands.standings.contains_key(&Standing::Skipped);
        let was_told = self.occurrence.moment <= now || moved.contains(&self.name());
        is_skipped || (was_told && self.open() > 0)
    }

    /// How many are still to be told, or were not.
    fn open(&self) -> u64 {
        u64::try_from(self.planned.saturating_sub(self.withheld()))
            .unwrap_or(u64::MAX)
            .saturating_sub(self.stands.people())
    }

    /// How many the next run would deal with, but for what cannot be worded.
    fn stuck(&self) -> u64 {
        match &self.ahead {
            Some(_) => 0,
            None => self.untold.ready,
        }
    }

    /// `75 due now`, `3 wait for an approval`, `20 planned (Tue 6 Apr)`.
    fn still(&self, zone: &Zone, is_shown: bool, now: Instant) -> Vec<String> {
        let open = self.open().saturating_sub(self.untold.unknown());
        let is_due = self.occurrence.moment <= now;
        let mut words = match &self.ahead {
            Some(ahead) => ahead.words(zone),
            None => vec![(self.stuck(), "cannot leave".to_owned())],
        };
        words.push((self.untold.corrected, "wait for a correction".to_owned()));
        let counted = |words: &[(u64, String)]| words.iter().map(|(number, _)| number).sum::<u64>();
        let left = open.saturating_sub(counted(&words));
        let day = |at: Instant| zone.civil(at).format("%a %-d %b").to_string();
        match (self.night, self.next) {
            (Keeps::ForGood, _) => words.push((left, "not told: it came to nothing".to_owned())),
            _ if !is_due && left == open && !is_shown => return vec!["planned".to_owned()],
            _ if !is_due => words.push((left, "planned".to_owned())),
            (Keeps::UntilSaid, _) => words.push((left, "wait for `record … completed`".to_owned())),
            (Keeps::Nothing, next) => {
                let later = next.map(|next| format!("planned ({})", day(next)));
                let ahead = self.untold.ahead.min(left);
                words.extend(later.map(|later| (ahead, later)));
                let waits = self.untold.at_night;
                words.push((waits, "wait for word of the night".to_owned()));
                let left = open.saturating_sub(counted(&words));
                words.push((left, "not told yet".to_owned()));
            }
        }
        words.retain(|(number, _)| *number > 0);
        let words = words.into_iter();
        words
            .map(|(number, what)| format!("{number} {what}"))
            .collect()
    }

    /// Where its deliveries stand: `148 sent`, `3 sent, 1 refused`, or when it is due.
    pub(super) fn stands(&self, workspace: &Workspace) -> String {
        let now = workspace.now;
        let stands = self.stands.less_skipped(self.untold.skipped);
        let zone = &workspace.plan.zone;
        let mut words = stands.words(zone, self.occurrence.moment);
        if stands.again > 0 {
            words.push(format!("{} of them again", stands.again));
        }
        words.extend(self.untold.words(self.occurrence.moment > now));
        if self.open() > 0 && !self.occurrence.is_over(now) {
            words.extend(self.still(zone, !words.is_empty(), now));
        }
        let withheld = self.withheld();
        if withheld > 0 {
            words.push(format!("{withheld} withheld"));
        }
        words.join(", ")
    }

    fn json(&self) -> Value {
        let nothing = Ahead::default();
        let ahead = self.ahead.as_ref().unwrap_or(&nothing);
        json!({
            "notice": self.occurrence.notice_id(),
            "audience": self.occurrence.audience.as_str(),
            "window": self.occurrence.window.as_str(),
            "at": self.occurrence.moment.to_rfc3339(),
            "corrects": false,
            "gone": false,
            "of-start": null,
            "planned": self.planned,
            "withheld": self.withheld(),
            "awaits-word": self.night == Keeps::UntilSaid,
            "told-again": self.stands.again,
            "told-later": self.untold.later,
            "missed": self.untold.missed,
            "not-told": self.untold.never,
            "due": ahead.due,
            "awaits-approval": ahead.held,
            "after-hours": ahead.waiting(),
            "with-later": ahead.riding,
            "awaits-correction": self.untold.corrected,
            "cannot-leave": self.stuck(),
            "standings": standings_json(&self.stands.standings),
            "not-reached": self.stands.json(),
        })
    }
}
