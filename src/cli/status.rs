//! `status`: what was sent to whom, and what became of it.

use super::failure::Failure;
use super::kept::Kept;
use super::warnings::mention;
use super::workspace::Workspace;
use super::{Done, Surroundings};
use crate::calendar::zone::Instant;
use crate::ledger::{self, Book, MemoryLedger, Record, SqliteBook, Standing, Wanted};
use crate::mailing::docket::readers;
use crate::plan::Id;
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
        let workspace = Workspace::open_with(&self.plan, around, &kept, &[])?;
        mention(&workspace, around);
        let usual = workspace.settings.ledger(&workspace.path);
        let path = self.ledger.as_ref().unwrap_or(&usual);
        let book: Box<dyn Book> = match SqliteBook::open_read_only(path, workspace.plan.id.as_str())
        {
            Err(error @ ledger::Error::Missing { .. }) if self.ledger.is_some() => {
                return Err(Failure::usage(
                    error.to_string(),
                    "check the path after `--ledger`; the first `forewarn send` of a plan makes its ledger",
                ));
            }
            Err(ledger::Error::Missing { .. }) => Box::new(MemoryLedger::new()),
            opened => Box::new(opened?),
        };
        let text = match &self.person {
            Some(person) => self.history(&workspace, &*book, person)?,
            None => self.notices(&workspace, &*book)?,
        };
        around.terminal.say(&text);
        Ok(ExitCode::SUCCESS)
    }

    fn notices(&self, workspace: &Workspace, book: &dyn Book) -> Result<String, Failure> {
        let (lines, gone) = lines(workspace, book)?;
        if let Format::Json = self.format {
            let notices = lines.iter().map(Line::json);
            let notices: Vec<Value> = notices.chain(gone.iter().map(Gone::json)).collect();
            return Ok(format!("{:#}\n", Value::from(notices)));
        }
        Ok(table(workspace, &lines) + &farewell(workspace, &gone))
    }

    fn history(
        &self,
        workspace: &Workspace,
        book: &dyn Book,
        person: &str,
    ) -> Result<String, Failure> {
        let identity = match workspace.person(person) {
            Ok(identity) => identity,
            // Somebody who has left the plan may still have been told things.
            Err(_) => person.to_lowercase(),
        };
        let mut records = Vec::new();
        book.records(&Wanted::Recipient(identity.clone()), &mut |record| {
            records.push(record)
        })?;
        if records.is_empty() {
            let readers = workspace
                .plan
                .audiences
                .iter()
                .flat_map(|audience| workspace.directory.recipients(&audience.id));
            let mut spelt = readers.filter(|reader| reader.address.identity() == identity);
            if let Some(reader) = spelt.next() {
                let wanted = Wanted::Recipient(reader.address.to_string());
                book.records(&wanted, &mut |record| records.push(record))?;
            }
        }
        if let Format::Json = self.format {
            let told: Vec<Value> = records.iter().map(record_json).collect();
            return Ok(format!("{:#}\n", Value::from(told)));
        }
        if records.is_empty() {
            return Ok(format!("nothing was told to {person} yet\n"));
        }
        let line = |record: &Record| {
            let at = moment(workspace, record.state.at);
            let Record { planned, state, .. } = record;
            let answer = if state.answer.is_empty() {
                String::new()
            } else {
                format!("\n{:19}({})", "", state.answer)
            };
            format!(
                "{at}  {:<9} {}{answer}\n",
                state.standing.slug(),
                planned.subject
            )
        };
        Ok(records.iter().map(line).collect())
    }
}

/// How many deliveries stand where.
type Standings = BTreeMap<Standing, u64>;

/// One notice for one audience: how many were planned, and where they stand.
struct Line<'a> {
    occurrence: &'a Occurrence,
    planned: usize,
    standings: Standings,
}

/// Deliveries of a notice that is no longer in the plan, and where they stand.
struct Gone {
    notice: String,
    audience: String,
    window: String,
    moment: Instant,
    standings: Standings,
}

fn lines<'w>(
    workspace: &'w Workspace,
    book: &dyn Book,
) -> Result<(Vec<Line<'w>>, Vec<Gone>), Failure> {
    let mut stands: BTreeMap<(String, String), Gone> = BTreeMap::new();
    book.records(&Wanted::All, &mut |Record { planned, state, .. }| {
        let key = (planned.notice, planned.audience);
        let gone = stands.entry(key).or_insert_with_key(|key| Gone {
            notice: key.0.clone(),
            audience: key.1.clone(),
            window: planned.window,
            moment: planned.moment,
            standings: Standings::new(),
        });
        *gone.standings.entry(state.standing).or_default() += 1;
    })?;
    let mut lines: Vec<Line> = Vec::new();
    let mut places: HashMap<(String, &str), usize> = HashMap::new();
    for occurrence in &workspace.timeline.occurrences {
        let planned: usize = readers(workspace.case(), occurrence)
            .iter()
            .map(|group| group.members.len())
            .sum();
        match places.entry((occurrence.notice_id(), occurrence.audience.as_str())) {
            Entry::Occupied(place) => lines[*place.get()].planned += planned,
            Entry::Vacant(place) => {
                let (notice, audience) = place.key();
                let known = stands.remove(&(notice.clone(), (*audience).to_owned()));
                place.insert(lines.len());
                lines.push(Line {
                    occurrence,
                    planned,
                    standings: known.map(|known| known.standings).unwrap_or_default(),
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
            "standings": standings_json(&self.standings),
        })
    }
}

impl Line<'_> {
    /// Where its deliveries stand: `148 sent`, `3 sent, 1 refused`, or when it is due.
    fn stands(&self, now: Instant) -> String {
        let mut words = said(&self.standings);
        let known: u64 = self.standings.values().sum();
        let open = u64::try_from(self.planned)
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
        words.join(", ")
    }

    fn json(&self) -> Value {
        json!({
            "notice": self.occurrence.notice_id(),
            "audience": self.occurrence.audience.as_str(),
            "window": self.occurrence.window.as_str(),
            "at": self.occurrence.moment.to_rfc3339(),
            "planned": self.planned,
            "standings": standings_json(&self.standings),
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
        let start = moment(workspace, window.start);
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
        let stands = said(&gone.standings).join(", ");
        let Gone {
            notice, audience, ..
        } = gone;
        format!("  {when}  {audience:<18}{notice:<26}  {stands}\n")
    };
    let lines: String = gone.iter().map(line).collect();
    format!("\nNo longer in the plan\n{lines}")
}

fn moment(workspace: &Workspace, instant: Instant) -> String {
    workspace
        .plan
        .zone
        .civil(instant)
        .format("%a %-d %b %Y %H:%M")
        .to_string()
}

fn record_json(record: &Record) -> Value {
    let Record {
        planned,
        state,
        body_digest,
    } = record;
    json!({
        "delivery": planned.id.as_str(),
        "notice": planned.notice,
        "audience": planned.audience,
        "recipient": planned.recipient,
        "revision": planned.revision,
        "message-id": planned.message_id,
        "subject": planned.subject,
        "planned-for": planned.moment.to_rfc3339(),
        "standing": state.standing.slug(),
        "at": state.at.to_rfc3339(),
        "tries": state.tries,
        "answer": state.answer,
        "body-digest": body_digest,
    })
}
