//! What happened, or how the plan moved, in words.

use super::lines;
use crate::calendar::zone::{Instant, Zone};
use crate::compose::moment::{Clock, Moment};
use crate::compose::words::Words;
use crate::notice::event::{Change, Deadline, EventFacts, EventState, Hearsay, Meeting, Successor};
use crate::notice::facts::{Facts, Impact, ServiceFacts};
use crate::plan::milestone::Milestone;
use schemars::JsonSchema;
use serde::Serialize;

/// What happened; every field absent when nothing did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EventView {
    /// `go` or `no-go`; `on-time` or `late`; `certain` or `uncertain`; `unknown` whether it is done.
    pub state: Option<&'static str>,
    /// Who decided.
    pub decided_by: Option<Words>,
    /// Why, in one line.
    pub reason: Option<Words>,
    /// What was not ready when it was decided; a decision to start was taken despite it.
    pub unready: Vec<Words>,
    /// The start that was told before.
    pub old_start: Option<Moment>,
    /// The start that was named last, when the reader knows that it is off and of no other.
    pub last_start: Option<Moment>,
    /// The end that was told before.
    pub old_end: Option<Moment>,
    /// Other ends that some readers may have been told.
    pub doubtful_ends: Vec<Moment>,
    /// Whether the new end comes before the one that was told.
    pub is_sooner: bool,
    /// Whether the end that was told lies ahead, of one that may not hold.
    pub end_is_ahead: bool,
    /// When the next word comes.
    pub next_update: Option<Moment>,
    /// Open again since; or begun since, of a start that was.
    pub since: Option<Moment>,
    /// Whether it tells that the work began before its time.
    pub is_early: bool,
    /// Whether these readers counted with another start than the one that was, or with none.
    pub is_unexpected: bool,
    /// Whether these readers were told that the work was finished, of work that came to nothing.
    pub takes_back: bool,
    /// What was kept and what has to be entered again.
    pub data_kept: Option<Words>,
    /// By when a new date will be named.
    pub new_date_by: Option<Moment>,
    /// Whether the window's times are a new date.
    pub has_new_date: bool,
    /// What an hour more costs.
    pub cost_per_hour: Option<Words>,
    /// Actions to undo, or that still stand.
    pub actions: Vec<Words>,
    /// What else some readers may have been told, and what is not so.
    pub hearsay: Vec<HearsayView>,
    /// Whether the reader surely knew it to be called off.
    pub was_cancelled: bool,
    /// Whether the reader surely knew it to have no date.
    pub was_undecided: bool,
    /// Whether it takes place on the very date that had been called off, or all is as the reader was
    /// surely told.
    pub is_as_before: bool,
    /// When the work was begun on the old date, if the old system came back.
    pub went_back: Option<Moment>,
    /// What is no longer as it was told, most important first.
    pub changes: Vec<ChangeView>,
    /// Whether that is more than the list of what has to be done before a new date says.
    pub changes_more: bool,
    /// Whether that is one briefing and nothing else.
    pub briefing_only: bool,
    /// The start as it was told by another clock than the one the reader has now, when it is the same.
    pub same_start: Option<Moment>,
    /// Who leads now what the reader led; of whoever is let go.
    pub successors: Vec<SuccessorView>,
}

/// Who leads a department now.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SuccessorView {
    /// The department.
    pub department: Words,
    /// Her name.
    pub name: Words,
}

impl SuccessorView {
    fn of(successor: &Successor) -> Self {
        Self {
            department: Words::plain(&successor.department),
            name: Words::plain(&successor.name),
        }
    }
}

/// Something that the reader may have been told, and that is not so.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HearsayView {
    /// `date`, `no-date`, `promise` of a date by another day, `cancelled`, `elsewhere` when it was not
    /// to concern the reader, `unlisted` when she was no longer on the list; or `detail`.
    pub kind: &'static str,
    /// The other start, or the day of the other promise.
    pub at: Option<Moment>,
    /// The detail, old as the reader may have been told; the rest has none.
    pub detail: Option<ChangeView>,
}

/// One thing that is no longer as it was told; what it does not need is absent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangeView {
    /// `start`, `end`, `firmness`, `service`, `action`, `objection`, `decision`, `briefing`, or
    /// `uninvited` of a briefing that takes place without the reader.
    pub kind: &'static str,
    /// The service or the action.
    pub name: Option<Words>,
    /// As told: a moment; absent for what is new.
    pub old: Option<Moment>,
    /// As it is: a moment; absent when it fell away.
    pub new: Option<Moment>,
    /// As told: `off`, `read-only` or `slower`; absent when nothing was to happen.
    pub old_impact: Option<Impact>,
    /// As it is; absent when nothing happens any more.
    pub new_impact: Option<Impact>,
    /// What to do without the service.
    pub instead: Option<Words>,
    /// Whether the dates may still move.
    pub provisional: bool,
    /// Whether the new moment lies before the old one.
    pub earlier: bool,
    /// Of an action: whether its new moment has passed, so that it has to be done at once.
    pub at_once: bool,
    /// Of a briefing that takes place: in what it differs.
    pub briefing: Option<MeetingView>,
    /// Whether the list of what has to be done before a new date says it.
    pub listed: bool,
}

