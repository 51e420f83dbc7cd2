//! Branch: every message of a night that turns out otherwise, before it does. Touches no ledger.

use super::failure::Failure;
use super::making::fault;
use super::workspace::Workspace;
use crate::belief::{Beliefs, History};
use crate::calendar::zone::Instant;
use crate::invite::Tracks;
use crate::ledger::{Entry, Ledger as _, MemoryLedger, Step};
use crate::mailing::docket::{readers, split};
use crate::mailing::tracks::followed;
use crate::mailing::{Item, Letterhead, Mailing, Office};
use crate::night::Nights;
use crate::night::branch::Branch;
use crate::plan::milestone::Milestone;
use crate::plan::window::{Status, Window};
use crate::plan::{Id, Plan};
use crate::rules::Case;
use crate::timeline::{Occurrence, schedule};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What sees the mailings of one notice, to all its audiences.
type See<'s> = &'s mut dyn FnMut(Vec<Mailing>) -> Result<(), Failure>;

/// What people and calendars are supposed to know.
#[derive(Clone)]
struct Known {
    ledger: MemoryLedger,
    tracks: Tracks,
}

/// Shows every notice of a branch, for each window that may still go that way, as if everybody had
/// been told of it before.
pub fn each(
    (workspace, nights): (&Workspace, &Nights),
    branch: Branch,
    see: See<'_>,
) -> Result<(), Failure> {
    let now = workspace.now;
    let windows = workspace.plan.windows().into_iter();
    let may_go = |window: &Window| {
        window.end > now || (branch == Branch::NoGo && nights.may_be_off(window, now))
    };
    let ahead = windows.filter(|(_, window)| window.status != Status::Cancelled && may_go(window));
    let ahead: Vec<_> = ahead.collect();
    if ahead.is_empty() {
        return Err(Failure::usage(
            "no window of the plan lies ahead, so nothing can turn out otherwise",
            "look at what was told with `forewarn status`",
        ));
    }
    for (_, window) in ahead {
        let mut known = Known {
            ledger: MemoryLedger::new(),
            tracks: workspace.letterhead.tracks.clone(),
        };
        everybody_told(workspace, &window.id, &mut known)?;
        if branch == Branch::Cancelled {
            moment(workspace, (&mut known, Some(&window.id)), now, see)?;
        }
        for course in branch.courses(window, now) {
            let mut known = known.clone();
            let mut events = course.events.iter().peekable();
            for at in course.moments {
                while let Some(event) = events.next_if(|event| event.at <= at) {
                    known.ledger.note(event)?;
                }
                moment(workspace, (&mut known, None), at, see)?;
            }
        }
    }
    Ok(())
}

/// Notes that everybody was told of a window by the notice that tells all.
fn everybody_told(workspace: &Workspace, window: &Id, known: &mut Known) -> Result<(), Failure> {
    let beliefs = Beliefs::default();
    let office = workspace.office(&beliefs);
    let occurrences = workspace.timeline.about(window);
    for occurrence in occurrences.filter(|occurrence| occurrence.milestone.informs()) {
        for group in readers(office.case, occurrence) {
            let made = office.mailing(Item::first(occurrence, group));
            let mailing = made.map_err(|made| fault(workspace, &occurrence.notice_id(), made))?;
            // Whatever becomes of it comes after that.
            let before = workspace.now - TimeDelta::seconds(1);
            told(&mailing, before, &mut known.ledger)?;
            mailing.remember(&mut known.tracks);
        }
    }
    Ok(())
}

fn told(mailing: &Mailing, at: Instant, ledger: &mut MemoryLedger) -> Result<(), Failure> {
    for reader in mailing.readers() {
        let planned = Arc::new(mailing.planned(reader));
        let step = |step| Entry {
            id: planned.id.clone(),
            at,
            run: "branch".into(),
            step,
        };
        let begun = Step::Begun {
            planned: Arc::clone(&planned),
            body_digest: String::new(),
        };
        let answer = String::new();
        ledger.write(&[step(begun), step(Step::Accepted { answer })])?;
    }
    Ok(())
}

