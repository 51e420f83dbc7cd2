//! `status`: what was sent to whom, and what became of it.

use super::asked::{WAITING, asked, reviews, reviews_json};
use super::evidence;
use super::failure::Failure;
use super::kept::Kept;
use super::overview::{Standings, farewell, said, standings_json, table, window};
use super::send::nudge;
use super::untold::{Notice, Untold, untold};
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::ledger::{Book, Record, Standing, Wanted};
use crate::mailing::docket::readers;
use crate::plan::address::Address;
use crate::plan::milestone::Milestone;
use crate::timeline::Occurrence;
use serde_json::{Value, json};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::process::ExitCode;

/// Show what was sent to whom, and what became of it.
#[derive(clap::Args)]
pub struct Status {
    /// The plan
    plan: PathBuf,
    /// The ledger [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// What this person was told, and when
    #[arg(long = "for", value_name = "ADDRESS")]
    person: Option<String>,
    /// Only who was not reached: refused, expired or in doubt
    #[arg(long, conflicts_with = "person")]
    refused: bool,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

impl Status {
    /// Prints a table of notices, or one person's history.
    pub fn run(&self, around: &Surroundings) -> Done {
        let kept = Kept {
            ledger: self.ledger.as_deref(),
            outbox: None,
        };
        let mut workspace = Workspace::open_with(&self.plan, around, &kept, &[])?;
        mention(&workspace, around);
        let book = workspace.told_before(self.ledger.as_deref())?;
        let beliefs = workspace.beliefs(&*book, false)?;
        let text = match &self.person {
            Some(person) => self.history(&workspace, &*book, person)?,
            None if self.refused => self.not_reached(&workspace, &*book)?,
            None => self.notices((&workspace, &beliefs), &*book)?,
        };
        around.terminal.say(&text);
        if self.person.is_some() || self.refused {
            return Ok(ExitCode::SUCCESS);
        }
        let asked = asked(&workspace, &beliefs);
        around.terminal.complain(&asked);
        Ok(ExitCode::from(if asked.is_empty() { 0 } else { WAITING }))
    }

    fn notices(
        &self,
        (workspace, beliefs): (&Workspace, &Beliefs),
        book: &dyn Book,
    ) -> Result<String, Failure> {
        let (lines, gone) = lines((workspace, beliefs), book)?;
        if let Format::Json = self.format {
            let notices = lines.iter().map(Line::json);
            let notices = notices.chain(gone.iter().map(Gone::json));
            let nudges = nudge::told_json(book)?;
            let notices = notices.chain(nudges).chain(reviews_json(beliefs));
            let notices: Vec<Value> = notices.collect();
            return Ok(format!("{:#}\n", Value::from(notices)));
        }
        let stands = lines.iter().map(|line| &line.stands);
        let stands = stands.chain(gone.iter().map(|gone| &gone.stands));
        let trouble: Vec<&Record> = stands.flat_map(|stands| &stands.not_reached).collect();
        let names = evidence::first_not_reached(workspace, &trouble);
        let night = reviews(workspace, beliefs);
        let owner = nudge::told(workspace, book)?;
        let (corrections, gone): (Vec<Gone>, Vec<Gone>) = gone
            .into_iter()
            .partition(|gone| gone.corrects() && window(workspace, gone).is_some());
        Ok(table(workspace, (&lines, &corrections))
            + &farewell(workspace, &gone)
            + &names
            + &owner
            + &night)
    }

    fn not_reached(&self, workspace: &Workspace, book: &dyn Book) -> Result<String, Failure> {
        let mut records = Vec::new();
        book.records(&Wanted::All, &mut |record| {
            if evidence::is_not_reached(&record) {
                records.push(record);
            }
        })?;
        if let Format::Json = self.format {
            let trouble: Vec<Value> = records.iter().map(evidence::json).collect();
            return Ok(format!("{:#}\n", Value::from(trouble)));
        }
        if records.is_empty() {
            return Ok("nobody was refused, and nothing is in doubt or has expired\n".to_owned());
        }
        let records: Vec<&Record> = records.iter().collect();
        Ok(evidence::not_reached(workspace, &records))
    }

