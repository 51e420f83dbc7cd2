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
use crate::plan::id::Id;
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
    /// The subjects of its first message, each with how many read it, the largest group's first.
    pub subjects: Read,
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
            let read = read((case, folds), &told, &subjects)?;
            Ok(row(case, told, read))
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

fn row<'a>(case: Case<'a>, (occurrence, leaving, groups): Told<'a>, subjects: Read) -> Row<'a> {
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
        subjects,
        groups,
        told_with: leaving.words(case),
        leaving,
    }
}

/// How a notice is stated: whole, or its gist.
type State = fn(Case, &Occurrence, &Group, u32) -> Notice;

/// Subjects, each with how many read it.
pub type Read = Vec<(String, usize)>;

/// Adds to some subjects one that so many people read.
pub fn add(read: &mut Read, subject: String, people: usize) {
    match read.iter_mut().find(|(known, _)| *known == subject) {
        Some((_, number)) => *number += people,
        None => read.push((subject, people)),
    }
}

/// The subjects of the mails that a notice names to its readers; where it names none, its own, as
/// they would read it.
fn read(
    (case, folds): (Case, &Folds),
    (occurrence, leaving, groups): &Told,
    subjects: &Subjects,
) -> Result<Read, Findings> {
    let alone = |group: &Group| {
        let notice = |state: State| state(case, occurrence, group, FIRST_REVISION);
        subjects.alone(&notice(gist), || notice(state))
    };
    let mut read = Read::new();
    for group in groups {
        for (parts, readers) in &leaving.mails {
            let readers = readers.iter();
            let mut theirs = readers.filter(|reader| group.members.binary_search(reader).is_ok());
            let Some(reader) = theirs.next() else {
                continue;
            };
            let subject = match parts.as_slice() {
                [_] => alone(group)?,
                parts => {
                    let mut case = case;
                    case.now = case.now.max(leaving.at);
                    let reader = (&occurrence.audience, *reader);
                    joint((case, folds), parts, reader, subjects)?
                }
            };
            add(&mut read, subject, 1 + theirs.count());
        }
    }
    if leaving.mails.is_empty() {
        for group in groups {
            add(&mut read, alone(group)?, group.members.len());
        }
    }
    Ok(read)
}

/// The subject of a mail of several notices to a reader, by her place in her audience.
fn joint(
    (case, folds): (Case, &Folds),
    parts: &[usize],
    (audience, reader): (&Id, usize),
    subjects: &Subjects,
) -> Result<String, Findings> {
    let told = parts.iter().filter_map(|part| {
        let part = &case.timeline.occurrences[*part];
        let seat = folds.seat(audience, reader, &part.audience)?;
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
        Milestone::Unlisted => "No longer in the list",
    }
}
