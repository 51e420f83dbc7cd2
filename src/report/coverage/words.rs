//! What the cells of a coverage say, in words.

use crate::plan::window::Window;
use crate::rules::coverage::{Cell, Coverage, Orphan, Sum, Verdict, names};
use crate::rules::hearing::Timing;
use std::collections::HashSet;

/// The word of a verdict in files for programs.
pub fn slug(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Hears(hearing) => match hearing.timing {
            Timing::InTime => "in-time",
            Timing::ToldLate => "told-late",
            Timing::ShortNotice(_) => "short-notice",
            Timing::TooLate => "too-late",
            Timing::Overdue => "overdue",
        },
        Verdict::Untold => "untold",
        Verdict::Nobody => "nobody",
        Verdict::Excused(_) => "excused",
        Verdict::NoAddress { .. } => "no-address",
        Verdict::NotForThem => "not-for-them",
    }
}

/// How much a cell says of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `26 Jan 2027, 60 days`
    Full,
    /// `26 Jan 2027, 60 d`
    Short,
    /// `26 Jan, 60 d`
    Brief,
}

impl Form {
    /// Every form, the longest first.
    pub const ALL: [Self; 3] = [Self::Full, Self::Short, Self::Brief];
}

/// What a cell says.
pub fn brief(verdict: &Verdict, form: Form) -> String {
    match verdict {
        Verdict::Hears(hearing) => {
            let day = match form {
                Form::Full | Form::Short => hearing.day.format("%-d %b %Y"),
                Form::Brief => hearing.day.format("%-d %b"),
            };
            let unit = match form {
                Form::Full if hearing.ahead == 1 => "day",
                Form::Full => "days",
                Form::Short | Form::Brief => "d",
            };
            match hearing.timing {
                Timing::InTime => format!("{day}, {} {unit}", hearing.ahead),
                Timing::ToldLate => format!("told {day}"),
                Timing::ShortNotice(_) => format!("short, {day}"),
                Timing::TooLate => format!("late, {day}"),
                Timing::Overdue => "overdue".to_owned(),
            }
        }
        Verdict::Untold => "no notice".to_owned(),
        Verdict::Nobody => "nobody".to_owned(),
        Verdict::Excused(_) => "none, agreed".to_owned(),
        Verdict::NoAddress { .. } => "no address".to_owned(),
        Verdict::NotForThem => "-".to_owned(),
    }
}

/// How a window is called above its matrix.
pub fn heading(window: &Window) -> String {
    let start = window
        .zone
        .civil(window.start)
        .format("%a %-d %B %Y, %H:%M");
    format!("{}, {start}", window.id)
}

/// Whether a remark is about something that has to be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It has.
    Gap,
    /// It was allowed, or cannot be mended any more.
    Known,
}

/// What has to be said about one window besides its matrix: each gap and each exception once.
pub fn remarks(cells: &[Cell], orphans: &[Orphan]) -> Vec<(Weight, String)> {
    let mut alike: Vec<Vec<&Cell>> = Vec::new();
    for cell in cells.iter().filter(|cell| is_remarkable(&cell.verdict)) {
        match alike.iter_mut().find(|cells| is_alike(cells[0], cell)) {
            Some(cells) => cells.push(cell),
            None => alike.push(vec![cell]),
        }
    }
    let remarks = alike.iter().map(|cells| {
        let mut who: Vec<&str> = Vec::new();
        for cell in cells {
            if !who.contains(&cell.audience.name.as_str()) {
                who.push(&cell.audience.name);
            }
        }
        let who = who.join(", ");
        match cells[0].verdict.is_gap() {
            true => (
                Weight::Gap,
                format!("{who}: {}; {}", why(cells[0]), names(cells)),
            ),
            false => (Weight::Known, format!("{who}: {}", why(cells[0]))),
        }
    });
    let here = |orphan: &&Orphan| {
        let window = cells.first().map(|cell| &cell.window.id);
        window == Some(&orphan.window.id) && !orphan.said
    };
    let orphans = orphans.iter().filter(here).map(orphaned);
    remarks.chain(orphans).collect()
}