/// Shows what there is to tell at one moment: the notices of the night that begin then, and what
/// has to be put right. One window may be called off.
fn moment(
    workspace: &Workspace,
    (known, cancelled): (&mut Known, Option<&Id>),
    now: Instant,
    see: See<'_>,
) -> Result<(), Failure> {
    let mut plan = workspace.plan.clone();
    let mut directory = workspace.directory.clone();
    let mut timeline = workspace.timeline.clone();
    let windows = plan.phases.iter_mut().flat_map(|phase| &mut phase.windows);
    for window in windows.filter(|window| Some(&window.id) == cancelled) {
        window.status = Status::Cancelled;
    }
    if cancelled.is_some() {
        timeline = schedule(&plan, &directory, &mut Default::default());
    }
    let mut history = History::read(&known.ledger, &plan)?;
    history.admit_former(&plan, &mut directory);
    history
        .nights
        .enter(&mut plan, &mut timeline, &directory, now);
    let case = Case {
        plan: &plan,
        directory: &directory,
        timeline: &timeline,
        told: &workspace.told,
        now,
    };
    let letterhead = as_it_turns_out((workspace, &plan), (&history, &mut known.tracks), now);
    let beliefs = Beliefs::of(case, history, false);
    let office = Office {
        case,
        beliefs: &beliefs,
        templates: &workspace.templates,
        letterhead: &letterhead,
    };
    let unmade = |notice: String| move |made| fault(workspace, &notice, made);
    let of_the_night = timeline.occurrences.iter();
    let of_the_night = of_the_night.filter(|occurrence| is_told(occurrence, now));
    let mut told: BTreeMap<(Instant, String), Vec<Mailing>> = BTreeMap::new();
    for occurrence in of_the_night {
        let groups = readers(case, occurrence).into_iter();
        let items = groups.flat_map(|group| split(case, &beliefs, occurrence, group));
        let items = items.filter(|(_, manner)| !manner.is_covered && !manner.is_withheld);
        let mailings = items.map(|(group, manner)| {
            let item = Item {
                occurrence,
                group,
                manner,
            };
            office.mailing(item).map_err(unmade(occurrence.notice_id()))
        });
        let mut mailings: Vec<Mailing> = mailings.collect::<Result<_, _>>()?;
        // Others who read when it starts do so as planned, whatever comes of the night.
        mailings.retain(|mailing| mailing.notice.facts.tells_the_night());
        let notice = (occurrence.moment, occurrence.notice_id());
        told.entry(notice).or_default().extend(mailings);
    }
    for mailings in told.into_values().filter(|mailings| !mailings.is_empty()) {
        let told = mailings.iter();
        told.for_each(|mailing| mailing.remember(&mut known.tracks));
        see(mailings)?;
    }
    put_right((workspace, office), &mut known.tracks, see)
}

/// Shows what has to be put right.
fn put_right(
    (workspace, office): (&Workspace, Office),
    tracks: &mut Tracks,
    see: See<'_>,
) -> Result<(), Failure> {
    for correction in &office.beliefs.corrections {
        let notice = correction.occurrence.notice_id();
        let made = office.correction(correction);
        let mailing = made.map_err(|made| fault(workspace, &notice, made))?;
        mailing.remember(tracks);
        see(vec![mailing])?;
    }
    Ok(())
}

/// The letterhead with what calendars are told by then: what has changed has its next number.
fn as_it_turns_out(
    (workspace, plan): (&Workspace, &Plan),
    (history, tracks): (&History, &mut Tracks),
    now: Instant,
) -> Letterhead {
    let mut letterhead = workspace.letterhead.clone();
    letterhead.revised = letterhead.revised.max(now);
    *tracks = followed(plan, &history.nights, tracks, (false, letterhead.revised));
    letterhead.tracks.clone_from(tracks);
    letterhead
}

/// Whether a notice tells what happened at a moment, or of a start that was before.
fn is_told(occurrence: &Occurrence, now: Instant) -> bool {
    let (milestone, moment) = (occurrence.milestone, occurrence.moment);
    let is_start = milestone == Milestone::Start && moment <= now;
    is_start || (milestone.is_of_the_night() && moment == now)
}
