//! Sessions: briefings as a turn moves them or calls them off, by themselves or along with the window
//! that they are about.

use super::Refused;
use super::edit::{shifted, words};
use super::turn::{Edit, Turn};
use crate::calendar::zone::{Instant, Zone};
use crate::diagnostic::{Span, Spanned};
use crate::plan::briefing::Briefing;
use crate::plan::file::Written;
use crate::plan::moment::WrittenMoment;
use crate::plan::undecided::Undecided;
use crate::plan::window::Status;
use crate::plan::written::{BriefingFile, BriefingStatusFile, Ids};
use crate::plan::{Id, Plan};
use chrono::TimeDelta;

/// What becomes of a briefing.
enum Fate {
    /// It does not take place.
    Off,
    /// It is on another date.
    Moves(String),
    /// It is about these windows only.
    About(Vec<Id>),
}

/// A place whose text is another one now.
type Overwritten = (Span, String);

/// Carries out a turn about a briefing; gives the places whose text is another one now.
pub(super) fn carry_out(
    (turn, edit): (&Turn, &Edit),
    (plan, at): (&Plan, Instant),
    written: &mut Written,
) -> Result<Vec<Overwritten>, Refused> {
    let id = &turn.subject;
    let all = plan.briefings.iter().chain(&plan.cancelled_briefings);
    let briefing = all.clone().find(|briefing| briefing.id == *id);
    let Some(briefing) = briefing.filter(|briefing| briefing.start > at) else {
        return Err(Refused::new(
            format!("the briefing `{id}` is over by then"),
            "give the event an earlier date",
        ));
    };
    let fate = match edit {
        Edit::Cancel => Fate::Off,
        _ => Fate::Moves(moved(edit, briefing.start, &plan.zone)?),
    };
    Ok(befall(briefing, fate, written))
}

fn moved(edit: &Edit, start: Instant, zone: &Zone) -> Result<String, Refused> {
    let far = || Refused::new("a briefing cannot move that far", "name a nearer date");
    shifted(edit, (start, start), zone).ok_or_else(far)
}

/// Lets the briefings to come that are about a window share what an edit did to it: they are called
/// off when none of their windows has a date any more, and those that are about it alone move with it
/// by whole days. Gives their ids and the places whose text is another one now.
pub(super) fn along(
    edit: &Edit,
    (plan, window, at): (&Plan, &Id, Instant),
    written: &mut Written,
) -> (Vec<Id>, Vec<Overwritten>) {
    let (mut taken, mut places) = (Vec::new(), Vec::new());
    let about = plan.briefings.iter().filter(|briefing| briefing.start > at);
    for briefing in about.filter(|briefing| briefing.is_about(window)) {
        let others = briefing.windows.iter().filter(|other| *other != window);
        let others: Vec<&Id> = others.collect();
        let fate = match edit {
            Edit::Confirm => None,
            Edit::Cancel | Edit::Postpone(_) => lost(plan, (briefing, &others), edit),
            Edit::Days(_) | Edit::Minutes(_) | Edit::To(..) if others.is_empty() => {
                follows(edit, (plan, window, at), briefing)
            }
            Edit::Days(_) | Edit::Minutes(_) | Edit::To(..) => None,
        };
        if let Some(fate) = fate {
            taken.push(briefing.id.clone());
            places.extend(befall(briefing, fate, written));
        }
    }
    (taken, places)
}

/// What becomes of a briefing that loses one of its windows.
fn lost(plan: &Plan, (briefing, others): (&Briefing, &[&Id]), edit: &Edit) -> Option<Fate> {
    let stands = |id: &&Id| {
        let window = plan.window(id);
        window.is_some_and(|(_, window)| window.status != Status::Cancelled)
    };
    let standing: Vec<Id> = others.iter().copied().filter(stands).cloned().collect();
    let waits = |id: &&Id| {
        let mut undecided = plan.undecided.iter();
        undecided.any(|window| window.id == **id && Undecided::waits(window))
    };
    match edit {
        _ if standing.is_empty() && !others.iter().any(waits) => Some(Fate::Off),
        _ if standing.is_empty() => None,
        // One that names none could be taken for one about the window without a date.
        Edit::Postpone(_) if briefing.names_none => Some(Fate::About(standing)),
        _ => None,
    }
}

/// What becomes of a briefing whose only window moves: it stays as many days before that as it was, or
/// where it is, as long as that is ahead and before the window.
fn follows(
    edit: &Edit,
    (plan, window, at): (&Plan, &Id, Instant),
    briefing: &Briefing,
) -> Option<Fate> {
    let (_, window) = plan.window(window)?;
    let start = shifted(edit, (window.start, window.start), &window.zone)?;
    let start: WrittenMoment = start.parse().ok()?;
    let begins = start.instant(&window.zone).ok()?;
    let days = start.civil.date() - window.zone.civil(window.start).date();
    if days.is_zero() && briefing.end <= begins {
        return None;
    }
    let civil = plan.zone.civil(briefing.start);
    let civil = civil.checked_add_signed(TimeDelta::days(days.num_days()))?;
    if plan.zone.instant(civil) > at {
        return Some(Fate::Moves(words(civil, None)));
    }
    (briefing.end > begins).then_some(Fate::Off)
}

/// Writes what becomes of a briefing into its lines.
fn befall(briefing: &Briefing, fate: Fate, written: &mut Written) -> Vec<Overwritten> {
    let mut briefings = written.plan.briefings.iter_mut();
    let is_it = |file: &BriefingFile| {
        let own = file.id.as_ref();
        own.is_some_and(|own| own.value == briefing.id)
    };
    let Some(block) = briefings.find(|block| is_it(&block.value)) else {
        return Vec::new();
    };
    let here = block.span;
    let file = &mut block.value;
    match fate {
        Fate::Off => {
            file.status = Some(Spanned::new(BriefingStatusFile::Cancelled, here));
            // Which windows came after it, nobody has to find out again.
            if briefing.names_none {
                file.windows = Some(Spanned::new(Ids(briefing.windows.clone()), here));
            }
            Vec::new()
        }
        Fate::About(windows) => {
            file.windows = Some(Spanned::new(Ids(windows), here));
            Vec::new()
        }
        Fate::Moves(words) => {
            let place = file.start.as_ref().map_or(here, |start| start.span);
            file.start = words.parse().ok().map(|start| Spanned::new(start, place));
            file.status = None;
            vec![(place, words)]
        }
    }
}