/// In what a briefing that takes place is not as it was told; what is the same is absent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MeetingView {
    /// Whether it starts at another time.
    pub is_moved: bool,
    /// Its end, when it takes longer or is over sooner.
    pub end: Option<Moment>,
    /// How long it takes now.
    pub length: Option<Words>,
    /// How long it was to take.
    pub old_length: Option<Words>,
    /// Whether it takes longer.
    pub is_longer: bool,
    /// Where it is now.
    pub place: Option<Words>,
    /// Where it was to be, when it is elsewhere or no place is named any more.
    pub old_place: Option<Words>,
    /// Where to join it now, an address.
    pub join: Option<Words>,
    /// Whether there was a link and is none.
    pub is_unlinked: bool,
}

impl MeetingView {
    fn of(new: &Meeting, old: &Meeting, clock: Clock<'_>) -> Self {
        let [length, old_length] = [new, old].map(|meeting| meeting.end - meeting.start);
        let said = |length| Some(Words::plain(&clock.locale.length(length)));
        let is_other = length != old_length;
        let ways = new.ways.as_ref().zip(old.ways.as_ref());
        let place = ways.filter(|(now, then)| now.place != then.place);
        let join = ways.filter(|(now, then)| now.join != then.join);
        let typed = |place: Option<&String>| place.map(|place| Words::typed(place));
        Self {
            is_moved: new.start != old.start,
            end: is_other.then(|| clock.moment(new.end)),
            length: said(length).filter(|_| is_other),
            old_length: said(old_length).filter(|_| is_other),
            is_longer: length > old_length,
            place: typed(place.and_then(|(now, _)| now.place.as_ref())),
            old_place: typed(place.and_then(|(_, then)| then.place.as_ref())),
            join: join.and_then(|(now, _)| Words::address(now.join.as_deref()?)),
            is_unlinked: join.is_some_and(|(now, _)| now.join.is_none()),
        }
    }
}

impl EventView {
    pub(super) fn of(facts: &Facts, clock: Clock<'_>) -> Self {
        let nothing = EventFacts::default();
        let event = facts.event.as_ref().unwrap_or(&nothing);
        let line = |text: &Option<String>| text.as_deref().map(Words::text);
        let moment = |at: Option<Instant>| at.map(|at| clock.moment(at));
        let then = event.told_in.as_ref();
        let told = |at: Option<Instant>| at.map(|at| clock.as_told(then, at));
        Self {
            state: event.state.map(EventState::slug),
            decided_by: event.decided_by.as_deref().map(Words::plain),
            reason: line(&event.reason),
            unready: lines(&event.unready),
            old_start: told(event.old_start),
            last_start: told(event.last.map(|(start, _)| start)),
            old_end: told(event.old_end),
            doubtful_ends: event
                .doubtful_ends
                .iter()
                .map(|end| clock.as_told(then, *end))
                .collect(),
            is_sooner: event.is_sooner,
            end_is_ahead: event.end_is_ahead,
            next_update: moment(event.next_update),
            since: moment(event.since),
            is_early: event.is_early,
            is_unexpected: event.is_unexpected,
            takes_back: event.takes_back,
            data_kept: line(&event.data_kept),
            new_date_by: moment(event.new_date_by),
            has_new_date: event.has_new_date,
            cost_per_hour: event.cost_per_hour.as_ref().map(|cost| {
                let sum = clock.locale.money.amount(cost.amounts, &cost.currency);
                Words::plain(&sum)
            }),
            actions: lines(&event.actions),
            hearsay: event
                .hearsay
                .iter()
                .map(|hearsay| HearsayView::of(hearsay, facts, clock))
                .collect(),
            was_cancelled: event.was_cancelled,
            was_undecided: event.was_undecided,
            is_as_before: event.is_as_before,
            went_back: told(event.went_back),
            changes: event
                .changes
                .iter()
                .map(|change| ChangeView {
                    listed: facts.lists(change),
                    ..ChangeView::of(change, facts, clock)
                })
                .collect(),
            changes_more: !event.changes.iter().all(|change| facts.lists(change)),
            briefing_only: matches!(
                event.changes.as_slice(),
                [Change::Briefing { .. } | Change::Uninvited { .. }]
            ),
            same_start: same_start(facts, clock),
            successors: event.successors.iter().map(SuccessorView::of).collect(),
        }
    }
}

