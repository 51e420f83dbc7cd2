//! A row of the timeline: one notice, dated, with its subject and how many hear it.

use crate::calendar::Closed;
use crate::calendar::zone::Civil;
use crate::compose::templates::Templates;
use crate::diagnostic::Findings;
use crate::directory::Group;
use crate::mailing::docket::readers;
use crate::notice::state::{FIRST_REVISION, state};
use crate::plan::milestone::Milestone;
use crate::rules::Case;
use crate::timeline::Occurrence;
use crate::timeline::fold::{Because, Folds};
use chrono::NaiveDate;

/// One notice of the timeline.
pub struct Row<'a> {
    /// The notice.
    pub occurrence: &'a Occurrence,
    /// When it is told, on its readers' clocks.
    pub civil: Civil,
    /// Its readers' zone.
    pub zone: String,
    /// The name of its readers' place.
    pub place: String,
    /// The name of its audience.
    pub audience: String,
    /// The subject of its first message.
    pub subject: String,
    /// The groups who are told.
    pub groups: Vec<Group>,
    /// In whose mail it is told, and why, when it is told to one person.
    pub rides: Option<Rides>,
}

/// In whose mail a notice is told.
pub struct Rides {
    /// The later notice.
    pub with: String,
    /// When that leaves, on its readers' clocks.
    pub at: Civil,
    /// Why.
    pub because: Because,
}

impl Rides {
    /// What rides for a reader by her place in an audience, of an occurrence.
    pub fn of(case: Case, folds: &Folds, occurrence: &Occurrence, reader: usize) -> Option<Self> {
        let place = case.timeline.place(occurrence)?;
        let ride = folds.ride(&occurrence.audience, reader, place)?;
        let carrier = &case.timeline.occurrences[ride.carrier];
        let zone = &case.directory.places[carrier.place()].calendar.zone;
        Some(Self {
            with: carrier.notice_id(),
            at: zone.civil(carrier.moment),
            because: ride.because,
        })
    }

    /// The same in words.
    pub fn words(&self) -> String {
        let at = self.at.format("%a %-d %b, %H:%M");
        let why = match self.because {
            Because::SameDay => "both fall on one day",
            Because::Budget => "the week is full",
        };
        format!("told in one mail with {} on {at}: {why}", self.with)
    }
}

impl Row<'_> {
    /// Why it is told on its day, and in whose mail.
    pub fn because(&self) -> String {
        let because = because(self.occurrence, self.civil);
        match &self.rides {
            Some(rides) => format!("{because}; {}", rides.words()),
            None => because,
        }
    }

    /// How many people are told.
    pub fn recipients(&self) -> usize {
        self.groups.iter().map(|group| group.members.len()).sum()
    }
}

/// An occurrence with the groups of its readers who are asked for.
pub type Told<'a> = (&'a Occurrence, Vec<Group>);

/// An occurrence with all its readers.
pub fn told<'a>(case: Case, occurrence: &'a Occurrence) -> Told<'a> {
    (occurrence, readers(case, occurrence))
}

/// The rows of what is told, in the same order. Wording takes longest by far: leave out before what
/// is not to be shown.
pub fn rows<'a>(
    case: Case,
    told: Vec<Told<'a>>,
    templates: &Templates,
) -> Result<Vec<Row<'a>>, Findings> {
    let told = told.into_iter();
    told.map(|told| row(case, told, templates)).collect()
}

fn row<'a>(
    case: Case,
    (occurrence, groups): Told<'a>,
    templates: &Templates,
) -> Result<Row<'a>, Findings> {
    let place = &case.directory.places[occurrence.place()];
    let audience = case.plan.audience(&occurrence.audience);
    let subject = match groups.first() {
        Some(group) => templates.subject(&state(case, occurrence, group, FIRST_REVISION))?,
        None => String::new(),
    };
    Ok(Row {
        occurrence,
        civil: place.calendar.zone.civil(occurrence.moment),
        zone: place.calendar.zone.name().to_owned(),
        place: place.name.clone(),
        audience: audience
            .map(|audience| audience.name.clone())
            .unwrap_or_default(),
        subject,
        groups,
        rides: None,
    })
}

