//! Edits of a plan as written: what its author would write into the lines of one window.

use super::Refused;
use super::turn::Edit;
use crate::calendar::zone::{Civil, Instant, Resolved, Zone};
use crate::diagnostic::{Span, Spanned};
use crate::plan::Id;
use crate::plan::file::Written;
use crate::plan::length::Length;
use crate::plan::moment::{WrittenDate, WrittenMoment};
use crate::plan::window::Status;
use crate::plan::written::{ChangeFile, Deadline, StartFile, WindowFile};
use chrono::{NaiveDate, TimeDelta};

/// What the plan says of a window before an edit.
pub(super) struct Known<'k> {
    /// Its id.
    pub id: &'k Id,
    /// Start and end, when it has a date.
    pub dates: Option<(Instant, Instant)>,
    /// On whose clocks.
    pub zone: &'k Zone,
}

/// Carries an edit out; gives the places whose text is another one now, with it.
pub(super) fn carry_out(
    edit: &Edit,
    known: &Known,
    written: &mut Written,
) -> Result<Vec<(Span, String)>, Refused> {
    let Some(block) = window(written, known.id) else {
        return Ok(Vec::new());
    };
    let here = block.span;
    let file = &mut block.value;
    match edit {
        Edit::Days(_) | Edit::Minutes(_) | Edit::To(..) => moved(edit, known, (file, here)),
        Edit::Postpone(by) => {
            let Some((start, end)) = known.dates else {
                return Err(Refused::new(
                    format!(
                        "the window `{}` has no date that could be taken back",
                        known.id
                    ),
                    "leave it out",
                ));
            };
            let place = file.start.as_ref().map_or(here, |start| start.span);
            file.start = Some(Spanned::new(StartFile::Undecided, place));
            // A new date needs to know how long it takes.
            if let Some(ended) = file.end.take() {
                let length = Length::Minutes((end - start).num_minutes());
                file.length = Some(Spanned::new(length, ended.span));
            }
            let by = by.and_then(|day| day.format("%Y-%m-%d").to_string().parse().ok());
            file.new_date_by = by.map(|by: WrittenDate| Spanned::new(by, place));
            Ok(vec![(place, "undecided".to_owned())])
        }
        Edit::Cancel => Ok(status(file, here, (Status::Cancelled, "cancelled"))),
        Edit::Confirm => Ok(status(file, here, (Status::Confirmed, "confirmed"))),
    }
}

/// Writes down why a window was changed.
pub(super) fn explain(written: &mut Written, id: &Id, (on, because): (NaiveDate, &str)) {
    let Some(here) = window(written, id).map(|block| block.span) else {
        return;
    };
    let on = on.format("%Y-%m-%d").to_string().parse().ok();
    let because = because.parse().ok();
    let change = ChangeFile {
        window: Some(Spanned::new(id.clone(), here)),
        on: on.map(|on| Spanned::new(on, here)),
        because: because.map(|because| Spanned::new(because, here)),
    };
    written.plan.changes.push(Spanned::new(change, here));
}

fn window<'w>(written: &'w mut Written, id: &Id) -> Option<&'w mut Spanned<WindowFile>> {
    let phases = written.plan.phases.iter_mut();
    let mut windows = phases.flat_map(|phase| &mut phase.value.windows);
    windows.find(|window| window.value.id.as_ref().is_some_and(|own| own.value == *id))
}

fn status(
    file: &mut WindowFile,
    here: Span,
    (status, word): (Status, &str),
) -> Vec<(Span, String)> {
    let place = file.status.as_ref().map(|status| status.span);
    file.status = Some(Spanned::new(status, place.unwrap_or(here)));
    place
        .map(|place| (place, word.to_owned()))
        .into_iter()
        .collect()
}

fn moved(
    edit: &Edit,
    known: &Known,
    (file, here): (&mut WindowFile, Span),
) -> Result<Vec<(Span, String)>, Refused> {
    let zone = known.zone;
    let place = file.start.as_ref().map_or(here, |start| start.span);
    let Some((start, end)) = known.dates else {
        let Edit::To(date, Some(time)) = edit else {
            return Err(Refused::new(
                format!("the window `{}` has no date that could move", known.id),
                format!(
                    "say when it starts: `move {} to 2027-04-10 22:00`",
                    known.id
                ),
            ));
        };
        let words = words(date.and_time(*time), None);
        file.new_date_by = None;
        set(&mut file.start, place, &words);
        return Ok(vec![(place, words)]);
    };
    let far = || Refused::new("a window cannot move that far", "name a nearer date");
    let begins = shifted(edit, (start, start), zone).ok_or_else(far)?;
    file.new_date_by = None;
    set(&mut file.start, place, &begins);
    let mut places = vec![(place, begins)];
    if let Some(ended) = &mut file.end {
        let ends = shifted(edit, (start, end), zone).ok_or_else(far)?;
        if let Ok(moment) = ends.parse::<WrittenMoment>() {
            ended.value = moment;
        }
        places.push((ended.span, ends));
    }
    let (from, to) = (zone.civil(start), places[0].1.parse::<WrittenMoment>());
    if let Ok(moved) = to {
        places.extend(deadlines(file, moved.civil - from));
    }
    Ok(places)
}

/// A moment of something that begins at `start` once that has moved, as a plan writes it; nothing when
/// it moves too far.
pub(super) fn shifted(edit: &Edit, (start, at): (Instant, Instant), zone: &Zone) -> Option<String> {
    let by = match edit {
        Edit::Minutes(minutes) => return exact(at + TimeDelta::minutes(*minutes), zone),
        Edit::Days(days) => TimeDelta::try_days(*days)?,
        Edit::To(date, time) => {
            let from = zone.civil(start);
            date.and_time(time.unwrap_or(from.time())) - from
        }
        Edit::Postpone(_) | Edit::Cancel | Edit::Confirm => return None,
    };
    Some(words(zone.civil(at).checked_add_signed(by)?, None))
}

/// Moves what is to be done by a date in the window's own lines as far as the window moves.
fn deadlines(file: &mut WindowFile, by: TimeDelta) -> Vec<(Span, String)> {
    let actions = [&mut file.before, &mut file.during, &mut file.after];
    let actions = actions.into_iter().flatten();
    let deadlines = actions.filter_map(|action| action.value.by.as_mut());
    let moved = deadlines.filter_map(|deadline| {
        let Deadline::At(moment) = deadline.value else {
            return None;
        };
        let words = words(moment.civil + by, None);
        deadline.value = Deadline::At(words.parse().ok()?);
        Some((deadline.span, words))
    });
    moved.collect()
}

fn set(start: &mut Option<Spanned<StartFile>>, place: Span, words: &str) {
    let written = words.parse().ok();
    *start = written.map(|start| Spanned::new(start, place));
}

/// A moment as a plan writes it.
pub(super) fn words(civil: Civil, offset: Option<i32>) -> String {
    let offset = offset.map_or_else(String::new, |minutes| {
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
    });
    format!("{}{offset}", civil.format("%Y-%m-%d %H:%M"))
}

/// An instant as a plan writes it, also when clocks show it twice.
fn exact(at: Instant, zone: &Zone) -> Option<String> {
    let civil = zone.civil(at);
    let is_twice = matches!(zone.resolve(civil), Resolved::Twice { .. });
    Some(words(civil, is_twice.then(|| zone.offset_minutes(at))))
}