/// The zone by whose clock the readers of a notice were told before, when it is another than theirs now.
pub(super) fn told_in(facts: &Facts) -> Option<&Zone> {
    facts.event.as_ref()?.told_in.as_ref()
}

/// The start as its readers were told it by another clock, when a correction is about that very date.
fn same_start(facts: &Facts, clock: Clock<'_>) -> Option<Moment> {
    let is_as_before = || facts.event.as_ref().is_some_and(|event| event.is_as_before);
    let is_same = match facts.milestone {
        Milestone::Changed => true,
        Milestone::Rescheduled => is_as_before(),
        _ => false,
    };
    let start = facts.window.start;
    let then = told_in(facts).filter(|then| is_same && clock.is_other(then, start))?;
    Some(clock.as_told(Some(then), start))
}

impl HearsayView {
    fn of(hearsay: &Hearsay, facts: &Facts, clock: Clock<'_>) -> Self {
        let (kind, at) = match hearsay {
            Hearsay::Date { start, .. } => ("date", Some(*start)),
            Hearsay::NoDate { promised: None } => ("no-date", None),
            Hearsay::NoDate { promised } => ("promise", *promised),
            Hearsay::Cancelled => ("cancelled", None),
            Hearsay::Elsewhere => ("elsewhere", None),
            Hearsay::Unlisted => ("unlisted", None),
            Hearsay::Detail { .. } => ("detail", None),
        };
        let detail = hearsay.detail();
        Self {
            kind,
            at: at.map(|at| clock.as_told(told_in(facts), at)),
            detail: detail.map(|change| ChangeView::of(change, facts, clock)),
        }
    }
}

impl ChangeView {
    fn bare() -> Self {
        Self {
            kind: "start",
            name: None,
            old: None,
            new: None,
            old_impact: None,
            new_impact: None,
            instead: None,
            provisional: false,
            earlier: false,
            at_once: false,
            briefing: None,
            listed: false,
        }
    }

    fn of(change: &Change, facts: &Facts, clock: Clock<'_>) -> Self {
        let then = told_in(facts);
        let told = |at: &Instant| Some(clock.as_told(then, *at));
        let instead_of = |old: &Instant, new: &Instant| Some(clock.instead(then, (*old, *new)));
        let nothing = Self::bare();
        match change {
            Change::Start { old, new } => Self {
                old: told(old),
                new: instead_of(old, new),
                earlier: new < old,
                ..nothing
            },
            Change::End { old, new } => Self {
                kind: "end",
                old: told(old),
                new: instead_of(old, new),
                earlier: new < old,
                ..nothing
            },
            Change::Firmness { provisional } => Self {
                kind: "firmness",
                provisional: *provisional,
                ..nothing
            },
            Change::Service { name, old, new } => Self {
                kind: "service",
                instead: instead(&facts.window.services, name),
                name: Some(Words::plain(name)),
                old_impact: *old,
                new_impact: *new,
                ..nothing
            },
            Change::Deadline { of, old, new } => Self {
                at_once: facts.is_at_once(change),
                ..Self::of_deadline(of, (*old, *new), (clock, then))
            },
            Change::Briefing { old, new, .. } => Self {
                kind: "briefing",
                old: told(&old.start),
                new: new
                    .as_ref()
                    .and_then(|new| instead_of(&old.start, &new.start)),
                briefing: new.as_ref().map(|new| MeetingView::of(new, old, clock)),
                ..nothing
            },
            Change::Uninvited { old, .. } => Self {
                kind: "uninvited",
                old: told(old),
                ..nothing
            },
        }
    }
}

impl ChangeView {
    fn of_deadline(
        of: &Deadline,
        (old, new): (Option<Instant>, Option<Instant>),
        (clock, then): (Clock<'_>, Option<&Zone>),
    ) -> Self {
        let (kind, name) = match of {
            Deadline::Action(text) => ("action", Some(Words::line(text))),
            Deadline::Objection => ("objection", None),
            Deadline::Decision => ("decision", None),
        };
        Self {
            kind,
            name,
            old: old.map(|old| clock.as_told(then, old)),
            new: new.map(|new| clock.instead(then, (old.unwrap_or(new), new))),
            earlier: old.zip(new).is_some_and(|(old, new)| new < old),
            ..Self::bare()
        }
    }
}

/// What to do without a service, by its name.
fn instead(services: &[ServiceFacts], name: &str) -> Option<Words> {
    let mut services = services.iter();
    let service = services.find(|service| service.name == name)?;
    service.workaround.as_deref().map(Words::text)
}