/// What has to be said about windows that have no matrix, because nobody is told of them.
pub fn further_remarks(coverage: &Coverage) -> Vec<(Weight, String)> {
    let shown: HashSet<_> = coverage
        .windows()
        .map(|cells| &cells[0].window.id)
        .collect();
    let orphans = coverage.orphans.iter();
    let orphans = orphans.filter(|orphan| !shown.contains(&orphan.window.id));
    orphans
        .map(|orphan| {
            let (weight, remark) = orphaned(orphan);
            (weight, format!("{}: {remark}", orphan.window.id))
        })
        .collect()
}

fn orphaned(orphan: &Orphan) -> (Weight, String) {
    let name = &orphan.service.name;
    match orphan.waiver {
        None => (Weight::Gap, format!("nobody who uses {name} is told")),
        Some(waiver) => (
            Weight::Known,
            format!(
                "nobody uses {name}, as {} says: {}",
                waiver.by, waiver.because
            ),
        ),
    }
}

/// Whether one remark is enough for two cells: the same exception, or the same gap of one audience.
fn is_alike(one: &Cell, other: &Cell) -> bool {
    let exception = |cell: &Cell| match cell.verdict {
        Verdict::Excused(waiver) => Some(waiver.span),
        Verdict::Hears(hearing) => match hearing.timing {
            Timing::ShortNotice(waiver) => Some(waiver.span),
            _ => None,
        },
        _ => None,
    };
    let same = slug(&one.verdict) == slug(&other.verdict);
    let shared = exception(one).is_some() && exception(one) == exception(other);
    same && (shared || one.audience.id == other.audience.id)
}

fn is_remarkable(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Hears(hearing) => hearing.timing != Timing::InTime,
        Verdict::NotForThem => false,
        _ => true,
    }
}

fn why(cell: &Cell) -> String {
    let wanted = cell.wanted;
    match cell.verdict {
        Verdict::Hears(hearing) => {
            let day = hearing.day.format("%-d %B %Y");
            let by = hearing.by.format("%-d %B %Y");
            let ahead = match hearing.ahead {
                1 => "1 day".to_owned(),
                days => format!("{days} days"),
            };
            match hearing.timing {
                Timing::InTime => format!("they hear on {day}, {ahead} ahead"),
                Timing::ToldLate => {
                    format!("they were told on {day}, {ahead} ahead, and should have heard by {by}")
                }
                Timing::ShortNotice(waiver) => format!(
                    "short notice, {ahead} ahead, allowed by {}: {}",
                    waiver.by, waiver.because
                ),
                Timing::TooLate => format!(
                    "too late, on {day}, {ahead} ahead; the policy asks for {wanted}, by {by}"
                ),
                Timing::Overdue => {
                    format!("nobody was told; the policy asks for {wanted}, and {by} is over")
                }
            }
        }
        Verdict::Untold => "no notice tells them before the start".to_owned(),
        Verdict::Nobody => "nobody is known".to_owned(),
        Verdict::Excused(waiver) => {
            format!("nobody, as {} says: {}", waiver.by, waiver.because)
        }
        Verdict::NoAddress { who } => format!("{who} has no mail address"),
        Verdict::NotForThem => "not for them".to_owned(),
    }
}

/// The last line: how much is covered.
pub fn summary(sum: Sum) -> String {
    let Sum {
        all,
        in_time,
        short,
        told_late,
        excused,
        gaps,
    } = sum;
    let mut parts = vec![format!("{in_time} of {all} hear in time")];
    let others = [
        (short, "at short notice, allowed by name"),
        (told_late, "told late"),
        (excused, "without anybody, agreed by name"),
    ];
    let others = others.into_iter().filter(|(number, _)| *number > 0);
    parts.extend(others.map(|(number, what)| format!("{number} {what}")));
    parts.push(match gaps {
        0 => "no gap".to_owned(),
        1 => "1 gap".to_owned(),
        _ => format!("{gaps} gaps"),
    });
    parts.join(", ")
}
