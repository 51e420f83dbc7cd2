//! Line: one notice for one audience, how many people it is for, and what became of it.

use super::super::evidence;
use super::super::failure::Failure;
use super::super::workspace::Workspace;
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::ledger::{Book, Record, Standing, Wanted};
use crate::mailing::docket::readers;
use crate::night::Nights;
use crate::plan::Id;
use crate::plan::address::Address;
use crate::report::row::name;
use crate::timeline::Occurrence;
use serde_json::{Value, json};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

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
    /// What the night keeps it back for.
    night: Keeps,
    stands: Stands,
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

/// Deliveries of a notice that is no longer in the plan, and where they stand.
struct Gone {
    notice: String,
    audience: String,
    window: String,
    moment: Instant,
    stands: Stands,
}

/// Every notice for every audience, those of the plan and those that are gone from it.
pub(super) struct Lines<'a> {
    lines: Vec<Line<'a>>,
    gone: Vec<Gone>,
}

impl<'a> Lines<'a> {
    /// Those of a plan by a ledger.
    pub(super) fn of(
        (workspace, beliefs): (&'a Workspace, &Beliefs),
        book: &dyn Book,
    ) -> Result<Self, Failure> {
        let mut stands = stands(workspace, book)?;
        let mut lines: Vec<Line> = Vec::new();
        let mut places: HashMap<(String, &str), usize> = HashMap::new();
        for occurrence in &workspace.timeline.occurrences {
            let (planned, outside) = planned(workspace, occurrence);
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
                        night: Keeps::of(&beliefs.history.nights, occurrence),
                        stands: known.map(|known| known.stands).unwrap_or_default(),
                    });
                }
            }
        }
        let mut gone: Vec<Gone> = stands.into_values().collect();
        gone.sort_by_key(|gone| gone.moment);
        Ok(Self { lines, gone })
    }

    /// Who was to be told and was not, or nobody knows.
    pub(super) fn not_reached(&self) -> Vec<&Record> {
        let stands = self.lines.iter().map(|line| &line.stands);
        let stands = stands.chain(self.gone.iter().map(|gone| &gone.stands));
        stands.flat_map(|stands| &stands.not_reached).collect()
    }

    /// For programs.
    pub(super) fn json(&self) -> Vec<Value> {
        let notices = self.lines.iter().map(Line::json);
        notices.chain(self.gone.iter().map(Gone::json)).collect()
    }

    /// The notices of every window, with where they stand.
    pub(super) fn table(&self, workspace: &Workspace) -> String {
        table(workspace, &self.lines)
    }

    /// What was told, or is still open, of notices that are no longer in the plan.
    pub(super) fn farewell(&self, workspace: &Workspace) -> String {
        farewell(workspace, &self.gone)
    }
}

/// What a ledger says of every notice for every audience, by their first names.
fn stands(
    workspace: &Workspace,
    book: &dyn Book,
) -> Result<BTreeMap<(String, String), Gone>, Failure> {
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
    Ok(stands)
}

/// How many people a notice is for, and how many of them lie outside the allowed domains.
fn planned(workspace: &Workspace, occurrence: &Occurrence) -> (usize, usize) {
    let settings = &workspace.settings;
    let groups = readers(workspace.case(), occurrence);
    let members = groups.iter().flat_map(|group| &group.members);
    let number = members.clone().count();
    if settings.allowed_domains().is_none() {
        return (number, 0);
    }
    let recipients = workspace.directory.recipients(&occurrence.audience);
    let is_outside = |index: &&usize| !settings.allows(&recipients[**index].address);
    (number, members.filter(is_outside).count())
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
            "gone": true,
            "planned": 0,
            "withheld": 0,
            "awaits-word": false,
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
                (false, true) => match self.night {
                    Keeps::Nothing => format!("{open} due now"),
                    Keeps::UntilSaid => format!("{open} wait for `record … completed`"),
                    Keeps::ForGood => format!("{open} not told: it came to nothing"),
                },
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
            "gone": false,
            "planned": self.planned,
            "withheld": self.withheld(),
            "awaits-word": self.night == Keeps::UntilSaid,
            "standings": standings_json(&self.stands.standings),
            "not-reached": self.stands.json(),
        })
    }
}

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