    fn history(
        &self,
        workspace: &Workspace,
        book: &dyn Book,
        person: &str,
    ) -> Result<String, Failure> {
        let known = workspace.person(person);
        let identity = match (&known, person.parse::<Address>()) {
            (Ok(identity), _) => identity.clone(),
            // Somebody who has left the plan may still have been told things.
            (Err(_), Ok(address)) => address.identity(),
            (Err(_), Err(_)) => person.to_lowercase(),
        };
        let mut records = Vec::new();
        book.records(&Wanted::Recipient(identity), &mut |record| {
            records.push(record)
        })?;
        if records.is_empty() {
            known?;
        }
        if let Format::Json = self.format {
            let told: Vec<Value> = records.iter().map(evidence::json).collect();
            return Ok(format!("{:#}\n", Value::from(told)));
        }
        if records.is_empty() {
            return Ok(format!("nothing was told to {person} yet\n"));
        }
        let line = |record: &Record| {
            let mail = |other: &&Record| {
                other.planned.message_id == record.planned.message_id
                    && other.planned.id != record.planned.id
            };
            let with = records.iter().filter(mail);
            let with: Vec<&str> = with.map(|other| other.planned.notice.as_str()).collect();
            evidence::told(workspace, record, &with)
        };
        Ok(records.iter().map(line).collect())
    }
}

/// What the ledger says of a notice for one audience.
#[derive(Default)]
struct Stands {
    standings: Standings,
    /// Who was to be told and was not, or nobody knows.
    not_reached: Vec<Record>,
    /// How many of all these lie outside the allowed domains.
    outside: usize,
}

/// One notice for one audience: how many were planned, and where they stand.
pub(super) struct Line<'a> {
    pub(super) occurrence: &'a Occurrence,
    pub(super) planned: usize,
    /// How many of them lie outside the allowed domains.
    outside: usize,
    stands: Stands,
    /// Who did not get it in time.
    untold: Untold,
}

/// Deliveries of a notice that is not in the plan, and where they stand: it is no longer, or it is a
/// correction.
pub(super) struct Gone {
    pub(super) notice: String,
    pub(super) audience: String,
    pub(super) window: String,
    pub(super) moment: Instant,
    pub(super) milestone: Option<Milestone>,
    stands: Stands,
}

/// Where every delivery stands, by notice and audience.
fn told(
    book: &dyn Book,
    is_outside: impl Fn(&str) -> bool,
) -> Result<BTreeMap<Notice, Gone>, Failure> {
    let mut stands: BTreeMap<Notice, Gone> = BTreeMap::new();
    book.records(&Wanted::All, &mut |record| {
        let Record { planned, state, .. } = &record;
        let key = (planned.notice.clone(), planned.audience.clone());
        let gone = stands.entry(key).or_insert_with_key(|key| Gone {
            notice: key.0.clone(),
            audience: key.1.clone(),
            window: planned.window.clone(),
            moment: planned.moment,
            milestone: Milestone::from_slug(&planned.milestone),
            stands: Stands::default(),
        });
        let stands = &mut gone.stands;
        *stands.standings.entry(state.standing).or_default() += 1;
        stands.outside += usize::from(is_outside(&planned.recipient));
        if evidence::is_not_reached(&record) {
            stands.not_reached.push(record);
        }
    })?;
    Ok(stands)
}

fn lines<'w>(
    (workspace, beliefs): (&'w Workspace, &Beliefs),
    book: &dyn Book,
) -> Result<(Vec<Line<'w>>, Vec<Gone>), Failure> {
    let settings = &workspace.settings;
    let restricted = settings.allowed_domains().is_some();
    let is_outside = |recipient: &str| {
        let address: Option<Address> = recipient.parse().ok().filter(|_| restricted);
        address.is_some_and(|address| !settings.allows(&address))
    };
    let mut stands = told(book, is_outside)?;
    let mut lines: Vec<Line> = Vec::new();
    let mut places: HashMap<(String, &str), usize> = HashMap::new();
    for occurrence in &workspace.timeline.occurrences {
        let groups = readers(workspace.case(), occurrence);
        let members = groups.iter().flat_map(|group| &group.members);
        let planned = members.clone().count();
        let recipients = workspace.directory.recipients(&occurrence.audience);
        let is_outside = |index: &&usize| !settings.allows(&recipients[**index].address);
        let outside = if restricted {
            members.filter(is_outside).count()
        } else {
            0
        };
        match places.entry((occurrence.notice_id(), &*occurrence.first.audience)) {
            Entry::Occupied(place) => {
                let line = &mut lines[*place.get()];
                line.planned += planned;
                line.outside += outside;
            }
            Entry::Vacant(place) => {
                let (notice, audience) = place.key();
                let known = stands.remove(&(notice.clone(), (*audience).to_owned()));
                place.insert(lines.len());
                lines.push(Line {
                    occurrence,
                    planned,
                    outside,
                    stands: known.map(|known| known.stands).unwrap_or_default(),
                    untold: Untold::default(),
                });
            }
        }
    }
    let late: Vec<Notice> = lines
        .iter()
        .filter_map(|line| line.late(workspace.now))
        .collect();
    let mut untold = untold(workspace, (book, &beliefs.history), &late)?;
    for line in &mut lines {
        line.untold = untold.remove(&line.name()).unwrap_or_default();
    }
    let mut gone: Vec<Gone> = stands.into_values().collect();
    gone.sort_by_key(|gone| gone.moment);
    Ok((lines, gone))
}