/// Why a notice falls on its day: the rule, where that alone leads, and why it moved from there.
/// What stands after the first `; ` is the move.
pub fn because(occurrence: &Occurrence, told: Civil) -> String {
    let nominal = occurrence.nominal;
    let mut text = format!("{}: {}", occurrence.rule, long(nominal));
    if let Some(moved) = moved(occurrence, told) {
        text.push_str(&format!("; {moved}"));
    }
    if !occurrence.merged.is_empty() {
        let merged: Vec<&str> = occurrence
            .merged
            .iter()
            .map(|milestone| name(*milestone))
            .collect();
        text.push_str(&format!(". Told together with it: {}", merged.join(", ")));
    }
    text
}

/// Where a notice moved from and why; nothing when it did not move.
pub fn moved(occurrence: &Occurrence, told: Civil) -> Option<String> {
    if occurrence.moved.is_empty() {
        return None;
    }
    let direction = if told < occurrence.nominal {
        "earlier"
    } else {
        "later"
    };
    let from = occurrence.nominal.format("%a %-d %b");
    Some(format!(
        "moved {direction} from {from}: {}",
        reasons(&occurrence.moved).join(", ")
    ))
}

/// Why each day was passed over; a freeze is said once, whatever weekends lie inside it.
fn reasons(moved: &[(NaiveDate, Closed)]) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut rest = moved;
    while let Some((first, tail)) = rest.split_first() {
        let (date, closed) = first;
        let day = date.format("%-d %b");
        let same = |(_, other): &(NaiveDate, Closed)| other == closed;
        let last = tail.iter().rposition(same);
        match (closed, last) {
            (Closed::Freeze(_), Some(last)) => {
                let days = [*date, tail[last].0];
                let [from, to] = [days.iter().min(), days.iter().max()].map(|day| {
                    let day = day.expect("a list of two has a least and a greatest");
                    day.format("%-d %b").to_string()
                });
                reasons.push(format!("{from} to {to} fall into a {closed}"));
                rest = &tail[last + 1..];
                continue;
            }
            (Closed::Freeze(_), None) => reasons.push(format!("{day} falls into a {closed}")),
            (Closed::Weekend(_), _) => reasons.push(format!("{day} is a {closed}")),
            (Closed::QuietHours(_), _) => reasons.push(closed.to_string()),
            (Closed::Holiday(_) | Closed::DayOff(_), _) => {
                reasons.push(format!("{day} is {closed}"));
            }
        }
        rest = tail;
    }
    reasons
}

fn long(civil: Civil) -> String {
    civil.format("%A %-d %B %Y, %H:%M").to_string()
}

/// The name of a kind of notice for people.
pub fn name(milestone: Milestone) -> &'static str {
    match milestone {
        Milestone::First => "First notice",
        Milestone::Detail => "Details",
        Milestone::Briefing => "Briefing invitation",
        Milestone::Bulletin => "Bulletin",
        Milestone::Reminder14 => "Reminder, 14 days",
        Milestone::Reminder7 => "Reminder, 7 days",
        Milestone::Reminder3 => "Reminder, 3 days",
        Milestone::Reminder1 => "Reminder, 1 day",
        Milestone::GoNoGo => "Go or no-go",
        Milestone::Start => "Starts soon",
        Milestone::Progress => "Progress",
        Milestone::Extended => "Delayed",
        Milestone::Holding => "Not finished yet",
        Milestone::RolledBack => "Went back",
        Milestone::Completed => "Finished",
        Milestone::Reopened => "Closed again",
        Milestone::HyperCareOpen => "Extra help begins",
        Milestone::HyperCareDaily => "Extra help, daily",
        Milestone::HyperCareWeekly => "Extra help, weekly",
        Milestone::HyperCareClose => "Extra help ends",
        Milestone::Rescheduled => "New date",
        Milestone::Cancelled => "Cancelled",
        Milestone::Changed => "Update",
        Milestone::Released => "No longer affected",
    }
}
