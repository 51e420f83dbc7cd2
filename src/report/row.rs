//! A row of the timeline: one notice, dated, with its subject and how many hear it.

use super::leaving::Leaving;
use crate::calendar::Closed;
use crate::calendar::zone::Civil;
use crate::compose::subjects::Subjects;
use crate::compose::templates::Templates;
use crate::diagnostic::Findings;
use crate::directory::Group;
use crate::mailing::docket::readers;
use crate::notice::Notice;
use crate::notice::state::{FIRST_REVISION, gist, state};
use crate::plan::milestone::Milestone;
use crate::rules::Case;
use crate::timeline::Occurrence;
use crate::timeline::fold::Folds;
use chrono::NaiveDate;

/// One notice of the timeline.
pub struct Row<'a> {
    /// The notice.
    pub occurrence: &'a Occurrence,
    /// When it leaves, to whom by itself and to whom with what else.
    pub leaving: Leaving,
    /// When the first of its readers is told, on their clocks.
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
    /// In whose mails it is told, in words.
    pub told_with: Vec<String>,
}

impl Row<'_> {
    /// Why it is told on its day, and in whose mails.
    pub fn because(&self) -> String {
        let because = because(self.occurrence, self.leaving.own);
        let words = std::iter::once(because).chain(self.told_with.iter().cloned());
        words.collect::<Vec<_>>().join("; ")
    }

    /// How many people are told.
    pub fn recipients(&self) -> usize {
        self.groups.iter().map(|group| group.members.len()).sum()
    }
}

/// Into how many shares the rows of a timeline are split, to be worded side by side.
const SHARES: usize = 4;
/// So few rows are worded by one.
const FEW: usize = 256;

/// An occurrence with when it leaves to the groups of its readers who are asked for.
pub type Told<'a> = (&'a Occurrence, Leaving, Vec<Group>);

/// The rows of what is told, in the order in which it leaves. Wording takes longest by far: leave out
/// before what is not to be shown.
pub fn rows<'a>(
    (case, folds): (Case<'a>, &Folds),
    mut told: Vec<Told<'a>>,
    templates: &Templates,
) -> Result<Vec<Row<'a>>, Findings> {
    let subjects = Subjects::of(templates);
    told.sort_by_cached_key(|(_, leaving, _)| leaving.order());
    let word = |told: Vec<Told<'a>>| -> Result<Vec<Row<'a>>, Findings> {
        let told = told.into_iter();
        let row = |told: Told<'a>| {
            let subject = subject((case, folds), &told, &subjects)?;
            Ok(row(case, told, subject))
        };
        told.map(row).collect()
    };
    if told.len() <= FEW {
        return word(told);
    }
    let share = told.len().div_ceil(SHARES);
    let mut shares = Vec::new();
    while !told.is_empty() {
        let rest = told.split_off(told.len().min(share));
        shares.push(std::mem::replace(&mut told, rest));
    }
    let worded: Result<Vec<_>, Findings> = std::thread::scope(|scope| {
        let shares = shares.into_iter();
        let running: Vec<_> = shares.map(|told| scope.spawn(|| word(told))).collect();
        let worded = running.into_iter().map(|share| match share.join() {
            Ok(rows) => rows,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        worded.collect()
    });
    Ok(worded?.into_iter().flatten().collect())
}

fn row<'a>(case: Case<'a>, (occurrence, leaving, groups): Told<'a>, subject: String) -> Row<'a> {
    let place = &case.directory.places[occurrence.place()];
    let audience = case.plan.audience(&occurrence.audience);
    let zone = &place.calendar.zone;
    Row {
        occurrence,
        civil: leaving.civil,
        zone: zone.name().to_owned(),
        place: place.name.clone(),
        audience: audience
            .map(|audience| audience.name.clone())
            .unwrap_or_default(),
        subject,
        groups,
        told_with: leaving.words(case),
        leaving,
    }
}

/// How a notice is stated: whole, or its gist.
type State = fn(Case, &Occurrence, &Group, u32) -> Notice;

/// The subject of the mail that most of those get to whom a notice names one; else its own, as most
/// of its readers would read it.
fn subject(
    (case, folds): (Case, &Folds),
    (occurrence, leaving, groups): &Told,
    subjects: &Subjects,
) -> Result<String, Findings> {
    let alone = |group: &Group| {
        let notice = |state: State| state(case, occurrence, group, FIRST_REVISION);
        subjects.alone(&notice(gist), || notice(state))
    };
    let named = leaving.mails.iter().flat_map(|(parts, readers)| {
        let theirs = groups.iter().map(move |group| {
            let theirs = readers.iter();
            let mut theirs = theirs.filter(|reader| group.members.binary_search(reader).is_ok());
            let first = theirs.next();
            (first.map_or(0, |_| 1 + theirs.count()), first, group)
        });
        theirs.map(move |(number, first, group)| (number, parts, first, group))
    });
    // Of several the first: the largest group stands first.
    let common = named.reduce(|most, other| if other.0 > most.0 { other } else { most });
    let Some((_, parts, Some(reader), group)) = common else {
        return match groups.first() {
            Some(group) => alone(group),
            None => Ok(String::new()),
        };
    };
    if let [_] = parts.as_slice() {
        return alone(group);
    }
    let mut case = case;
    case.now = case.now.max(leaving.at);
    let told = parts.iter().filter_map(|part| {
        let part = &case.timeline.occurrences[*part];
        let seat = folds.seat(&occurrence.audience, *reader, &part.audience)?;
        let mut groups = readers(case, part).into_iter();
        let group = groups.find(|group| group.members.binary_search(&seat).is_ok())?;
        Some((part, group))
    });
    let told: Vec<(&Occurrence, Group)> = told.collect();
    let notices = |state: State| -> Vec<Notice> {
        let notices = told.iter();
        let notices = notices.map(|(part, group)| state(case, part, group, FIRST_REVISION));
        notices.collect()
    };
    subjects.together(&notices(gist), || notices(state))
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