impl Gone {
    fn corrects(&self) -> bool {
        self.milestone.is_some_and(Milestone::corrects)
    }

    /// How many deliveries there are.
    pub(super) fn number(&self) -> u64 {
        self.stands.standings.values().sum()
    }

    /// `148 sent`, `2 refused`.
    pub(super) fn stands(&self) -> String {
        said(&self.stands.standings).join(", ")
    }

    fn json(&self) -> Value {
        if self.corrects() {
            return json!({
                "notice": self.notice,
                "audience": self.audience,
                "window": self.window,
                "at": self.moment.to_rfc3339(),
                "planned": self.number(),
                "corrects": true,
                "standings": standings_json(&self.stands.standings),
                "not-reached": self.stands.json(),
            });
        }
        json!({
            "notice": self.notice,
            "audience": self.audience,
            "window": self.window,
            "at": self.moment.to_rfc3339(),
            "planned": 0,
            "gone": true,
            "standings": standings_json(&self.stands.standings),
            "not-reached": self.stands.json(),
        })
    }
}

impl Stands {
    fn json(&self) -> Vec<Value> {
        self.not_reached.iter().map(evidence::json).collect()
    }
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

    /// Its name, when somebody may not have got it in time.
    fn late(&self, now: Instant) -> Option<Notice> {
        let is_skipped = self.stands.standings.contains_key(&Standing::Skipped);
        let is_late = self.occurrence.latest_useful <= now && self.open() > 0;
        (is_skipped || is_late).then(|| self.name())
    }

    /// How many are still to be told, or were not.
    fn open(&self) -> u64 {
        let known: u64 = self.stands.standings.values().sum();
        u64::try_from(self.planned.saturating_sub(self.withheld()))
            .unwrap_or(u64::MAX)
            .saturating_sub(known)
    }

    /// Where its deliveries stand: `148 sent`, `3 sent, 1 refused`, or when it is due.
    pub(super) fn stands(&self, now: Instant) -> String {
        let mut standings = self.stands.standings.clone();
        if let Some(skipped) = standings.get_mut(&Standing::Skipped) {
            *skipped = skipped.saturating_sub(self.untold.skipped);
        }
        standings.retain(|_, number| *number > 0);
        let mut words = said(&standings);
        words.extend(self.untold.words());
        let withheld = self.withheld();
        let open = self.open();
        if open > 0 && self.occurrence.latest_useful > now {
            let due = self.occurrence.moment <= now;
            words.push(match due {
                true => format!("{open} due now"),
                false if words.is_empty() => "planned".to_owned(),
                false => format!("{open} planned"),
            });
        }
        if withheld > 0 {
            words.push(format!("{withheld} withheld"));
        }
        words.join(", ")
    }

    fn json(&self) -> Value {
        json!({
            "notice": self.occurrence.notice_id(),
            "audience": self.occurrence.audience.as_str(),
            "window": self.occurrence.window.as_str(),
            "at": self.occurrence.moment.to_rfc3339(),
            "planned": self.planned,
            "withheld": self.withheld(),
            "told-later": self.untold.later,
            "missed": self.untold.missed,
            "not-told": self.untold.never,
            "standings": standings_json(&self.stands.standings),
            "not-reached": self.stands.json(),
        })
    }
}
