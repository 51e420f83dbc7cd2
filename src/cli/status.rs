//! `status`: what was sent to whom, and what became of it.

use super::asked::{WAITING, asked, reviews, reviews_json};
use super::evidence;
use super::failure::Failure;
use super::kept::Kept;
use super::send::nudge;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::ledger::{Book, Record, Standing, Wanted};
use crate::mailing::docket::readers;
use crate::plan::Id;
use crate::plan::address::Address;
use crate::report::row::name;
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
    /// Only who was not reached: refused, put off, expired or in doubt
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
        let (lines, gone) = lines(workspace, book)?;
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
        Ok(table(workspace, &lines) + &farewell(workspace, &gone) + &names + &owner + &night)
    }

    fn not_reached(&self, workspace: &Workspace, book: &dyn Book) -> Result<String, Failure> {
        let mut records = Vec::new();
        book.records(&Wanted::All, &mut |record| {
            if evidence::is_not_reached(&record) || evidence::is_put_off(&record) {
                records.push(record);
            }
        })?;
        if let Format::Json = self.format {
            let trouble: Vec<Value> = records.iter().map(evidence::json).collect();
            return Ok(format!("{:#}\n", Value::from(trouble)));
        }
        if records.is_empty() {
            return Ok(
                "nobody was refused or put off, and nothing is in doubt or has expired\n"
                    .to_owned(),
            );
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

/// How many deliveries stand where.
type Standings = BTreeMap<Standing, u64>;

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
struct Line<'a> {
    occurrence: &'a Occurrence,
    planned: usize,
    /// How many of them lie outside the allowed domains.
    outside: usize,
    stands: Stands,
}

/// Deliveries of a notice that is no longer in the plan, and where they stand.
struct Gone {
    notice: String,
    audience: String,
    window: String,
    moment: Instant,
    stands: Stands,
}

fn lines<'w>(
    workspace: &'w Workspace,
    book: &dyn Book,
) -> Result<(Vec<Line<'w>>, Vec<Gone>), Failure> {
    let settings = &workspace.settings;
    let restricted = settings.allowed_domains().is_some();
    let is_outside = |recipient: &str| {
        let address: Option<Address> = recipient.parse().ok().filter(|_| restricted);
        address.is_some_and(|address| !settings.allows(&address))
    };
    let mut stands: BTreeMap<(String, String), Gone> = BTreeMap::new();
    book.records(&Wanted::All, &mut |record| {
        let Record { planned, state, .. } = &record;
        let key = (planned.notice.clone(), planned.audience.clone());
        let gone = stands.entry(key).or_insert_with_key(|key| Gone {
            notice: key.0.clone(),
            audience: key.1.clone(),
            window: planned.window.clone(),
            moment: planned.moment,
            stands: Stands::default(),
        });
        let stands = &mut gone.stands;
        *stands.standings.entry(state.standing).or_default() += 1;
        stands.outside += usize::from(is_outside(&planned.recipient));
        if evidence::is_not_reached(&record) {
            stands.not_reached.push(record);
        }
    })?;
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
                });
            }
        }
    }
    let mut gone: Vec<Gone> = stands.into_values().collect();
    gone.sort_by_key(|gone| gone.moment);
    Ok((lines, gone))
}

/// `148 sent`, `2 refused`.
fn said(standings: &Standings) -> Vec<String> {
    let words = |(standing, number): (&Standing, &u64)| match standing {
        Standing::Accepted => format!("{number} sent"),
        other => format!("{number} {}", other.slug()),
    };
    standings.iter().map(words).collect()
}

fn standings_json(standings: &Standings) -> Value {
    let standings = standings.iter();
    let fields = standings.map(|(standing, number)| (standing.slug().to_owned(), json!(number)));
    Value::Object(fields.collect())
}

impl Gone {
    fn json(&self) -> Value {
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

    /// Where its deliveries stand: `148 sent`, `3 sent, 1 refused`, or when it is due.
    fn stands(&self, now: Instant) -> String {
        let mut words = said(&self.stands.standings);
        let known: u64 = self.stands.standings.values().sum();
        let withheld = self.withheld();
        let open = u64::try_from(self.planned.saturating_sub(withheld))
            .unwrap_or(u64::MAX)
            .saturating_sub(known);
        if open > 0 {
            let late = self.occurrence.latest_useful <= now;
            let due = self.occurrence.moment <= now;
            words.push(match (late, due) {
                (true, _) => format!("{open} missed"),
                (false, true) => format!("{open} due now"),
                (false, false) if known == 0 => "planned".to_owned(),
                (false, false) => format!("{open} planned"),
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
            "standings": standings_json(&self.stands.standings),
            "not-reached": self.stands.json(),
        })
    }
}

/// The notices of every window, with where they stand.
fn table(workspace: &Workspace, lines: &[Line]) -> String {
    let mut text = String::new();
    let mut about: HashMap<&Id, Vec<&Line>> = HashMap::new();
    for line in lines {
        about.entry(&line.occurrence.window).or_default().push(line);
    }
    for (phase, window) in workspace.plan.windows() {
        let gap = if text.is_empty() { "" } else { "\n" };
        let start = evidence::moment(workspace, window.start);
        text.push_str(&format!("{gap}{} ({}): {start}\n", phase.name, window.id));
        for line in about.remove(&window.id).unwrap_or_default() {
            let civil = workspace.plan.zone.civil(line.occurrence.moment);
            let audience = line.occurrence.audience.as_str();
            let kind = name(line.occurrence.milestone);
            let stands = line.stands(workspace.now);
            let when = civil.format("%a %e %b");
            let planned = line.planned;
            text.push_str(&format!(
                "  {when}  {audience:<18}{kind:<20}{planned:>6}  {stands}\n"
            ));
        }
    }
    text
}

/// What was told, or is still open, of notices that are no longer in the plan.
fn farewell(workspace: &Workspace, gone: &[Gone]) -> String {
    if gone.is_empty() {
        return String::new();
    }
    let line = |gone: &Gone| {
        let civil = workspace.plan.zone.civil(gone.moment);
        let when = civil.format("%a %e %b");
        let stands = said(&gone.stands.standings).join(", ");
        let Gone {
            notice, audience, ..
        } = gone;
        format!("  {when}  {audience:<18}{notice:<26}  {stands}\n")
    };
    let lines: String = gone.iter().map(line).collect();
    format!("\nNo longer in the plan\n{lines}")
}
